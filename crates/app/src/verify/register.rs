//! The part of a verification that needs the city: whether the log contains the issue of the file,
//! and what the register says about the certificate today.

use domain::certificate::CertificateState;
use domain::date::Date;
use ofd::examine::{Examination, examine_knowing};
use seal::verify::Register;
use store::{CertificateRow, Reader, RecordRow};

use super::file::{COPY_ID_NAME, IDENTIFIER_NAME, Outcome, Verification, judge, seal_id, value};
use crate::kernel::{App, Error};
use crate::records::certificate::{effect_of, load, state_of};
use crate::records::seal::seal_status;

/// Largest number of records of one certificate or use that are searched for the digest of a file.
const MAX_RECORDS: i64 = 500;

/// The certificate of a file, and whether the log contains the issue of exactly this file.
struct Known {
    row: Option<CertificateRow>,
    logged: bool,
}

impl App {
    /// Verifies a file with the city's log and register: whether exactly this file was issued, and
    /// what the certificate counts for today.
    pub async fn verify_file(&self, bytes: &[u8]) -> Result<Verification, Error> {
        self.verify_upload(bytes.to_vec()).await
    }

    /// Like [`Self::verify_file`], without a copy of the file.
    pub async fn verify_upload(
        &self,
        bytes: impl AsRef<[u8]> + Send + 'static,
    ) -> Result<Verification, Error> {
        let verifier = self.keys().verifier()?;
        let app = self.clone();
        let examined = self.heavy(move || {
            let bytes = bytes.as_ref();
            (examine_knowing(bytes, app.templates().known()), ledger::sm3(bytes))
        });
        let (examined, sm3) = examined.await?;
        let mut reader = self.read().await?;
        // Everything is looked up first, because judging is not asynchronous.
        let known = match &examined {
            Ok(examination) => Some(known(&mut reader, &sm3, examination).await?),
            Err(_) => None,
        };
        let mut statuses = Vec::new();
        for signature in examined.iter().flat_map(|examination| &examination.signatures) {
            if let Some(id) = seal_id(signature) {
                statuses.push((id.clone(), seal_status(&mut reader, &id).await?));
            }
        }
        drop(reader);
        // If the issue is logged, the time of sealing is proved, and the loss of the key at a later
        // time does not invalidate the seal.
        let logged = known.as_ref().is_some_and(|known| known.logged);
        let judged = self.heavy_on(move || {
            judge(&examined, &verifier, |id| {
                let status = statuses.iter().find(|(known, _)| known == id);
                Register { status: status.and_then(|(_, status)| *status), logged }
            })
        });
        let mut verification = judged.await?;
        if let Some(known) = known {
            self.add_register_checks(known, &mut verification)?;
        }
        Ok(verification.settle())
    }

    fn add_register_checks(
        &self,
        known: Known,
        verification: &mut Verification,
    ) -> Result<(), Error> {
        verification.logged = Some(known.logged);
        let Some(row) = known.row else {
            let (zh, en) = ("签发日志中没有此证照", "The log does not contain this certificate");
            verification.check("log.issued", Outcome::Failed, zh, en);
            return Ok(());
        };
        if known.logged {
            let (zh, en) = ("本文件的签发已载入日志", "The log contains the issue of this file");
            verification.check("log.issued", Outcome::Passed, zh, en);
        } else {
            let (zh, en) =
                ("日志中没有本文件的签发记录", "The log does not contain the issue of this file");
            verification.check("log.issued", Outcome::Failed, zh, en);
        }
        let effect = effect_of(&row, Date::at(self.now()))?;
        verification.status_today = Some(effect);
        verification.not_revoked = Some(!matches!(
            state_of(&row)?,
            CertificateState::Revoked | CertificateState::Superseded
        ));
        let (zh, en) =
            (format!("证照现状：{}", effect.zh()), format!("Effect today: {}", effect.as_str()));
        let outcome = if effect.usable() { Outcome::Passed } else { Outcome::Failed };
        verification.check("register.status", outcome, zh, en);
        Ok(())
    }
}

/// Looks up the certificate of a file. The file counts as logged if the row of the certificate or
/// of an archive copy has its digest, and a record about that row contains the digest too.
async fn known(
    reader: &mut Reader,
    sm3: &[u8; 32],
    examination: &Examination,
) -> Result<Known, Error> {
    let identifier = value(examination, IDENTIFIER_NAME).unwrap_or_default();
    let row = match load(reader, &identifier).await {
        Ok(row) => row,
        Err(Error::NotFound) => return Ok(Known { row: None, logged: false }),
        Err(error) => return Err(error),
    };
    let digest = hex::encode(sm3);
    let subject = format!("certificate {identifier}");
    let mut logged = row.file_sm3.as_deref() == Some(sm3)
        && names_file(&reader.records_of(&subject, "", MAX_RECORDS).await?, &digest);
    if let (false, Some(copy)) = (logged, value(examination, COPY_ID_NAME)) {
        let bucket = domain::id::bucket_of(&copy).map_or(0, domain::id::Bucket::number);
        let kept = reader.archive_copy(bucket, &copy).await?;
        logged = match kept.filter(|kept| kept.file_sm3 == sm3) {
            None => false,
            Some(kept) => {
                let subject = format!("use {}", kept.use_code);
                names_file(&reader.records_of(&subject, "", MAX_RECORDS).await?, &digest)
            }
        };
    }
    Ok(Known { row: Some(row), logged })
}

fn names_file(records: &[RecordRow], sm3: &str) -> bool {
    records.iter().any(|record| record.body.contains(sm3))
}
