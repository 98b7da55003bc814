//! 目录 (catalog, Art. 3, 9): the certificate types. An editor drafts the description of a type, a
//! manager publishes it, and issuing units adopt it. A published version never changes; an
//! amendment is a new version. Everybody may read published entries, and preview their faces before
//! anything is issued.

mod edit;
mod preview;
mod read;

pub use crate::records::catalog::CatalogVersion;
pub use preview::*;
pub use read::*;
