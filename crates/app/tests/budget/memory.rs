//! What a verification takes of the machine's memory, measured by the kernel in a process of its own: the
//! budget counts bytes, and this shows that the count is not too low.

use std::process::Command;

use app::verify::Verdict;
use budget::{Budget, MAX_MEMORY};

use super::attacks::{ATTACKS, ten_signatures};
use super::verified;

/// Memory that the program takes besides: code, the buffers of the allocator, parsed trust.
const BESIDES: u64 = 8_000_000;

/// A field of `/proc/self/status` in bytes.
fn kernel(field: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(field)).unwrap();
    line.trim_start_matches(':').trim_end_matches("kB").trim().parse::<u64>().unwrap() * 1_000
}

/// The work of a child process. Does nothing in the parent process.
#[test]
fn inside() {
    let Ok(name) = std::env::var("BUDGET_FILE") else { return };
    let file = match ATTACKS.iter().find(|attack| attack.name == name) {
        Some(attack) => (attack.file)(1),
        None => ten_signatures(10, 25_000_000),
    };
    let limited = std::env::var("BUDGET_LIMIT").is_ok();
    let budget = if limited { Budget::default() } else { Budget::unlimited() };
    // Sets the peak to what is in use now: the file, and what made it.
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    let before = kernel("VmRSS");
    let found = verified(&file, &budget);
    let peak = kernel("VmHWM").saturating_sub(before);
    let refused = u64::from(found.verdict == Verdict::Refused);
    eprintln!("PEAK {peak} REFUSED {refused} COUNTED {}", budget.memory());
}

struct Taken {
    peak: u64,
    refused: bool,
    counted: u64,
}

fn taken(name: &str, limited: bool) -> Taken {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "memory::inside", "--nocapture"]).env("BUDGET_FILE", name);
    // The allocator gives freed memory back at once, so that making the file does not hide the peak.
    child.env("MALLOC_TRIM_THRESHOLD_", "0").env("MALLOC_MMAP_THRESHOLD_", "65536");
    if limited {
        child.env("BUDGET_LIMIT", "1");
    }
    let output = child.output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    let line = told.lines().find(|line| line.starts_with("PEAK"));
    assert!(line.is_some(), "{told}");
    let line = line.unwrap_or_default();
    let number = |at: usize| line.split(' ').nth(at).unwrap().parse().unwrap();
    Taken { peak: number(1), refused: number(3) == 1, counted: number(5) }
}

#[test]
fn no_attack_takes_more_memory_than_the_budget_says() {
    for attack in ATTACKS {
        let Taken { peak, refused, .. } = taken(attack.name, true);
        assert!(refused, "{}", attack.name);
        assert!(peak <= MAX_MEMORY + BESIDES, "{}: {peak} bytes", attack.name);
    }
}

#[test]
fn ten_signatures_share_the_value_and_seal_that_they_name() {
    // Fifty million bytes are within the budget. Copied for each signature they were ten times that.
    let Taken { peak, refused, counted } = taken("ten signatures", true);
    assert!(!refused && (50_000_000..MAX_MEMORY).contains(&counted), "{counted}");
    assert!(peak <= MAX_MEMORY + BESIDES, "{peak} bytes");
}

#[test]
fn control_without_a_limit_the_kernel_sees_more_memory() {
    let long = ATTACKS.iter().find(|attack| attack.name.contains("base location")).unwrap();
    let Taken { peak, refused, counted } = taken(long.name, false);
    assert!(!refused && peak > MAX_MEMORY + BESIDES, "{peak} bytes");
    assert!(counted > MAX_MEMORY && peak < counted * 2, "{peak} bytes, {counted} counted");
}
