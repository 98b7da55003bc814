//! Golden samples (照面样张): small faces, one per feature, drawn in every output format.
//!
//! The SVG, the page XML of the OFD file and the PNG are compared with files in `testdata/golden`.
//! In addition, the SVG is drawn by resvg and compared with the PNG.
//!
//! After an intended change run with `UPDATE_GOLDEN=1` and inspect the pictures. Outputs that
//! differ are written to `target/golden`. If `GOLDEN_OUT` names a folder, the PDF, OFD and PNG
//! files of all faces are written there for other programs.

#![expect(clippy::unwrap_used, reason = "a test, outside a test function too")]

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

mod drawing;
mod pictures;

use drawing::{Drawing, draw};
use pictures::{Pixels, differing};

/// Maximum share of pixels that may differ from the golden file by more than `SAME_STEP`:
/// processors round floating-point numbers differently.
const MAX_SAME_SHARE: f64 = 0.001;
const SAME_STEP: u8 = 16;
/// Maximum share of pixels that may differ from resvg by more than `OTHER_STEP`: it smooths edges
/// in another way.
const MAX_OTHER_SHARE: f64 = 0.003;
const OTHER_STEP: u8 = 128;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/golden")
}

/// Name and content of every sample.
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

/// Returns which of `svg`, `xml` and `png` differ from the golden files.
fn changes(name: &str, now: &Drawing) -> Vec<&'static str> {
    let kept = |ending: &str| fs::read(folder().join(format!("{name}.{ending}"))).ok();
    let mut changed = Vec::new();
    if kept("svg").as_deref() != Some(now.svg.as_bytes()) {
        changed.push("svg");
    }
    if kept("xml").as_deref() != Some(now.xml.as_bytes()) {
        changed.push("xml");
    }
    let same = kept("png").is_some_and(|kept| {
        let (kept, now) = (Pixels::read(&kept), Pixels::read(&now.png));
        differing(&kept, &now, SAME_STEP) <= MAX_SAME_SHARE
    });
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
fn every_face_equals_its_golden_files() {
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

/// Negative control for the comparison above.
#[test]
fn every_comparison_detects_a_moved_element() {
    let (name, mut case) = cases().into_iter().find(|(name, _)| name == "text-plain").unwrap();
    assert!(changes(&name, &draw(&case)).is_empty());
    case["face"]["pages"][0]["elements"][0]["x"] = 6.into();
    assert_eq!(changes(&name, &draw(&case)), ["svg", "xml", "png"]);
}

#[test]
fn the_svg_drawn_by_resvg_equals_the_png() {
    for (name, case) in cases() {
        let now = draw(&case);
        let (ours, theirs) = (Pixels::read(&now.png), Pixels::of_svg(&now.svg));
        let share = differing(&ours, &theirs, OTHER_STEP);
        assert!(share <= MAX_OTHER_SHARE, "{name}: {share:.4} of the pixels differ");
        assert!(ours.ink() > 0.001, "{name}: the page is empty");
    }
    // Negative control: two different pages.
    let at = |wanted: &str| cases().into_iter().find(|(name, _)| name == wanted).unwrap().1;
    let (one, other) = (draw(&at("text-align")), draw(&at("text-rotate")));
    let (one, other) = (Pixels::read(&one.png), Pixels::of_svg(&other.svg));
    assert!(differing(&one, &other, OTHER_STEP) > MAX_OTHER_SHARE);
}

#[test]
fn the_pdf_is_reproducible_and_contains_its_text() {
    let (_, case) = cases().into_iter().find(|(name, _)| name == "elements-mixed").unwrap();
    let (one, again) = (draw(&case).pdf, draw(&case).pdf);
    assert_eq!(one, again);
    assert!(one.starts_with(b"%PDF-1.7") && one.ends_with(b"%%EOF"));
    let named = |text: &[u8]| one.windows(text.len()).any(|window| window == text);
    assert!(named(b"/ToUnicode") && named(b"/Identity-H") && named(b"/FontFile2"));
}
