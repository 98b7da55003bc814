//! What both interfaces share: keys, sessions, and the faults that were ordered.

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

#[derive(Default)]
pub struct State {
    pub devices: BTreeSet<usize>,
    pub sessions: BTreeMap<usize, Session>,
    /// PKCS#11 logs the whole program in, not a session.
    pub logged_in: bool,
    last_handle: usize,
    counts: BTreeMap<Call, u64>,
}

#[derive(Default)]
pub struct Session {
    pub device: usize,
    /// SDF: keys whose use was granted.
    pub granted: BTreeSet<u32>,
    /// PKCS#11: objects found and not handed out yet, while a search is on.
    pub found: Option<Vec<u64>>,
    /// PKCS#11: the key of C_SignInit.
    pub signing: Option<u32>,
}

impl State {
    /// A handle that was not given out before.
    pub fn fresh(&mut self) -> usize {
        self.last_handle += 1;
        self.last_handle
    }

    /// A session lost, or all with their device.
    pub fn lose(&mut self, act: Act, session: usize) {
        match act {
            Act::LoseDevice => {
                self.devices.clear();
                self.sessions.clear();
                self.logged_in = false;
            }
            _ => drop(self.sessions.remove(&session)),
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

pub fn state() -> MutexGuard<'static, State> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Counts the call and waits as it was told. Returns the fault that the caller has to play.
pub fn enter(library: &Path, call: Call) -> Option<Act> {
    let number = {
        let mut state = state();
        let count = state.counts.entry(call).or_default();
        *count += 1;
        let number = *count;
        let log = OpenOptions::new().append(true).create(true).open(beside(library, "calls"));
        let _told = log.and_then(|mut log| writeln!(log, "{call:?}"));
        number
    };
    loop {
        let act = ordered(library, call, number)?;
        match act {
            Act::Slow(milliseconds) => {
                thread::sleep(Duration::from_millis(milliseconds));
                return None;
            }
            Act::Hang => thread::sleep(Duration::from_millis(5)),
            act => return Some(act),
        }
    }
}

fn ordered(library: &Path, call: Call, number: u64) -> Option<Act> {
    let text = fs::read(beside(library, "faults")).ok()?;
    let faults: Vec<Fault> = serde_json::from_slice(&text).ok()?;
    let meant = |fault: &&Fault| fault.call == call && (fault.from..fault.until).contains(&number);
    faults.iter().find(meant).map(|fault| fault.act)
}

fn keys() -> &'static SoftSigner {
    static SIGNER: OnceLock<SoftSigner> = OnceLock::new();
    SIGNER.get_or_init(|| {
        let mut signer = SoftSigner::deterministic();
        for index in 1..=KEYS {
            let scalar = sm3(format!("mock key {index}").as_bytes());
            if let Ok(secret) = SecretKey::from_scalar(&scalar) {
                let _fresh = signer.insert(key(index), secret);
            }
        }
        signer
    })
}

fn key(index: u32) -> KeyRef {
    KeyRef::new(Role::Api, index.to_string())
}

pub fn public_key(index: u32) -> Option<PublicKey> {
    keys().public_key(&key(index)).ok()
}

/// r ‖ s; with a wrong bit if so ordered.
pub fn sign(index: u32, digest: &[u8], act: Option<Act>) -> Option<[u8; 64]> {
    let digest = Digest(digest.try_into().ok()?);
    let signed = keys().sign(&key(index), &[digest]).ok()?;
    let mut raw = signed.first().map(Signature::to_raw)?;
    if act == Some(Act::Wrong) {
        raw[63] ^= 1;
    }
    Some(raw)
}
