//! Pages for the screen and the printer: a certificate's face as PDF, an archive copy as picture or
//! PDF. None of them is the certificate: that is the sealed OFD file alone (GB/T 36905).

use domain::caller::Caller;
use face::display::Rect;
use face::pdf::{About, Seals};
use face::raster::RasterError;
use seal::eseal;
use store::Receipt;

use crate::drawing::templates::undrawn;
use crate::kernel::{App, Error};

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
        drop(reader);
        let copied = self.copied_from(&used).await?;
        let app = self.clone();
        let drawn = tokio::task::spawn_blocking(move || -> Result<Vec<u8>, Error> {
            let (compiled, list) = copied.drawn(&app, &copy.copy_id)?;
            let picture = stamped(&copy.bytes)?;
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
                        error @ (RasterError::Size
                        | RasterError::Picture(..)
                        | RasterError::Write) => undrawn(error.zh()),
                    })
                }
                Sheet::Pdf => {
                    let (title, author) = (&copied.title(), &copied.receiver);
                    let about = About { title, author, created: &copied.day() };
                    let pdf = compiled.pdf()?.write(&list, Seals::Stamps(&stamps), &about);
                    pdf.map_err(|error| undrawn(error.zh()))
                }
            }
        });
        let bytes = drawn.await.map_err(|error| Error::Internal(error.to_string()))??;
        Ok((bytes, receipt))
    }
}

/// The picture of the seal that the file bears.
fn stamped(file: &[u8]) -> Result<Vec<u8>, Error> {
    let wrong = |why: &dyn std::fmt::Display| Error::Internal(format!("archive copy: {why}"));
    let examined = ofd::examine::examine(file).map_err(|unreadable| wrong(&unreadable.en))?;
    let signature = examined.signatures.first().ok_or_else(|| wrong(&"it bears no seal"))?;
    let stamp = eseal::read(&signature.signed_value).map_err(|error| wrong(&error))?;
    Ok(stamp.seal.picture.bytes.to_vec())
}
