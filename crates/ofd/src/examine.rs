//! Reading a file of any maker and judging the package around its seals: what it says, what it
//! shows, what its signatures cover. Tolerant in reading, strict in the verdict.

mod content;
mod signatures;

use face::display::Rect;

use crate::coverage::Reached;
use crate::package::{self, Known, Package};
use crate::tree::Node;

pub use crate::package::Unreadable;

/// How a check ended; the same words as in the crate `seal`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Passed,
    Failed,
    Unknown,
}

/// One check in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Stable name, one of [`CHECKS`].
    pub name: &'static str,
    pub outcome: Outcome,
    pub zh: String,
    pub en: String,
}

/// The names of the checks. Those from `signature.listed` on are made once for each signature or
/// not at all; `seal.file` only where a seal is stored beside its stamp.
pub const CHECKS: [&str; 14] = [
    "package.structure",
    "document.entry",
    "document.references",
    "signature.present",
    "signature.listed",
    "signature.method",
    "file.digest",
    "signature.value",
    "seal.file",
    "stamp.page",
    "stamp.place",
    "coverage.reachable",
    "coverage.entries",
    "coverage.unreferenced",
];

impl Check {
    /// Passed with the first words, or `bad` with the second and what was found.
    fn of(name: &'static str, found: &[String], good: Words, bad: Words) -> Self {
        if found.is_empty() {
            let (zh, en) = good;
            return Self { name, outcome: Outcome::Passed, zh: zh.into(), en: en.into() };
        }
        let more = if found.len() > 5 { " …" } else { "" };
        let listed = |with: &str| {
            found.iter().take(5).map(|text| shortened(text)).collect::<Vec<_>>().join(with)
        };
        Self {
            name,
            outcome: Outcome::Failed,
            zh: format!("{}：{}{more}", bad.0, listed("、")),
            en: format!("{}: {}{more}", bad.1, listed(", ")),
        }
    }
}

/// Chinese and English.
type Words = (&'static str, &'static str);

/// A file's own words are quoted, but not at any length.
fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(120).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// What was found in a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Examination {
    /// 32 hex digits, as written.
    pub document_id: String,
    pub title: String,
    /// CustomDatas in order.
    pub metadata: Vec<(String, String)>,
    pub pages: Vec<PageText>,
    /// Names and contents.
    pub attachments: Vec<(String, Vec<u8>)>,
    pub signatures: Vec<FoundSignature>,
    pub checks: Vec<Check>,
}

impl Examination {
    /// The checks that failed; the file is untouched if there are none and it is signed.
    pub fn failed(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(|check| check.outcome == Outcome::Failed)
    }
}

/// Text of a page: artwork first, then its own objects.
#[derive(Clone, Debug, PartialEq)]
pub struct PageText {
    /// mm.
    pub width: f64,
    pub height: f64,
    /// One line for each place of text: usually a field, whatever fonts and lines it needs.
    pub text: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureKind {
    /// A seal (GB/T 38540).
    Seal,
    /// A plain signature (GB/T 35275).
    Sign,
}

/// A signature as it lies in the package.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundSignature {
    /// Path of Signature.xml without a leading slash.
    pub path: String,
    pub kind: SignatureKind,
    /// SM3 of Signature.xml as stored.
    pub data_hash: [u8; 32],
    /// Empty if the file is missing.
    pub signed_value: Vec<u8>,
    /// Seal.esl, if one is named; to be compared with the seal inside the signed value.
    pub seal_file: Option<Vec<u8>>,
    pub provider: String,
    /// SignatureDateTime as written: the signer's word only.
    pub time: String,
    /// Page number from 0 and place; pages that do not exist are left out and reported.
    pub stamps: Vec<(usize, Rect)>,
}

/// Judges a file. Errors: it cannot be looked at within the limits.
pub fn examine(bytes: &[u8]) -> Result<Examination, Unreadable> {
    judged(&package::read(bytes)?)
}

/// The same for one who examines many files: members met before are not unpacked again.
pub fn examine_knowing(bytes: &[u8], known: &Known) -> Result<Examination, Unreadable> {
    judged(&package::read_knowing(bytes, Some(known))?)
}

fn judged(package: &Package) -> Result<Examination, Unreadable> {
    let mut reached = Reached::from_entry(package)?;
    let mut checks = vec![structure(package), entry(&reached), references(&reached)];
    let bodies = content::bodies(&reached);
    let empty = Node::default();
    let info = bodies.first().and_then(|body| body.child("DocInfo")).unwrap_or(&empty);
    let (document_id, title) = (info.text_of("DocID").to_owned(), info.text_of("Title").to_owned());
    let metadata = content::metadata(info);
    let pages = content::pages(package, &reached, bodies.first().unwrap_or(&&empty))?;
    let attachments = content::attachments(package, &reached)?;
    let lists: Vec<String> = bodies.iter().map(|b| b.text_of("Signatures").to_owned()).collect();
    let signatures = signatures::find(package, &mut reached, &lists, &pages, &mut checks)?;
    Ok(Examination {
        document_id,
        title,
        metadata,
        pages: pages.into_iter().map(|page| page.text).collect(),
        attachments,
        signatures,
        checks,
    })
}

/// The documents of a package.
pub(crate) fn bodies(reached: &Reached) -> Vec<&Node> {
    content::bodies(reached)
}

/// Identities of the first document's pages, in their order.
pub(crate) fn page_ids(package: &Package, reached: &Reached) -> Result<Vec<String>, Unreadable> {
    let empty = Node::default();
    let bodies = content::bodies(reached);
    let pages = content::pages(package, reached, bodies.first().unwrap_or(&&empty))?;
    Ok(pages.into_iter().map(|page| page.id).collect())
}

/// A page with its id, for stamps.
struct FoundPage {
    id: String,
    text: PageText,
}

fn structure(package: &Package) -> Check {
    let shown = |language: fn(&package::Fault) -> &String| {
        package.faults.iter().map(|fault| language(fault).clone()).collect::<Vec<_>>()
    };
    let good = ("文件包结构完整", "the package is well formed");
    let bad = ("文件包结构异常", "the package is not well formed");
    let chinese = Check::of("package.structure", &shown(|fault| &fault.zh), good, bad);
    let english = Check::of("package.structure", &shown(|fault| &fault.en), good, bad);
    Check { en: english.en, ..chinese }
}

/// One document, of this kind, behind the one right name.
fn entry(reached: &Reached) -> Check {
    let root = reached.trees.get(&reached.entry);
    let right = root.is_some_and(|root| root.name == "OFD")
        && content::bodies(reached).len() == 1
        && reached.entry == "OFD.xml";
    let wrong = if right { Vec::new() } else { vec![reached.entry.clone()] };
    let good = ("文件含一份 OFD 文档", "the file holds one OFD document");
    let bad = ("入口文件异常或文档不止一份", "the entry file is odd or holds several documents");
    Check::of("document.entry", &wrong, good, bad)
}

fn references(reached: &Reached) -> Check {
    let missing: Vec<String> = reached.missing.iter().cloned().collect();
    let good = ("文档引用的文件齐全", "every file that the document names is there");
    let bad = ("文档引用的文件缺失", "files that the document names are missing");
    Check::of("document.references", &missing, good, bad)
}

/// Blank-separated numbers.
fn numbers(text: &str) -> Vec<f64> {
    let finite = |part: &str| part.parse().ok().filter(|number: &f64| number.is_finite());
    text.split_whitespace().filter_map(finite).collect()
}

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod tamper;
#[cfg(test)]
mod tests;
