//! Changed files, one defect each. Every defect must fail its own check; the unchanged file passes.

use super::*;
use crate::package::{Member, zip};
use crate::testing::{
    ATTACHED, Files, PAGE_0, PAGE_1, SIGNATURE, SIGNATURES, VALUE, prepared, sealed, template,
};

/// Returns the names of the failed checks, or the error code of an unreadable file.
fn defects(bytes: &[u8]) -> Vec<&'static str> {
    match examine(bytes) {
        Ok(found) => found.failed().map(|check| check.name).collect(),
        Err(unreadable) => vec![unreadable.code],
    }
}

#[track_caller]
fn assert_failed(name: &str, files: &Files, expected: &[&str]) {
    assert_eq!(defects(&files.pack()), expected, "{name}");
}

fn good() -> Files {
    let files = Files::of(&sealed());
    assert_eq!(defects(&files.pack()), Vec::<&str>::new(), "negative control");
    files
}

#[test]
fn changed_files_are_detected() {
    let digest = ["file.digest"];
    let good = good();
    assert_failed("page", &good.clone().replace(PAGE_0, "某某食品", "别的食品"), &digest);
    assert_failed(
        "one blank",
        &good.clone().replace(PAGE_1, "</ofd:Page>", " </ofd:Page>"),
        &digest,
    );
    assert_failed("metadata", &good.clone().replace("OFD.xml", "3005.2", "3005.3"), &digest);
    let artwork = "Doc_0/Tpls/Tpl_0/Content.xml";
    assert_failed("artwork", &good.clone().replace(artwork, "食品经营", "药品经营"), &digest);
    assert_failed("attachment", &good.clone().replace(ATTACHED, "\"x\"", "\"y\""), &digest);
    assert_failed(
        "photo",
        &good.clone().replace("Doc_0/Res/image_0.png", "photo", "other"),
        &digest,
    );
    assert_failed(
        "font",
        &good.clone().replace("Doc_0/Res/font_0.ttf", "SongSong", "SungSong"),
        &digest,
    );
}

#[test]
fn missing_files_are_detected() {
    let good = good();
    let gone = |name: &str| good.clone().remove(name);
    assert_failed("page", &gone(PAGE_1), &["document.references", "file.digest"]);
    assert_failed("attachment", &gone(ATTACHED), &["document.references", "file.digest"]);
    assert_failed("entry", &gone("OFD.xml"), &["package.entry"]);
    assert_failed("signed value", &gone(VALUE), &["signature.value"]);
    assert_failed("signature", &gone(SIGNATURE), &["signature.present", "signature.listed"]);
    assert_failed("list of signatures", &gone(SIGNATURES), &["signature.present"]);
    let mut empty = good.clone();
    empty.content(VALUE).clear();
    assert_failed("empty signed value", &empty, &["signature.value", "coverage.entries"]);
}

#[test]
fn added_files_are_detected() {
    let good = good();
    assert_failed(
        "unreferenced file",
        &good.clone().add("Doc_0/x.xml", b"<x/>"),
        &["coverage.entries"],
    );
    assert_failed(
        "beside the signature",
        &good.clone().add("Doc_0/Signs/Sign_0/x", b""),
        &["coverage.entries"],
    );
    // References are missing: the signer omitted them, or a forger removed them.
    let reference = |name: &str| {
        let text = good.text(SIGNATURE);
        let begins = format!("<ofd:Reference FileRef=\"/{name}\"");
        let (_, rest) = text.split_once(&begins).unwrap();
        let (inside, _) = rest.split_once("</ofd:Reference>").unwrap();
        format!("{begins}{inside}</ofd:Reference>")
    };
    let left_out = ["coverage.reachable", "coverage.entries"];
    for name in
        [PAGE_1, ATTACHED, "OFD.xml", "Doc_0/Res/font_0.ttf", "Doc_0/Tpls/Tpl_0/Content.xml"]
    {
        let files = good.clone().replace(SIGNATURE, &reference(name), "");
        assert_failed(name, &files, &left_out);
    }
    let line = "<ofd:Attachment ID=\"6002\" Name=\"x\"><ofd:FileLoc>x.json</ofd:FileLoc>\
                </ofd:Attachment></ofd:Attachments>";
    let attached = good
        .clone()
        .replace("Doc_0/Attachs/Attachments.xml", "</ofd:Attachments>", line)
        .signed_anew()
        .add("Doc_0/Attachs/x.json", b"{}");
    assert_failed("attachment after the seal", &attached, &left_out);
    // The signature list itself is used as a page: it has no digest, so it could be changed freely.
    let shown = good
        .clone()
        .replace("Doc_0/Document.xml", "Pages/Page_1/Content.xml", "Signs/Signatures.xml")
        .signed_anew();
    assert_failed("list as a page", &shown, &left_out);
}

#[test]
fn invalid_signature_files_are_detected() {
    let good = good();
    let changed = |from: &str, to: &str| good.clone().replace(SIGNATURE, from, to);
    assert_failed(
        "page of the stamp",
        &changed("PageRef=\"2001\"", "PageRef=\"9\""),
        &["stamp.page"],
    );
    let place = "Boundary=\"140 230 42 42\"";
    assert_failed(
        "outside the page",
        &changed(place, "Boundary=\"400 230 42 42\""),
        &["stamp.place"],
    );
    assert_failed("no place", &changed(place, "Boundary=\"140 230 0 42\""), &["stamp.place"]);
    assert_failed("no number", &changed(place, "Boundary=\"NaN 230 42 42\""), &["stamp.place"]);
    let method = "CheckMethod=\"1.2.156.10197.1.401\"";
    assert_failed("another digest", &changed(method, "CheckMethod=\"MD5\""), &["signature.method"]);
    let line = "<ofd:Signature ID=\"2\" BaseLoc=\"/Doc_0/Signs/Sign_1/Signature.xml\"/>";
    let to = format!("{line}</ofd:Signatures>");
    let listed = good.clone().replace(SIGNATURES, "</ofd:Signatures>", &to);
    assert_failed("listed, not there", &listed, &["signature.listed"]);
    let twice =
        "<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>";
    let bodies = good.clone().replace("OFD.xml", "</ofd:OFD>", twice).signed_anew();
    assert_failed("two documents", &bodies, &["document.entry"]);
}

/// The seal signs the hash of Signature.xml, so every change of that file invalidates the seal.
#[test]
fn a_changed_signature_file_has_another_hash() {
    let template = template();
    let hash = *prepared(&template).data_hash();
    let found = |files: &Files| examine(&files.pack()).unwrap().signatures[0].data_hash;
    assert_eq!(found(&good()), hash, "negative control");
    let moved = good().replace(SIGNATURE, "140 230 42 42", "140 231 42 42");
    assert_ne!(found(&moved), hash);
}

#[test]
fn covered_but_unreferenced_files_are_reported_as_unknown() {
    let name = "Doc_0/spare.bin";
    let reference = format!(
        "<ofd:Reference FileRef=\"/{name}\"><ofd:CheckValue>{}=</ofd:CheckValue></ofd:Reference></ofd:References>",
        "A".repeat(43)
    );
    let files = good().replace(SIGNATURE, "</ofd:References>", &reference).add(name, b"spare");
    let found = examine(&files.signed_anew().pack()).unwrap();
    assert_eq!(found.failed().count(), 0);
    let check = found.checks.iter().find(|c| c.name == "coverage.unreferenced").unwrap();
    assert_eq!(check.outcome, Outcome::Unknown);
    assert!(check.zh.contains(name) && check.en.contains(name));
}

#[test]
fn hostile_xml_is_refused() {
    let good = good();
    let dtd = "<!DOCTYPE x [<!ENTITY a \"b\">]><ofd:Page";
    let tag = "Doc_0/Tags/Tag_Certificate.xml";
    for (name, files) in [
        ("DTD", good.clone().replace(PAGE_0, "<ofd:Page", dtd)),
        ("DTD in the entry", good.clone().replace("OFD.xml", "<ofd:OFD", "<!DOCTYPE x><ofd:OFD")),
        ("DTD in the index", good.clone().replace(tag, "<cert:root", "<!DOCTYPE x><cert:root")),
        ("entity", good.clone().replace(PAGE_0, "某某", "&x;")),
        ("not closed", good.clone().replace(PAGE_0, "</ofd:Page>", "")),
        ("depth", good.clone().replace(PAGE_0, "某某", &"<a>".repeat(5_000))),
        ("encoding", good.clone().replace(PAGE_0, "UTF-8", "GB18030")),
        (
            "DTD in the signature",
            good.clone().replace(SIGNATURE, "<ofd:Sig", "<!DOCTYPE x><ofd:Sig"),
        ),
    ] {
        assert_failed(name, &files, &["package.xml"]);
    }
}

#[test]
fn duplicate_names_are_detected() {
    let files = good();
    let member = |(name, content): &(String, Vec<u8>)| Member::stored(name, &**content);
    let members: Vec<Member> = files.0.iter().map(member).collect();
    for name in [PAGE_0, "doc_0/pages/page_0/CONTENT.xml"] {
        let double = Member::stored(name, files.text(PAGE_0).replace("某某", "别的").as_bytes());
        // The first of two members is read. Either order makes the package malformed.
        let behind = zip(members.iter().chain([&double]));
        assert_eq!(defects(&behind), ["package.structure"], "{name}");
        let before = defects(&zip([&double].into_iter().chain(&members)));
        assert!(before.contains(&"package.structure"), "{name} {before:?}");
        assert!(before.contains(&"file.digest"), "{name} {before:?}");
    }
}
