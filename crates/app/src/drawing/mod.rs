//! Drawing: the way from the frozen content of a certificate to its sealed file: fonts and compiled
//! templates, layout, the OFD document, stamping, the making of seals, and time stamps. This is the
//! third floor (decision 0012).

pub(crate) mod copy;
pub(crate) mod document;
pub(crate) mod extremes;
pub(crate) mod face;
pub(crate) mod issue;
pub(crate) mod seal_making;
pub(crate) mod sealed;
pub(crate) mod stamp;
pub(crate) mod templates;
pub(crate) mod time_stamps;

pub use ::face::font::{REMEDY, REMEDY_ZH};
pub use templates::{Fonts, RARE_FONTS, Templates, font_report};
pub use time_stamps::OwnTimeStamper;

/// Parts that `yinxin bench` measures, and tests examine, without a database.
pub mod bench {
    pub use super::copy::marked;
    pub use super::document::written;
    pub use super::issue::{Issue, drawn, lay_out};
    pub use super::templates::Compiled;
    pub use crate::records::certificate_view::masked_content;
    pub use crate::records::seal::{UnitSeal, seal_of};
}
