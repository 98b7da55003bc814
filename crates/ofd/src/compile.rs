//! Compiles what all documents of a certificate type share: artwork, fonts and resource files.
//!
//! These members are built, compressed and hashed once per face template, because compressing a
//! font takes longer than everything else a certificate needs (decision 0010).

use face::display::{DisplayList, Item, SubsetFont};
use sm3::{Digest, Sm3};

use crate::draw::{Identifiers, Pen, Picture, collect_pictures, escaped, number};
use crate::package::Member;

pub(crate) const NAMESPACE: &str = "xmlns:ofd=\"http://www.ofdspec.org/2016\"";
/// The XML declaration that every file starts with.
pub(crate) const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

// First identifier (ST_ID, unique in the document) of each kind of element. The ranges do not
// overlap, because a document has fewer than a thousand elements of each kind; objects come last
// and may be as many as needed.
pub(crate) const FONT: u32 = 1;
pub(crate) const TEMPLATE: u32 = 1_001;
pub(crate) const PAGE: u32 = 2_001;
pub(crate) const IMAGE: u32 = 3_001;
/// Each page has up to three layers: body and watermark, which take turns, and overlay.
pub(crate) const LAYER: u32 = 4_001;
pub(crate) const OVERLAY_LAYER: u32 = 9_001;
pub(crate) const ATTACHMENT: u32 = 6_001;
const BACKGROUND_LAYER: u32 = 7_001;
const BACKGROUND_IMAGE: u32 = 8_001;
const OBJECT: u32 = 10_001;
/// `MaxUnitID`, an upper bound of all identifiers. It is constant, so that Document.xml is as well.
const MAX_UNIT: u32 = 9_999_999;

/// A page of the template: its size and the artwork below the fields.
#[derive(Clone, Copy, Debug)]
pub struct PageBase<'a> {
    /// In mm.
    pub width: f64,
    /// In mm.
    pub height: f64,
    /// What every certificate of the type shows on this page, in drawing order.
    pub background: &'a [Item],
}

impl<'a> From<face::compile::PageBase<'a>> for PageBase<'a> {
    fn from(page: face::compile::PageBase<'a>) -> Self {
        let face::compile::PageBase { width, height, background, .. } = page;
        Self { width, height, background }
    }
}

/// A member that all documents of a type share, with the SM3 of its content.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub member: Member,
    pub sm3: [u8; 32],
}

impl Part {
    pub fn constant(name: impl Into<String>, content: &[u8]) -> Self {
        Self { member: Member::deflated(name, content), sm3: Sm3::digest(content).into() }
    }
}

/// The members that all documents of a certificate type share.
#[derive(Clone, Debug)]
pub struct DocumentTemplate {
    /// Document.xml for the pages of the template. A document with other pages writes its own.
    pub(crate) document: Part,
    /// All other shared members.
    pub(crate) parts: Vec<Part>,
    /// Number of fonts in the template; a document's extra fonts are numbered after them.
    pub(crate) fonts: usize,
    /// Pictures of the artwork, which a document may also use.
    pub(crate) pictures: Vec<Picture>,
    /// Number of template pages.
    pub(crate) pages: usize,
    /// First unused identifier for the objects of a document.
    pub(crate) next_object: u32,
}

impl DocumentTemplate {
    /// Compiles the template. Items refer to `fonts` by index.
    ///
    /// Everything is compressed at the highest level, which takes some milliseconds per font: call
    /// this once per template, never per certificate.
    pub fn compile(fonts: &[SubsetFont], pages: &[PageBase<'_>]) -> Self {
        let items = pages.iter().flat_map(|page| page.background);
        let pictures = collect_pictures(items, &[], BACKGROUND_IMAGE, "artwork");
        let resources = resources(&font_lines(fonts, 0), &picture_lines(&pictures));
        let sizes: Vec<(f64, f64)> = pages.iter().map(|page| (page.width, page.height)).collect();
        let mut parts = vec![Part::constant("Doc_0/PublicRes.xml", resources.as_bytes())];
        for (at, font) in fonts.iter().enumerate() {
            parts.push(Part::constant(font_path(at), &font.bytes));
        }
        for picture in &pictures {
            parts.push(Part::constant(picture_path(picture), &picture.image.bytes));
        }
        let mut numbers = Identifiers::from(OBJECT);
        for (at, page) in pages.iter().enumerate() {
            let content = background(at, page, &pictures, &mut numbers);
            let name = format!("Doc_0/Tpls/Tpl_{at}/Content.xml");
            parts.push(Part::constant(name, content.as_bytes()));
        }
        Self {
            document: Part::constant(DOCUMENT, document(&sizes, pages.len()).as_bytes()),
            parts,
            fonts: fonts.len(),
            pictures,
            pages: pages.len(),
            next_object: numbers.take(),
        }
    }

    /// Writes Document.xml for the pages of `list`, or returns `None` if that of the template fits.
    pub(crate) fn own_document(&self, list: &DisplayList) -> Option<Member> {
        let bases = list.pages.iter().map(|page| page.base);
        if bases.eq(0..self.pages) {
            return None;
        }
        let sizes: Vec<(f64, f64)> =
            list.pages.iter().map(|page| (page.width, page.height)).collect();
        Some(Member::stored(DOCUMENT, document(&sizes, self.pages)))
    }
}

const DOCUMENT: &str = "Doc_0/Document.xml";

/// Path of the font with index `at`.
pub(crate) fn font_path(at: usize) -> String {
    format!("Doc_0/Res/font_{at}.ttf")
}

/// Path of a picture.
pub(crate) fn picture_path(picture: &Picture) -> String {
    format!("Doc_0/Res/{}", picture.file)
}

/// Font entries of a resource file; the first of `fonts` has index `from`.
pub(crate) fn font_lines(fonts: &[SubsetFont], from: usize) -> String {
    let line = |(at, font): (usize, &SubsetFont)| {
        let (name, family) = (escaped(&font.name), escaped(&font.family));
        let at = from + at;
        format!(
            "<ofd:Font ID=\"{}\" FontName=\"{name}\" FamilyName=\"{family}\">\
             <ofd:FontFile>font_{at}.ttf</ofd:FontFile></ofd:Font>",
            FONT + at as u32
        )
    };
    fonts.iter().enumerate().map(line).collect()
}

/// Picture entries of a resource file.
pub(crate) fn picture_lines(pictures: &[Picture]) -> String {
    let line = |picture: &Picture| {
        let kind = match picture.image.format {
            face::display::ImageFormat::Png => "PNG",
            face::display::ImageFormat::Jpeg => "JPEG",
        };
        format!(
            "<ofd:MultiMedia ID=\"{}\" Type=\"Image\" Format=\"{kind}\">\
             <ofd:MediaFile>{}</ofd:MediaFile></ofd:MultiMedia>",
            picture.id, picture.file
        )
    };
    pictures.iter().map(line).collect()
}

/// A resource file. An empty group is omitted, because the schema requires at least one child.
pub(crate) fn resources(fonts: &str, media: &str) -> String {
    let group = |name: &str, lines: &str| {
        if lines.is_empty() { String::new() } else { format!("<ofd:{name}>{lines}</ofd:{name}>") }
    };
    format!(
        "{HEAD}<ofd:Res {NAMESPACE} BaseLoc=\"Res\">{}{}</ofd:Res>",
        group("Fonts", fonts),
        group("MultiMedias", media)
    )
}

/// The `PhysicalBox` of a page with this size in mm.
pub(crate) fn area(width: f64, height: f64) -> String {
    format!("<ofd:PhysicalBox>0 0 {} {}</ofd:PhysicalBox>", number(width), number(height))
}

/// Document.xml for pages of the given sizes in mm and for `templates` template pages.
fn document(sizes: &[(f64, f64)], templates: usize) -> String {
    let (width, height) = sizes.first().copied().unwrap_or((210.0, 297.0));
    let line = |element: &str, first: u32, at: usize, place: &str| {
        let id = first + at as u32;
        format!("<ofd:{element} ID=\"{id}\" BaseLoc=\"{place}_{at}/Content.xml\"/>")
    };
    let artwork: String =
        (0..templates).map(|at| line("TemplatePage", TEMPLATE, at, "Tpls/Tpl")).collect();
    let listed: String = (0..sizes.len()).map(|at| line("Page", PAGE, at, "Pages/Page")).collect();
    format!(
        "{HEAD}<ofd:Document {NAMESPACE}><ofd:CommonData><ofd:MaxUnitID>{MAX_UNIT}</ofd:MaxUnitID>\
         <ofd:PageArea>{}</ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes>\
         <ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>{artwork}</ofd:CommonData>\
         <ofd:Pages>{listed}</ofd:Pages><ofd:CustomTags>Tags/CustomTags.xml</ofd:CustomTags>\
         <ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments></ofd:Document>",
        area(width, height)
    )
}

/// Content.xml of the template page with index `at`.
fn background(
    at: usize,
    page: &PageBase<'_>,
    pictures: &[Picture],
    numbers: &mut Identifiers,
) -> String {
    let mut objects = String::new();
    let mut pen = Pen { out: &mut objects, numbers, first_font: FONT, images: pictures };
    for item in page.background {
        pen.draw(item);
    }
    format!(
        "{HEAD}<ofd:Page {NAMESPACE}><ofd:Area>{}</ofd:Area><ofd:Content>\
         <ofd:Layer ID=\"{}\" Type=\"Background\">{objects}</ofd:Layer></ofd:Content></ofd:Page>",
        area(page.width, page.height),
        BACKGROUND_LAYER + at as u32
    )
}
