//! The questions about holders that are being answered at this moment. The rates of uses are counted in the
//! database (decision 0022), where a question stands only after its commit; of questions that arrive at
//! the same time, each counts those that were entered before it, also if they are refused later.

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
    /// The other holders of earlier questions under the case that are neither committed nor refused yet.
    pub before_in_case: BTreeSet<HolderIndex>,
    /// The same for the questions of the caller.
    pub before_by_caller: BTreeSet<HolderIndex>,
}

impl Asking {
    /// Enters a question. The transaction that counts must begin afterwards: then every question before this one
    /// is either still running, and among those that are returned, or committed and seen by the transaction.
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
        let mut enter = |span: &String| {
            let entered = running.spans.entry(span.clone()).or_default();
            let others = entered.iter().map(|(_, other)| *other).filter(|other| *other != holder);
            let others: BTreeSet<HolderIndex> = others.collect();
            entered.push((ticket, holder));
            others
        };
        let (before_in_case, before_by_caller) = (enter(&case), enter(&caller));
        drop(running);
        let asking = Arc::clone(self);
        Asked { asking, ticket, holder, case, caller, at, before_in_case, before_by_caller }
    }

    fn running(&self) -> std::sync::MutexGuard<'_, Running> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
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
        let enter =
            |case: &str, holder: u8| asking.enter(case.into(), "caller".into(), [holder; 32], 0);
        let (first, same, other) = (enter("a", 1), enter("a", 1), enter("a", 2));
        assert!(first.before_in_case.is_empty());
        assert!(same.before_in_case.is_empty(), "the same holder");
        assert_eq!(other.before_in_case, BTreeSet::from([[1; 32]]));
        let elsewhere = enter("b", 3);
        assert!(elsewhere.before_in_case.is_empty());
        assert_eq!(elsewhere.before_by_caller.len(), 2);
        drop((first, same));
        assert_eq!(enter("a", 4).before_in_case, BTreeSet::from([[2; 32]]));
        drop((other, elsewhere));
        assert!(asking.running().spans.is_empty());
    }
}
