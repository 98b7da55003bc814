//! The key folder: every secret of a city, outside the database (I10).
//!
//! Made once, then only added to. Each file is written beside its place and renamed, so a power
//! cut leaves a whole key or none. A cipher device may take the place of the SM2 files (`device`).

use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use domain::date::Date;
use ed25519_dalek::SigningKey;
use face::microshift::Marker;
use seal::signer::{Checked, KeyRef, PolicySigner, Role, Signer, SignerError};
use seal::sm2::{Digest, PublicKey, SecretKey, Signature};
use seal::verify::Verifier;
use seal::x509::{Ca, Crl, Profile, Revoked, SubjectName, Trust, Validity, X509};
use serde::{Deserialize, Serialize};
use store::cipher::KeyRing;

use crate::clock::Chance;
use crate::error::Error;

mod authorities;
mod check;
mod device;
mod files;
mod folder;
mod outside;
mod password;
mod tally;
use authorities::{authorities, city_of, own, stamper};
pub use check::KeyReport;
use device::{DeviceKeys, standing};
use files::{Place, failed, read, write, write_new};
use folder::FolderSigner;
use outside::outside;
pub use password::Password;
use password::{read_secret, write_secret};

const DAY: i64 = 86_400;
/// A root outlives what it vouches for: certificates are checked for 20 years and more.
const ROOT_DAYS: i64 = 30 * 366;
const MAKER_DAYS: i64 = 20 * 366;
/// How long a unit's X.509 certificate and its seal may be used for sealing.
pub(crate) const SEAL_DAYS: i64 = 5 * 366;
const LIST_DAYS: i64 = 366;
/// Files that a seal may seal in a day: more than a city issues, less than a thief wants.
const PER_DAY: u64 = 200_000;
const MARK: &str = "mark.hex";
const STORE: &str = "store.json";
const ED25519: &str = "log-ed25519.hex";
const STAMPER: &str = "stamper";

/// Secrets of the sealed columns as they lie in `store.json`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoreKeys {
    data: Vec<DataKey>,
    index: String,
    mac: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DataKey {
    id: u32,
    key: String,
}

/// The open key folder. Signs with the keys in it; each signature is verified before it leaves.
pub struct Keys {
    folder: PathBuf,
    chance: Arc<dyn Chance>,
    signer: PolicySigner<Checked<FolderSigner>>,
    log_ed25519: SigningKey,
    root: X509,
    maker: X509,
    stamper: X509,
    /// Under which revocation list it was made.
    verifier: Mutex<Option<(String, Arc<Verifier>)>>,
    marker: Marker,
}

impl Keys {
    /// Makes a new folder with all keys. `city` names the root's owner; `now` in Unix seconds.
    /// Errors: there is one already, or the disk refuses.
    pub fn create(
        folder: &Path,
        city: &str,
        now: i64,
        chance: &Arc<dyn Chance>,
    ) -> Result<(), Error> {
        if folder.join(STORE).exists() {
            return Err(failed(folder, "holds keys already"));
        }
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true).mode(0o700);
        builder.create(folder.join("seals")).map_err(|error| failed(folder, error))?;
        let device = DeviceKeys::of(folder)?;
        let in_device = |key: &KeyRef| device.as_ref().is_some_and(|device| device.holds(key));
        for (name, _) in standing().iter().filter(|(_, key)| !in_device(key)) {
            write_key(folder, name, None, chance)?;
        }
        let mut seed = zeroize::Zeroizing::new([0; 32]);
        chance.fill(&mut *seed)?;
        write_new(folder, ED25519, hex::encode(*seed).as_bytes())?;
        write_mark(folder, None, chance)?;
        let signer = Checked(FolderSigner::open(folder, None, device, chance)?);
        authorities(folder, &signer, city, now, chance)?;
        let draw = |bytes: usize| -> Result<String, Error> {
            let mut key = vec![0; bytes];
            chance.fill(&mut key)?;
            Ok(hex::encode(key))
        };
        let data = vec![DataKey { id: 1, key: draw(16)? }];
        let secrets = StoreKeys { data, index: draw(32)?, mac: draw(32)? };
        // Written last: a folder without it was never finished.
        write_new(folder, STORE, &serde_json::to_vec_pretty(&secrets)?)
    }

    /// A folder whose secrets are in the open. Errors: a key is missing, malformed, or under a
    /// password.
    pub fn open(folder: &Path, chance: Arc<dyn Chance>) -> Result<Self, Error> {
        Self::unlock(folder, None, chance)
    }

    /// A folder whose secrets may be under `password`; new ones will be. Errors: a key is missing,
    /// malformed, or not opened by the password.
    pub fn unlock(
        folder: &Path,
        password: Option<Password>,
        chance: Arc<dyn Chance>,
    ) -> Result<Self, Error> {
        let device = DeviceKeys::of(folder)?;
        let in_device = device.as_ref().is_some_and(|device| device.holds(&stamper_key()));
        if !in_device && !folder.join(format!("{STAMPER}.pem")).exists() {
            write_key(folder, STAMPER, password.as_ref(), &chance)?;
        }
        let seed = fixed::<32>(&read_secret(folder, ED25519, password.as_ref())?)?;
        if !folder.join(MARK).exists() {
            write_mark(folder, password.as_ref(), &chance)?;
        }
        let mark = fixed::<32>(&read_secret(folder, MARK, password.as_ref())?)?;
        let folder_signer = FolderSigner::open(folder, password, device, &chance)?;
        let (free, tally) = (vec![maker_key()], tally::Folder(folder.join("tally")));
        let signer = PolicySigner::new(Checked(folder_signer), Box::new(tally), PER_DAY, free);
        let (root, maker) = (x509(folder, "root.x509.pem")?, x509(folder, "maker.x509.pem")?);
        let stamper = stamper(folder, &signer, &root, &chance)?;
        own(
            folder,
            &signer,
            [(ca_key(), &root), (maker_key(), &maker), (stamper_key(), &stamper)],
        )?;
        Ok(Self {
            folder: folder.to_owned(),
            log_ed25519: SigningKey::from_bytes(&seed),
            root,
            stamper,
            maker,
            verifier: Mutex::default(),
            marker: Marker::new(&mark),
            signer,
            chance,
        })
    }

    /// The city's name, as its root says it.
    pub(crate) fn city(&self) -> String {
        city_of(&self.root)
    }

    /// Marks copies, and reads the marks again.
    pub(crate) fn marker(&self) -> &Marker {
        &self.marker
    }

    /// Whether `folder` holds a finished set of keys.
    pub fn are_in(folder: &Path) -> bool {
        folder.join(STORE).exists()
    }

    /// Keys of the sealed columns; `password` as in [`Self::unlock`].
    pub fn ring(folder: &Path, password: Option<&Password>) -> Result<KeyRing, Error> {
        let text = read_secret(folder, STORE, password)?;
        let secrets: StoreKeys =
            serde_json::from_str(&text).map_err(|error| failed(&folder.join(STORE), error))?;
        let data = secrets.data.iter().map(|key| Ok((key.id, fixed::<16>(&key.key)?)));
        let data = data.collect::<Result<Vec<_>, Error>>()?;
        Ok(KeyRing::new(data, fixed(&secrets.index)?, fixed(&secrets.mac)?)?)
    }

    /// How many files a day each seal may seal, instead of 200,000.
    #[must_use]
    pub fn with_ceiling(mut self, per_day: u64) -> Self {
        self.signer = self.signer.with_ceiling(per_day);
        self
    }

    /// Seals with the key of the seal `seal_id`: digests, each with the record of the content that
    /// was frozen, approved and logged. `public` is its X.509 certificate's; `now` in Unix
    /// milliseconds. Errors: the day has not so many left; the key is not there, or is another.
    pub(crate) fn seal(
        &self,
        seal_id: &str,
        public: &PublicKey,
        content: &[(Digest, &str)],
        now: i64,
    ) -> Result<Vec<Signature>, SignerError> {
        let key = seal_key(seal_id);
        if self.signer.public_key(&key)? != *public {
            return Err(SignerError::OtherKey(key));
        }
        self.signer.seal(&key, content, Date::at(now).days())
    }

    /// Signs everything but content: sealing keys sign through [`Self::seal`] alone.
    pub fn signer(&self) -> &dyn Signer {
        &self.signer
    }

    pub(crate) fn log_ed25519(&self) -> &SigningKey {
        &self.log_ed25519
    }

    /// Root, pinned seal maker, the newest revocation list, and what outside authorities vouch for.
    pub fn trust(&self) -> Result<Trust, Error> {
        let mut trust = Trust::new();
        trust.add_root(self.root.clone()).map_err(|error| failed(&self.folder, error))?;
        trust.pin_maker(self.maker.clone());
        let list = Crl::from_pem(&read(&self.folder, "list.pem")?);
        trust.add_list(list.map_err(|error| failed(&self.folder, error))?);
        let outside = outside(&self.folder)?;
        if outside.is_empty() {
            return Ok(trust);
        }
        let own = trust.to_pem().map_err(|error| failed(&self.folder, error))?;
        Trust::from_pem(&[own, outside].concat()).map_err(|error| failed(&self.folder, error))
    }

    /// Verifies under [`Self::trust`], and remembers until the revocation list changes.
    pub(crate) fn verifier(&self) -> Result<Arc<Verifier>, Error> {
        let list = read(&self.folder, "list.pem")? + &outside(&self.folder)?;
        let mut kept = self.verifier.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, verifier)) = &*kept
            && *known == list
        {
            return Ok(Arc::clone(verifier));
        }
        let verifier = Arc::new(Verifier::new(self.trust()?));
        *kept = Some((list, Arc::clone(&verifier)));
        Ok(verifier)
    }

    /// Makes the revocation list anew, so that it reaches from now on for a year; `revoked` is all
    /// of it. `now` in Unix seconds.
    pub(crate) fn renew_list(&self, now: i64, revoked: &[Revoked]) -> Result<(), Error> {
        let number = u64::try_from(now).unwrap_or(1);
        let period = Validity { from: now - DAY, until: now + LIST_DAYS * DAY };
        let list = Ca::open(&self.signer, ca_key(), self.root.clone())
            .and_then(|ca| ca.revocation_list(number, period, revoked))
            .and_then(|list| list.to_pem());
        let text = list.map_err(|error| failed(&self.folder, error))?;
        write(&self.folder, "list.pem", text.as_bytes(), Place::Taken)
    }

    /// The same as one PEM bundle, for those who verify without us.
    pub fn trust_bundle(&self) -> Result<String, Error> {
        self.trust()?.to_pem().map_err(|error| failed(&self.folder, error))
    }

    /// Vouches for the city's own time stamps.
    pub(crate) fn stamper(&self) -> &X509 {
        &self.stamper
    }

    pub(crate) fn maker(&self) -> &X509 {
        &self.maker
    }

    /// Makes a key and an X.509 certificate for the seal `seal_id` of `unit_name`.
    pub(crate) fn new_seal_key(
        &self,
        seal_id: &str,
        unit_name: &str,
        now: i64,
    ) -> Result<X509, Error> {
        self.make_seal_key(seal_id)?;
        let wrong = |error: &dyn std::fmt::Display| failed(&self.folder, error);
        let public = self.signer.public_key(&seal_key(seal_id)).map_err(|error| wrong(&error))?;
        let ca = Ca::open(&self.signer, ca_key(), self.root.clone());
        let subject = SubjectName::new(unit_name, format!("{unit_name} {seal_id}"));
        let life = Validity { from: now - DAY, until: now + SEAL_DAYS * DAY };
        ca.and_then(|ca| {
            ca.issue(Profile::UnitSigner, &subject, &public, life, &mut draw(&self.chance))
        })
        .map_err(|error| wrong(&error))
    }
}

/// Key of a unit's seal.
pub(crate) fn seal_key(seal_id: &str) -> KeyRef {
    KeyRef::new(Role::Seal, seal_id)
}

pub(crate) fn maker_key() -> KeyRef {
    KeyRef::new(Role::Seal, "maker")
}

pub(crate) fn log_key() -> KeyRef {
    KeyRef::new(Role::Audit, "log")
}

pub(crate) fn receipt_key() -> KeyRef {
    KeyRef::new(Role::Api, "receipt")
}

/// Key of the city's own time stamps.
pub(crate) fn stamper_key() -> KeyRef {
    KeyRef::new(Role::Api, STAMPER)
}

fn ca_key() -> KeyRef {
    KeyRef::new(Role::Ca, "root")
}

fn draw(chance: &Arc<dyn Chance>) -> impl FnMut(&mut [u8]) + use<> {
    let chance = Arc::clone(chance);
    move |bytes| drop(chance.fill(bytes))
}

fn write_key(
    folder: &Path,
    name: &str,
    password: Option<&Password>,
    chance: &Arc<dyn Chance>,
) -> Result<(), Error> {
    // A key of known bytes would be worthless: chance must have answered before one is made.
    let mut probe = [0; 32];
    chance.fill(&mut probe)?;
    let secret = SecretKey::generate(&mut draw(chance));
    let secret = secret.map_err(|error| failed(folder, error))?;
    let text = match password {
        Some(password) => password.seal(&secret, chance)?.into(),
        None => secret.to_pkcs8_pem().map_err(|error| failed(folder, error))?,
    };
    write_new(folder, &format!("{name}.pem"), text.as_bytes())
}

/// The key under which copies are marked.
fn write_mark(
    folder: &Path,
    password: Option<&Password>,
    chance: &Arc<dyn Chance>,
) -> Result<(), Error> {
    let mut key = zeroize::Zeroizing::new([0; 32]);
    chance.fill(&mut *key)?;
    write_secret(folder, MARK, &hex::encode(*key), password, chance)
}

fn x509(folder: &Path, name: &str) -> Result<X509, Error> {
    X509::from_pem(&read(folder, name)?).map_err(|error| failed(&folder.join(name), error))
}

fn fixed<const N: usize>(text: &str) -> Result<[u8; N], Error> {
    let mut key = [0; N];
    hex::decode_to_slice(text.trim(), &mut key)
        .map_err(|_| Error::Unavailable(format!("a key is not {N} bytes in hex")))?;
    Ok(key)
}
