//! Subsets: a TrueType file with the glyphs of some characters only. cmap, OS/2, name and post
//! stay, because readers of OFD refuse or misdraw a font without them.

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

/// Tables of shaping, vertical writing and signatures: one character is one glyph here.
const DROPPED: [&[u8; 4]; 10] =
    [b"GSUB", b"GPOS", b"GDEF", b"BASE", b"JSTF", b"STAT", b"DSIG", b"VORG", b"vhea", b"vmtx"];
/// A PostScript name has at most 63 characters.
const MOST_NAME: usize = 40;

/// Subset of the font `name` with `characters`. `None`: the font cannot be cut (no glyf table).
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

/// Subset in which each of `characters` has the glyph that `selector` asks for after it (an
/// ideographic variation sequence, UTS #37). One selector a subset: readers of OFD look glyphs up by
/// character alone. `None`: a variant that is not there, or is a composite glyph.
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

/// Any font: composite glyphs are followed, tables of all kinds are understood.
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

/// Two subsets of the same name would be mixed up in a reader's font cache: the name carries a
/// fingerprint of the font file's table of contents (with its checksums) and of the characters.
fn unique_name(name: &str, bytes: &[u8], characters: &BTreeSet<char>) -> String {
    let text: String = characters.iter().collect();
    let contents = &bytes[..bytes.len().min(1024)];
    let print = fingerprint([name.as_bytes(), contents, text.as_bytes()]);
    let plain = |c: &char| c.is_ascii_alphanumeric() || *c == '-';
    let stem: String = name.chars().filter(plain).take(MOST_NAME).collect();
    format!("{stem}-{}", &print[..16])
}

mod quick;
#[cfg(test)]
mod tests;
