//! 制证 (Art. 10): the job between the two commits: render, seal, store, and then activate. An issued
//! certificate can be drawn again and compared with its file (`redraw`).

mod redraw;
mod work;

pub use redraw::*;
pub(crate) use work::Production;
