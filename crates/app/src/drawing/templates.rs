//! Fonts, and a cache of parsed catalog entries and compiled face templates. Everything in it can
//! be made again from the folder of fonts and the database (I8).

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use budget::Budget;
use domain::catalog::CatalogEntry;
use domain::field::{FieldKind, FieldSpec};
use domain::{Code, Refusal};
use face::compile::CompiledFace;
use face::font::FontSet;
use face::identity::FaceIdentity;
use face::pdf::{PdfError, PdfTemplate};
use face::save::check_on_save;
use face::template::{BUILT_IN_KEYS, FaceTemplate, TemplateFinding};
use ofd::compile::{DocumentTemplate, PageBase};
use ofd::package::Known;
use store::CatalogRow;

use crate::drawing::extremes::{Extreme, extremes};
use crate::drawing::issue::refuse_template;
use crate::kernel::Error;
use crate::records::catalog::is_public;

/// The fonts that a city draws with.
pub use face::font::FontSet as Fonts;

/// Where the Debian package `fonts-hanazono` installs HanaMin (花园明朝, SIL Open Font License), whose two
/// files have the characters of extensions A to F that names and places contain.
pub const RARE_FONTS: &str = "/usr/share/fonts/truetype/hanazono";

/// Largest number of compiled templates in the cache, and of parsed entries.
const MAX_KEPT: usize = 500;

/// The fonts, and the cache of parsed entries and compiled templates.
pub struct Templates {
    fonts: FontSet,
    /// Package members that were read before, so that the constant members of files from one
    /// template are decompressed and hashed only once.
    known: Known,
    /// SM3 of the font files in hexadecimal, by the name of the font.
    font_digests: Mutex<BTreeMap<String, String>>,
    compiled: Mutex<BTreeMap<(String, i64), Arc<Compiled>>>,
    entries: Mutex<BTreeMap<(String, i64), Arc<CatalogEntry>>>,
}

/// The compiled face of a catalog version, ready for layout and for writing files.
pub struct Compiled {
    pub face: CompiledFace,
    pub document: DocumentTemplate,
    /// Identifies template, fonts and layout version. The record of an issue contains it.
    pub identity: FaceIdentity,
    /// The template for PDF, compiled by [`Compiled::pdf`].
    pub(crate) pdf: OnceLock<Result<PdfTemplate, PdfError>>,
}

impl Templates {
    pub fn new(fonts: FontSet) -> Self {
        Self {
            fonts,
            known: Known::default(),
            font_digests: Mutex::default(),
            compiled: Mutex::default(),
            entries: Mutex::default(),
        }
    }

    /// Loads the fonts of a folder: all files `*.ttf` in it, named by their file names. Errors: the
    /// folder has no font, or a font cannot be read.
    pub fn fonts_in(folder: &Path) -> Result<FontSet, Error> {
        Self::fonts_of(folder, None, None)
    }

    /// Loads the fonts of a folder and of the operator's `own` folder. Templates may name the
    /// operator's fonts, and these also supply rare characters that the fonts of a template lack. After
    /// them comes HanaMin in the folder `rare`, if it is installed there; see [`RARE_FONTS`].
    /// Errors: a folder has no font; a font cannot be read; two fonts have the same name.
    pub fn fonts_of(
        folder: &Path,
        own: Option<&Path>,
        rare: Option<&Path>,
    ) -> Result<FontSet, Error> {
        let mut files = font_files(folder)?;
        let mut names = Vec::new();
        if let Some(own) = own {
            let more = font_files(own)?;
            names.extend(more.iter().map(|(name, _)| name.clone()));
            files.extend(more);
        }
        if let Some(rare) = rare.filter(|rare| rare.is_dir()) {
            let mut more = font_files(rare)?;
            // The operator may have chosen another version of the same font.
            more.retain(|(name, _)| !files.iter().any(|(known, _)| known == name));
            names.extend(more.iter().map(|(name, _)| name.clone()));
            files.extend(more);
        }
        let set = FontSet::new(files).map_err(|error| {
            Error::Unavailable(format!("fonts in {}: {error}", folder.display()))
        })?;
        Ok(set.falling_back(&names))
    }

    pub fn fonts(&self) -> &FontSet {
        &self.fonts
    }

    /// The package members that were read before.
    pub fn known(&self) -> &Known {
        &self.known
    }

    /// The parsed entry of a published version, if it is in the cache. It cannot be outdated,
    /// because a published version never changes.
    pub(crate) fn known_entry(&self, type_code: &str, number: i64) -> Option<Arc<CatalogEntry>> {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.get(&(type_code.to_owned(), number)).map(Arc::clone)
    }

    /// Parses the entry of a version, and caches it if the version can no longer change.
    pub(crate) fn entry(&self, row: &CatalogRow) -> Result<Arc<CatalogEntry>, Error> {
        if let Some(known) = self.known_entry(&row.type_code, row.number) {
            return Ok(known);
        }
        let entry: Arc<CatalogEntry> = Arc::new(serde_json::from_str(&row.entry)?);
        if is_public(row) {
            let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
            if entries.len() >= MAX_KEPT {
                entries.pop_first();
            }
            entries.insert((row.type_code.clone(), row.number), Arc::clone(&entry));
        }
        Ok(entry)
    }

    /// The compiled face of a published version. The first call compiles it.
    pub(crate) fn compiled(
        &self,
        type_code: &str,
        number: i64,
        entry: &CatalogEntry,
    ) -> Result<Arc<Compiled>, Vec<TemplateFinding>> {
        let key = (type_code.to_owned(), number);
        let known = || self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(compiled) = known().get(&key) {
            return Ok(Arc::clone(compiled));
        }
        let compiled = Arc::new(self.compile(entry)?);
        let mut all = known();
        if all.len() >= MAX_KEPT {
            all.pop_first();
        }
        all.insert(key, Arc::clone(&compiled));
        Ok(compiled)
    }

    /// Like [`Self::compiled`]. Errors: a refusal with all findings of the template.
    pub fn face(
        &self,
        type_code: &str,
        number: i64,
        entry: &CatalogEntry,
    ) -> Result<Arc<Compiled>, Error> {
        self.compiled(type_code, number, entry).map_err(|found| refuse_template(&found).into())
    }

    /// Draws the face with the longest values that the entry allows, and with no values (极限样张).
    /// Errors: everything that cannot be drawn.
    pub(crate) fn check(&self, entry: &CatalogEntry) -> Result<(), Vec<TemplateFinding>> {
        let extremes = extremes(&entry.fields);
        let samples: Vec<_> = extremes.iter().map(Extreme::sample).collect();
        check_on_save(&entry.face, &self.fonts, &samples).map(|_| ())
    }

    /// Compiles the face of an entry without caching it. Errors: all findings of the template.
    pub(crate) fn compile(&self, entry: &CatalogEntry) -> Result<Compiled, Vec<TemplateFinding>> {
        self.compile_within(entry, &Budget::default())
    }

    /// Like [`Self::compile`], within the budget of the request that brings the entry.
    pub(crate) fn compile_within(
        &self,
        entry: &CatalogEntry,
        budget: &Budget,
    ) -> Result<Compiled, Vec<TemplateFinding>> {
        let keys = bindable_keys(&entry.fields);
        let keys: Vec<&str> =
            BUILT_IN_KEYS.iter().copied().chain(keys.iter().map(String::as_str)).collect();
        let mut expected = String::new();
        collect_expected(&entry.fields, &mut expected);
        let template = FaceTemplate::parse_within(&entry.face, &keys, budget)?.expecting(&expected);
        let face = CompiledFace::compile_within(template, &self.fonts, budget)?;
        let pages: Vec<PageBase<'_>> = face.pages().map(PageBase::from).collect();
        let document = DocumentTemplate::compile(face.fonts(), &pages);
        let sm3 = |bytes: &[u8]| hex::encode(seal::sm2::sm3(bytes));
        let identity = face.identity(sm3, |name, bytes| {
            let mut known = self.font_digests.lock().unwrap_or_else(PoisonError::into_inner);
            known.entry(name.to_owned()).or_insert_with(|| sm3(bytes)).clone()
        });
        Ok(Compiled { face, document, identity, pdf: OnceLock::new() })
    }
}

/// The keys that a face may bind. A group is followed by its members, `GROUP.MEMBER`.
pub(crate) fn bindable_keys(fields: &[FieldSpec]) -> Vec<String> {
    let members = |field: &FieldSpec| {
        let group = field.key.clone();
        field.fields.iter().map(move |member| format!("{group}.{}", member.key)).collect::<Vec<_>>()
    };
    fields
        .iter()
        .flat_map(|field| std::iter::once(field.key.clone()).chain(members(field)))
        .collect()
}

/// Name and content of a font file.
type FontFile = (String, Arc<[u8]>);

fn font_files(folder: &Path) -> Result<Vec<FontFile>, Error> {
    let failed = |why: &dyn std::fmt::Display| {
        Error::Unavailable(format!("fonts in {}: {why}", folder.display()))
    };
    let mut files = Vec::new();
    for file in fs::read_dir(folder).map_err(|error| failed(&error))? {
        let path = file.map_err(|error| failed(&error))?.path();
        let name = path.file_stem().and_then(|name| name.to_str()).map(str::to_owned);
        if let (Some("ttf"), Some(name)) = (path.extension().and_then(|e| e.to_str()), name) {
            let bytes: Arc<[u8]> = fs::read(&path).map_err(|error| failed(&error))?.into();
            files.push((name, bytes));
        }
    }
    files.sort_by(|a, b| a.0.cmp(&b.0));
    if files.is_empty() {
        return Err(failed(&"no font file"));
    }
    Ok(files)
}

/// Which Han characters of GB 18030-2022 the fonts can show: the level (3, 1 or 0, see
/// [`face::font::Coverage::han_level`]) and one line with the names of the fonts and the numbers by block.
pub fn font_report(fonts: &Fonts) -> (u8, String) {
    let coverage = fonts.coverage();
    let block = |block: &face::font::Block| {
        format!("{} {}/{}", block.name, block.covered, block.characters)
    };
    let blocks: Vec<String> = coverage.blocks.iter().map(block).collect();
    let names: Vec<&str> = coverage.fonts.iter().map(|font| font.name.as_str()).collect();
    (coverage.han_level(), format!("{}; {}", names.join(", "), blocks.join(", ")))
}

/// Appends the text that certificates are likely to contain: the examples of the fields and the
/// names of their options. Its characters go into the subset of a font that all files of the
/// template share.
fn collect_expected(fields: &[FieldSpec], text: &mut String) {
    for field in fields.iter().filter(|field| field.kind != FieldKind::Image) {
        text.push_str(&field.example);
        field.options.iter().for_each(|option| text.push_str(&option.name));
        collect_expected(&field.fields, text);
    }
}

impl Compiled {
    /// The template for PDF. The first call compiles it, because most types are never printed.
    /// Errors: a font cannot be embedded in a PDF.
    pub fn pdf(&self) -> Result<&PdfTemplate, Error> {
        let made: &Result<PdfTemplate, PdfError> =
            self.pdf.get_or_init(|| PdfTemplate::compile(&self.face));
        made.as_ref().map_err(|error| undrawn(error.zh()))
    }
}

/// The refusal of a face that cannot be drawn, with the reason in Chinese.
pub(crate) fn undrawn(why: String) -> Error {
    Refusal::new(Code::FaceInvalid).with("face", why).into()
}
#[cfg(test)]
mod tests {
    use super::*;

    const FONT: &[u8] = include_bytes!("../../../face/testdata/NotoSerifSC-test.ttf");

    fn folder(names: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in names {
            fs::write(folder.path().join(name), FONT).unwrap();
        }
        folder
    }

    #[test]
    fn the_fonts_of_the_operator_are_added_to_those_of_the_program() {
        let (program, own) = (folder(&["Song.ttf", "notes.txt"]), folder(&["Rare.ttf"]));
        let alone = Templates::fonts_in(program.path()).unwrap();
        assert_eq!(alone.names().collect::<Vec<_>>(), ["Song"]);
        let both = Templates::fonts_of(program.path(), Some(own.path()), None).unwrap();
        assert_eq!(both.names().collect::<Vec<_>>(), ["Song", "Rare"]);
        let (level, report) = font_report(&both);
        assert_eq!(level, 0);
        assert!(report.starts_with("Song, Rare; ") && report.contains("URO "), "{report}");
        let why = |own: &tempfile::TempDir| {
            Templates::fonts_of(program.path(), Some(own.path()), None).unwrap_err().to_string()
        };
        assert!(why(&folder(&[])).contains("no font file"));
        assert!(why(&folder(&["Song.ttf"])).contains("two fonts have the name Song"));
        // The fonts of the system come last, and only if they are installed and not replaced.
        let system = folder(&["HanaMinA.ttf", "HanaMinB.ttf"]);
        let own = folder(&["HanaMinB.ttf"]);
        let all = |rare: &Path| {
            Templates::fonts_of(program.path(), Some(own.path()), Some(rare)).unwrap()
        };
        let named = |set: &FontSet| set.names().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(named(&all(system.path())), ["Song", "HanaMinB", "HanaMinA"]);
        assert_eq!(named(&all(&program.path().join("absent"))), ["Song", "HanaMinB"]);
    }
}
