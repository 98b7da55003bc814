//! 征求意见 (Art. 9): managers have issuing and using units compile the catalog together. A draft is shown to
//! the using units, and they comment on it until it is published.

use domain::caller::Caller;
use domain::catalog::acts::CatalogAct;
use domain::catalog::upkeep::checked_comment;
use domain::date::rfc3339;
use domain::event::{Event, EventKind};
use domain::id::Bucket;
use domain::policy::Action;
use serde::{Deserialize, Serialize};
use store::{CatalogCommentRow, CatalogRow, Queries, Receipt};

use crate::kernel::{App, Error};
use crate::records::catalog::{CatalogVersion, subject};
use crate::records::catalog_upkeep::comment_slot;
use crate::records::person::person;
use crate::records::unit::{unit_name, unit_place};

/// Largest number of comments that a page shows.
const MAX_COMMENTS: i64 = 500;

/// A comment as the page of an entry shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = CatalogComment)]
pub struct CommentView {
    pub id: String,
    /// RFC 3339.
    pub at: String,
    pub unit_name: String,
    /// Name of the person who wrote it.
    pub author: String,
    pub text: String,
}

impl App {
    /// Shows a draft to the using units and asks them for comments. Errors: the version is not a draft, or
    /// they are asked already; the row was saved since the caller read it.
    pub async fn circulate_catalog(
        &self,
        caller: &Caller,
        version: &CatalogVersion,
    ) -> Result<(CatalogVersion, Receipt), Error> {
        let (act, kind) = (CatalogAct::Circulate, EventKind::CatalogCirculated);
        self.act_on(caller, version, act, kind, |row, _| row.circulated = 1).await
    }

    /// Comments on a version in the name of the caller's unit. Errors: the version is neither submitted nor
    /// a draft that was shown to the units; the text is empty, too long or has control characters.
    pub async fn comment_catalog(
        &self,
        caller: &Caller,
        type_code: &str,
        number: i64,
        text: &str,
    ) -> Result<(CommentView, Receipt), Error> {
        let mut work = self.begin(caller).await?;
        let place = unit_place(work.rows(), &caller.unit).await?;
        let (mut work, permit) = work.permit(Action::CommentCatalog, &place).await?;
        let visible = self.visible(work.rows(), caller, type_code, Some(number)).await;
        let (mut work, version) = work.present(Action::CommentCatalog, visible).await?;
        let now = self.circumstances(work.rows(), &version, &caller.unit).await?;
        CatalogAct::Comment.allowed(now)?;
        let text = checked_comment(text)?;
        let comment_id = self.fresh_id(work.now(), Bucket::NONE)?;
        let mut row = CatalogCommentRow {
            type_code: version.type_code.clone(),
            number: version.number,
            unit_code: place.unit,
            region: place.region.as_str().to_owned(),
            author: person(work.caller()),
            text_sealed: self.seal(comment_slot(&comment_id), &text)?,
            created_at: work.now(),
            comment_id,
            ..CatalogCommentRow::default()
        };
        work.rows().insert_catalog_comment(&mut row).await?;
        let view = self.comment_view(work.rows(), row).await?;
        let event = Event::new(EventKind::CatalogCommented, subject(&version));
        work.commit(permit.done(view, event)).await
    }

    /// The comments on a version: all of them for those who compile and publish it, and for others those
    /// of their own unit.
    pub(super) async fn comments_on(
        &self,
        rows: &mut Queries,
        caller: &Caller,
        row: &CatalogRow,
        works: bool,
    ) -> Result<Vec<CommentView>, Error> {
        let mut views = Vec::new();
        if caller.unit.is_empty() {
            return Ok(views);
        }
        for comment in rows.catalog_comments(&row.type_code, row.number, MAX_COMMENTS).await? {
            if works || comment.unit_code == caller.unit {
                views.push(self.comment_view(rows, comment).await?);
            }
        }
        Ok(views)
    }

    async fn comment_view(
        &self,
        rows: &mut Queries,
        row: CatalogCommentRow,
    ) -> Result<CommentView, Error> {
        Ok(CommentView {
            at: rfc3339(row.created_at),
            unit_name: unit_name(rows, &row.unit_code).await?,
            author: self.name_of_person(rows, &row.author).await?,
            text: self.open(comment_slot(&row.comment_id), &row.text_sealed)?,
            id: row.comment_id,
        })
    }
}
