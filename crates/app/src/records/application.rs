//! 申请 (application): loading rows, their state and sealed content, and the steps that the
//! activities `collect` and `review` share.

use domain::application::{
    self, ApplicationFacts, ApplicationState, ApplicationStep, UpdateReason,
};
use domain::caller::Caller;
use domain::catalog::CatalogEntry;
use domain::code::half_width;
use domain::date::Date;
use domain::event::{Event, EventKind};
use domain::field::{Facts, normal};
use domain::holder::{AsIssued, Holder};
use domain::id::bucket_of;
use domain::policy::{Action, Permit, Place};
use domain::region::Region;
use domain::{Code, Refusal};
use serde::{Deserialize, Serialize};
use store::cipher::Slot;
use store::{ApplicationRow, Queries, Receipt};

use crate::kernel::{App, Error, Work};
use crate::records::person::person;

/// What the application asks for. The row stores it encrypted; approval freezes it (I5).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Content {
    pub holder: Holder,
    pub facts: Facts,
    #[serde(default)]
    pub valid_from: Option<Date>,
    /// Last valid day. If absent, the validity of the catalog entry applies, which may be long
    /// term.
    #[serde(default)]
    pub valid_to: Option<Date>,
    /// Number of the paper certificate, if one exists (Art. 10).
    #[serde(default)]
    pub paper_number: String,
    /// Why an update is asked for; absent in new applications.
    #[serde(default)]
    pub update_reason: Option<UpdateReason>,
    /// On what a correction of the holder's code rests (更正依据).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub correction_basis: String,
    /// Codes that are printed on the document although their check digit does not fit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub as_issued: Vec<AsIssued>,
}

impl Content {
    /// The content in its normal form, which is checked and kept (I17). The page's fields that are empty say
    /// nothing.
    #[must_use]
    pub(crate) fn normal(self, entry: &CatalogEntry, today: Date) -> Self {
        Self {
            holder: self.holder.normal(today),
            facts: normal::facts(&entry.fields, &self.facts, today),
            paper_number: normal::line(&half_width(&self.paper_number)),
            correction_basis: normal::line(&self.correction_basis),
            ..self
        }
    }
}

/// 已确认的警告: a warning that the reviewer accepted, with the reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// Field and code of the finding.
    pub field: String,
    pub code: Code,
    /// What the finding says. It may be left out if no other warning has the same field and code.
    #[serde(default)]
    pub message: String,
    pub reason: String,
}

/// Names an application in a request for a change. `row_version` is the version that the caller
/// read: the change is refused if the row was saved since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationVersion {
    pub id: String,
    pub row_version: i64,
}

impl App {
    /// Begins a change of an application: loads the row, asks for the permit, and compares the
    /// version. Errors: [`Error::Conflict`] if the row was saved since the caller read it. The
    /// permit comes first, so that a caller without rights learns nothing about the row.
    pub(crate) async fn begin_step(
        &self,
        caller: &Caller,
        version: &ApplicationVersion,
        action: Action,
    ) -> Result<(Work, ApplicationRow, Permit), Error> {
        let mut work = self.begin(caller).await?;
        let loaded = load(work.rows(), &version.id).await;
        let (work, row) = work.present(action, loaded).await?;
        let (work, permit) = work.permit(action, &place_of(&row)?).await?;
        if row.version != version.row_version {
            return Err(Error::Conflict);
        }
        Ok((work, row, permit))
    }

    /// Saves the row and commits with a record of `kind`.
    pub(crate) async fn finish_step(
        &self,
        mut work: Work,
        mut row: ApplicationRow,
        permit: Permit,
        kind: EventKind,
    ) -> Result<(ApplicationVersion, Receipt), Error> {
        row.updated_at = work.now();
        work.rows().update_application(&mut row).await?;
        let event = Event::new(kind, subject(&row));
        work.commit(permit.done(named(&row), event)).await
    }
}

/// Moves the row to its next state and stores the reason, encrypted. The rule needs the submitter from the row
/// and the acting person from the caller, because a submitter may not review their own application.
pub(crate) fn move_on(
    app: &App,
    work: &Work,
    row: &mut ApplicationRow,
    step: ApplicationStep,
    reason: &str,
) -> Result<(), Error> {
    let acting = person(work.caller());
    let facts = ApplicationFacts { submitted_by: &row.submitted_by, acting: &acting, reason };
    let next = application::step(state_of(row)?, step, facts)?;
    next.as_str().clone_into(&mut row.state);
    row.reason.clear();
    row.reason_sealed = match reason.trim() {
        "" => Vec::new(),
        reason => app.seal(reason_slot(&row.application_id), &reason)?,
    };
    Ok(())
}

pub(crate) fn accepted_slot(id: &str) -> Slot<'_> {
    Slot { table: "application", column: "accepted", row: id }
}

fn reason_slot(id: &str) -> Slot<'_> {
    Slot { table: "application", column: "reason", row: id }
}

/// Whether the application was returned or rejected with a reason.
pub(crate) fn has_reason(row: &ApplicationRow) -> bool {
    !row.reason_sealed.is_empty() || !row.reason.is_empty()
}

/// The reason of a return or rejection. Rows that are older than the encryption have it in clear.
pub(crate) fn reason_of(app: &App, row: &ApplicationRow) -> Result<Option<String>, Error> {
    match (row.reason_sealed.as_slice(), row.reason.as_str()) {
        ([], "") => Ok(None),
        ([], reason) => Ok(Some(reason.to_owned())),
        (sealed, _) => Ok(Some(app.open(reason_slot(&row.application_id), sealed)?)),
    }
}

/// Column and row for which the content of an application is encrypted.
pub(crate) fn content_slot(id: &str) -> Slot<'_> {
    Slot { table: "application", column: "content", row: id }
}

pub(crate) async fn load(rows: &mut Queries, id: &str) -> Result<ApplicationRow, Error> {
    let bucket = bucket_of(id).ok_or(Error::NotFound)?;
    rows.application(bucket.number(), id).await?.ok_or(Error::NotFound)
}

pub(crate) fn state_of(row: &ApplicationRow) -> Result<ApplicationState, Error> {
    Ok(row.state.parse()?)
}

pub(crate) fn place_of(row: &ApplicationRow) -> Result<Place, Error> {
    Ok(Place { unit: row.unit_code.clone(), region: Region::parse(&row.region)? })
}

pub(crate) fn named(row: &ApplicationRow) -> ApplicationVersion {
    ApplicationVersion { id: row.application_id.clone(), row_version: row.version }
}

pub(crate) fn subject(row: &ApplicationRow) -> String {
    format!("application {}", row.application_id)
}

/// Refuses a second open update of a certificate, because both would produce the same next version.
pub(crate) async fn refuse_second_update(
    rows: &mut Queries,
    identifier: &str,
) -> Result<(), Error> {
    match rows.open_updates_of(identifier, 1).await?.first() {
        None => Ok(()),
        Some(other) => {
            let refusal =
                Refusal::new(Code::UpdatePending).with("application", &other.application_id);
            Err(refusal.into())
        }
    }
}
