//! Adds a further signature to a signed file, and optionally locks the file against more.
//!
//! GB/T 33190-2016 clause 18 lets a file carry several signatures. The new one rewrites the
//! signature list (Signatures.xml) and adds its own two files; every other file keeps its bytes, so
//! the earlier signatures stay valid. A signature that protects the list itself locks the file,
//! because the list cannot grow afterwards.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use budget::Budget;
use sm3::{Digest, Sm3};
use thiserror::Error;

use crate::compile::{HEAD, NAMESPACE};
use crate::coverage::{Reached, resolve};
use crate::draw::escaped;
use crate::examine::{self, SignatureKind, page_ids};
use crate::package::{Member, Package, Unreadable, read_within, zip};
use crate::tree::{Node, parse};
use crate::write::{SignedInfo, Signing, signature_xml};

/// Minimum length in bytes of a member that is compressed when the package is written again.
const MIN_DEFLATED_LENGTH: usize = 4_096;
/// Maximum number of signatures that one file may carry.
const MAX_SIGNATURES: usize = 100;

/// Why no signature can be added to a file.
#[derive(Debug, Error)]
pub enum CannotSign {
    /// The bytes are not an OFD package, or they exceed the limits.
    #[error("the file cannot be read: {}", .0.en)]
    Unreadable(Unreadable),
    /// A check failed; the text is the failed check in English.
    #[error("the package is malformed, or an existing signature is invalid: {0}")]
    Broken(String),
    #[error("the file is not signed yet")]
    Unsigned,
    /// An existing signature protects the signature list.
    #[error("an existing signature locks the file")]
    Locked,
    #[error("the file carries too many signatures")]
    TooMany,
    /// A stamp is to be placed on a page, counted from 0, that the file does not have.
    #[error("the file has no page with index {0}")]
    NoPage(usize),
}

impl From<Unreadable> for CannotSign {
    fn from(unreadable: Unreadable) -> Self {
        Self::Unreadable(unreadable)
    }
}

/// A signed file with a further Signature.xml, which waits for its signature value.
pub struct PendingSignature {
    members: Vec<Member>,
    list_name: String,
    list: String,
    folder: String,
    signature: String,
    data_hash: [u8; 32],
}

/// Prepares a further signature on the signed file `bytes`.
///
/// With `lock`, the new signature also protects the signature list, so that no other signature can
/// follow.
///
/// # Errors
///
/// See [`CannotSign`]. A file whose existing signatures are invalid is refused, because a new seal
/// would make the changed content look approved.
pub fn sign_again(
    bytes: &[u8],
    signing: &Signing,
    kind: SignatureKind,
    lock: bool,
) -> Result<PendingSignature, CannotSign> {
    if let Some(failed) = examine::examine(bytes)?.failed().next() {
        return Err(match failed.name {
            "signature.present" => CannotSign::Unsigned,
            _ => CannotSign::Broken(failed.en.clone()),
        });
    }
    let budget = Budget::default();
    let package = read_within(bytes, None, &budget)?;
    let reached = Reached::from_entry(&package, &budget)?;
    let pages = page_ids(&package, &reached, &budget)?;
    let page = |at: usize| pages.get(at).map(String::as_str).ok_or(CannotSign::NoPage(at));
    let stamps = signing.stamps.iter().map(|stamp| Ok((page(stamp.page)?, stamp.boundary)));
    let stamps = stamps.collect::<Result<Vec<_>, CannotSign>>()?;
    let (list_name, entries) = signature_list(&package, &reached, &budget)?;
    if entries.len() >= MAX_SIGNATURES {
        return Err(CannotSign::TooMany);
    }
    let parent = list_name.rsplit_once('/').map_or("", |(parent, _)| parent);
    let folder = unused_folder(&package, parent);
    let path = format!("{folder}/Signature.xml");
    let list = written_list(&entries, kind, &path);
    let covered = package.members.iter().filter(|(name, _)| **name != list_name);
    let mut references: Vec<(&str, [u8; 32])> =
        covered.map(|(name, content)| (name.as_str(), *content.sm3())).collect();
    if lock {
        references.push((&list_name, Sm3::digest(list.as_bytes()).into()));
    }
    let signed_value = format!("{folder}/SignedValue.dat");
    let info = SignedInfo { signing, stamps: &stamps, signed_value: &signed_value };
    let signature = signature_xml(&info, |out| {
        for (name, sm3) in &references {
            // Writing to a string cannot fail.
            let _ = write!(
                out,
                "<ofd:Reference FileRef=\"/{}\"><ofd:CheckValue>{}</ofd:CheckValue></ofd:Reference>",
                escaped(name),
                STANDARD.encode(sm3)
            );
        }
    });
    let members = package.members.iter().filter(|(name, _)| **name != list_name);
    let members = members.map(|(name, content)| match content.len() {
        0..MIN_DEFLATED_LENGTH => Member::stored(name, &***content),
        _ => Member::deflated(name, content),
    });
    let data_hash = Sm3::digest(signature.as_bytes()).into();
    Ok(PendingSignature {
        members: members.collect(),
        list_name,
        list,
        folder,
        signature,
        data_hash,
    })
}

impl PendingSignature {
    /// SM3 of the new Signature.xml: the `dataHash` of GB/T 38540-2020.
    pub fn data_hash(&self) -> &[u8; 32] {
        &self.data_hash
    }

    /// Absolute path of the new Signature.xml: the `propertyInfo` of GB/T 38540-2020.
    pub fn property(&self) -> String {
        format!("/{}/Signature.xml", self.folder)
    }

    /// Writes the file with `signed_value` as SignedValue.dat.
    pub fn finish(self, signed_value: &[u8]) -> Vec<u8> {
        let own = [
            Member::stored(&*self.list_name, self.list),
            Member::stored(format!("{}/Signature.xml", self.folder), self.signature),
            Member::stored(format!("{}/SignedValue.dat", self.folder), signed_value),
        ];
        // OFD.xml comes first, as readers expect.
        let (entry, others): (Vec<&Member>, Vec<&Member>) =
            self.members.iter().partition(|member| member.name == "OFD.xml");
        let all: Vec<&Member> = entry.into_iter().chain(others).chain(&own).collect();
        zip(all.into_iter())
    }
}

/// Returns the name and the entries of Signatures.xml.
///
/// # Errors
///
/// The file has no signature list, or one of its signatures locks it.
fn signature_list(
    package: &Package,
    reached: &Reached,
    budget: &Budget,
) -> Result<(String, Vec<Node>), CannotSign> {
    let body = examine::bodies(reached);
    let location = body.first().map_or("", |body| body.text_of("Signatures")).to_owned();
    let path = resolve(&reached.entry, &location).ok_or(CannotSign::Unsigned)?;
    let (name, content) = package.find(&path).ok_or(CannotSign::Unsigned)?;
    let tree = parse(name, content, budget)?;
    let entries: Vec<Node> = tree.children("Signature").cloned().collect();
    for entry in &entries {
        let at = resolve(name, entry.attribute("BaseLoc").unwrap_or_default());
        let Some((file, content)) = at.and_then(|at| package.find(&at)) else { continue };
        let tree = parse(file, content, budget)?;
        let mut references = Vec::new();
        tree.all("Reference", &mut references);
        let locks = |reference: &&Node| {
            let at = resolve(file, reference.attribute("FileRef").unwrap_or_default());
            at.and_then(|at| package.find(&at)).is_some_and(|(found, _)| found == name)
        };
        if references.iter().any(locks) {
            return Err(CannotSign::Locked);
        }
    }
    Ok((name.to_owned(), entries))
}

/// Returns the first unused folder `Sign_N` in `parent`, the folder of the signature list.
fn unused_folder(package: &Package, parent: &str) -> String {
    let taken = |folder: &str| {
        package.members.keys().any(|name| name.to_lowercase().starts_with(&folder.to_lowercase()))
    };
    let name = |at: usize| {
        if parent.is_empty() { format!("Sign_{at}") } else { format!("{parent}/Sign_{at}") }
    };
    let free = (0..=MAX_SIGNATURES).map(name).find(|folder| !taken(&format!("{folder}/")));
    free.unwrap_or_else(|| name(MAX_SIGNATURES + 1))
}

/// Writes Signatures.xml with the existing entries and a new one for the file `path`.
fn written_list(entries: &[Node], kind: SignatureKind, path: &str) -> String {
    let number = |entry: &Node| entry.attribute("ID").and_then(|id| id.parse::<u64>().ok());
    let next = entries.iter().filter_map(number).max().unwrap_or(0) + 1;
    let mut lines = String::new();
    for entry in entries {
        let part = |name: &str| escaped(entry.attribute(name).unwrap_or_default());
        let kind = entry.attribute("Type").unwrap_or("Seal");
        let _ = write!(
            lines,
            "<ofd:Signature ID=\"{}\" Type=\"{}\" BaseLoc=\"{}\"/>",
            part("ID"),
            escaped(kind),
            part("BaseLoc")
        );
    }
    let kind = match kind {
        SignatureKind::Seal => "Seal",
        SignatureKind::Sign => "Sign",
    };
    format!(
        "{HEAD}<ofd:Signatures {NAMESPACE}><ofd:MaxSignId>{next}</ofd:MaxSignId>{lines}\
         <ofd:Signature ID=\"{next}\" Type=\"{kind}\" BaseLoc=\"/{}\"/></ofd:Signatures>",
        escaped(path)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examine::{Outcome, examine};
    use crate::testing::{Files, PAGE_0, SIGNED_VALUE, rect, sealed, signing};
    use crate::write::Stamp;

    fn again(bytes: &[u8], lock: bool) -> Result<Vec<u8>, CannotSign> {
        let signing = Signing {
            stamps: vec![Stamp { page: 1, boundary: rect(20.0, 230.0, 42.0, 42.0) }],
            ..signing()
        };
        Ok(sign_again(bytes, &signing, SignatureKind::Seal, lock)?.finish(b"another value"))
    }

    fn failed(bytes: &[u8]) -> Vec<&'static str> {
        examine(bytes).unwrap().failed().map(|check| check.name).collect()
    }

    #[test]
    fn a_second_signature_does_not_invalidate_the_first() {
        let first = sealed();
        let second = again(&first, false).unwrap();
        let found = examine(&second).unwrap();
        assert!(found.checks.iter().all(|c| c.outcome != Outcome::Failed), "{:?}", found.checks);
        assert_eq!(found.signatures.len(), 2);
        assert_eq!(found.signatures[0].signed_value[..], *SIGNED_VALUE);
        assert_eq!(found.signatures[1].signed_value[..], *b"another value");
        assert_eq!(found.signatures[1].path, "Doc_0/Signs/Sign_1/Signature.xml");
        assert_eq!(found.signatures[1].stamps[0].0, 1);
        let (before, after) = (Files::of(&first), Files::of(&second));
        for (name, content) in before.0.iter().filter(|(name, _)| !name.ends_with("Signatures.xml"))
        {
            assert_eq!(after.0.iter().find(|(known, _)| known == name).unwrap().1, *content);
        }
        // A third signature follows, this time one without a seal.
        let third = sign_again(&second, &signing(), SignatureKind::Sign, false).unwrap();
        assert_eq!(third.property(), "/Doc_0/Signs/Sign_2/Signature.xml");
        let third = examine(&third.finish(b"plain")).unwrap();
        assert_eq!(third.signatures[2].kind, SignatureKind::Sign);
        assert!(third.failed().next().is_none());
    }

    #[test]
    fn a_locked_file_accepts_no_further_signature() {
        let locked = again(&sealed(), true).unwrap();
        assert_eq!(failed(&locked), Vec::<&str>::new());
        assert!(matches!(again(&locked, false), Err(CannotSign::Locked)));
        // An edit of the list by hand breaks its digest in the locking signature.
        let list = "Doc_0/Signs/Signatures.xml";
        let bent = Files::of(&locked).replace(list, "</ofd:Signatures>", " </ofd:Signatures>");
        assert!(failed(&bent.pack()).contains(&"file.digest"));
        let open = again(&sealed(), false).unwrap();
        let same = Files::of(&open).replace(list, "</ofd:Signatures>", " </ofd:Signatures>");
        let reason = "without a lock the list is not protected";
        assert_eq!(failed(&same.pack()), Vec::<&str>::new(), "{reason}");
    }

    #[test]
    fn a_broken_or_unsigned_file_is_refused() {
        let bent = Files::of(&sealed()).replace(PAGE_0, "TextObject", "TextObject ").pack();
        assert!(matches!(again(&bent, false), Err(CannotSign::Broken(_))));
        let bare = Files::of(&sealed());
        let bare = bare.replace(
            "Doc_0/Signs/Signatures.xml",
            "<ofd:Signature ID=\"1\" Type=\"Seal\" BaseLoc=\"/Doc_0/Signs/Sign_0/Signature.xml\"/>",
            "",
        );
        assert!(matches!(again(&bare.pack(), false), Err(CannotSign::Unsigned)));
        assert!(matches!(again(b"no zip", false), Err(CannotSign::Unreadable(_))));
        let far = Signing { stamps: vec![Stamp { page: 9, ..signing().stamps[0] }], ..signing() };
        let refused = sign_again(&sealed(), &far, SignatureKind::Seal, false);
        assert!(matches!(refused, Err(CannotSign::NoPage(9))));
    }

    #[test]
    fn removing_or_changing_the_first_signature_value_fails_the_second_signature() {
        let second = again(&sealed(), false).unwrap();
        let value = "Doc_0/Signs/Sign_0/SignedValue.dat";
        let mut swapped = Files::of(&second);
        swapped.content(value).push(0);
        assert_eq!(failed(&swapped.pack()), ["file.digest"]);
        let gone = Files::of(&second).remove(value);
        assert!(failed(&gone.pack()).contains(&"file.digest"));
    }
}
