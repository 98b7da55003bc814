//! Heavy work: what keeps a processor busy for more than a few milliseconds, such as verifying a
//! file, drawing a face or hashing a password. It runs on threads of its own, so that the threads
//! that answer requests stay free (I16).
//!
//! Each class of requester has its own bounded queue, and the queues are served in turn. Within a
//! class the lanes (an address, a person, a calling system) are served in turn too, and one lane can
//! take only half of the queue. So whoever sends much waits behind himself, and is refused with
//! [`Code::Busy`] when his places are used up.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use domain::{Code, Refusal};
use tokio::sync::oneshot;

use crate::kernel::{App, Error};

/// Who asks for heavy work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Somebody who has not logged in.
    Stranger,
    /// Somebody whose password is being checked. It is a class of its own, so that a flood of files
    /// to verify does not keep people from logging in.
    Login,
    Person,
    System,
    /// The program itself: jobs in the background, and commands of the shell. Their number is
    /// bounded by the number of workers, and they may wait for a cipher device or a time stamper, so
    /// they do not run on the pool and have no queue.
    Program,
}

/// Classes that have a queue.
const QUEUED: usize = 4;

impl Class {
    fn queue(self) -> Option<usize> {
        match self {
            Self::Stranger => Some(0),
            Self::Login => Some(1),
            Self::Person => Some(2),
            Self::System => Some(3),
            Self::Program => None,
        }
    }
}

/// The class of a requester, and its lane within the class: the address of a stranger, the identity
/// of a person or a calling system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requester {
    pub class: Class,
    pub lane: Arc<str>,
}

impl Requester {
    pub fn new(class: Class, lane: &str) -> Self {
        Self { class, lane: lane.into() }
    }

    pub(crate) fn program() -> Self {
        Self::new(Class::Program, "")
    }
}

/// The size of the pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeavyLimits {
    pub threads: usize,
    /// Number of jobs of strangers that may wait. Each other class has four times as many places,
    /// because its work is short or its callers are known.
    pub queue: usize,
}

impl Default for HeavyLimits {
    /// One thread more than the machine has cores, so that a class that may use all threads but one
    /// can use every core.
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self { threads: cores + 1, queue: 32 }
    }
}

impl HeavyLimits {
    fn places(self, queue: usize) -> usize {
        if queue == 0 { self.queue } else { self.queue.saturating_mul(4) }
    }

    /// Number of threads that the work of some queues may hold at a time. Requesters without a
    /// session share half of the threads, and every other class leaves one to the others.
    fn may_hold(self, queue: usize) -> (usize, &'static [usize]) {
        match queue {
            0 | 1 => ((self.threads / 2).max(1), &[0, 1]),
            2 => (self.threads.saturating_sub(1).max(1), &[2]),
            _ => (self.threads.saturating_sub(1).max(1), &[3]),
        }
    }
}

/// What the pool has done since the start, and what waits now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HeavyCounts {
    pub done: u64,
    /// Jobs that panicked.
    pub panicked: u64,
    /// Jobs that were refused because the queue was full.
    pub refused: u64,
    /// Jobs whose requester went away before they began.
    pub dropped: u64,
    pub waiting: usize,
}

struct Job {
    ticket: u64,
    work: Box<dyn FnOnce() + Send>,
}

#[derive(Default)]
struct Queue {
    /// The lanes in the order in which they are served. No lane is empty.
    lanes: VecDeque<(Arc<str>, VecDeque<Job>)>,
    waiting: usize,
    running: usize,
}

impl Queue {
    fn lane(&self, name: &str) -> usize {
        self.lanes.iter().find(|(lane, _)| &**lane == name).map_or(0, |(_, jobs)| jobs.len())
    }

    fn push(&mut self, lane: &Arc<str>, job: Job) {
        self.waiting += 1;
        match self.lanes.iter_mut().find(|(known, _)| known == lane) {
            Some((_, jobs)) => jobs.push_back(job),
            None => self.lanes.push_back((Arc::clone(lane), VecDeque::from([job]))),
        }
    }

    /// Takes the oldest job of the lane whose turn it is, and puts the lane behind the others.
    fn pop(&mut self) -> Option<Job> {
        let (name, mut jobs) = self.lanes.pop_front()?;
        let job = jobs.pop_front()?;
        self.waiting -= 1;
        if !jobs.is_empty() {
            self.lanes.push_back((name, jobs));
        }
        Some(job)
    }

    /// Removes a job that has not begun; `None` if it has.
    fn remove(&mut self, ticket: u64) -> Option<Job> {
        let mut lanes = self.lanes.iter_mut();
        let job = lanes.find_map(|(_, jobs)| {
            let at = jobs.iter().position(|job| job.ticket == ticket)?;
            jobs.remove(at)
        })?;
        self.lanes.retain(|(_, jobs)| !jobs.is_empty());
        self.waiting -= 1;
        Some(job)
    }
}

#[derive(Default)]
struct State {
    queues: [Queue; QUEUED],
    /// The queue that is asked first for the next job.
    turn: usize,
    tickets: u64,
    /// Number of threads that were started.
    threads: usize,
    closed: bool,
}

impl State {
    /// The next job and its queue: the first queue from `turn` on that has a job and may hold
    /// another thread.
    fn next(&mut self, limits: HeavyLimits) -> Option<(usize, Job)> {
        for step in 0..QUEUED {
            let at = (self.turn + step) % QUEUED;
            let (most, together) = limits.may_hold(at);
            let held: usize = together.iter().map(|queue| self.queues[*queue].running).sum();
            if held < most
                && let Some(job) = self.queues[at].pop()
            {
                self.turn = (at + 1) % QUEUED;
                self.queues[at].running += 1;
                return Some((at, job));
            }
        }
        None
    }
}

struct Shared {
    limits: HeavyLimits,
    state: Mutex<State>,
    /// Wakes threads when a job has come or a thread has become free.
    news: Condvar,
    done: AtomicU64,
    panicked: AtomicU64,
    refused: AtomicU64,
    dropped: AtomicU64,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What each thread of the pool does until the pool is closed.
    fn serve(&self) {
        let mut state = self.state();
        while !state.closed {
            match state.next(self.limits) {
                Some((queue, job)) => {
                    drop(state);
                    // The work catches its own panic; this one is of a result whose drop panics.
                    drop(catch_unwind(AssertUnwindSafe(job.work)));
                    state = self.state();
                    state.queues[queue].running -= 1;
                    self.news.notify_all();
                }
                None => state = self.news.wait(state).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }

    /// Runs the work, and catches its panic, so that the thread lives on.
    fn caught<T>(&self, span: &tracing::Span, work: impl FnOnce() -> T) -> Result<T, Error> {
        let done = span.in_scope(|| catch_unwind(AssertUnwindSafe(work)));
        let count = if done.is_ok() { &self.done } else { &self.panicked };
        count.fetch_add(1, Ordering::Relaxed);
        // The hook of the program has written the panic and its place to standard error.
        done.map_err(|_| Error::Internal("heavy work panicked".to_owned()))
    }
}

/// The threads for heavy work and their queues. The threads start with the first job and end when the
/// pool is dropped.
pub(crate) struct HeavyPool(Arc<Shared>);

impl HeavyPool {
    pub(crate) fn new(limits: HeavyLimits) -> Self {
        Self(Arc::new(Shared {
            limits,
            state: Mutex::default(),
            news: Condvar::new(),
            done: AtomicU64::new(0),
            panicked: AtomicU64::new(0),
            refused: AtomicU64::new(0),
            dropped: AtomicU64::new(0),
        }))
    }

    /// Puts a job into its queue. Errors: [`Code::Busy`] if the queue, or the half of it that one
    /// lane may take, is full, unless the job goes on with work that was admitted before.
    fn enqueue(
        &self,
        queue: usize,
        lane: &Arc<str>,
        work: Box<dyn FnOnce() + Send>,
        admitted: bool,
    ) -> Result<Waiting, Error> {
        let mut state = self.0.state();
        if !admitted && !has_room(&state, queue, lane, self.0.limits) {
            self.0.refused.fetch_add(1, Ordering::Relaxed);
            return Err(Refusal::new(Code::Busy).into());
        }
        while state.threads < self.0.limits.threads {
            let shared = Arc::clone(&self.0);
            let thread = std::thread::Builder::new().name(format!("heavy-{}", state.threads));
            match thread.spawn(move || shared.serve()) {
                Ok(_) => state.threads += 1,
                // The others are started with a later job.
                Err(_) if state.threads > 0 => break,
                Err(error) => return Err(Error::Unavailable(format!("heavy work: {error}"))),
            }
        }
        state.tickets += 1;
        let ticket = state.tickets;
        state.queues[queue].push(lane, Job { ticket, work });
        drop(state);
        self.0.news.notify_one();
        Ok(Waiting { shared: Arc::clone(&self.0), queue, ticket })
    }
}

impl Drop for HeavyPool {
    fn drop(&mut self) {
        self.0.state().closed = true;
        self.0.news.notify_all();
    }
}

fn has_room(state: &State, queue: usize, lane: &str, limits: HeavyLimits) -> bool {
    let (places, queue) = (limits.places(queue), &state.queues[queue]);
    queue.waiting < places && queue.lane(lane) < places.div_ceil(2)
}

/// A place in a queue. Whoever drops it before the job has begun takes the job back, with all that it
/// holds in memory.
struct Waiting {
    shared: Arc<Shared>,
    queue: usize,
    ticket: u64,
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let job = self.shared.state().queues[self.queue].remove(self.ticket);
        // The lock is free again before the job and what it holds are dropped.
        if job.is_some() {
            self.shared.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl App {
    /// Runs work that is too heavy for the threads that answer requests, as work of the requester.
    /// No transaction may be open meanwhile. Errors: [`Code::Busy`] if the queue is full; the work
    /// panicked.
    pub async fn heavy<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        self.heavy_in(self.requester.class, false, work).await
    }

    /// Like [`Self::heavy`], for the second part of work whose first part was admitted: it is not
    /// refused, because then the first part would have been done in vain.
    pub(crate) async fn heavy_on<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        self.heavy_in(self.requester.class, true, work).await
    }

    /// Like [`Self::heavy`], in the queue of another class. The program's own work stays its own.
    pub(crate) async fn heavy_as<T: Send + 'static>(
        &self,
        class: Class,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        self.heavy_in(class, false, work).await
    }

    async fn heavy_in<T: Send + 'static>(
        &self,
        class: Class,
        admitted: bool,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let shared = Arc::clone(&self.heavy.0);
        let span = tracing::Span::current();
        let own = self.requester.class;
        let queue = own.queue().and(class.queue());
        let Some(queue) = queue else {
            let done = tokio::task::spawn_blocking(move || shared.caught(&span, work)).await;
            return done.map_err(|error| Error::Internal(error.to_string()))?;
        };
        let (answer, done) = oneshot::channel();
        let work = move || drop(answer.send(shared.caught(&span, work)));
        let lane = &self.requester.lane;
        let _place = self.heavy.enqueue(queue, lane, Box::new(work), admitted)?;
        done.await.map_err(|_| Error::Unavailable("the server stops".to_owned()))?
    }

    /// Whether heavy work of this requester would find a place in its queue now. The server asks
    /// before it reads a large body.
    pub fn heavy_has_room(&self) -> bool {
        let queue = self.requester.class.queue();
        queue.is_none_or(|queue| {
            has_room(&self.heavy.0.state(), queue, &self.requester.lane, self.heavy.0.limits)
        })
    }

    pub fn heavy_counts(&self) -> HeavyCounts {
        let shared = &self.heavy.0;
        HeavyCounts {
            done: shared.done.load(Ordering::Relaxed),
            panicked: shared.panicked.load(Ordering::Relaxed),
            refused: shared.refused.load(Ordering::Relaxed),
            dropped: shared.dropped.load(Ordering::Relaxed),
            waiting: shared.state().queues.iter().map(|queue| queue.waiting).sum(),
        }
    }
}
