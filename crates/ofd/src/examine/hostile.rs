//! Damaged and hostile input: the examination never panics, never passes changed content, and never
//! exceeds its limits.

use super::*;
use crate::package::{Member, read, zip};
use crate::testing::{Files, SIGNATURE, SIGNATURES, VALUE, sealed};

/// A linear congruential generator with a fixed seed, so that a failure can be reproduced.
struct Lcg(u64);

impl Lcg {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

/// Returns all members except those whose integrity depends on the signature value.
fn protected_members(bytes: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let guarded = [SIGNATURE, SIGNATURES, VALUE];
    let members = read(bytes).ok()?.members.into_iter();
    let members = members.filter(|(name, _)| !guarded.contains(&name.as_str()));
    Some(members.map(|(name, content)| (name, content.to_vec())).collect())
}

#[test]
fn files_with_flipped_bits_never_pass_with_changed_content() {
    let good = sealed();
    let (content, before) = (protected_members(&good), examine(&good).unwrap());
    let mut random = Lcg(20_260_102);
    let mut passed = 0;
    for _ in 0..4_000 {
        let mut bytes = good.clone();
        let flips = 1 + random.below(3);
        for _ in 0..flips {
            let at = random.below(bytes.len());
            bytes[at] ^= 1 << random.below(8);
        }
        let Ok(found) = examine(&bytes) else { continue };
        if found.failed().next().is_some() {
            continue;
        }
        // What passes differs in bits without meaning (such as ZIP times) or in the signature list
        // and Signature.xml, which the signature value protects.
        passed += 1;
        assert_eq!(protected_members(&bytes), content);
        let same = (&found.pages, &found.metadata, &found.attachments);
        assert_eq!(same, (&before.pages, &before.metadata, &before.attachments));
    }
    assert!(passed < 1_000, "{passed} of 4000 passed");
}

#[test]
fn truncated_and_extended_files_never_pass() {
    let good = sealed();
    for length in 0..good.len() {
        let cut = examine(&good[..length]);
        assert!(cut.is_err(), "{length} of {} bytes", good.len());
    }
    let mut random = Lcg(7);
    for _ in 0..500 {
        let mut bytes = good.clone();
        bytes.insert(random.below(good.len()), random.below(256) as u8);
        let sound = examine(&bytes).is_ok_and(|found| found.failed().next().is_none());
        assert!(!sound);
    }
}

#[test]
fn the_size_of_the_result_is_limited() {
    // Small files that name one page, or one signature, many times.
    let mut files = Files::of(&sealed());
    let big = "字".repeat(20_000);
    files = files.replace("Doc_0/Pages/Page_0/Content.xml", "某某食品", &big);
    let page = "<ofd:Page ID=\"2001\" BaseLoc=\"Pages/Page_0/Content.xml\"/>";
    let many = files.clone().replace("Doc_0/Document.xml", page, &page.repeat(1_000));
    assert_eq!(examine(&many.pack()).unwrap_err().code, "document.limits");
    let few = files.clone().replace("Doc_0/Document.xml", page, &page.repeat(10));
    assert_eq!(examine(&few.pack()).unwrap().pages.len(), 11, "negative control");

    let line =
        "<ofd:Signature ID=\"1\" Type=\"Seal\" BaseLoc=\"/Doc_0/Signs/Sign_0/Signature.xml\"/>";
    let many = Files::of(&sealed()).replace(SIGNATURES, line, &line.repeat(101));
    assert_eq!(examine(&many.pack()).unwrap_err().code, "document.limits");
}

#[test]
fn many_small_files_share_one_parsing_budget() {
    // Each of these pages is small, but together they exceed the number of elements for a package.
    let page = format!("<Page>{}</Page>", "<a/>".repeat(60_000));
    let mut listed = String::new();
    let mut members = Vec::new();
    for at in 0..20 {
        listed += &format!("<Page ID=\"{at}\" BaseLoc=\"p{at}.xml\"/>");
        members.push(Member::deflated(format!("p{at}.xml"), page.as_bytes()));
    }
    let document = format!("<Document><Pages>{listed}</Pages></Document>");
    members.push(Member::deflated("d.xml", document.as_bytes()));
    let entry = "<OFD><DocBody><DocRoot>d.xml</DocRoot></DocBody></OFD>";
    members.push(Member::deflated("OFD.xml", entry.as_bytes()));
    let refused = examine(&zip(members.iter())).unwrap_err();
    assert_eq!(refused.code, "budget.memory");
    assert!(refused.zh.contains("内存") && refused.en.contains("memory"));
}

#[test]
fn quotations_from_a_hostile_file_are_shortened() {
    let long = "x".repeat(100_000);
    let to = format!(">{long}</ofd:SignedValue>");
    let files =
        Files::of(&sealed()).replace(SIGNATURE, &format!(">/{VALUE}</ofd:SignedValue>"), &to);
    let found = examine(&files.pack()).unwrap();
    assert!(found.failed().any(|check| check.name == "signature.value"));
    assert!(found.checks.iter().all(|check| check.zh.len() < 2_000 && check.en.len() < 2_000));
}
