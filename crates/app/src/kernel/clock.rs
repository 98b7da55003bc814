//! The clock. No other module reads the time of day (I3), so that tests can set it.
//!
//! A clock that is wrong would spoil the order of the log for good, so time is only believed within bounds:
//! against the newest record of the log, and against the time that has passed since the program started
//! (decision 0020).

use std::time::{Duration, Instant};

/// The clock may be behind the newest record by this, in milliseconds. It is the tolerance with which the
/// audit checks the order of records.
pub const MOST_BEHIND: i64 = 10_000;
/// The newest record may be older than this, in milliseconds: a city that was not used for so long is
/// rarer than a clock that is wrong.
pub const MOST_AHEAD: i64 = 100 * 24 * 3_600_000;
/// The time of day may gain so much on the time that has passed, in milliseconds, because a machine may be
/// paused.
const MOST_GAINED: i64 = 3_600_000;
/// The time of day may lose so much on the time that has passed, in milliseconds.
const MOST_LOST: i64 = 60_000;

/// A source of the time of day.
pub trait Clock: Send + Sync {
    /// Milliseconds since 1970 UTC.
    fn now(&self) -> i64;

    /// Why the time is not believed, with the instant of the newest record if it is known.
    fn doubt(&self, newest: Option<i64>) -> Option<String> {
        newest.and_then(|newest| doubt_after(newest, self.now()))
    }
}

/// The clock of the machine.
#[derive(Debug)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "only this module may call it")]
    fn now(&self) -> i64 {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        since.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

/// The clock of the machine for a program that runs for long. It notices when the time of day is set, or
/// stands still.
#[derive(Debug)]
pub struct GuardedClock {
    begun: Instant,
    /// The time of day at `begun`.
    at: i64,
}

impl GuardedClock {
    #[expect(clippy::disallowed_methods, reason = "only this module may call it")]
    pub fn begin() -> Self {
        Self { begun: Instant::now(), at: SystemClock.now() }
    }
}

impl Clock for GuardedClock {
    fn now(&self) -> i64 {
        SystemClock.now()
    }

    fn doubt(&self, newest: Option<i64>) -> Option<String> {
        let of_itself = doubt_of_passing(self.now() - self.at, self.begun.elapsed());
        of_itself.or_else(|| SystemClock.doubt(newest))
    }
}

/// Why a clock is not believed that has shown `shown` milliseconds more while `passed` has passed.
fn doubt_of_passing(shown: i64, passed: Duration) -> Option<String> {
    let passed = i64::try_from(passed.as_millis()).unwrap_or(i64::MAX);
    let gained = shown.saturating_sub(passed);
    if gained > MOST_GAINED {
        Some(format!("the clock was set ahead by {} s while the program ran", gained / 1_000))
    } else if gained < -MOST_LOST {
        Some(format!("the clock was set back or stood still for {} s", -gained / 1_000))
    } else {
        None
    }
}

/// Why the time `now` is not believed after the newest record, in milliseconds since 1970 UTC.
fn doubt_after(newest: i64, now: i64) -> Option<String> {
    let ahead = now.saturating_sub(newest);
    if ahead < -MOST_BEHIND {
        Some(format!("the clock is {} s behind the newest record of the log", -ahead / 1_000))
    } else if ahead > MOST_AHEAD {
        let days = ahead / (24 * 3_600_000);
        Some(format!("the clock is {days} days ahead of the newest record of the log"))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;
    const YEAR: i64 = 365 * 24 * HOUR;

    #[test]
    fn a_clock_that_is_set_or_stands_still_is_not_believed() {
        let passed = Duration::from_secs(7_200);
        for honest in [2 * HOUR, 2 * HOUR + 30_000, 2 * HOUR - 30_000, 2 * HOUR + HOUR / 2] {
            assert_eq!(doubt_of_passing(honest, passed), None, "{honest}");
        }
        for wrong in [0, HOUR, -HOUR, 10 * YEAR, 4 * HOUR] {
            assert!(doubt_of_passing(wrong, passed).is_some(), "{wrong}");
        }
        assert_eq!(doubt_of_passing(0, Duration::ZERO), None);
    }

    #[test]
    fn the_newest_record_bounds_the_clock() {
        for honest in [0, 1, -9_000, 24 * HOUR, 90 * 24 * HOUR] {
            assert_eq!(doubt_after(5 * YEAR, 5 * YEAR + honest), None, "{honest}");
        }
        for wrong in [-HOUR, -11_000, 10 * YEAR, 101 * 24 * HOUR, -YEAR] {
            assert!(doubt_after(5 * YEAR, 5 * YEAR + wrong).is_some(), "{wrong}");
        }
    }

    #[test]
    fn the_clock_of_the_machine_is_believed() {
        assert_eq!(GuardedClock::begin().doubt(None), None);
    }
}
