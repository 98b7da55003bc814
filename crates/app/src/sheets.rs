//! Pages for the screen and the printer: a certificate's face as PDF, an archive copy as picture or
//! PDF. None of them is the certificate: that is the sealed OFD file alone (GB/T 36905).

use domain::caller::Caller;
use domain::date::Date;
use domain::event::{Event, EventKind};
use domain::policy::Action;
use domain::{Code, Refusal};
use face::display::Rect;
use face::pdf::{About, PdfError, PdfTemplate, Seals};
use face::raster::RasterError;
use seal::eseal;
use store::Receipt;

use crate::catalog_view::unit_name;
use crate::door::App;
use crate::error::Error;
use crate::render::{Issue, drawn, lay_out};
use crate::seals::UnitSeal;
use crate::status::{place_of, subject};
use crate::view::load;
use crate::workshop::Compiled;

/// Resolution of a copy's picture for the screen.
const SCREEN_DPI: f64 = 150.0;

/// How a copy is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
    /// One page (from 0) as PNG of 150 dpi.
    Png { page: usize },
    /// All pages.
    Pdf,
}

impl App {
    /// A certificate's face as PDF, for those of its unit, with dashed rings where the sealed file
    /// has its seals; the look is recorded first (I2).
    pub async fn certificate_pdf(
        &self,
        caller: &Caller,
        identifier: &str,
    ) -> Result<(Vec<u8>, Receipt), Error> {
        let mut work = self.begin(caller).await?;
        let row = load(work.rows(), identifier).await?;
        let (mut work, permit) = work.permit(Action::ReadCertificate, &place_of(&row)?).await?;
        let entry = self.entry_of(work.rows(), &row.type_code, row.catalog_number).await?;
        let unit = unit_name(work.rows(), &row.unit_code).await?;
        let event = Event::new(EventKind::CertificateViewed, subject(&row));
        let (_, receipt) = work.commit(permit.done((), event)).await?;
        let app = self.clone();
        let drawn = tokio::task::spawn_blocking(move || -> Result<Vec<u8>, Error> {
            let ordered = if row.issued_at > 0 { row.issued_at } else { row.changed_at };
            let day = Date::at(ordered);
            let compiled = app.workshop().face(&row.type_code, row.catalog_number, &entry)?;
            let issue = Issue { unit_name: &unit, day: Some(day) };
            let list = lay_out(&compiled, &drawn(&entry, &app.frozen(&row)?, &issue))?;
            let about = About { title: &entry.name, author: &unit, created: &day.to_string() };
            let pdf = compiled.pdf()?.write(&list, Seals::Rings, &about);
            pdf.map_err(|error| undrawn(error.zh()))
        });
        let pdf = drawn.await.map_err(|error| Error::Internal(error.to_string()))??;
        Ok((pdf, receipt))
    }

    /// A use's archive copy, marked and tiled like the copy itself. The copy is taken (and recorded)
    /// by it. Errors: as [`App::archive_copy`]; no such page.
    pub async fn archive_copy_sheet(
        &self,
        caller: &Caller,
        use_code: &str,
        sheet: Sheet,
    ) -> Result<(Vec<u8>, Receipt), Error> {
        let (copy, receipt) = self.archive_copy(caller, use_code).await?;
        let mut reader = self.read().await?;
        let bucket = domain::id::bucket_of(use_code).ok_or(Error::NotFound)?;
        let used = reader.usage(bucket.number(), use_code).await?.ok_or(Error::NotFound)?;
        let original = crate::view::by_id(&mut reader, &used.certificate_id).await?;
        let entry =
            self.entry_of(&mut reader, &original.type_code, original.catalog_number).await?;
        let issuer = unit_name(&mut reader, &original.unit_code).await?;
        let receiver = unit_name(&mut reader, &used.unit_code).await?;
        drop(reader);
        let seal = self.platform_seal().await?;
        let app = self.clone();
        let drawn = tokio::task::spawn_blocking(move || -> Result<Vec<u8>, Error> {
            let compiled =
                app.workshop().face(&original.type_code, original.catalog_number, &entry)?;
            let clean = app.clean_list(&compiled, &original, &entry, &issuer)?;
            let list = app.marked_list(&compiled, clean, &used, &copy.copy_id, &receiver)?;
            let picture = picture(&seal)?;
            let pages = list.pages.iter().enumerate();
            let stamps: Vec<(usize, Rect, &[u8])> = pages
                .flat_map(|(at, page)| page.seals.iter().map(move |place| (at, place.boundary)))
                .map(|(at, place)| (at, place, &*picture))
                .collect();
            match sheet {
                Sheet::Png { page } => {
                    let here = stamps.iter().filter(|(at, ..)| *at == page);
                    let here: Vec<_> = here.map(|(_, place, bytes)| (*place, *bytes)).collect();
                    let face = &compiled.face;
                    let drawn = face::raster::raster(&list, face, page, SCREEN_DPI, &here);
                    drawn.and_then(|raster| raster.png()).map_err(|error| match error {
                        RasterError::Page(_) => Error::NotFound,
                        error => undrawn(error.zh()),
                    })
                }
                Sheet::Pdf => {
                    let title = format!("{}（存档副本）", entry.name);
                    let created = Date::at(used.used_at).to_string();
                    let about = About { title: &title, author: &receiver, created: &created };
                    let pdf = compiled.pdf()?.write(&list, Seals::Stamps(&stamps), &about);
                    pdf.map_err(|error| undrawn(error.zh()))
                }
            }
        });
        let bytes = drawn.await.map_err(|error| Error::Internal(error.to_string()))??;
        Ok((bytes, receipt))
    }
}

impl Compiled {
    /// Made at its first use: most types are never printed. Errors: a font that no PDF can hold.
    pub(crate) fn pdf(&self) -> Result<&PdfTemplate, Error> {
        let made: &Result<PdfTemplate, PdfError> =
            self.pdf.get_or_init(|| PdfTemplate::compile(&self.face));
        made.as_ref().map_err(|error| undrawn(error.zh()))
    }
}

/// The picture of a unit's seal.
fn picture(seal: &UnitSeal) -> Result<Vec<u8>, Error> {
    let read = eseal::read_seal(seal.stamper.seal());
    read.map(|seal| seal.picture.bytes.to_vec()).map_err(|error| Error::Internal(error.to_string()))
}

fn undrawn(why: String) -> Error {
    Refusal::new(Code::FaceInvalid).with("face", why).into()
}
