//! Measurements on one core. Each alternates with its baseline, so that the load of a shared
//! machine affects both.

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ::bench::files::Files;
use ::bench::sums::{Sums, multiply};
use app::{Randomness as _, SystemRandomness};

use super::Measure;
use crate::output::Failure;

/// How often measurement and baseline alternate.
const TURNS: u32 = 5;

pub fn sm2(time: Duration) -> Result<Vec<Measure>, Failure> {
    let sums = Sums::new(Arc::new(SystemRandomness))?;
    let per_second = "per second";
    let sign_plain = || Ok(sums.sign_plain());
    let verify_plain = || Ok(sums.verify_plain());
    Ok(vec![
        beside("sm2 sign, batches of 32", per_second, time, || Ok(sums.sign()), sign_plain)?,
        beside("sm2 sign, one at a time", per_second, time, || Ok(sums.sign_one()), sign_plain)?,
        beside("sm2 verify, known key", per_second, time, || Ok(sums.verify()), verify_plain)?,
        beside(
            "sm2 verify, known key, batches of 32",
            per_second,
            time,
            || Ok(sums.verify_together()),
            verify_plain,
        )?,
    ])
}

pub fn sm3(time: Duration) -> Result<Vec<Measure>, Failure> {
    let sums = Sums::new(Arc::new(SystemRandomness))?;
    let lanes = beside(
        "sm3, 64 messages of 32 kB together",
        "bytes per second",
        time,
        || Ok(sums.sm3()),
        || Ok(sums.sm3_plain()),
    )?;
    Ok(vec![lanes])
}

pub fn files(name: &str, files: &Files, time: Duration) -> Result<Vec<Measure>, Failure> {
    let sums = Sums::new(Arc::new(SystemRandomness))?;
    let per_second = "per second";
    match name {
        "seal" => {
            let floor = || Ok(files.seal_floor(&sums));
            let batch = || Ok(files.seal()?.len());
            let single = || Ok(files.seal_one_by_one()?);
            let (all, variable) = files.sizes()?;
            let size = Measure {
                name: "sealed file".to_owned(),
                value: all as f64,
                unit: "bytes",
                baseline: variable as f64,
                ratio: all as f64 / (variable as f64).max(1.0),
                seconds: 0.0,
                n: 1,
            };
            Ok(vec![
                beside("draw and seal, batches of 32", per_second, time, batch, floor)?,
                beside("draw and seal, one at a time", per_second, time, single, floor)?,
                size,
            ])
        }
        "verify" => {
            let floor = || Ok(files.verify_floor(&sums));
            let full = || Ok(files.verify());
            Ok(vec![beside("verify in full", per_second, time, full, floor)?])
        }
        _ => {
            let floor = || Ok(files.seal_floor(&sums));
            let layout = || Ok(files.lay_out()?);
            let (png, pdf) = (|| Ok(files.png()?), || Ok(files.pdf()?));
            Ok(vec![
                beside("lay out", per_second, time, layout, floor)?,
                beside("png of 150 dpi", per_second, time, png, floor)?,
                beside("pdf", per_second, time, pdf, floor)?,
            ])
        }
    }
}

/// Measures `ours` beside the baseline `plain`. Both return how many units they have done.
fn beside(
    name: &str,
    unit: &'static str,
    time: Duration,
    ours: impl Fn() -> Result<usize, Failure>,
    plain: impl Fn() -> Result<usize, Failure>,
) -> Result<Measure, Failure> {
    // The first calls build tables and fill caches.
    ours()?;
    plain()?;
    let (mut done, mut seconds) = (0, 0.0);
    let (mut floor, mut floor_seconds) = (0, 0.0);
    for _ in 0..TURNS {
        let (count, spent) = repeat_for(time / TURNS, &ours)?;
        done += count;
        seconds += spent;
        let (count, spent) = repeat_for(time / TURNS / 2, &plain)?;
        floor += count;
        floor_seconds += spent;
    }
    let (value, baseline) = (done as f64 / seconds, floor as f64 / floor_seconds);
    let ratio = value / baseline.max(f64::MIN_POSITIVE);
    let n = u64::try_from(done).unwrap_or(u64::MAX);
    Ok(Measure { name: format!("{name} (one core)"), value, unit, baseline, ratio, seconds, n })
}

/// Repeats `operation` for `time`. Returns the number of units and the seconds.
fn repeat_for(
    time: Duration,
    operation: &impl Fn() -> Result<usize, Failure>,
) -> Result<(usize, f64), Failure> {
    #[expect(clippy::disallowed_methods, reason = "this file measures time")]
    let begun = Instant::now();
    let mut done = 0;
    while begun.elapsed() < time {
        done += operation()?;
    }
    Ok((done, begun.elapsed().as_secs_f64()))
}

/// Compares, by the method of dudect, the times for one fixed scalar with the times for random
/// scalars, in random order. A value of Welch's t above 10 means that the time depends on the
/// scalar. The baseline is the multiplication for public numbers, whose time does depend on the
/// scalar; it is the control that the method detects this.
pub fn timing(time: Duration) -> Result<Vec<Measure>, Failure> {
    let (constant, n) = welch(time, true)?;
    let (leaky, _) = welch(time, false)?;
    Ok(vec![Measure {
        name: "signing time by nonce, Welch's t".to_owned(),
        value: constant,
        unit: "t",
        baseline: leaky,
        ratio: constant / leaky.max(f64::MIN_POSITIVE),
        seconds: 2.0 * time.as_secs_f64(),
        n,
    }])
}

/// The fixed scalar. It has few bits set, so that a multiplication that skips zero windows is much
/// faster.
const FIXED: [u8; 32] = {
    let mut scalar = [0; 32];
    scalar[31] = 1;
    scalar
};

/// Welch's t over the times of both classes, and the number of multiplications.
fn welch(time: Duration, as_for_secrets: bool) -> Result<(f64, u64), Failure> {
    let mut classes = [Vec::new(), Vec::new()];
    #[expect(clippy::disallowed_methods, reason = "this file measures time")]
    let begun = Instant::now();
    while begun.elapsed() < time {
        let mut random = [0; 33];
        SystemRandomness.fill(&mut random)?;
        let class = usize::from(random[32] & 1);
        let mut scalar = [0; 32];
        scalar.copy_from_slice(&random[..32]);
        // Makes the scalar smaller than the order of the group.
        scalar[0] &= 0x7f;
        let scalar = if class == 0 { FIXED } else { scalar };
        #[expect(clippy::disallowed_methods, reason = "this file measures time")]
        let one = Instant::now();
        black_box(multiply(black_box(&scalar), as_for_secrets));
        classes[class].push(one.elapsed().as_secs_f64());
    }
    let n = classes.iter().map(|class| class.len() as u64).sum();
    let [fixed, random] = classes.map(moments);
    let spread = (fixed.1 / fixed.2 + random.1 / random.2).sqrt();
    Ok(((fixed.0 - random.0).abs() / spread.max(f64::MIN_POSITIVE), n))
}

/// Mean, variance and count of the lower nine tenths. The slowest tenth contains interruptions by
/// the operating system.
fn moments(mut times: Vec<f64>) -> (f64, f64, f64) {
    times.sort_by(f64::total_cmp);
    times.truncate(times.len() * 9 / 10);
    let count = (times.len() as f64).max(2.0);
    let mean = times.iter().sum::<f64>() / count;
    let variance = times.iter().map(|time| (time - mean).powi(2)).sum::<f64>() / (count - 1.0);
    (mean, variance, count)
}
