//! PKCS#11: keys by label. The standard has no SM2; the mechanism is the maker's own number.

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

pub struct Pkcs11 {
    context: Context,
    mechanism: MechanismType,
    token: Option<String>,
    password: Option<Password>,
}

/// Initialised libraries. A library is initialised once in a program, and a dropped context would
/// finalise it under the others.
static CONTEXTS: Mutex<BTreeMap<PathBuf, Context>> = Mutex::new(BTreeMap::new());

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
        let missing = || Fault::Refused("PKCS#11 needs the maker's number: mechanism".into());
        let number = setting.mechanism.ok_or_else(missing)?;
        let mechanism = MechanismType::new_vendor_defined(number);
        let mechanism = mechanism.map_err(|_| {
            Fault::Refused("mechanism: a maker's own number starts at 0x80000000".into())
        })?;
        let context = context(&setting.library).map_err(fault)?;
        Ok(Self { context, mechanism, token: setting.token.clone(), password })
    }

    /// The token of the label, or the only one.
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
            // A token that was pulled may be put back.
            [] if labels.is_empty() => Err(Fault::Lost("there is no token".into())),
            _ => {
                let labels: Vec<&str> = labels.iter().map(|(label, _)| label.as_str()).collect();
                let labels = labels.join(", ");
                Err(Fault::Refused(format!("token: name one of those that are there: {labels}")))
            }
        }
    }
}

/// A session with the private keys found in it so far.
pub struct Opened {
    session: Session,
    keys: BTreeMap<Place, ObjectHandle>,
}

impl Opened {
    fn find(&self, class: ObjectClass, place: &Place) -> Result<ObjectHandle, Fault> {
        let Place::Label(label) = place else {
            return Err(Fault::Refused("PKCS#11 labels its keys; give a label".into()));
        };
        let wanted = [Attribute::Class(class), Attribute::Label(label.clone().into_bytes())];
        match self.session.find_objects(&wanted).map_err(fault)?.as_slice() {
            [object] => Ok(*object),
            found => {
                let many = found.len();
                Err(Fault::Refused(format!("{many} objects of class {class} have this label")))
            }
        }
    }

    fn private(&mut self, place: &Place) -> Result<ObjectHandle, Fault> {
        if let Some(key) = self.keys.get(place) {
            return Ok(*key);
        }
        let key = self.find(ObjectClass::PRIVATE_KEY, place)?;
        self.keys.insert(place.clone(), key);
        Ok(key)
    }
}

/// Lost is what a new session may mend.
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

/// x ‖ y from CKA_EC_POINT: an OCTET STRING in DER around the uncompressed point by the standard;
/// some makers leave one or both wrappings out.
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
        let public = found.iter().find_map(|attribute| match attribute {
            Attribute::EcPoint(value) => point(value),
            _ => None,
        });
        public.ok_or_else(|| Fault::Refused("CKA_EC_POINT is no point of the SM2 curve".into()))
    }

    fn sign(
        &self,
        opened: &mut Opened,
        place: &Place,
        digests: &[Digest],
        each: &mut dyn FnMut(Signature) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let key = opened.private(place)?;
        let none: Option<&()> = None;
        let mechanism = Mechanism::VendorDefined(VendorDefinedMechanism::new(self.mechanism, none));
        for digest in digests {
            let raw = opened.session.sign(&mechanism, key, &digest.0).map_err(fault)?;
            let signature = Signature::from_der_or_raw(&raw);
            each(signature.map_err(|error| Fault::Refused(format!("C_Sign: {error}")))?)?;
        }
        Ok(())
    }
}
