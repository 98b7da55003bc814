//! The value that every use case works with: the store, the keys, the clock and the other parts.
//! The program has no global state.

use std::sync::{Arc, Mutex};

use domain::id::{Bucket, fresh};
use domain::login::LoginRules;
use domain::rulebook::RuleBook;
use keys::KeyFolder;
use seal::x509::Trust;
use store::cipher::Slot;
use store::{Cause, Reader, Store};

use crate::drawing::templates::Templates;
use crate::kernel::asking::Asking;
use crate::kernel::door::RequestKey;
use crate::kernel::group_commit::GroupCommit;
use crate::kernel::heavy::{HeavyLimits, HeavyPool, Requester};
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
    /// The authority that issues the time stamps of seals. With `None`, seals carry no time stamp,
    /// and only the log proves when they were applied.
    pub time_stamper: Option<Arc<dyn TimeStamper>>,
    /// Whether this is a demo city: logging in needs no password, and seals are marked as 演示.
    pub demo: bool,
}

/// The rule book that was in force when it was last looked for.
#[derive(Clone)]
pub(crate) struct KnownRules {
    /// The record of the row that holds it; empty for that of the release.
    pub version: String,
    pub at: i64,
    pub book: Arc<RuleBook>,
}

/// The application: every use case is a method of this type. A clone is cheap and shares all parts.
#[derive(Clone)]
pub struct App {
    parts: Parts,
    pub(crate) group_commit: Arc<GroupCommit>,
    pub(crate) asking: Arc<Asking>,
    pub(crate) rules: Arc<Mutex<Option<KnownRules>>>,
    pub(crate) request: Option<Arc<RequestKey>>,
    pub(crate) heavy: Arc<HeavyPool>,
    pub(crate) requester: Requester,
    /// How far the clocks of others may be ahead of ours, in seconds.
    clocks_ahead: i64,
    login: LoginRules,
    /// The authorities of the certificates with which people log in; without them, a certificate counts by its
    /// period.
    login_authorities: Option<Arc<Trust>>,
}

/// How far the clocks of others may be ahead of ours, in seconds, unless the configuration says otherwise.
pub const CLOCKS_AHEAD: i64 = 300;

impl App {
    pub fn new(parts: Parts) -> Self {
        let group_commit = Arc::new(GroupCommit::new(parts.store.writers()));
        let heavy = Arc::new(HeavyPool::new(HeavyLimits::default()));
        let (asking, rules) = (Arc::default(), Arc::default());
        let requester = Requester::program();
        Self {
            parts,
            group_commit,
            asking,
            rules,
            request: None,
            heavy,
            requester,
            clocks_ahead: CLOCKS_AHEAD,
            login: LoginRules::default(),
            login_authorities: None,
        }
    }

    /// Replaces the pool for heavy work by one of another size. Copies that were made before keep
    /// theirs.
    #[must_use]
    pub fn with_heavy_limits(self, limits: HeavyLimits) -> Self {
        Self { heavy: Arc::new(HeavyPool::new(limits)), ..self }
    }

    /// Accepts times of others that are at most so many seconds ahead of our clock.
    #[must_use]
    pub fn with_clocks_ahead(self, clocks_ahead: i64) -> Self {
        Self { clocks_ahead, ..self }
    }

    /// Replaces the rules of logging in.
    #[must_use]
    pub fn with_login_rules(self, login: LoginRules) -> Self {
        Self { login, ..self }
    }

    /// Accepts only certificates of these authorities for logging in: PEM, with their revocation lists. Errors:
    /// the text has no authority, or something else.
    pub fn with_login_authorities(self, pem: &str) -> Result<Self, Error> {
        let trust = Trust::from_pem(pem).map_err(|error| Error::Internal(error.to_string()))?;
        Ok(Self { login_authorities: Some(Arc::new(trust)), ..self })
    }

    pub(crate) fn login_authorities(&self) -> Option<&Trust> {
        self.login_authorities.as_deref()
    }

    pub(crate) fn login_rules(&self) -> &LoginRules {
        &self.login
    }

    /// The latest time that a signature or a time stamp of others can have, in Unix seconds.
    pub(crate) fn latest_time(&self) -> i64 {
        self.now() / 1000 + self.clocks_ahead
    }

    /// Returns a copy for one request with an idempotency key. The answer is saved in the commit of
    /// the effect. When the request is repeated, the use case has no second effect and returns
    /// [`Error::Repeated`] with the saved answer.
    #[must_use]
    pub fn for_request(&self, request: RequestKey) -> Self {
        Self { request: Some(Arc::new(request)), ..self.clone() }
    }

    /// Returns a copy without the idempotency key, for changes that a request makes in addition to
    /// its one effect.
    #[must_use]
    pub fn without_request(&self) -> Self {
        Self { request: None, ..self.clone() }
    }

    /// Returns a copy whose heavy work is done for `requester`.
    #[must_use]
    pub fn on_behalf_of(&self, requester: Requester) -> Self {
        Self { requester, ..self.clone() }
    }

    /// Returns the parts, so that a second application can be built that shares them.
    pub fn parts(&self) -> Parts {
        self.parts.clone()
    }

    pub fn store(&self) -> &Store {
        &self.parts.store
    }

    /// The city's keys, which are stored outside the database.
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

    /// The time of day for a record. Errors: [`Error::Stopped`] while the time is not believed. Writing
    /// goes on by itself when it is believed again.
    pub(crate) fn believed_now(&self) -> Result<i64, Error> {
        let now = self.now();
        match self.parts.clock.doubt(self.store().newest_record()) {
            None => {
                self.store().go_on_writing(Cause::Clock);
                Ok(now)
            }
            Some(why) => {
                self.store().stop_writing(Cause::Clock, &why);
                Err(Error::Stopped(why))
            }
        }
    }

    /// Compares the clock with the newest record of the log, and stops writing while the time is not
    /// believed. Returns why. Errors: the database cannot be read.
    pub async fn guard_clock(&self) -> Result<Option<String>, Error> {
        self.store().read_newest_record().await?;
        Ok(match self.believed_now() {
            Err(Error::Stopped(why)) => Some(why),
            other => other.map(|_| None)?,
        })
    }

    /// Begins a read transaction with a consistent view, for reads that need no log record. A list
    /// restricts its rows to the scope that the policy gives the caller.
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

    /// Serialises `value` to JSON and encrypts it for one column of one row.
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
