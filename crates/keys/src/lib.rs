//! The key folder: all secrets of a city, outside the database (I10).
//!
//! The folder is made once, and later keys are only added. A file is written to a temporary name
//! and then moved, so that a power cut leaves a whole key or none. SM2 keys may be in a cipher
//! device instead of files (`device`).

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

pub use authorities::MAX_CITY_CHARS;
use authorities::{authorities, check_keys, city_of, stamper};
pub use check::KeyReport;
use device::{DeviceKeys, standing};
pub use error::Error;
use files::{Place, failed, read, write, write_new};
use folder::FolderSigner;
use outside::outside;
pub use password::Password;
pub use randomness::Randomness;
use secrets::Secrets;

/// A day in seconds.
const DAY: i64 = 86_400;
/// Days for which the root is valid. Certificates are verified for 20 years and more, so it must
/// outlast the X.509 certificates that it issues.
const ROOT_DAYS: i64 = 30 * 366;
/// Days for which the X.509 certificate of the seal maker is valid.
const MAKER_DAYS: i64 = 20 * 366;
/// Days for which a seal and the X.509 certificate of its key are valid.
pub const SEAL_DAYS: i64 = 5 * 366;
/// Days for which a revocation list is valid.
const LIST_DAYS: i64 = 366;
/// Largest number of files that a seal may seal in a day, unless the configuration sets another
/// one. It is more than a city issues, and limits what a thief can do with a stolen key.
const MAX_PER_DAY: u64 = 200_000;
/// File of the secret from which the hidden marks of copies are made.
const MARK: &str = "mark.hex";
/// File of the keys of the database: sealed columns, keyed indexes and MACs.
const STORE: &str = "store.json";
/// File of the Ed25519 key that signs checkpoints.
const ED25519: &str = "log-ed25519.hex";
/// Name of the key of the city's own time stamper.
const STAMPER: &str = "stamper";

/// The content of `store.json`. The keys are in hexadecimal.
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

/// An open key folder. It is unlocked once and then shared by all parts of the program that need a
/// key. Every signature is verified before it is returned.
pub struct KeyFolder {
    folder: PathBuf,
    randomness: Arc<dyn Randomness>,
    signer: PolicySigner<Checked<FolderSigner>>,
    ring: KeyRing,
    log_ed25519: SigningKey,
    root: X509,
    maker: X509,
    stamper: X509,
    /// The cached verifier, with the revocation lists and outside authorities for which it was
    /// made.
    verifier: Mutex<Option<(String, Arc<Verifier>)>>,
    marker: Marker,
}

impl KeyFolder {
    /// Makes a new folder with all keys. `city` is the name of the city in the subject of the root;
    /// `now` in Unix seconds. Errors: the folder contains keys already, or cannot be written.
    pub fn create(
        folder: &Path,
        city: &str,
        now: i64,
        randomness: &Arc<dyn Randomness>,
    ) -> Result<(), Error> {
        if Self::exists(folder) {
            return Err(failed(folder, "contains keys already"));
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
        // This file is written last, so a folder without it is incomplete.
        write_new(folder, STORE, &serde_json::to_vec_pretty(&keys)?)
    }

    /// Opens a folder whose secrets are not encrypted. Errors: a key is missing, malformed or
    /// encrypted.
    pub fn open(folder: &Path, randomness: Arc<dyn Randomness>) -> Result<Self, Error> {
        Self::unlock(folder, None, randomness)
    }

    /// Opens a folder whose secrets may be encrypted with `password`. Each secret is decrypted
    /// once, here. New secrets are encrypted with the password. Errors: a key is missing or
    /// malformed, or the password does not decrypt it.
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
        let signer = PolicySigner::new(Checked(folder_signer), Box::new(tally), MAX_PER_DAY, free);
        let (root, maker) = (x509(folder, "root.x509.pem")?, x509(folder, "maker.x509.pem")?);
        let stamper = stamper(folder, &signer, &root, &randomness)?;
        check_keys(
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

    /// Whether `folder` contains a complete set of keys.
    pub fn exists(folder: &Path) -> bool {
        folder.join(STORE).exists()
    }

    /// The keys of the database: sealed columns, keyed indexes, and MACs of records.
    pub fn ring(&self) -> KeyRing {
        self.ring.clone()
    }

    /// The name of the city, from the subject of the root.
    pub fn city(&self) -> String {
        city_of(&self.root)
    }

    /// The marker that puts hidden marks into copies and finds them again.
    pub fn marker(&self) -> &Marker {
        &self.marker
    }

    /// Sets the largest number of files that each seal may seal in a day, instead of 200,000.
    #[must_use]
    pub fn with_ceiling(mut self, per_day: u64) -> Self {
        self.signer = self.signer.with_ceiling(per_day);
        self
    }

    /// Signs with the key of the seal `seal_id`. Each digest comes with the identity of the row
    /// whose content was frozen and logged. `public` is the public key of the seal's X.509
    /// certificate; `now` in milliseconds since 1970 UTC. Errors: the seal would exceed its daily
    /// limit; the key is missing, or does not fit `public`.
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

    /// The signer for everything except content. It refuses the keys of seals, which sign only
    /// through [`Self::seal`].
    pub fn signer(&self) -> &dyn Signer {
        &self.signer
    }

    /// The Ed25519 key that signs checkpoints.
    pub fn log_ed25519(&self) -> &SigningKey {
        &self.log_ed25519
    }

    /// What the city trusts: its root, its seal maker, the newest revocation list, and the outside
    /// authorities that were added.
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

    /// A verifier with [`Self::trust`]. It is cached until the revocation list or the outside
    /// authorities change.
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

    /// Writes a new revocation list that is valid for a year. `revoked` is the complete list; `now`
    /// in Unix seconds.
    pub fn renew_list(&self, now: i64, revoked: &[Revoked]) -> Result<(), Error> {
        let number = u64::try_from(now).unwrap_or(1);
        let period = Validity { from: now - DAY, until: now + LIST_DAYS * DAY };
        let list = Ca::open(&self.signer, ca_key(), self.root.clone())
            .and_then(|ca| ca.revocation_list(number, period, revoked))
            .and_then(|list| list.to_pem());
        let text = list.map_err(|error| failed(&self.folder, error))?;
        write(&self.folder, "list.pem", text.as_bytes(), Place::Taken)
    }

    /// [`Self::trust`] as a PEM bundle, for verifiers outside the city.
    pub fn trust_bundle(&self) -> Result<String, Error> {
        self.trust()?.to_pem().map_err(|error| failed(&self.folder, error))
    }

    /// The X.509 certificate of the city's own time stamper.
    pub fn stamper(&self) -> &X509 {
        &self.stamper
    }

    /// The X.509 certificate of the city's seal maker.
    pub fn maker(&self) -> &X509 {
        &self.maker
    }

    /// Makes a key for the seal `seal_id` of `unit_name`, and the X.509 certificate for it. `now`
    /// in Unix seconds.
    pub fn new_seal_key(&self, seal_id: &str, unit_name: &str, now: i64) -> Result<X509, Error> {
        self.make_seal_key(seal_id)?;
        let wrong = |error: &dyn std::fmt::Display| failed(&self.folder, error);
        let public = self.signer.public_key(&seal_key(seal_id)).map_err(|error| wrong(&error))?;
        let ca = Ca::open(&self.signer, ca_key(), self.root.clone());
        let subject = SubjectName::of_key(unit_name, seal_id);
        let life = Validity { from: now - DAY, until: now + SEAL_DAYS * DAY };
        ca.and_then(|ca| {
            ca.issue(Profile::UnitSigner, &subject, &public, life, &mut draw(&self.randomness))
        })
        .map_err(|error| wrong(&error))
    }
}

/// The key of a seal.
pub fn seal_key(seal_id: &str) -> KeyRef {
    KeyRef::new(Role::Seal, seal_id)
}

/// The key of the city's seal maker, which signs seals (GB/T 38540).
pub fn maker_key() -> KeyRef {
    KeyRef::new(Role::Seal, "maker")
}

/// The key that signs checkpoints of the log.
pub fn log_key() -> KeyRef {
    KeyRef::new(Role::Audit, "log")
}

/// The key that signs receipts.
pub fn receipt_key() -> KeyRef {
    KeyRef::new(Role::Api, "receipt")
}

/// The key of the city's own time stamper.
pub fn stamper_key() -> KeyRef {
    KeyRef::new(Role::Api, STAMPER)
}

fn ca_key() -> KeyRef {
    KeyRef::new(Role::Ca, "root")
}

/// The randomness as a function that cannot fail. If there is none, the bytes stay as they are, so
/// callers must have checked that the source works where that matters.
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

/// Parses a key of N bytes in hexadecimal.
fn fixed<const N: usize>(text: &str) -> Result<[u8; N], Error> {
    let mut key = [0; N];
    hex::decode_to_slice(text.trim(), &mut key)
        .map_err(|_| Error::Unavailable(format!("a key is not {N} bytes in hexadecimal")))?;
    Ok(key)
}
