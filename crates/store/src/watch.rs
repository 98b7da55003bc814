//! What the store knows about the state of its evidence while it runs: rows that were compared with the
//! log, alarms, records that are committed but not yet placed, and whether writing is stopped (decision
//! 0020). All of it is a second look at the database. Truth stays there (I8): a restart loses nothing but
//! time.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use ledger::Hash;
use store_schema::{Evidence, Evident};

use crate::error::Error;

/// Largest number of rows in one generation of the cache.
const GENERATION: usize = 32_768;
/// Largest number of different alarms that are kept. Those beyond are counted as one.
const MOST_ALARMS: usize = 200;
const MORE_ALARMS: &str = "more alarms than are kept";

/// Something that is not as the log says, found while working or by the audit; or why writing is stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alarm {
    pub what: String,
    /// How often it was found.
    pub times: u64,
}

/// Why all writing is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// The log does not extend the newest outside checkpoint, or the checkpoint is missing or cannot be
    /// written. It ends when a checkpoint is written.
    Checkpoint,
    /// Records that were committed are gone or get no place, or the log was rewritten or became shorter. It
    /// ends when the checkpoint is renewed and the server starts again.
    Log,
    /// The audit at the start has findings. It ends with the process.
    Findings,
    /// The disk is nearly full. It ends when there is room.
    Space,
    /// The clock is not believed. It ends when the clock is right.
    Clock,
}

/// Why writing is stopped: as it was first told, and as it is now.
#[derive(Debug)]
struct Stop {
    alarm: String,
    latest: String,
}

/// The watch over the evidence of one open store.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    known: Mutex<Known>,
    /// Makes the fingerprints of rows. Its keys are drawn at random for each process, so that nobody can look for
    /// a row with the fingerprint of another.
    fingerprints: RandomState,
    /// Counts the transactions and the rows that were compared, to order them.
    clock: AtomicU64,
    alarms: Mutex<BTreeMap<String, u64>>,
    stopped: Mutex<BTreeMap<Cause, Stop>>,
    /// Size and root of the tree as this process last saw them.
    tree: Mutex<Option<(u64, Hash)>>,
    /// The log is known to have at least so many places.
    floor: AtomicU64,
    owed: Mutex<BTreeSet<String>>,
    /// How often in succession the sequencer failed.
    failed_runs: AtomicU64,
    /// Instant of the newest record, in milliseconds since 1970 UTC.
    newest: Mutex<Option<i64>>,
    /// Why the last attempt to write failed; `None` after a commit.
    write_failure: Mutex<Option<String>>,
}

/// Rows that were compared with the log, in two generations: when the young one is full, it replaces the old
/// one.
#[derive(Debug, Default)]
struct Known {
    young: HashMap<(&'static str, String), Compared>,
    old: HashMap<(&'static str, String), Compared>,
    /// What the log says of rows that the audit has found to be edited. These are not forgotten.
    denied: HashMap<(&'static str, String), (i64, [u8; 32])>,
}

#[derive(Clone, Copy, Debug)]
struct Compared {
    version: i64,
    digest: [u8; 32],
    at: u64,
    /// The fingerprint of the row, which is cheaper to compute than the digest; `None` until the row is read.
    fingerprint: Option<u64>,
}

/// A row by its fingerprint.
#[derive(Debug)]
pub(crate) struct Glance {
    key: (&'static str, String),
    version: i64,
    fingerprint: u64,
}

impl Known {
    fn get(&self, key: &(&'static str, String)) -> Option<&Compared> {
        self.young.get(key).or_else(|| self.old.get(key))
    }
}

/// What the watch says about a row before the log is asked.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    /// The same version was compared with the log before, and the row is the same.
    Same,
    /// The log must be asked.
    Unknown,
    /// The row differs from the same version, or is older than a version that was committed before this
    /// transaction began.
    Differs,
}

impl Watch {
    /// The next instant in the order of transactions and comparisons.
    pub fn tick(&self) -> u64 {
        self.clock.fetch_add(1, Ordering::SeqCst)
    }

    pub fn glance<R: Evident>(&self, row: &R) -> Glance {
        let fingerprint = self.fingerprints.hash_one(row);
        Glance { key: (R::TABLE, row.key()), version: row.version(), fingerprint }
    }

    /// Whether a row is the newest known one, and was compared with the log.
    pub fn knows(&self, glance: &Glance) -> bool {
        lock(&self.known).get(&glance.key).is_some_and(|known| {
            known.version == glance.version && known.fingerprint == Some(glance.fingerprint)
        })
    }

    /// Notes the fingerprint of a row that was compared with the log.
    pub fn note(&self, glance: Glance) {
        let Glance { key, version, fingerprint } = glance;
        let mut known = lock(&self.known);
        let Known { young, old, .. } = &mut *known;
        let compared = young.get_mut(&key).or_else(|| old.get_mut(&key));
        if let Some(compared) = compared.filter(|compared| compared.version == version) {
            compared.fingerprint = Some(fingerprint);
        }
    }

    /// Compares a row with what is known of it. `began` is the instant at which the transaction began.
    pub fn seen(&self, row: &Evidence, began: u64) -> Seen {
        let known = lock(&self.known);
        let key = (row.table, row.key.clone());
        if let Some((version, digest)) = known.denied.get(&key)
            && (row.version < *version || row.version == *version && row.digest != *digest)
        {
            return Seen::Differs;
        }
        let Some(compared) = known.get(&key) else { return Seen::Unknown };
        if compared.version == row.version {
            return if compared.digest == row.digest { Seen::Same } else { Seen::Differs };
        }
        // A transaction that began earlier may still see the version before.
        if row.version < compared.version && compared.at < began {
            return Seen::Differs;
        }
        Seen::Unknown
    }

    /// From now on, only this row is relied on, or a newer one.
    pub fn deny_others(&self, row: Evidence) {
        let Evidence { table, key, version, digest } = row;
        let key = (table, key);
        let mut known = lock(&self.known);
        known.young.remove(&key);
        known.old.remove(&key);
        known.denied.insert(key, (version, digest));
    }

    /// Remembers a committed row that the log vouches for.
    pub fn remember(&self, row: Evidence) {
        let at = self.tick();
        let mut known = lock(&self.known);
        let Evidence { table, key, version, digest } = row;
        let key = (table, key);
        if known.get(&key).is_some_and(|before| before.version >= version) {
            return;
        }
        if known.young.len() >= GENERATION {
            known.old = std::mem::take(&mut known.young);
        }
        known.young.insert(key, Compared { version, digest, at, fingerprint: None });
    }

    /// Raises an alarm and returns the error with which the act is refused.
    pub fn edited(&self, what: impl Into<String>) -> Error {
        let what = what.into();
        self.raise(&what);
        Error::Edited(what)
    }

    pub fn raise(&self, what: &str) {
        let mut alarms = lock(&self.alarms);
        if let Some(times) = alarms.get_mut(what) {
            *times += 1;
        } else if alarms.len() < MOST_ALARMS {
            alarms.insert(what.to_owned(), 1);
        } else {
            *alarms.entry(MORE_ALARMS.to_owned()).or_default() += 1;
        }
    }

    pub fn alarms(&self) -> Vec<Alarm> {
        let alarms = lock(&self.alarms);
        alarms.iter().map(|(what, times)| Alarm { what: what.clone(), times: *times }).collect()
    }

    /// Stops writing, and raises an alarm if it was not stopped for this cause before.
    pub fn stop(&self, cause: Cause, why: &str) {
        let mut stopped = lock(&self.stopped);
        let latest = why.to_owned();
        if let Some(stop) = stopped.get_mut(&cause) {
            stop.latest = latest;
            return;
        }
        // Under the lock, so that nobody can withdraw the cause before its alarm is raised.
        self.raise(why);
        stopped.insert(cause, Stop { alarm: latest.clone(), latest });
    }

    /// Withdraws a cause and its alarm.
    pub fn go_on(&self, cause: Cause) {
        let mut stopped = lock(&self.stopped);
        if let Some(stop) = stopped.remove(&cause) {
            lock(&self.alarms).remove(&stop.alarm);
        }
    }

    pub fn stopped_for(&self, cause: Cause) -> Option<String> {
        lock(&self.stopped).get(&cause).map(|stop| stop.latest.clone())
    }

    pub fn stopped(&self) -> Option<String> {
        let stopped = lock(&self.stopped);
        let all: Vec<&str> = stopped.values().map(|stop| stop.latest.as_str()).collect();
        (!all.is_empty()).then(|| all.join("; "))
    }

    /// Size and root of the tree as this process last saw them.
    pub fn tree(&self) -> Option<(u64, Hash)> {
        *lock(&self.tree)
    }

    /// Notes that the log has this size and root.
    pub fn reached_tree(&self, size: u64, root: Hash) {
        self.reached(size);
        let mut tree = lock(&self.tree);
        if tree.is_none_or(|(known, _)| known < size) {
            *tree = Some((size, root));
        }
    }

    /// Notes that the log has at least `size` places.
    pub fn reached(&self, size: u64) {
        self.floor.fetch_max(size, Ordering::SeqCst);
    }

    /// How many places the log is known to have.
    pub fn floor(&self) -> u64 {
        self.floor.load(Ordering::SeqCst)
    }

    /// Notes the instant of a record. The newest one counts.
    pub fn note_newest(&self, at: i64) {
        let mut newest = lock(&self.newest);
        *newest = (*newest).max(Some(at));
    }

    /// Takes an instant for that of the newest record, although it may be earlier.
    pub fn set_newest(&self, at: i64) {
        *lock(&self.newest) = Some(at);
    }

    pub fn newest(&self) -> Option<i64> {
        *lock(&self.newest)
    }

    /// Notes how an attempt to write ended.
    pub fn wrote(&self, failure: Option<&Error>) {
        *lock(&self.write_failure) = match failure {
            // These are answers of a database that works.
            None | Some(Error::Conflict | Error::Unique(_)) => None,
            Some(error) => Some(error.to_string()),
        };
    }

    pub fn write_failure(&self) -> Option<String> {
        lock(&self.write_failure).clone()
    }

    /// Notes how a run of the sequencer ended, and returns how many have failed in succession.
    pub fn ran(&self, failed: bool) -> u64 {
        if failed {
            return self.failed_runs.fetch_add(1, Ordering::SeqCst) + 1;
        }
        self.failed_runs.store(0, Ordering::SeqCst);
        0
    }

    /// Notes records whose commit has returned, so that the sequencer must find them.
    pub fn owe(&self, records: impl IntoIterator<Item = String>) {
        lock(&self.owed).extend(records);
    }

    /// The committed records that have no place yet, in the order of their identities.
    pub fn owed(&self) -> Vec<String> {
        lock(&self.owed).iter().cloned().collect()
    }

    /// Notes records that have their places.
    pub fn settle(&self, records: &BTreeSet<String>) {
        let mut owed = lock(&self.owed);
        for record_id in records {
            owed.remove(record_id);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(version: i64, digest: u8) -> Evidence {
        Evidence { table: "unit", key: "u".into(), version, digest: [digest; 32] }
    }

    #[test]
    fn a_row_is_compared_with_the_newest_version_that_was_seen() {
        let watch = Watch::default();
        let early = watch.tick();
        assert_eq!(watch.seen(&row(1, 1), early), Seen::Unknown);
        watch.remember(row(1, 1));
        let late = watch.tick();
        assert_eq!(watch.seen(&row(1, 1), late), Seen::Same);
        assert_eq!(watch.seen(&row(1, 9), late), Seen::Differs, "edited in place");
        assert_eq!(watch.seen(&row(2, 2), late), Seen::Unknown, "a newer version is asked for");
        watch.remember(row(2, 2));
        assert_eq!(watch.seen(&row(1, 1), watch.tick()), Seen::Differs, "an old row was put back");
        assert_eq!(watch.seen(&row(1, 1), early), Seen::Unknown, "an old view may see it");
        watch.remember(row(1, 1));
        assert_eq!(watch.seen(&row(2, 2), watch.tick()), Seen::Same, "the newest version stays");
    }

    #[test]
    fn the_cache_forgets_the_oldest_generation() {
        let watch = Watch::default();
        let named =
            |number: usize| Evidence { key: format!("u{number}"), ..row(1, (number % 7) as u8) };
        (0..2 * GENERATION + 1).for_each(|number| watch.remember(named(number)));
        assert_eq!(watch.seen(&named(0), watch.tick()), Seen::Unknown);
        assert_eq!(watch.seen(&named(2 * GENERATION), watch.tick()), Seen::Same);
    }

    #[test]
    fn alarms_are_counted_and_bounded() {
        let watch = Watch::default();
        (0..300).for_each(|number| watch.raise(&format!("row {}", number % 250)));
        let alarms = watch.alarms();
        assert_eq!(alarms.len(), MOST_ALARMS + 1);
        let more = alarms.iter().find(|alarm| alarm.what == MORE_ALARMS).unwrap();
        assert_eq!(more.times, 50);
        assert!(alarms.contains(&Alarm { what: "row 0".into(), times: 2 }));
    }
}
