//! The output of commands: results go to standard output, everything else to standard error.

use std::error::Error;
use std::io::Write;
use std::path::Path;

use crate::errors;
use crate::language::either;

/// The reason why a command fails, in the language of the process; the exit code is 2.
#[derive(Debug)]
pub struct Failure(pub String);

impl Failure {
    /// A failure about a file or a folder, which the error itself does not name.
    pub fn at<E: Error + 'static>(path: &Path) -> impl Fn(E) -> Self + '_ {
        move |error| {
            let (path, why) = (path.display(), errors::words(&error));
            Self(either!("{path}：{why}", "{path}: {why}"))
        }
    }
}

impl<E: Error + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(errors::words(&error))
    }
}

/// Prints the lines of a result. It is no error if the reader has closed the pipe, as `head` does.
pub fn say(lines: &str) {
    let mut out = std::io::stdout().lock();
    drop(writeln!(out, "{}", plain(lines)).and_then(|()| out.flush()));
}

/// The text without characters that control a terminal: what the database contains may have been edited, and
/// must not be able to clear the screen or to write a verdict of its own.
fn plain(text: &str) -> String {
    let hidden = |c: char| {
        c.is_control() && c != '\n'
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if hidden(c) { shown.extend(c.escape_unicode()) } else { shown.push(c) }
    }
    shown
}

/// Prints one line that is not part of the result.
pub fn note(line: &str) {
    drop(writeln!(std::io::stderr().lock(), "{}", plain(line)));
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

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn what_controls_a_terminal_is_shown_as_text() {
        assert_eq!(plain("一行\n二行"), "一行\n二行");
        assert_eq!(plain("\u{1b}[2J完整"), "\\u{1b}[2J完整");
        assert_eq!(plain("a\rb\u{202e}c\u{9b}"), "a\\u{d}b\\u{202e}c\\u{9b}");
    }
}
