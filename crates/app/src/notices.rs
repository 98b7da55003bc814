//! 通知 (Art. 10): what the applicant is to be told, queued in the commit of its cause.

use domain::caller::Caller;
use domain::date::rfc3339;
use domain::id::{Bucket, bucket_of};
use domain::mask;
use domain::policy::{Action, Scope, scope};
use serde::{Deserialize, Serialize};
use store::cipher::Slot;
use store::{CertificateRow, NoticeRow};

use crate::door::{App, Work};
use crate::error::Error;
use crate::search::{NEWEST, Page};

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
            let name: String = self.open(slot(&row.notice_id), &row.recipient_sealed)?;
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

/// Queues a notice to the certificate's holder, as part of the change.
pub(crate) async fn queue_notice(
    app: &App,
    work: &mut Work,
    certificate: &CertificateRow,
    kind: &str,
) -> Result<(), Error> {
    let bucket = bucket_of(&certificate.certificate_id).unwrap_or(Bucket::NONE);
    let notice_id = app.fresh_id(work.now(), bucket)?;
    let mut row = NoticeRow {
        bucket: bucket.number(),
        certificate_id: certificate.certificate_id.clone(),
        identifier: certificate.identifier.clone(),
        unit_code: certificate.unit_code.clone(),
        region: certificate.region.clone(),
        kind: kind.to_owned(),
        state: "queued".to_owned(),
        recipient_sealed: app.seal(slot(&notice_id), &app.frozen(certificate)?.holder.name)?,
        created_at: work.now(),
        notice_id,
        ..NoticeRow::default()
    };
    work.rows().insert_notice(&mut row).await?;
    Ok(())
}

fn slot(notice_id: &str) -> Slot<'_> {
    Slot { table: "notice", column: "recipient", row: notice_id }
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
