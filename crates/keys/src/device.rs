//! Keys in a cipher device (decision 0009). The file `device.toml` of the key folder names the
//! device and the keys that are in it; all other keys are files of the folder.
//!
//! The operator makes keys in the device with the tool of its maker; this program makes none there.
//! A new seal takes the first key of the list `seals` that is still free and keeps it forever. The
//! file `seals/<key>.slot` contains the identity of the seal that has taken the key.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};

use device::{Device, Place as At, Setting};
use seal::signer::{KeyRef, Role, SignerError};
use seal::sm2::{Digest, PublicKey, Signature};
use serde::Deserialize;
use tokio::runtime::RuntimeFlavor;

use crate::password::first_line;
use crate::{
    Error, KeyFolder, STAMPER, ca_key, failed, log_key, maker_key, read, receipt_key, stamper_key,
    write_new,
};

/// Name of the file in the key folder that describes the device.
const LISTING: &str = "device.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Listing {
    device: Setting,
    /// The file whose first line is the password of the device. A relative path is relative to the
    /// key folder.
    password_file: Option<PathBuf>,
    keys: Named,
}

/// The place of each key in the device: an index (SDF) or a label (PKCS#11).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    root: Option<At>,
    maker: Option<At>,
    log: Option<At>,
    receipt: Option<At>,
    stamper: Option<At>,
    /// Keys for future seals. Without this list, the keys of seals are files of the folder.
    seals: Option<Vec<At>>,
}

/// The keys that every city has, by the names of their files.
pub(super) fn standing() -> [(&'static str, KeyRef); 5] {
    [
        ("root", ca_key()),
        ("maker", maker_key()),
        ("log", log_key()),
        ("receipt", receipt_key()),
        (STAMPER, stamper_key()),
    ]
}

/// The device of a key folder, and the keys in it.
pub(super) struct DeviceKeys {
    device: Device,
    standing: BTreeMap<KeyRef, At>,
    seals: Option<Vec<At>>,
    /// The folder with the files `<key>.slot`.
    slots: PathBuf,
    /// A cache of the keys taken, by the identity of the seal. It cannot be outdated, because the
    /// file of a slot never changes.
    taken: RwLock<BTreeMap<String, At>>,
}

impl DeviceKeys {
    /// Loads the device of a key folder; `None` if the folder has no `device.toml`. Errors: the
    /// file is malformed or names a key twice, or the library of the device cannot be loaded.
    pub fn of(folder: &Path) -> Result<Option<Self>, Error> {
        let path = folder.join(LISTING);
        if !path.exists() {
            return Ok(None);
        }
        let wrong = |why: String| failed(&path, why);
        let listing: Listing =
            toml::from_str(&read(folder, LISTING)?).map_err(|error| wrong(error.to_string()))?;
        let Named { root, maker, log, receipt, stamper, seals } = listing.keys;
        let standing: BTreeMap<KeyRef, At> = standing()
            .into_iter()
            .zip([root, maker, log, receipt, stamper])
            .filter_map(|((_, key), place)| Some((key, place?)))
            .collect();
        let mut places: Vec<&At> = standing.values().chain(seals.iter().flatten()).collect();
        places.sort();
        if let Some([twice, _]) = places.array_windows().find(|[one, other]| one == other) {
            return Err(wrong(format!("key {twice} is named twice")));
        }
        if let Some(place) = seals.iter().flatten().find(|place| !is_file_name(place)) {
            let why = "the label of a key for a seal may contain only letters, digits, - and _";
            return Err(wrong(format!("{place}: {why}")));
        }
        let password = match &listing.password_file {
            Some(file) => Some(first_line(&folder.join(file))?),
            None => None,
        };
        let device = Device::load(&listing.device, password);
        let device = device.map_err(|error| wrong(error.to_string()))?;
        let (slots, taken) = (folder.join("seals"), RwLock::default());
        Ok(Some(Self { device, standing, seals, slots, taken }))
    }

    /// Whether `device.toml` names this standing key.
    pub fn holds(&self, key: &KeyRef) -> bool {
        self.standing.contains_key(key)
    }

    /// The place of `key` in the device; `None` if the device does not hold it.
    pub fn place(&self, key: &KeyRef) -> Result<Option<At>, SignerError> {
        if let Some(place) = self.standing.get(key) {
            return Ok(Some(place.clone()));
        }
        if key.role != Role::Seal {
            return Ok(None);
        }
        let known = self.taken.read().unwrap_or_else(PoisonError::into_inner).get(&key.id).cloned();
        if known.is_some() {
            return Ok(known);
        }
        // The key may have been taken by another process, so the files are read (I8).
        for place in self.seals.iter().flatten() {
            if self.owner(place)?.as_deref() == Some(key.id.as_str()) {
                let mut taken = self.taken.write().unwrap_or_else(PoisonError::into_inner);
                taken.insert(key.id.clone(), place.clone());
                return Ok(Some(place.clone()));
            }
        }
        Ok(None)
    }

    /// The identity of the seal that has taken this key; `None` if the key is free.
    fn owner(&self, place: &At) -> Result<Option<String>, SignerError> {
        match fs::read_to_string(self.slots.join(slot(place))) {
            Ok(owner) => Ok(Some(owner)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(SignerError::Unavailable(format!("{}: {error}", slot(place)))),
        }
    }

    pub fn public_key(&self, key: &KeyRef) -> Result<Option<PublicKey>, SignerError> {
        self.place(key)?.map(|place| self.device.public_key(&place)).transpose()
    }

    pub fn sign(
        &self,
        key: &KeyRef,
        digests: &[Digest],
    ) -> Result<Option<Vec<Signature>>, SignerError> {
        self.place(key)?.map(|place| self.device.sign(&place, digests)).transpose()
    }

    /// Gives the seal the first free key. Errors: no key is free, or the device does not have the
    /// key.
    fn take(&self, places: &[At], seal_id: &str) -> Result<(), Error> {
        for place in places {
            if self.owner(place).map_err(|error| failed(&self.slots, error))?.is_some() {
                continue;
            }
            // The key is read before it is taken, so that a missing key does not use up a slot.
            let public = self.device.public_key(place);
            public.map_err(|error| failed(&self.slots, error))?;
            match write_new(&self.slots, &slot(place), seal_id.as_bytes()) {
                Ok(()) => return Ok(()),
                // Another process has taken the key since.
                Err(_) if self.slots.join(slot(place)).exists() => {}
                Err(error) => return Err(error),
            }
        }
        let why = "the device has no key left for a new seal; make one and add it to `seals`";
        Err(failed(&self.slots.with_file_name(LISTING), why))
    }
}

impl KeyFolder {
    /// Runs `work`, which signs with the standing key `key`. If the key is in a device, which may
    /// be slow, the worker thread is released for other tasks meanwhile.
    pub fn aside<T>(&self, key: &KeyRef, work: impl FnOnce() -> T) -> T {
        let device = self.signer.inner().0.device.as_ref();
        let flavor = tokio::runtime::Handle::try_current().map(|runtime| runtime.runtime_flavor());
        let many = flavor.is_ok_and(|flavor| flavor == RuntimeFlavor::MultiThread);
        if many && device.is_some_and(|device| device.holds(key)) {
            tokio::task::block_in_place(work)
        } else {
            work()
        }
    }

    /// Makes a key for a new seal. If `device.toml` lists keys for seals, one of them is taken. If
    /// none is left, this fails and makes no file, because the operator expects the keys of seals
    /// in the device.
    pub(super) fn make_seal_key(&self, seal_id: &str) -> Result<(), Error> {
        let signer = &self.signer.inner().0;
        if let Some(device) = &signer.device
            && let Some(places) = &device.seals
        {
            return device.take(places, seal_id);
        }
        signer.secrets.make_key(&format!("seals/{seal_id}.pem"))
    }
}

/// Name of the file that says which seal has taken the key.
fn slot(place: &At) -> String {
    format!("{place}.slot")
}

fn is_file_name(place: &At) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    match place {
        At::Index(_) => true,
        At::Label(label) => !label.is_empty() && label.chars().all(plain),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use device_mock::{Call, Fault, Mock, PASSWORD};

    use super::*;
    use crate::Randomness;
    use crate::tests::SystemRandomness;

    const NOW: i64 = 1_795_400_000;

    struct Folder {
        place: tempfile::TempDir,
        mock: Mock,
    }

    impl Folder {
        fn new(keys: &str) -> Self {
            let place = tempfile::tempdir().unwrap();
            let mock = Mock::install(place.path()).unwrap();
            let folder = Self { place, mock };
            fs::create_dir(folder.path().join("seals")).unwrap();
            fs::write(folder.path().join("password"), format!("{PASSWORD}\nnot this")).unwrap();
            folder.list(keys);
            folder
        }

        fn path(&self) -> &Path {
            self.place.path()
        }

        fn list(&self, keys: &str) {
            let (library, password) = (self.mock.library(), self.path().join("password"));
            let text = format!(
                "password_file = {password:?}\n[device]\ninterface = \"sdf\"\n\
                 library = {library:?}\n[keys]\n{keys}\n"
            );
            fs::write(self.path().join(LISTING), text).unwrap();
        }

        fn why(&self) -> String {
            DeviceKeys::of(self.path()).err().map(|error| error.to_string()).unwrap_or_default()
        }

        fn open(&self) -> DeviceKeys {
            DeviceKeys::of(self.path()).unwrap().unwrap()
        }
    }

    #[test]
    fn a_folder_without_a_listing_has_no_device_and_a_malformed_listing_is_refused() {
        let folder = Folder::new("root = 1\nseals = [2, \"three\"]");
        assert_eq!(folder.why(), "");
        for (keys, why) in [
            ("root = 1\nmaker = 1", "key 1 is named twice"),
            ("root = 1\nseals = [2, 1]", "key 1 is named twice"),
            ("seals = [\"../x\"]", "only letters, digits"),
            ("seals = [\"\"]", "letters, digits"),
            ("seal = [1]", "unknown field"),
            ("root = -1", "data did not match"),
        ] {
            folder.list(keys);
            assert!(folder.why().contains(why), "{keys}: {}", folder.why());
        }
        folder.list("root = 1");
        fs::remove_file(folder.path().join("password")).unwrap();
        assert!(folder.why().contains("password"), "{}", folder.why());
        fs::remove_file(folder.path().join(LISTING)).unwrap();
        assert!(DeviceKeys::of(folder.path()).unwrap().is_none());
    }

    #[test]
    fn each_seal_has_one_key_in_all_processes_and_no_key_has_two_seals() {
        let folder = Folder::new("seals = [5, 6]");
        let (one, other) = (folder.open(), folder.open());
        let public = |device: &DeviceKeys, id: &str| {
            device.public_key(&KeyRef::new(Role::Seal, id)).unwrap()
        };
        assert!(public(&one, "s-1").is_none());
        one.take(one.seals.as_deref().unwrap(), "s-1").unwrap();
        other.take(other.seals.as_deref().unwrap(), "s-2").unwrap();
        let first = public(&one, "s-1").unwrap();
        assert_eq!(public(&other, "s-1"), Some(first));
        assert_ne!(public(&one, "s-2"), Some(first));
        let full = one.take(one.seals.as_deref().unwrap(), "s-3").unwrap_err().to_string();
        assert!(full.contains("no key left"), "{full}");
        // A key of another role with the same identity is not in the device.
        let role = KeyRef::new(Role::Api, "s-1");
        assert!(one.public_key(&role).unwrap().is_none());
    }

    #[test]
    fn a_key_that_the_device_does_not_have_is_not_used_up() {
        let folder = Folder::new("seals = [5]");
        let device = folder.open();
        let act = device_mock::Act::Code(0x0100_0008);
        folder.mock.set(&[Fault { call: Call::PublicKey, from: 1, until: 9, act }]).unwrap();
        let why = device.take(&[At::Index(5)], "s-1").unwrap_err().to_string();
        assert!(why.contains("SDR_KEYNOTEXIST"), "{why}");
        folder.mock.set(&[]).unwrap();
        device.take(&[At::Index(5)], "s-1").unwrap();
    }

    #[test]
    fn a_seal_made_before_the_device_keeps_its_key_file_and_new_seals_use_the_device() {
        let folder = Folder::new("seals = [5]");
        let randomness: Arc<dyn Randomness> = Arc::new(SystemRandomness);
        let listed = fs::read(folder.path().join(LISTING)).unwrap();
        fs::remove_file(folder.path().join(LISTING)).unwrap();
        KeyFolder::create(folder.path(), "演示市", NOW, &randomness).unwrap();
        let before = KeyFolder::open(folder.path(), Arc::clone(&randomness)).unwrap();
        let old = before.new_seal_key("s-1", "单位", NOW).unwrap();
        fs::write(folder.path().join(LISTING), listed).unwrap();
        let after = KeyFolder::open(folder.path(), randomness).unwrap();
        let public = |id| after.signer().public_key(&super::super::seal_key(id)).unwrap();
        assert_eq!(public("s-1"), *old.public_key());
        let new = after.new_seal_key("s-2", "单位", NOW).unwrap();
        assert_eq!(public("s-2"), *new.public_key());
        assert!(!folder.path().join("seals/s-2.pem").exists());

        let places = || {
            let reports = after.check().unwrap().into_iter();
            reports.map(|key| (key.name, key.place, key.fault.is_none())).collect::<Vec<_>>()
        };
        let row = |name: &str, place: &str, signs| (name.to_owned(), place.to_owned(), signs);
        let mut expected = vec![
            row("root", "root.pem", true),
            row("maker", "maker.pem", true),
            row("log", "log.pem", true),
            row("receipt", "receipt.pem", true),
            row("stamper", "stamper.pem", true),
            row("s-1", "seals/s-1.pem", true),
            row("s-2", "device 5", true),
        ];
        assert_eq!(places(), expected);
        let act = device_mock::Act::Wrong;
        folder.mock.set(&[Fault { call: Call::Sign, from: 1, until: 99, act }]).unwrap();
        expected[6].2 = false;
        assert_eq!(places(), expected);
    }
}
