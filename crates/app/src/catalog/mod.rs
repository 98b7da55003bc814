//! 目录 (catalog, Art. 3, 9): the certificate types. A managing unit has units compile entries within a term;
//! an editor drafts the description of a type, using units comment on it, a person declares that it contains
//! no state secret, a manager publishes it, and issuing units adopt it and confirm it every year. A published
//! version never changes; an amendment is a new version. Everybody may read published entries, and preview
//! their faces before anything is issued.

mod acts;
mod comments;
mod compare;
mod cover;
mod edit;
mod preview;
mod publish;
mod read;
mod tasks;

pub use crate::records::catalog::CatalogVersion;
pub use comments::*;
pub use compare::*;
pub use preview::*;
pub use read::*;
pub use tasks::*;
