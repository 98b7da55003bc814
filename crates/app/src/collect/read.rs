//! Applications as lists and pages show them.

use domain::application::{ApplicationKind, ApplicationState, UpdateReason};
use domain::caller::Caller;
use domain::date::{Date, rfc3339};
use domain::holder::{AsIssued, Holder};
use domain::mask;
use domain::order::ListOrder;
use domain::policy::{Action, Scope, scope};
use serde::{Deserialize, Serialize};
use store::{ApplicationRow, Queries};

use crate::kernel::page::{MOST_COUNTED, NEWEST, Page, Total};
use crate::kernel::{App, Error};
use crate::records::application::{
    Accepted, Content, accepted_slot, content_slot, load, place_of, reason_of,
};
use crate::records::certificate_view::{HolderView, given};
use crate::records::terms::{Due, Terms};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Application)]
pub struct ApplicationView {
    pub id: String,
    /// new or update.
    pub kind: ApplicationKind,
    pub type_code: String,
    pub type_name: String,
    pub catalog_version: i64,
    /// draft, submitted, approved, completed, rejected, withdrawn.
    pub state: ApplicationState,
    pub unit_code: String,
    /// Masked in lists.
    pub holder: HolderView,
    /// Left out in lists.
    #[schema(value_type = Object)]
    pub facts: serde_json::Map<String, serde_json::Value>,
    pub valid_from: Option<String>,
    pub valid_to: Option<String>,
    pub paper_number: String,
    /// Identifier of the certificate that the application updates.
    pub replaces: Option<String>,
    /// renewal, change, extension, reissue, correction.
    pub update_reason: Option<UpdateReason>,
    /// On what a correction of the holder's code rests.
    pub correction_basis: String,
    /// Codes that are printed on the document although their check digit does not fit.
    pub as_issued: Vec<AsIssued>,
    /// Warnings at the last submission, for the reviewer to decide.
    pub warnings: i64,
    /// The warnings that the reviewer accepted, with the reasons.
    pub accepted: Vec<Accepted>,
    pub submitted_at: Option<String>,
    /// Until when it is to be reviewed, if it waits for that.
    pub review_due: Option<String>,
    pub overdue: bool,
    pub submitted_by: Option<String>,
    pub reviewed_by: Option<String>,
    /// Why the application was returned or rejected.
    pub reason: Option<String>,
    /// Identifier of the certificate that was registered at approval.
    pub certificate: Option<String>,
    pub row_version: i64,
    pub created_at: String,
    pub updated_at: String,
}

impl App {
    /// Lists applications of the caller's unit, with masked holders and without facts.
    pub async fn applications(
        &self,
        caller: &Caller,
        state: Option<ApplicationState>,
        order: ListOrder,
        after: &str,
        limit: i64,
    ) -> Result<Page<ApplicationView>, Error> {
        let Scope::Unit(unit) = scope(caller, Action::ReadApplication) else {
            return Ok(Page::empty());
        };
        let mut reader = self.read().await?;
        let total = match after {
            "" => Some(counted(&mut reader, &unit, state).await?),
            _ => None,
        };
        let terms = self.terms(&mut reader).await?;
        let rows = listed(&mut reader, &unit, state, order, after, limit + 1).await?;
        let mut views = Vec::with_capacity(rows.len());
        for row in rows {
            let mut view = self.application_view(&mut reader, row, &terms).await?;
            view.facts.clear();
            view.as_issued.clear();
            view.accepted.clear();
            let HolderView { name, code, code_type } = view.holder.clone();
            view.holder.name = mask::holder_name(&Holder { name, code, code_type });
            view.holder.code = mask::id_number(&view.holder.code);
            views.push(view);
        }
        let page = Page::of(views, limit, |view| view.id.clone(), Ok)?;
        Ok(Page { total, ..page })
    }

    /// Returns one application in full, for staff of its unit.
    pub async fn application(&self, caller: &Caller, id: &str) -> Result<ApplicationView, Error> {
        let action = Action::ReadApplication;
        let mut reader = self.read().await?;
        let loaded = load(&mut reader, id).await;
        let row = self.present(caller, action, loaded).await?;
        self.permit_read(caller, action, &place_of(&row)?).await?;
        let terms = self.terms(&mut reader).await?;
        self.application_view(&mut reader, row, &terms).await
    }

    /// Draws the face of the certificate that the application would produce, as SVG.
    pub async fn application_face(&self, caller: &Caller, id: &str) -> Result<String, Error> {
        let action = Action::ReadApplication;
        let loaded = load(&mut *self.read().await?, id).await;
        let row = self.present(caller, action, loaded).await?;
        self.permit_read(caller, action, &place_of(&row)?).await?;
        self.trial_face(id).await
    }

    async fn application_view(
        &self,
        rows: &mut Queries,
        row: ApplicationRow,
        terms: &Terms,
    ) -> Result<ApplicationView, Error> {
        let content: Content = self.open(content_slot(&row.application_id), &row.content_sealed)?;
        let reason = reason_of(self, &row)?;
        let version = rows.catalog_version(&row.type_code, row.catalog_number).await?;
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        let waits = row.state.parse() == Ok(ApplicationState::Submitted);
        let due = if waits {
            terms.of_review(row.submitted_at.max(row.created_at))
        } else {
            Due::default()
        };
        let accepted = match row.accepted_sealed.as_slice() {
            [] => Vec::new(),
            sealed => self.open(accepted_slot(&row.application_id), sealed)?,
        };
        Ok(ApplicationView {
            type_name: version.map_or_else(String::new, |version| version.name),
            id: row.application_id,
            kind: row.kind.parse()?,
            type_code: row.type_code,
            catalog_version: row.catalog_number,
            state: row.state.parse()?,
            unit_code: row.unit_code,
            holder: HolderView {
                name: content.holder.name,
                code: content.holder.code,
                code_type: content.holder.code_type,
            },
            facts: content.facts,
            valid_from: day(content.valid_from),
            valid_to: day(content.valid_to),
            paper_number: content.paper_number,
            replaces: given(&row.replaces),
            update_reason: content.update_reason,
            correction_basis: content.correction_basis,
            as_issued: content.as_issued,
            warnings: row.warnings,
            accepted,
            review_due: due.day,
            overdue: due.overdue,
            submitted_at: (row.submitted_at > 0).then(|| rfc3339(row.submitted_at)),
            submitted_by: given(&row.submitted_by),
            reviewed_by: given(&row.reviewed_by),
            reason,
            certificate: given(&row.identifier),
            row_version: row.version,
            created_at: rfc3339(row.created_at),
            updated_at: rfc3339(row.updated_at),
        })
    }
}

/// The applications of a unit behind a key, in the order that is asked for.
async fn listed(
    rows: &mut Queries,
    unit: &str,
    state: Option<ApplicationState>,
    order: ListOrder,
    after: &str,
    limit: i64,
) -> Result<Vec<ApplicationRow>, Error> {
    let before = if after.is_empty() { NEWEST } else { after };
    Ok(match (order, state.map(ApplicationState::as_str)) {
        (ListOrder::Newest, None) => rows.applications_of_unit_all(unit, before, limit).await?,
        (ListOrder::Newest, Some(state)) => {
            rows.applications_of_unit(unit, state, before, limit).await?
        }
        (ListOrder::Oldest, None) => {
            rows.applications_of_unit_all_onward(unit, after, limit).await?
        }
        (ListOrder::Oldest, Some(state)) => {
            rows.applications_of_unit_onward(unit, state, after, limit).await?
        }
    })
}

async fn counted(
    rows: &mut Queries,
    unit: &str,
    state: Option<ApplicationState>,
) -> Result<Total, Error> {
    let most = MOST_COUNTED + 1;
    Ok(Total::of(match state {
        None => rows.count_applications(unit, most).await?,
        Some(state) => rows.count_applications_in_state(unit, state.as_str(), most).await?,
    }))
}
