//! 接入系统 (calling systems): they sign every request with SM2 (docs/guides/signing-requests.md).
//!
//! The signature covers method, target, digest of the body, instant, nonce, system, operator and
//! idempotency key. A request is accepted once, and only if its instant differs by at most five minutes from the
//! server's clock.

use domain::caller::{Actor, Caller, Channel, Role, names_a_person};
use domain::event::{Event, EventKind};
use domain::policy::{Action, Citywide};
use domain::region::Region;
use domain::standing::StandingState;
use domain::{Code, Refusal};
use seal::sm2::{DEFAULT_USER_ID, PublicKey, Signature, digest};
use serde::{Deserialize, Serialize};
use store::{ClientRow, Receipt};

use super::attempts::MEMORY;
use super::people::{check_name, of_field};
use super::standing::{RowVersion, Standing};
use crate::kernel::{App, Error};
use crate::records::unit::{refuse_unknown_unit, unit_place};

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
    /// The header `Idempotency-Key`; empty if there is none.
    pub idempotency_key: &'a str,
    /// SM2 signature, in DER or as the 64 bytes r ‖ s.
    pub signature: &'a [u8],
}

impl SignedRequest<'_> {
    /// The text that the calling system signs.
    pub fn text(&self) -> String {
        format!("yinxin-request/2\n{}{}\n", self.common_lines(), self.idempotency_key)
    }

    /// The text of the first version, which does not contain the idempotency key.
    fn first_text(&self) -> String {
        format!("yinxin-request/1\n{}", self.common_lines())
    }

    fn common_lines(&self) -> String {
        let body = hex::encode(ledger::sm3(self.body));
        format!(
            "{}\n{}\n{body}\n{}\n{}\n{}\n{}\n",
            self.method, self.target, self.created, self.nonce, self.client_id, self.operator
        )
    }

    /// Whether the signature of `key` fits. The first version of the text is accepted only without an
    /// idempotency key: otherwise somebody on the way could add a key to a request or change it.
    fn is_signed_by(&self, key: &PublicKey, signature: &Signature) -> bool {
        let fits =
            |text: String| key.verify(&digest(DEFAULT_USER_ID, key, text.as_bytes()), signature);
        fits(self.text()) || (self.idempotency_key.is_empty() && fits(self.first_text()))
    }
}

/// A request whose head is in order: the system exists and the instant lies in the window. Whether the
/// signature fits is known only with the body.
pub struct Announced {
    client: ClientRow,
    key: PublicKey,
    signature: Signature,
    /// Whether the system or its unit is suspended.
    suspended: bool,
}

/// Whether a text names an operator: one word of 1 to 64 characters that does not have the shape of a
/// number of a person, because records and lists carry it (I10).
fn is_operator(text: &str) -> bool {
    text.chars().count() <= 64 && ledger::record::is_word(text) && !names_a_person(text)
}
/// A calling system as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Client)]
pub struct ClientView {
    pub client_id: String,
    pub name: String,
    pub unit_code: String,
    /// SM2 public key: SubjectPublicKeyInfo, DER in hexadecimal.
    pub public_key: String,
    pub state: StandingState,
    pub row_version: i64,
}

/// Largest number of calling systems of a unit that are listed.
const MAX_LISTED: i64 = 1_000;

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
        if !named {
            return Err(of_field(Code::RequestInvalid, "client_id").into());
        }
        check_name(&client.name)?;
        if PublicKey::from_spki_der(&client.public_key).is_err() {
            return Err(of_field(Code::RequestInvalid, "public_key").into());
        }
        if work.rows().client(&client.client_id).await?.is_some() {
            return Err(of_field(Code::ClientTaken, "client_id").into());
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

    /// Lists the calling systems of a unit.
    pub async fn clients(&self, caller: &Caller, unit: &str) -> Result<Vec<ClientView>, Error> {
        self.permit_read(caller, Action::ChangeClient, &Citywide).await?;
        let mut reader = self.read().await?;
        refuse_unknown_unit(&mut reader, unit).await?;
        let rows = reader.clients_of_unit(unit, "", MAX_LISTED).await?;
        let shown = |row: ClientRow| ClientView {
            client_id: row.client_id,
            name: row.name,
            unit_code: row.unit_code,
            public_key: row.public_key,
            state: StandingState::of(row.active),
            row_version: row.version,
        };
        Ok(rows.into_iter().map(shown).collect())
    }

    /// Suspends or resumes a calling system. Errors: it is unknown; the state does not allow it.
    pub async fn change_client(
        &self,
        caller: &Caller,
        client_id: &str,
        standing: Standing<'_>,
    ) -> Result<(RowVersion, Receipt), Error> {
        let work = self.begin(caller).await?;
        let (mut work, permit) = work.permit(Action::ChangeClient, &Citywide).await?;
        let mut row = work.rows().client(client_id).await?.ok_or(Error::NotFound)?;
        row.active = standing.after(row.active, row.version)?;
        work.rows().update_client(&mut row).await?;
        let event = standing.event(EventKind::ClientChanged, &format!("client {client_id}"));
        work.commit(permit.done(RowVersion { row_version: row.version }, event)).await
    }

    /// Replaces the key of a calling system. Requests signed with the old key are refused from then on: a
    /// key is replaced because it may be in other hands, so the two do not overlap. Errors: the system is
    /// unknown; the key is no SM2 public key, or the one that it has.
    pub async fn replace_client_key(
        &self,
        caller: &Caller,
        client_id: &str,
        row_version: i64,
        public_key: &[u8],
    ) -> Result<(RowVersion, Receipt), Error> {
        let work = self.begin(caller).await?;
        let (mut work, permit) = work.permit(Action::ChangeClient, &Citywide).await?;
        let mut row = work.rows().client(client_id).await?.ok_or(Error::NotFound)?;
        let key = hex::encode(public_key);
        if PublicKey::from_spki_der(public_key).is_err() || key == row.public_key {
            return Err(Refusal::new(Code::RequestInvalid).with("public_key", key).into());
        }
        if row.version != row_version {
            return Err(Error::Conflict);
        }
        row.public_key = key;
        work.rows().update_client(&mut row).await?;
        let event = Event::new(EventKind::ClientKeyReplaced, format!("client {client_id}"));
        work.commit(permit.done(RowVersion { row_version: row.version }, event)).await
    }

    /// Verifies a signed request and returns its caller. Errors: the instant differs too much from
    /// the server's clock; the signature is invalid or the system unknown (the answer is the same
    /// for both, so that it does not reveal which systems exist); the system or its unit is suspended;
    /// the operator does not follow its grammar; the nonce was used before.
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
        let unit = reader.unit(&client.unit_code).await?;
        drop(reader);
        let key = hex::decode(&client.public_key).ok();
        let key = key.and_then(|der| PublicKey::from_spki_der(&der).ok()).ok_or_else(invalid)?;
        let signature = Signature::from_der_or_raw(request.signature).map_err(|_| invalid())?;
        let key_fits = request.idempotency_key.bytes().all(|b| b.is_ascii_graphic());
        if !nonce_fits || !key_fits {
            return Err(invalid());
        }
        let suspended = client.active == 0 || unit.is_none_or(|unit| unit.active == 0);
        Ok(Announced { client, key, signature, suspended })
    }

    /// The second half of [`Self::authenticate`], with the body.
    pub async fn authenticated(
        &self,
        announced: Announced,
        request: &SignedRequest<'_>,
    ) -> Result<Caller, Error> {
        let Announced { client, key, signature, suspended } = announced;
        if !request.is_signed_by(&key, &signature) {
            return Err(Refusal::new(Code::SignatureInvalid).into());
        }
        if suspended {
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
            proved: true,
        })
    }

    /// Deletes the nonces of requests that are too old to be accepted again, and the attempts at passwords
    /// that are no longer counted.
    pub async fn forget_nonces(&self) -> Result<(), Error> {
        let mut operation = self.store().operation().await?;
        operation.forget_nonces(self.now() - 2 * WINDOW).await?;
        operation.forget_attempts(self.now() - MEMORY).await?;
        Ok(operation.commit().await?)
    }
}
