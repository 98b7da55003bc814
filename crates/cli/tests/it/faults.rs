//! Every file call of making a city fails once, one per run: the program says so and leaves no half
//! city behind, or it was a call that it can do without and the city is whole.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::program::{fonts, run};

/// Calls that make a file durable or give it its name. Reading and writing of database pages are
/// the embedded engine's own business, which its makers test so.
const CALLS: [&str; 5] = ["fsync", "linkat", "mkdir", "rename", "ftruncate"];
/// No call is made so often; the loop ends earlier, when nothing was left to fail.
const MOST: usize = 200;

/// Makes a city with the `nth` call of this name failing; tells whether there was one.
fn make(data: &Path, trace: &Path, call: &str, nth: usize) -> (Output, bool) {
    let made = Command::new("strace")
        .args(["-f", "-q", "-e", &format!("trace={call}")])
        .args(["-e", &format!("inject={call}:error=EIO:when={nth}"), "-o"])
        .arg(trace)
        .arg(env!("CARGO_BIN_EXE_yinxin"))
        .args(["demo", "--certificates", "0", "--seed-only", "--data"])
        .arg(data)
        .arg("--fonts")
        .arg(fonts())
        .output()
        .unwrap();
    let injected = fs::read_to_string(trace).unwrap().contains("(INJECTED)");
    (made, injected)
}

#[test]
fn each_failed_call_is_told_and_leaves_no_half_city() {
    let folder = tempfile::tempdir().unwrap();
    let (data, trace) = (folder.path().join("city"), folder.path().join("trace"));
    let whole = |data: &Path| {
        let city = data.to_str().unwrap();
        run(&["audit", "verify", "--rows", "--data", city]).status.success()
            && run(&["doctor", "--data", city]).status.success()
    };
    let (mut failed, mut survived) = (0, 0);
    for call in CALLS {
        let mut ended = false;
        for nth in 1..MOST {
            let (made, injected) = make(&data, &trace, call, nth);
            let told = String::from_utf8_lossy(&made.stderr).into_owned();
            assert!(!told.contains("panicked"), "{call} {nth}: {told}");
            if made.status.success() {
                assert!(whole(&data), "{call} {nth} left a city that is not whole");
                fs::remove_dir_all(&data).unwrap();
                survived += usize::from(injected);
            } else {
                failed += 1;
                assert!(injected && told.contains("yinxin: "), "{call} {nth}: {told}");
                // Late calls fail when the city stands already; then it must be a whole one.
                if data.exists() {
                    assert!(whole(&data), "{call} {nth} left half a city");
                    fs::remove_dir_all(&data).unwrap();
                }
            }
            if !injected {
                // The control: with nothing failing it works, in the remains of all that failed.
                assert!(made.status.success(), "{call}: {told}");
                ended = true;
                break;
            }
        }
        assert!(ended, "{call} was made too often");
    }
    assert!(failed > 20, "{failed} failed, {survived} were done without");
}
