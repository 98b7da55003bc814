//! 缺证 (misses, Art. 4(5), 8, 13, 19): what rows say, and which misses still wait for the issuing unit.

use domain::date::Date;
use domain::id::first_at;
use domain::miss::{Answered, MissAnswer, MissCause};
use domain::policy::Place;
use domain::region::Region;
use domain::usage::Lack;
use store::cipher::Slot;
use store::{MissAnswerRow, MissKindRow, MissRow, Queries};

use super::catalog::is_issued;
use crate::kernel::{App, Error};

/// Number of days for which a miss waits for an answer; what nobody missed for longer is over.
const WAITS_DAYS: i64 = 90;
/// Largest number of misses of one kind that are counted as open.
const MOST_OPEN: i64 = 200;
/// Number of newest misses of a unit among which the kinds are looked for.
const MOST_RECENT: i64 = 2_000;

/// Column and row for which the note of an answer is encrypted.
pub(crate) fn note_slot(key: &str) -> Slot<'_> {
    Slot { table: "miss_answer", column: "note", row: key }
}

/// How a kind of misses is named: unit that answers, type and why.
pub(crate) fn kind_name(issuer: &str, type_code: &str, why: Lack) -> String {
    format!("{issuer}/{type_code}/{why}")
}

/// The place of the unit that missed the certificate.
pub(crate) fn using_place(row: &MissRow) -> Result<Place, Error> {
    Ok(Place { unit: row.unit_code.clone(), region: Region::parse(&row.region)? })
}

/// The place of the unit that answers; `None` if there is none.
pub(crate) fn issuing_place(row: &MissRow) -> Result<Option<Place>, Error> {
    if row.issuer_code.is_empty() {
        return Ok(None);
    }
    let region = Region::parse(&row.issuer_region)?;
    Ok(Some(Place { unit: row.issuer_code.clone(), region }))
}

pub(crate) fn answered(row: &MissAnswerRow) -> Result<Answered, Error> {
    let answer: MissAnswer = row.answer.parse()?;
    Ok(Answered { answer, at: row.answered_at, planned_for: Date::parse(&row.planned_for) })
}

/// The kinds of misses for which a unit answers and that are recent enough to wait for it.
pub(crate) async fn kinds_missed(
    rows: &mut Queries,
    issuer: &str,
    today: Date,
) -> Result<Vec<MissKindRow>, Error> {
    Ok(rows.kinds_missed(issuer, &waiting_since(today), MOST_RECENT).await?)
}

fn waiting_since(today: Date) -> String {
    first_at(today.plus_days(-WAITS_DAYS).begins_at())
}

impl App {
    /// The instants of the misses of a kind that wait for the issuing unit, the oldest first, up to 200: those that
    /// its answer does not cover and whose cause has not gone.
    pub(crate) async fn open_misses(
        &self,
        rows: &mut Queries,
        kind: &MissKindRow,
        answer: Option<&MissAnswerRow>,
        today: Date,
    ) -> Result<Vec<i64>, Error> {
        let since = match answer.map(answered).transpose()? {
            None => 0,
            Some(answered) => match answered.open_since(today) {
                Some(since) => since,
                None => return Ok(Vec::new()),
            },
        };
        let since = waiting_since(today).max(first_at(since));
        let MissKindRow { issuer_code, type_code, why } = kind;
        let lack: Lack = why.parse()?;
        let rows = match self.of_type(rows, type_code, lack).await? {
            None => {
                let day = today.to_string();
                rows.still_missed(issuer_code, type_code, why, &since, &day, MOST_OPEN).await?
            }
            Some(true) => {
                rows.misses_of_kind(issuer_code, type_code, why, &since, MOST_OPEN).await?
            }
            Some(false) => Vec::new(),
        };
        Ok(rows.iter().rev().map(|row| row.missed_at).collect())
    }

    /// Whether a cause that concerns a type as a whole is still there; `None` if it concerns single holders.
    async fn of_type(
        &self,
        rows: &mut Queries,
        type_code: &str,
        why: Lack,
    ) -> Result<Option<bool>, Error> {
        let (unpublished, suspended) =
            (why == Lack::CatalogNotPublished, why == Lack::IssuerSuspended);
        let unshared = MissCause::of(why).0 == MissCause::NotShared;
        if !(unpublished || suspended || unshared) {
            return Ok(None);
        }
        let Some(published) = rows.catalog_published(type_code).await? else {
            return Ok(Some(unpublished));
        };
        let Ok(entry) = self.templates().entry(&published) else { return Ok(Some(false)) };
        Ok(Some(match suspended {
            true => !is_issued(rows, &entry, type_code).await?,
            false => unshared && entry.sharing.rule(&entry.legal_basis, false).is_err(),
        }))
    }
}
