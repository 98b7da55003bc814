//! 存档副本的照面: the drawing of an archive copy, marked for its receiver (Art. 16, 22).

use std::sync::Arc;

use domain::catalog::CatalogEntry;
use domain::date::Date;
use face::display::DisplayList;
use face::microshift::{MarkError, Marking};
use store::{CertificateRow, UsageRow};

use crate::drawing::issue::{Issue, drawn, lay_out, refuse_face};
use crate::drawing::templates::Compiled;
use crate::kernel::{App, Error};
use crate::records::certificate::by_id;
use crate::records::unit::unit_name;

/// What the copy of a use is made from.
pub(crate) struct Copied {
    pub used: UsageRow,
    pub original: CertificateRow,
    entry: Arc<CatalogEntry>,
    /// Names of units: the original's and the use's.
    issuer: String,
    pub receiver: String,
}

impl Copied {
    pub fn title(&self) -> String {
        format!("{}（存档副本）", self.entry.name)
    }

    /// Of the use, yyyy-mm-dd.
    pub fn day(&self) -> String {
        Date::at(self.used.used_at).to_string()
    }

    /// The copy's drawing with everything that makes it one.
    pub fn drawn(&self, app: &App, copy_id: &str) -> Result<(Arc<Compiled>, DisplayList), Error> {
        let Self { used, original, entry, issuer, receiver } = self;
        let compiled = app.templates().face(&original.type_code, original.catalog_number, entry)?;
        let clean = app.clean_list(&compiled, original, entry, issuer)?;
        let list = app.marked_list(&compiled, clean, used, copy_id, receiver)?;
        Ok((compiled, list))
    }
}

impl App {
    /// Looks up what a use's copy is made from.
    pub(crate) async fn copied_from(&self, used: &UsageRow) -> Result<Copied, Error> {
        let mut reader = self.read().await?;
        let original = by_id(&mut reader, &used.certificate_id).await?;
        let entry =
            self.entry_of(&mut reader, &original.type_code, original.catalog_number).await?;
        let issuer = unit_name(&mut reader, &original.unit_code).await?;
        let receiver = unit_name(&mut reader, &used.unit_code).await?;
        Ok(Copied { used: used.clone(), original, entry, issuer, receiver })
    }

    /// The certificate's drawing as it was issued: what copies are marked from, and compared with.
    pub(crate) fn clean_list(
        &self,
        compiled: &Compiled,
        original: &CertificateRow,
        entry: &CatalogEntry,
        issuer: &str,
    ) -> Result<DisplayList, Error> {
        let issue = Issue { unit_name: issuer, day: Some(Date::at(original.issued_at)) };
        Ok(lay_out(compiled, &drawn(entry, &self.frozen(original)?, &issue))?)
    }

    /// A copy's drawing: the hidden mark, tiles that name receiver and case, the copy's code. A
    /// page with too little text stays without the mark; tiles and code remain.
    fn marked_list(
        &self,
        compiled: &Compiled,
        mut list: DisplayList,
        used: &UsageRow,
        copy_id: &str,
        receiver: &str,
    ) -> Result<DisplayList, Error> {
        self.keys().marker().mark(&mut list, copy_id, &Marking::default()).map_err(wrong)?;
        let short = copy_id.get(..8).unwrap_or(copy_id);
        let tiles = format!("存档副本 仅用于{receiver} 办件 {} {short}", used.case_number);
        face::watermark::add_watermark(&mut list, &compiled.face, self.templates().fonts(), &tiles)
            .map_err(|found| refuse_face(&found))?;
        face::watermark::add_code(&mut list, copy_id).map_err(|found| refuse_face(&[found]))?;
        Ok(list)
    }
}

fn wrong(error: MarkError) -> Error {
    Error::Internal(error.to_string())
}
