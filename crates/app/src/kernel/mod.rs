//! Kernel: the door through which every change goes (I1), and what all use cases need: the type
//! [`App`], errors, the clock, randomness, pages of lists, the pool for heavy work, ports to systems
//! outside, and the points at which tests kill the process. This is the lowest of the five floors (decision 0012).

pub(crate) mod app;
pub(crate) mod asking;
pub(crate) mod clock;
pub mod crash;
mod door;
mod error;
pub(crate) mod group_commit;
mod heavy;
pub(crate) mod page;
pub mod ports;
mod randomness;

pub use app::{App, CLOCKS_AHEAD, Parts};
pub use clock::{Clock, GuardedClock, SystemClock};
pub use door::{RequestKey, Work};
pub use error::{Error, Repeated};
pub use heavy::{Class, HeavyCounts, HeavyLimits, Requester};
pub use page::{Page, Period, Total};
pub use randomness::{Randomness, SystemRandomness};
