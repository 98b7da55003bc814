//! 通知与待办 (notices and to-do lists, Art. 10): the notices to holders, and the work that waits
//! for the posts of a unit.

mod catalog_todos;
mod export;
mod miss_todos;
mod post_todos;
mod read;
mod todos;

pub use read::*;
pub use todos::*;
