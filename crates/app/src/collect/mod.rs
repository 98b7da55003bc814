//! 信息采集 (Art. 7): applications. A clerk collects the holder's facts into a draft and submits it for
//! review; the facts are checked against the catalog entry, and the face that they would make is
//! drawn once, so that what cannot be drawn is told now.

mod draft;
mod read;

pub use crate::records::application::{ApplicationVersion, Content};
pub use read::*;
