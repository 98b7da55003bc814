//! 接入系统 (calling systems): they sign every request with SM2 (docs/guides/signing-requests.md).
//!
//! The signature covers method, target, digest of the body, instant, nonce, system and operator. A
//! request is accepted once, and only if its instant differs by at most five minutes from the
//! server's clock.

use domain::caller::{Actor, Caller, Channel, Role, names_a_person};
use domain::event::{Event, EventKind};
use domain::policy::Action;
use domain::region::Region;
use domain::{Code, Refusal};
use seal::sm2::{DEFAULT_USER_ID, PublicKey, Signature, digest};
use serde::{Deserialize, Serialize};
use store::{ClientRow, Receipt};

use crate::kernel::{App, Error};
use crate::records::unit::unit_place;

/// Largest difference between the instant of a request and the server's clock, in milliseconds.
pub const WINDOW: i64 = 300_000;

/// A calling system to register; `public_key` is a SubjectPublicKeyInfo in DER.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewClient {
    pub client_id: String,
    pub name: String,
    pub unit: String,
    pub public_key: Vec<u8>,
}

/// A signed request whose signature is not yet verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedRequest<'a> {
    pub client_id: &'a str,
    /// The person for whom the system acts, as the system names them.
    pub operator: &'a str,
    /// Milliseconds since 1970 UTC.
    pub created: i64,
    pub nonce: &'a str,
    pub method: &'a str,
    /// Path and query exactly as sent.
    pub target: &'a str,
    pub body: &'a [u8],
    /// SM2 signature, in DER or as the 64 bytes r ‖ s.
    pub signature: &'a [u8],
}

impl SignedRequest<'_> {
    /// The text that the calling system signs.
    pub fn text(&self) -> String {
        let body = hex::encode(ledger::sm3(self.body));
        format!(
            "yinxin-request/1\n{}\n{}\n{body}\n{}\n{}\n{}\n{}\n",
            self.method, self.target, self.created, self.nonce, self.client_id, self.operator
        )
    }
}

/// A request whose head is in order: the system exists and the instant lies in the window. Whether the
/// signature fits is known only with the body.
pub struct Announced {
    client: ClientRow,
    key: PublicKey,
    signature: Signature,
}

/// Whether a text names an operator: one word of 1 to 64 characters that does not have the shape of a
/// number of a person, because records and lists carry it (I10).
fn is_operator(text: &str) -> bool {
    text.chars().count() <= 64 && ledger::record::is_word(text) && !names_a_person(text)
}

impl App {
    /// Registers a calling system. Errors: the identity is taken or malformed; the key is no SM2
    /// public key; the unit is unknown.
    pub async fn register_client(
        &self,
        caller: &Caller,
        client: &NewClient,
    ) -> Result<Receipt, Error> {
        let mut work = self.begin(caller).await?;
        let place = unit_place(work.rows(), &client.unit).await?;
        let (mut work, permit) = work.permit(Action::RegisterClient, &place).await?;
        let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
        let named =
            (2..=40).contains(&client.client_id.len()) && client.client_id.bytes().all(plain);
        if !named || PublicKey::from_spki_der(&client.public_key).is_err() {
            return Err(Refusal::new(Code::RequestInvalid)
                .with("client", &client.client_id)
                .into());
        }
        let mut row = ClientRow {
            client_id: client.client_id.clone(),
            name: client.name.clone(),
            unit_code: place.unit,
            region: place.region.as_str().to_owned(),
            public_key: hex::encode(&client.public_key),
            active: 1,
            ..ClientRow::default()
        };
        work.rows().insert_client(&mut row).await?;
        let event = Event::new(EventKind::ClientRegistered, format!("client {}", row.client_id));
        Ok(work.commit(permit.done((), event)).await?.1)
    }

    /// Verifies a signed request and returns its caller. Errors: the instant differs too much from
    /// the server's clock; the signature is invalid or the system unknown (the answer is the same
    /// for both, so that it does not reveal which systems exist); the system is suspended; the
    /// operator does not follow its grammar; the nonce was used before.
    pub async fn authenticate(&self, request: &SignedRequest<'_>) -> Result<Caller, Error> {
        let announced = self.announced(request).await?;
        self.authenticated(announced, request).await
    }

    /// The first half of [`Self::authenticate`]: everything that can be checked without the body, so
    /// that the server does not read the body of just anybody. Whether a body is read therefore tells
    /// whether a system exists; the identities of systems are no secret.
    pub async fn announced(&self, request: &SignedRequest<'_>) -> Result<Announced, Error> {
        let now = self.now();
        if request.created.abs_diff(now) > WINDOW.unsigned_abs() {
            let expired = Refusal::new(Code::SignatureExpired);
            return Err(expired.with("server_time", domain::date::rfc3339(now)).into());
        }
        let nonce_fits = (16..=64).contains(&request.nonce.len())
            && request.nonce.bytes().all(|b| b.is_ascii_alphanumeric());
        let invalid = || Error::from(Refusal::new(Code::SignatureInvalid));
        let mut reader = self.read().await?;
        let client = reader.client(request.client_id).await?.ok_or_else(invalid)?;
        drop(reader);
        let key = hex::decode(&client.public_key).ok();
        let key = key.and_then(|der| PublicKey::from_spki_der(&der).ok()).ok_or_else(invalid)?;
        let signature = Signature::from_der_or_raw(request.signature).map_err(|_| invalid())?;
        if !nonce_fits {
            return Err(invalid());
        }
        Ok(Announced { client, key, signature })
    }

    /// The second half of [`Self::authenticate`], with the body.
    pub async fn authenticated(
        &self,
        announced: Announced,
        request: &SignedRequest<'_>,
    ) -> Result<Caller, Error> {
        let Announced { client, key, signature } = announced;
        let signed = digest(DEFAULT_USER_ID, &key, request.text().as_bytes());
        if !key.verify(&signed, &signature) {
            return Err(Refusal::new(Code::SignatureInvalid).into());
        }
        if client.active == 0 {
            return Err(Refusal::new(Code::ClientSuspended).into());
        }
        if !is_operator(request.operator) {
            return Err(Refusal::new(Code::OperatorInvalid).into());
        }
        let mut operation = self.store().operation().await?;
        if !operation.take_nonce(request.client_id, request.nonce, request.created).await? {
            return Err(Refusal::new(Code::NonceReused).into());
        }
        operation.commit().await?;
        Ok(Caller {
            actor: Actor::Client {
                client: client.client_id,
                operator: request.operator.to_owned(),
            },
            unit: client.unit_code,
            region: Some(Region::parse(&client.region)?),
            roles: vec![Role::CallingSystem],
            channel: Channel::Api,
        })
    }

    /// Deletes the nonces of requests that are too old to be accepted again.
    pub async fn forget_nonces(&self) -> Result<(), Error> {
        let mut operation = self.store().operation().await?;
        operation.forget_nonces(self.now() - 2 * WINDOW).await?;
        Ok(operation.commit().await?)
    }
}
