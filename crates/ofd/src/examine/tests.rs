use super::*;
use crate::testing::{ATTACHED, Files, PAGE_0, SIGNATURE, SIGNED_VALUE};
use crate::testing::{prepared, sealed, template};

#[test]
fn a_written_document_is_read_back() {
    let template = template();
    let prepared = prepared(&template);
    let data_hash = *prepared.data_hash();
    let found = examine(&prepared.finish(SIGNED_VALUE)).unwrap();
    assert_eq!(found.document_id, "ab".repeat(16));
    assert_eq!(found.title, "食品经营许可证");
    assert_eq!(found.metadata, crate::testing::document().metadata);
    let texts: Vec<Vec<&str>> =
        found.pages.iter().map(|page| page.text.iter().map(String::as_str).collect()).collect();
    assert_eq!(
        texts,
        [
            vec!["食品经营许可证", "某某食品 <店> & Co", "示范市东城区一号二楼"],
            vec!["附页", "预包装食品销售"],
        ]
    );
    assert!(found.pages.iter().all(|page| (page.width, page.height) == (210.0, 297.0)));
    let [(name, content)] = &found.attachments[..] else { panic!("one attachment") };
    assert_eq!((name.as_str(), &content[..]), ("certificate.json", &b"{\"name\":\"x\"}"[..]));
    let [signature] = &found.signatures[..] else { panic!("one signature") };
    assert_eq!(signature.path, SIGNATURE);
    assert_eq!(signature.kind, SignatureKind::Seal);
    assert_eq!(signature.data_hash, data_hash);
    assert_eq!(signature.signed_value[..], *SIGNED_VALUE);
    assert_eq!(
        (signature.provider.as_str(), signature.time.as_str()),
        ("Yinxin", "20260102030405Z")
    );
    assert_eq!(signature.seal_file, None);
    let place = Rect { x: 140.0, y: 230.0, width: 42.0, height: 42.0 };
    assert_eq!(signature.stamps, [(0, place)]);
}

#[test]
fn an_untouched_file_passes_every_check() {
    let found = examine(&sealed()).unwrap();
    assert_eq!(found.failed().collect::<Vec<_>>(), Vec::<&Check>::new());
    let names: Vec<&str> = found.checks.iter().map(|check| check.name).collect();
    assert!(found.checks.iter().all(|check| check.outcome == Outcome::Passed), "{names:?}");
    // `seal.file` is missing, because the seal is not stored in a file of its own.
    for name in CHECKS.into_iter().filter(|name| *name != "seal.file") {
        assert!(names.contains(&name), "{name}");
    }
}

/// Variants that other producers write; each must pass.
#[test]
fn variants_of_other_producers_pass() {
    let good = Files::of(&sealed());
    let variants = [
        ("unchanged, packed in another order", good.clone()),
        ("prefix other than ofd", {
            let mut files = good.clone();
            let text = files.text(PAGE_0).replace("ofd:", "o:").replace("xmlns:ofd", "xmlns:o");
            *files.content(PAGE_0) = text.into_bytes();
            files
        }),
        ("no prefix", {
            let mut files = good.clone();
            let text = files.text("OFD.xml").replace("xmlns:ofd", "xmlns").replace("ofd:", "");
            *files.content("OFD.xml") = text.into_bytes();
            files
        }),
        (
            "run-length advances",
            good.clone().replace(PAGE_0, "DeltaX=\"4.5 4.5 4.5 4.5", "DeltaX=\"g 4 4.5"),
        ),
        (
            "absolute locations",
            good.clone().replace("OFD.xml", ">Doc_0/Document.xml", ">/Doc_0/Document.xml"),
        ),
        ("another case", good.clone().replace("Doc_0/Document.xml", "Tpls/Tpl_0", "TPLS/tpl_0")),
        ("byte order mark", {
            let mut files = good.clone();
            files.content(PAGE_0).splice(0..0, [0xef, 0xbb, 0xbf]);
            files
        }),
        (
            "name of the digest",
            good.clone().replace(
                SIGNATURE,
                "CheckMethod=\"1.2.156.10197.1.401\"",
                "CheckMethod=\"sm3\"",
            ),
        ),
        (
            "an attachment that is not XML",
            good.clone().replace("Doc_0/Attachs/Attachments.xml", "file_0.json", "file_0.xml"),
        ),
    ];
    for (name, files) in variants {
        let mut files = files;
        if name.starts_with("an attachment") {
            let attached = files.0.iter_mut().find(|(name, _)| name == ATTACHED).unwrap();
            *attached = ("Doc_0/Attachs/file_0.xml".to_owned(), b"<not xml".to_vec());
            files = files.replace(SIGNATURE, "file_0.json", "file_0.xml");
        }
        let found = examine(&files.signed_anew().pack()).unwrap();
        assert_eq!(found.failed().collect::<Vec<_>>(), Vec::<&Check>::new(), "{name}");
        assert_eq!(found.pages[0].text[1], "某某食品 <店> & Co", "{name}");
        assert_eq!(found.metadata.len(), 2, "{name}");
    }
}

#[test]
fn a_separate_seal_file_must_exist_and_be_covered() {
    let seal = "<ofd:Seal><ofd:BaseLoc>Seal.esl</ofd:BaseLoc></ofd:Seal></ofd:SignedInfo>";
    let named = Files::of(&sealed()).replace(SIGNATURE, "</ofd:SignedInfo>", seal);
    let failed = |files: &Files| -> Vec<&'static str> {
        examine(&files.pack()).unwrap().failed().map(|check| check.name).collect()
    };
    assert_eq!(failed(&named), ["seal.file"]);
    let path = "Doc_0/Signs/Sign_0/Seal.esl";
    let stored = named.add(path, b"a seal");
    assert_eq!(failed(&stored), ["coverage.entries"]);
    let reference = format!(
        "<ofd:Reference FileRef=\"/{path}\"><ofd:CheckValue>{}=</ofd:CheckValue></ofd:Reference></ofd:References>",
        "A".repeat(43)
    );
    let covered = stored.replace(SIGNATURE, "</ofd:References>", &reference).signed_anew();
    assert_eq!(failed(&covered), Vec::<&str>::new());
    let found = examine(&covered.pack()).unwrap();
    assert_eq!(found.signatures[0].seal_file.as_ref().map(|file| &file[..]), Some(&b"a seal"[..]));
}

#[test]
fn the_last_signature_must_cover_the_earlier_ones() {
    let mut files = Files::of(&sealed());
    let line =
        "<ofd:Signature ID=\"2\" Type=\"Sign\" BaseLoc=\"/Doc_0/Signs/Sign_1/Signature.xml\"/>";
    files = files.replace(
        crate::testing::SIGNATURES,
        "</ofd:Signatures>",
        &format!("{line}</ofd:Signatures>"),
    );
    let mut second = files.text(SIGNATURE).replace("Sign_0", "Sign_1");
    let mut references = String::new();
    for name in [SIGNATURE, crate::testing::VALUE] {
        references += &format!(
            "<ofd:Reference FileRef=\"/{name}\"><ofd:CheckValue>{}=</ofd:CheckValue></ofd:Reference>",
            "A".repeat(43)
        );
    }
    second = second.replace("</ofd:References>", &format!("{references}</ofd:References>"));
    let lacking = files.clone().add("Doc_0/Signs/Sign_1/Signature.xml", second.as_bytes());
    let found = examine(&lacking.pack()).unwrap();
    let failed: Vec<&str> = found.failed().map(|check| check.name).collect();
    assert_eq!(failed, ["file.digest", "signature.value"], "digests not yet filled in");
    assert_eq!(found.signatures[1].kind, SignatureKind::Sign);
    // With correct digests and a signature value, both signatures pass.
    use base64::Engine as _;
    use sm3::Digest as _;
    for name in [SIGNATURE, crate::testing::VALUE] {
        let digest = sm3::Sm3::digest(files.content(name).clone());
        let digest = base64::engine::general_purpose::STANDARD.encode(digest);
        second = second.replacen(&format!("{}=", "A".repeat(43)), &digest, 1);
    }
    let whole = files
        .add("Doc_0/Signs/Sign_1/Signature.xml", second.as_bytes())
        .add("Doc_0/Signs/Sign_1/SignedValue.dat", b"second");
    let found = examine(&whole.pack()).unwrap();
    assert_eq!(found.failed().collect::<Vec<_>>(), Vec::<&Check>::new());
    assert_eq!(found.signatures.len(), 2);
}

#[test]
fn a_field_in_two_fonts_is_read_in_visual_order() {
    use face::display::{Draw, Line, Text};
    let piece = |x: f64, y: f64, text: &str| Line { x, y, ..crate::testing::line(y, text) };
    let part = |font: usize, y: f64, lines: Vec<Line>| {
        let (size, opacity, angle) = (4.5, 1.0, 0.0);
        let color = crate::testing::BLACK;
        let draw = Draw::Text(Text { font, size, color, opacity, angle, lines });
        crate::testing::item(Some("name"), crate::testing::rect(30.0, y, 120.0, 12.0), draw)
    };
    let template = template();
    let mut list = crate::testing::list();
    list.pages[0].items = vec![
        part(
            0,
            60.0,
            vec![piece(0.0, 4.0, "演示市人民"), piece(27.0, 4.0, "院"), piece(0.0, 10.0, "二")],
        ),
        part(1, 60.0, vec![piece(22.5, 4.0, "医"), piece(4.5, 10.0, "部")]),
        // A text at another position is another entry.
        part(0, 80.0, vec![piece(0.0, 4.0, "甲")]),
    ];
    let draft = crate::write::Draft::new(&template, &list, &crate::testing::document());
    let file = draft.prepare(&crate::testing::signing()).finish(SIGNED_VALUE);
    let found = examine(&file).unwrap();
    assert_eq!(found.pages[0].text[1..], ["演示市人民医院二部", "甲"]);
}

/// The cache changes no result, neither for the same file again nor for a file that claims the
/// checksum of a cached member for another content.
#[test]
fn the_cache_changes_no_result() {
    let known = Known::default();
    let bytes = sealed();
    let fresh = examine(&bytes).unwrap();
    for _ in 0..2 {
        assert_eq!(examine_within(&bytes, Some(&known), &Budget::default()).unwrap(), fresh);
    }
    // The content of the font is changed.
    let mut bent = Files::of(&bytes);
    let font = bent.content("Doc_0/Res/font_0.ttf");
    let last = font.len() - 1;
    font[last] ^= 1;
    let bent = bent.pack();
    assert_eq!(
        examine_within(&bent, Some(&known), &Budget::default()).unwrap(),
        examine(&bent).unwrap()
    );
    assert!(examine(&bent).unwrap().failed().next().is_some());
}
