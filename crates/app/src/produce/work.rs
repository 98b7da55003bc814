//! 制证 (Art. 10): the job between the two commits of decision 0006. It draws the frozen content,
//! seals and stores the file, and activates the certificate in the second commit.
//!
//! Everything slow happens outside transactions. After a crash at any point the job is run again
//! when its lease ends. That is safe, because only the second commit names the file, and it happens
//! once (I5).

use domain::application::{ApplicationFacts, ApplicationState, ApplicationStep};
use domain::caller::Caller;
use domain::certificate::{CertificateState, CertificateStep};
use domain::date::Date;
use domain::event::{Event, EventKind};
use domain::notice::NoticeKind;
use domain::policy::Action;
use domain::{application, catalog::CatalogEntry};
use face::identity::FaceIdentity;
use sha2::{Digest, Sha256};
use store::CertificateRow;
use store::files::Kept;

use crate::drawing::document::{DrawnWith, written};
use crate::kernel::crash::crash_point;
use crate::kernel::{App, Error, Work};
use crate::records::certificate::{by_id, load, move_on, place_of, state_of, subject};
use crate::records::job::{Claim, Job, Running};
use crate::records::notice::queue_notice;
use crate::records::seal::{UnitSeal, seal_of};

/// The handler of the job that produces a certificate.
pub(crate) struct Production;

impl Job for Production {
    fn run<'a>(&'a self, app: &'a App, claim: &'a Claim) -> Running<'a> {
        Box::pin(app.produce(claim))
    }

    fn park<'a>(&'a self, app: &'a App, claim: &'a Claim, why: &'a str) -> Running<'a> {
        Box::pin(app.park_production(claim, why))
    }
}

impl App {
    async fn park_production(&self, claim: &Claim, why: &str) -> Result<(), Error> {
        let mut work = self.begin(&Caller::program("produce")).await?;
        let row = by_id(work.rows(), claim.subject()).await?;
        let (mut work, permit) = work.permit(Action::ProduceCertificate, &place_of(&row)?).await?;
        claim.park(&mut work, why).await?;
        let event = Event::new(EventKind::JobParked, subject(&row))
            .with_details(serde_json::json!({ "reason": why }));
        work.commit(permit.done((), event)).await?;
        Ok(())
    }

    async fn produce(&self, claim: &Claim) -> Result<(), Error> {
        let mut reader = self.read().await?;
        let row = by_id(&mut reader, claim.subject()).await?;
        if state_of(&row)? != CertificateState::Registered {
            // Another worker has activated the certificate, or it was revoked before it became
            // valid.
            drop(reader);
            return claim.finish_without_effect(self).await;
        }
        let entry = self.entry_of(&mut reader, &row.type_code, row.catalog_number).await?;
        let unit = reader.unit(&row.unit_code).await?.ok_or(Error::NotFound)?;
        let unit_seal = seal_of(&mut reader, &row.unit_code).await?;
        drop(reader);
        crash_point("loaded");
        let (app, original) = (self.clone(), row.clone());
        let file = self.heavy(move || {
            let made = app.sealed_file(&original, &entry, &unit.name, &unit_seal)?;
            Ok::<_, Error>((made, unit, unit_seal))
        });
        let ((file, face), unit, unit_seal) = file.await??;
        let drawn_with = DrawnWith { face, unit_name: unit.name };
        crash_point("sealed");
        let family = format!("{}/{}/{}", row.type_code, row.catalog_number, unit_seal.seal_id);
        let kept = self.store().keep_file(&file, Some(&family), self.random()?).await?;
        crash_point("kept");
        self.activate(claim, row, (&file, &drawn_with), &kept).await?;
        crash_point("activated");
        Ok(())
    }

    /// Draws and seals the file, and returns it with the identity of the face that it was drawn
    /// with. Nothing is stored.
    fn sealed_file(
        &self,
        row: &CertificateRow,
        entry: &CatalogEntry,
        unit_name: &str,
        unit_seal: &UnitSeal,
    ) -> Result<(Vec<u8>, FaceIdentity), Error> {
        let frozen = self.frozen(row)?;
        let compiled = self.templates().face(&row.type_code, row.catalog_number, entry)?;
        // The day of issue is the day of the act that enqueued the job, even if the job runs later.
        let day = Date::at(row.changed_at);
        let (list, document) = written(&compiled, row, entry, &frozen, unit_name, day)?;
        let file = self.seal_document(&compiled, &list, &document, unit_seal)?;
        Ok((file, compiled.identity.clone()))
    }

    /// The second commit: names the file, activates the certificate, supersedes the old version,
    /// completes the application, queues the notice and finishes the job.
    async fn activate(
        &self,
        claim: &Claim,
        row: CertificateRow,
        (file, drawn_with): (&[u8], &DrawnWith),
        kept: &Kept,
    ) -> Result<(), Error> {
        let mut work = self.begin(&Caller::program("produce")).await?;
        let mut row = by_id(work.rows(), &row.certificate_id).await?;
        if state_of(&row)? != CertificateState::Registered {
            drop(work);
            return claim.finish_without_effect(self).await;
        }
        let (mut work, permit) = work.permit(Action::ProduceCertificate, &place_of(&row)?).await?;
        // The row must have the same day of issue as the face.
        row.issued_at = row.changed_at;
        move_on(&mut row, CertificateStep::Activate, work.now())?;
        row.file_name = Some(kept.file_name.to_vec());
        row.file_sm3 = Some(kept.sm3.to_vec());
        row.file_sha256 = Some(Sha256::digest(file).to_vec());
        row.file_bytes = i64::try_from(file.len()).unwrap_or(i64::MAX);
        let replaced = !row.replaces.is_empty();
        if replaced {
            supersede(&mut work, &row).await?;
        }
        complete_application(&mut work, &row).await?;
        queue_notice(
            self,
            &mut work,
            &row,
            if replaced { NoticeKind::Updated } else { NoticeKind::Issued },
        )
        .await?;
        work.rows().update_certificate(&mut row).await?;
        claim.finish(&mut work).await?;
        let digest = |of: &Option<Vec<u8>>| of.as_ref().map_or_else(String::new, hex::encode);
        let event = Event::new(EventKind::CertificateIssued, subject(&row))
            .with_details(serde_json::json!({ "drawn_with": drawn_with }))
            .with_file(digest(&row.file_sm3), digest(&row.file_sha256));
        crash_point("activating");
        work.commit(permit.done((), event)).await?;
        Ok(())
    }
}

async fn supersede(work: &mut Work, row: &CertificateRow) -> Result<(), Error> {
    let mut before = load(work.rows(), &row.replaces).await?;
    let now = work.now();
    move_on(&mut before, CertificateStep::Supersede, now)?;
    before.replaced_by.clone_from(&row.identifier);
    Ok(work.rows().update_certificate(&mut before).await?)
}

async fn complete_application(work: &mut Work, row: &CertificateRow) -> Result<(), Error> {
    let mut application =
        crate::records::application::load(work.rows(), &row.application_id).await?;
    let state = crate::records::application::state_of(&application)?;
    let next: ApplicationState =
        application::step(state, ApplicationStep::Complete, ApplicationFacts::default())?;
    next.as_str().clone_into(&mut application.state);
    application.updated_at = work.now();
    Ok(work.rows().update_application(&mut application).await?)
}
