//! 带日期的规则: rows of dated data, and the version that is in force on a day (decision 0017).

use std::sync::{Arc, PoisonError};

use domain::date::Date;
use domain::dated::{DataName, DataState};
use domain::region::Regions;
use domain::rulebook::RuleBook;
use domain::workday::Calendar;
use keys::log_key;
use seal::sm2::{DEFAULT_USER_ID, Signature, digest};
use store::{DatedDataRow, Queries};

use crate::kernel::app::KnownRules;
use crate::kernel::{App, Error};

pub(crate) fn state_of(row: &DatedDataRow) -> Result<DataState, Error> {
    Ok(row.state.parse()?)
}

/// The subject of log records about a version.
pub(crate) fn subject(row: &DatedDataRow) -> String {
    format!("data {}/{}", row.name, row.number)
}

/// The text that is signed with the key of the city's log when a manager signs a version.
pub(crate) fn signed_text(row: &DatedDataRow, signed_by: &str) -> String {
    let DatedDataRow { name, number, effective_from, article, digest, .. } = row;
    // A JSON list, so that no text can be taken for two.
    let parts = serde_json::json!([name, number, effective_from, article, digest, signed_by]);
    format!("yinxin-dated-data/1\n{parts}\n")
}

impl App {
    /// The rule book in force on a day. Errors: as for [`App::data_in_force`].
    pub async fn rule_book(&self, rows: &mut Queries, day: Date) -> Result<RuleBook, Error> {
        let text = self.data_in_force(rows, DataName::RuleBook, day).await?;
        RuleBook::parse(&text).map_err(broken)
    }

    /// Like [`App::rule_book`], with the rules of the release that a city's own book lacks. A book
    /// that was parsed before is not parsed again, and a new one is looked for once in a second.
    pub(crate) async fn known_rule_book(
        &self,
        rows: &mut Queries,
        day: Date,
        now: i64,
    ) -> Result<Arc<RuleBook>, Error> {
        let name = DataName::RuleBook;
        let known = self.rules.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(KnownRules { at, book, .. }) = &known
            && now.abs_diff(*at) < 1_000
            && Date::at(*at) == day
        {
            return Ok(Arc::clone(book));
        }
        let row = rows.dated_data_in_force(name.as_str(), &day.to_string()).await?;
        let version = row.as_ref().map_or_else(String::new, |row| row.record_id.clone());
        let book = match known {
            Some(known) if known.version == version => known.book,
            Some(_) | None => {
                let release = RuleBook::embedded().map_err(broken)?;
                Arc::new(match row {
                    None => release,
                    Some(row) => {
                        self.refuse_unsigned(&row)?;
                        RuleBook::parse(&row.content).map_err(broken)?.completed_by(&release)
                    }
                })
            }
        };
        let mut kept = self.rules.lock().unwrap_or_else(PoisonError::into_inner);
        *kept = Some(KnownRules { version, at: now, book: Arc::clone(&book) });
        Ok(book)
    }

    /// The workdays in force on a day. Errors: as for [`App::data_in_force`].
    pub async fn calendar(&self, rows: &mut Queries, day: Date) -> Result<Calendar, Error> {
        let text = self.data_in_force(rows, DataName::Workdays, day).await?;
        Calendar::parse(&text).map_err(broken)
    }

    /// The regions in force on a day. Errors: as for [`App::data_in_force`].
    pub async fn regions(&self, rows: &mut Queries, day: Date) -> Result<Regions, Error> {
        let text = self.data_in_force(rows, DataName::Regions, day).await?;
        Regions::parse(&text).map_err(broken)
    }

    /// The text in force on a day: the newest signed version whose day of effect has come, or what the
    /// release brings. Errors: the version's content or signature is not the one that was signed.
    pub(crate) async fn data_in_force(
        &self,
        rows: &mut Queries,
        name: DataName,
        day: Date,
    ) -> Result<String, Error> {
        match rows.dated_data_in_force(name.as_str(), &day.to_string()).await? {
            None => Ok(name.embedded().to_owned()),
            Some(row) => {
                self.refuse_unsigned(&row)?;
                Ok(row.content)
            }
        }
    }

    fn refuse_unsigned(&self, row: &DatedDataRow) -> Result<(), Error> {
        let wrong = || Error::Internal(format!("{} is not what was signed", subject(row)));
        let key = self.keys().signer().public_key(&log_key());
        let key = key.map_err(|error| Error::Unavailable(error.to_string()))?;
        let signature = hex::decode(&row.signature).map_err(|_| wrong())?;
        let signature = Signature::from_raw(&signature).map_err(|_| wrong())?;
        let text = signed_text(row, &row.signed_by);
        let signed = digest(DEFAULT_USER_ID, &key, text.as_bytes());
        let same = hex::encode(ledger::sm3(row.content.as_bytes())) == row.digest;
        if same && key.verify(&signed, &signature) { Ok(()) } else { Err(wrong()) }
    }
}

/// The error for stored data that cannot be parsed. They were checked before they were stored, so only another
/// version of the program can have written them.
fn broken(fault: domain::dated::DataFault) -> Error {
    Error::Internal(format!("dated data: {fault}"))
}
