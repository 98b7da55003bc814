//! The extractors of the handlers: the caller, and the parts of the request as values of the domain. They
//! differ from those of axum in that every rejection is a [`Problem`].

use app::App;
use app::onboarding::Session;
use axum::extract::{FromRequest, FromRequestParts};
use axum::http::header;
use axum::http::request::Parts;
use domain::Code;
use domain::caller::{Caller, CallerKind};
use domain::vocabulary::{self, Word};
use serde::de::DeserializeOwned;

use crate::problem::Problem;
use crate::terms::SMALL_BODY;
use crate::{MAX_BODY, State};

/// The caller of the request, as `gate` authenticated it, and the application that remembers the
/// request's idempotency key.
#[derive(Clone)]
pub struct Request {
    pub app: App,
    caller: Option<Caller>,
    session: Option<Session>,
}

impl Request {
    /// A request from someone who has not logged in.
    pub(crate) fn of_public(app: App) -> Self {
        Self { app, caller: None, session: None }
    }

    pub(crate) fn of_system(app: App, caller: Caller) -> Self {
        Self { app, caller: Some(caller), session: None }
    }

    pub(crate) fn of_person(app: App, session: Session) -> Self {
        Self { app, caller: Some(session.caller.clone()), session: Some(session) }
    }

    /// The caller.
    ///
    /// # Errors
    /// [`Code::Unauthenticated`] if nobody has logged in; [`Code::LogStopped`] while nothing is written,
    /// because what the caller does could not be recorded (I2); [`Code::PasswordChangeRequired`] or
    /// [`Code::SecondFactorRequired`] if the person must do that before anything else.
    pub fn caller(&self) -> Result<&Caller, Problem> {
        self.refuse_while_stopped()?;
        if let Some(first) = self.first() {
            return Err(Problem::of(first));
        }
        self.caller.as_ref().ok_or_else(|| Problem::of(Code::Unauthenticated))
    }

    /// The caller, or the public if nobody has logged in or something must be done first.
    pub fn caller_or_public(&self) -> Caller {
        let caller = self.caller.clone().filter(|_| self.first().is_none());
        caller.unwrap_or_else(Caller::public)
    }

    /// What the person must do before anything else.
    fn first(&self) -> Option<Code> {
        self.session.as_ref().and_then(|session| session.first)
    }

    fn refuse_while_stopped(&self) -> Result<(), Problem> {
        match self.app.store().stopped() {
            Some(_) => Err(Problem::of(Code::LogStopped)),
            None => Ok(()),
        }
    }

    pub fn caller_kind(&self) -> CallerKind {
        self.caller.as_ref().map_or(CallerKind::Public, Caller::kind)
    }

    /// The session of a person who adds means of logging in: also of one who must have a second factor first,
    /// but not of one who must change the password.
    ///
    /// # Errors
    /// As for [`Self::session`]; [`Code::PasswordChangeRequired`].
    pub fn session_for_means(&self) -> Result<&Session, Problem> {
        let session = self.session()?;
        match session.first {
            Some(first @ Code::PasswordChangeRequired) => Err(Problem::of(first)),
            Some(_) | None => Ok(session),
        }
    }

    /// The session of a person, also of one who must do something else first. For the session itself only;
    /// everything else asks for the caller.
    ///
    /// # Errors
    /// [`Code::Unauthenticated`] if nobody has logged in or the caller is a system.
    pub fn session(&self) -> Result<&Session, Problem> {
        self.refuse_while_stopped()?;
        self.session.as_ref().ok_or_else(|| Problem::of(Code::Unauthenticated))
    }
}

impl FromRequestParts<State> for Request {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &State) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Problem::of(Code::Unauthenticated))
    }
}

/// The character U+0000 is refused wherever it can come in: PostgreSQL does not take it in a text.
const NUL: &str = "U+0000 is not allowed";

/// Whether a JSON text contains the escape of U+0000. (The character itself is not allowed in JSON.)
fn has_nul(json: &[u8]) -> bool {
    let escape = b"\\u0000";
    let places = json.windows(escape.len()).enumerate().filter(|(_, part)| part == escape);
    // A backslash that is itself escaped begins no escape.
    let before = |at: usize| json[..at].iter().rev().take_while(|byte| **byte == b'\\').count();
    places.map(|(at, _)| before(at)).any(|backslashes| backslashes % 2 == 0)
}

/// A JSON body. It is refused if it is not JSON or has unknown or missing members; the problem names
/// the member.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned + Send + 'static> FromRequest<State> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: axum::extract::Request, state: &State) -> Result<Self, Problem> {
        let kind = request.headers().get(header::CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if !kind.starts_with("application/json") {
            return Err(Problem::because(Code::RequestInvalid, "content-type: application/json"));
        }
        let app = request.extensions().get::<Request>().map(|request| request.app.clone());
        let body = axum::body::to_bytes(request.into_body(), MAX_BODY).await;
        let body = body.map_err(|_| Problem::of(Code::RequestTooLarge))?;
        if body.len() <= SMALL_BODY {
            return parsed(&body).map(Self);
        }
        let app = app.unwrap_or_else(|| state.app.clone());
        app.heavy(move || parsed(&body)).await?.map(Self)
    }
}

fn parsed<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    if has_nul(body) {
        return Err(Problem::because(Code::RequestInvalid, NUL));
    }
    let value = serde_json::from_slice(body);
    value.map_err(|error| Problem::because(Code::RequestInvalid, error.to_string()))
}

/// Query parameters. They are refused if one has the wrong type.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<State> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Problem> {
        if parts.uri.query().is_some_and(|query| query.contains("%00")) {
            return Err(Problem::because(Code::RequestInvalid, NUL));
        }
        match axum::extract::Query::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Query(value)) => Ok(Self(value)),
            Err(error) => Err(Problem::because(Code::RequestInvalid, error.body_text())),
        }
    }
}

/// Path parameters. If one is not of its type, the address does not exist.
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<State> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Problem> {
        if parts.uri.path().contains("%00") {
            return Err(Problem::of(Code::NotFound));
        }
        match axum::extract::Path::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Self(value)),
            Err(_) => Err(Problem::of(Code::NotFound)),
        }
    }
}

/// Reads an optional parameter as a word of a vocabulary; the empty text means that it is absent.
///
/// # Errors
/// [`Code::RequestInvalid`] for a code that the vocabulary does not have.
pub fn optional_word<W: Word>(code: &str) -> Result<Option<W>, Problem> {
    if code.is_empty() {
        return Ok(None);
    }
    let word = vocabulary::parse(code);
    word.map(Some).map_err(|unknown| Problem::because(Code::RequestInvalid, unknown.to_string()))
}
