//! Named points at which a test kills the process, to show that a crash there neither loses nor
//! doubles work. Builds without debug assertions ignore them.

/// The points, in the order in which the job that produces a certificate reaches them.
pub const POINTS: [&str; 6] = ["claimed", "loaded", "sealed", "kept", "activating", "activated"];

/// Aborts the process, without unwinding or flushing, if the environment variable `YINXIN_CRASH_AT`
/// names this point.
pub(crate) fn crash_point(name: &str) {
    debug_assert!(POINTS.contains(&name));
    if cfg!(debug_assertions) && std::env::var("YINXIN_CRASH_AT").is_ok_and(|at| at == name) {
        std::process::abort();
    }
}
