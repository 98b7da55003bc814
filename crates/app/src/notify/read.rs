//! 通知 (Art. 10): what the applicant is to be told, queued in the commit of its cause.

use domain::caller::Caller;
use domain::date::rfc3339;
use domain::mask;
use domain::policy::{Action, Scope, scope};
use serde::{Deserialize, Serialize};
use store::NoticeRow;

use crate::kernel::page::{NEWEST, Page};
use crate::kernel::{App, Error};
use crate::records::notice::recipient_slot;

/// A notice as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Notice)]
pub struct NoticeView {
    pub id: String,
    pub at: String,
    /// issued, updated, suspended, active, revoked.
    #[schema(value_type = domain::notice::NoticeKind)]
    pub kind: String,
    pub certificate_identifier: String,
    /// Masked.
    pub recipient: String,
    /// queued, sent, failed.
    #[schema(value_type = domain::notice::NoticeState)]
    pub state: String,
    pub text: String,
}

impl App {
    /// Notices of the caller's unit, newest first.
    pub async fn notices(
        &self,
        caller: &Caller,
        before: &str,
        limit: i64,
    ) -> Result<Page<NoticeView>, Error> {
        let Scope::Unit(unit) = scope(caller, Action::ReadNotice) else {
            return Ok(Page { items: Vec::new(), next: None });
        };
        let before = if before.is_empty() { NEWEST } else { before };
        let rows = self.read().await?.notices_of_unit(&unit, before, limit + 1).await?;
        let shown = |row: NoticeRow| -> Result<NoticeView, Error> {
            let name: String = self.open(recipient_slot(&row.notice_id), &row.recipient_sealed)?;
            Ok(NoticeView {
                at: rfc3339(row.created_at),
                text: text(&row.kind, &row.identifier),
                kind: row.kind,
                certificate_identifier: row.identifier,
                recipient: mask::name(&name),
                state: row.state,
                id: row.notice_id,
            })
        };
        Page::of(rows, limit, |row| row.notice_id.clone(), shown)
    }
}

fn text(kind: &str, identifier: &str) -> String {
    let what = match kind {
        "issued" => "已签发",
        "updated" => "已更新，原版本同时失效",
        "suspended" => "已冻结，暂停使用",
        "active" => "已恢复使用",
        "revoked" => "已注销，不再有效",
        other => other,
    };
    format!("您的电子证照 {identifier} {what}。")
}
