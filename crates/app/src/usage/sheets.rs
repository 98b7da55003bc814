//! Sheets: an archive copy as a picture for the screen or as PDF for the printer. Neither of them
//! is the copy itself; only the sealed OFD file is (GB/T 36905).

use domain::caller::Caller;
use domain::event::Manner;
use face::pdf::{About, Seals};
use face::raster::RasterError;
use store::Receipt;

use crate::drawing::sealed::SealedFile;
use crate::drawing::templates::undrawn;
use crate::kernel::{App, Error};
use crate::records::usage::load;

/// Resolution of a picture for the screen, dots per inch.
const SCREEN_DPI: f64 = 150.0;

/// The format in which a copy is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
    /// One page, counted from 0, as PNG with 150 dots per inch.
    Png { page: usize },
    /// All pages as PDF.
    Pdf,
}

impl App {
    /// Draws the archive copy of a use with the same mark, tiles and seal as the copy itself, which says what the
    /// certificate counted for when the copy was made, whatever became of it since. This counts as taking the
    /// copy: it is made if necessary, and the access is recorded. Errors: as for [`App::archive_copy`];
    /// [`Error::NotFound`] if there is no such page.
    pub async fn archive_copy_sheet(
        &self,
        caller: &Caller,
        use_code: &str,
        sheet: Sheet,
    ) -> Result<(Vec<u8>, Receipt), Error> {
        let manner = match sheet {
            Sheet::Png { .. } => Manner::Picture,
            Sheet::Pdf => Manner::Print,
        };
        let (copy, receipt) = self.copy_shown(caller, use_code, manner).await?;
        let mut reader = self.read().await?;
        let used = load(&mut reader, use_code).await?;
        drop(reader);
        let copied = self.copied_from(&used).await?;
        let app = self.clone();
        let drawn = self.heavy(move || -> Result<Vec<u8>, Error> {
            let file = SealedFile::read(&copy.bytes, "archive copy")?;
            let copied = copied.when_made(&file);
            let (compiled, list) = copied.drawn(&app, &copy.copy_id)?;
            let stamps = file.stamps();
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
        let bytes = drawn.await??;
        Ok((bytes, receipt))
    }
}
