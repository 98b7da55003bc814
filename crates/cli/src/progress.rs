//! How far a long command has come, on standard error: a line every few seconds, with rate and time left.

use std::time::{Duration, Instant};

use app::Stage;

use crate::language::either;
use crate::output::note;

/// Pause between two lines.
const EVERY: Duration = Duration::from_secs(5);

pub struct Progress {
    stage: Stage,
    begun: Instant,
    told: Instant,
}

impl Progress {
    #[expect(clippy::disallowed_methods, reason = "a rate is what this file is for")]
    pub fn begin() -> Self {
        let now = Instant::now();
        Self { stage: Stage::Records, begun: now, told: now }
    }

    /// Says how far the work has come, if the last line is old enough.
    #[expect(clippy::disallowed_methods, reason = "a rate is what this file is for")]
    pub fn tell(&mut self, at: app::Progress) {
        let now = Instant::now();
        if at.stage != self.stage {
            *self = Self { stage: at.stage, begun: now, told: now };
        }
        if now.duration_since(self.told) >= EVERY {
            self.told = now;
            note(&line(at, now.duration_since(self.begun)));
        }
    }
}

fn line(at: app::Progress, passed: Duration) -> String {
    let what = match at.stage {
        Stage::Records => either!("条记录", "records"),
        Stage::Rows => either!("行", "rows"),
    };
    let rate = at.done as f64 / passed.as_secs_f64().max(f64::MIN_POSITIVE);
    let left = at.total.saturating_sub(at.done) as f64 / rate.max(f64::MIN_POSITIVE);
    let (done, total) = (at.done, at.total);
    either!(
        "{done}/{total} {what}，每秒 {rate:.0}，还需 {left:.0} 秒",
        "{done} of {total} {what}, {rate:.0} per second, {left:.0} s left"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_rate_and_time_left() {
        let at = app::Progress { stage: Stage::Records, done: 2_000, total: 10_000 };
        let told = line(at, Duration::from_secs(4));
        assert_eq!(told, "2000 of 10000 records, 500 per second, 16 s left");
        let nothing = app::Progress { stage: Stage::Rows, done: 0, total: 0 };
        assert!(line(nothing, Duration::ZERO).starts_with("0 of 0 rows, 0 per second"));
    }
}
