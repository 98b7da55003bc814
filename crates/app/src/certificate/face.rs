//! 证照照面 (face): the face of a certificate for the screen and for the printer. Neither of them
//! is the certificate; only the sealed OFD file is (GB/T 36905).
//!
//! The drawing of a certificate in force shows the seals that its file bears. One that is not issued, suspended,
//! superseded, revoked or out of its time shows no seal, and is crossed out in words. A line at the foot says that
//! a printout has no legal force (Art. 16).

use std::sync::Arc;

use budget::Budget;
use domain::caller::Caller;
use domain::catalog::CatalogEntry;
use domain::certificate::Effect;
use domain::date::Date;
use domain::event::{EventKind, Manner};
use domain::id::first_at;
use face::display::{DisplayList, Seals};
use face::pdf::About;
use store::{CertificateRow, Receipt};

use super::find::view_event;
use crate::drawing::face::refuse_exceeded;
use crate::drawing::issue::{Issue, drawn, lay_out, refuse_face};
use crate::drawing::sealed::SealedFile;
use crate::drawing::templates::{Compiled, undrawn};
use crate::kernel::{App, Error, Work};
use crate::records::certificate::{effect_of, subject};

/// The line at the foot of a view or printout.
const FOOT: &str = "本页仅供查阅，打印件不具法律效力，以加盖电子印章的OFD文件为准";

/// How long after the content of a certificate was shown its picture belongs to the same visit, milliseconds. A
/// page asks for both one after the other.
const VISIT: i64 = 60_000;

/// What the face of a certificate is drawn from. The view has been recorded.
struct Viewed {
    pub row: CertificateRow,
    pub entry: Arc<CatalogEntry>,
    /// Name of the issuing unit at the issue.
    pub unit: String,
    /// Day of issue. Before the issue, the day of the act that enqueued the production.
    pub day: Date,
    /// What the certificate counts for today.
    pub effect: Effect,
    /// The sealed file of a certificate in force.
    pub file: Option<Vec<u8>>,
}

impl App {
    /// Draws the face of a certificate as SVG, for staff of the issuing unit: with its seals if it is in force,
    /// otherwise crossed out. The view is recorded before the answer is returned (I2), unless the record of the
    /// visit is there: the picture tells the same person nothing that the content did not.
    pub async fn certificate_face(
        &self,
        caller: &Caller,
        identifier: &str,
    ) -> Result<String, Error> {
        let (mut work, row, permit) = self.begin_view(caller, identifier).await?;
        if !self.visits(&mut work, caller, &row).await? {
            work.commit(permit.done((), view_event(&row, Manner::Picture))).await?;
        }
        let viewed = self.drawn_from(row).await?;
        let app = self.clone();
        let svg = self.heavy(move || -> Result<String, Error> {
            let (compiled, list, seals) = app.viewed(&viewed)?;
            let budget = Budget::default();
            let stamps = seals.as_ref().map(SealedFile::stamps);
            let drawn = stamps.as_deref().map_or(Seals::Rings, Seals::Stamps);
            let svg = face::svg::pages_svg(&compiled.face, &list, drawn, &budget);
            refuse_exceeded(&budget)?;
            Ok(svg.unwrap_or_default())
        });
        svg.await?
    }

    /// Draws the face of a certificate as PDF, for staff of the issuing unit: with its seals if it is in force,
    /// otherwise crossed out. The view is recorded before the answer is returned (I2).
    pub async fn certificate_pdf(
        &self,
        caller: &Caller,
        identifier: &str,
    ) -> Result<(Vec<u8>, Receipt), Error> {
        let (work, row, permit) = self.begin_view(caller, identifier).await?;
        let ((), receipt) = work.commit(permit.done((), view_event(&row, Manner::Print))).await?;
        let viewed = self.drawn_from(row).await?;
        let app = self.clone();
        let pdf = self.heavy(move || -> Result<Vec<u8>, Error> {
            let (compiled, list, seals) = app.viewed(&viewed)?;
            let stamps = seals.as_ref().map(SealedFile::stamps);
            let drawn = stamps.as_deref().map_or(Seals::Rings, Seals::Stamps);
            let day = viewed.day.to_string();
            let about = About { title: &viewed.entry.name, author: &viewed.unit, created: &day };
            let pdf = compiled.pdf()?.write(&list, drawn, &about);
            pdf.map_err(|error| undrawn(error.zh()))
        });
        Ok((pdf.await??, receipt))
    }

    /// Lays out the face with the line at the foot, and with the words across it if it is not in force. Returns
    /// the seals that the drawing shows.
    fn viewed(
        &self,
        viewed: &Viewed,
    ) -> Result<(Arc<Compiled>, DisplayList, Option<SealedFile>), Error> {
        let Viewed { row, entry, unit, day, effect, file, .. } = viewed;
        let compiled = self.templates().face(&row.type_code, row.catalog_number, entry)?;
        let issue = Issue { unit_name: unit, day: Some(*day) };
        let mut list = lay_out(&compiled, &drawn(entry, &self.frozen(row)?, &issue))?;
        let fonts = self.templates().fonts();
        face::overlay::add_foot(&mut list, &compiled.face, fonts, FOOT)
            .map_err(|found| refuse_face(&found))?;
        if !effect.usable() {
            self.crossed_out(&mut list, &compiled, *effect)?;
        }
        let seals = file.as_ref().map(|file| SealedFile::read(file, "certificate file"));
        Ok((compiled, list, seals.transpose()?))
    }

    /// Whether the caller was shown the certificate a moment ago, so that the picture belongs to that visit.
    async fn visits(
        &self,
        work: &mut Work,
        caller: &Caller,
        row: &CertificateRow,
    ) -> Result<bool, Error> {
        let begun = first_at(work.now() - VISIT);
        let (event, actor) = (EventKind::CertificateViewed.as_str(), self.actor_text(caller));
        let shown = work.rows().record_since(&subject(row), event, &actor, &begun).await?;
        Ok(shown.is_some())
    }

    /// Loads what the face of a certificate is drawn from.
    async fn drawn_from(&self, row: CertificateRow) -> Result<Viewed, Error> {
        let mut reader = self.read().await?;
        let entry = self.entry_of(&mut reader, &row.type_code, row.catalog_number).await?;
        let unit = self.name_on_face(&mut reader, &row).await?;
        let effect = effect_of(&row, Date::at(self.now()))?;
        let file = match &row.file_name {
            Some(name) if effect.usable() => {
                Some(self.store().file_content(&mut reader, name).await?)
            }
            _ => None,
        };
        let ordered = if row.issued_at > 0 { row.issued_at } else { row.changed_at };
        Ok(Viewed { row, entry, unit, day: Date::at(ordered), effect, file })
    }
}
