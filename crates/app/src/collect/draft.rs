//! 信息采集 (Art. 7): drafting, saving, submitting and withdrawing applications.

use domain::application::{ApplicationKind, ApplicationState, ApplicationStep};
use domain::caller::Caller;
use domain::catalog::CatalogEntry;
use domain::date::Date;
use domain::event::{Event, EventKind};
use domain::id::Bucket;
use domain::identifier::CertificateIdentifier;
use domain::policy::Action;
use domain::refusal::Severity;
use domain::{Code, Refusal};
use store::{ApplicationRow, Receipt};

use crate::kernel::{App, Error};
use crate::records::application::{
    ApplicationVersion, Content, content_slot, load, move_on, named, place_of,
    refuse_second_update, state_of, subject,
};
use crate::records::catalog::{followed_entry, usable_entry};
use crate::records::certificate::refuse_foreign_target;
use crate::records::person::person;
use crate::records::unit::unit_place;

impl App {
    /// Creates a draft in the caller's unit. The facts may be incomplete, but the holder must be
    /// well formed, because the identity of the row contains the bucket of the holder's code
    /// (decision 0018). Errors: the entry is not published or not adopted by the unit; the holder
    /// has findings.
    pub async fn draft_application(
        &self,
        caller: &Caller,
        type_code: &str,
        content: Content,
    ) -> Result<(ApplicationVersion, Receipt), Error> {
        self.open_draft(caller, ApplicationKind::New, type_code, "", content).await
    }

    /// Creates a draft of an update: a new version that will replace the certificate `replaces`
    /// (Art. 10). Errors: the reason is absent; the certificate cannot be replaced by this
    /// application; another update of it is open.
    pub async fn draft_update(
        &self,
        caller: &Caller,
        replaces: &str,
        content: Content,
    ) -> Result<(ApplicationVersion, Receipt), Error> {
        // The identifier names the type, so the target is looked up only when everything else is settled.
        let known = CertificateIdentifier::parse(replaces);
        let type_code = known.map_or_else(|_| String::new(), |known| known.type_code().to_owned());
        let kind = ApplicationKind::Update;
        let drafted = self.open_draft(caller, kind, &type_code, replaces, content).await;
        if let Err(Error::Refused(refusal)) = &drafted
            && refusal.code() == Code::UpdateTarget
        {
            let subject = format!("action {}", Action::DraftApplication.as_str());
            let details = serde_json::json!({ "refusal": refusal.code().as_str() });
            let event = Event::new(EventKind::Denied, subject).with_details(details);
            self.record_refusal(caller, event).await?;
        }
        drafted
    }

    async fn open_draft(
        &self,
        caller: &Caller,
        kind: ApplicationKind,
        type_code: &str,
        replaces: &str,
        content: Content,
    ) -> Result<(ApplicationVersion, Receipt), Error> {
        let mut work = self.begin(caller).await?;
        let unit = work.caller().unit.clone();
        let place = unit_place(work.rows(), &unit).await?;
        let (mut work, permit) = work.permit(Action::DraftApplication, &place).await?;
        if kind == ApplicationKind::Update {
            refuse_foreign_target(replaces, &unit)?;
        }
        let (entry, number) = usable_entry(self, work.rows(), type_code, &unit).await?;
        let content = checked_holder(&entry, content, work.today())?;
        let index = self.holder_index(&content.holder.code);
        let bucket = Bucket::of_keyed_hash(&index);
        let id = self.fresh_id(work.now(), bucket)?;
        let mut row = ApplicationRow {
            bucket: bucket.number(),
            kind: kind.as_str().to_owned(),
            state: ApplicationState::Draft.as_str().to_owned(),
            type_code: type_code.to_owned(),
            catalog_number: number,
            unit_code: place.unit,
            region: place.region.as_str().to_owned(),
            holder_index: index.to_vec(),
            content_sealed: self.seal(content_slot(&id), &content)?,
            replaces: replaces.to_owned(),
            application_id: id,
            created_at: work.now(),
            updated_at: work.now(),
            ..ApplicationRow::default()
        };
        if kind == ApplicationKind::Update {
            self.updated(work.rows(), &row, &content).await?;
            refuse_second_update(work.rows(), replaces).await?;
        }
        work.rows().insert_application(&mut row).await?;
        let event = Event::new(EventKind::ApplicationDrafted, subject(&row));
        work.commit(permit.done(named(&row), event)).await
    }

    /// Saves changed content of a draft. Errors: the application is not a draft; the holder has
    /// findings; the row was saved since the caller read it.
    pub async fn amend_application(
        &self,
        caller: &Caller,
        version: &ApplicationVersion,
        content: Content,
    ) -> Result<(ApplicationVersion, Receipt), Error> {
        let (mut work, mut row, permit) =
            self.begin_step(caller, version, Action::DraftApplication).await?;
        move_on(self, &work, &mut row, ApplicationStep::Save, "")?;
        let entry = followed_entry(self, work.rows(), &row).await?;
        let content = checked_holder(&entry, content, work.today())?;
        self.updated(work.rows(), &row, &content).await?;
        row.holder_index = self.holder_index(&content.holder.code).to_vec();
        row.content_sealed = self.seal(content_slot(&row.application_id), &content)?;
        self.finish_step(work, row, permit, EventKind::ApplicationDrafted).await
    }

    /// 改用目录新版本: moves a draft to the newest published version of its entry. Without it an application stays with
    /// the version under which it was drafted. What no longer fits, the check then names. Errors: the application is
    /// not a draft; it follows the newest version already.
    pub async fn move_application(
        &self,
        caller: &Caller,
        version: &ApplicationVersion,
    ) -> Result<(ApplicationVersion, Receipt), Error> {
        let (mut work, mut row, permit) =
            self.begin_step(caller, version, Action::DraftApplication).await?;
        move_on(self, &work, &mut row, ApplicationStep::Save, "")?;
        let (entry, number) =
            usable_entry(self, work.rows(), &row.type_code, &row.unit_code).await?;
        if number == row.catalog_number {
            return Err(Refusal::new(Code::EntryMoved).with("version", number.to_string()).into());
        }
        row.catalog_number = number;
        let content: Content = self.open(content_slot(&row.application_id), &row.content_sealed)?;
        let content = content.normal(&entry, work.today());
        row.content_sealed = self.seal(content_slot(&row.application_id), &content)?;
        self.finish_step(work, row, permit, EventKind::ApplicationMoved).await
    }

    /// Submits a draft for review. Errors: a refusal that names every error, in the facts against
    /// the entry or else in the drawing of the face. Warnings are left to the reviewer.
    pub async fn submit_application(
        &self,
        caller: &Caller,
        version: &ApplicationVersion,
    ) -> Result<(ApplicationVersion, Receipt), Error> {
        let action = Action::SubmitApplication;
        let loaded = load(&mut *self.read().await?, &version.id).await;
        let row = self.present(caller, action, loaded).await?;
        self.permit_read(caller, action, &place_of(&row)?).await?;
        let drawn = self.trial_face(&version.id).await;
        let (mut work, mut row, permit) =
            self.begin_step(caller, version, Action::SubmitApplication).await?;
        let entry = followed_entry(self, work.rows(), &row).await?;
        let content: Content = self.open(content_slot(&row.application_id), &row.content_sealed)?;
        // A draft that was saved by an earlier release may not have the normal form yet.
        let content = content.normal(&entry, work.today());
        let today = work.today();
        let checked = self.check_application(work.rows(), &row, &entry, &content, today).await?;
        checked.refuse_errors()?;
        row.content_sealed = self.seal(content_slot(&row.application_id), &content)?;
        row.warnings = i64::try_from(checked.warnings().count()).unwrap_or(i64::MAX);
        row.submitted_at = work.now();
        row.submitted_by = person(work.caller());
        move_on(self, &work, &mut row, ApplicationStep::Submit, "")?;
        // The face is drawn before the change begins, because drawing is slow (decision 0001). Its
        // findings are reported only when the facts have none, because they often follow from
        // those.
        drawn?;
        self.finish_step(work, row, permit, EventKind::ApplicationSubmitted).await
    }

    /// Withdraws a draft or a submitted application.
    pub async fn withdraw_application(
        &self,
        caller: &Caller,
        version: &ApplicationVersion,
    ) -> Result<(ApplicationVersion, Receipt), Error> {
        let (work, mut row, permit) =
            self.begin_step(caller, version, Action::DraftApplication).await?;
        move_on(self, &work, &mut row, ApplicationStep::Withdraw, "")?;
        self.finish_step(work, row, permit, EventKind::ApplicationWithdrawn).await
    }

    /// Returns content and state of an application, for those who may read it.
    pub async fn application_content(
        &self,
        caller: &Caller,
        id: &str,
    ) -> Result<(Content, ApplicationState), Error> {
        let action = Action::ReadApplication;
        let loaded = load(&mut *self.read().await?, id).await;
        let row = self.present(caller, action, loaded).await?;
        self.permit_read(caller, action, &place_of(&row)?).await?;
        let content = self.open(content_slot(id), &row.content_sealed)?;
        Ok((content, state_of(&row)?))
    }
}

/// Brings the content to its normal form and checks the holder. Errors: a refusal with the findings.
fn checked_holder(entry: &CatalogEntry, content: Content, today: Date) -> Result<Content, Refusal> {
    let content = content.normal(entry, today);
    let mut findings = content.holder.findings(entry.holder_kind, &content.as_issued, today);
    findings.retain(|found| found.severity == Severity::Error);
    if findings.is_empty() {
        Ok(content)
    } else {
        Err(Refusal::of_fields(Code::ContentInvalid, findings))
    }
}
