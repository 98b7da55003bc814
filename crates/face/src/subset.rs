//! Makes font subsets: TrueType files with the glyphs of some characters. The tables cmap, OS/2,
//! name and post are kept, because OFD readers refuse or misdraw a font without them.

use std::collections::BTreeSet;
use std::sync::Arc;

use skera::{Plan, SubsetFlags, subset_font};
use skrifa::charmap::MapVariant;
use skrifa::raw::collections::IntSet;
use skrifa::raw::types::NameId;
use skrifa::raw::{FontRef, TableProvider as _};
use skrifa::{MetadataProvider as _, Tag};

use crate::display::SubsetFont;
use crate::fingerprint::fingerprint;
use crate::sfnt;

/// Tables for shaping, vertical writing and signatures, which are not used.
const DROPPED: [&[u8; 4]; 10] =
    [b"GSUB", b"GPOS", b"GDEF", b"BASE", b"JSTF", b"STAT", b"DSIG", b"VORG", b"vhea", b"vmtx"];
/// Maximum length of the original name within a subset's name; a PostScript name has at most 63
/// characters.
const MAX_STEM: usize = 40;

/// Makes a subset of the font `name` with `characters`. Returns `None` if the font has no table
/// glyf or is damaged.
pub(crate) fn subset(name: &str, bytes: &[u8], characters: &BTreeSet<char>) -> Option<SubsetFont> {
    let font = FontRef::new(bytes).ok()?;
    let unique = unique_name(name, bytes, characters);
    let tables = match quick::cut(&font, characters) {
        Some(tables) => tables,
        None => sfnt::tables(&FontRef::new(&general(&font, characters)?).ok()?)?,
    };
    let named = sfnt::named(tables, &font, &unique)?;
    Some(SubsetFont { family: unique.clone(), name: unique, bytes: Arc::from(named) })
}

/// Makes a subset in which each of `characters` has the glyph that the variation sequence with
/// `selector` selects (UTS #37).
///
/// A subset has one selector, because OFD readers look up glyphs by the character alone. Returns
/// `None` if a variant is missing or is a composite glyph.
pub(crate) fn variants(
    name: &str,
    bytes: &[u8],
    characters: &BTreeSet<char>,
    selector: char,
) -> Option<SubsetFont> {
    let font = FontRef::new(bytes).ok()?;
    let map = font.charmap();
    let glyph = |c: &char| match map.map_variant(*c, selector)? {
        MapVariant::UseDefault => map.map(*c),
        MapVariant::Variant(glyph) => Some(glyph),
    };
    let glyphs = characters.iter().map(glyph).collect::<Option<Vec<_>>>()?;
    let tables = quick::cut_glyphs(&font, characters, &glyphs)?;
    let unique = unique_name(&format!("{name}-{:x}", u32::from(selector)), bytes, characters);
    let named = sfnt::named(tables, &font, &unique)?;
    Some(SubsetFont { family: unique.clone(), name: unique, bytes: Arc::from(named) })
}

/// Makes a subset of any TrueType font, including composite glyphs.
fn general(font: &FontRef<'_>, characters: &BTreeSet<char>) -> Option<Vec<u8>> {
    font.glyf().ok()?;
    let mut codes = IntSet::<u32>::empty();
    codes.extend(characters.iter().map(|c| u32::from(*c)));
    let mut dropped = IntSet::<Tag>::empty();
    dropped.extend(DROPPED.iter().map(|tag| Tag::new(tag)));
    let mut names = IntSet::<NameId>::empty();
    names.extend([0, 1, 2, 3, 4, 5, 6, 13, 14].into_iter().map(NameId::new));
    let mut languages = IntSet::<u16>::empty();
    languages.insert(0x409);
    let plan = Plan::new(
        &IntSet::empty(),
        &codes,
        font,
        SubsetFlags::SUBSET_FLAGS_NO_HINTING,
        &dropped,
        &IntSet::empty(),
        &IntSet::empty(),
        &names,
        &languages,
    );
    subset_font(font, &plan).ok()
}

/// Returns a name that is unique to the content. A reader's font cache would confuse two subsets
/// with the same name. The name contains a fingerprint of the table directory, which has checksums,
/// and of the characters.
fn unique_name(name: &str, bytes: &[u8], characters: &BTreeSet<char>) -> String {
    let text: String = characters.iter().collect();
    let contents = &bytes[..bytes.len().min(1024)];
    let print = fingerprint([name.as_bytes(), contents, text.as_bytes()]);
    let plain = |c: &char| c.is_ascii_alphanumeric() || *c == '-';
    let stem: String = name.chars().filter(plain).take(MAX_STEM).collect();
    let print: String = print.chars().take(16).collect();
    format!("{stem}-{print}")
}

mod quick;
#[cfg(test)]
mod tests;
