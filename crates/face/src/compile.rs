//! Compiles a template for the layout of many certificates: resolves fonts, lays out the
//! background, and makes one base subset per font. Nothing here depends on a certificate.

use std::collections::{BTreeMap, BTreeSet};

use budget::{Budget, Work};

use crate::charset;
use crate::display::{Draw, Item, SealPlace, SubsetFont};
use crate::fingerprint::fingerprint;
use crate::font::FontSet;
use crate::format::Piece;
use crate::layout::{Content, FaceFinding, LayoutBuilder};
use crate::template::{
    Element, ElementKind, FaceTemplate, PageTemplate, TemplateFinding, TextElement,
};

/// What a glyph of a subset takes, in bytes; a Han character has some 200.
const GLYPH_SIZE: usize = 400;

/// A compiled template. It keeps the complete fonts for characters that the base subsets lack.
#[derive(Debug)]
pub struct CompiledFace {
    pub(crate) set: FontSet,
    pub(crate) base: Vec<Base>,
    pub(crate) pages: Vec<CompiledPage>,
    /// Indices of all fonts that the template lists, fallback fonts included.
    pub(crate) listed: BTreeSet<usize>,
    /// The template as JSON with sorted keys.
    pub(crate) source: String,
    fonts: Vec<SubsetFont>,
    digest: String,
}

/// The constant part of a page.
#[derive(Clone, Copy, Debug)]
pub struct PageBase<'a> {
    /// Name of the page: 正本, 副本 …
    pub side: &'a str,
    /// In mm.
    pub width: f64,
    /// In mm.
    pub height: f64,
    /// What every certificate shows.
    pub background: &'a [Item],
}

/// The characters of a base subset, with index and name of its font in the font set.
#[derive(Debug)]
pub(crate) struct Base {
    pub face: usize,
    pub name: String,
    pub characters: BTreeSet<char>,
}

#[derive(Debug)]
pub(crate) struct CompiledPage {
    pub side: String,
    pub width: f64,
    pub height: f64,
    /// Whether the page is a continuation page (附页).
    pub continuation: bool,
    pub background: Vec<Item>,
    pub elements: Vec<Prepared>,
}

/// Share of a page from which on a filled shape or a picture of the background would hide the watermark.
const COVERING: f64 = 0.25;

impl CompiledPage {
    /// The background below the watermark of a copy, and the one above it. The watermark stands behind text,
    /// but not behind a ground that would hide it.
    pub fn split(&self) -> (&[Item], &[Item]) {
        let area = self.width * self.height;
        let covers = |item: &Item| {
            let opaque = match &item.draw {
                Draw::Text(_) => false,
                Draw::Image(_) => true,
                Draw::Path(path) => path.fill.is_some(),
            };
            opaque && item.boundary.width * item.boundary.height >= COVERING * area
        };
        let is_text = |item: &Item| matches!(item.draw, Draw::Text(_));
        let items = &self.background;
        let text = items.iter().position(is_text).unwrap_or(items.len());
        let ground = items.iter().rposition(covers).map_or(0, |at| at + 1);
        items.split_at(text.max(ground))
    }
}

/// An element with the fonts of its text in fallback order; empty if it has no text.
#[derive(Debug)]
pub(crate) struct Prepared {
    pub element: Element,
    pub faces: Vec<usize>,
}

impl CompiledFace {
    /// Compiles a template.
    ///
    /// # Errors
    ///
    /// A listed font is missing or cannot be subset, or a fixed text has characters without a glyph
    /// or does not fit into its box.
    pub fn compile(template: FaceTemplate, fonts: &FontSet) -> Result<Self, Vec<TemplateFinding>> {
        Self::compile_within(template, fonts, &Budget::default())
    }

    /// Like [`Self::compile`], within the budget of the request that brings the template.
    ///
    /// # Errors
    ///
    /// As for [`Self::compile`]; the finding `face_budget` if the budget does not suffice.
    pub fn compile_within(
        template: FaceTemplate,
        fonts: &FontSet,
        budget: &Budget,
    ) -> Result<Self, Vec<TemplateFinding>> {
        let exceeded = |exceeded: budget::Exceeded| {
            vec![finding(String::new(), "face_budget", exceeded.zh(), exceeded.en())]
        };
        let aliases = aliases(&template, fonts)?;
        let base = base_subsets(&template, &aliases, fonts, budget).map_err(exceeded)?;
        let mut subsets = Vec::new();
        for base in &base {
            let characters = base.characters.len();
            let paid = budget.charge(Work::FontGlyph, characters);
            paid.and_then(|()| budget.hold(GLYPH_SIZE * characters)).map_err(exceeded)?;
            let Some(subset) = fonts.subset(base.face, &base.characters) else {
                let zh = format!("字库 {} 不能取子集", base.name);
                let en = format!("the font {} cannot be subset", base.name);
                return Err(vec![finding("fonts".to_owned(), "face_font", zh, en)]);
            };
            subsets.push(subset);
        }
        let mut names: Vec<&[u8]> = subsets.iter().map(|font| font.name.as_bytes()).collect();
        names.push(template.source.as_bytes());
        let digest = fingerprint(names);
        let (set, source) = (fonts.clone(), template.source);
        let listed = aliases.values().flatten().copied().collect();
        let mut face =
            Self { set, base, pages: Vec::new(), listed, source, fonts: subsets, digest };
        let mut findings = Vec::new();
        for (at, page) in template.pages.into_iter().enumerate() {
            let place = |layer: &str| format!("pages[{at}].{layer}");
            let PageTemplate { side, width, height, continuation, background, elements } = page;
            let background = prepared(background, &aliases, fonts);
            let elements = prepared(elements, &aliases, fonts);
            let background = face.lay_out(&place("background"), &background, &mut findings, budget);
            face.lay_out(&place("elements"), &elements, &mut findings, budget);
            let page = CompiledPage { side, width, height, continuation, background, elements };
            face.pages.push(page);
        }
        if findings.is_empty() { Ok(face) } else { Err(findings) }
    }

    /// The base subsets. Texts refer to them by index.
    pub fn fonts(&self) -> &[SubsetFont] {
        &self.fonts
    }

    /// The constant part of each page.
    pub fn pages(&self) -> impl Iterator<Item = PageBase<'_>> {
        self.pages.iter().map(|page| PageBase {
            side: &page.side,
            width: page.width,
            height: page.height,
            background: &page.background,
        })
    }

    /// Keys of all fields that the face shows.
    pub fn fields(&self) -> BTreeSet<&str> {
        self.elements().flat_map(|prepared| prepared.element.keys()).collect()
    }

    /// Positions of the seals of each page.
    pub fn seal_places(&self) -> Vec<Vec<SealPlace>> {
        let places = |page: &CompiledPage| {
            page.elements.iter().filter_map(|prepared| seal_place(&prepared.element)).collect()
        };
        self.pages.iter().map(places).collect()
    }

    /// Digest of the template and its base subsets: 32 hexadecimal digits.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Path of the first element with this id in the template: `pages[0].elements[3]`.
    pub(crate) fn place_of(&self, id: &str) -> String {
        let pages = self.pages.iter().enumerate();
        let all = pages.flat_map(|(page, compiled)| {
            compiled.elements.iter().enumerate().map(move |(at, prepared)| (page, at, prepared))
        });
        let found = all.into_iter().find(|(_, _, prepared)| prepared.element.id == id);
        found.map_or_else(String::new, |(page, at, _)| format!("pages[{page}].elements[{at}]"))
    }

    fn elements(&self) -> impl Iterator<Item = &Prepared> {
        self.pages.iter().flat_map(|page| &page.elements)
    }

    /// Lays out elements with empty content. For the background this is the result; for the other
    /// elements it checks their fixed text.
    fn lay_out(
        &self,
        place: &str,
        elements: &[Prepared],
        findings: &mut Vec<TemplateFinding>,
        budget: &Budget,
    ) -> Vec<Item> {
        let empty = Content::default();
        let mut builder = LayoutBuilder::new(self, budget);
        for (at, prepared) in elements.iter().enumerate() {
            if let Err(FaceFinding { code, zh, en, .. }) = builder.shown(prepared, &empty) {
                findings.push(finding(format!("{place}[{at}]"), code, zh, en));
            }
            if budget.exceeded().is_some() {
                break;
            }
        }
        builder.items
    }
}

/// Position of a seal element; `None` for other elements.
pub(crate) fn seal_place(element: &Element) -> Option<SealPlace> {
    let ElementKind::Seal { signer } = &element.kind else { return None };
    let (element, boundary) = (element.id.clone(), element.bounds);
    Some(SealPlace { element, signer: signer.clone(), boundary })
}

fn finding(place: String, code: &'static str, zh: String, en: String) -> TemplateFinding {
    TemplateFinding { place, code, zh, en }
}

/// Indices of the fonts of each short name, in fallback order.
type Aliases = BTreeMap<String, Vec<usize>>;

fn aliases(template: &FaceTemplate, fonts: &FontSet) -> Result<Aliases, Vec<TemplateFinding>> {
    let mut aliases = Aliases::new();
    let mut findings = Vec::new();
    for (alias, names) in &template.fonts {
        let mut faces = Vec::new();
        for (at, name) in names.iter().enumerate() {
            match fonts.face(name) {
                Some(face) if faces.contains(&face) => {}
                Some(face) => faces.push(face),
                None => findings.push(finding(
                    format!("fonts.{alias}[{at}]"),
                    "face_font",
                    format!("没有安装字库 {name}"),
                    format!("the font {name} is not installed"),
                )),
            }
        }
        let further = fonts.fallback().iter().filter(|face| !faces.contains(face));
        let further: Vec<usize> = further.copied().collect();
        faces.extend(further);
        aliases.insert(alias.clone(), faces);
    }
    if findings.is_empty() { Ok(aliases) } else { Err(findings) }
}

/// The text style of an element; `None` if it has no text.
fn text_of(element: &Element) -> Option<&TextElement> {
    match &element.kind {
        ElementKind::Text(text) | ElementKind::Multiline { text, .. } => Some(text),
        ElementKind::Table(table) => Some(&table.text),
        ElementKind::Image(_)
        | ElementKind::Qrcode { .. }
        | ElementKind::Line(_)
        | ElementKind::Rect(_)
        | ElementKind::Ellipse(_)
        | ElementKind::Guilloche(_)
        | ElementKind::Art(_)
        | ElementKind::Seal { .. } => None,
    }
}

/// The fonts of a text in fallback order. Bold text prefers fonts with Bold in their names.
fn faces(text: &TextElement, aliases: &Aliases, fonts: &FontSet) -> Vec<usize> {
    let mut faces = aliases.get(&text.font).cloned().unwrap_or_default();
    if text.bold {
        let names: Vec<&str> = fonts.names().collect();
        faces.sort_by_key(|face| !names[*face].contains("Bold"));
    }
    faces
}

fn prepared(elements: Vec<Element>, aliases: &Aliases, fonts: &FontSet) -> Vec<Prepared> {
    let prepare = |element: Element| {
        let faces = text_of(&element).map(|text| faces(text, aliases, fonts)).unwrap_or_default();
        Prepared { element, faces }
    };
    elements.into_iter().map(prepare).collect()
}

/// The characters of each font: those of fixed texts and those that fields are likely to contain.
/// The font in which most fields are set gets all common characters, other fonts only those of
/// numbers, codes and dates.
fn base_subsets(
    template: &FaceTemplate,
    aliases: &Aliases,
    fonts: &FontSet,
    budget: &Budget,
) -> Result<Vec<Base>, budget::Exceeded> {
    let plain = charset::plain();
    let common = match &template.expected {
        Some(expected) => charset::expected(expected),
        None => charset::common(),
    };
    let main = main_alias(template);
    let mut characters: BTreeMap<usize, BTreeSet<char>> = BTreeMap::new();
    // Most texts are set alike, and their likely characters are looked up once.
    let mut done: BTreeSet<(Vec<usize>, bool)> = BTreeSet::new();
    for element in elements(template) {
        let Some(text) = text_of(element) else { continue };
        let faces = faces(text, aliases, fonts);
        let is_main = Some(text.font.as_str()) == main;
        let likely = if is_main { &common } else { &plain };
        let mut add = |c: char| {
            if let Some((face, _)) = fonts.find(&faces, c) {
                characters.entry(face).or_default().insert(c);
            }
        };
        for piece in pieces_of(element) {
            match piece {
                Piece::Fixed(fixed) => {
                    budget.charge(Work::Character, fixed.len() * faces.len().max(1))?;
                    fixed.chars().for_each(&mut add);
                }
                Piece::Placeholder { format, .. } => {
                    budget.charge(Work::Character, 1_u64)?;
                    if done.insert((faces.clone(), is_main)) {
                        budget.charge(Work::Character, likely.len() * faces.len().max(1))?;
                        likely.iter().copied().for_each(&mut add);
                    }
                    format.iter().flat_map(|format| format.characters().chars()).for_each(&mut add);
                }
            }
        }
        if let ElementKind::Table(table) = &element.kind {
            for title in table.titles() {
                budget.charge(Work::Character, title.len() * faces.len().max(1))?;
                title.chars().for_each(&mut add);
            }
        }
    }
    let names: Vec<&str> = fonts.names().collect();
    let base = |(face, characters)| Base { face, name: names[face].to_owned(), characters };
    Ok(characters.into_iter().map(base).collect())
}

fn elements(template: &FaceTemplate) -> impl Iterator<Item = &Element> {
    template.pages.iter().flat_map(|page| page.background.iter().chain(&page.elements))
}

/// The content of a text, or of the cells of a table.
fn pieces_of(element: &Element) -> Vec<&Piece> {
    if let ElementKind::Table(table) = &element.kind {
        return table.pieces().collect();
    }
    text_of(element).map(|text| text.content.iter().collect()).unwrap_or_default()
}

/// Short name of the font in which most fields are set.
fn main_alias(template: &FaceTemplate) -> Option<&str> {
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    for element in elements(template) {
        let bound = pieces_of(element).iter().any(|piece| piece.key().is_some());
        if let (true, Some(text)) = (bound, text_of(element)) {
            *uses.entry(&text.font).or_default() += 1;
        }
    }
    uses.into_iter().max_by_key(|(_, count)| *count).map(|(alias, _)| alias)
}

#[cfg(test)]
mod tests;
