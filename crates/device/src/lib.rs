//! Keys in cipher devices. The maker's library is loaded when the program starts: SDF (GM/T 0018), as
//! cipher machines and cards speak it, or PKCS#11 with the maker's SM2 mechanism.
//!
//! The library is foreign code that may fail, be slow, lose its session or never return; `pool` keeps
//! all of that away from the caller, who gets whole batches of signatures or a reason.

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

/// What opens the device's keys: the access code of a private key (SDF) or the user's PIN (PKCS#11).
pub type Password = Zeroizing<String>;

/// Which device, and how it is spoken to.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    pub interface: Interface,
    /// The maker's shared library.
    pub library: PathBuf,
    /// Most sessions at a time.
    #[serde(default = "four")]
    pub sessions: usize,
    /// How long one signature may take before its session is given up.
    #[serde(default = "ten")]
    pub timeout_seconds: f64,
    /// SDF: codes of the maker's own that mean, like those of the standard, that the session is lost.
    #[serde(default)]
    pub lost_codes: Vec<u32>,
    /// PKCS#11: the label of the token; may be left out where there is one only.
    pub token: Option<String>,
    /// PKCS#11: the maker's number for "SM2 over a digest that is given".
    pub mechanism: Option<u64>,
}

fn four() -> usize {
    4
}

fn ten() -> f64 {
    10.0
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Interface {
    Sdf,
    Pkcs11,
}

/// Where a key lies in the device: SDF counts its keys, PKCS#11 labels them.
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

/// Why a call to the device came to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Fault {
    /// The session is of no more use; a new one may be.
    Lost(String),
    /// The device says no, and would say so again.
    Refused(String),
}

impl Fault {
    fn into_text(self) -> String {
        match self {
            Fault::Lost(text) | Fault::Refused(text) => text,
        }
    }
}

/// A kind of device. Its sessions live and die on the thread that opened them.
trait Backend: Send + Sync + 'static {
    type Session;

    fn open(&self) -> Result<Self::Session, Fault>;

    fn public_key(&self, session: &mut Self::Session, place: &Place) -> Result<PublicKey, Fault>;

    /// Signs in order and hands over each signature when it is there; stops when `each` says so.
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

/// A device that is ready: several sessions, opened when they are needed.
pub struct Device {
    kind: Kind,
    /// A key in a device does not change; one that did would fail verification and be noticed.
    known: Mutex<BTreeMap<Place, PublicKey>>,
}

impl Device {
    /// Loads the library; the device itself is first spoken to when a key is used.
    ///
    /// # Errors
    /// [`SignerError::Unavailable`]: no such library, a function is missing in it, or the setting
    /// lacks something.
    pub fn load(setting: &Setting, password: Option<Password>) -> Result<Self, SignerError> {
        let wait = Duration::try_from_secs_f64(setting.timeout_seconds).unwrap_or_default();
        if setting.sessions == 0 || wait.is_zero() {
            let why = "a device needs a session and a positive timeout_seconds";
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
        Ok(Self { kind, known: Mutex::default() })
    }

    /// # Errors
    /// [`SignerError::Unavailable`]: what the device said, or that it does not answer.
    pub fn public_key(&self, place: &Place) -> Result<PublicKey, SignerError> {
        let known = |device: &Self| {
            device.known.lock().unwrap_or_else(PoisonError::into_inner).get(place).copied()
        };
        if let Some(public) = known(self) {
            return Ok(public);
        }
        let public = match &self.kind {
            Kind::Sdf(pool) => pool.public_key(place),
            Kind::Pkcs11(pool) => pool.public_key(place),
        }?;
        let mut kept = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(place.clone(), public);
        Ok(public)
    }

    /// One signature per digest, in the same order; all or nothing. They are not verified here: see
    /// [`seal::signer::Checked`].
    ///
    /// # Errors
    /// As [`Self::public_key`].
    pub fn sign(&self, place: &Place, digests: &[Digest]) -> Result<Vec<Signature>, SignerError> {
        match &self.kind {
            Kind::Sdf(pool) => pool.sign(place, digests),
            Kind::Pkcs11(pool) => pool.sign(place, digests),
        }
    }
}
