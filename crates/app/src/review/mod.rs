//! 信息审核 (Art. 11): another person than the submitter approves, returns or rejects an application.
//! Approval freezes the content, takes number and identifiers and registers the certificate.

mod decide;

pub use crate::records::certificate::Frozen;
pub use decide::*;
