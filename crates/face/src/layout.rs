//! Lays out one certificate: from compiled template and content to the display list.
//!
//! Content that cannot be shown completely (too long, without a glyph, an unreadable picture) is an
//! error that names the field, because a certificate must not be issued with it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use budget::{Budget, Exceeded, Work};

use crate::compile::{CompiledFace, Prepared, seal_place};
use crate::display::{DisplayList, Draw, Item, Page, Rect, SealPlace, SubsetFont};
use crate::font::FontSet;
use crate::format::Piece;
use crate::qr;
use crate::template::{Condition, Element, ElementKind, PAGE_KEYS, Test};

mod glyphs;
mod image;
mod shape;
mod table;
mod text;
pub(crate) use glyphs::Glyphs;
pub(crate) use shape::KAPPA;
use text::TextBox;
pub(crate) use text::{Fitted, fit, lines_of};

/// Values by field key: dates in the form `yyyy-mm-dd`, pictures as PNG or JPEG files.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Content {
    pub texts: BTreeMap<String, String>,
    pub images: BTreeMap<String, Arc<[u8]>>,
    /// Rows of repeated groups; each row maps the keys of its members to values.
    pub rows: BTreeMap<String, Vec<BTreeMap<String, String>>>,
}

/// Why the face of a certificate cannot be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaceFinding {
    /// `id` of the element in the template.
    pub element: String,
    /// Key of the first field that it shows.
    pub field: Option<String>,
    /// `face_overflow`, `face_missing_glyph`, `face_image` or `face_qrcode`.
    pub code: &'static str,
    pub zh: String,
    pub en: String,
}

/// Lays out all pages. A missing or empty field draws nothing.
///
/// # Errors
///
/// All findings: text that does not fit, characters without a glyph, unreadable pictures, rows for
/// which the pages have no room.
pub fn layout(face: &CompiledFace, content: &Content) -> Result<DisplayList, Vec<FaceFinding>> {
    layout_within(face, content, &Budget::unlimited())
}

/// Like [`layout`], within the budget of the request that brings content or template.
///
/// # Errors
///
/// As for [`layout`]; the finding `face_budget` if the budget does not suffice.
pub fn layout_within(
    face: &CompiledFace,
    content: &Content,
    budget: &Budget,
) -> Result<DisplayList, Vec<FaceFinding>> {
    let mut builder = LayoutBuilder::new(face, budget);
    let mut findings = Vec::new();
    let mut pages = Vec::new();
    let planned = table::plan(face, content)?;
    let count = planned.len();
    for (at, table::Planned { base, rows }) in planned.into_iter().enumerate() {
        let page = &face.pages[base];
        builder.page = (at + 1, count);
        builder.planned = rows.into_iter().map(|(id, rows)| (id.to_owned(), rows)).collect();
        for prepared in &page.elements {
            findings.extend(builder.element(prepared, content).err());
            if let Some(exceeded) = budget.exceeded() {
                return Err(vec![over_budget(&prepared.element, exceeded)]);
            }
        }
        pages.push(Page {
            base,
            side: page.side.clone(),
            width: page.width,
            height: page.height,
            items: std::mem::take(&mut builder.items),
            seals: std::mem::take(&mut builder.seals),
            watermark: Vec::new(),
            overlay: Vec::new(),
        });
    }
    if !findings.is_empty() {
        return Err(findings);
    }
    let extra_fonts = builder.extra_fonts().map_err(|finding| vec![finding])?;
    Ok(DisplayList { pages, extra_fonts })
}

/// Returns the number of pages.
///
/// # Errors
///
/// The pages have no room for all rows of a group.
pub(crate) fn planned(face: &CompiledFace, content: &Content) -> Result<usize, Vec<FaceFinding>> {
    table::plan(face, content).map(|pages| pages.len())
}

/// A font, and the variation selector if the subset holds variants.
type Cut = (usize, Option<char>);

/// Lays out elements. Collects items, and characters that the base subsets lack.
pub(crate) struct LayoutBuilder<'a> {
    pub items: Vec<Item>,
    pub seals: Vec<SealPlace>,
    fonts: &'a FontSet,
    base: Vec<(usize, &'a BTreeSet<char>)>,
    /// Index of the first extra font in the display list.
    first_extra: usize,
    /// Characters that the base subsets lack, by font and variation selector.
    extra: Vec<(Cut, BTreeSet<char>)>,
    /// Number of the current page, from 1, and number of all pages.
    page: (usize, usize),
    /// Rows that each table of the current page shows, by element id.
    planned: BTreeMap<String, Range<usize>>,
    budget: &'a Budget,
}

/// What an item of the display list takes besides its steps, lines and pictures, in bytes.
const ITEM_SIZE: usize = 400;

impl<'a> LayoutBuilder<'a> {
    pub fn new(face: &'a CompiledFace, budget: &'a Budget) -> Self {
        let base: Vec<_> = face.base.iter().map(|base| (base.face, &base.characters)).collect();
        Self::with(&face.set, base, face.base.len(), budget)
    }

    /// `base` holds index and characters of each base subset, in the order of the compiled fonts.
    pub fn with(
        fonts: &'a FontSet,
        base: Vec<(usize, &'a BTreeSet<char>)>,
        first_extra: usize,
        budget: &'a Budget,
    ) -> Self {
        let (items, seals, extra) = (Vec::new(), Vec::new(), Vec::new());
        let planned = BTreeMap::new();
        Self { items, seals, fonts, base, first_extra, extra, page: (1, 1), planned, budget }
    }

    pub fn fonts(&self) -> &'a FontSet {
        self.fonts
    }

    /// Lays out an element, unless its condition does not hold. Draws nothing if all its fields are
    /// empty.
    pub fn element(&mut self, prepared: &Prepared, content: &Content) -> Result<(), FaceFinding> {
        match &prepared.element.visible_if {
            Some(condition) if !holds(condition, content) => Ok(()),
            _ => self.shown(prepared, content),
        }
    }

    /// Like [`Self::element`], but ignores the condition.
    pub fn shown(&mut self, prepared: &Prepared, content: &Content) -> Result<(), FaceFinding> {
        let element = &prepared.element;
        self.pay_for(element).map_err(|exceeded| over_budget(element, exceeded))?;
        match &element.kind {
            ElementKind::Text(text) => {
                let target = TextBox::of(prepared, text);
                let value = self.value(&text.content, content);
                value.map_or(Ok(()), |value| self.text(&target, text, None, &value))
            }
            ElementKind::Multiline { text, line_height } => {
                let (target, height) = (TextBox::of(prepared, text), Some(*line_height));
                let value = self.value(&text.content, content);
                value.map_or(Ok(()), |value| self.text(&target, text, height, &value))
            }
            ElementKind::Image(image) => self.image(element, image, content),
            ElementKind::Table(table) => self.table(prepared, table, content),
            ElementKind::Art(art) => {
                self.items.extend(shape::art(element, art));
                Ok(())
            }
            ElementKind::Qrcode { content: pieces } => match self.value(pieces, content) {
                Some(value) => {
                    self.pay(element, Work::CodeByte, value.len())?;
                    let (image, place) = qr::image(&value, element.bounds)
                        .map_err(|(zh, en)| finding(element, "face_qrcode", zh, en))?;
                    self.items.push(item(element, None, place, Draw::Image(image)));
                    Ok(())
                }
                None => Ok(()),
            },
            ElementKind::Line(shape) => {
                self.items.extend(shape::line(element, shape));
                Ok(())
            }
            ElementKind::Rect(shape) => {
                self.items.extend(shape::rect(element, shape));
                Ok(())
            }
            ElementKind::Ellipse(shape) => {
                self.items.extend(shape::ellipse(element, shape));
                Ok(())
            }
            ElementKind::Guilloche(ground) => {
                self.items.push(shape::guilloche(element, ground));
                Ok(())
            }
            ElementKind::Seal { .. } => {
                self.seals.extend(seal_place(element));
                Ok(())
            }
        }
    }

    /// Pays for work on an element.
    fn pay(&self, element: &Element, work: Work, count: usize) -> Result<(), FaceFinding> {
        self.budget.charge(work, count).map_err(|exceeded| over_budget(element, exceeded))
    }

    /// Pays for what an element draws, except for text. A continuation page draws its elements again
    /// on every page.
    fn pay_for(&self, element: &Element) -> Result<(), Exceeded> {
        let steps = shape::steps(element);
        self.budget.charge(Work::LaidOut, 1_u64)?;
        self.budget.charge(Work::Curve, steps)?;
        self.budget.hold(ITEM_SIZE + element.id.len() + steps * size_of::<crate::display::Step>())
    }

    /// Returns the index of the font with which to draw `c` of `face`. Adds `c` to an extra font if
    /// the base subset lacks it.
    pub fn font_for(&mut self, face: usize, c: char, variant: Option<char>) -> usize {
        let base = self.base.iter().position(|(of, has)| *of == face && has.contains(&c));
        if let (Some(base), None) = (base, variant) {
            return base;
        }
        let known = self.extra.iter().position(|(of, _)| *of == (face, variant));
        let at = known.unwrap_or_else(|| {
            self.extra.push(((face, variant), BTreeSet::new()));
            self.extra.len() - 1
        });
        self.extra[at].1.insert(c);
        self.first_extra + at
    }

    /// Makes the extra fonts, one subset per font and variation selector.
    pub fn extra_fonts(&self) -> Result<Vec<SubsetFont>, FaceFinding> {
        let no_glyphs = |exceeded: Exceeded| FaceFinding {
            element: String::new(),
            field: None,
            code: "face_budget",
            zh: exceeded.zh(),
            en: exceeded.en(),
        };
        let cut = |((face, variant), characters): &(Cut, BTreeSet<char>)| {
            self.budget.charge(Work::FontGlyph, characters.len()).map_err(no_glyphs)?;
            let subset = match variant {
                None => self.fonts.subset(*face, characters),
                Some(selector) => self.fonts.variants(*face, characters, *selector),
            };
            subset.ok_or_else(|| FaceFinding {
                element: String::new(),
                field: None,
                code: "face_missing_glyph",
                zh: "字库不能取子集".to_owned(),
                en: "the font cannot be subset".to_owned(),
            })
        };
        self.extra.iter().map(cut).collect()
    }

    /// Returns the text to show; `None` if it has fields and all of them are empty.
    fn value(&self, pieces: &[Piece], content: &Content) -> Option<String> {
        let mut out = String::new();
        let mut shown = pieces.iter().all(|piece| piece.key().is_none());
        for piece in pieces {
            match piece {
                Piece::Fixed(fixed) => out.push_str(fixed),
                Piece::Placeholder { key, .. } if PAGE_KEYS.contains(&key.as_str()) => {
                    shown = true;
                    let (page, pages) = self.page;
                    out.push_str(&(if key == "page" { page } else { pages }).to_string());
                }
                Piece::Placeholder { key, format } => {
                    let raw = content.texts.get(key).map_or("", String::as_str);
                    let value = format.map_or_else(|| raw.to_owned(), |format| format.apply(raw));
                    shown |= !value.trim().is_empty();
                    out.push_str(&value);
                }
            }
        }
        shown.then_some(out)
    }
}

fn item(element: &Element, field: Option<&str>, boundary: Rect, draw: Draw) -> Item {
    let field = field.map(str::to_owned);
    Item { element: element.id.clone(), field, boundary, draw }
}

/// The finding that the budget does not suffice.
fn over_budget(element: &Element, exceeded: Exceeded) -> FaceFinding {
    finding(element, "face_budget", exceeded.zh(), exceeded.en())
}

fn finding(element: &Element, code: &'static str, zh: String, en: String) -> FaceFinding {
    let field = element.keys().first().map(|key| (*key).to_owned());
    FaceFinding { element: element.id.clone(), field, code, zh, en }
}

/// Whether a condition holds for the content.
fn holds(condition: &Condition, content: &Content) -> bool {
    let Condition { field, test } = condition;
    let text = content.texts.get(field).map_or("", |text| text.trim());
    let picture = content.images.get(field).is_some_and(|bytes| !bytes.is_empty());
    let rows = content.rows.get(field).is_some_and(|rows| !rows.is_empty());
    match test {
        Test::Present => !text.is_empty() || picture || rows,
        Test::Absent => text.is_empty() && !picture && !rows,
        Test::Equals(value) => text == value.trim(),
    }
}

#[cfg(test)]
mod tests;
