//! What a running server does by itself: jobs, the log's sequencer, checkpoints outside the database,
//! and schedules. Several processes may run all of it on one database (I8): a job and a schedule have
//! one worker at a time, the sequencer compares and swaps, and every process keeps checkpoints of its own.

use std::path::PathBuf;
use std::time::Duration;

use tokio::sync::watch;

use crate::background::worker::Worked;
use crate::kernel::{App, Error};
use crate::records::checkpoint::write_newest;

/// A record gets its place within a second.
const SEQUENCE_EVERY: Duration = Duration::from_millis(500);
const CHECKPOINT_EVERY: Duration = Duration::from_secs(5);
/// How often a process looks whether a schedule is due.
const SCHEDULES_EVERY: Duration = Duration::from_secs(5);
/// How long an idle worker waits before it looks for work again.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// Where checkpoints go, and for which log.
#[derive(Clone, Debug)]
pub struct Checkpoints {
    pub folder: PathBuf,
    pub origin: String,
}

/// Told of what went wrong in the background; the server logs it.
pub type Complaint = fn(&'static str, &Error);

impl App {
    /// Runs until `stop` becomes true; then finishes what is under way.
    pub async fn run_background(
        &self,
        workers: usize,
        checkpoints: Checkpoints,
        complain: Complaint,
        stop: watch::Receiver<bool>,
    ) {
        let mut running = tokio::task::JoinSet::new();
        for _ in 0..workers {
            let (app, stop) = (self.clone(), stop.clone());
            running.spawn(async move { app.work(complain, stop).await });
        }
        let app = self.clone();
        running.spawn(every(SEQUENCE_EVERY, stop.clone(), move || {
            let app = app.clone();
            async move {
                match app.store().sequence().await {
                    // Another process placed the records.
                    Ok(_) | Err(store::Error::Conflict) => {}
                    Err(error) => complain("sequencer", &error.into()),
                }
            }
        }));
        let app = self.clone();
        running.spawn(every(CHECKPOINT_EVERY, stop.clone(), move || {
            let (app, checkpoints) = (app.clone(), checkpoints.clone());
            async move {
                if let Err(error) = app.write_checkpoint(&checkpoints).await {
                    complain("checkpoint", &error);
                }
            }
        }));
        let app = self.clone();
        running.spawn(every(SCHEDULES_EVERY, stop, move || {
            let app = app.clone();
            async move { app.run_due_schedules(complain).await }
        }));
        while running.join_next().await.is_some() {}
    }

    /// Signs the log as it stands and writes the note outside the database.
    pub async fn write_checkpoint(&self, checkpoints: &Checkpoints) -> Result<(), Error> {
        let note = match self.own_checkpoint(&checkpoints.origin).await {
            Err(Error::Conflict) => return Ok(()),
            other => other?,
        };
        let folder = checkpoints.folder.clone();
        let written = tokio::task::spawn_blocking(move || write_newest(&folder, &note)).await;
        let written = written.map_err(|error| Error::Internal(error.to_string()))?;
        written.map_err(|error| Error::Unavailable(format!("checkpoint: {error}")))
    }

    async fn work(&self, complain: Complaint, stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            match self.work_once().await {
                Ok(Worked::Done | Worked::Parked | Worked::Postponed | Worked::Lost) => {}
                Ok(Worked::NothingToDo) => tokio::time::sleep(LOOK_EVERY).await,
                Err(error) => {
                    complain("job", &error);
                    tokio::time::sleep(LOOK_EVERY).await;
                }
            }
        }
    }
}

/// Does `deed` at once and again after each pause, until told to stop.
async fn every<F: Future<Output = ()>>(
    pause: Duration,
    mut stop: watch::Receiver<bool>,
    mut deed: impl FnMut() -> F,
) {
    while !*stop.borrow() {
        deed().await;
        drop(tokio::time::timeout(pause, stop.wait_for(|stopped| *stopped)).await);
    }
    deed().await;
}
