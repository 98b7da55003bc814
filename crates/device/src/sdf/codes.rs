//! The return codes of GM/T 0018 Annex A.

/// The base to which GM/T 0018 adds the number of an error.
const BASE: u32 = 0x0100_0000;

/// The names of the return codes from [`BASE`] on.
const NAMES: [&str; 31] = [
    "SDR_OK",
    "SDR_UNKNOWERR",
    "SDR_NOTSUPPORT",
    "SDR_COMMFAIL",
    "SDR_HARDFAIL",
    "SDR_OPENDEVICE",
    "SDR_OPENSESSION",
    "SDR_PARDENY",
    "SDR_KEYNOTEXIST",
    "SDR_ALGNOTSUPPORT",
    "SDR_ALGMODNOTSUPPORT",
    "SDR_PKOPERR",
    "SDR_SKOPERR",
    "SDR_SIGNERR",
    "SDR_VERIFYERR",
    "SDR_SYMOPERR",
    "SDR_STEPERR",
    "SDR_FILESIZEERR",
    "SDR_FILENOEXIST",
    "SDR_FILEOFSERR",
    "SDR_KEYTYPEERR",
    "SDR_KEYERR",
    "SDR_ENCDATAERR",
    "SDR_RANDERR",
    "SDR_PRKRERR",
    "SDR_MACERR",
    "SDR_FILEEXISTS",
    "SDR_FILEWERR",
    "SDR_NOBUFFER",
    "SDR_INARGERR",
    "SDR_OUTARGERR",
];

/// The codes after which a session is no longer usable: communication or hardware failed, or the device or
/// the session could not be opened.
const LOST: [u32; 4] = [BASE + 3, BASE + 4, BASE + 5, BASE + 6];

/// A return code of a library function other than 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code(pub u32);

impl Code {
    /// Returns whether a new session may succeed where this code was returned.
    pub fn is_lost(self) -> bool {
        LOST.contains(&self.0)
    }

    /// Returns the name by the standard and the number. Codes outside the standard are vendor-specific.
    pub fn name(self) -> String {
        let standard = self.0.checked_sub(BASE).and_then(|place| usize::try_from(place).ok());
        match standard.and_then(|place| NAMES.get(place)) {
            Some(name) => format!("{name} (0x{:08X})", self.0),
            None => format!("vendor-specific code 0x{:08X}", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_the_names_of_the_standard() {
        let name = |code| Code(BASE + code).name();
        assert_eq!(name(1), "SDR_UNKNOWERR (0x01000001)");
        assert_eq!(name(0x0d), "SDR_SIGNERR (0x0100000D)");
        assert_eq!(name(0x1e), "SDR_OUTARGERR (0x0100001E)");
        for vendor in [0x0100_001f, 0x0180_0001, 7] {
            assert!(Code(vendor).name().contains("vendor-specific"), "{vendor}");
        }
    }

    #[test]
    fn only_failures_of_communication_and_of_opening_lose_the_session() {
        assert!([3, 4, 5, 6].into_iter().all(|code| Code(BASE + code).is_lost()));
        assert!((1..31).filter(|code| Code(BASE + code).is_lost()).count() == 4);
    }
}
