//! What a command says: results on standard output, everything else on standard error.

use std::io::Write;

/// Why a command ends early; exit code 2.
#[derive(Debug)]
pub struct Failure(pub String);

impl Failure {
    pub fn of(why: impl std::fmt::Display) -> Self {
        Self(why.to_string())
    }
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// One line of the result. A reader that has gone away is no error: it has read enough.
pub fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    drop(writeln!(out, "{line}").and_then(|()| out.flush()));
}

/// One line for people, beside the result.
pub fn note(line: &str) {
    drop(writeln!(std::io::stderr().lock(), "{line}"));
}

pub fn complain(why: &str) {
    note(&format!("yinxin: {why}"));
}

/// A value as JSON on one line.
pub fn say_json(value: &impl serde::Serialize) -> Result<(), Failure> {
    say(&serde_json::to_string(value)?);
    Ok(())
}
