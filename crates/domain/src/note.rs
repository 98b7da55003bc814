//! 备注 (note, Art. 11): a remark that a clerk attaches to a certificate of the unit. A note can be withdrawn but
//! never edited, so that what others have read stays on record.

use crate::refusal::{Code, Refusal};
use crate::text::statement;

/// Longest text of a note, in characters.
pub const MAX_TEXT_CHARS: usize = 500;

vocabulary! {
    /// Stored states of a note.
    pub enum NoteState {
        Standing = "standing", "有效", "In effect";
        Withdrawn = "withdrawn", "已撤回", "Withdrawn";
    }
}

vocabulary! {
    /// What can be done to a note.
    pub enum NoteStep {
        Withdraw = "withdraw", "撤回", "Withdraw";
    }
}

/// Returns the state after the step. `author` and `acting` are identities of persons.
///
/// # Errors
/// Refuses a step by anyone but the author, and any step on a note that has been withdrawn.
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

/// The text of a note as it is stored, without white space around it.
///
/// # Errors
/// Refuses a text that is empty, too long, or contains control characters other than line breaks.
pub fn checked_text(text: &str) -> Result<String, Refusal> {
    let invalid = || Refusal::new(Code::NoteInvalid).with("most", MAX_TEXT_CHARS.to_string());
    statement(text, MAX_TEXT_CHARS).map(str::to_owned).ok_or_else(invalid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_author_can_withdraw_a_note_and_only_once() {
        let withdraw = |state, acting| step(state, NoteStep::Withdraw, "jia", acting);
        assert_eq!(withdraw(NoteState::Standing, "jia").unwrap(), NoteState::Withdrawn);
        let refused = |state, acting| withdraw(state, acting).unwrap_err().code();
        assert_eq!(refused(NoteState::Standing, "yi"), Code::NoteOfAnother);
        assert_eq!(refused(NoteState::Withdrawn, "jia"), Code::NoteState);
    }

    #[test]
    fn a_note_that_is_empty_too_long_or_has_control_characters_is_refused() {
        assert_eq!(checked_text("  已电话核实\n请留意 ").unwrap(), "已电话核实\n请留意");
        let longest = "字".repeat(MAX_TEXT_CHARS);
        assert_eq!(checked_text(&longest).unwrap(), longest);
        for wrong in ["", " \n ", "a\tb", "a\0b", &"字".repeat(MAX_TEXT_CHARS + 1)] {
            assert_eq!(checked_text(wrong).unwrap_err().code(), Code::NoteInvalid, "{wrong:?}");
        }
    }

    #[test]
    fn the_table_of_states_is_up_to_date() {
        crate::vocabulary::tests::prints_the_machine::<NoteState, NoteStep>(
            "note",
            |state, what| step(state, what, "jia", "jia").ok(),
        );
    }
}
