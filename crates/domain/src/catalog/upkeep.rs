//! 目录编制与维护 (Art. 9): the tasks with which a managing unit has a unit compile an entry, the comments of
//! using units, and the yearly confirmation by the units that issue the type.

use super::CatalogState;
use crate::date::Date;
use crate::refusal::{Code, Refusal};
use crate::text::statement;

/// Longest text of a comment, in characters.
pub const MAX_COMMENT_CHARS: usize = 500;

/// Name of the rule that says after how many months an issuing unit confirms an entry again.
pub const CONFIRMATION_RULE: &str = "catalog.confirmation";

vocabulary! {
    /// Stored states of a task. Whether it is overdue is computed (I6).
    pub enum TaskState as "CatalogTaskState" {
        Open = "open", "待编制", "To be compiled";
        Done = "done", "已完成", "Done";
        Withdrawn = "withdrawn", "已撤回", "Withdrawn";
    }
}

vocabulary! {
    /// What can be done to a task.
    pub enum TaskStep as "CatalogTaskStep" {
        TakeUp = "take_up", "开始编制", "Begin";
        Finish = "finish", "完成", "Finish";
        Withdraw = "withdraw", "撤回", "Withdraw";
    }
}

/// Returns the state after the step. A task ends when the version that was compiled for it is published.
///
/// # Errors
/// Refuses any step on a task that has ended.
pub fn task_step(state: TaskState, step: TaskStep) -> Result<TaskState, Refusal> {
    match (state, step) {
        (TaskState::Open, TaskStep::TakeUp) => Ok(TaskState::Open),
        (TaskState::Open, TaskStep::Finish) => Ok(TaskState::Done),
        (TaskState::Open, TaskStep::Withdraw) => Ok(TaskState::Withdrawn),
        (
            TaskState::Done | TaskState::Withdrawn,
            TaskStep::TakeUp | TaskStep::Finish | TaskStep::Withdraw,
        ) => Err(Refusal::new(Code::TaskState)
            .with("state", state.as_str())
            .with("step", step.as_str())),
    }
}

/// Whether a task is overdue for the unit that compiles: its last day has passed and nothing is submitted.
/// `version` is the state of the version that was drafted for it.
pub fn is_overdue(task: TaskState, due: Date, version: Option<CatalogState>, today: Date) -> bool {
    let unsubmitted = matches!(version, None | Some(CatalogState::Draft));
    task == TaskState::Open && unsubmitted && due < today
}

/// The last day on which a unit confirms an entry again, `months` after the later of its last confirmation
/// and the publication of the version.
pub fn confirmation_due(published: Date, confirmed: Option<Date>, months: i32) -> Date {
    confirmed.map_or(published, |confirmed| confirmed.max(published)).plus_months(months)
}

/// The text of a comment as it is stored, without white space around it.
///
/// # Errors
/// Refuses a text that is empty, too long, or contains control characters other than line breaks.
pub fn checked_comment(text: &str) -> Result<String, Refusal> {
    let invalid = || Refusal::new(Code::CommentInvalid).with("most", MAX_COMMENT_CHARS.to_string());
    statement(text, MAX_COMMENT_CHARS).map(str::to_owned).ok_or_else(invalid)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn a_task_is_overdue_after_its_last_day_while_nothing_is_submitted() {
        let (due, next) = (day("2026-03-31"), day("2026-04-01"));
        let late = |state, version, today| is_overdue(state, due, version, today);
        assert!(!late(TaskState::Open, None, due), "the last day belongs to the term");
        assert!(late(TaskState::Open, None, next));
        assert!(late(TaskState::Open, Some(CatalogState::Draft), next));
        assert!(!late(TaskState::Open, Some(CatalogState::Submitted), next));
        assert!(!late(TaskState::Withdrawn, None, next));
    }

    #[test]
    fn a_new_version_begins_a_new_year() {
        let due = |published, confirmed: Option<&str>| {
            confirmation_due(day(published), confirmed.map(day), 12).to_string()
        };
        assert_eq!(due("2026-01-10", None), "2027-01-10");
        assert_eq!(due("2026-01-10", Some("2026-12-20")), "2027-12-20");
        assert_eq!(due("2026-01-10", Some("2025-12-20")), "2027-01-10");
    }

    #[test]
    fn a_comment_that_is_empty_too_long_or_has_control_characters_is_refused() {
        assert_eq!(checked_comment(" 请增加联系电话\n").unwrap(), "请增加联系电话");
        for wrong in ["", " \n ", "a\tb", &"字".repeat(MAX_COMMENT_CHARS + 1)] {
            assert_eq!(checked_comment(wrong).unwrap_err().code(), Code::CommentInvalid);
        }
    }

    #[test]
    fn the_table_of_states_is_up_to_date() {
        crate::vocabulary::tests::prints_the_machine::<TaskState, TaskStep>(
            "catalog_task",
            |state, what| task_step(state, what).ok(),
        );
    }
}
