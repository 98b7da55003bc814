//! The questions about holders that are being answered at this moment. The rates of uses are counted in the
//! database (decision 0022), where a question stands only after its commit; questions that arrive at the same
//! instant count each other here, each the earlier ones.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

/// Keyed hash of a holder's code.
pub(crate) type HolderIndex = [u8; 32];

/// The questions of this process that are not committed yet, by what they are counted under.
#[derive(Default)]
pub(crate) struct Asking {
    running: Mutex<Running>,
}

#[derive(Default)]
struct Running {
    entered: u64,
    spans: BTreeMap<String, Vec<(u64, HolderIndex)>>,
}

/// One question, which is counted until this value is dropped.
pub(crate) struct Asked {
    asking: Arc<Asking>,
    ticket: u64,
    pub holder: HolderIndex,
    /// The spans: what is asked under the case, and what the caller asks today.
    pub case: String,
    pub caller: String,
    /// Instant of the question.
    pub at: i64,
}

impl Asking {
    /// Enters a question before the database is asked, so that it sees every question before it either here
    /// or there.
    pub(crate) fn enter(
        self: &Arc<Self>,
        case: String,
        caller: String,
        holder: HolderIndex,
        at: i64,
    ) -> Asked {
        let mut running = self.running();
        running.entered += 1;
        let ticket = running.entered;
        for span in [&case, &caller] {
            running.spans.entry(span.clone()).or_default().push((ticket, holder));
        }
        drop(running);
        Asked { asking: Arc::clone(self), ticket, holder, case, caller, at }
    }

    fn running(&self) -> std::sync::MutexGuard<'_, Running> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Asked {
    /// Number of other holders about whom earlier questions of the span ask that are not answered yet.
    pub(crate) fn others_before(&self, span: &str) -> i64 {
        let running = self.asking.running();
        let before = running.spans.get(span).into_iter().flatten();
        let others: BTreeSet<&HolderIndex> = before
            .filter(|(ticket, holder)| *ticket < self.ticket && *holder != self.holder)
            .map(|(_, holder)| holder)
            .collect();
        i64::try_from(others.len()).unwrap_or(i64::MAX)
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        let mut running = self.asking.running();
        for span in [&self.case, &self.caller] {
            if let Some(entered) = running.spans.get_mut(span) {
                entered.retain(|(ticket, _)| *ticket != self.ticket);
                if entered.is_empty() {
                    running.spans.remove(span);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_counts_the_other_holders_of_the_questions_before_it() {
        let asking = Arc::new(Asking::default());
        let enter = |holder: u8| asking.enter("case".into(), "caller".into(), [holder; 32], 0);
        let (first, same, other) = (enter(1), enter(1), enter(2));
        assert_eq!(first.others_before("case"), 0);
        assert_eq!(same.others_before("case"), 0, "the same holder");
        assert_eq!(other.others_before("case"), 1);
        assert_eq!(other.others_before("another case"), 0);
        drop((first, same));
        assert_eq!(other.others_before("case"), 0);
        drop(other);
        assert!(asking.running().spans.is_empty());
    }
}
