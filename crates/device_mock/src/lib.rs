//! A simulated cipher device for tests: a shared library that implements SDF (GM/T 0018) and PKCS#11 and
//! into which faults can be injected: errors, delays, hangs, lost sessions and wrong signatures.
//!
//! Each test installs a copy of the library of its own and sets its faults through a file beside the copy.
//! Thus tests do not affect each other, and the library can also be controlled when another process loads
//! it.
#![deny(clippy::wildcard_enum_match_arm)]

mod pkcs11;
mod sdf;
mod state;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// The password that permits the use of the keys.
pub const PASSWORD: &str = "mock-device-password";

/// Number of keys. Their indices are 1 to 20, and their PKCS#11 labels `key-1` to `key-20`.
pub const KEYS: u32 = 20;

/// The vendor-defined PKCS#11 mechanism that signs a given digest with SM2.
pub const MECHANISM: u64 = 0x8000_5102;

/// The label of the PKCS#11 token.
pub const TOKEN: &str = "mock token";

/// The kind of a call, with common names for both interfaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Call {
    OpenDevice,
    OpenSession,
    CloseSession,
    /// SDF_GetPrivateKeyAccessRight or C_Login.
    Login,
    PublicKey,
    Sign,
}

/// The effect of a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Act {
    /// The call returns this code.
    Code(u32),
    /// The call succeeds after this many milliseconds.
    Slow(u64),
    /// The call does not return until the fault is removed, and then succeeds.
    Hang,
    /// The call succeeds, but one bit of the signature is wrong.
    Wrong,
    /// The call fails, and its session is lost.
    LoseSession,
    /// The call fails, and the device is lost with all sessions. It can be opened again.
    LoseDevice,
}

/// A fault in the calls `from..until` of one kind. Calls are counted from 1 since the library was loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    pub call: Call,
    pub from: u64,
    pub until: u64,
    pub act: Act,
}

/// An installed copy of the library.
pub struct Mock {
    library: PathBuf,
}

impl Mock {
    /// Copies the library into `folder`. Cargo builds it into the folder of the running test.
    ///
    /// # Errors
    /// The library was not built, or it cannot be copied.
    pub fn install(folder: &Path) -> io::Result<Self> {
        let program = std::env::current_exe()?;
        let built = program.parent().unwrap_or(folder).join("libdevice_mock.so");
        let mock = Self::at(folder);
        fs::copy(built, &mock.library)?;
        Ok(mock)
    }

    /// Returns the copy that was installed in `folder` earlier.
    #[must_use]
    pub fn at(folder: &Path) -> Self {
        Self { library: folder.join("device.so") }
    }

    /// Returns the path of the copy.
    #[must_use]
    pub fn library(&self) -> &Path {
        &self.library
    }

    /// Replaces all faults.
    ///
    /// # Errors
    /// The file with the faults cannot be written.
    pub fn set(&self, faults: &[Fault]) -> io::Result<()> {
        // The file is renamed into place, so that the library never reads a part of it.
        let fresh = beside(&self.library, "fresh");
        fs::write(&fresh, serde_json::to_vec(faults)?)?;
        fs::rename(fresh, beside(&self.library, "faults"))
    }

    /// Returns the number of calls of this kind, whether they succeeded or not.
    ///
    /// # Errors
    /// The list of calls cannot be read.
    pub fn count(&self, call: Call) -> io::Result<usize> {
        match fs::read_to_string(beside(&self.library, "calls")) {
            Ok(text) => Ok(text.lines().filter(|line| *line == format!("{call:?}")).count()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
            Err(error) => Err(error),
        }
    }
}

/// Returns the path of a file that belongs to the copy of the library.
fn beside(library: &Path, ending: &str) -> PathBuf {
    library.with_extension(ending)
}
