//! The audit that a server runs by itself (Art. 21, decision 0020): all evidence is checked in small steps,
//! again and again, and what is found raises an alarm. Alarms are written to the operator's log, to the log
//! of the city and to `/health`.

use std::collections::BTreeSet;
use std::time::Duration;

use domain::caller::Caller;
use domain::event::{Event, EventKind};
use domain::policy::{Action, Citywide};
use store::evidence::Report;
use tokio::sync::watch;

use crate::background::Complaint;
use crate::kernel::{App, Error};
use crate::records::checkpoint::Checkpoints;

/// Longest pause between two steps, so that a small log is checked every few minutes.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
/// Records, rows and files that are read in one step.
const PAGE: u64 = 1_000;
/// Steps of a check beside those that grow with the log, one or two for each table.
const FIXED_STEPS: u64 = 60;
/// How often alarms are looked at.
const ALARMS_EVERY: Duration = Duration::from_secs(1);
/// A log up to this number of records is checked as a whole when the server starts.
const CHECKED_AT_START: u64 = 20_000;

impl App {
    /// Audits the evidence until `stop` becomes true, each time within about `period`.
    pub(super) async fn audit_evidence(
        &self,
        period: Duration,
        checkpoints: &Checkpoints,
        complain: Complaint,
        mut stop: watch::Receiver<bool>,
    ) {
        while !*stop.borrow() {
            let audit = async {
                if let Err(error) = self.audit_once(period, checkpoints).await {
                    complain("audit", &error);
                }
                tokio::time::sleep(LONGEST_PAUSE).await;
            };
            tokio::select! {
                () = audit => {}
                _ = stop.wait_for(|stopped| *stopped) => {}
            }
        }
    }

    /// Audits everything once, so slowly that it takes about `period`.
    async fn audit_once(
        &self,
        period: Duration,
        checkpoints: &Checkpoints,
    ) -> Result<Report, Error> {
        let (size, _) = self.read().await?.tree().await?;
        // Records are read twice as pages of the log and of rows, and files once.
        let steps = FIXED_STEPS + 3 * size / PAGE;
        let pause = period / u32::try_from(steps).unwrap_or(u32::MAX);
        let outside = self.outside_checkpoint(checkpoints).await.ok().flatten();
        Ok(self.store().audit(outside, pause.min(LONGEST_PAUSE)).await?)
    }

    /// Checks the evidence before a server begins to serve. Returns the findings in words; `None` if the
    /// log is so large that only the audit of the running server checks it. Errors: the database cannot
    /// be read.
    pub async fn check_at_start(
        &self,
        checkpoints: &Checkpoints,
    ) -> Result<Option<Vec<String>>, Error> {
        let (size, _) = self.read().await?.tree().await?;
        if size > CHECKED_AT_START {
            return Ok(None);
        }
        let outside = self.outside_checkpoint(checkpoints).await.ok().flatten();
        let report = self.store().audit(outside, Duration::ZERO).await?;
        Ok(Some(report.findings.iter().map(ToString::to_string).collect()))
    }

    /// Tells each new alarm: to `alarm`, and in a record of the log. Runs until `stop` becomes true.
    pub(super) async fn tell_alarms(&self, alarm: fn(&str), mut stop: watch::Receiver<bool>) {
        let (mut told, mut recorded) = (BTreeSet::new(), BTreeSet::new());
        while !*stop.borrow() {
            for found in self.store().alarms() {
                if told.insert(found.what.clone()) {
                    alarm(&found.what);
                }
                // While writing is stopped, the record waits.
                if !recorded.contains(&found.what) && self.record_alarm(&found.what).await.is_ok() {
                    recorded.insert(found.what);
                }
            }
            drop(tokio::time::timeout(ALARMS_EVERY, stop.wait_for(|stopped| *stopped)).await);
        }
    }

    async fn record_alarm(&self, what: &str) -> Result<(), Error> {
        let work = self.begin(&Caller::program("audit")).await?;
        let (work, permit) = work.permit(Action::GuardLog, &Citywide).await?;
        let event = Event::new(EventKind::AlarmRaised, "log")
            .with_details(serde_json::json!({ "what": what }));
        work.commit(permit.done((), event)).await?;
        Ok(())
    }
}
