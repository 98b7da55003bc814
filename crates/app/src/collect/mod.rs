//! 信息采集 (collect, Art. 7): applications. A clerk enters the facts about the holder into a draft
//! and submits it for review. On submission the facts are checked against the catalog entry, and
//! the face is drawn once, so that the clerk learns at once what cannot be drawn.

mod checks;
mod draft;
mod export;
mod read;

pub use crate::records::application::{Accepted, ApplicationVersion, Content};
pub use checks::*;
pub use read::*;
