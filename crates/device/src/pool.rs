//! Sessions on threads of their own. A call that does not come back costs the caller the time limit
//! and the pool one session; it never costs the caller its thread.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use seal::signer::SignerError;
use seal::sm2::{Digest, PublicKey, Signature};

use crate::{Backend, Fault, Place};

#[derive(Clone, Copy)]
pub struct Limits {
    /// Sessions in use at a time. As many more may hang in calls that were given up; then the device
    /// is not asked again until one of them returns.
    pub sessions: usize,
    /// For a free session, and then for each answer.
    pub wait: Duration,
}

pub struct Pool<B> {
    backend: Arc<B>,
    limits: Limits,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    idle: Vec<Worker>,
    /// Workers idle or with a caller.
    live: usize,
    threads: usize,
}

impl State {
    /// Threads in calls that were given up.
    fn hanging(&self) -> usize {
        self.threads.saturating_sub(self.live)
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A worker whose caller waits for it no longer.
    fn give_up(&self) {
        self.lock().live -= 1;
        self.changed.notify_one();
    }
}

type Worker = Sender<Job>;

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
    Signature(Signature),
    Done,
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
        found.ok_or_else(|| SignerError::Unavailable("no public key came back".into()))
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

    fn call(
        &self,
        place: &Place,
        task: Task,
        each: &mut dyn FnMut(Answer),
    ) -> Result<(), SignerError> {
        let worker = self.worker()?;
        let (answers, incoming) = mpsc::channel();
        let job = Job { place: place.clone(), task, answers };
        let silent = |why: String| {
            self.shared.give_up();
            Err(SignerError::Unavailable(why))
        };
        if worker.send(job).is_err() {
            return silent("a session ended without a word".into());
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
                    return silent(format!("key {place}: no answer in {wait:?}"));
                }
                Err(RecvTimeoutError::Disconnected) => {
                    return silent("a session ended without a word".into());
                }
            }
        }
    }

    fn put_back(&self, worker: Worker) {
        self.shared.lock().idle.push(worker);
        self.shared.changed.notify_one();
    }

    /// An idle worker, or a new one while there may be more; otherwise the next that is put back.
    fn worker(&self) -> Result<Worker, SignerError> {
        let Limits { sessions, wait } = self.limits;
        let full = |state: &mut State| {
            state.idle.is_empty() && state.live >= sessions && state.hanging() < sessions
        };
        let waited = self.shared.changed.wait_timeout_while(self.shared.lock(), wait, full);
        let (mut state, time) = waited.unwrap_or_else(PoisonError::into_inner);
        if let Some(worker) = state.idle.pop() {
            return Ok(worker);
        }
        let hanging = state.hanging();
        if hanging >= sessions {
            let why = format!("{hanging} calls never came back; not asking again until one does");
            return Err(SignerError::Unavailable(why));
        }
        if time.timed_out() {
            return Err(SignerError::Unavailable(format!("all {sessions} sessions are busy")));
        }
        let worker = self.start()?;
        state.live += 1;
        state.threads += 1;
        Ok(worker)
    }

    fn start(&self) -> Result<Worker, SignerError> {
        let (worker, jobs) = mpsc::channel();
        let ending = Ending(Arc::clone(&self.shared));
        let backend = Arc::clone(&self.backend);
        let work = move || {
            let _ending = ending;
            work(&*backend, &jobs);
        };
        let started = thread::Builder::new().name("cipher-device".into()).spawn(work);
        started.map_err(|error| SignerError::Unavailable(error.to_string()))?;
        Ok(worker)
    }
}

/// Counts a thread down, however it ends.
struct Ending(Arc<Shared>);

impl Drop for Ending {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.threads = state.threads.saturating_sub(1);
    }
}

/// Does jobs until nobody can send another one.
fn work<B: Backend>(backend: &B, jobs: &Receiver<Job>) {
    let mut session = None;
    while let Ok(job) = jobs.recv() {
        let mut done = 0;
        let mut result = attempt(backend, &mut session, &job, &mut done);
        // Once more in a new session, from where the old one was lost.
        if matches!(result, Err(Fault::Lost(_))) {
            session = None;
            result = attempt(backend, &mut session, &job, &mut done);
        }
        if matches!(result, Err(Fault::Lost(_))) {
            session = None;
        }
        let last = result.map_or_else(Answer::Failed, |()| Answer::Done);
        // The caller may have gone; then nobody sends another job either, and the loop ends.
        let _gone = job.answers.send(last);
    }
}

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
    let gone = |_| Fault::Refused("nobody waits any more".into());
    match &job.task {
        Task::PublicKey => {
            let public = backend.public_key(session, &job.place)?;
            job.answers.send(Answer::PublicKey(public)).map_err(gone)
        }
        Task::Sign(digests) => {
            let rest = digests.get(*done..).unwrap_or_default();
            backend.sign(session, &job.place, rest, &mut |signature| {
                *done += 1;
                job.answers.send(Answer::Signature(signature)).map_err(gone)
            })
        }
    }
}
