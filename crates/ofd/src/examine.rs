//! Examines an OFD file of any producer: what it says, what it shows, what its signatures cover.
//!
//! The reader tolerates what files in the field do wrong without changing their meaning, and
//! reports each doubt as a check. The value of a signature is judged by the crate `seal`.

mod content;
mod signatures;

use std::sync::Arc;

use budget::Budget;
use face::display::Rect;

use crate::coverage::Reached;
use crate::package::{self, Known, Package, Unpacked};
use crate::tree::Node;

pub use crate::package::Unreadable;

/// Result of a check; the crate `seal` has the same three.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Passed,
    Failed,
    /// The check could not decide, or found something unusual that is no sign of a change.
    Unknown,
}

/// One check with its result in Chinese and English.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Stable name, one of [`CHECKS`].
    pub name: &'static str,
    pub outcome: Outcome,
    /// The result in Chinese; a failed check quotes what was found.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

/// The names of all checks, in order. Those from `signature.listed` on are made once per signature,
/// or not at all; `seal.file` is made only if the signature names a separate seal file.
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
    /// Passes with the words `good` if `found` is empty; otherwise fails with `bad` and the first
    /// five of `found`.
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

/// Limits how much text of the examined file is quoted.
fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(120).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// The result of an examination.
#[derive(Clone, Debug, PartialEq)]
pub struct Examination {
    /// DocID as written: 32 hexadecimal digits in files that follow the standard.
    pub document_id: String,
    pub title: String,
    /// Name and value of each CustomData, in order.
    pub metadata: Vec<(String, String)>,
    pub pages: Vec<PageText>,
    /// Name and content of each attachment. The content is shared with the package, not copied.
    pub attachments: Vec<(String, Arc<Unpacked>)>,
    pub signatures: Vec<FoundSignature>,
    pub checks: Vec<Check>,
}

impl Examination {
    /// The failed checks. A signed file was not changed after signing if there are none and its
    /// signature value is valid.
    pub fn failed(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(|check| check.outcome == Outcome::Failed)
    }
}

/// The text of a page: first that of its template pages, then its own.
#[derive(Clone, Debug, PartialEq)]
pub struct PageText {
    /// In mm.
    pub width: f64,
    /// In mm.
    pub height: f64,
    /// One entry per place with text, which is usually a field, even if it has several lines or
    /// fonts.
    pub text: Vec<String>,
}

/// `Type` of a signature in Signatures.xml.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureKind {
    /// An electronic seal (GB/T 38540-2020).
    Seal,
    /// A digital signature without a seal (GB/T 35275-2017).
    Sign,
}

/// A signature as stored in the package, not yet judged.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundSignature {
    /// Path of Signature.xml without a leading slash.
    pub path: String,
    pub kind: SignatureKind,
    /// SM3 of Signature.xml as stored.
    pub data_hash: [u8; 32],
    /// Content of SignedValue.dat; empty if the file is missing. Many signatures may name the same
    /// file, so its content is shared and not copied.
    pub signed_value: Arc<Unpacked>,
    /// Content of Seal.esl, if one is named. It must equal the seal in the signed value.
    pub seal_file: Option<Arc<Unpacked>>,
    /// ProviderName: the program that made the signature, by its own account.
    pub provider: String,
    /// SignatureDateTime as written. Only a time stamp proves the time.
    pub time: String,
    /// Index of the page and position of each stamp. A stamp on a page that does not exist is
    /// omitted here and fails `stamp.page`.
    pub stamps: Vec<(usize, Rect)>,
}

/// Examines a file within the budget of one request.
///
/// # Errors
///
/// The file is not an OFD package, is damaged beyond reading, or exceeds the limits.
pub fn examine(bytes: &[u8]) -> Result<Examination, Unreadable> {
    examine_within(bytes, None, &Budget::default())
}

/// Like [`examine`], but within a given budget. Members that are cached in `known` are not
/// decompressed again.
///
/// # Errors
///
/// As for [`examine`]; if the budget does not suffice, the code is [`budget::Exceeded::code`].
pub fn examine_within(
    bytes: &[u8],
    known: Option<&Known>,
    budget: &Budget,
) -> Result<Examination, Unreadable> {
    examine_package(&package::read_within(bytes, known, budget)?, budget)
}

fn examine_package(package: &Package, budget: &Budget) -> Result<Examination, Unreadable> {
    let reached = Reached::from_entry(package, budget)?;
    let mut checks =
        vec![check_structure(package), check_entry(&reached), check_references(&reached)];
    let bodies = content::bodies(&reached);
    let empty = Node::default();
    let info = bodies.first().and_then(|body| body.child("DocInfo")).unwrap_or(&empty);
    let (document_id, title) = (info.text_of("DocID").to_owned(), info.text_of("Title").to_owned());
    let metadata = content::metadata(info, budget)?;
    let body = bodies.first().copied().unwrap_or(&empty);
    let pages = content::pages(package, &reached, body, budget)?;
    let attachments = content::attachments(package, &reached, budget)?;
    let lists: Vec<String> = bodies.iter().map(|b| b.text_of("Signatures").to_owned()).collect();
    let signatures = signatures::find(package, &reached, &lists, &pages, &mut checks, budget)?;
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

/// The DocBody elements of OFD.xml.
pub(crate) fn bodies(reached: &Reached) -> Vec<&Node> {
    content::bodies(reached)
}

/// Identifiers of the pages of the first document, in order.
pub(crate) fn page_ids(
    package: &Package,
    reached: &Reached,
    budget: &Budget,
) -> Result<Vec<String>, Unreadable> {
    let empty = Node::default();
    let bodies = content::bodies(reached);
    let body = bodies.first().copied().unwrap_or(&empty);
    let pages = content::pages(package, reached, body, budget)?;
    Ok(pages.into_iter().map(|page| page.id).collect())
}

/// A page with its identifier, to which stamps refer.
struct FoundPage {
    id: String,
    text: PageText,
}

fn check_structure(package: &Package) -> Check {
    let shown = |language: fn(&package::Fault) -> &String| {
        package.faults.iter().map(|fault| language(fault).clone()).collect::<Vec<_>>()
    };
    let good = ("文件包结构完整", "the package is well-formed");
    let bad = ("文件包结构异常", "the package is malformed");
    let chinese = Check::of("package.structure", &shown(|fault| &fault.zh), good, bad);
    let english = Check::of("package.structure", &shown(|fault| &fault.en), good, bad);
    Check { en: english.en, ..chinese }
}

/// The entry file has its exact name, is an OFD and names one document. Readers differ in which of
/// several documents they show.
fn check_entry(reached: &Reached) -> Check {
    let root = reached.trees.get(&reached.entry);
    let right = root.is_some_and(|root| root.name == "OFD")
        && content::bodies(reached).len() == 1
        && reached.entry == "OFD.xml";
    let wrong = if right { Vec::new() } else { vec![reached.entry.clone()] };
    let good = ("文件含一份 OFD 文档", "the file contains one OFD document");
    let bad =
        ("入口文件异常或文档不止一份", "the entry file is invalid or names more than one document");
    Check::of("document.entry", &wrong, good, bad)
}

fn check_references(reached: &Reached) -> Check {
    // Six are enough: five are quoted, and the sixth shows that there are more.
    let missing: Vec<String> = reached.missing.iter().take(6).cloned().collect();
    let good = ("文档引用的文件齐全", "all files that the document refers to exist");
    let bad = ("文档引用的文件缺失", "files that the document refers to are missing");
    Check::of("document.references", &missing, good, bad)
}

/// Parses numbers separated by white space; skips everything else.
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
