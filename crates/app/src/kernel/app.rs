//! The application: what every use case works with. There is no global state.

use std::sync::Arc;

use domain::id::{Bucket, fresh};
use keys::KeyFolder;
use store::cipher::Slot;
use store::{Reader, Store};

use crate::drawing::templates::Templates;
use crate::kernel::door::RequestKey;
use crate::kernel::group_commit::GroupCommit;
use crate::kernel::ports::TimeStamper;
use crate::kernel::{Clock, Error, Randomness};

/// What an [`App`] is made of.
#[derive(Clone)]
pub struct Parts {
    pub store: Arc<Store>,
    pub clock: Arc<dyn Clock>,
    pub randomness: Arc<dyn Randomness>,
    pub keys: Arc<KeyFolder>,
    pub templates: Arc<Templates>,
    /// Where the time stamps of seals come from; `None`: seals carry none, and the log alone proves
    /// their time.
    pub time_stamper: Option<Arc<dyn TimeStamper>>,
    /// Opens the one-click logins and marks seals as 演示.
    pub demo: bool,
}

/// Every use case is a method of this type. Cheap to clone.
#[derive(Clone)]
pub struct App {
    parts: Parts,
    pub(crate) group_commit: Arc<GroupCommit>,
    pub(crate) request: Option<Arc<RequestKey>>,
}

impl App {
    pub fn new(parts: Parts) -> Self {
        let group_commit = Arc::new(GroupCommit::new(parts.store.writers()));
        Self { parts, group_commit, request: None }
    }

    /// The same, for one request that may be repeated: its answer is saved with its effect, and a
    /// repeat gets [`Error::Repeated`] with that answer instead of a second effect.
    #[must_use]
    pub fn for_request(&self, request: RequestKey) -> Self {
        Self { request: Some(Arc::new(request)), ..self.clone() }
    }

    /// The same, for what a request does beside its one effect.
    #[must_use]
    pub fn without_request(&self) -> Self {
        Self { request: None, ..self.clone() }
    }

    /// What it was made of, for another application beside it.
    pub fn parts(&self) -> Parts {
        self.parts.clone()
    }

    pub fn store(&self) -> &Store {
        &self.parts.store
    }

    /// The city's secrets, which the database does not hold.
    pub fn keys(&self) -> &KeyFolder {
        &self.parts.keys
    }

    /// Fonts and compiled face templates.
    pub fn templates(&self) -> &Templates {
        &self.parts.templates
    }

    pub(crate) fn time_stamper(&self) -> Option<&dyn TimeStamper> {
        self.parts.time_stamper.as_deref()
    }

    pub fn is_demo(&self) -> bool {
        self.parts.demo
    }

    /// Milliseconds since 1970 UTC.
    pub fn now(&self) -> i64 {
        self.parts.clock.now()
    }

    /// A consistent view, for reads that the law does not want recorded; lists take a scope of the
    /// policy.
    pub async fn read(&self) -> Result<Reader, Error> {
        Ok(self.store().read().await?)
    }

    pub(crate) fn fresh_id(&self, now: i64, bucket: Bucket) -> Result<String, Error> {
        Ok(fresh(now, bucket, self.random()?))
    }

    pub fn random<const N: usize>(&self) -> Result<[u8; N], Error> {
        let mut bytes = [0; N];
        self.parts.randomness.fill(&mut bytes)?;
        Ok(bytes)
    }

    /// JSON of `value`, sealed for one column of one row.
    pub(crate) fn seal(
        &self,
        slot: Slot<'_>,
        value: &impl serde::Serialize,
    ) -> Result<Vec<u8>, Error> {
        let clear = serde_json::to_vec(value)?;
        Ok(self.store().keys().seal(slot, self.random()?, &clear)?)
    }

    pub(crate) fn open<T: serde::de::DeserializeOwned>(
        &self,
        slot: Slot<'_>,
        sealed: &[u8],
    ) -> Result<T, Error> {
        Ok(serde_json::from_slice(&self.store().keys().open(slot, sealed)?)?)
    }
}
