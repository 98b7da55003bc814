//! 证照 (Art. 10, 12): what the issuing unit does with its certificates: find them, look at them, order
//! their issue, suspend, resume and revoke them, and read their history.

mod acts;
mod face;
mod find;
mod history;
mod notes;

pub use crate::records::certificate::CertificateVersion;
pub use crate::records::certificate_view::*;
pub use find::*;
pub use history::*;
pub use notes::*;
