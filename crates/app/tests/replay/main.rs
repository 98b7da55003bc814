//! Runs the fuzz targets on their seeds and on changed copies of them. Each target runs in a
//! process of its own with limits of memory and time. Inputs that a fuzzer finds are added to the
//! seeds, so that every run of the tests tries them.
//!
//! `REPLAY_ROUNDS` sets the number of copies. A failure prints the seed of the changes, and
//! `REPLAY_SEED` repeats them.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

mod changes;
#[path = "../../../../fuzz/targets.rs"]
mod targets;

use changes::Changes;

/// Largest address space of a target, in kilobytes.
const MAX_MEMORY: u32 = 2_000_000;
/// Longest time that a target may take.
const MAX_TIME: Duration = Duration::from_secs(150);
/// Pause between two checks whether a process has ended.
const POLL: Duration = Duration::from_millis(20);
/// Number of changed copies, unless `REPLAY_ROUNDS` sets it.
const ROUNDS: u64 = 600;
/// Targets that fail on purpose, as controls: by a panic, by too much memory, by too much time.
const CONTROLS: [&str; 3] = ["panics", "eats", "hangs"];

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz")
}

/// The number in an environment variable, or else `otherwise`.
fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// Runs a target in a process of its own. Errors: how the process failed.
fn child(name: &str, seed: u64, time: Duration) -> Result<(), String> {
    let own = std::env::current_exe().unwrap();
    let mut child = Command::new("sh")
        .args(["-c", &format!("ulimit -v {MAX_MEMORY}; exec \"$0\" --exact inside --nocapture")])
        .arg(own)
        .env("REPLAY_TARGET", name)
        .env("REPLAY_SEED", seed.to_string())
        .env("RUST_BACKTRACE", "0")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    for _ in 0..time.as_millis() / POLL.as_millis() {
        if let Some(status) = child.try_wait().unwrap() {
            return if status.success() { Ok(()) } else { Err(status.to_string()) };
        }
        std::thread::sleep(POLL);
    }
    child.kill().unwrap();
    child.wait().unwrap();
    Err("too slow".to_owned())
}

/// The work of a child process. Does nothing in the parent process.
#[test]
fn inside() {
    let Ok(name) = std::env::var("REPLAY_TARGET") else { return };
    match name.as_str() {
        "panics" => assert!(name.is_empty(), "as asked"),
        "eats" => {
            let mut all: Vec<Vec<u8>> = Vec::new();
            (0..400).for_each(|_| all.push(vec![1; 10_000_000]));
            assert!(all.len() > 1_000, "the memory is not limited");
        }
        "hangs" => std::thread::sleep(Duration::from_secs(3_600)),
        _ => replay(&name),
    }
}

fn replay(name: &str) {
    let (_, target) = targets::TARGETS.iter().find(|(known, _)| *known == name).unwrap();
    let mut seeds = Vec::new();
    for file in fs::read_dir(fuzz().join("seeds").join(name)).unwrap() {
        seeds.push(fs::read(file.unwrap().path()).unwrap());
    }
    assert!(!seeds.is_empty(), "{name} has no seeds");
    seeds.sort();
    seeds.iter().for_each(|seed| target(seed));
    let dictionary = fuzz().join("dictionaries").join(format!("{name}.dict"));
    let dictionary = fs::read_to_string(dictionary).unwrap();
    let mut changes = Changes::new(number("REPLAY_SEED", 1), &dictionary, &seeds);
    for _ in 0..number("REPLAY_ROUNDS", ROUNDS) {
        target(&changes.next());
    }
}

#[test]
fn no_target_panics_or_exceeds_its_limits() {
    let seed = number("REPLAY_SEED", 20_261_124);
    let mut wrong = Vec::new();
    for (name, _) in targets::TARGETS {
        if let Err(how) = child(name, seed, MAX_TIME) {
            wrong.push(format!("{name}: {how} (REPLAY_SEED={seed})"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The control: a harness that notices nothing would make every target look sound.
#[test]
fn a_target_that_panics_or_exceeds_its_limits_is_noticed() {
    for name in CONTROLS {
        let told = child(name, 1, Duration::from_secs(5));
        assert!(told.is_err(), "{name} went unnoticed");
    }
    assert_eq!(child("hangs", 1, Duration::from_secs(1)), Err("too slow".to_owned()));
}
