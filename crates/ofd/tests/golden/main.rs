//! 照面样张: one small face per subject, drawn in every way that faces are drawn. The SVG, the pages'
//! XML in the OFD file and the picture are compared with files in `testdata/golden`; the SVG, drawn by
//! another program, is compared with our own picture.
//!
//! After a wanted change run with `UPDATE_GOLDEN=1` and look at the pictures. What differs is stored in
//! `target/golden` to look at; `GOLDEN_OUT` takes PDF, OFD and PNG of all of them for other programs.

#![expect(clippy::unwrap_used, reason = "a test, outside a test function too")]

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

mod drawing;
mod pictures;

use drawing::{Drawing, draw};
use pictures::{Pixels, differing};

/// Share of pixels that may differ by more than `STEP`, ours against ours: processors round the
/// last bit of a float differently.
const SAME: f64 = 0.001;
const STEP: u8 = 16;
/// The same for another program's drawing, which smooths edges in its own way.
const ALIKE: f64 = 0.003;
const FAR: u8 = 128;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/golden")
}

/// Name and content of all faces.
fn cases() -> Vec<(String, Value)> {
    let files = fs::read_dir(folder()).unwrap().map(|file| file.unwrap().path());
    let mut paths: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|ending| ending == "json")).collect();
    paths.sort();
    let read = |path: PathBuf| {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        (name, serde_json::from_slice(&fs::read(path).unwrap()).unwrap())
    };
    paths.into_iter().map(read).collect()
}

/// What is not as it was, of `svg`, `xml` and `png`.
fn changes(name: &str, now: &Drawing) -> Vec<&'static str> {
    let kept = |ending: &str| fs::read(folder().join(format!("{name}.{ending}"))).ok();
    let mut changed = Vec::new();
    if kept("svg").as_deref() != Some(now.svg.as_bytes()) {
        changed.push("svg");
    }
    if kept("xml").as_deref() != Some(now.xml.as_bytes()) {
        changed.push("xml");
    }
    let same = kept("png")
        .is_some_and(|kept| differing(&Pixels::read(&kept), &Pixels::read(&now.png), STEP) <= SAME);
    if !same {
        changed.push("png");
    }
    changed
}

fn store(folder: &Path, name: &str, now: &Drawing) {
    fs::create_dir_all(folder).unwrap();
    let write = |ending: &str, bytes: &[u8]| {
        fs::write(folder.join(format!("{name}.{ending}")), bytes).unwrap();
    };
    write("svg", now.svg.as_bytes());
    write("xml", now.xml.as_bytes());
    write("png", &now.png);
}

#[test]
fn every_face_is_drawn_as_it_was() {
    let cases = cases();
    assert!(cases.len() >= 25, "{} faces", cases.len());
    let mut wrong = Vec::new();
    for (name, case) in &cases {
        let now = draw(case);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            store(&folder(), name, &now);
        }
        let changed = changes(name, &now);
        if !changed.is_empty() {
            let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/golden");
            store(&target, name, &now);
            wrong.push(format!("{name}: {}", changed.join(", ")));
        }
        if let Some(out) = std::env::var_os("GOLDEN_OUT") {
            let out = PathBuf::from(out);
            fs::create_dir_all(&out).unwrap();
            for (at, png) in now.pages.iter().enumerate() {
                fs::write(out.join(format!("{name}-{at}.png")), png).unwrap();
            }
            fs::write(out.join(format!("{name}.pdf")), &now.pdf).unwrap();
            fs::write(out.join(format!("{name}.ofd")), &now.ofd).unwrap();
        }
    }
    assert!(wrong.is_empty(), "see target/golden:\n{}", wrong.join("\n"));
}

/// Without this the comparison above could be blind.
#[test]
fn a_moved_element_is_seen_by_every_comparison() {
    let (name, mut case) = cases().into_iter().find(|(name, _)| name == "text-plain").unwrap();
    assert!(changes(&name, &draw(&case)).is_empty());
    case["face"]["pages"][0]["elements"][0]["x"] = 6.into();
    assert_eq!(changes(&name, &draw(&case)), ["svg", "xml", "png"]);
}

#[test]
fn the_svg_drawn_by_another_program_is_the_same_picture() {
    for (name, case) in cases() {
        let now = draw(&case);
        let (ours, theirs) = (Pixels::read(&now.png), Pixels::of_svg(&now.svg));
        let share = differing(&ours, &theirs, FAR);
        assert!(share <= ALIKE, "{name}: {share:.4} of the pixels differ");
        assert!(ours.ink() > 0.001, "{name}: an empty page compares with everything");
    }
    // The control: a page against another one.
    let at = |wanted: &str| cases().into_iter().find(|(name, _)| name == wanted).unwrap().1;
    let (one, other) = (draw(&at("text-align")), draw(&at("text-rotate")));
    assert!(differing(&Pixels::read(&one.png), &Pixels::of_svg(&other.svg), FAR) > ALIKE);
}

#[test]
fn the_pdf_is_the_same_each_time_and_says_its_text() {
    let (_, case) = cases().into_iter().find(|(name, _)| name == "elements-mixed").unwrap();
    let (one, again) = (draw(&case).pdf, draw(&case).pdf);
    assert_eq!(one, again);
    assert!(one.starts_with(b"%PDF-1.7") && one.ends_with(b"%%EOF"));
    let named = |text: &[u8]| one.windows(text.len()).any(|window| window == text);
    assert!(named(b"/ToUnicode") && named(b"/Identity-H") && named(b"/FontFile2"));
}
