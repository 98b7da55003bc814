//! What a caller relies on is compared with its evidence before the caller gets it (I14, decision 0020): an
//! evident row with the record of its last save, another row with its MAC. The methods of the queries do it;
//! see `store_macros`.

use ledger::record::{Record, RowEvidence};
use ledger::tree::leaf_hash;
use store_schema::{Authenticated, Evidence, Evident, RecordRow, SerialRow};

use crate::cipher::KeyRing;
use crate::engine::Store;
use crate::error::Error;
use crate::transaction::{Change, Queries};
use crate::watch::{Alarm, Cause, Seen};

impl Queries {
    /// Compares a row with the record that it names.
    ///
    /// # Errors
    /// [`Error::Edited`] if the record is missing, was not written by the program, or vouches for another
    /// row; or if the row is older than one that was committed before.
    pub(crate) async fn rely_on(&mut self, row: &impl Evident) -> Result<(), Error> {
        let glance = self.watch().glance(row);
        if self.watch().knows(&glance) {
            return Ok(());
        }
        let evidence = row.evidence();
        if self.saved.iter().any(|saved| vouches(saved, &evidence)) {
            return Ok(());
        }
        let name = || format!("{} {} version {}", evidence.table, evidence.key, evidence.version);
        match self.watch().seen(&evidence, self.began) {
            Seen::Same => {
                self.watch().note(glance);
                return Ok(());
            }
            Seen::Differs => return Err(self.watch().edited(name())),
            Seen::Unknown => {}
        }
        let record = self.record(row.record_id()).await?;
        let vouched = record.is_some_and(|record| {
            is_genuine(self.keys(), &record)
                && Record::rows_of(&record.body).any(|row| vouches(&row, &evidence))
        });
        if !vouched {
            return Err(self.watch().edited(name()));
        }
        // A row that this transaction has saved is not committed yet.
        if !self.writes {
            self.watch().remember(evidence);
            self.watch().note(glance);
        }
        Ok(())
    }

    /// Compares a row that an unchecked query returned with its record, before a caller relies on it.
    ///
    /// # Errors
    /// [`Error::Edited`] if they differ.
    pub async fn confirm(&mut self, row: &impl Evident) -> Result<(), Error> {
        self.rely_on(row).await
    }

    /// The refusal of an act that relies on something that was edited, with an alarm that names it.
    pub fn edited(&self, what: impl Into<String>) -> Error {
        self.watch().edited(what)
    }

    /// Raises an alarm if a value could not be read.
    pub(crate) fn told<T>(&self, answer: Result<T, Error>) -> Result<T, Error> {
        if let Err(Error::Edited(what)) = &answer {
            self.watch().raise(what);
        }
        answer
    }

    /// # Errors
    /// [`Error::Edited`] if the program did not write the row.
    pub(crate) fn check_mac<R: Authenticated>(&self, row: &R) -> Result<(), Error> {
        if is_authentic(self.keys(), row) {
            return Ok(());
        }
        Err(self.watch().edited(format!("a row of {} that the program did not write", R::TABLE)))
    }

    /// Whether the program wrote a record, and its text is unchanged.
    pub fn is_genuine(&self, record: &RecordRow) -> bool {
        is_genuine(self.keys(), record)
    }

    /// The row with its MAC.
    pub(crate) fn with_mac<R: Authenticated>(&self, row: &R) -> R {
        signed(self.keys(), row)
    }
}

impl Store {
    /// Whether the program wrote the row. A false one raises an alarm.
    pub fn is_authentic<R: Authenticated>(&self, row: &R, name: &str) -> bool {
        let authentic = is_authentic(self.keys(), row);
        if !authentic {
            self.watch().raise(&format!("{} {name} was not written by the program", R::TABLE));
        }
        authentic
    }

    /// From now on, only this version of a row is relied on, or a newer one. `name` is its table and key.
    pub(crate) fn deny_others(&self, name: &str, version: i64, digest: [u8; 32]) {
        let Some((table, key)) = name.split_once(' ') else { return };
        if let Some(table) = store_schema::tables().find(|known| known.name == table) {
            let key = key.to_owned();
            self.watch().deny_others(Evidence { table: table.name, key, version, digest });
        }
    }

    /// What was found to be edited since the store was opened.
    pub fn alarms(&self) -> Vec<Alarm> {
        self.watch().alarms()
    }

    /// Stops all writing for a cause (I15), and raises an alarm if it was not stopped for it before.
    pub fn stop_writing(&self, cause: Cause, why: &str) {
        self.watch().stop(cause, why);
    }

    /// Withdraws a cause for which writing was stopped.
    pub fn go_on_writing(&self, cause: Cause) {
        self.watch().go_on(cause);
    }

    /// Why writing is stopped for a cause; `None` if it is not.
    pub fn stopped_for(&self, cause: Cause) -> Option<String> {
        self.watch().stopped_for(cause)
    }

    /// Why nothing is written; `None` if writing is allowed.
    pub fn stopped(&self) -> Option<String> {
        self.watch().stopped()
    }

    /// Instant of the newest record that this process knows, in milliseconds since 1970 UTC.
    pub fn newest_record(&self) -> Option<i64> {
        self.watch().newest()
    }

    /// Takes `now` for the instant of the newest record.
    pub fn believe_clock(&self, now: i64) {
        self.watch().set_newest(now);
    }

    /// Reads the instant of the record with the last place of the log, which another process may have
    /// written; `None` if there is none, or not one that the program wrote.
    pub async fn read_newest_record(&self) -> Result<Option<i64>, Error> {
        let newest = self.read().await?.newest_placed().await?;
        let newest = newest.filter(|record| {
            let time = domain::date::rfc3339(record.at);
            is_genuine(self.keys(), record) && Record::value(&record.body, "time") == Some(&*time)
        });
        let newest = newest.map(|record| record.at);
        if let Some(at) = newest {
            self.watch().note_newest(at);
        }
        Ok(newest)
    }

    /// Why the last attempt to write failed; `None` if it succeeded. A server that does nothing else writes
    /// every few seconds ([`Store::try_writing`]).
    pub fn write_failure(&self) -> Option<String> {
        self.watch().write_failure()
    }

    /// Writes something that changes nothing, to find out whether writing works.
    ///
    /// # Errors
    /// It does not.
    pub async fn try_writing(&self) -> Result<(), Error> {
        let mut operation = self.operation().await?;
        let probe = format!("{:x}", self.watch().tick());
        if let Err(error) = operation.write_and_erase(&probe).await {
            self.watch().wrote(Some(&error));
            return Err(error);
        }
        operation.commit().await
    }

    /// Notes that the log has at least `size` places, as something outside the database says. A transaction
    /// that finds fewer stops all writing.
    pub fn log_reaches(&self, size: u64) {
        self.watch().reached(size);
    }
}

impl Change {
    /// The next value of a counter; the first one is 1. The counter is written in the change that uses the
    /// value, so a change that is rolled back leaves no gap.
    ///
    /// # Errors
    /// [`Error::Edited`] if the counter was edited.
    pub async fn next_serial(&mut self, name: &str) -> Result<i64, Error> {
        let counted = self.count_up(name, &[]).await?;
        let row = counted.ok_or_else(|| Error::Database(format!("counter {name}")))?;
        let before = SerialRow { last: row.last - 1, ..row.clone() };
        let first = row.last == 1 && row.mac.is_empty();
        if !first && !is_authentic(self.keys(), &before) {
            return Err(self.watch().edited(format!("serial {name}")));
        }
        self.sign_serial(&row).await?;
        Ok(row.last)
    }
}

/// Whether the program wrote a record, and its text is unchanged.
pub(crate) fn is_genuine(keys: &KeyRing, record: &RecordRow) -> bool {
    let leaf = leaf_hash(record.body.as_bytes());
    keys.record_mac(&record.record_id, &leaf).as_slice() == record.mac
}

pub(crate) fn is_authentic<R: Authenticated>(keys: &KeyRing, row: &R) -> bool {
    keys.row_mac(R::TABLE, &row.covered()).as_slice() == row.mac()
}

pub(crate) fn signed<R: Authenticated>(keys: &KeyRing, row: &R) -> R {
    let mut row = row.clone();
    row.set_mac(keys.row_mac(R::TABLE, &row.covered()));
    row
}

fn vouches(record: &RowEvidence, row: &Evidence) -> bool {
    record.table == row.table
        && record.key == row.key
        && record.version == row.version
        && record.digest == row.digest
}
