//! 信息采集 (Art. 7): applications with their facts, saved as drafts and submitted for review.

use domain::application::{
    self, ApplicationFacts, ApplicationKind, ApplicationState, ApplicationStep, UpdateReason,
};
use domain::caller::{Actor, Caller};
use domain::catalog::CatalogEntry;
use domain::date::Date;
use domain::event::{Event, EventKind};
use domain::field::{self, Facts};
use domain::holder::Holder;
use domain::id::{Bucket, bucket_of};
use domain::policy::{Action, Place};
use domain::region::Region;
use domain::{Code, FieldFinding, Refusal};
use serde::{Deserialize, Serialize};
use store::cipher::Slot;
use store::{ApplicationRow, Queries, Receipt};

use crate::catalog::usable_entry;
use crate::door::{App, Work};
use crate::error::Error;
use crate::units::unit_place;
use crate::update::{check_target, refuse_second_update};
use crate::view::load as load_certificate;

/// What is applied for; stands sealed in the row, frozen at approval (I5).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Content {
    pub holder: Holder,
    pub facts: Facts,
    #[serde(default)]
    pub valid_from: Option<Date>,
    /// Last valid day; absent = by the entry's validity, or long term.
    #[serde(default)]
    pub valid_to: Option<Date>,
    /// Number of the paper certificate, where there is one (Art. 10).
    #[serde(default)]
    pub paper_number: String,
    /// Why an update is asked for; absent in new applications.
    #[serde(default)]
    pub update_reason: Option<UpdateReason>,
}

/// An application as callers name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationVersion {
    pub id: String,
    pub row_version: i64,
}

impl App {
    /// Opens a draft in the caller's unit. Facts may still be incomplete, but not malformed in
    /// their holder: the row's partition hangs on the holder's code.
    pub async fn draft_application(
        &self,
        caller: &Caller,
        type_code: &str,
        content: Content,
    ) -> Result<(ApplicationVersion, Receipt), Error> {
        self.open_draft(caller, ApplicationKind::New, type_code, "", content).await
    }

    /// Opens a draft that will replace the certificate `replaces` by a new version (Art. 10).
    /// Errors: no reason, the certificate does not fit, another update is under way.
    pub async fn draft_update(
        &self,
        caller: &Caller,
        replaces: &str,
        content: Content,
    ) -> Result<(ApplicationVersion, Receipt), Error> {
        let target = load_certificate(&mut *self.read().await?, replaces).await;
        let target = target.map_err(|_| Refusal::new(Code::UpdateTarget))?;
        let kind = ApplicationKind::Update;
        self.open_draft(caller, kind, &target.type_code, replaces, content).await
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
        let (entry, number) = usable_entry(self, work.rows(), type_code, &unit).await?;
        let content = checked_holder(&entry, content, work.today())?;
        if kind == ApplicationKind::Update {
            let index = self.holder_index(&content.holder.code);
            check_target(work.rows(), replaces, &unit, type_code, &index).await?;
            refuse_second_update(work.rows(), replaces).await?;
            if content.update_reason.is_none() {
                return Err(Refusal::new(Code::UpdateReasonMissing).into());
            }
        }
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
        work.rows().insert_application(&mut row).await?;
        let event = Event::new(EventKind::ApplicationDrafted, subject(&row));
        work.commit(permit.done(named(&row), event)).await
    }

    /// Saves a draft over. Errors: not a draft, holder malformed, changed meanwhile.
    pub async fn amend_application(
        &self,
        caller: &Caller,
        version: &ApplicationVersion,
        content: Content,
    ) -> Result<(ApplicationVersion, Receipt), Error> {
        let (mut work, mut row, permit) =
            self.begin_step(caller, version, Action::DraftApplication).await?;
        move_on(&work, &mut row, ApplicationStep::Save, "")?;
        let (entry, number) =
            usable_entry(self, work.rows(), &row.type_code, &row.unit_code).await?;
        let content = checked_holder(&entry, content, work.today())?;
        let index = self.holder_index(&content.holder.code);
        if !row.replaces.is_empty() {
            let (unit, of_type) = (row.unit_code.clone(), row.type_code.clone());
            check_target(work.rows(), &row.replaces, &unit, &of_type, &index).await?;
        }
        row.catalog_number = number;
        row.holder_index = index.to_vec();
        row.content_sealed = self.seal(content_slot(&row.application_id), &content)?;
        self.finish_step(work, row, permit, EventKind::ApplicationDrafted).await
    }

    /// Submits a draft for review. Errors: every finding of the facts against the entry, and of
    /// the face that they would make.
    pub async fn submit_application(
        &self,
        caller: &Caller,
        version: &ApplicationVersion,
    ) -> Result<(ApplicationVersion, Receipt), Error> {
        let row = load(&mut *self.read().await?, &version.id).await?;
        self.permit_read(caller, Action::SubmitApplication, &place_of(&row)?).await?;
        let drawn = self.trial_face(&version.id).await;
        let (mut work, mut row, permit) =
            self.begin_step(caller, version, Action::SubmitApplication).await?;
        let (entry, number) =
            usable_entry(self, work.rows(), &row.type_code, &row.unit_code).await?;
        let content: Content = self.open(content_slot(&row.application_id), &row.content_sealed)?;
        check_content(&entry, &content, work.today())?;
        row.catalog_number = number;
        row.submitted_by = person(work.caller());
        move_on(&work, &mut row, ApplicationStep::Submit, "")?;
        // Drawn before the change began (decision 1), told after what is wrong with the facts.
        drawn?;
        self.finish_step(work, row, permit, EventKind::ApplicationSubmitted).await
    }

    /// Takes a draft or a submitted application back.
    pub async fn withdraw_application(
        &self,
        caller: &Caller,
        version: &ApplicationVersion,
    ) -> Result<(ApplicationVersion, Receipt), Error> {
        let (work, mut row, permit) =
            self.begin_step(caller, version, Action::DraftApplication).await?;
        move_on(&work, &mut row, ApplicationStep::Withdraw, "")?;
        self.finish_step(work, row, permit, EventKind::ApplicationWithdrawn).await
    }

    /// Content of an application, for those who may read it.
    pub async fn application_content(
        &self,
        caller: &Caller,
        id: &str,
    ) -> Result<(Content, ApplicationState), Error> {
        let row = load(&mut *self.read().await?, id).await?;
        self.permit_read(caller, Action::ReadApplication, &place_of(&row)?).await?;
        let content = self.open(content_slot(id), &row.content_sealed)?;
        Ok((content, state_of(&row)?))
    }

    pub(crate) async fn begin_step(
        &self,
        caller: &Caller,
        version: &ApplicationVersion,
        action: Action,
    ) -> Result<(Work, ApplicationRow, domain::policy::Permit), Error> {
        let mut work = self.begin(caller).await?;
        let row = load(work.rows(), &version.id).await?;
        let (work, permit) = work.permit(action, &place_of(&row)?).await?;
        if row.version != version.row_version {
            return Err(Error::Conflict);
        }
        Ok((work, row, permit))
    }

    pub(crate) async fn finish_step(
        &self,
        mut work: Work,
        mut row: ApplicationRow,
        permit: domain::policy::Permit,
        kind: EventKind,
    ) -> Result<(ApplicationVersion, Receipt), Error> {
        row.updated_at = work.now();
        work.rows().update_application(&mut row).await?;
        let event = Event::new(kind, subject(&row));
        work.commit(permit.done(named(&row), event)).await
    }
}

/// Everything wrong with the content, by field (Art. 11: completeness and accuracy).
pub(crate) fn check_content(
    entry: &CatalogEntry,
    content: &Content,
    today: Date,
) -> Result<(), Refusal> {
    let mut findings = field::check(&entry.fields, &content.facts, today);
    if let Err(found) = content.holder.clone().checked(entry.holder_kind, today) {
        findings.extend(found);
    }
    if let Some(words) = wrong_length(&content.paper_number) {
        findings.push(FieldFinding::new("paper_number", Code::FieldTooLong, words));
    }
    let mut wrong = |code: Code| findings.push(FieldFinding::new("valid_to", code, code.zh()));
    match (content.valid_from, content.valid_to) {
        (Some(from), Some(to)) if to < from => wrong(Code::ValidityOrder),
        (_, Some(to)) if to < today => wrong(Code::ValidityEnded),
        (_, _) => {}
    }
    if findings.is_empty() {
        Ok(())
    } else {
        Err(Refusal::of_fields(Code::ContentInvalid, findings))
    }
}

/// The state's next step; the facts of four eyes come from the row and the caller.
pub(crate) fn move_on(
    work: &Work,
    row: &mut ApplicationRow,
    step: ApplicationStep,
    reason: &str,
) -> Result<(), Error> {
    let acting = person(work.caller());
    let facts = ApplicationFacts { submitted_by: &row.submitted_by, acting: &acting, reason };
    let next = application::step(state_of(row)?, step, facts)?;
    next.as_str().clone_into(&mut row.state);
    reason.trim().clone_into(&mut row.reason);
    Ok(())
}

pub(crate) fn person(caller: &Caller) -> String {
    match &caller.actor {
        Actor::Person(id) => id.clone(),
        Actor::Client { .. } | Actor::Program(_) | Actor::Public => caller.actor.record_text(),
    }
}

pub(crate) fn content_slot(id: &str) -> Slot<'_> {
    Slot { table: "application", column: "content", row: id }
}

pub(crate) async fn load(rows: &mut Queries, id: &str) -> Result<ApplicationRow, Error> {
    let bucket = bucket_of(id).ok_or(Error::NotFound)?;
    rows.application(bucket.number(), id).await?.ok_or(Error::NotFound)
}

fn checked_holder(
    entry: &CatalogEntry,
    mut content: Content,
    today: Date,
) -> Result<Content, Refusal> {
    content.holder = content
        .holder
        .checked(entry.holder_kind, today)
        .map_err(|findings| Refusal::of_fields(Code::ContentInvalid, findings))?;
    Ok(content)
}

fn wrong_length(paper_number: &str) -> Option<&'static str> {
    (paper_number.chars().count() > 60).then_some("纸质证照编号最多 60 字")
}

pub(crate) fn state_of(row: &ApplicationRow) -> Result<ApplicationState, Error> {
    ApplicationState::parse(&row.state)
        .ok_or_else(|| Error::Internal(format!("application state {}", row.state)))
}

pub(crate) fn place_of(row: &ApplicationRow) -> Result<Place, Error> {
    Ok(Place { unit: row.unit_code.clone(), region: Region::parse(&row.region)? })
}

fn named(row: &ApplicationRow) -> ApplicationVersion {
    ApplicationVersion { id: row.application_id.clone(), row_version: row.version }
}

fn subject(row: &ApplicationRow) -> String {
    format!("application {}", row.application_id)
}
