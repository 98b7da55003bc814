//! 登录证书 (logging in by digital certificate, Art. 20, decision 0024): the person's SM2 key signs a challenge.
//!
//! The key lies in a USB key or, for a demo, in a file; the program has only its X.509 certificate. A person
//! adds it in the own session and shows with a first signature that the key is theirs. What is signed names
//! the page's own address, so that a page that imitates ours cannot pass a signature on.

use domain::caller::Caller;
use domain::date::rfc3339;
use domain::event::{Event, EventKind, LoginFailure};
use domain::login::{LoginKeyState, LoginMeans};
use domain::policy::{Action, Citywide};
use domain::{Code, Refusal};
use seal::signer::{KeyRef, Role, SoftSigner};
use seal::sm2::{DEFAULT_USER_ID, SecretKey, Signature, digest};
use seal::x509::{Ca, ChainFinding, Profile, SubjectName, Usage, Validity, X509};
use serde::{Deserialize, Serialize};
use store::{LoginKeyRow, Receipt, SessionRow};

use super::sessions::{Opened, Session};
use crate::kernel::{App, Error, Randomness};
use crate::records::person::{located, permit_on_person};

/// How long a challenge counts, in milliseconds.
const CHALLENGE: i64 = 120_000;
/// The name under which used challenges are remembered among the nonces of requests; no system has it.
const USED: &str = "login/challenge";
/// Largest number of keys of one person.
const MOST: i64 = 20;

/// A challenge, which one signature answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Challenge {
    pub challenge: String,
}

/// The answer to a challenge.
#[derive(Clone, Copy, Debug)]
pub struct SignedChallenge<'s> {
    pub challenge: &'s str,
    /// Address of the page that asked for the signature, such as `https://zz.example.gov.cn`.
    pub origin: &'s str,
    /// SM2 signature with SM3 over [`Self::text`], by the default user identity; DER or r ‖ s.
    pub signature: &'s [u8],
}

impl SignedChallenge<'_> {
    /// The text that is signed.
    pub fn text(&self) -> String {
        format!("yinxin-login/1\n{}\n{}\n", self.challenge, self.origin)
    }
}

/// A certificate for logging in, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = LoginKey)]
pub struct LoginKeyView {
    /// SM3 of the public key, in hexadecimal.
    pub key_id: String,
    pub subject: String,
    pub issuer: String,
    pub valid_from: String,
    pub valid_to: String,
    pub state: LoginKeyState,
}

/// Names a key by its public key, SubjectPublicKeyInfo in DER.
fn key_id(x509: &X509) -> Result<String, Error> {
    let spki = x509.public_key().to_spki_der();
    let spki = spki.map_err(|error| Error::Internal(error.to_string()))?;
    Ok(hex::encode(ledger::sm3(&spki)))
}

impl App {
    /// A fresh challenge. Nothing is stored: it carries its instant and a keyed hash.
    pub fn challenge(&self) -> Result<Challenge, Error> {
        let nonce = hex::encode(self.random::<16>()?);
        let open = format!("{}.{nonce}", self.now());
        let keyed = hex::encode(self.store().keys().index("login.challenge", &open));
        Ok(Challenge { challenge: format!("{open}.{keyed}") })
    }

    /// Uses a challenge up. Errors: [`Code::ChallengeInvalid`] if it is not ours, too old, or was used.
    async fn use_up(&self, challenge: &str) -> Result<(), Error> {
        let invalid = || Error::from(Refusal::new(Code::ChallengeInvalid));
        let (open, keyed) = challenge.rsplit_once('.').ok_or_else(invalid)?;
        let expected = self.store().keys().index("login.challenge", open);
        let (at, nonce) = open.split_once('.').ok_or_else(invalid)?;
        let at: i64 = at.parse().map_err(|_| invalid())?;
        let age = self.now() - at;
        if hex::encode(expected) != keyed || !(0..=CHALLENGE).contains(&age) {
            return Err(invalid());
        }
        let mut operation = self.store().operation().await?;
        if !operation.take_nonce(USED, nonce, at).await? {
            return Err(invalid());
        }
        Ok(operation.commit().await?)
    }

    /// Opens a session for the owner of a key. Errors: [`Code::ChallengeInvalid`]; [`Code::SignatureWrong`] if
    /// the key is unknown or withdrawn, its certificate does not count, or the signature does not fit.
    pub async fn log_in_by_key(
        &self,
        key: &str,
        signed: SignedChallenge<'_>,
    ) -> Result<Opened, Error> {
        self.use_up(signed.challenge).await?;
        let row = self.judged_key(key, signed).await?;
        let person = self.read().await?.person(&row.person_id).await?;
        let Some(person) = person.filter(|person| person.active == 1) else {
            return Err(self.wrong_signature().await);
        };
        let work = self.begin(&Caller::program("login")).await?;
        let (mut work, permit) = work.permit(Action::OpenSession, &Citywide).await?;
        let now = work.now();
        let means = LoginMeans::Certificate;
        let opened = self.insert_session(work.rows(), &person, means, now).await?;
        let event = Event::new(EventKind::SessionOpened, format!("person {}", person.person_id));
        Ok(work.commit(permit.done(opened, event)).await?.0)
    }

    /// Proves again by a key who somebody is. Errors: as for [`Self::log_in_by_key`]; the key is another
    /// person's.
    pub async fn prove_by_key(
        &self,
        session: &Session,
        key: &str,
        signed: SignedChallenge<'_>,
    ) -> Result<(), Error> {
        self.use_up(signed.challenge).await?;
        let row = self.judged_key(key, signed).await?;
        if row.person_id != session.person_id {
            return Err(self.wrong_signature().await);
        }
        let work = self.begin(&session.own_caller()).await?;
        let (mut work, permit) = work.permit(Action::OpenSession, &Citywide).await?;
        let now = work.now();
        let means = LoginMeans::Certificate.as_str().to_owned();
        let proved = SessionRow { means, seen_at: now, proved_at: now, ..session.row.clone() };
        work.rows().prove_session(&proved).await?;
        let subject = format!("person {}", session.person_id);
        work.commit(permit.done((), Event::new(EventKind::SessionProved, subject))).await?;
        Ok(())
    }

    /// The key that a signature fits, if it may be used to log in.
    async fn judged_key(
        &self,
        key: &str,
        signed: SignedChallenge<'_>,
    ) -> Result<LoginKeyRow, Error> {
        let row = self.read().await?.login_key(key).await?;
        let row = row.filter(|row| row.state == LoginKeyState::Active.as_str());
        let x509 = row.as_ref().and_then(|row| X509::from_der(&row.certificate).ok());
        match (row, x509) {
            (Some(row), Some(x509)) if self.counts(&x509) && fits(&x509, signed) => Ok(row),
            _ => Err(self.wrong_signature().await),
        }
    }

    /// Whether a certificate counts now: within its period and, where the city names the authorities of such
    /// certificates, issued by one of them and not revoked.
    fn counts(&self, x509: &X509) -> bool {
        let now = self.now() / 1000;
        let Some(trust) = self.login_authorities() else { return x509.validity().contains(now) };
        let report = trust.check(x509, now, Usage::Signer);
        let good = |finding| matches!(finding, ChainFinding::Good);
        let listed = matches!(report.revocation, ChainFinding::Good | ChainFinding::NoList);
        good(report.chain) && good(report.time) && good(report.usage) && listed
    }

    /// Records a failed attempt, and returns the refusal for it.
    async fn wrong_signature(&self) -> Error {
        match self.record_failure(LoginFailure::WrongSignature).await {
            Ok(()) => Refusal::new(Code::SignatureWrong).into(),
            Err(error) => error,
        }
    }

    /// Adds a certificate of whoever is logged in; `signed` shows that its key is theirs. Errors:
    /// [`Code::ProofRequired`]; [`Code::LoginKeyInvalid`]; [`Code::LoginKeyTaken`]; [`Code::SignatureWrong`].
    pub async fn add_login_key(
        &self,
        session: &Session,
        certificate: &str,
        signed: SignedChallenge<'_>,
    ) -> Result<(LoginKeyView, Receipt), Error> {
        session.proved()?;
        let x509 = X509::from_pem(certificate.trim()).ok().filter(|x509| self.counts(x509));
        let x509 = x509.ok_or_else(|| Refusal::new(Code::LoginKeyInvalid))?;
        self.use_up(signed.challenge).await?;
        if !fits(&x509, signed) {
            return Err(self.wrong_signature().await);
        }
        let work = self.begin(&session.own_caller()).await?;
        let (mut work, permit) = work.permit(Action::OpenSession, &Citywide).await?;
        let now = work.now();
        let mut row = LoginKeyRow {
            key_id: key_id(&x509)?,
            person_id: session.person_id.clone(),
            certificate: x509.as_der().to_vec(),
            state: LoginKeyState::Active.as_str().to_owned(),
            added_at: now,
            ..LoginKeyRow::default()
        };
        let many = work.rows().login_keys_of(&session.person_id, MOST).await?.len();
        if work.rows().login_key(&row.key_id).await?.is_some()
            || i64::try_from(many).unwrap_or(MOST) >= MOST
        {
            return Err(Refusal::new(Code::LoginKeyTaken).into());
        }
        work.rows().insert_login_key(&mut row).await?;
        let subject = format!("person {}", session.person_id);
        let event = Event::new(EventKind::LoginKeyAdded, subject);
        let event = event.with_details(serde_json::json!({ "key": row.key_id }));
        work.commit(permit.done(view(&row, &x509), event)).await
    }

    /// The certificates of a person, also withdrawn ones: for the person, and for whoever administers people.
    pub async fn login_keys(
        &self,
        session: &Session,
        person_id: &str,
    ) -> Result<Vec<LoginKeyView>, Error> {
        let mut reader = self.read().await?;
        if session.person_id != person_id {
            let action = Action::ChangePerson;
            let known = located(&mut reader, person_id).await?.ok_or(Error::NotFound);
            let (_, place) = self.present(&session.caller, action, known).await?;
            self.permit_read(&session.caller, action, &place).await?;
        }
        let rows = reader.login_keys_of(person_id, MOST).await?;
        let shown = rows.iter().map(|row| {
            let x509 = X509::from_der(&row.certificate);
            Ok(view(row, &x509.map_err(|error| Error::Edited(error.to_string()))?))
        });
        shown.collect()
    }

    /// Withdraws a certificate: one's own, or that of another person by whoever administers people, which also
    /// ends all sessions of that person. Errors: [`Code::LoginKeyState`] if the person has no such certificate in
    /// use.
    pub async fn withdraw_login_key(
        &self,
        session: &Session,
        person_id: &str,
        key: &str,
    ) -> Result<Receipt, Error> {
        let own = session.person_id == person_id;
        let (mut work, permit) = if own {
            let work = self.begin(&session.own_caller()).await?;
            work.permit(Action::OpenSession, &Citywide).await?
        } else {
            let work = self.begin(&session.caller).await?;
            let action = Action::ChangePerson;
            let (work, permit, _) = permit_on_person(work, action, person_id).await?;
            (work, permit)
        };
        let row = work.rows().login_key(key).await?.filter(|row| row.person_id == person_id);
        let row = row.filter(|row| row.state == LoginKeyState::Active.as_str());
        let mut row = row.ok_or_else(|| Refusal::new(Code::LoginKeyState))?;
        LoginKeyState::Withdrawn.as_str().clone_into(&mut row.state);
        work.rows().update_login_key(&mut row).await?;
        if !own && let Some(mut person) = work.rows().person(person_id).await? {
            person.session_generation += 1;
            work.rows().update_person(&mut person).await?;
        }
        let event = Event::new(EventKind::LoginKeyWithdrawn, format!("person {person_id}"));
        let event = event.with_details(serde_json::json!({ "key": key }));
        Ok(work.commit(permit.done((), event)).await?.1)
    }
}

/// A new key with its certificate as one PEM text, for a demo or a test: a person's own is in a USB key. `at` is
/// in Unix seconds; the certificate lasts three years.
pub fn soft_key(name: &str, at: i64, randomness: &dyn Randomness) -> Result<String, Error> {
    let mut failed = Ok(());
    let random = &mut |bytes: &mut [u8]| {
        if let Err(error) = randomness.fill(bytes) {
            failed = Err(error);
        }
    };
    let broken = |error: &dyn std::fmt::Display| Error::Internal(error.to_string());
    let root = KeyRef::new(Role::Ca, "soft");
    let secret = SecretKey::generate(random).map_err(|error| broken(&error))?;
    let mut signer = SoftSigner::deterministic();
    let authority = SecretKey::generate(random).map_err(|error| broken(&error))?;
    signer.insert(root.clone(), authority).map_err(|error| broken(&error))?;
    let period = Validity { from: at, until: at + 3 * 366 * 86_400 };
    let subject = SubjectName::new("演示证书", name);
    let ca = Ca::new_root(&signer, root, &subject, period, random);
    let ca = ca.map_err(|error| broken(&error))?;
    let issued = ca.issue(Profile::UnitSigner, &subject, &secret.public_key(), period, random);
    let x509 = issued.and_then(|x509| x509.to_pem()).map_err(|error| broken(&error))?;
    let key = secret.to_pkcs8_pem().map_err(|error| broken(&error))?;
    // Bytes that the source did not give make no key.
    failed?;
    Ok(format!("{}{x509}", key.as_str()))
}

fn view(row: &LoginKeyRow, x509: &X509) -> LoginKeyView {
    let period = x509.validity();
    LoginKeyView {
        key_id: row.key_id.clone(),
        subject: x509.subject(),
        issuer: x509.issuer(),
        valid_from: rfc3339(period.from * 1000),
        valid_to: rfc3339(period.until * 1000),
        state: row.state.parse().unwrap_or(LoginKeyState::Withdrawn),
    }
}

/// Whether a signature over a challenge is that of a certificate's key.
fn fits(x509: &X509, signed: SignedChallenge<'_>) -> bool {
    let Ok(signature) = Signature::from_der_or_raw(signed.signature) else { return false };
    let key = x509.public_key();
    key.verify(&digest(DEFAULT_USER_ID, key, signed.text().as_bytes()), &signature)
}
