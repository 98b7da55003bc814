//! How many holders somebody may ask about (Art. 14, decision 0022): under one case number, in an hour and
//! on a day. The numbers are rules of the rule book.

use std::collections::BTreeSet;

use domain::caller::{Actor, Caller};
use domain::date::Date;
use domain::purpose::{AskingLimits, Purpose};
use domain::{Code, Refusal};
use store::Reader;

use crate::kernel::asking::{Asked, HolderIndex};
use crate::kernel::{App, Error};

/// An hour in milliseconds.
const HOUR: i64 = 3_600_000;

impl App {
    /// Enters the question about a holder. It is counted in two spans: the case in this year, and what the
    /// caller asks today. The names of spans begin with the year or the day, so that old ones sort first; a
    /// case sorts after all days of its year.
    pub(super) fn ask(
        &self,
        caller: &Caller,
        purpose: &Purpose,
        holder: HolderIndex,
        now: i64,
    ) -> Asked {
        let today = Date::at(now);
        let case = format!("{}-99 case {} {}", today.year, caller.unit, purpose.case_key());
        let who = match &caller.actor {
            // A system can name any operator, so it is counted as a whole.
            Actor::Client { client, .. } => format!("client:{client}"),
            Actor::Person(_) | Actor::Program(_) | Actor::Public => caller.actor.record_text(),
        };
        self.asking.enter(case, format!("{today} {who}"), holder, now)
    }

    /// Errors: a refusal that names the limit which the question
    /// would exceed. A holder who was counted before does not count again.
    pub(super) async fn refuse_too_many(
        &self,
        reader: &mut Reader,
        caller: &Caller,
        asked: &Asked,
    ) -> Result<(), Error> {
        let now = asked.at;
        let day = Date::at(now);
        let book = self.known_rule_book(reader, day, now).await?;
        let limits = AskingLimits::of(&book, caller.kind(), day);
        let Asked { case, caller: today, holder, .. } = asked;
        let refused = |limit: &str, most: i64| {
            Refusal::new(Code::UseLimit).with("limit", limit).with("most", most.to_string())
        };
        let spans = (limits.per_case, limits.per_day);
        let counted = reader.other_holders_of_spans(case, spans.0, today, spans.1, holder).await?;
        let [in_case, of_day] = counted[..] else {
            return Err(Error::Internal("holders are not counted".to_owned()));
        };
        let (case_too, today_too) = (&asked.before_in_case, &asked.before_by_caller);
        let span = (case.as_str(), 0);
        if others(reader, span, holder, case_too, (in_case, spans.0)).await? >= spans.0 {
            return Err(refused("case", spans.0).into());
        }
        let span = (today.as_str(), 0);
        let of_day = others(reader, span, holder, today_too, (of_day, spans.1)).await?;
        if of_day >= spans.1 {
            return Err(refused("day", spans.1).into());
        }
        // An hour has no more than its day.
        let most = limits.per_hour;
        if of_day >= most {
            let hour = (today.as_str(), now - HOUR);
            let known = reader.other_holders_asked(hour.0, holder, hour.1, most).await?;
            if others(reader, hour, holder, today_too, (known, most)).await? >= most {
                return Err(refused("hour", most).into());
            }
        }
        Ok(())
    }

    /// Deletes the counts of days that are over, and of cases of the years before.
    pub async fn forget_asked(&self) -> Result<(), Error> {
        let yesterday = Date::at(self.now()).plus_days(-1);
        let mut operation = self.store().operation().await?;
        operation.forget_asked(&yesterday.to_string()).await?;
        Ok(operation.commit().await?)
    }
}

/// Number of other holders about whom somebody asked in a span since an instant: the `known` of the database,
/// and those of questions that are not committed yet. `most` stands for all numbers from there on.
async fn others(
    reader: &mut Reader,
    (span, since): (&str, i64),
    holder: &HolderIndex,
    running: &BTreeSet<HolderIndex>,
    (known, most): (i64, i64),
) -> Result<i64, Error> {
    let count = |length: usize| i64::try_from(length).unwrap_or(i64::MAX);
    if running.is_empty() || known >= most || known + count(running.len()) < most {
        return Ok(known + count(running.len()));
    }
    // Near the limit those who were committed meanwhile must not count twice.
    let known = reader.holders_asked(span, holder, since, most).await?;
    let running = running.iter().filter(|one| known.iter().all(|known| known != *one));
    Ok(count(known.len()) + count(running.count()))
}
