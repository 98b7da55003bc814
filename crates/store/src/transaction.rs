//! The three kinds of transactions (decision 0002): reading, changing with a record, and operating without
//! one. Their queries are declared in `queries/`, next to the tables.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use ledger::record::RowEvidence;
use store_schema::*;

use crate::cipher::KeyRing;
use crate::engine::{Base, Inner, Place, Store, on_engine};
use crate::error::Error;
use crate::evidence::{Listener, PAGE, Rows, View};
use crate::watch::Watch;

/// The queries that every transaction may run.
pub struct Queries {
    pub(crate) inner: Inner,
    base: Arc<Base>,
    /// When the transaction began, in the order of the watch.
    pub(crate) began: u64,
    /// What this transaction has saved since its last record. No record vouches for it yet.
    pub(crate) saved: Vec<RowEvidence>,
    /// Whether this transaction has saved rows.
    pub(crate) writes: bool,
}

/// A transaction that only reads one consistent state.
pub struct Reader {
    queries: Queries,
}

/// A transaction that writes evident rows. It commits only with a log record; if it is dropped, it is
/// rolled back.
pub struct Change {
    pub(crate) queries: Queries,
    pub(crate) record_id: String,
    /// The records of this transaction, as they were written.
    pub(crate) records: Vec<RecordRow>,
    /// The evidence of all rows that this transaction has saved.
    pub(crate) evidence: Vec<Evidence>,
    places: Vec<Place>,
}

/// A transaction that writes tables which are not evidence. If it is dropped, it is rolled back.
pub struct Operation {
    queries: Queries,
}

macro_rules! deref_to_queries {
    ($($type:ident)+) => { $(
        impl Deref for $type {
            type Target = Queries;
            fn deref(&self) -> &Queries { &self.queries }
        }
        impl DerefMut for $type {
            fn deref_mut(&mut self) -> &mut Queries { &mut self.queries }
        }
    )+ };
}

deref_to_queries! { Reader Change Operation }

macro_rules! nouns {
    ($($noun:ident)+) => {
        /// The methods of each noun.
        mod nouns {
            use super::*;

            $(mod $noun {
                use super::*;
                use store_macros::methods as noun;
                include!(concat!(env!("CARGO_MANIFEST_DIR"), "/queries/", stringify!($noun), ".rs"));
            })+

            /// Passes every evident row to the check, table by table.
            pub(crate) async fn walk_all(
                store: &Store, view: &mut View, rows: &mut Rows, listener: Listener<'_>
            ) -> Result<(), Error> {
                $($noun::walk(store, view, rows, listener).await?;)+
                Ok(())
            }
        }
    };
}
include!("../queries/mod.rs");

pub(crate) use nouns::walk_all;

impl Queries {
    pub(crate) fn new(inner: Inner, base: Arc<Base>, began: u64) -> Self {
        Self { inner, base, began, saved: Vec::new(), writes: false }
    }

    pub(crate) fn base(&self) -> Arc<Base> {
        Arc::clone(&self.base)
    }

    pub(crate) fn keys(&self) -> &KeyRing {
        &self.base.keys
    }

    pub(crate) fn watch(&self) -> &Watch {
        &self.base.watch
    }

    pub(crate) fn inner_mut(&mut self) -> &mut Inner {
        &mut self.inner
    }

    /// The place of a row that names only its unit, in whose region it lies.
    async fn place_in_unit(&mut self, unit_code: &str) -> Result<Place, Error> {
        let unit = self.unit(unit_code).await?;
        let region = unit.map(|unit| unit.region).unwrap_or_default();
        Ok(Place { unit: unit_code.to_owned(), region })
    }
}

impl Reader {
    pub(crate) fn new(queries: Queries) -> Self {
        Self { queries }
    }
}

impl Change {
    pub(crate) fn new(queries: Queries, record_id: String) -> Self {
        let (records, evidence, places) = (Vec::new(), Vec::new(), Vec::new());
        Self { queries, record_id, records, evidence, places }
    }

    pub fn record_id(&self) -> &str {
        &self.record_id
    }

    /// The places of the rows saved so far, which the door compares with the permit. A table that is
    /// exempt from this says why in its declaration.
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    fn saved(&mut self, evidence: Evidence, place: Option<Place>) {
        self.evidence.push(evidence.clone());
        let Evidence { table, key, version, digest } = evidence;
        self.queries.writes = true;
        self.queries.saved.push(RowEvidence { table: table.to_owned(), key, version, digest });
        self.places.extend(place);
    }
}

impl Operation {
    pub(crate) fn new(queries: Queries) -> Self {
        Self { queries }
    }

    pub async fn commit(self) -> Result<(), Error> {
        let base = self.queries.base();
        let committed = self.queries.inner.commit().await;
        base.watch.wrote(committed.as_ref().err());
        committed
    }
}
