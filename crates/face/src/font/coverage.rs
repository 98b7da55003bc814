//! Counts which Han characters the installed fonts cover, for the log and the administrator's page.
//! The blocks are those of GB 18030-2022. A character is covered if any font has it.

use skrifa::string::StringId;
use skrifa::{FontRef, MetadataProvider as _};

use super::{Face, FontSet};

/// Name, first and last code point of each block. Characters that Unicode added to extensions A, B
/// and C after the edition on which GB 18030-2022 is based are excluded.
const BLOCKS: [(&str, u32, u32); 7] = [
    ("URO", 0x4e00, 0x9fef),
    ("A", 0x3400, 0x4db5),
    ("B", 0x20000, 0x2a6d6),
    ("C", 0x2a700, 0x2b734),
    ("D", 0x2b740, 0x2b81d),
    ("E", 0x2b820, 0x2cea1),
    ("F", 0x2ceb0, 0x2ebe0),
];

/// The installed fonts and how many Han characters they cover.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    pub fonts: Vec<FontInfo>,
    pub blocks: Vec<Block>,
}

/// A font. `family` and `version` are those of its name table, or empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FontInfo {
    /// The name by which templates refer to it.
    pub name: String,
    pub family: String,
    pub version: String,
    /// Number of code points with a glyph.
    pub characters: usize,
}

/// A block of Han characters with its size and the number of covered characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// URO (unified repertoire and ordering, the first block) or A to F (the extensions).
    pub name: &'static str,
    pub characters: u32,
    pub covered: u32,
}

impl Coverage {
    /// Returns 3 if all blocks are covered, 1 if URO and extension A are, otherwise 0.
    ///
    /// The number follows the implementation levels of GB 18030-2022, but level 2 (which adds the
    /// characters of 通用规范汉字表) is not distinguished and scripts of minorities are not counted,
    /// so it is not a statement of conformance.
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
    /// Looks up about 88,000 characters, which takes milliseconds: call it once.
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
    fn blocks_have_the_sizes_of_the_standard() {
        let sizes: Vec<u32> = BLOCKS.iter().map(|(_, first, last)| last - first + 1).collect();
        assert_eq!(sizes[1..], [6582, 42711, 4149, 222, 5762, 7473]);
    }

    #[test]
    fn fonts_are_named_and_their_characters_counted() {
        let coverage = fonts().coverage();
        let [regular, bold, _words] = &coverage.fonts[..] else { panic!("three fonts") };
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
