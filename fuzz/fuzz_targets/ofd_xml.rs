#![no_main]

#[path = "../targets.rs"]
#[expect(dead_code, reason = "each binary uses only one of the targets")]
mod targets;

libfuzzer_sys::fuzz_target!(|data: &[u8]| targets::xml(data));
