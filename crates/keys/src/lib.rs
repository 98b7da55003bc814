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
use seal::sm2::{Digest, PublicKey, Signature};
use seal::verify::Verifier;
use seal::x509::{Ca, Crl, Profile, Revoked, SubjectName, Trust, Validity, X509};
use serde::{Deserialize, Serialize};
use store::cipher::KeyRing;

mod authorities;
mod check;
mod device;
mod error;
mod files;
mod folder;
mod outside;
mod password;
mod randomness;
mod secrets;
mod tally;
#[cfg(test)]
mod tests;

use authorities::{authorities, city_of, own, stamper};
pub use check::KeyReport;
use device::{DeviceKeys, standing};
pub use error::Error;
use files::{Place, failed, read, write, write_new};
use folder::FolderSigner;
use outside::outside;
pub use password::Password;
pub use randomness::Randomness;
use secrets::Secrets;

const DAY: i64 = 86_400;
/// A root outlives what it vouches for: certificates are checked for 20 years and more.
const ROOT_DAYS: i64 = 30 * 366;
const MAKER_DAYS: i64 = 20 * 366;
/// How long a unit's X.509 certificate and its seal may be used for sealing.
pub const SEAL_DAYS: i64 = 5 * 366;
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

/// The open key folder: unlocked once, then read by all who need a key. Signs with the keys in it; each
/// signature is verified before it leaves.
pub struct KeyFolder {
    folder: PathBuf,
    randomness: Arc<dyn Randomness>,
    signer: PolicySigner<Checked<FolderSigner>>,
    ring: KeyRing,
    log_ed25519: SigningKey,
    root: X509,
    maker: X509,
    stamper: X509,
    /// The verifier, and the text of the revocation list under which it was made.
    verifier: Mutex<Option<(String, Arc<Verifier>)>>,
    marker: Marker,
}

impl KeyFolder {
    /// Makes a new folder with all keys. `city` names the root's owner; `now` in Unix seconds.
    /// Errors: there is one already, or the disk refuses.
    pub fn create(
        folder: &Path,
        city: &str,
        now: i64,
        randomness: &Arc<dyn Randomness>,
    ) -> Result<(), Error> {
        if Self::exists(folder) {
            return Err(failed(folder, "holds keys already"));
        }
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true).mode(0o700);
        builder.create(folder.join("seals")).map_err(|error| failed(folder, error))?;
        let secrets = Arc::new(Secrets::new(folder, None, randomness));
        let device = DeviceKeys::of(folder)?;
        let in_device = |key: &KeyRef| device.as_ref().is_some_and(|device| device.holds(key));
        for (name, _) in standing().iter().filter(|(_, key)| !in_device(key)) {
            secrets.make_key(&format!("{name}.pem"))?;
        }
        secrets.make_random(ED25519)?;
        secrets.make_random(MARK)?;
        let signer = Checked(FolderSigner::open(&secrets, device)?);
        authorities(folder, &signer, city, now, randomness)?;
        let draw = |bytes: usize| -> Result<String, Error> {
            let mut key = vec![0; bytes];
            randomness.fill(&mut key)?;
            Ok(hex::encode(key))
        };
        let data = vec![DataKey { id: 1, key: draw(16)? }];
        let keys = StoreKeys { data, index: draw(32)?, mac: draw(32)? };
        // Written last: a folder without it was never finished.
        write_new(folder, STORE, &serde_json::to_vec_pretty(&keys)?)
    }

    /// Opens a folder whose secrets are not under a password. Errors: a key is missing, malformed, or
    /// under a password.
    pub fn open(folder: &Path, randomness: Arc<dyn Randomness>) -> Result<Self, Error> {
        Self::unlock(folder, None, randomness)
    }

    /// Opens a folder whose secrets may be under `password`; new ones will be. Each secret is unlocked
    /// here, once. Errors: a key is missing, malformed, or not opened by the password.
    pub fn unlock(
        folder: &Path,
        password: Option<Password>,
        randomness: Arc<dyn Randomness>,
    ) -> Result<Self, Error> {
        let secrets = Arc::new(Secrets::new(folder, password, &randomness));
        let device = DeviceKeys::of(folder)?;
        let in_device = device.as_ref().is_some_and(|device| device.holds(&stamper_key()));
        let stamper_file = format!("{STAMPER}.pem");
        if !in_device && !folder.join(&stamper_file).exists() {
            secrets.make_key(&stamper_file)?;
        }
        if !folder.join(MARK).exists() {
            secrets.make_random(MARK)?;
        }
        let ring = ring(folder, &secrets.read(STORE)?)?;
        let log_ed25519 = SigningKey::from_bytes(&fixed::<32>(&secrets.read(ED25519)?)?);
        let marker = Marker::new(&fixed::<32>(&secrets.read(MARK)?)?);
        let folder_signer = FolderSigner::open(&secrets, device)?;
        let (free, tally) = (vec![maker_key()], tally::Folder(folder.join("tally")));
        let signer = PolicySigner::new(Checked(folder_signer), Box::new(tally), PER_DAY, free);
        let (root, maker) = (x509(folder, "root.x509.pem")?, x509(folder, "maker.x509.pem")?);
        let stamper = stamper(folder, &signer, &root, &randomness)?;
        own(
            folder,
            &signer,
            [(ca_key(), &root), (maker_key(), &maker), (stamper_key(), &stamper)],
        )?;
        Ok(Self {
            folder: folder.to_owned(),
            verifier: Mutex::default(),
            log_ed25519,
            randomness,
            signer,
            ring,
            root,
            maker,
            stamper,
            marker,
        })
    }

    /// Whether `folder` holds a finished set of keys.
    pub fn exists(folder: &Path) -> bool {
        folder.join(STORE).exists()
    }

    /// The keys of the database's sealed columns, keyed indexes and record MACs.
    pub fn ring(&self) -> KeyRing {
        self.ring.clone()
    }

    /// The city's name, as its root says it.
    pub fn city(&self) -> String {
        city_of(&self.root)
    }

    /// Marks copies, and reads the marks again.
    pub fn marker(&self) -> &Marker {
        &self.marker
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
    pub fn seal(
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

    pub fn log_ed25519(&self) -> &SigningKey {
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
    pub fn verifier(&self) -> Result<Arc<Verifier>, Error> {
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
    pub fn renew_list(&self, now: i64, revoked: &[Revoked]) -> Result<(), Error> {
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
    pub fn stamper(&self) -> &X509 {
        &self.stamper
    }

    pub fn maker(&self) -> &X509 {
        &self.maker
    }

    /// Makes a key and an X.509 certificate for the seal `seal_id` of `unit_name`.
    pub fn new_seal_key(&self, seal_id: &str, unit_name: &str, now: i64) -> Result<X509, Error> {
        self.make_seal_key(seal_id)?;
        let wrong = |error: &dyn std::fmt::Display| failed(&self.folder, error);
        let public = self.signer.public_key(&seal_key(seal_id)).map_err(|error| wrong(&error))?;
        let ca = Ca::open(&self.signer, ca_key(), self.root.clone());
        let subject = SubjectName::new(unit_name, format!("{unit_name} {seal_id}"));
        let life = Validity { from: now - DAY, until: now + SEAL_DAYS * DAY };
        ca.and_then(|ca| {
            ca.issue(Profile::UnitSigner, &subject, &public, life, &mut draw(&self.randomness))
        })
        .map_err(|error| wrong(&error))
    }
}

/// Key of a unit's seal.
pub fn seal_key(seal_id: &str) -> KeyRef {
    KeyRef::new(Role::Seal, seal_id)
}

pub fn maker_key() -> KeyRef {
    KeyRef::new(Role::Seal, "maker")
}

pub fn log_key() -> KeyRef {
    KeyRef::new(Role::Audit, "log")
}

pub fn receipt_key() -> KeyRef {
    KeyRef::new(Role::Api, "receipt")
}

/// Key of the city's own time stamps.
pub fn stamper_key() -> KeyRef {
    KeyRef::new(Role::Api, STAMPER)
}

fn ca_key() -> KeyRef {
    KeyRef::new(Role::Ca, "root")
}

fn draw(randomness: &Arc<dyn Randomness>) -> impl FnMut(&mut [u8]) + use<> {
    let randomness = Arc::clone(randomness);
    move |bytes| drop(randomness.fill(bytes))
}

/// The key ring that `store.json` of the folder describes.
fn ring(folder: &Path, text: &str) -> Result<KeyRing, Error> {
    let keys: StoreKeys =
        serde_json::from_str(text).map_err(|error| failed(&folder.join(STORE), error))?;
    let data = keys.data.iter().map(|key| Ok((key.id, fixed::<16>(&key.key)?)));
    let data = data.collect::<Result<Vec<_>, Error>>()?;
    let ring = KeyRing::new(data, fixed(&keys.index)?, fixed(&keys.mac)?);
    ring.map_err(|error| failed(&folder.join(STORE), error))
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
