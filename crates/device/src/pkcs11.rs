//! The interface PKCS#11, which identifies keys by label. PKCS#11 defines no mechanism for SM2, so the
//! mechanism is a vendor-defined number.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11 as Context};
use cryptoki::error::{Error, RvError};
use cryptoki::mechanism::vendor_defined::VendorDefinedMechanism;
use cryptoki::mechanism::{Mechanism, MechanismType};
use cryptoki::object::{Attribute, AttributeType, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::slot::Slot;
use cryptoki::types::AuthPin;
use seal::sm2::{Digest, PublicKey, Signature};

use crate::{Backend, Fault, Password, Place, Setting};

/// A device with a PKCS#11 library.
pub struct Pkcs11 {
    context: Context,
    mechanism: MechanismType,
    /// The label of the token; `None` if there is only one.
    token: Option<String>,
    password: Option<Password>,
}

/// The initialised libraries by path. PKCS#11 permits one initialisation per process, and dropping the last
/// reference to a context would finalise the library while others still use it.
static CONTEXTS: Mutex<BTreeMap<PathBuf, Context>> = Mutex::new(BTreeMap::new());

/// Loads and initialises a library once.
fn context(library: &Path) -> Result<Context, Error> {
    let mut contexts = CONTEXTS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(context) = contexts.get(library) {
        return Ok(context.clone());
    }
    let context = Context::new(library)?;
    match context.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
        Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => {}
        Err(error) => return Err(error),
    }
    contexts.insert(library.to_owned(), context.clone());
    Ok(context)
}

impl Pkcs11 {
    pub fn load(setting: &Setting, password: Option<Password>) -> Result<Self, Fault> {
        let missing = || {
            Fault::Refused(
                "PKCS#11 needs the setting mechanism, the vendor's number of its SM2 mechanism"
                    .into(),
            )
        };
        let number = setting.mechanism.ok_or_else(missing)?;
        let mechanism = MechanismType::new_vendor_defined(number);
        let mechanism = mechanism.map_err(|_| {
            Fault::Refused("mechanism: vendor-defined numbers start at 0x80000000".into())
        })?;
        let context = context(&setting.library).map_err(fault)?;
        Ok(Self { context, mechanism, token: setting.token.clone(), password })
    }

    /// Returns the slot of the token with the configured label, or of the only token.
    fn slot(&self) -> Result<Slot, Fault> {
        let slots = self.context.get_slots_with_initialized_token().map_err(fault)?;
        let mut labels = Vec::new();
        for slot in slots {
            let token = self.context.get_token_info(slot).map_err(fault)?;
            labels.push((token.label().trim_end().to_owned(), slot));
        }
        let fits = |label: &String| self.token.as_ref().is_none_or(|wanted| wanted == label);
        let found: Vec<&(String, Slot)> = labels.iter().filter(|(label, _)| fits(label)).collect();
        match found.as_slice() {
            [(_, slot)] => Ok(*slot),
            // A token that was removed may be inserted again, so a later attempt may succeed.
            [] if labels.is_empty() => Err(Fault::Lost("there is no token".into())),
            _ => {
                let labels: Vec<&str> = labels.iter().map(|(label, _)| label.as_str()).collect();
                let labels = labels.join(", ");
                Err(Fault::Refused(format!(
                    "token: no single token matches; the labels present are {labels}"
                )))
            }
        }
    }
}

/// A session with the handles of the private keys that were looked up in it.
pub struct Opened {
    session: Session,
    keys: BTreeMap<Place, ObjectHandle>,
}

impl Opened {
    /// Finds the only object of a class with the label of the key.
    fn find(&self, class: ObjectClass, place: &Place) -> Result<ObjectHandle, Fault> {
        let Place::Label(label) = place else {
            return Err(Fault::Refused("PKCS#11 identifies keys by label; give a label".into()));
        };
        let wanted = [Attribute::Class(class), Attribute::Label(label.clone().into_bytes())];
        match self.session.find_objects(&wanted).map_err(fault)?.as_slice() {
            [object] => Ok(*object),
            found => {
                let count = found.len();
                Err(Fault::Refused(format!("{count} objects of class {class} have this label")))
            }
        }
    }

    /// Returns the handle of the private key.
    fn private(&mut self, place: &Place) -> Result<ObjectHandle, Fault> {
        if let Some(key) = self.keys.get(place) {
            return Ok(*key);
        }
        let key = self.find(ObjectClass::PRIVATE_KEY, place)?;
        self.keys.insert(place.clone(), key);
        Ok(key)
    }
}

/// Converts an error. Errors after which a new session may succeed become [`Fault::Lost`].
#[expect(clippy::wildcard_enum_match_arm, reason = "`Error` of cryptoki has dozens of variants")]
fn fault(error: Error) -> Fault {
    let text = error.to_string();
    match error {
        Error::Pkcs11(
            RvError::SessionHandleInvalid
            | RvError::SessionClosed
            | RvError::DeviceRemoved
            | RvError::DeviceError
            | RvError::TokenNotPresent
            | RvError::UserNotLoggedIn,
            _,
        ) => Fault::Lost(text),
        _ => Fault::Refused(text),
    }
}

/// Reads the value of CKA_EC_POINT. By PKCS#11 it is the DER of an OCTET STRING with the uncompressed point
/// 04 ‖ x ‖ y; some vendors omit the OCTET STRING, or also the leading 04.
fn point(value: &[u8]) -> Option<PublicKey> {
    let xy = match value {
        [4, 65, 4, xy @ ..] | [4, xy @ ..] if xy.len() == 64 => xy,
        xy => xy,
    };
    PublicKey::from_xy(xy.try_into().ok()?).ok()
}

impl Backend for Pkcs11 {
    type Session = Opened;

    fn open(&self) -> Result<Opened, Fault> {
        let session = self.context.open_ro_session(self.slot()?).map_err(fault)?;
        if let Some(password) = &self.password {
            let pin = AuthPin::new(password.as_str().into());
            match session.login(UserType::User, Some(&pin)) {
                Ok(()) | Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => {}
                Err(error) => return Err(fault(error)),
            }
        }
        Ok(Opened { session, keys: BTreeMap::new() })
    }

    fn public_key(&self, opened: &mut Opened, place: &Place) -> Result<PublicKey, Fault> {
        let key = opened.find(ObjectClass::PUBLIC_KEY, place)?;
        let found = opened.session.get_attributes(key, &[AttributeType::EcPoint]).map_err(fault)?;
        let public = found.iter().find_map(|attribute| {
            if let Attribute::EcPoint(value) = attribute { point(value) } else { None }
        });
        public.ok_or_else(|| Fault::Refused("CKA_EC_POINT is not a point of the SM2 curve".into()))
    }

    fn sign(
        &self,
        opened: &mut Opened,
        place: &Place,
        digests: &[Digest],
        each: &mut dyn FnMut(Signature) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let key = opened.private(place)?;
        let no_parameters: Option<&()> = None;
        let mechanism =
            Mechanism::VendorDefined(VendorDefinedMechanism::new(self.mechanism, no_parameters));
        for digest in digests {
            let raw = opened.session.sign(&mechanism, key, &digest.0).map_err(fault)?;
            let signature = Signature::from_der_or_raw(&raw);
            each(signature.map_err(|error| Fault::Refused(format!("C_Sign: {error}")))?)?;
        }
        Ok(())
    }
}
