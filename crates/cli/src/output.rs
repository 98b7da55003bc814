//! The output of commands: results go to standard output, everything else to standard error.

use std::io::Write;

/// The reason why a command fails; the exit code is 2.
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

/// Prints one line of the result. It is no error if the reader has closed the pipe, as `head` does.
pub fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    drop(writeln!(out, "{line}").and_then(|()| out.flush()));
}

/// Prints one line that is not part of the result.
pub fn note(line: &str) {
    drop(writeln!(std::io::stderr().lock(), "{line}"));
}

/// Prints why the command fails.
pub fn complain(why: &str) {
    note(&format!("yinxin: {why}"));
}

/// Prints a value as JSON on one line.
pub fn say_json(value: &impl serde::Serialize) -> Result<(), Failure> {
    say(&serde_json::to_string(value)?);
    Ok(())
}
