//! 存档副本的照面: the drawing of an archive copy, with the marks that name its receiver (Art. 16,
//! 22).

use std::sync::Arc;

use domain::catalog::{CatalogEntry, CopyContent};
use domain::certificate::Effect;
use domain::date::Date;
use face::display::DisplayList;
use face::microshift::{MarkError, Marker, Marking};
use store::{CertificateRow, UsageRow};

use crate::drawing::issue::{Issue, drawn, lay_out, refuse_face};
use crate::drawing::sealed::SealedFile;
use crate::drawing::templates::{Compiled, Fonts};
use crate::kernel::{App, Error};
use crate::records::certificate::{by_id, effect_of};
use crate::records::certificate_view::{Masks, masked_content};
use crate::records::unit::unit_name;

/// What the archive copy of a use is made from.
pub(crate) struct Copied {
    pub used: UsageRow,
    pub original: CertificateRow,
    entry: Arc<CatalogEntry>,
    /// Name of the unit that issued the certificate, at that time.
    issuer: String,
    /// Name of the unit that made the use.
    pub receiver: String,
    /// What the certificate counts for when the copy is made.
    effect: Effect,
}

/// Names of the metadata entries that tell who made a copy, and what an unusable certificate counted for then.
pub(crate) const MADE_BY: &str = "加注件制作者";
pub(crate) const EFFECT_THEN: &str = "制作时证照现状";

impl Copied {
    pub fn title(&self) -> String {
        format!("{}（存档副本）", self.entry.name)
    }

    /// The same copy as the kept file shows it: the unit and the certificate may have changed since it was made.
    pub fn when_made(mut self, file: &SealedFile) -> Self {
        let then = file.metadata(EFFECT_THEN);
        let unusable = Effect::ALL.iter().find(|effect| then == Some(effect.zh()));
        self.effect = unusable.copied().unwrap_or(Effect::Valid);
        if let Some(maker) = file.metadata(MADE_BY) {
            maker.clone_into(&mut self.receiver);
        }
        self
    }

    /// What the certificate counts for, if it cannot be relied on.
    pub fn unusable(&self) -> Option<Effect> {
        Some(self.effect).filter(|effect| !effect.usable())
    }

    /// Day of the use, yyyy-mm-dd.
    pub fn day(&self) -> String {
        Date::at(self.used.used_at).to_string()
    }

    /// The drawing of the copy, with hidden mark, tiles and code.
    pub fn drawn(&self, app: &App, copy_id: &str) -> Result<(Arc<Compiled>, DisplayList), Error> {
        let Self { used, original, entry, issuer, receiver, .. } = self;
        let compiled = app.templates().face(&original.type_code, original.catalog_number, entry)?;
        let clean = app.clean_list(&compiled, original, entry, issuer, shown_by(entry))?;
        let short = copy_id.get(..8).unwrap_or(copy_id);
        let effect =
            self.unusable().map_or_else(String::new, |effect| format!(" [{}]", effect.zh()));
        let tiles = format!("存档副本 仅用于{receiver} 办件 {} {short}{effect}", used.case_number);
        let mut list = app.marked_list(&compiled, clean, copy_id, &tiles)?;
        if let Some(effect) = self.unusable() {
            app.crossed_out(&mut list, &compiled, effect)?;
        }
        Ok((compiled, list))
    }
}

/// Whether copies of a type are masked, as the answer to a use is, or whole (decision 0022).
fn shown_by(entry: &CatalogEntry) -> Masks {
    match entry.archive_copy {
        CopyContent::Masked => Masks::On,
        CopyContent::Whole => Masks::Off,
    }
}

impl App {
    /// Loads what the copy of a use is made from.
    pub(crate) async fn copied_from(&self, used: &UsageRow) -> Result<Copied, Error> {
        let mut reader = self.read().await?;
        let original = by_id(&mut reader, &used.certificate_id).await?;
        let entry =
            self.entry_of(&mut reader, &original.type_code, original.catalog_number).await?;
        let issuer = self.name_on_face(&mut reader, &original).await?;
        let receiver = unit_name(&mut reader, &used.unit_code).await?;
        let effect = effect_of(&original, Date::at(self.now()))?;
        Ok(Copied { used: used.clone(), original, entry, issuer, receiver, effect })
    }

    /// The drawing of the certificate without marks, as it was issued or with masked values. Copies are made
    /// from it, and tracing compares pictures with it.
    pub(crate) fn clean_list(
        &self,
        compiled: &Compiled,
        original: &CertificateRow,
        entry: &CatalogEntry,
        issuer: &str,
        masks: Masks,
    ) -> Result<DisplayList, Error> {
        let issue = Issue { unit_name: issuer, day: Some(Date::at(original.issued_at)) };
        let frozen = self.frozen(original)?;
        let shown = match masks {
            Masks::Off => frozen,
            Masks::On => masked_content(entry, frozen),
        };
        Ok(lay_out(compiled, &drawn(entry, &shown, &issue))?)
    }

    /// Adds to the drawing the hidden mark, the tiles that name receiver and case, and the QR code
    /// of the copy. A page with too little text cannot be traced by its
    /// hidden mark (`face::microshift::Capacity::finding`).
    fn marked_list(
        &self,
        compiled: &Compiled,
        list: DisplayList,
        copy_id: &str,
        tiles: &str,
    ) -> Result<DisplayList, Error> {
        marked(list, (compiled, self.templates().fonts()), self.keys().marker(), (copy_id, tiles))
    }
}

/// A clean drawing with the marks of a copy: see [`App::marked_list`].
pub fn marked(
    mut list: DisplayList,
    (compiled, fonts): (&Compiled, &Fonts),
    marker: &Marker,
    (copy_id, tiles): (&str, &str),
) -> Result<DisplayList, Error> {
    marker.mark(&mut list, copy_id, &Marking::default()).map_err(wrong)?;
    face::watermark::add_watermark(&mut list, &compiled.face, fonts, tiles)
        .map_err(|found| refuse_face(&found))?;
    face::watermark::add_code(&mut list, copy_id).map_err(|found| refuse_face(&[found]))?;
    Ok(list)
}

impl App {
    /// Writes across every page what a certificate counts for that is not in force.
    pub(crate) fn crossed_out(
        &self,
        list: &mut DisplayList,
        compiled: &Compiled,
        effect: Effect,
    ) -> Result<(), Error> {
        let fonts = self.templates().fonts();
        face::overlay::cross_out(list, &compiled.face, fonts, effect.zh())
            .map_err(|found| refuse_face(&found).into())
    }
}

fn wrong(error: MarkError) -> Error {
    Error::Internal(error.to_string())
}
