//! Signing with keys in cipher devices (docs/decisions/0009-device-crates.md).
//!
//! The vendor's shared library is loaded when the program starts. Two interfaces are supported: SDF (GM/T
//! 0018), which cipher machines and cards implement, and PKCS#11 with the vendor's SM2 mechanism.
//!
//! The library is foreign code that may fail, be slow, lose its session or never return. The module `pool`
//! isolates the caller from all of this: a call returns either a complete batch of signatures or an error.
#![deny(clippy::wildcard_enum_match_arm)]

mod pkcs11;
mod pool;
mod sdf;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use seal::signer::SignerError;
use seal::sm2::{Digest, PublicKey, Signature};
use serde::Deserialize;
use zeroize::Zeroizing;

use pool::{Limits, Pool};

/// The secret that permits the use of keys: the access code of a private key (SDF) or the user's PIN
/// (PKCS#11).
pub type Password = Zeroizing<String>;

/// The configuration of a device; docs/reference/configuration.md describes the keys.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// The interface of the library.
    pub interface: Interface,
    /// The path of the vendor's shared library.
    pub library: PathBuf,
    /// Maximum number of sessions in use at the same time.
    #[serde(default = "default_sessions")]
    pub sessions: usize,
    /// Time limit for one signature in seconds. When it expires, the session is abandoned.
    #[serde(default = "default_timeout_seconds")]
    pub timeout_seconds: f64,
    /// SDF only: vendor-specific return codes which mean that the session is lost.
    #[serde(default)]
    pub lost_codes: Vec<u32>,
    /// PKCS#11 only: the label of the token. It may be omitted if there is only one token.
    pub token: Option<String>,
    /// PKCS#11 only: the vendor-defined mechanism that signs a given digest with SM2.
    pub mechanism: Option<u64>,
}

fn default_sessions() -> usize {
    4
}

fn default_timeout_seconds() -> f64 {
    10.0
}

/// The interface of the vendor's library.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Interface {
    /// GM/T 0018.
    Sdf,
    /// PKCS#11.
    Pkcs11,
}

/// The location of a key in the device: SDF identifies keys by index, PKCS#11 by label.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(untagged)]
pub enum Place {
    Index(u32),
    Label(String),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Index(index) => write!(f, "{index}"),
            Place::Label(label) => f.write_str(label),
        }
    }
}

/// Why a call to the device failed.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Fault {
    /// The session is no longer usable, but a new session may succeed.
    Lost(String),
    /// The device rejected the call and would reject it again.
    Refused(String),
}

impl Fault {
    fn into_text(self) -> String {
        match self {
            Fault::Lost(text) | Fault::Refused(text) => text,
        }
    }
}

/// One of the two interfaces. A session is used and closed only on the thread that opened it.
trait Backend: Send + Sync + 'static {
    type Session;

    /// Opens a session.
    fn open(&self) -> Result<Self::Session, Fault>;

    /// Reads the public key at `place`.
    fn public_key(&self, session: &mut Self::Session, place: &Place) -> Result<PublicKey, Fault>;

    /// Signs the digests in order and passes each signature to `each` as soon as it is made. An error
    /// of `each` ends the batch.
    fn sign(
        &self,
        session: &mut Self::Session,
        place: &Place,
        digests: &[Digest],
        each: &mut dyn FnMut(Signature) -> Result<(), Fault>,
    ) -> Result<(), Fault>;
}

enum Kind {
    Sdf(Pool<sdf::Sdf>),
    Pkcs11(Pool<pkcs11::Pkcs11>),
}

/// A loaded device with a pool of sessions, which are opened when they are needed.
pub struct Device {
    kind: Kind,
    /// The public keys read so far. If a key in the device were replaced, its signatures would fail the
    /// verification in [`seal::signer::Checked`].
    public_keys: Mutex<BTreeMap<Place, PublicKey>>,
}

impl Device {
    /// Loads the library. The device itself is contacted only when a key is used.
    ///
    /// # Errors
    /// [`SignerError::Unavailable`] if the library cannot be loaded or lacks a function, or if the
    /// setting is invalid.
    pub fn load(setting: &Setting, password: Option<Password>) -> Result<Self, SignerError> {
        let wait = Duration::try_from_secs_f64(setting.timeout_seconds).unwrap_or_default();
        if setting.sessions == 0 || wait.is_zero() {
            let why = "a device needs at least one session and a positive timeout_seconds";
            return Err(SignerError::Unavailable(why.into()));
        }
        let limits = Limits { sessions: setting.sessions, wait };
        let kind = match setting.interface {
            Interface::Sdf => {
                sdf::Sdf::load(setting, password).map(|sdf| Kind::Sdf(Pool::new(sdf, limits)))
            }
            Interface::Pkcs11 => pkcs11::Pkcs11::load(setting, password)
                .map(|pkcs11| Kind::Pkcs11(Pool::new(pkcs11, limits))),
        };
        let kind = kind.map_err(|fault| {
            SignerError::Unavailable(format!(
                "{}: {}",
                setting.library.display(),
                fault.into_text()
            ))
        })?;
        Ok(Self { kind, public_keys: Mutex::default() })
    }

    /// Returns the public key at `place`. It is read from the device only once.
    ///
    /// # Errors
    /// [`SignerError::Unavailable`] with the error of the device, or if the device does not answer.
    pub fn public_key(&self, place: &Place) -> Result<PublicKey, SignerError> {
        let cached = |device: &Self| {
            device.public_keys.lock().unwrap_or_else(PoisonError::into_inner).get(place).copied()
        };
        if let Some(public) = cached(self) {
            return Ok(public);
        }
        let public = match &self.kind {
            Kind::Sdf(pool) => pool.public_key(place),
            Kind::Pkcs11(pool) => pool.public_key(place),
        }?;
        let mut public_keys = self.public_keys.lock().unwrap_or_else(PoisonError::into_inner);
        public_keys.insert(place.clone(), public);
        Ok(public)
    }

    /// Returns one signature for each digest, in the same order. It signs either all of them or fails.
    /// The signatures are not verified here; see [`seal::signer::Checked`].
    ///
    /// # Errors
    /// The same as for [`Self::public_key`].
    pub fn sign(&self, place: &Place, digests: &[Digest]) -> Result<Vec<Signature>, SignerError> {
        match &self.kind {
            Kind::Sdf(pool) => pool.sign(place, digests),
            Kind::Pkcs11(pool) => pool.sign(place, digests),
        }
    }
}
