use super::*;
use crate::compile::PageBase;
use crate::testing::{
    BLACK, Files, PAGE_0, PAGE_1, SIGNATURE, SIGNED_VALUE, document, font, frame, item, line, list,
    page, prepared, sealed, signing, template, text,
};
use face::display::{Draw, Text};

/// The XML of a small document. It was reviewed by hand against the schema order.
const GOLDEN: &str = include_str!("../../testdata/small_document.txt");

/// Offset of a file's name in the central directory, which is at the end.
fn directory_offset(bytes: &[u8], name: &str) -> usize {
    bytes.windows(name.len()).rposition(|window| window == name.as_bytes()).unwrap()
}

/// The text of every XML file in the order of the package.
fn xml_files(bytes: &[u8]) -> String {
    let mut names: Vec<(usize, String)> = Vec::new();
    let files = Files::of(bytes);
    for (name, _) in files.0.iter().filter(|(name, _)| name.ends_with(".xml")) {
        names.push((directory_offset(bytes, name), name.clone()));
    }
    names.sort();
    names.iter().map(|(_, name)| format!("== {name}\n{}\n", files.text(name))).collect()
}

#[test]
fn a_small_document_equals_the_golden_file() {
    let found = xml_files(&sealed());
    for (found, golden) in found.lines().zip(GOLDEN.lines()) {
        assert_eq!(found, golden);
    }
    assert_eq!(found.len(), GOLDEN.len());
}

/// Line of an element in schema.txt, which tools/ofd_check.py reads as well.
fn schema(element: &str) -> Option<Vec<&'static str>> {
    let lines = include_str!("../../testdata/schema.txt").lines();
    let mut lines = lines.map(|line| line.split(' ').collect::<Vec<_>>());
    lines.find(|words| words[0] == element).map(|words| words[1..].to_vec())
}

/// Collects the violations of the schema order in an element and its descendants.
fn schema_violations(node: &crate::tree::Node, found: &mut Vec<String>) {
    let entry = ["Page", "Signature"].contains(&node.name.as_str()) && node.children.is_empty();
    if let Some(words) = schema(&node.name).filter(|_| !entry) {
        let (attributes, children): (Vec<&str>, Vec<&str>) =
            words.into_iter().partition(|word| word.starts_with('@'));
        let missing =
            attributes.iter().filter(|name| node.attribute(name.trim_start_matches('@')).is_none());
        found.extend(missing.map(|name| format!("{} lacks {name}", node.name)));
        let place = |name: &str| {
            children
                .iter()
                .position(|word| word.trim_end_matches('*').split(',').any(|w| w == name))
        };
        let needed = children.iter().filter_map(|word| word.strip_suffix('*'));
        let missing = needed.filter(|name| node.child(name).is_none());
        found.extend(missing.map(|name| format!("{} lacks {name}", node.name)));
        let places: Vec<Option<usize>> =
            node.children.iter().map(|child| place(&child.name)).collect();
        if !children.is_empty() && (!places.is_sorted() || places.contains(&None)) {
            found.push(format!("{} out of order", node.name));
        }
    }
    node.children.iter().for_each(|child| schema_violations(child, found));
}

fn violations_in(xml: &str) -> Vec<String> {
    let mut found = Vec::new();
    let tree = crate::tree::parse("x", xml.as_bytes(), &budget::Budget::default()).unwrap();
    schema_violations(&tree, &mut found);
    found
}

#[test]
fn elements_follow_the_order_of_the_schema() {
    let files = Files::of(&sealed());
    for (name, _) in files.0.iter().filter(|(name, _)| name.ends_with(".xml")) {
        if !name.ends_with("Tag_Certificate.xml") {
            assert_eq!(violations_in(&files.text(name)), Vec::<String>::new(), "{name}");
        }
    }
    // Negative controls: violations are found.
    assert_eq!(violations_in("<DocBody><DocRoot/><DocInfo><DocID/></DocInfo></DocBody>").len(), 1);
    assert_eq!(violations_in("<DocInfo/>"), ["DocInfo lacks DocID"]);
    assert_eq!(violations_in("<Layer/>"), ["Layer lacks @ID"]);
}

#[test]
fn writing_is_reproducible() {
    assert_eq!(sealed(), sealed());
    // Another signature value changes nothing else.
    let other = prepared(&template()).finish(b"another value!");
    assert_eq!(other.len(), sealed().len());
    let mut files = Files::of(&other);
    files.content(crate::testing::VALUE).clone_from(&SIGNED_VALUE.to_vec());
    assert_eq!(files.0, Files::of(&sealed()).0);
}

#[test]
fn shared_members_are_compressed_and_others_are_stored() {
    let bytes = sealed();
    let method = |name: &str| bytes[directory_offset(&bytes, name) - 36];
    for name in ["Doc_0/Document.xml", "Doc_0/PublicRes.xml", "Doc_0/Res/font_0.ttf"] {
        assert_eq!(method(name), 8, "{name}");
    }
    for name in ["OFD.xml", PAGE_0, PAGE_1, SIGNATURE, "Doc_0/Tags/Tag_Certificate.xml"] {
        assert_eq!(method(name), 0, "{name}");
    }
}

#[test]
fn every_file_except_those_of_the_signature_is_referenced() {
    let files = Files::of(&sealed());
    let signature = files.text(SIGNATURE);
    for (name, _) in &files.0 {
        let own = name.starts_with("Doc_0/Signs/");
        assert_eq!(signature.contains(&format!("FileRef=\"/{name}\"")), !own, "{name}");
    }
    assert_eq!(PROPERTY, format!("/{SIGNATURE}"));
}

#[test]
fn identifiers_are_unique_and_below_the_maximum() {
    let bytes = sealed();
    let files = Files::of(&bytes);
    let mut seen = std::collections::BTreeSet::new();
    for (name, _) in files.0.iter().filter(|(name, _)| name.ends_with(".xml")) {
        if name.starts_with("Doc_0/Signs/") {
            continue;
        }
        for part in files.text(name).split(" ID=\"").skip(1) {
            let id: u32 = part.split('"').next().unwrap().parse().unwrap();
            assert!(seen.insert(id), "{id} occurs again in {name}");
            assert!(id > 0 && id < 9_999_999);
        }
    }
    assert!(seen.len() > 20);
}

#[test]
fn identical_pictures_are_stored_once() {
    let files = Files::of(&sealed());
    let pictures: Vec<&str> =
        files.0.iter().map(|(name, _)| name.as_str()).filter(|n| n.ends_with(".png")).collect();
    // The photo occurs on two pages, the emblem in the artwork and on a page.
    assert_eq!(pictures, ["Doc_0/Res/artwork_0.png", "Doc_0/Res/image_0.png"]);
    assert!(files.text(PAGE_0).contains("ResourceID=\"8001\" CTM=\"25.5 0 0 35 0 0\""));
    assert!(files.text(PAGE_1).contains("ResourceID=\"3001\""));
}

#[test]
fn a_document_may_have_more_or_fewer_pages_than_the_template() {
    let template = template();
    let mut list = list();
    list.pages.push(page(2, vec![text(Some("scope"), 60.0, &["续页"])]));
    let draft = Draft::new(&template, &list, &crate::testing::document());
    let found = crate::examine::examine(&draft.prepare(&signing()).finish(SIGNED_VALUE)).unwrap();
    assert_eq!(found.failed().count(), 0);
    assert_eq!(found.pages[2].text, ["续页"]);

    let fewer = DisplayList { pages: list.pages[..1].to_vec(), extra_fonts: Vec::new() };
    let draft = Draft::new(&template, &fewer, &crate::testing::document());
    let found = crate::examine::examine(&draft.prepare(&signing()).finish(SIGNED_VALUE)).unwrap();
    assert_eq!((found.failed().count(), found.pages.len()), (0, 1));
}

#[test]
fn a_watermark_is_a_translucent_rotated_layer_below_the_text_and_the_overlay_one_above() {
    let tile = Draw::Text(Text {
        font: 1,
        size: 4.0,
        color: BLACK,
        opacity: 0.22,
        angle: -25.0,
        lines: vec![line(4.0, "存档副本")],
    });
    let mut list = list();
    let place = crate::testing::rect(50.0, 100.0, 40.0, 6.0);
    list.pages[0].watermark = vec![item(None, place, tile)];
    let words = Draw::Text(Text {
        font: 1,
        size: 4.0,
        color: BLACK,
        opacity: 0.32,
        angle: -50.0,
        lines: vec![line(4.0, "已注销")],
    });
    list.pages[0].overlay = vec![item(None, place, words)];
    let template = template();
    let draft = Draft::new(&template, &list, &crate::testing::document());
    let bytes = draft.prepare(&signing()).finish(SIGNED_VALUE);
    let content = Files::of(&bytes).text(PAGE_0);
    let (below, rest) = content.split_once("Type=\"Body\">").unwrap();
    let (body, above) = rest.split_once("Type=\"Foreground\">").unwrap();
    assert!(below.contains("Type=\"Background\"") && below.contains("存档副本"));
    assert!(!body.contains("存档副本") && !body.contains("已注销"));
    assert!(below.contains("Alpha=\"56\" Font=\"2\"") && below.contains("CTM=\"0.9063 -0.4226"));
    assert!(above.contains("已注销"));
    assert!(above.ends_with("</ofd:Layer></ofd:Content></ofd:Page>"));
    let found = crate::examine::examine(&bytes).unwrap();
    assert!(found.pages[0].text.iter().any(|text| text == "存档副本"));
    assert_eq!(found.pages[0].text.last().unwrap(), "已注销");
}

#[test]
fn identifiers_do_not_collide_with_much_artwork() {
    let background: Vec<_> = (0..3_000).map(|_| frame()).collect();
    let base = PageBase { width: 210.0, height: 297.0, background: &background };
    let template = DocumentTemplate::compile(&[font("Song")], &[base; 4]);
    assert_eq!(template.next_object, 10_001 + 4 * 3_000);
}

#[test]
fn an_empty_document_is_valid() {
    let template = DocumentTemplate::compile(&[], &[]);
    let bare = Document {
        document_id: [0; 16],
        title: String::new(),
        author: String::new(),
        created: "2026-01-02".to_owned(),
        metadata: Vec::new(),
        attachments: Vec::new(),
    };
    let list = DisplayList { pages: vec![page(0, Vec::new())], extra_fonts: Vec::new() };
    let bytes = Draft::new(&template, &list, &bare).prepare(&signing()).finish(SIGNED_VALUE);
    let found = crate::examine::examine(&bytes).unwrap();
    assert_eq!(found.failed().count(), 0);
    assert!(!Files::of(&bytes).text("OFD.xml").contains("CustomDatas"));
}

#[test]
fn field_keys_and_formats_become_valid_names() {
    assert_eq!(element_name("holder_name"), "holder_name");
    assert_eq!(element_name("持证主体"), "持证主体");
    assert_eq!(element_name("1 <x>"), "_1__x_");
    let mut document = crate::testing::document();
    document.attachments[0].format = "../x\"ml".to_owned();
    let template = template();
    let bytes = Draft::new(&template, &list(), &document).prepare(&signing()).finish(SIGNED_VALUE);
    assert!(Files::of(&bytes).0.iter().any(|(name, _)| name == "Doc_0/Attachs/file_0.xml"));
    assert_eq!(crate::examine::examine(&bytes).unwrap().failed().count(), 0);
}

/// Hashing a batch together changes no byte.
#[test]
fn a_batch_equals_documents_prepared_one_by_one() {
    let template = template();
    let drafts = || {
        (0..5).map(|number| {
            let mut document = document();
            document.title = "证".repeat(number * 40);
            Draft::new(&template, &list(), &document)
        })
    };
    let together = prepare_all(drafts().map(|draft| (draft, signing())).collect());
    for (one, other) in together.into_iter().zip(drafts()) {
        let other = other.prepare(&signing());
        assert_eq!(one.data_hash(), other.data_hash());
        assert_eq!(one.finish(SIGNED_VALUE), other.finish(SIGNED_VALUE));
    }
    assert!(prepare_all(Vec::new()).is_empty());
}
