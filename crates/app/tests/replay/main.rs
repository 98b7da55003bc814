//! The fuzz targets on their seeds and on changed copies of them, each target in a process of its own
//! under a limit of memory and of time. What a fuzzer finds elsewhere is put beside the seeds and is
//! tried here for ever.
//!
//! `REPLAY_ROUNDS` tries more copies; the seed of the changes is printed and may be given again with
//! `REPLAY_SEED`.

#![expect(clippy::unwrap_used, reason = "a test, outside a test function too")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

mod changes;
#[path = "../../../../fuzz/targets.rs"]
mod targets;

use changes::Changes;

/// Kilobytes of address space.
const MEMORY: u32 = 2_000_000;
const TIME: Duration = Duration::from_secs(150);
const STEP: Duration = Duration::from_millis(20);
const ROUNDS: u64 = 600;
/// Ways to fail, for the controls.
const CONTROLS: [&str; 3] = ["panics", "eats", "hangs"];

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz")
}

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// What became of a target in a process of its own; `Err` with how it ended.
fn child(name: &str, seed: u64, time: Duration) -> Result<(), String> {
    let own = std::env::current_exe().unwrap();
    let mut child = Command::new("sh")
        .args(["-c", &format!("ulimit -v {MEMORY}; exec \"$0\" --exact inside --nocapture")])
        .arg(own)
        .env("REPLAY_TARGET", name)
        .env("REPLAY_SEED", seed.to_string())
        .env("RUST_BACKTRACE", "0")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    for _ in 0..time.as_millis() / STEP.as_millis() {
        if let Some(status) = child.try_wait().unwrap() {
            return if status.success() { Ok(()) } else { Err(status.to_string()) };
        }
        std::thread::sleep(STEP);
    }
    child.kill().unwrap();
    child.wait().unwrap();
    Err("too slow".to_owned())
}

/// Does the work of a child; nothing if this process is none.
#[test]
fn inside() {
    let Ok(name) = std::env::var("REPLAY_TARGET") else { return };
    match name.as_str() {
        "panics" => assert!(name.is_empty(), "as asked"),
        "eats" => {
            let mut all: Vec<Vec<u8>> = Vec::new();
            (0..400).for_each(|_| all.push(vec![1; 10_000_000]));
            assert!(all.len() > 1_000, "no limit of memory");
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
fn no_target_panics_eats_or_hangs() {
    let seed = number("REPLAY_SEED", 20_261_124);
    let mut wrong = Vec::new();
    for (name, _) in targets::TARGETS {
        if let Err(how) = child(name, seed, TIME) {
            wrong.push(format!("{name}: {how} (REPLAY_SEED={seed})"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Without this a blind harness would look like a sound program.
#[test]
fn what_panics_eats_or_hangs_is_told() {
    for name in CONTROLS {
        let told = child(name, 1, Duration::from_secs(5));
        assert!(told.is_err(), "{name} went unnoticed");
    }
    assert_eq!(child("hangs", 1, Duration::from_secs(1)), Err("too slow".to_owned()));
}
