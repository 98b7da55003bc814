//! The interface SDF (GM/T 0018), which identifies keys by index and signs the value e of SM2.

mod codes;
mod ffi;

use std::sync::{Arc, Mutex, PoisonError};

use seal::sm2::{Digest, PublicKey, Signature};

use crate::{Backend, Fault, Password, Place, Setting};
use codes::Code;
use ffi::{Functions, Session};

/// A device with an SDF library.
pub struct Sdf {
    functions: Functions,
    /// The open device. It is replaced if no session can be opened on it.
    device: Mutex<Option<Arc<ffi::Device>>>,
    password: Option<Password>,
    lost_codes: Vec<u32>,
}

impl Sdf {
    pub fn load(setting: &Setting, password: Option<Password>) -> Result<Self, Fault> {
        let functions = Functions::load(&setting.library).map_err(Fault::Refused)?;
        let lost_codes = setting.lost_codes.clone();
        Ok(Self { functions, device: Mutex::default(), password, lost_codes })
    }

    /// Converts the return code of the function `call`.
    fn fault(&self, call: &str, code: Code) -> Fault {
        let text = format!("{call}: {}", code.name());
        if code.is_lost() || self.lost_codes.contains(&code.0) {
            Fault::Lost(text)
        } else {
            Fault::Refused(text)
        }
    }

    fn keep(&self, device: Option<Arc<ffi::Device>>) {
        *self.device.lock().unwrap_or_else(PoisonError::into_inner) = device;
    }
}

fn index(place: &Place) -> Result<u32, Fault> {
    match place {
        Place::Index(index) => Ok(*index),
        Place::Label(_) => {
            Err(Fault::Refused("SDF identifies keys by number; give an index".into()))
        }
    }
}

/// Returns the last 32 bytes of a 512-bit number, the upper half of which must be zero.
fn number(wide: &[u8; 64]) -> Option<[u8; 32]> {
    let (head, tail) = wide.split_at(32);
    if head.iter().all(|byte| *byte == 0) { tail.try_into().ok() } else { None }
}

impl Backend for Sdf {
    type Session = Session;

    fn open(&self) -> Result<Session, Fault> {
        // The lock is not held during calls into the library, because a call that hangs must not block
        // the other sessions.
        let current = self.device.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(session) = current.and_then(|device| device.open_session().ok()) {
            return Ok(session);
        }
        self.keep(None);
        let device = self.functions.open_device();
        let device = device.map_err(|code| self.fault("SDF_OpenDevice", code))?;
        let session = device.open_session();
        let session = session.map_err(|code| self.fault("SDF_OpenSession", code))?;
        self.keep(Some(device));
        Ok(session)
    }

    fn public_key(&self, session: &mut Session, place: &Place) -> Result<PublicKey, Fault> {
        let call = "SDF_ExportSignPublicKey_ECC";
        let key = session.export(index(place)?).map_err(|code| self.fault(call, code))?;
        let point = number(&key.x).zip(number(&key.y)).and_then(|(x, y)| {
            let mut xy = [0; 64];
            xy[..32].copy_from_slice(&x);
            xy[32..].copy_from_slice(&y);
            PublicKey::from_xy(&xy).ok()
        });
        point.ok_or_else(|| {
            Fault::Refused(format!("{call}: the result is not a point of the SM2 curve"))
        })
    }

    fn sign(
        &self,
        session: &mut Session,
        place: &Place,
        digests: &[Digest],
        each: &mut dyn FnMut(Signature) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let index = index(place)?;
        if let Some(password) = &self.password {
            let granted = session.grant(index, password.as_bytes());
            granted.map_err(|code| self.fault("SDF_GetPrivateKeyAccessRight", code))?;
        }
        let call = "SDF_InternalSign_ECC";
        let mut signed = || {
            digests.iter().try_for_each(|digest| {
                let raw = session.sign(index, digest.0).map_err(|code| self.fault(call, code))?;
                let signature = number(&raw.r).zip(number(&raw.s));
                let signature = signature.and_then(|(r, s)| Signature::new(r, s).ok());
                each(
                    signature
                        .ok_or_else(|| Fault::Refused(format!("{call}: r or s is out of range")))?,
                )
            })
        };
        let result = signed();
        if self.password.is_some() {
            // The access right also ends with the session, so a failure to release it is no reason to
            // discard valid signatures.
            let _ignored = session.release(index);
        }
        result
    }
}
