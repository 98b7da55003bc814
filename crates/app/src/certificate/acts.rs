//! 签发、冻结、恢复、注销 (Art. 10, 12): issuing, suspending, resuming and revoking a certificate,
//! which the post of the issuer may do.

use domain::caller::Caller;
use domain::catalog::IssueStep;
use domain::certificate::{CertificateState, CertificateStep, Revocation};
use domain::date::Date;
use domain::event::{Event, EventKind};
use domain::job::JobKind;
use domain::notice::NoticeKind;
use domain::policy::{Action, Permit};
use domain::{Code, Refusal, text};
use store::{CertificateRow, Receipt};

use crate::kernel::{App, Error, Work};
use crate::records::certificate::{
    CertificateVersion, load, move_on, named, place_of, state_of, subject,
};
use crate::records::job::{needs_attention, produce_job};
use crate::records::notice::queue_notice;

impl App {
    /// Issues a certificate whose type requires a separate act of the issuer: it enqueues the job
    /// that produces the file, and the certificate becomes valid when its sealed file is stored. If
    /// the job exists but needs attention (it is parked, or failed several times), it is tried
    /// again at once, also for types that are issued automatically. Errors: the certificate is not
    /// registered; its type is issued automatically; the production is under way; its validity has
    /// ended already; it was approved longer ago than the rule book allows and `reason` is empty.
    pub async fn issue_certificate(
        &self,
        caller: &Caller,
        version: &CertificateVersion,
        reason: &str,
    ) -> Result<(CertificateVersion, Receipt), Error> {
        let (mut work, mut row, permit) =
            self.begin_status(caller, version, Action::IssueCertificate).await?;
        let entry = self.entry_of(work.rows(), &row.type_code, row.catalog_number).await?;
        let waits = state_of(&row)? == CertificateState::Registered;
        let job = work.rows().job_of(JobKind::Produce.as_str(), &row.certificate_id, "").await?;
        let held_up = job.filter(needs_attention);
        if !waits || (entry.issue_step != IssueStep::Separate && held_up.is_none()) {
            let refusal = Refusal::new(Code::CertificateState).with("state", &row.state);
            return Err(refusal.with("step", CertificateStep::Activate.as_str()).into());
        }
        let now = work.now();
        let late = self.refuse_late_issue(&mut work, &row, reason).await?;
        if let Some(job) = held_up {
            work.rows().retry_job(&job.job_id, now).await?;
        } else {
            // If the job exists already, the key of the table refuses a second one.
            work.rows().insert_job(&produce_job(self, &row.certificate_id, now)?).await?;
        }
        row.changed_at = work.now();
        work.rows().update_certificate(&mut row).await?;
        let event = Event::new(EventKind::CertificateOrdered, subject(&row));
        let event = match late {
            None => event,
            Some(reason) => event.with_details(serde_json::json!({ "reason": reason })),
        };
        work.commit(permit.done(named(&row), event)).await
    }

    /// The reason of an issue that comes late, of which the rule book says after how many days. Errors: it lacks; or
    /// the validity has ended.
    async fn refuse_late_issue(
        &self,
        work: &mut Work,
        row: &CertificateRow,
        reason: &str,
    ) -> Result<Option<String>, Error> {
        let (today, now) = (work.today(), work.now());
        if Date::parse(&row.valid_to).is_some_and(|last| last < today) {
            return Err(Refusal::new(Code::CertificateExpired)
                .with("valid_to", &row.valid_to)
                .into());
        }
        let book = self.known_rule_book(work.rows(), today, now).await?;
        let days = today.days() - Date::at(row.changed_at).days();
        if book.number("issue.within", today).is_none_or(|within| days <= within) {
            return Ok(None);
        }
        let late = || Refusal::new(Code::IssueLate).with("days", days.to_string());
        Ok(Some(text::reason(reason).map_err(|_| late())?.to_owned()))
    }

    /// 冻结（暂扣）: suspends a certificate and queues a notice to its holder. Errors: it is not
    /// active; the reason is empty; the row was saved since the caller read it.
    pub async fn suspend_certificate(
        &self,
        caller: &Caller,
        version: &CertificateVersion,
        reason: &str,
    ) -> Result<(CertificateVersion, Receipt), Error> {
        let action = Action::SuspendCertificate;
        let told = (EventKind::CertificateSuspended, NoticeKind::Suspended);
        self.step_status(caller, version, CertificateStep::Suspend, action, told, reason).await
    }

    /// 恢复（发还）: resumes a suspended certificate and queues a notice to its holder. Errors: it
    /// is not suspended; the reason is empty; the row was saved since the caller read it.
    pub async fn resume_certificate(
        &self,
        caller: &Caller,
        version: &CertificateVersion,
        reason: &str,
    ) -> Result<(CertificateVersion, Receipt), Error> {
        let action = Action::ResumeCertificate;
        let told = (EventKind::CertificateResumed, NoticeKind::Resumed);
        self.step_status(caller, version, CertificateStep::Resume, action, told, reason).await
    }

    /// 注销: revokes a certificate permanently, in one of the four legal kinds of
    /// [`domain::certificate::RevocationKind`]. Errors: its state is final; the row was saved since
    /// the caller read it.
    pub async fn revoke_certificate(
        &self,
        caller: &Caller,
        version: &CertificateVersion,
        revocation: &Revocation,
    ) -> Result<(CertificateVersion, Receipt), Error> {
        let (mut work, mut row, permit) =
            self.begin_status(caller, version, Action::RevokeCertificate).await?;
        move_on(&mut row, CertificateStep::Revoke, work.now())?;
        revocation.kind.as_str().clone_into(&mut row.revocation_kind);
        row.revocation_sealed = self.sealed_revocation(&row.certificate_id, revocation)?;
        queue_notice(self, &mut work, &row, NoticeKind::Revoked).await?;
        self.finish_status(work, row, permit, EventKind::CertificateRevoked).await
    }

    async fn step_status(
        &self,
        caller: &Caller,
        version: &CertificateVersion,
        step: CertificateStep,
        action: Action,
        (kind, notice): (EventKind, NoticeKind),
        reason: &str,
    ) -> Result<(CertificateVersion, Receipt), Error> {
        let (mut work, mut row, permit) = self.begin_status(caller, version, action).await?;
        move_on(&mut row, step, work.now())?;
        let reason = text::reason(reason)?;
        queue_notice(self, &mut work, &row, notice).await?;
        work.rows().update_certificate(&mut row).await?;
        let event =
            Event::new(kind, subject(&row)).with_details(serde_json::json!({ "reason": reason }));
        work.commit(permit.done(named(&row), event)).await
    }

    /// Begins a change of a certificate: loads the row, asks for the permit, and compares the
    /// version.
    async fn begin_status(
        &self,
        caller: &Caller,
        version: &CertificateVersion,
        action: Action,
    ) -> Result<(Work, CertificateRow, Permit), Error> {
        self.refuse_foreign(caller, action, &version.identifier).await?;
        let mut work = self.begin(caller).await?;
        let loaded = load(work.rows(), &version.identifier).await;
        let (work, row) = work.present(action, loaded).await?;
        let (work, permit) = work.permit(action, &place_of(&row)?).await?;
        if row.version == version.row_version {
            Ok((work, row, permit))
        } else {
            Err(Error::Conflict)
        }
    }

    /// Saves the row and commits with a record of `kind`.
    async fn finish_status(
        &self,
        mut work: Work,
        mut row: CertificateRow,
        permit: Permit,
        kind: EventKind,
    ) -> Result<(CertificateVersion, Receipt), Error> {
        work.rows().update_certificate(&mut row).await?;
        work.commit(permit.done(named(&row), Event::new(kind, subject(&row)))).await
    }
}
