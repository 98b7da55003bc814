//! A cipher device of software, for tests: a shared library that speaks SDF (GM/T 0018) and PKCS#11
//! and can be told to fail, be slow, hang, lose its session or sign wrongly.
//!
//! A test installs a copy for itself and tells it its faults through a file beside it, so tests do not
//! meet each other, and another process can be tested as well as one's own.

mod pkcs11;
mod sdf;
mod state;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// Opens the keys.
pub const PASSWORD: &str = "mock-device-password";

/// Keys 1 to 20 are there; PKCS#11 calls them `key-1` to `key-20`.
pub const KEYS: u32 = 20;

/// The PKCS#11 mechanism "SM2 over a digest".
pub const MECHANISM: u64 = 0x8000_5102;

/// Label of the PKCS#11 token.
pub const TOKEN: &str = "mock token";

/// What is asked of a device, under one name for both interfaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Call {
    OpenDevice,
    OpenSession,
    CloseSession,
    /// The right to use a private key (SDF), or C_Login.
    Login,
    PublicKey,
    Sign,
}

/// How a call goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Act {
    /// Returns this code.
    Code(u32),
    /// Works, this many milliseconds later.
    Slow(u64),
    /// Does not return until the fault is taken back; then works.
    Hang,
    /// Works, but one bit of the signature is wrong.
    Wrong,
    /// The session is gone.
    LoseSession,
    /// The device is gone with all its sessions; it can be opened again.
    LoseDevice,
}

/// The calls `from..until` of a kind, counted from 1 since the library was loaded, go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    pub call: Call,
    pub from: u64,
    pub until: u64,
    pub act: Act,
}

/// A copy of the library.
pub struct Mock {
    library: PathBuf,
}

impl Mock {
    /// Copies the library into `folder`. It is found beside the running test, where cargo puts it.
    ///
    /// # Errors
    /// The library was not built, or the disk refuses.
    pub fn install(folder: &Path) -> io::Result<Self> {
        let program = std::env::current_exe()?;
        let built = program.parent().unwrap_or(folder).join("libdevice_mock.so");
        let mock = Self::at(folder);
        fs::copy(built, &mock.library)?;
        Ok(mock)
    }

    /// The copy that was installed in `folder`.
    #[must_use]
    pub fn at(folder: &Path) -> Self {
        Self { library: folder.join("device.so") }
    }

    #[must_use]
    pub fn library(&self) -> &Path {
        &self.library
    }

    /// These faults from now on, in place of those before.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn set(&self, faults: &[Fault]) -> io::Result<()> {
        // Renamed into place: the library never reads half a file.
        let fresh = beside(&self.library, "fresh");
        fs::write(&fresh, serde_json::to_vec(faults)?)?;
        fs::rename(fresh, beside(&self.library, "faults"))
    }

    /// How often the library was called so, whatever came of it.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn count(&self, call: Call) -> io::Result<usize> {
        match fs::read_to_string(beside(&self.library, "calls")) {
            Ok(text) => Ok(text.lines().filter(|line| *line == format!("{call:?}")).count()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
            Err(error) => Err(error),
        }
    }
}

fn beside(library: &Path, ending: &str) -> PathBuf {
    library.with_extension(ending)
}
