//! 目录 (Art. 3, 9): what kinds of certificates there are. An editor drafts the description of a type,
//! a manager publishes it, issuing units adopt it; published versions never change. What is
//! published is public, and its face can be looked at before anything is issued.

mod edit;
mod preview;
mod read;

pub use crate::records::catalog::CatalogVersion;
pub use preview::*;
pub use read::*;
