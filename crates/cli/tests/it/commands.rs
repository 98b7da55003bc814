//! The commands, their output as scripts read it, and their help.

use std::fs;

use serde_json::Value;

use crate::program::{open, run, seed};

/// All commands with their help, found by following the lists in the output of `--help`.
fn commands() -> Vec<(Vec<String>, String)> {
    let mut found = Vec::new();
    let mut waiting = vec![Vec::new()];
    while let Some(command) = waiting.pop() {
        let arguments: Vec<&str> = command.iter().map(String::as_str).chain(["--help"]).collect();
        let answer = run(&arguments);
        assert!(answer.status.success(), "{command:?}");
        let help = String::from_utf8(answer.stdout).unwrap();
        let listed = help.split("Commands:\n").nth(1).unwrap_or_default();
        for line in listed.lines().take_while(|line| line.starts_with("  ")) {
            let name = line.split_whitespace().next().unwrap();
            // A line that is indented further continues the explanation of the command above.
            if line.starts_with("   ") || name == "help" {
                continue;
            }
            waiting.push([&command[..], &[name.to_owned()]].concat());
        }
        found.push((command, help));
    }
    found
}

#[test]
fn the_help_explains_every_command_and_every_option() {
    let commands = commands();
    assert!(commands.len() >= 23, "{} commands", commands.len());
    for (command, help) in commands {
        assert!(help.contains("Usage: yinxin"), "{command:?}");
        for line in help.lines().filter(|line| line.trim_start().starts_with("--")) {
            let words: Vec<&str> = line.split_whitespace().collect();
            assert!(words.len() > 1, "{command:?}: {line} is not explained");
        }
    }
}

#[test]
fn certificates_of_a_city_can_be_listed_downloaded_verified_and_redrawn() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("city");
    seed(&data, 60);
    let city = data.to_str().unwrap();
    let listed = run(&["certificate", "list", "--data", city, "--limit", "5", "--json"]);
    let listed: Value = serde_json::from_slice(&listed.stdout).unwrap();
    assert_eq!(listed.as_array().unwrap().len(), 5);
    for status in ["registered", "active", "suspended", "superseded", "revoked"] {
        let some = run(&["certificate", "list", "--data", city, "--status", status, "--json"]);
        let some: Value = serde_json::from_slice(&some.stdout).unwrap();
        assert!(!some.as_array().unwrap().is_empty(), "{status}");
        assert!(some.as_array().unwrap().iter().all(|one| one["status"] == status));
    }
    let active = run(&["certificate", "list", "--data", city, "--status", "active", "--json"]);
    let active: Value = serde_json::from_slice(&active.stdout).unwrap();
    let (file, trust) = (folder.path().join("c.ofd"), folder.path().join("t.pem"));
    let (file, trust) = (file.to_str().unwrap(), trust.to_str().unwrap());
    assert!(run(&["trust", "export", "--data", city, "-o", trust]).status.success());
    // Some active certificates have expired. Their seals are valid, but the register says that they
    // have expired.
    let mut valid = 0;
    for one in active.as_array().unwrap().iter().take(12) {
        let identifier = one["identifier"].as_str().unwrap();
        let taken = run(&["certificate", "file", identifier, "--data", city, "-o", file]);
        assert!(taken.status.success());
        assert_eq!(run(&["verify", file, "--trust", trust]).status.code(), Some(0));
        let asked = run(&["verify", file, "--data", city, "--json"]);
        let told: Value = serde_json::from_slice(&asked.stdout).unwrap();
        let usable = ["valid", "expiring"].contains(&told["status_today"].as_str().unwrap());
        assert_eq!(asked.status.code(), Some(i32::from(!usable)), "{told}");
        valid += usize::from(usable);
        let redrawn = run(&["certificate", "redraw", identifier, "--data", city]);
        assert!(redrawn.status.success(), "{}", String::from_utf8_lossy(&redrawn.stdout));
    }
    assert!(valid > 0);
    let mut changed = fs::read(file).unwrap();
    // Changes one digit of a coordinate, so that the file stays well formed and only a digest
    // differs.
    let place = b"<ofd:TextCode X=\"";
    let at = changed.windows(place.len()).position(|word| word == place).unwrap();
    changed[at + place.len()] ^= 1;
    fs::write(file, changed).unwrap();
    assert_eq!(run(&["verify", file, "--trust", trust]).status.code(), Some(1));
    assert_eq!(run(&["verify", trust]).status.code(), Some(2));
    assert_eq!(run(&["audit", "verify", "--data", city, "--rows"]).status.code(), Some(0));
    assert_eq!(run(&["doctor", "--data", city]).status.code(), Some(0));
    assert_eq!(run(&["doctor", "--data", "/nowhere"]).status.code(), Some(1));
    assert_eq!(run(&["certificate", "list", "--data", "/nowhere"]).status.code(), Some(2));
}

#[test]
fn a_demo_city_prints_its_address_and_writes_a_checkpoint() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("city");
    seed(&data, 3);
    let (mut child, line) = open(&data, "").unwrap();
    let told: Value = serde_json::from_str(&line).unwrap();
    assert!(told["url"].as_str().unwrap().starts_with("http://127.0.0.1:"));
    assert!(told["roles"].as_array().unwrap().len() > 10);
    assert!(fs::read_to_string(told["trust"].as_str().unwrap()).unwrap().contains("CERTIFICATE"));
    let note = data.join("checkpoints/newest.note");
    for _ in 0..100 {
        if note.exists() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let text = fs::read_to_string(note).unwrap();
    assert!(text.contains("/sm2 ") && text.contains("/ed25519 "), "{text}");
    let checked = run(&["audit", "verify", "--data", data.to_str().unwrap(), "--json"]);
    let report: Value = serde_json::from_slice(&checked.stdout).unwrap();
    assert_eq!((&report["whole"], report["checkpoint"].is_u64()), (&Value::Bool(true), true));
}
