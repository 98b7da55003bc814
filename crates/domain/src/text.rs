//! Texts typed by people (I17): which characters none of them contains, and when a text says nothing although it
//! is not empty.

use crate::code::is_invisible;
use crate::refusal::{Code, Refusal};

/// Longest reason or legal basis of an act, in characters.
pub const MAX_REASON_CHARS: usize = 500;

/// Characters that no text of a certificate contains: control characters, marks that turn the direction of
/// writing, and those of the private use areas, because only one computer's font knows what they mean. Rare
/// characters and their variation selectors are allowed.
pub fn is_forbidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{200e}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2066}'..='\u{206f}'
                | '\u{e000}'..='\u{f8ff}'
                | '\u{fff9}'..='\u{ffff}'
                | '\u{e0000}'..='\u{e007f}'
                | '\u{f0000}'..
        )
}

/// Characters that show nothing by themselves: fillers, variation selectors and combining marks.
fn is_filler(c: char) -> bool {
    matches!(
        c,
        '\u{300}'..='\u{36f}'
            | '\u{115f}'..='\u{1160}'
            | '\u{180b}'..='\u{180f}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{ffa0}'
            | '\u{e0100}'..='\u{e01ef}'
    )
}

/// Whether a reader sees nothing of the text.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || is_forbidden(c) || is_invisible(c) || is_filler(c))
}

/// What a person states in their own words, such as a reason, without blanks around it. `None` if it says nothing,
/// has more than `most` characters, or contains a forbidden character other than a line break.
pub fn statement(text: &str, most: usize) -> Option<&str> {
    let text = text.trim();
    let readable = !text.chars().any(|c| is_forbidden(c) && c != '\n');
    (!is_blank(text) && text.chars().count() <= most && readable).then_some(text)
}

/// A name or title: a statement of one line that nothing invisible hides in.
pub fn is_title(text: &str, most: usize) -> bool {
    let hidden = |c: char| is_invisible(c) || (c.is_whitespace() && c != ' ' && c != '\u{3000}');
    statement(text, most) == Some(text) && !text.chars().any(hidden)
}

/// The reason of an act.
///
/// # Errors
/// [`Code::ReasonMissing`] if it is no [`statement`] of at most [`MAX_REASON_CHARS`] characters.
pub fn reason(text: &str) -> Result<&str, Refusal> {
    statement(text, MAX_REASON_CHARS).ok_or_else(|| Refusal::new(Code::ReasonMissing))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_shows_nothing_is_no_statement() {
        let nothing = [
            "",
            " ",
            "\u{3000}",
            "\u{200b}",
            "\u{1}",
            "\u{feff}\u{2060}",
            "\u{3164}",
            "\u{2800}",
            "\u{115f}",
            "\u{fe0f}",
            "\u{301}",
            "\u{e0100}",
            "\u{ad}\n",
        ];
        for text in nothing {
            assert!(is_blank(text), "{text:?}");
            assert_eq!(statement(text, 10), None, "{text:?}");
        }
        for text in ["核对原件", "𠮷", "葛\u{e0100}", "e\u{301}", "一行\n二行"] {
            assert_eq!(statement(text, 10), Some(text));
        }
        assert_eq!(statement(" 核对 ", 2), Some("核对"));
        assert_eq!(statement("核对原件", 3), None);
    }

    #[test]
    fn what_no_font_shows_or_what_turns_the_writing_is_no_statement() {
        for text in ["a\u{1}", "\u{202e}反", "\u{e000}", "字\u{10ffff}", "\u{ffff}字", "\u{7f}x"]
        {
            assert_eq!(statement(text, 10), None, "{text:?}");
        }
    }

    #[test]
    fn a_title_is_one_line_in_which_nothing_is_hidden() {
        assert!(is_title("买买提·吐尔逊", 64) && is_title("New Life Ltd", 64));
        for text in ["名\n字", " 名", "名\u{200b}字", "名\tb", "\u{3164}"] {
            assert!(!is_title(text, 64), "{text:?}");
        }
    }

    #[test]
    fn a_reason_has_a_limit() {
        assert!(reason(&"理".repeat(MAX_REASON_CHARS)).is_ok());
        let refused = reason(&"理".repeat(MAX_REASON_CHARS + 1)).unwrap_err();
        assert_eq!(refused.code(), Code::ReasonMissing);
    }
}
