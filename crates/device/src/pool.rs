//! A pool of sessions, each on a thread of its own. If a call into the library never returns, its caller
//! gets an error after the time limit, and the pool loses one session until the call returns.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use seal::signer::SignerError;
use seal::sm2::{Digest, PublicKey, Signature};

use crate::{Backend, Fault, Place};

/// The limits of a pool.
#[derive(Clone, Copy)]
pub struct Limits {
    /// Maximum number of sessions in use at the same time. As many more may hang in abandoned calls;
    /// beyond that the device is not called again until one of them returns.
    pub sessions: usize,
    /// Time limit for a free session, and then for each answer of the device.
    pub wait: Duration,
}

/// A pool of sessions of one device.
pub struct Pool<B> {
    backend: Arc<B>,
    limits: Limits,
    shared: Arc<Shared>,
}

/// What callers and worker threads share.
#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    /// Signalled when a worker becomes idle or is abandoned.
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// Workers that wait for a job.
    idle: Vec<Worker>,
    /// Number of workers that are idle or whose caller waits for them.
    live: usize,
    /// Number of worker threads that have not ended, including those whose call was abandoned.
    threads: usize,
}

impl State {
    /// Returns the number of threads that hang in abandoned calls.
    fn hanging(&self) -> usize {
        self.threads.saturating_sub(self.live)
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records that a caller no longer waits for its worker. The thread ends when its call returns,
    /// because its job channel is closed by then.
    fn abandon_worker(&self) {
        self.lock().live -= 1;
        self.changed.notify_one();
    }
}

/// The sending end of a worker thread's job channel.
type Worker = Sender<Job>;

/// A task and the channel for its answers.
struct Job {
    place: Place,
    task: Task,
    answers: Sender<Answer>,
}

enum Task {
    PublicKey,
    Sign(Vec<Digest>),
}

enum Answer {
    PublicKey(PublicKey),
    /// One signature of the batch.
    Signature(Signature),
    /// The task is complete.
    Done,
    /// The task failed; no more answers follow.
    Failed(Fault),
}

impl<B: Backend> Pool<B> {
    pub fn new(backend: B, limits: Limits) -> Self {
        Self { backend: Arc::new(backend), limits, shared: Arc::default() }
    }

    pub fn public_key(&self, place: &Place) -> Result<PublicKey, SignerError> {
        let mut found = None;
        self.call(place, Task::PublicKey, &mut |answer| {
            if let Answer::PublicKey(public) = answer {
                found = Some(public);
            }
        })?;
        found.ok_or_else(|| SignerError::Unavailable("the device returned no public key".into()))
    }

    pub fn sign(&self, place: &Place, digests: &[Digest]) -> Result<Vec<Signature>, SignerError> {
        let mut signatures = Vec::with_capacity(digests.len());
        self.call(place, Task::Sign(digests.to_vec()), &mut |answer| {
            if let Answer::Signature(signature) = answer {
                signatures.push(signature);
            }
        })?;
        Ok(signatures)
    }

    /// Runs a task on a worker and passes its results to `each`.
    fn call(
        &self,
        place: &Place,
        task: Task,
        each: &mut dyn FnMut(Answer),
    ) -> Result<(), SignerError> {
        let worker = self.worker()?;
        let (answers, incoming) = mpsc::channel();
        let job = Job { place: place.clone(), task, answers };
        let abandon = |why: String| {
            self.shared.abandon_worker();
            Err(SignerError::Unavailable(why))
        };
        if worker.send(job).is_err() {
            return abandon("the session thread ended unexpectedly".into());
        }
        loop {
            match incoming.recv_timeout(self.limits.wait) {
                Ok(Answer::Done) => {
                    self.put_back(worker);
                    return Ok(());
                }
                Ok(Answer::Failed(fault)) => {
                    self.put_back(worker);
                    let why = format!("key {place}: {}", fault.into_text());
                    return Err(SignerError::Unavailable(why));
                }
                Ok(answer) => each(answer),
                Err(RecvTimeoutError::Timeout) => {
                    let wait = self.limits.wait;
                    return abandon(format!("key {place}: no answer in {wait:?}"));
                }
                Err(RecvTimeoutError::Disconnected) => {
                    return abandon("the session thread ended unexpectedly".into());
                }
            }
        }
    }

    fn put_back(&self, worker: Worker) {
        self.shared.lock().idle.push(worker);
        self.shared.changed.notify_one();
    }

    /// Returns an idle worker, starts a new one if the limits permit, or waits for the next idle one.
    fn worker(&self) -> Result<Worker, SignerError> {
        let Limits { sessions, wait } = self.limits;
        let must_wait = |state: &mut State| {
            state.idle.is_empty() && state.live >= sessions && state.hanging() < sessions
        };
        let waited = self.shared.changed.wait_timeout_while(self.shared.lock(), wait, must_wait);
        let (mut state, waited) = waited.unwrap_or_else(PoisonError::into_inner);
        if let Some(worker) = state.idle.pop() {
            return Ok(worker);
        }
        let hanging = state.hanging();
        if hanging >= sessions {
            let why = format!(
                "{hanging} calls never returned; the device is not called again until one of them does"
            );
            return Err(SignerError::Unavailable(why));
        }
        if waited.timed_out() {
            return Err(SignerError::Unavailable(format!("all {sessions} sessions are busy")));
        }
        let worker = self.start()?;
        state.live += 1;
        state.threads += 1;
        Ok(worker)
    }

    /// Starts a worker thread.
    fn start(&self) -> Result<Worker, SignerError> {
        let (worker, jobs) = mpsc::channel();
        let on_exit = OnThreadExit(Arc::clone(&self.shared));
        let backend = Arc::clone(&self.backend);
        let work = move || {
            let _on_exit = on_exit;
            run_jobs(&*backend, &jobs);
        };
        let started = thread::Builder::new().name("cipher-device".into()).spawn(work);
        started.map_err(|error| SignerError::Unavailable(error.to_string()))?;
        Ok(worker)
    }
}

/// Decreases the number of threads when it is dropped, even if the thread panics.
struct OnThreadExit(Arc<Shared>);

impl Drop for OnThreadExit {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.threads = state.threads.saturating_sub(1);
    }
}

/// The body of a worker thread: runs jobs until the job channel is closed.
fn run_jobs<B: Backend>(backend: &B, jobs: &Receiver<Job>) {
    let mut session = None;
    while let Ok(job) = jobs.recv() {
        let mut done = 0;
        let mut result = attempt(backend, &mut session, &job, &mut done);
        // If the session was lost, open a new one and continue the batch where it stopped.
        if matches!(result, Err(Fault::Lost(_))) {
            session = None;
            result = attempt(backend, &mut session, &job, &mut done);
        }
        if matches!(result, Err(Fault::Lost(_))) {
            session = None;
        }
        let last = result.map_or_else(Answer::Failed, |()| Answer::Done);
        // If the caller no longer waits, it has also dropped the job channel, and the loop ends.
        let _caller_left = job.answers.send(last);
    }
}

/// Runs a job in the given session, which is opened first if necessary. `done` is the number of digests that
/// are already signed; they are skipped.
fn attempt<B: Backend>(
    backend: &B,
    session: &mut Option<B::Session>,
    job: &Job,
    done: &mut usize,
) -> Result<(), Fault> {
    let session = match session {
        Some(session) => session,
        None => session.insert(backend.open()?),
    };
    let caller_left = |_| Fault::Refused("the caller no longer waits".into());
    match &job.task {
        Task::PublicKey => {
            let public = backend.public_key(session, &job.place)?;
            job.answers.send(Answer::PublicKey(public)).map_err(caller_left)
        }
        Task::Sign(digests) => {
            let rest = digests.get(*done..).unwrap_or_default();
            backend.sign(session, &job.place, rest, &mut |signature| {
                *done += 1;
                job.answers.send(Answer::Signature(signature)).map_err(caller_left)
            })
        }
    }
}
