//! Writes pages as PDF (ISO 32000-1:2008) for reading and printing. The certificate itself is the
//! OFD file.
//!
//! Text can be selected and searched; fonts are the embedded subsets. Fonts and artwork are
//! compressed once per face and copied into every file.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::{Chunk, Content, Date, Filter, Finish as _, Pdf, Rect as Box, Ref, TextStr};
use thiserror::Error;

use crate::compile::{CompiledFace, CompiledPage};
pub use crate::display::Seals;
use crate::display::{DisplayList, Item, Page, Rect};

mod content;
mod font;
mod picture;

use content::{Pen, Used};
use font::Embedded;
use picture::Pictures;

/// Names of the background of a page: below the watermark, and above it.
const BACKGROUNDS: [&[u8]; 2] = [b"Ground", b"Artwork"];
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

/// What all files of a face share: fonts and artwork.
#[derive(Debug)]
pub struct PdfTemplate {
    constant: Chunk,
    fonts: Vec<Embedded>,
    /// The background of each page of the face: below the watermark, and above it.
    backgrounds: Vec<[Option<Ref>; 2]>,
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
        let mut backgrounds = Vec::new();
        for page in &face.pages {
            let (ground, artwork) = page.split();
            let mut form = |items: &[Item]| {
                let mut pen = Pen::new(&fonts, &mut pictures, &mut constant, &mut numbers);
                items.iter().try_for_each(|item| pen.item(item))?;
                let (content, used) = pen.finish();
                form(page, (items, &content, &used), &fonts, (&mut constant, &mut numbers))
            };
            backgrounds.push([form(ground)?, form(artwork)?]);
        }
        Ok(Self { constant, fonts, backgrounds, next: numbers.0 })
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
            let (stamps, rings) = seals.on(at);
            let here: Vec<(Rect, &[u8])> = stamps.collect();
            let mut pen = Pen::new(&fonts, &mut pictures, &mut own, &mut numbers);
            let backgrounds = self.backgrounds.get(page.base).copied().unwrap_or_default();
            draw_page(&mut pen, (page, backgrounds), &here, rings)?;
            let (content, used) = pen.finish();
            let (id, stream) = (numbers.take(), numbers.take());
            self.page(&mut own, (id, stream), page, (&content, &used, backgrounds), &fonts)?;
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
        (content, used, backgrounds): (&[u8], &Used, [Option<Ref>; 2]),
        fonts: &[Embedded],
    ) -> Result<(), PdfError> {
        // Converts from mm with y pointing down to points with y pointing up.
        let scale = short(POINTS);
        let mut whole = Content::new();
        whole.transform([scale, 0.0, 0.0, -scale, 0.0, short(page.height * POINTS)]);
        let mut bytes = whole.finish().into_vec();
        bytes.push(b'\n');
        bytes.extend(content);
        let bytes = compressed(&bytes, Compression::fast())?;
        own.stream(stream, &bytes).filter(Filter::FlateDecode);
        let (width, height) = (short(page.width * POINTS), short(page.height * POINTS));
        let mut written = own.page(id);
        written.parent(Ref::new(PAGES)).media_box(Box::new(0.0, 0.0, width, height));
        written.contents(stream);
        let forms = BACKGROUNDS.iter().zip(backgrounds);
        let forms: Vec<(&[u8], Ref)> = forms.filter_map(|(name, id)| Some((*name, id?))).collect();
        used.resources(&mut written.resources(), fonts, &forms);
        Ok(())
    }
}

/// Writes a part of the background as a form that every page of the face shows; `None` if it is empty.
fn form(
    page: &CompiledPage,
    (items, content, used): (&[Item], &[u8], &Used),
    fonts: &[Embedded],
    (constant, numbers): (&mut Chunk, &mut Numbers),
) -> Result<Option<Ref>, PdfError> {
    if items.is_empty() {
        return Ok(None);
    }
    let id = numbers.take();
    let bytes = compressed(content, Compression::best())?;
    let mut form = constant.form_xobject(id, &bytes);
    form.filter(Filter::FlateDecode);
    form.bbox(Box::new(0.0, 0.0, short(page.width), short(page.height)));
    used.resources(&mut form.resources(), fonts, &[]);
    form.finish();
    Ok(Some(id))
}

/// Draws ground, watermark, artwork, items, stamps or rings, and the overlay.
fn draw_page(
    pen: &mut Pen<'_>,
    (page, backgrounds): (&Page, [Option<Ref>; 2]),
    stamps: &[(Rect, &[u8])],
    rings: bool,
) -> Result<(), PdfError> {
    let [ground, artwork] = BACKGROUNDS;
    if backgrounds[0].is_some() {
        pen.form(ground);
    }
    page.watermark.iter().try_for_each(|item| pen.item(item))?;
    if backgrounds[1].is_some() {
        pen.form(artwork);
    }
    page.items.iter().try_for_each(|item| pen.item(item))?;
    for (at, (place, bytes)) in stamps.iter().enumerate() {
        pen.stamp(*place, bytes, at)?;
    }
    if rings {
        page.seals.iter().for_each(|place| pen.ring(place.boundary));
    }
    page.overlay.iter().try_for_each(|item| pen.item(item))
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
