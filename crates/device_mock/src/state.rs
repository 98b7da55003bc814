//! The state that both interfaces share: keys, sessions and injected faults.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;
use std::time::Duration;

use seal::signer::{KeyRef, Role, Signer, SoftSigner};
use seal::sm2::{Digest, PublicKey, SecretKey, Signature, sm3};

use crate::{Act, Call, Fault, KEYS, beside};

/// The state of the loaded library.
#[derive(Default)]
pub struct State {
    /// The handles of open SDF devices.
    pub devices: BTreeSet<usize>,
    /// The open sessions by handle.
    pub sessions: BTreeMap<usize, Session>,
    /// PKCS#11: a login is valid for all sessions of the process.
    pub logged_in: bool,
    last_handle: usize,
    /// Number of calls of each kind.
    counts: BTreeMap<Call, u64>,
}

/// An open session.
#[derive(Default)]
pub struct Session {
    /// SDF: the handle of its device.
    pub device: usize,
    /// SDF: the indices of the keys to which access was granted.
    pub granted: BTreeSet<u32>,
    /// PKCS#11: the objects that an active search found and has not returned yet.
    pub found: Option<Vec<u64>>,
    /// PKCS#11: the index of the key that C_SignInit selected.
    pub signing: Option<u32>,
}

impl State {
    /// Returns a new handle.
    pub fn new_handle(&mut self) -> usize {
        self.last_handle += 1;
        self.last_handle
    }

    /// Removes the session, or for [`Act::LoseDevice`] all devices and sessions.
    pub fn lose(&mut self, act: Act, session: usize) {
        match act {
            Act::LoseDevice => {
                self.devices.clear();
                self.sessions.clear();
                self.logged_in = false;
            }
            Act::Code(_) | Act::Slow(_) | Act::Hang | Act::Wrong | Act::LoseSession => {
                drop(self.sessions.remove(&session));
            }
        }
    }
}

static STATE: Mutex<State> = Mutex::new(State {
    devices: BTreeSet::new(),
    sessions: BTreeMap::new(),
    logged_in: false,
    last_handle: 0,
    counts: BTreeMap::new(),
});

/// Locks the state.
pub fn state() -> MutexGuard<'static, State> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Counts and lists a call, applies a delay or hang that was injected, and returns any other injected fault
/// for the caller to apply.
pub fn enter(library: &Path, call: Call) -> Option<Act> {
    let number = {
        let mut state = state();
        let count = state.counts.entry(call).or_default();
        *count += 1;
        let number = *count;
        let log = OpenOptions::new().append(true).create(true).open(beside(library, "calls"));
        let _ignored = log.and_then(|mut log| writeln!(log, "{call:?}"));
        number
    };
    loop {
        let act = injected(library, call, number)?;
        match act {
            Act::Slow(milliseconds) => {
                thread::sleep(Duration::from_millis(milliseconds));
                return None;
            }
            Act::Hang => thread::sleep(Duration::from_millis(5)),
            Act::Code(_) | Act::Wrong | Act::LoseSession | Act::LoseDevice => return Some(act),
        }
    }
}

/// Returns the fault that is set for this call.
fn injected(library: &Path, call: Call, number: u64) -> Option<Act> {
    let text = fs::read(beside(library, "faults")).ok()?;
    let faults: Vec<Fault> = serde_json::from_slice(&text).ok()?;
    let applies =
        |fault: &&Fault| fault.call == call && (fault.from..fault.until).contains(&number);
    faults.iter().find(applies).map(|fault| fault.act)
}

/// Returns a signer with all keys of the device, which are the same in every run.
fn keys() -> &'static SoftSigner {
    static SIGNER: OnceLock<SoftSigner> = OnceLock::new();
    SIGNER.get_or_init(|| {
        let mut signer = SoftSigner::deterministic();
        for index in 1..=KEYS {
            let scalar = sm3(format!("mock key {index}").as_bytes());
            if let Ok(secret) = SecretKey::from_scalar(&scalar) {
                let _ignored = signer.insert(key(index), secret);
            }
        }
        signer
    })
}

fn key(index: u32) -> KeyRef {
    KeyRef::new(Role::Api, index.to_string())
}

/// Returns the public key with this index.
pub fn public_key(index: u32) -> Option<PublicKey> {
    keys().public_key(&key(index)).ok()
}

/// Signs a digest and returns r ‖ s; with [`Act::Wrong`] one bit is wrong. Returns `None` if there is no such
/// key or the digest does not have 32 bytes.
pub fn sign(index: u32, digest: &[u8], act: Option<Act>) -> Option<[u8; 64]> {
    let digest = Digest(digest.try_into().ok()?);
    let signed = keys().sign(&key(index), &[digest]).ok()?;
    let mut raw = signed.first().map(Signature::to_raw)?;
    if act == Some(Act::Wrong) {
        raw[63] ^= 1;
    }
    Some(raw)
}
