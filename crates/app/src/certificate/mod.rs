//! 证照 (certificate, Art. 10–12): what the issuing unit does with its certificates. It finds and
//! views them, issues, suspends, resumes and revokes them, attaches notes to them, and reads their
//! history.

mod acts;
mod export;
mod face;
mod find;
mod history;
mod notes;

pub use crate::records::certificate::CertificateVersion;
pub use crate::records::certificate_view::*;
pub use crate::records::history::Step;
pub use find::*;
pub use notes::*;
