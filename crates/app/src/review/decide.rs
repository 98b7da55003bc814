//! 信息审核 (Art. 11): a person other than the submitter approves, returns or rejects an
//! application.
//!
//! Approval is the first of the two commits of decision 0006: it freezes content, number and
//! identifiers, registers the certificate, and enqueues its production in the same transaction.

use domain::application::ApplicationStep;
use domain::caller::Caller;
use domain::catalog::{CatalogEntry, IssueStep};
use domain::certificate::CertificateState;
use domain::code::UnifiedSocialCreditCode;
use domain::event::{Event, EventKind};
use domain::id::Bucket;
use domain::identifier::{CertificateIdentifier, TypeCode, provincial_code};
use domain::policy::Action;
use domain::region::Region;
use domain::{Code, Refusal, number};
use serde::{Deserialize, Serialize};
use store::{ApplicationRow, CertificateRow, Receipt};

use crate::kernel::{App, Error, Work};
use crate::records::application::{
    Accepted, ApplicationVersion, Content, accepted_slot, content_slot, move_on,
};
use crate::records::catalog::followed_entry;
use crate::records::certificate::{Frozen, certificate_slot};
use crate::records::checking::Checked;
use crate::records::job::produce_job;
use crate::records::person::person;
use crate::records::validity::Validity;

/// Names the certificate that an approval registered.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CertificateName {
    pub identifier: String,
}

impl App {
    /// Approves an application: checks it again against the entry that it follows, assigns number and
    /// identifiers, and registers the certificate. The certificate has no seal and no legal force
    /// until it is issued. The warnings that the reviewer accepts, each with a reason, become part of
    /// the row and of the record. Errors: the reviewer is the submitter; there is an error, or a
    /// warning that was not accepted; the type is no longer published; the number is taken, or the
    /// numbers of the region are exhausted.
    pub async fn approve_application(
        &self,
        caller: &Caller,
        version: &ApplicationVersion,
        accepted: &[Accepted],
    ) -> Result<(CertificateName, Receipt), Error> {
        let (mut work, mut row, permit) =
            self.begin_step(caller, version, Action::ReviewApplication).await?;
        move_on(self, &work, &mut row, ApplicationStep::Approve, "")?;
        let (entry, today) = (followed_entry(self, work.rows(), &row).await?, work.today());
        let content: Content = self.open(content_slot(&row.application_id), &row.content_sealed)?;
        let content = content.normal(&entry, today);
        let checked = self.check_application(work.rows(), &row, &entry, &content, today).await?;
        let accepted = checked.refuse_open(accepted)?;
        if !accepted.is_empty() {
            row.accepted_sealed = self.seal(accepted_slot(&row.application_id), &accepted)?;
        }
        row.reviewed_by = person(work.caller());
        row.holder_index = self.holder_index(&content.holder.code).to_vec();
        let identifier = self.register(&mut work, &row, &entry, content, checked).await?;
        identifier.as_str().clone_into(&mut row.identifier);
        row.updated_at = work.now();
        work.rows().update_application(&mut row).await?;
        let subject = format!("application {}", row.application_id);
        let event = Event::new(EventKind::ApplicationApproved, subject);
        let event = match accepted.as_slice() {
            [] => event,
            accepted => event.with_details(serde_json::json!({ "accepted": accepted })),
        };
        let identifier = CertificateName { identifier: identifier.as_str().to_owned() };
        work.commit(permit.done(identifier, event)).await
    }

    /// Freezes the content and inserts the row of the certificate.
    async fn register(
        &self,
        work: &mut Work,
        row: &ApplicationRow,
        entry: &CatalogEntry,
        content: Content,
        checked: Checked,
    ) -> Result<CertificateIdentifier, Error> {
        let index: [u8; 32] = self.holder_index(&content.holder.code);
        let bucket = Bucket::of_keyed_hash(&index);
        let certificate_id = self.fresh_id(work.now(), bucket)?;
        let taken = match &checked.before {
            None => take_numbers(work, row, entry, &certificate_id).await?,
            Some(before) => next_version(work, before, &certificate_id).await?,
        };
        let Validity { from: valid_from, to: valid_to } = checked.validity;
        let frozen = Frozen {
            identifier: taken.identifier.as_str().to_owned(),
            number: taken.number.clone(),
            type_code: row.type_code.clone(),
            catalog_number: row.catalog_number,
            holder: content.holder,
            facts: content.facts,
            valid_from,
            valid_to,
            paper_number: content.paper_number,
        };
        let mut certificate = CertificateRow {
            bucket: bucket.number(),
            identifier: frozen.identifier.clone(),
            provincial_code: taken.provincial_code,
            number: taken.number,
            state: CertificateState::Registered.as_str().to_owned(),
            type_code: row.type_code.clone(),
            catalog_number: row.catalog_number,
            unit_code: row.unit_code.clone(),
            region: row.region.clone(),
            holder_index: row.holder_index.clone(),
            content_digest: ledger::sm3(&serde_json::to_vec(&frozen)?).to_vec(),
            content_sealed: self.seal(certificate_slot(&certificate_id), &frozen)?,
            valid_from: valid_from.to_string(),
            valid_to: frozen.valid_to.map_or_else(String::new, |day| day.to_string()),
            changed_at: work.now(),
            replaces: row.replaces.clone(),
            application_id: row.application_id.clone(),
            certificate_id,
            ..CertificateRow::default()
        };
        work.rows().insert_certificate(&mut certificate).await?;
        // For the other types, the separate act of the issuer enqueues the production.
        if entry.issue_step == IssueStep::Automatic {
            let job = produce_job(self, &certificate.certificate_id, work.now())?;
            work.rows().insert_job(&job).await?;
        }
        Ok(taken.identifier)
    }

    /// Returns the application to its clerk for correction. Errors: the reviewer is the submitter;
    /// the reason is empty; the application is not submitted; the row was saved since the caller
    /// read it.
    pub async fn return_application(
        &self,
        caller: &Caller,
        version: &ApplicationVersion,
        reason: &str,
    ) -> Result<(ApplicationVersion, Receipt), Error> {
        let kind = EventKind::ApplicationReturned;
        self.decide(caller, version, ApplicationStep::Return, kind, reason).await
    }

    /// Rejects the application, which ends without a certificate. Errors: as for a return.
    pub async fn reject_application(
        &self,
        caller: &Caller,
        version: &ApplicationVersion,
        reason: &str,
    ) -> Result<(ApplicationVersion, Receipt), Error> {
        let kind = EventKind::ApplicationRejected;
        self.decide(caller, version, ApplicationStep::Reject, kind, reason).await
    }

    async fn decide(
        &self,
        caller: &Caller,
        version: &ApplicationVersion,
        step: ApplicationStep,
        kind: EventKind,
        reason: &str,
    ) -> Result<(ApplicationVersion, Receipt), Error> {
        let (work, mut row, permit) =
            self.begin_step(caller, version, Action::ReviewApplication).await?;
        move_on(self, &work, &mut row, step, reason)?;
        row.reviewed_by = person(work.caller());
        self.finish_step(work, row, permit, kind).await
    }
}

/// The names that are assigned to a certificate.
struct Taken {
    identifier: CertificateIdentifier,
    number: String,
    provincial_code: String,
}

/// Assigns number, identifier and provincial code from counters. The counters are rows of the same
/// transaction, so an approval that fails returns its numbers.
async fn take_numbers(
    work: &mut Work,
    row: &ApplicationRow,
    entry: &CatalogEntry,
    certificate_id: &str,
) -> Result<Taken, Error> {
    let year = work.today().year;
    let region = Region::parse(&row.region)?;
    let (type_code, unit) = (row.type_code.as_str(), row.unit_code.as_str());
    // The counter may restart each year only if the number contains the year; otherwise numbers
    // would repeat.
    let counter = match entry.number_pattern.contains("{year}") {
        true => format!("number {type_code} {unit} {year}"),
        false => format!("number {type_code} {unit}"),
    };
    let printed = serial(work, &counter).await?;
    let number = number::expand(&entry.number_pattern, &region, year, printed)?;
    if is_number_taken(work, type_code, unit, &number).await? {
        return Err(Refusal::new(Code::NumberTaken).with("number", number).into());
    }
    let named = serial(work, &format!("identifier {type_code} {unit}")).await?;
    let identifier = CertificateIdentifier::new(
        &TypeCode::parse(type_code)?,
        &UnifiedSocialCreditCode::parse(unit)?,
        &format!("{year}{named:08}"),
        1,
    )?;
    let counted = serial(work, &format!("provincial {} {year}", region.as_str())).await?;
    let provincial_code = provincial_code(&region, year, counted)
        .ok_or_else(|| Refusal::new(Code::NumberExhausted).with("region", region.as_str()))?;
    work.rows().upsert_number(type_code, unit, &number, certificate_id).await?;
    take_identifier(work, &identifier, certificate_id).await?;
    Ok(Taken { identifier, number, provincial_code })
}

/// Assigns the names of an update: it keeps type, issuer, serial and number, and only the version
/// in the identifier grows (GB/T 36904). The provincial code is a new one.
async fn next_version(
    work: &mut Work,
    before: &CertificateRow,
    certificate_id: &str,
) -> Result<Taken, Error> {
    let old = CertificateIdentifier::parse(&before.identifier)?;
    let identifier = CertificateIdentifier::new(
        &TypeCode::parse(&before.type_code)?,
        &UnifiedSocialCreditCode::parse(&before.unit_code)?,
        old.serial(),
        old.version() + 1,
    )?;
    let (year, region) = (work.today().year, Region::parse(&before.region)?);
    let counted = serial(work, &format!("provincial {} {year}", region.as_str())).await?;
    let provincial_code = provincial_code(&region, year, counted)
        .ok_or_else(|| Refusal::new(Code::NumberExhausted).with("region", region.as_str()))?;
    let (of_type, unit) = (&before.type_code, &before.unit_code);
    work.rows().upsert_number(of_type, unit, &before.number, certificate_id).await?;
    take_identifier(work, &identifier, certificate_id).await?;
    Ok(Taken { identifier, number: before.number.clone(), provincial_code })
}

/// Whether a printed number is taken, by the look-up or, if that was edited, by a certificate.
async fn is_number_taken(
    work: &mut Work,
    type_code: &str,
    unit: &str,
    number: &str,
) -> Result<bool, Error> {
    let known = work.rows().certificate_of_number(type_code, unit, number).await?;
    Ok(known.is_some() || work.rows().is_number_given(type_code, unit, number).await?)
}

/// Takes an identifier. It must be new by the log, because counters and look-ups can be edited (I14).
/// Errors: [`Error::Edited`] if the log knows it.
async fn take_identifier(
    work: &mut Work,
    identifier: &CertificateIdentifier,
    certificate_id: &str,
) -> Result<(), Error> {
    if work.rows().has_records_of(&format!("certificate {}", identifier.as_str())).await? {
        let what = format!("identifier {} was given before", identifier.as_str());
        return Err(work.rows().edited(what).into());
    }
    Ok(work.rows().insert_identifier(identifier.as_str(), certificate_id).await?)
}

/// Takes the next value of the counter `name`.
async fn serial(work: &mut Work, name: &str) -> Result<u64, Error> {
    let value = work.rows().next_serial(name).await?;
    u64::try_from(value).map_err(|_| Error::Internal(format!("counter {name}")))
}
