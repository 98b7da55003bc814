//! What drawings of a sealed file take from the file itself, so that a picture or printout shows what the OFD file
//! shows: its seals, those of other units included, each at its place on its page, and its metadata.

use std::sync::Arc;

use face::display::{Rect, Stamp};
use ofd::examine::SignatureKind;
use seal::eseal;

use crate::kernel::Error;

/// What a sealed file shows beside its text.
#[derive(Clone, Debug, Default)]
pub(crate) struct SealedFile {
    /// The pictures of the seals with their pages and places.
    seals: Vec<(usize, Rect, Arc<[u8]>)>,
    metadata: Vec<(String, String)>,
}

impl SealedFile {
    /// Reads a file that was made here. `what` names the file in errors. Errors: the file is not readable or bears
    /// no seal.
    pub fn read(file: &[u8], what: &str) -> Result<Self, Error> {
        let wrong = |why: &dyn std::fmt::Display| Error::Internal(format!("{what}: {why}"));
        let examined = ofd::examine::examine(file).map_err(|unreadable| wrong(&unreadable.en))?;
        let mut seals = Vec::new();
        for signature in &examined.signatures {
            if signature.kind != SignatureKind::Seal {
                continue;
            }
            let stamp = eseal::read(&signature.signed_value).map_err(|error| wrong(&error))?;
            let picture: Arc<[u8]> = Arc::from(stamp.seal.picture.bytes);
            let places = signature.stamps.iter();
            seals.extend(places.map(|(page, place)| (*page, *place, Arc::clone(&picture))));
        }
        if seals.is_empty() {
            return Err(wrong(&"it bears no seal"));
        }
        Ok(Self { seals, metadata: examined.metadata })
    }

    pub fn stamps(&self) -> Vec<Stamp<'_>> {
        self.seals.iter().map(|(page, place, picture)| (*page, *place, &**picture)).collect()
    }

    /// The metadata entry of a name.
    pub fn metadata(&self, name: &str) -> Option<&str> {
        let mut entries = self.metadata.iter();
        entries.find_map(|(known, value)| (known == name).then_some(value.as_str()))
    }
}
