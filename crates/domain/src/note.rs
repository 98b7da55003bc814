//! 备注 (Art. 11): what a clerk notes on a certificate of the unit; a note is withdrawn, never edited.

use crate::refusal::{Code, Refusal};

/// Characters of a note at most.
pub const MAX_TEXT: usize = 500;

vocabulary! {
    pub enum NoteState {
        Standing = "standing", "有效", "Standing";
        Withdrawn = "withdrawn", "已撤回", "Withdrawn";
    }
}

vocabulary! {
    pub enum NoteStep {
        Withdraw = "withdraw", "撤回", "Withdraw";
    }
}

/// The next state, or why not. A withdrawn note stays withdrawn; only its author withdraws a note.
pub fn step(
    state: NoteState,
    step: NoteStep,
    author: &str,
    acting: &str,
) -> Result<NoteState, Refusal> {
    match (state, step) {
        (NoteState::Standing, NoteStep::Withdraw) if author == acting => Ok(NoteState::Withdrawn),
        (NoteState::Standing, NoteStep::Withdraw) => Err(Refusal::new(Code::NoteOfAnother)),
        (NoteState::Withdrawn, NoteStep::Withdraw) => {
            Err(Refusal::new(Code::NoteState).with("state", state.as_str()))
        }
    }
}

/// The text as it is kept: without white space around it. Errors: empty, too long, or with control
/// characters other than line breaks.
pub fn checked_text(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    let control = |c: char| c.is_control() && c != '\n';
    if text.is_empty() || text.chars().count() > MAX_TEXT || text.contains(control) {
        return Err(Refusal::new(Code::NoteInvalid).with("most", MAX_TEXT.to_string()));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_its_author_withdraws_a_note_and_only_once() {
        let withdraw = |state, acting| step(state, NoteStep::Withdraw, "jia", acting);
        assert_eq!(withdraw(NoteState::Standing, "jia").unwrap(), NoteState::Withdrawn);
        let refused = |state, acting| withdraw(state, acting).unwrap_err().code();
        assert_eq!(refused(NoteState::Standing, "yi"), Code::NoteOfAnother);
        assert_eq!(refused(NoteState::Withdrawn, "jia"), Code::NoteState);
    }

    #[test]
    fn a_note_has_text_within_its_limit() {
        assert_eq!(checked_text("  已电话核实\n请留意 ").unwrap(), "已电话核实\n请留意");
        let longest = "字".repeat(MAX_TEXT);
        assert_eq!(checked_text(&longest).unwrap(), longest);
        for wrong in ["", " \n ", "a\tb", "a\0b", &"字".repeat(MAX_TEXT + 1)] {
            assert_eq!(checked_text(wrong).unwrap_err().code(), Code::NoteInvalid, "{wrong:?}");
        }
    }
}
