//! The seals of a file, as its drawings show them: each picture at its place on its page. They are read from the
//! file itself, so that a picture or printout shows what the OFD file shows, the seals of other units included.

use std::sync::Arc;

use face::display::{Rect, Stamp};
use ofd::examine::SignatureKind;
use seal::eseal;

use crate::kernel::Error;

/// The pictures of the seals in a file.
#[derive(Clone, Debug, Default)]
pub(crate) struct SealPictures(Vec<(usize, Rect, Arc<[u8]>)>);

impl SealPictures {
    /// Reads the seals of a file that was made here. `what` names the file in errors. Errors: the file is not
    /// readable or bears no seal.
    pub fn of_file(file: &[u8], what: &str) -> Result<Self, Error> {
        let wrong = |why: &dyn std::fmt::Display| Error::Internal(format!("{what}: {why}"));
        let examined = ofd::examine::examine(file).map_err(|unreadable| wrong(&unreadable.en))?;
        let mut pictures = Vec::new();
        for signature in &examined.signatures {
            if signature.kind != SignatureKind::Seal {
                continue;
            }
            let stamp = eseal::read(&signature.signed_value).map_err(|error| wrong(&error))?;
            let picture: Arc<[u8]> = Arc::from(stamp.seal.picture.bytes);
            let places = signature.stamps.iter();
            pictures.extend(places.map(|(page, place)| (*page, *place, Arc::clone(&picture))));
        }
        if pictures.is_empty() {
            return Err(wrong(&"it bears no seal"));
        }
        Ok(Self(pictures))
    }

    pub fn stamps(&self) -> Vec<Stamp<'_>> {
        self.0.iter().map(|(page, place, picture)| (*page, *place, &**picture)).collect()
    }
}
