//! Damaged and hostile bytes: never a panic, never taken for the untouched file, never more than
//! the limits.

use super::*;
use crate::package::{Member, read, zip};
use crate::testing::{Files, SIGNATURE, SIGNATURES, VALUE, sealed};

/// A small generator of known numbers (Knuth's constants), so that a failure can be repeated.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

/// Everything that a reader can see of a file, but the two members that the seal itself guards.
fn seen(bytes: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let guarded = [SIGNATURE, SIGNATURES, VALUE];
    let members = read(bytes).ok()?.members.into_iter();
    let members = members.filter(|(name, _)| !guarded.contains(&name.as_str()));
    Some(members.map(|(name, content)| (name, content.to_vec())).collect())
}

#[test]
fn flipped_bits_are_never_taken_for_the_untouched_file() {
    let good = sealed();
    let (content, before) = (seen(&good), examine(&good).unwrap());
    let mut numbers = Numbers(20_260_102);
    let mut passed = 0;
    for _ in 0..4_000 {
        let mut bytes = good.clone();
        let flips = 1 + numbers.below(3);
        for _ in 0..flips {
            let at = numbers.below(bytes.len());
            bytes[at] ^= 1 << numbers.below(8);
        }
        let Ok(found) = examine(&bytes) else { continue };
        if found.failed().next().is_some() {
            continue;
        }
        // What is left are bits without meaning (times, attributes), or the two signed texts.
        passed += 1;
        assert_eq!(seen(&bytes), content);
        let same = (&found.pages, &found.metadata, &found.attachments);
        assert_eq!(same, (&before.pages, &before.metadata, &before.attachments));
    }
    assert!(passed < 1_000, "{passed} of 4000 passed");
}

#[test]
fn cut_and_stretched_files_are_not_taken() {
    let good = sealed();
    for length in 0..good.len() {
        let cut = examine(&good[..length]);
        assert!(cut.is_err(), "{length} of {} bytes", good.len());
    }
    let mut numbers = Numbers(7);
    for _ in 0..500 {
        let mut bytes = good.clone();
        bytes.insert(numbers.below(good.len()), numbers.below(256) as u8);
        let sound = examine(&bytes).is_ok_and(|found| found.failed().next().is_none());
        assert!(!sound);
    }
}

#[test]
fn what_is_handed_out_is_limited() {
    // One page named a thousand times, one attachment likewise: small files with large shadows.
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
fn many_small_files_share_one_budget() {
    // Each of these pages is small; together they hold more elements than are read.
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
    assert_eq!(examine(&zip(members.iter())).unwrap_err().code, "package.xml");
}

#[test]
fn words_of_a_hostile_file_are_shortened() {
    let long = "x".repeat(100_000);
    let to = format!(">{long}</ofd:SignedValue>");
    let files =
        Files::of(&sealed()).replace(SIGNATURE, &format!(">/{VALUE}</ofd:SignedValue>"), &to);
    let found = examine(&files.pack()).unwrap();
    assert!(found.failed().any(|check| check.name == "signature.value"));
    assert!(found.checks.iter().all(|check| check.zh.len() < 2_000 && check.en.len() < 2_000));
}
