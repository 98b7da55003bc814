//! The hostile files. Their members are stored, so that no limit of the compression ratio refuses them.

use ofd::package::{Member, read, zip};

/// A hostile file. `file(1)` is the attack, and `file(n)` repeats the costly part n times less often.
pub struct Attack {
    pub name: &'static str,
    pub file: fn(usize) -> Vec<u8>,
    /// The check that must refuse it.
    pub code: &'static str,
}

pub const ATTACKS: &[Attack] = &[
    Attack {
        name: "a page that uses one template page two hundred times",
        file: template_references,
        code: "budget.work",
    },
    Attack { name: "two thousand names of one page", file: pages, code: "budget.work" },
    Attack {
        name: "references from a file with a long name",
        file: long_names,
        code: "budget.work",
    },
    Attack {
        name: "ten signatures that name one huge seal and value",
        file: huge_value,
        code: "budget.memory",
    },
    Attack {
        name: "a hundred signatures in one long file",
        file: long_signature,
        code: "budget.memory",
    },
    Attack { name: "a flood of empty elements", file: elements, code: "budget.memory" },
    Attack { name: "a flood of attributes", file: attributes, code: "budget.memory" },
    Attack {
        name: "fonts below one long base location",
        file: base_locations,
        code: "budget.memory",
    },
];

const PAGED: &str = "<CommonData><TemplatePage ID=\"1\" BaseLoc=\"t.xml\"/></CommonData>";

/// A package with the document `document`, the signature list `signatures`, and more members.
fn package(document: &str, signatures: &str, more: Vec<Member>) -> Vec<u8> {
    let entry =
        "<OFD><DocBody><DocRoot>d.xml</DocRoot><Signatures>s.xml</Signatures></DocBody></OFD>";
    let mut all = vec![
        Member::stored("OFD.xml", entry),
        Member::stored("d.xml", format!("<Document>{document}</Document>")),
        Member::stored("s.xml", format!("<Signatures>{signatures}</Signatures>")),
    ];
    all.extend(more);
    zip(all.iter())
}

fn template_references(less: usize) -> Vec<u8> {
    let document = format!("{PAGED}<Pages><Page ID=\"1\" BaseLoc=\"p.xml\"/></Pages>");
    let used = "<Template TemplateID=\"1\"/>".repeat(400 / less);
    let artwork = format!("<Page>{}</Page>", "<a/>".repeat(100_000));
    let page = format!("<Page>{used}</Page>");
    package(&document, "", vec![Member::stored("t.xml", artwork), Member::stored("p.xml", page)])
}

fn pages(less: usize) -> Vec<u8> {
    let listed = "<Page ID=\"1\" BaseLoc=\"p.xml\"/>".repeat(2_000 / less);
    let page = format!("<Page>{}</Page>", "<a/>".repeat(30_000));
    package(&format!("<Pages>{listed}</Pages>"), "", vec![Member::stored("p.xml", page)])
}

fn long_names(less: usize) -> Vec<u8> {
    let name = "d/".repeat(450) + "signature.xml";
    let references = "<Reference FileRef=\"x\"/>".repeat(110_000 / less);
    let signature = format!(
        "<Signature><SignedInfo><References CheckMethod=\"SM3\">{references}</References>\
         </SignedInfo></Signature>"
    );
    let list = format!("<Signature BaseLoc=\"/{name}\"/>");
    package("", &list, vec![Member::stored(name, signature)])
}

/// Bytes that compress less than a hundredfold, so that they are no bomb by their ratio.
fn compressible(length: usize) -> Vec<u8> {
    let mut state = 1_u64;
    let mut bytes = vec![0; length];
    for byte in bytes.iter_mut().step_by(30) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        *byte = state.to_le_bytes()[3];
    }
    bytes
}

/// `count` signatures that name the same value and seal, each of `length` bytes.
pub fn ten_signatures(count: usize, length: usize) -> Vec<u8> {
    let signature = "<Signature><SignedInfo><References CheckMethod=\"SM3\"/>\
                     <Seal><BaseLoc>/seal</BaseLoc></Seal></SignedInfo>\
                     <SignedValue>/value</SignedValue></Signature>";
    let list = "<Signature BaseLoc=\"/one.xml\"/>".repeat(count);
    let big = compressible(length);
    let more = vec![
        Member::stored("one.xml", signature),
        Member::deflated("value", &big),
        Member::deflated("seal", &big),
    ];
    package("", &list, more)
}

fn huge_value(less: usize) -> Vec<u8> {
    ten_signatures(10, 60_000_000 / less)
}

fn long_signature(less: usize) -> Vec<u8> {
    let signature = format!("<Signature><x>{}</x></Signature>", "a".repeat(2_000_000));
    let list = "<Signature BaseLoc=\"/one.xml\"/>".repeat(100_usize.div_ceil(less));
    package("", &list, vec![Member::stored("one.xml", signature)])
}

fn elements(less: usize) -> Vec<u8> {
    package(&"<a/>".repeat(400_000 / less), "", Vec::new())
}

fn attributes(less: usize) -> Vec<u8> {
    let many: String = (0..60).map(|n| format!(" a{n}=\"\"")).collect();
    package(&format!("<a{many}/>").repeat(15_000 / less), "", Vec::new())
}

fn base_locations(less: usize) -> Vec<u8> {
    let document = "<CommonData><PublicRes>r.xml</PublicRes></CommonData>";
    let font = |at: usize| format!("<Font><FontFile>{at}</FontFile></Font>");
    let fonts: String = (0..5_000 / less).map(font).collect();
    let base = "b/".repeat(10_000);
    let resources = format!("<Res BaseLoc=\"{base}\"><Fonts>{fonts}</Fonts></Res>");
    package(document, "", vec![Member::stored("r.xml", resources)])
}

/// The valid file with so many scans of 100 kB that nobody refers to.
pub fn with_scans(count: usize) -> Vec<u8> {
    let good = read(super::GOOD).unwrap();
    let members = good.members.iter().map(|(name, content)| Member::stored(name, &***content));
    let scan = compressible(100_000);
    let scans = (0..count).map(|at| Member::stored(format!("Doc_0/scan_{at}.jpg"), &*scan));
    let all: Vec<Member> = members.chain(scans).collect();
    zip(all.iter())
}
