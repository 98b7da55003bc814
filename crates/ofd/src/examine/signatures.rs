//! Examines the signatures of a package (GB/T 33190-2016 clause 18): the digests of the files that
//! they protect, and whether they protect every file.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use budget::{Budget, Exceeded, Work};
use face::display::Rect;

use super::{Check, FoundPage, FoundSignature, Outcome, SignatureKind, numbers, shortened};
use crate::coverage::{Reached, find_at};
use crate::package::{Package, Unpacked, Unreadable};
use crate::tree::{Node, parse};

/// How files in the field name SM3. The variant that ends in `.2` means the same.
const SM3_NAMES: [&str; 3] = ["1.2.156.10197.1.401", "1.2.156.10197.1.401.2", "SM3"];
/// How files in the field name the SM2 signature with SM3.
const SM2_NAMES: [&str; 6] = [
    "1.2.156.10197.1.501",
    "1.2.156.10197.1.301",
    "1.2.156.10197.1.301.1",
    "SM2",
    "SM3WithSM2",
    "SM2WithSM3",
];
const MAX_SIGNATURES: usize = 100;
/// What the report about one signature takes at most: some thirty checks with shortened quotations.
const REPORT_SIZE: u64 = 32_000;

/// A signature with the files that it covers. Names are borrowed from the package.
struct Covered<'p> {
    found: FoundSignature,
    /// Files that it protects with a digest.
    files: BTreeSet<&'p str>,
    /// Its Signature.xml and SignedValue.dat, which cannot contain their own digests.
    own: BTreeSet<&'p str>,
}

/// What all signatures of a package are examined against.
struct Scene<'p> {
    package: &'p Package,
    pages: &'p [FoundPage],
    /// Index of the first page with each identifier.
    ids: BTreeMap<&'p str, usize>,
    budget: &'p Budget,
}

impl<'p> Scene<'p> {
    fn find(&self, from: &str, to: &str) -> Result<Option<(&'p str, &'p Arc<Unpacked>)>, Exceeded> {
        find_at(self.package, from, to, self.budget)
    }

    /// The digest of a member, which is computed once.
    fn sm3<'c>(&self, content: &'c Unpacked) -> Result<&'c [u8; 32], Exceeded> {
        if !content.is_hashed() {
            self.budget.charge(Work::Hash, content.len())?;
        }
        Ok(content.sm3())
    }
}

/// Finds and examines every signature. `lists` are the locations of Signatures.xml in each
/// document.
///
/// # Errors
///
/// A file that must be XML is malformed, there are too many signatures, or the budget does not suffice.
pub fn find(
    package: &Package,
    reached: &Reached,
    lists: &[String],
    pages: &[FoundPage],
    checks: &mut Vec<Check>,
    budget: &Budget,
) -> Result<Vec<FoundSignature>, Unreadable> {
    package.hash_all(budget)?;
    let mut ids = BTreeMap::new();
    pages.iter().enumerate().for_each(|(at, page)| {
        ids.entry(page.id.as_str()).or_insert(at);
    });
    let scene = Scene { package, pages, ids, budget };
    let (mut all, mut lost, mut found_lists) = (Vec::new(), Vec::new(), BTreeSet::new());
    for location in lists {
        let Some((list, content)) = scene.find(&reached.entry, location)? else { continue };
        if !found_lists.insert(list) {
            continue;
        }
        for line in parse(list, content, budget)?.children("Signature") {
            if all.len() + lost.len() == MAX_SIGNATURES {
                let (zh, en) = ("签章数量超出限制", "there are too many signatures");
                return Err(Unreadable::new("document.limits", zh, en));
            }
            let location = line.attribute("BaseLoc").unwrap_or_default();
            budget.hold(REPORT_SIZE)?;
            let Some((path, content)) = scene.find(list, location)? else {
                lost.push(shortened(location));
                continue;
            };
            let kind = match line.attribute("Type") {
                Some("Sign") => SignatureKind::Sign,
                Some(_) | None => SignatureKind::Seal,
            };
            let tree = parse(path, content, budget)?;
            let data_hash = *scene.sm3(content)?;
            all.push(examine_signature(&scene, (path, data_hash), &tree, kind, checks)?);
        }
    }
    check_presence(&all, &lost, lists, checks);
    if let Some(last) = all.last() {
        check_coverage(&scene, reached, &all, last, &found_lists, checks)?;
    }
    Ok(all.into_iter().map(|covered| covered.found).collect())
}

/// `lost` are the locations of signatures that are listed but do not exist.
fn check_presence(all: &[Covered<'_>], lost: &[String], lists: &[String], checks: &mut Vec<Check>) {
    let none = if all.is_empty() { lists.to_vec() } else { Vec::new() };
    let none = if all.is_empty() && none.is_empty() { vec!["OFD.xml".to_owned()] } else { none };
    let good = ("文件带有签章", "the file is signed");
    let bad = ("文件没有签章", "the file is not signed");
    checks.push(Check::of("signature.present", &none, good, bad));
    let good = ("签章清单所列签章齐全", "all listed signatures exist");
    let bad = ("签章清单所列签章缺失", "listed signatures are missing");
    checks.push(Check::of("signature.listed", lost, good, bad));
}

/// Examines the signature whose Signature.xml is `tree`, with the digest `data_hash`.
fn examine_signature<'p>(
    scene: &Scene<'p>,
    (path, data_hash): (&'p str, [u8; 32]),
    tree: &Node,
    kind: SignatureKind,
    checks: &mut Vec<Check>,
) -> Result<Covered<'p>, Exceeded> {
    let empty = Node::default();
    let info = tree.child("SignedInfo").unwrap_or(&empty);
    let references = info.child("References").unwrap_or(&empty);
    check_methods(info, references, checks);
    let files = check_digests(scene, path, references, checks)?;
    let location = tree.text_of("SignedValue");
    let value = scene.find(path, location)?.filter(|(_, content)| !content.is_empty());
    let missing = if value.is_some() { Vec::new() } else { vec![location.to_owned()] };
    let good = ("签名值在包内", "the package contains the signature value");
    let bad = ("缺少签名值", "the signature value is missing");
    checks.push(Check::of("signature.value", &missing, good, bad));
    let seal = info.child("Seal").map_or("", |seal| seal.text_of("BaseLoc"));
    let seal_file = scene.find(path, seal)?;
    if !seal.is_empty() {
        let missing = if seal_file.is_some() { Vec::new() } else { vec![seal.to_owned()] };
        let good = ("印章文件在包内", "the package contains the seal file");
        let bad = ("印章文件缺失", "the seal file is missing");
        checks.push(Check::of("seal.file", &missing, good, bad));
    }
    let mut own = BTreeSet::from([path]);
    own.extend(value.map(|(name, _)| name));
    let provider = info.child("Provider").and_then(|p| p.attribute("ProviderName"));
    Ok(Covered {
        found: FoundSignature {
            path: path.to_owned(),
            kind,
            data_hash,
            signed_value: value.map(|(_, content)| Arc::clone(content)).unwrap_or_default(),
            seal_file: seal_file.map(|(_, content)| Arc::clone(content)),
            provider: provider.unwrap_or_default().to_owned(),
            time: info.text_of("SignatureDateTime").to_owned(),
            stamps: check_stamps(info, scene, checks),
        },
        files,
        own,
    })
}

/// The signature must name SM2 and SM3. A reader that follows other names would verify with other
/// algorithms.
fn check_methods(info: &Node, references: &Node, checks: &mut Vec<Check>) {
    let digest = references.attribute("CheckMethod").unwrap_or_default().trim();
    let signature = info.text_of("SignatureMethod").trim();
    let wrong: Vec<String> = [(&SM3_NAMES[..], digest), (&SM2_NAMES[..], signature)]
        .into_iter()
        .filter(|(names, method)| !is_among(names, method))
        .map(|(_, method)| method.to_owned())
        .collect();
    let good = ("签名算法为 SM2 与 SM3", "the algorithms are SM2 and SM3");
    let bad = ("签名算法不是 SM2 与 SM3", "the algorithms are not SM2 and SM3");
    checks.push(Check::of("signature.method", &wrong, good, bad));
}

fn is_among(names: &[&str], method: &str) -> bool {
    names.iter().any(|name| name.eq_ignore_ascii_case(method))
}

/// Compares the digest of each protected file; returns the names of the protected files.
fn check_digests<'p>(
    scene: &Scene<'p>,
    path: &str,
    references: &Node,
    checks: &mut Vec<Check>,
) -> Result<BTreeSet<&'p str>, Exceeded> {
    let method = references.attribute("CheckMethod").unwrap_or_default().trim();
    let known = is_among(&SM3_NAMES, method);
    let (mut files, mut changed) = (BTreeSet::new(), Vec::new());
    for reference in references.children("Reference") {
        let location = reference.attribute("FileRef").unwrap_or_default();
        let Some((name, content)) = scene.find(path, location)? else {
            changed.push(shortened(location));
            continue;
        };
        // A changed file counts as protected, so that it is not reported as uncovered as well.
        files.insert(name);
        let blank = |c: char| c.is_ascii_whitespace();
        let expected = STANDARD.decode(reference.text_of("CheckValue").replace(blank, ""));
        if known && expected.ok().as_deref() != Some(&scene.sm3(content)?[..]) {
            changed.push(shortened(name));
        }
    }
    let good = ("签章保护的文件未被改动", "no protected file was changed");
    let bad = ("签章保护的文件被改动或缺失", "protected files were changed or are missing");
    let mut check = Check::of("file.digest", &changed, good, bad);
    if check.outcome == Outcome::Passed && !known {
        (check.zh, check.en) = ("摘要未能核对".into(), "the digests could not be checked".into());
        check.outcome = Outcome::Unknown;
    }
    checks.push(check);
    Ok(files)
}

/// Checks that each stamp lies on an existing page; returns index of the page and position.
fn check_stamps(info: &Node, scene: &Scene<'_>, checks: &mut Vec<Check>) -> Vec<(usize, Rect)> {
    let (mut found, mut lost, mut outside) = (Vec::new(), Vec::new(), Vec::new());
    for stamp in info.children("StampAnnot") {
        let reference = stamp.attribute("PageRef").unwrap_or_default();
        let boundary = stamp.attribute("Boundary").unwrap_or_default();
        match (scene.ids.get(reference).copied(), numbers(boundary).as_slice()) {
            (None, _) => lost.push(shortened(reference)),
            (Some(page), &[x, y, width, height]) if width > 0.0 && height > 0.0 => {
                let text = &scene.pages[page].text;
                // A seal may cross the edge of the page, but its center must be visible.
                let (middle, half) = (x + width / 2.0, y + height / 2.0);
                if !(0.0..text.width).contains(&middle) || !(0.0..text.height).contains(&half) {
                    outside.push(shortened(boundary));
                }
                found.push((page, Rect { x, y, width, height }));
            }
            (Some(_), _) => outside.push(shortened(boundary)),
        }
    }
    let good = ("签章所在页存在", "the page of each stamp exists");
    let bad = ("签章所在页不存在", "the page of a stamp does not exist");
    checks.push(Check::of("stamp.page", &lost, good, bad));
    let good = ("签章在页面内", "each stamp lies on its page");
    let bad = ("签章位置不在页面内", "a stamp does not lie on its page");
    checks.push(Check::of("stamp.place", &outside, good, bad));
    found
}

/// The last signature must protect every file except its own and the signature list, and the
/// package must contain no other files.
fn check_coverage(
    scene: &Scene<'_>,
    reached: &Reached,
    all: &[Covered<'_>],
    last: &Covered<'_>,
    lists: &BTreeSet<&str>,
    checks: &mut Vec<Check>,
) -> Result<(), Exceeded> {
    let members = &scene.package.members;
    scene
        .budget
        .charge(Work::PageElement, (members.len() + reached.files.len()) * (all.len() + 2))?;
    // A file that the document itself refers to is never exempt, even if it is a signature list.
    let free = |name: &String| {
        let own = lists.contains(name.as_str()) || last.own.contains(name.as_str());
        own && !reached.files.contains(name)
    };
    let open = |names: &mut dyn Iterator<Item = &String>| -> Vec<String> {
        names.filter(|name| !free(name) && !last.files.contains(name.as_str())).cloned().collect()
    };
    let uncovered = open(&mut reached.files.iter());
    let good = ("签章覆盖文档的全部文件", "the seal covers every file of the document");
    let bad =
        ("文档中有未被签章覆盖的文件", "the document refers to files that the seal does not cover");
    checks.push(Check::of("coverage.reachable", &uncovered, good, bad));
    let smuggled = open(&mut members.keys());
    let good = ("包内没有夹带的文件", "the package contains no unprotected files");
    let bad =
        ("包内有未被签章覆盖的文件", "the package contains files that the seal does not cover");
    checks.push(Check::of("coverage.entries", &smuggled, good, bad));
    let part_of_a_signature = |name: &String| {
        let named = |one: &Covered<'_>| {
            one.own.contains(name.as_str()) || name.starts_with(folder(&one.found))
        };
        lists.contains(name.as_str()) || all.iter().any(named)
    };
    let unknown = |name: &&String| {
        let covered = last.files.contains(name.as_str());
        covered && !reached.files.contains(*name) && !part_of_a_signature(name)
    };
    let unreferenced: Vec<String> = members.keys().filter(unknown).cloned().collect();
    let good = ("包内文件均被文档引用", "the document refers to every file of the package");
    let bad =
        ("签章覆盖但文档不引用的文件", "the seal covers files that the document does not refer to");
    let mut check = Check::of("coverage.unreferenced", &unreferenced, good, bad);
    if check.outcome == Outcome::Failed {
        // The files existed when the seal was applied: unusual, but no later change.
        check.outcome = Outcome::Unknown;
    }
    checks.push(check);
    Ok(())
}

/// The folder of a signature with a trailing slash.
fn folder(signature: &FoundSignature) -> &str {
    let end = signature.path.rfind('/').map_or(signature.path.len(), |at| at + 1);
    signature.path.split_at(end).0
}
