//! Drawing: what a certificate looks like, from its frozen content to the sealed file: fonts and compiled
//! templates, layout, the written document, stamping, seals and time stamps. The third floor.

pub(crate) mod copy;
pub(crate) mod document;
pub(crate) mod extremes;
pub(crate) mod face;
pub(crate) mod issue;
pub(crate) mod seal_making;
pub(crate) mod stamp;
pub(crate) mod templates;
pub(crate) mod time_stamps;

pub use templates::{Fonts, Templates, font_report};
pub use time_stamps::OwnTimeStamper;

/// What `yinxin bench` measures without a database in between.
pub mod bench {
    pub use super::document::written;
    pub use super::issue::{Issue, drawn, lay_out};
    pub use super::templates::Compiled;
    pub use crate::records::seal::{UnitSeal, seal_of};
}
