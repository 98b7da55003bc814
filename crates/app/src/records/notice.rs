//! 通知 (notice, Art. 10): queuing a notice as part of the change that it is about.

use domain::holder::Holder;
use domain::id::{Bucket, bucket_of};
use domain::mask;
use domain::notice::{NoticeKind, NoticeState};
use serde::{Deserialize, Serialize};
use store::cipher::Slot;
use store::{CertificateRow, NoticeRow};

use crate::kernel::{App, Error, Work};

/// Queues a notice to the holder of the certificate. It is committed together with the change.
pub(crate) async fn queue_notice(
    app: &App,
    work: &mut Work,
    certificate: &CertificateRow,
    kind: NoticeKind,
) -> Result<(), Error> {
    let bucket = bucket_of(&certificate.certificate_id).unwrap_or(Bucket::NONE);
    let notice_id = app.fresh_id(work.now(), bucket)?;
    let recipient = Recipient::Holder(app.frozen(certificate)?.holder);
    let mut row = NoticeRow {
        bucket: bucket.number(),
        certificate_id: certificate.certificate_id.clone(),
        identifier: certificate.identifier.clone(),
        unit_code: certificate.unit_code.clone(),
        region: certificate.region.clone(),
        kind: kind.as_str().to_owned(),
        state: NoticeState::Queued.as_str().to_owned(),
        recipient_sealed: app.seal(recipient_slot(&notice_id), &recipient)?,
        created_at: work.now(),
        notice_id,
        ..NoticeRow::default()
    };
    work.rows().insert_notice(&mut row).await?;
    Ok(())
}

/// Whom a notice tells.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Recipient {
    Holder(Holder),
    /// Notices of earlier releases have only the name.
    Name(String),
}

impl Recipient {
    /// The name as lists show it: that of a person masked, and so also where it is not known what the recipient is.
    pub fn shown(&self) -> String {
        match self {
            Self::Holder(holder) => mask::holder_name(holder),
            Self::Name(name) => mask::name(name),
        }
    }
}

pub(crate) fn recipient_slot(notice_id: &str) -> Slot<'_> {
    Slot { table: "notice", column: "recipient", row: notice_id }
}
