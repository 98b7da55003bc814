//! Writes pages as PDF (ISO 32000-1:2008) for reading and printing. The certificate itself is the
//! OFD file.
//!
//! Text can be selected and searched; fonts are the embedded subsets. Fonts and artwork are
//! compressed once per face and copied into every file.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::{Chunk, Content, Date, Filter, Finish as _, Name, Pdf, Rect as Box, Ref, TextStr};
use thiserror::Error;

use crate::compile::CompiledFace;
use crate::display::{DisplayList, Item, Page, Rect};

mod content;
mod font;
mod picture;

use content::{Pen, Used};
use font::Embedded;
use picture::Pictures;

/// Points per mm.
const POINTS: f64 = 72.0 / 25.4;
const CATALOG: i32 = 1;
const PAGES: i32 = 2;
const INFO: i32 = 3;
/// First object number of what is the same in all files of a face.
const CONSTANT: i32 = 4;

/// Why a PDF file cannot be written.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum PdfError {
    #[error("the font {0} cannot be embedded")]
    Font(String),
    /// A picture of a field, of the artwork or of a stamp: its name and the reason.
    #[error("the picture {0} cannot be embedded: {1}")]
    Picture(String, &'static str),
    #[error("the content could not be compressed")]
    Compress,
}

impl PdfError {
    /// The message in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Font(name) => format!("字库 {name} 不能嵌入"),
            Self::Picture(name, _) => format!("图片 {name} 不能嵌入"),
            Self::Compress => "内容压缩失败".to_owned(),
        }
    }
}

/// The document information dictionary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct About<'a> {
    pub title: &'a str,
    pub author: &'a str,
    /// Date in the form `yyyy-mm-dd`.
    pub created: &'a str,
}

/// What is drawn in the places of the seals.
#[derive(Clone, Copy, Debug)]
pub enum Seals<'a> {
    /// Dashed rings, so that nobody takes the page for a sealed certificate.
    Rings,
    /// Index of the page, box in mm, and PNG or JPEG file that fills the box.
    Stamps(&'a [(usize, Rect, &'a [u8])]),
}

/// What all files of a face share: fonts and artwork.
#[derive(Debug)]
pub struct PdfTemplate {
    constant: Chunk,
    fonts: Vec<Embedded>,
    /// Artwork of each page of the face, if it has any.
    artwork: Vec<Option<Ref>>,
    /// Next unused object number.
    next: i32,
}

impl PdfTemplate {
    /// Compiles the shared part, which takes tens of milliseconds.
    ///
    /// # Errors
    ///
    /// A font or a picture of the artwork cannot be embedded.
    pub fn compile(face: &CompiledFace) -> Result<Self, PdfError> {
        let mut constant = Chunk::new();
        let mut numbers = Numbers(CONSTANT);
        let mut fonts = Vec::new();
        for font in face.fonts() {
            fonts.push(Embedded::write(font, &mut constant, &mut numbers, Compression::best())?);
        }
        let mut pictures = Pictures::default();
        let mut artwork = Vec::new();
        for page in face.pages() {
            if page.background.is_empty() {
                artwork.push(None);
                continue;
            }
            let mut pen = Pen::new(&fonts, &mut pictures, &mut constant, &mut numbers);
            for item in page.background {
                pen.item(item)?;
            }
            let (content, used) = pen.finish();
            let id = numbers.take();
            let bytes = compressed(&content, Compression::best())?;
            let mut form = constant.form_xobject(id, &bytes);
            form.filter(Filter::FlateDecode);
            form.bbox(Box::new(0.0, 0.0, short(page.width), short(page.height)));
            used.resources(&mut form.resources(), &fonts, &[]);
            form.finish();
            artwork.push(Some(id));
        }
        Ok(Self { constant, fonts, artwork, next: numbers.0 })
    }

    /// Writes a file. `list` was laid out with this face. Equal arguments give equal bytes.
    ///
    /// # Errors
    ///
    /// A picture is unreadable, or an extra font cannot be embedded.
    pub fn write(
        &self,
        list: &DisplayList,
        seals: Seals<'_>,
        about: &About<'_>,
    ) -> Result<Vec<u8>, PdfError> {
        let mut pdf = Pdf::new();
        pdf.extend(&self.constant);
        let mut numbers = Numbers(self.next);
        let mut own = Chunk::new();
        let mut fonts = self.fonts.clone();
        for font in &list.extra_fonts {
            fonts.push(Embedded::write(font, &mut own, &mut numbers, Compression::fast())?);
        }
        let mut pictures = Pictures::default();
        let mut pages = Vec::new();
        for (at, page) in list.pages.iter().enumerate() {
            let stamps = match seals {
                Seals::Rings => &[],
                Seals::Stamps(stamps) => stamps,
            };
            let rings = matches!(seals, Seals::Rings);
            let here: Vec<(Rect, &[u8])> = stamps
                .iter()
                .filter(|(page, ..)| *page == at)
                .map(|(_, place, bytes)| (*place, *bytes))
                .collect();
            let mut pen = Pen::new(&fonts, &mut pictures, &mut own, &mut numbers);
            draw_page(&mut pen, page, &here, rings)?;
            let (content, used) = pen.finish();
            let (id, stream) = (numbers.take(), numbers.take());
            let artwork = self.artwork.get(page.base).copied().flatten();
            self.page(&mut own, (id, stream), page, (&content, &used, artwork), &fonts)?;
            pages.push(id);
        }
        pdf.extend(&own);
        pdf.catalog(Ref::new(CATALOG)).pages(Ref::new(PAGES));
        let count = i32::try_from(pages.len()).unwrap_or(i32::MAX);
        pdf.pages(Ref::new(PAGES)).kids(pages).count(count);
        let mut info = pdf.document_info(Ref::new(INFO));
        info.title(TextStr(about.title)).author(TextStr(about.author)).creator(TextStr("Yinxin"));
        if let Some(created) = date(about.created) {
            info.creation_date(created);
        }
        info.finish();
        Ok(pdf.finish())
    }

    /// Writes a page object and its content stream.
    fn page(
        &self,
        own: &mut Chunk,
        (id, stream): (Ref, Ref),
        page: &Page,
        (content, used, artwork): (&[u8], &Used, Option<Ref>),
        fonts: &[Embedded],
    ) -> Result<(), PdfError> {
        // Converts from mm with y pointing down to points with y pointing up.
        let scale = short(POINTS);
        let mut whole = Content::new();
        whole.transform([scale, 0.0, 0.0, -scale, 0.0, short(page.height * POINTS)]);
        if artwork.is_some() {
            whole.x_object(Name(b"Artwork"));
        }
        let mut bytes = whole.finish().into_vec();
        bytes.push(b'\n');
        bytes.extend(content);
        let bytes = compressed(&bytes, Compression::fast())?;
        own.stream(stream, &bytes).filter(Filter::FlateDecode);
        let (width, height) = (short(page.width * POINTS), short(page.height * POINTS));
        let mut written = own.page(id);
        written.parent(Ref::new(PAGES)).media_box(Box::new(0.0, 0.0, width, height));
        written.contents(stream);
        let artwork: Vec<(&[u8], Ref)> = artwork.iter().map(|id| (&b"Artwork"[..], *id)).collect();
        used.resources(&mut written.resources(), fonts, &artwork);
        Ok(())
    }
}

/// Draws items, stamps or rings, and the watermark.
fn draw_page(
    pen: &mut Pen<'_>,
    page: &Page,
    stamps: &[(Rect, &[u8])],
    rings: bool,
) -> Result<(), PdfError> {
    let mut items = |items: &[Item]| items.iter().try_for_each(|item| pen.item(item));
    items(&page.items)?;
    for (at, (place, bytes)) in stamps.iter().enumerate() {
        pen.stamp(*place, bytes, at)?;
    }
    if rings {
        page.seals.iter().for_each(|place| pen.ring(place.boundary));
    }
    page.watermark.iter().try_for_each(|item| pen.item(item))
}

/// Parses a date; `None` if it is not one.
fn date(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let date = Date::new(parts.next()?.parse().ok()?);
    Some(date.month(parts.next()?.parse().ok()?).day(parts.next()?.parse().ok()?))
}

/// Hands out object numbers.
struct Numbers(i32);

impl Numbers {
    fn take(&mut self) -> Ref {
        self.0 += 1;
        Ref::new(self.0 - 1)
    }
}

fn compressed(bytes: &[u8], level: Compression) -> Result<Vec<u8>, PdfError> {
    let mut encoder = ZlibEncoder::new(Vec::with_capacity(bytes.len() / 2), level);
    encoder.write_all(bytes).map_err(|_| PdfError::Compress)?;
    encoder.finish().map_err(|_| PdfError::Compress)
}

#[expect(clippy::cast_possible_truncation, reason = "PDF numbers need no more than f32")]
fn short(value: f64) -> f32 {
    value as f32
}

#[cfg(test)]
mod tests;
