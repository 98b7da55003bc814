//! Named points at which a test lets the process die, to show that nothing is lost or doubled.
//! In builds without debug assertions they are nothing.

/// The points, in the order in which a production passes them.
pub const POINTS: [&str; 6] = ["claimed", "loaded", "sealed", "kept", "activating", "activated"];

/// Dies here, without unwinding or flushing anything, if `YINXIN_CRASH_AT` names this point.
pub(crate) fn crash_point(name: &str) {
    debug_assert!(POINTS.contains(&name));
    if cfg!(debug_assertions) && std::env::var("YINXIN_CRASH_AT").is_ok_and(|at| at == name) {
        std::process::abort();
    }
}
