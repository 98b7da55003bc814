//! 通知 (notice, Art. 10): queuing a notice as part of the change that it is about.

use domain::id::{Bucket, bucket_of};
use domain::notice::{NoticeKind, NoticeState};
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
    let mut row = NoticeRow {
        bucket: bucket.number(),
        certificate_id: certificate.certificate_id.clone(),
        identifier: certificate.identifier.clone(),
        unit_code: certificate.unit_code.clone(),
        region: certificate.region.clone(),
        kind: kind.as_str().to_owned(),
        state: NoticeState::Queued.as_str().to_owned(),
        recipient_sealed: app
            .seal(recipient_slot(&notice_id), &app.frozen(certificate)?.holder.name)?,
        created_at: work.now(),
        notice_id,
        ..NoticeRow::default()
    };
    work.rows().insert_notice(&mut row).await?;
    Ok(())
}

pub(crate) fn recipient_slot(notice_id: &str) -> Slot<'_> {
    Slot { table: "notice", column: "recipient", row: notice_id }
}
