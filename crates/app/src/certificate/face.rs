//! 证照照面 (face): the face of a certificate for the screen and for the printer. Neither of them
//! is the certificate; only the sealed OFD file is (GB/T 36905).

use std::sync::Arc;

use domain::caller::Caller;
use domain::catalog::CatalogEntry;
use domain::date::Date;
use domain::event::{Event, EventKind};
use domain::policy::Action;
use face::pdf::{About, Seals};
use store::{CertificateRow, Receipt};

use crate::drawing::issue::{Issue, drawn, lay_out};
use crate::drawing::templates::undrawn;
use crate::kernel::{App, Error};
use crate::records::certificate::{load, place_of, subject};
use crate::records::unit::unit_name;

/// What the face of a certificate is drawn from. The view has been recorded.
struct Viewed {
    pub row: CertificateRow,
    pub entry: Arc<CatalogEntry>,
    /// Name of the issuing unit.
    pub unit: String,
    /// Day of issue. Before the issue, the day of the act that enqueued the production.
    pub day: Date,
    pub receipt: Receipt,
}

impl App {
    /// Draws the face of a certificate as SVG, for staff of the issuing unit. The view is recorded
    /// before the answer is returned (I2).
    pub async fn certificate_face(
        &self,
        caller: &Caller,
        identifier: &str,
    ) -> Result<String, Error> {
        let Viewed { row, entry, unit, day, .. } = self.record_view(caller, identifier).await?;
        let issue = Issue { unit_name: &unit, day: Some(day) };
        let drawn = drawn(&entry, &self.frozen(&row)?, &issue);
        self.svg_of(&row.type_code, row.catalog_number, &entry, drawn).await
    }

    /// Draws the face of a certificate as PDF, for staff of the issuing unit. Dashed rings stand in
    /// the places of the seals, because a printout bears no seal. The view is recorded before the
    /// answer is returned (I2).
    pub async fn certificate_pdf(
        &self,
        caller: &Caller,
        identifier: &str,
    ) -> Result<(Vec<u8>, Receipt), Error> {
        let Viewed { row, entry, unit, day, receipt } =
            self.record_view(caller, identifier).await?;
        let app = self.clone();
        let drawn = self.heavy(move || -> Result<Vec<u8>, Error> {
            let compiled = app.templates().face(&row.type_code, row.catalog_number, &entry)?;
            let issue = Issue { unit_name: &unit, day: Some(day) };
            let list = lay_out(&compiled, &drawn(&entry, &app.frozen(&row)?, &issue))?;
            let about = About { title: &entry.name, author: &unit, created: &day.to_string() };
            let pdf = compiled.pdf()?.write(&list, Seals::Rings, &about);
            pdf.map_err(|error| undrawn(error.zh()))
        });
        let pdf = drawn.await??;
        Ok((pdf, receipt))
    }

    /// Loads what the face of a certificate is drawn from, and records the view.
    async fn record_view(&self, caller: &Caller, identifier: &str) -> Result<Viewed, Error> {
        let action = Action::ReadCertificate;
        self.refuse_foreign(caller, action, identifier).await?;
        let mut work = self.begin(caller).await?;
        let loaded = load(work.rows(), identifier).await;
        let (work, row) = work.present(action, loaded).await?;
        let (mut work, permit) = work.permit(action, &place_of(&row)?).await?;
        let entry = self.entry_of(work.rows(), &row.type_code, row.catalog_number).await?;
        let unit = unit_name(work.rows(), &row.unit_code).await?;
        let event = Event::new(EventKind::CertificateViewed, subject(&row));
        let (_, receipt) = work.commit(permit.done((), event)).await?;
        let ordered = if row.issued_at > 0 { row.issued_at } else { row.changed_at };
        Ok(Viewed { row, entry, unit, day: Date::at(ordered), receipt })
    }
}
