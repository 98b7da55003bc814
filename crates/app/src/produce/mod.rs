//! 制证 (produce, Art. 10): the job that makes the file of a certificate. It draws and seals the
//! frozen content, stores the file, and activates the certificate (decision 0006). Besides,
//! `redraw` draws an issued certificate again and compares it with its file.

mod redraw;
mod work;

pub use redraw::*;
pub(crate) use work::Production;
