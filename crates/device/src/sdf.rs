//! SDF, the device interface of GM/T 0018: keys by index, signatures over e.

mod codes;
mod ffi;

use std::sync::{Arc, Mutex, PoisonError};

use seal::sm2::{Digest, PublicKey, Signature};

use crate::{Backend, Fault, Password, Place, Setting};
use codes::Code;
use ffi::{Functions, Session};

pub struct Sdf {
    functions: Functions,
    /// The one in use; replaced when no session can be opened on it.
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
        Place::Label(_) => Err(Fault::Refused("SDF numbers its keys; give an index".into())),
    }
}

/// The last 32 bytes; what stands before must be zeros.
fn number(wide: &[u8; 64]) -> Option<[u8; 32]> {
    let (head, tail) = wide.split_at(32);
    if head.iter().all(|byte| *byte == 0) { tail.try_into().ok() } else { None }
}

impl Backend for Sdf {
    type Session = Session;

    fn open(&self) -> Result<Session, Fault> {
        // The lock is not held over calls into the library: one that hangs must not stop the others.
        let known = self.device.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(session) = known.and_then(|device| device.open_session().ok()) {
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
        point.ok_or_else(|| Fault::Refused(format!("{call}: not a point of the SM2 curve")))
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
                        .ok_or_else(|| Fault::Refused(format!("{call}: r or s out of range")))?,
                )
            })
        };
        let result = signed();
        if self.password.is_some() {
            // The right ends with the session too, so a device that cannot take it back is no reason
            // to throw good signatures away.
            let _told = session.release(index);
        }
        result
    }
}
