//! Which Han characters the installed fonts have, for the start-up line and the page of the
//! administrator. Counted by blocks of GB 18030-2022; one character is covered if any font has it.

use skrifa::string::StringId;
use skrifa::{FontRef, MetadataProvider as _};

use super::{Face, FontSet};

/// A block, its first and last code point. Of each block what GB 18030-2022 has: Ext A and B
/// without what Unicode added later (U+4DB6.., U+2A6D7.., U+2B735..).
const BLOCKS: [(&str, u32, u32); 7] = [
    ("URO", 0x4e00, 0x9fef),
    ("A", 0x3400, 0x4db5),
    ("B", 0x20000, 0x2a6d6),
    ("C", 0x2a700, 0x2b734),
    ("D", 0x2b740, 0x2b81d),
    ("E", 0x2b820, 0x2cea1),
    ("F", 0x2ceb0, 0x2ebe0),
];

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    pub fonts: Vec<FontInfo>,
    pub blocks: Vec<Block>,
}

/// `family` and `version` as the font's name table says; empty if it says nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FontInfo {
    /// As templates name it.
    pub name: String,
    pub family: String,
    pub version: String,
    /// Code points with a glyph.
    pub characters: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// URO (the unified block), A to F (its extensions).
    pub name: &'static str,
    pub characters: u32,
    pub covered: u32,
}

impl Coverage {
    /// Of the Han characters of GB 18030-2022: 3 if all blocks are covered, 1 if the unified block
    /// and extension A are, else 0. Level 2 (those and the 通用规范汉字表) is not told apart, and
    /// scripts of minorities are not counted: this is no statement of conformance.
    pub fn han_level(&self) -> u8 {
        let full = |block: &Block| block.covered == block.characters;
        if self.blocks.iter().all(full) {
            3
        } else {
            u8::from(self.blocks.iter().take(2).all(full))
        }
    }
}

impl FontSet {
    /// Looks up each of some 88 thousand characters: milliseconds, so once at the start.
    pub fn coverage(&self) -> Coverage {
        let has = |code: u32| {
            let Some(c) = char::from_u32(code) else { return false };
            self.faces.iter().any(|face| face.glyph(c).is_some())
        };
        let block = |(name, first, last): (&'static str, u32, u32)| {
            let covered = (first..=last).map(|code| u32::from(has(code))).sum();
            Block { name, characters: last - first + 1, covered }
        };
        Coverage {
            fonts: self.faces.iter().map(info).collect(),
            blocks: BLOCKS.into_iter().map(block).collect(),
        }
    }
}

fn info(face: &Face) -> FontInfo {
    let text = |id: StringId| {
        let font = FontRef::new(&face.bytes).ok();
        let text = font.and_then(|font| font.localized_strings(id).english_or_first());
        text.map(|text| text.chars().collect()).unwrap_or_default()
    };
    let glyphs = face.pages.iter().flatten().flat_map(|page| page.iter());
    FontInfo {
        name: face.name.clone(),
        family: text(StringId::FAMILY_NAME),
        version: text(StringId::VERSION_STRING),
        characters: glyphs.filter(|glyph| glyph.id != 0).count(),
    }
}

#[cfg(test)]
mod tests {
    use super::{BLOCKS, Block, Coverage};
    use crate::testing::fonts;

    #[test]
    fn blocks_have_the_sizes_that_the_standard_counts() {
        let sizes: Vec<u32> = BLOCKS.iter().map(|(_, first, last)| last - first + 1).collect();
        assert_eq!(sizes[1..], [6582, 42711, 4149, 222, 5762, 7473]);
    }

    #[test]
    fn fonts_are_named_and_their_characters_counted() {
        let coverage = fonts().coverage();
        let [regular, bold] = &coverage.fonts[..] else { panic!("two fonts") };
        assert_eq!(
            (regular.name.as_str(), bold.name.as_str()),
            ("NotoSerifSC-Regular", "NotoSerifSC-Bold")
        );
        assert!(regular.version.starts_with("Version "), "{}", regular.version);
        assert!(!regular.family.is_empty());
        let uro = &coverage.blocks[0];
        assert!(uro.covered > 100 && (uro.covered as usize) < regular.characters);
        assert_eq!(coverage.blocks[5].covered, 1, "U+2CB4E of extension E");
        assert_eq!(coverage.han_level(), 0);
    }

    #[test]
    fn a_level_needs_every_character_of_its_blocks() {
        let level = |missing: Option<usize>| {
            let block = |(at, (name, first, last)): (usize, (&'static str, u32, u32))| {
                let characters: u32 = last - first + 1;
                let covered = characters - u32::from(missing == Some(at));
                Block { name, characters, covered }
            };
            let blocks = BLOCKS.into_iter().enumerate().map(block).collect();
            Coverage { fonts: Vec::new(), blocks }.han_level()
        };
        assert_eq!([level(None), level(Some(6)), level(Some(2)), level(Some(1))], [3, 1, 1, 0]);
    }
}
