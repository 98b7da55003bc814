//! How many holders somebody may ask about (Art. 14, decision 0022): under one case number, in an hour and
//! on a day. The numbers are rules of the rule book.

use domain::caller::{Actor, Caller};
use domain::date::Date;
use domain::purpose::{AskingLimits, Purpose};
use domain::{Code, Refusal};
use store::{AskedHolderRow, Reader};

use crate::kernel::asking::{Asked, HolderIndex};
use crate::kernel::{App, Error};

/// An hour in milliseconds.
const HOUR: i64 = 3_600_000;

impl App {
    /// Enters the question about a holder. It is counted in two spans: the case in this year, and what the
    /// caller asks today. The names of spans begin with the year or the day, so that old ones sort first.
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
        self.asking.enter(vec![case, format!("{today} {who}")], holder)
    }

    /// Returns the rows with which the question is counted. Errors: a refusal that names the limit which
    /// the question would exceed. A holder who was counted before does not count again.
    pub(super) async fn refuse_too_many(
        &self,
        reader: &mut Reader,
        caller: &Caller,
        asked: &Asked,
        now: i64,
    ) -> Result<Vec<AskedHolderRow>, Error> {
        let day = Date::at(now);
        let book = self.known_rule_book(reader, day).await?;
        let limits = AskingLimits::of(&book, caller.kind(), day);
        let [case, today] = asked.spans.as_slice() else { return Ok(Vec::new()) };
        let rules = [
            ("case", case, 0, limits.per_case),
            ("hour", today, now - HOUR, limits.per_hour),
            ("day", today, 0, limits.per_day),
        ];
        for (name, span, since, most) in rules {
            let known = reader.other_holders_asked(span, &asked.holder, since, most).await?;
            if known + asked.others_before(span) >= most {
                let refusal = Refusal::new(Code::UseLimit).with("limit", name);
                return Err(refusal.with("most", most.to_string()).into());
            }
        }
        let row = |span: &String| AskedHolderRow {
            span: span.clone(),
            holder_index: asked.holder.to_vec(),
            at: now,
        };
        Ok(asked.spans.iter().map(row).collect())
    }

    /// Deletes the counts of days that are over, and of cases of the years before.
    pub async fn forget_asked(&self) -> Result<(), Error> {
        let yesterday = Date::at(self.now()).plus_days(-1);
        let mut operation = self.store().operation().await?;
        operation.forget_asked(&yesterday.to_string()).await?;
        Ok(operation.commit().await?)
    }
}
