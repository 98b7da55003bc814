//! Logging in by digital certificate (Art. 20): the challenge, its answer, and the certificates of people.

use app::onboarding::{Challenge, LoginKeyView, SignedChallenge};
use axum::Json;
use axum::extract::State as Shared;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use domain::Code;
use domain::login::LoginKeyState;
use domain::policy::Action;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::super::{List, changed, created, settled};
use super::logins::with_cookie;
use crate::State;
use crate::extract::{Body, Path, Request};
use crate::problem::Problem;
use crate::terms::{Who, terms};

pub fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(challenge))
        .routes(routes!(log_in_by_key))
        .routes(routes!(prove_by_key))
        .routes(routes!(login_keys, add_login_key))
        .routes(routes!(withdraw_own_login_key))
        .routes(routes!(login_keys_of_person))
        .routes(routes!(withdraw_login_key))
}

/// The answer to a challenge, with the key that gave it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChallengeAnswer {
    challenge: String,
    /// Address of the page, such as `https://zz.example.gov.cn`; it is signed, and must be the one that the
    /// request came to.
    origin: String,
    /// SM3 of the public key (SubjectPublicKeyInfo), in hexadecimal.
    key_id: String,
    /// SM2 signature over `yinxin-login/1`, challenge and origin, a line each: DER or r and s, in hexadecimal.
    signature: String,
}

/// A certificate to add, with the answer to a challenge by its key.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewLoginKey {
    /// X.509 certificate with an SM2 key, PEM.
    certificate: String,
    challenge: String,
    origin: String,
    /// As in the answer to a challenge.
    signature: String,
}

/// A certificate of a person that was withdrawn.
#[derive(Debug, Serialize, ToSchema)]
struct WithdrawnKey {
    person_id: String,
    key_id: String,
    state: LoginKeyState,
}

/// The signature over a challenge. Errors: it is not hexadecimal; the origin is not the host that the request
/// names, so that the signature was given to another page.
fn signed<'s>(
    headers: &HeaderMap,
    challenge: &'s str,
    origin: &'s str,
    signature: &'s [u8],
) -> Result<SignedChallenge<'s>, Problem> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let named = origin.split_once("://").map(|(_, named)| named);
    if host.is_empty() || named != Some(host) {
        return Err(Problem::of(Code::ChallengeInvalid));
    }
    Ok(SignedChallenge { challenge, origin, signature })
}

fn bytes(signature: &str) -> Result<Vec<u8>, Problem> {
    hex::decode(signature).map_err(|_| Problem::of(Code::SignatureWrong))
}

/// Gives a challenge, which one signature answers within two minutes.
#[utoipa::path(
    post, path = "/session/challenge", tag = "onboarding",
    responses((status = 200, body = Challenge)),
    extensions(("x-yinxin" = json!(terms(Who::Everybody, &[20], &[])))),
)]
async fn challenge(request: Request) -> Result<Json<Challenge>, Problem> {
    Ok(Json(request.app.challenge()?))
}

/// Logs in by certificate. The session cookie is in the answer.
#[utoipa::path(
    post, path = "/session/certificate", tag = "onboarding", request_body = ChallengeAnswer,
    responses((status = 204)),
    extensions(("x-yinxin" = json!(terms(
        Who::Everybody, &[20], &[Code::ChallengeInvalid, Code::SignatureWrong],
    )))),
)]
async fn log_in_by_key(
    Shared(state): Shared<State>,
    request: Request,
    headers: HeaderMap,
    Body(answer): Body<ChallengeAnswer>,
) -> Result<Response, Problem> {
    let app = request.app.without_request();
    let signature = bytes(&answer.signature)?;
    let signed = signed(&headers, &answer.challenge, &answer.origin, &signature)?;
    let opened = app.log_in_by_key(&answer.key_id, signed).await?;
    Ok(with_cookie(&state, &opened.secret))
}

/// Proves again by certificate who is logged in.
#[utoipa::path(
    post, path = "/session/proof/certificate", tag = "onboarding", request_body = ChallengeAnswer,
    responses((status = 204)),
    extensions(("x-yinxin" = json!(terms(
        Who::LoggedIn, &[20], &[Code::ChallengeInvalid, Code::SignatureWrong],
    )))),
)]
async fn prove_by_key(
    request: Request,
    headers: HeaderMap,
    Body(answer): Body<ChallengeAnswer>,
) -> Result<StatusCode, Problem> {
    let app = request.app.without_request();
    let signature = bytes(&answer.signature)?;
    let signed = signed(&headers, &answer.challenge, &answer.origin, &signature)?;
    app.prove_by_key(request.session_for_means()?, &answer.key_id, signed).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lists the certificates with which whoever is logged in can log in, and those that were withdrawn.
#[utoipa::path(
    get, path = "/session/keys", tag = "onboarding",
    responses((status = 200, body = List<LoginKeyView>)),
    extensions(("x-yinxin" = json!(terms(Who::LoggedIn, &[20], &[])))),
)]
async fn login_keys(request: Request) -> Result<Json<List<LoginKeyView>>, Problem> {
    let session = request.session_for_means()?;
    Ok(Json(request.app.login_keys(session, &session.person_id).await?.into()))
}

/// Adds a certificate with which whoever is logged in can log in from then on.
#[utoipa::path(
    post, path = "/session/keys", tag = "onboarding", request_body = NewLoginKey,
    responses((status = 201, body = LoginKeyView)),
    extensions(("x-yinxin" = json!(terms(
        Who::LoggedIn, &[20],
        &[
            Code::ProofRequired, Code::LoginKeyInvalid, Code::LoginKeyTaken,
            Code::ChallengeInvalid, Code::SignatureWrong,
        ],
    )))),
)]
async fn add_login_key(
    request: Request,
    headers: HeaderMap,
    Body(new): Body<NewLoginKey>,
) -> Result<Response, Problem> {
    let app = request.app.without_request();
    let signature = bytes(&new.signature)?;
    let signed = signed(&headers, &new.challenge, &new.origin, &signature)?;
    let done = app.add_login_key(request.session_for_means()?, &new.certificate, signed).await;
    let (key, receipt) = settled(done)?;
    created(&app, &receipt, key)
}

/// Withdraws a certificate of whoever is logged in.
#[utoipa::path(
    post, path = "/session/keys/{key_id}/withdraw", tag = "onboarding",
    params(("key_id" = String, Path)),
    responses((status = 200, body = WithdrawnKey)),
    extensions(("x-yinxin" = json!(terms(Who::LoggedIn, &[20], &[Code::LoginKeyState])))),
)]
async fn withdraw_own_login_key(
    request: Request,
    Path(key_id): Path<String>,
) -> Result<Response, Problem> {
    let person_id = request.session_for_means()?.person_id.clone();
    withdraw(&request, person_id, key_id).await
}

/// Lists the certificates of a person.
#[utoipa::path(
    get, path = "/people/{id}/keys", tag = "onboarding", params(("id" = String, Path)),
    responses((status = 200, body = List<LoginKeyView>)),
    extensions(("x-yinxin" = json!(terms(Who::OnItsUnit(Action::ChangePerson), &[20], &[])))),
)]
async fn login_keys_of_person(
    request: Request,
    Path(id): Path<String>,
) -> Result<Json<List<LoginKeyView>>, Problem> {
    request.caller()?;
    Ok(Json(request.app.login_keys(request.session()?, &id).await?.into()))
}

/// Withdraws a certificate of a person, for example because the USB key was lost. All sessions of the person end.
#[utoipa::path(
    post, path = "/people/{id}/keys/{key_id}/withdraw", tag = "onboarding",
    params(("id" = String, Path), ("key_id" = String, Path)),
    responses((status = 200, body = WithdrawnKey)),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::ChangePerson), &[20],
        &[Code::PersonUnknown, Code::LoginKeyState, Code::PostReserved],
    )))),
)]
async fn withdraw_login_key(
    request: Request,
    Path((id, key_id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    request.caller()?;
    withdraw(&request, id, key_id).await
}

async fn withdraw(
    request: &Request,
    person_id: String,
    key_id: String,
) -> Result<Response, Problem> {
    let done = request.app.withdraw_login_key(request.session()?, &person_id, &key_id).await;
    let ((), receipt) = settled(done.map(|receipt| ((), receipt)))?;
    let withdrawn = WithdrawnKey { person_id, key_id, state: LoginKeyState::Withdrawn };
    changed(&request.app, &receipt, withdrawn)
}
