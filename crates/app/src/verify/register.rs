//! The part of a verification that needs the city: whether the log contains the issue of the file,
//! and what the register says about the certificate today.

use std::collections::BTreeMap;
use std::sync::Arc;

use budget::{Budget, Exceeded, Work};
use domain::certificate::CertificateState;
use domain::date::Date;
use domain::event::EventKind;
use ofd::examine::Examination;
use seal::verify::Register;
use store::{CertificateRow, Reader, RecordRow};

use super::file::{
    COPY_ID_NAME, IDENTIFIER_NAME, Outcome, Verification, examined, judge, seal_id, value,
};
use crate::kernel::{App, Error};
use crate::records::certificate::{effect_of, load, state_of};
use crate::records::seal::seal_status;

/// A certificate is issued once; a record of an issue beyond these is not one of ours.
const MAX_ISSUES: i64 = 10;

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
        let (verifier, budget) = (self.keys().verifier()?, Arc::new(Budget::default()));
        let (app, paying) = (self.clone(), Arc::clone(&budget));
        let examination = self.heavy(move || {
            let bytes = bytes.as_ref();
            let examined = examined(bytes, Some(app.templates().known()), &paying);
            // Only what the budget pays for is looked up.
            let paid = examined
                .as_ref()
                .is_ok_and(|examination| pay_for_looking_up(bytes, examination, &paying).is_ok());
            let sm3 = if paid { Some(ledger::sm3(bytes)) } else { None };
            (examined, sm3)
        });
        let (examined, sm3) = examination.await?;
        let mut reader = self.read().await?;
        // Everything is looked up first, because judging is not asynchronous. What the budget does not
        // pay for is not looked up; `judge` then refuses the file.
        let known = match &examined {
            Ok(examination) => match &sm3 {
                Some(sm3) => Some(known(&mut reader, sm3, examination).await?),
                None => None,
            },
            Err(_) => None,
        };
        let mut statuses = BTreeMap::new();
        for signature in examined.iter().flat_map(|examination| &examination.signatures) {
            if budget.exceeded().is_none()
                && let Some(id) = seal_id(signature)
                && !statuses.contains_key(id)
            {
                statuses.insert(id.to_owned(), seal_status(&mut reader, id).await?);
            }
        }
        drop(reader);
        // If the issue is logged, the time of sealing is proved, and the loss of the key at a later
        // time does not invalidate the seal.
        let logged = known.as_ref().is_some_and(|known| known.logged);
        let latest = self.latest_time();
        let paying = Arc::clone(&budget);
        let judged = self.heavy_on(move || {
            let register = |id: Option<&str>| {
                let status = id.and_then(|id| statuses.get(id).copied().flatten());
                Register { status, logged, latest: Some(latest) }
            };
            judge(&examined, &verifier, register, &paying)
        });
        let mut verification = judged.await?;
        if let Some(known) = known.filter(|_| budget.exceeded().is_none()) {
            self.add_register_checks(known, &mut verification)?;
        }
        if self.store().stopped().is_some() && budget.exceeded().is_none() {
            verification.doubt_register();
        }
        Ok(verification.settle())
    }

    fn add_register_checks(
        &self,
        known: Known,
        verification: &mut Verification,
    ) -> Result<(), Error> {
        verification.logged = Some(known.logged);
        // A file that the city did not issue gets one answer, whether or not the certificate that it names
        // exists: anybody can write an identifier into a file (decision 0022).
        let (Some(row), true) = (known.row, known.logged) else {
            let (zh, en) =
                ("日志中没有本文件的签发记录", "The log does not contain the issue of this file");
            verification.check("log.issued", Outcome::Failed, zh, en);
            return Ok(());
        };
        let (zh, en) = ("本文件的签发已载入日志", "The log contains the issue of this file");
        verification.check("log.issued", Outcome::Passed, zh, en);
        if verification.signed != Some(true) {
            return Ok(());
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

/// Pays for the digest of the file and for what is looked up about the certificate, its copy, and the
/// seal of each signature.
fn pay_for_looking_up(
    bytes: &[u8],
    examination: &Examination,
    budget: &Budget,
) -> Result<(), Exceeded> {
    budget.charge(Work::Hash, bytes.len())?;
    budget.charge(Work::LookUp, examination.signatures.len() + 4)?;
    let values: usize = examination.signatures.iter().map(|found| found.signed_value.len()).sum();
    budget.charge(Work::Copy, values)
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
        Ok(row) => Some(row),
        Err(Error::NotFound) => {
            // As much is asked as for a certificate that exists: the row, and the record that it names.
            reader.certificate(0, "").await?;
            reader.record("").await?;
            None
        }
        Err(error) => return Err(error),
    };
    let digest = hex::encode(sm3);
    let subject = format!("certificate {identifier}");
    let issued = EventKind::CertificateIssued.as_str();
    // The log is asked in any case, so that the work tells nothing about the certificate.
    let issues = reader.records_of_kind(&subject, issued, MAX_ISSUES).await?;
    let same = row.as_ref().is_some_and(|row| row.file_sm3.as_deref() == Some(sm3));
    let mut logged = same && names_file(reader, &issues, &digest);
    if let (false, Some(copy)) = (logged, value(examination, COPY_ID_NAME)) {
        let bucket = domain::id::bucket_of(&copy).map_or(0, domain::id::Bucket::number);
        let kept = reader.archive_copy(bucket, &copy).await?;
        logged = match kept.filter(|kept| kept.file_sm3 == *sm3) {
            None => false,
            // A copy never changes, so the record of its making is the one that it names.
            Some(kept) => {
                let made = reader.record(&kept.record_id).await?;
                names_file(reader, made.as_slice(), &digest)
            }
        };
    }
    Ok(Known { row, logged })
}

/// Whether a record that the program wrote names the file.
fn names_file(reader: &Reader, records: &[RecordRow], sm3: &str) -> bool {
    records.iter().any(|record| reader.is_genuine(record) && record.body.contains(sm3))
}
