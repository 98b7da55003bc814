//! The background tasks of a server: jobs, the sequencer of the log, checkpoints outside the
//! database, and schedules. Several processes may run all of them on one database (I8): a lease
//! gives each job and each schedule to one process at a time, the sequencer of one process notices
//! that another one was first, and each process writes its own checkpoints.

use std::path::PathBuf;
use std::time::Duration;

use tokio::sync::watch;

use crate::background::worker::Worked;
use crate::kernel::{App, Error};
use crate::records::checkpoint::Checkpoints;

/// Pause between two runs of the sequencer, so that a record gets its place within a second.
const SEQUENCE_EVERY: Duration = Duration::from_millis(500);
/// Pause between two checkpoints.
const CHECKPOINT_EVERY: Duration = Duration::from_secs(5);
/// Pause between two checks whether a schedule is due.
const SCHEDULES_EVERY: Duration = Duration::from_secs(5);
/// How long an idle worker waits before it looks for a job again.
const IDLE_PAUSE: Duration = Duration::from_millis(100);
/// How long a worker waits while nothing is written.
const STOPPED_PAUSE: Duration = Duration::from_secs(1);

/// Called with the name of a background task and its error. The server writes both to its log.
pub type Complaint = fn(&'static str, &Error);

/// What the background tasks of a server are told.
#[derive(Clone)]
pub struct Background {
    /// Number of workers for jobs.
    pub workers: usize,
    pub checkpoints: Checkpoints,
    /// Folders that must have free space.
    pub folders: Vec<PathBuf>,
    /// Time within which all evidence is audited once.
    pub audit_period: Duration,
    pub complain: Complaint,
    /// Called with each new alarm about edited evidence.
    pub alarm: fn(&str),
}

impl App {
    /// Runs all background tasks until `stop` becomes true. Then each task finishes what it is doing.
    pub async fn run_background(&self, told: Background, stop: watch::Receiver<bool>) {
        let Background { workers, checkpoints, folders, audit_period, complain, alarm } = told;
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
                    // On a conflict, another process has placed the records.
                    Ok(_) | Err(store::Error::Conflict | store::Error::Stopped(_)) => {}
                    Err(error) => complain("sequencer", &error.into()),
                }
            }
        }));
        let (app, within, stopped) = (self.clone(), checkpoints.clone(), stop.clone());
        running.spawn(async move {
            app.audit_evidence(audit_period, &within, complain, stopped).await;
        });
        let (app, stopped) = (self.clone(), stop.clone());
        running.spawn(async move { app.tell_alarms(alarm, stopped).await });
        let app = self.clone();
        running.spawn(every(CHECKPOINT_EVERY, stop.clone(), move || {
            let (app, checkpoints, folders) = (app.clone(), checkpoints.clone(), folders.clone());
            async move { app.guard_everything(&checkpoints, &folders, complain).await }
        }));
        let app = self.clone();
        running.spawn(until(SCHEDULES_EVERY, stop, move || {
            let app = app.clone();
            async move { app.run_due_schedules(complain).await }
        }));
        while running.join_next().await.is_some() {}
    }

    /// Looks at free space, clock, database and checkpoint. What is wrong stops writing, and what is right
    /// again lets it go on.
    async fn guard_everything(
        &self,
        checkpoints: &Checkpoints,
        folders: &[PathBuf],
        complain: Complaint,
    ) {
        self.guard_space(folders);
        if let Err(error) = self.guard_clock().await {
            complain("clock", &error);
        }
        match self.store().try_writing().await {
            // Why writing is stopped is an alarm.
            Ok(()) | Err(store::Error::Stopped(_)) => {}
            Err(error) => complain("writing", &error.into()),
        }
        match self.write_checkpoint(checkpoints).await {
            Ok(()) | Err(Error::Stopped(_)) => {}
            Err(error) => complain("checkpoint", &error),
        }
    }

    /// Runs jobs, one after another, until `stop` becomes true.
    async fn work(&self, complain: Complaint, stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            match self.work_once().await {
                Ok(Worked::Done | Worked::Parked | Worked::Postponed | Worked::Lost) => {}
                Ok(Worked::NothingToDo) => tokio::time::sleep(IDLE_PAUSE).await,
                Err(Error::Stopped(_)) => tokio::time::sleep(STOPPED_PAUSE).await,
                Err(error) => {
                    complain("job", &error);
                    tokio::time::sleep(IDLE_PAUSE).await;
                }
            }
        }
    }
}

/// Like [`until`], and runs `task` once more at the end, so that the last records are placed and a
/// checkpoint covers them.
async fn every<F: Future<Output = ()>>(
    pause: Duration,
    stop: watch::Receiver<bool>,
    mut task: impl FnMut() -> F,
) {
    until(pause, stop, &mut task).await;
    task().await;
}

/// Runs `task` now and again after each pause, until `stop` becomes true.
async fn until<F: Future<Output = ()>>(
    pause: Duration,
    mut stop: watch::Receiver<bool>,
    mut task: impl FnMut() -> F,
) {
    while !*stop.borrow() {
        task().await;
        drop(tokio::time::timeout(pause, stop.wait_for(|stopped| *stopped)).await);
    }
}
