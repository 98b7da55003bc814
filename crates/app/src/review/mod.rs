//! 信息审核 (review, Art. 11): a person other than the submitter approves, returns or rejects an
//! application. Approval freezes the content, assigns number and identifiers, and registers the
//! certificate.

mod decide;

pub use crate::records::certificate::Frozen;
pub use decide::*;
