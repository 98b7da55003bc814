//! 通知 (notice, Art. 10): the list of notices to holders. A notice is queued in the commit of the
//! change that it is about.

use domain::caller::Caller;
use domain::date::rfc3339;
use domain::notice::{NoticeKind, NoticeState};
use domain::policy::{Action, Scope, scope};
use serde::{Deserialize, Serialize};
use store::NoticeRow;

use crate::kernel::page::{MOST_COUNTED, NEWEST, Page, Total};
use crate::kernel::{App, Error};
use crate::records::notice::{Recipient, recipient_slot};

/// A notice as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Notice)]
pub struct NoticeView {
    pub id: String,
    pub at: String,
    /// issued, updated, suspended, active, revoked.
    pub kind: NoticeKind,
    pub certificate_identifier: String,
    /// Name of the holder, masked.
    pub recipient: String,
    /// queued, sent, failed.
    pub state: NoticeState,
    pub text: String,
}

impl App {
    /// Lists notices about certificates of the caller's unit, newest first.
    pub async fn notices(
        &self,
        caller: &Caller,
        before: &str,
        limit: i64,
    ) -> Result<Page<NoticeView>, Error> {
        let Scope::Unit(unit) = scope(caller, Action::ReadNotice) else {
            return Ok(Page::empty());
        };
        let mut reader = self.read().await?;
        let total = match before {
            "" => Some(Total::of(reader.count_notices(&unit, MOST_COUNTED + 1).await?)),
            _ => None,
        };
        let before = if before.is_empty() { NEWEST } else { before };
        let rows = reader.notices_of_unit(&unit, before, limit + 1).await?;
        let shown = |row: NoticeRow| -> Result<NoticeView, Error> {
            let recipient: Recipient =
                self.open(recipient_slot(&row.notice_id), &row.recipient_sealed)?;
            let kind: NoticeKind = row.kind.parse()?;
            Ok(NoticeView {
                at: rfc3339(row.created_at),
                text: text(kind, &row.identifier),
                kind,
                certificate_identifier: row.identifier,
                recipient: recipient.shown(),
                state: row.state.parse()?,
                id: row.notice_id,
            })
        };
        let page = Page::of(rows, limit, |row| row.notice_id.clone(), shown)?;
        Ok(Page { total, ..page })
    }
}

/// The text that the holder receives.
fn text(kind: NoticeKind, identifier: &str) -> String {
    format!("您的电子证照 {identifier} {}。", kind.zh())
}
