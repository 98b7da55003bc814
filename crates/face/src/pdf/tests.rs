use std::io::Read as _;
use std::sync::Arc;

use flate2::read::ZlibDecoder;
use serde_json::json;

use super::*;
use crate::display::{Image, ImageFormat};
use crate::layout::layout;
use crate::testing::{compiled, png, texts};

const ABOUT: About<'_> = About { title: "演示", author: "甲", created: "2026-03-02" };

fn text(id: &str, y: u32) -> serde_json::Value {
    json!({"id": id, "type": "text", "x": 10, "y": y, "width": 100, "height": 8, "bind": "CZZT",
           "font": "song", "font_size": 12})
}

fn face() -> CompiledFace {
    let background =
        json!([{"id": "r", "type": "rect", "x": 5, "y": 5, "width": 50, "height": 50}]);
    let seal = json!({"id": "s", "type": "seal", "x": 100, "y": 100, "width": 40, "height": 40,
                      "signer": "issuer"});
    compiled(background, json!([text("a", 10), seal]))
}

/// The content of all streams, decompressed where possible.
fn streams(pdf: &[u8]) -> Vec<Vec<u8>> {
    let find = |from: usize, mark: &[u8]| {
        pdf[from..].windows(mark.len()).position(|window| window == mark).map(|at| from + at)
    };
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(start) = find(at, b"stream\n") {
        let from = start + b"stream\n".len();
        let end = find(from, b"\nendstream").unwrap();
        let mut inflated = Vec::new();
        match ZlibDecoder::new(&pdf[from..end]).read_to_end(&mut inflated) {
            Ok(_) => out.push(inflated),
            Err(_) => out.push(pdf[from..end].to_vec()),
        }
        at = end + b"\nendstream".len();
    }
    out
}

fn holds(pdf: &[u8], wanted: &str) -> bool {
    let has = |bytes: &[u8]| bytes.windows(wanted.len()).any(|window| window == wanted.as_bytes());
    has(pdf) || streams(pdf).iter().any(|stream| has(stream))
}

#[test]
fn the_shared_part_is_copied_and_the_page_is_in_millimetres() {
    let face = face();
    let template = PdfTemplate::compile(&face).unwrap();
    let list = layout(&face, &texts(&[("CZZT", "演示食品")])).unwrap();
    let one = template.write(&list, Seals::Rings, &ABOUT).unwrap();
    let again = template.write(&list, Seals::Rings, &ABOUT).unwrap();
    assert_eq!(one, again, "writing is reproducible");
    assert!(holds(&one, "/MediaBox [0 0 841.8898 595.2756]"));
    assert!(holds(&one, "2.8346457 0 0 -2.8346457 0 595.2756 cm"));
    assert!(holds(&one, "/Ground Do") && !holds(&one, "/Artwork Do"), "a frame without text");
    assert!(holds(&one, "[2 1.5] 0 d"), "a dashed ring in the place of the seal");
    let clear = template.write(&list, Seals::Stamps(&[]), &ABOUT).unwrap();
    assert!(!holds(&clear, "[2 1.5] 0 d"));
}

#[test]
fn rare_characters_are_embedded_and_searchable() {
    let face = face();
    let template = PdfTemplate::compile(&face).unwrap();
    let fonts = |value: &str| {
        let list = layout(&face, &texts(&[("CZZT", value)])).unwrap();
        let pdf = template.write(&list, Seals::Rings, &ABOUT).unwrap();
        let map = |wanted: &str| holds(&pdf, wanted);
        (streams(&pdf).iter().filter(|s| s.starts_with(b"\0\x01\0\0")).count(), map("<D872DF4E>"))
    };
    assert_eq!(fonts("演示"), (1, false));

    assert_eq!(fonts("演\u{2cb4e}"), (2, true), "the map has the character in UTF-16");
}

#[test]
fn a_broken_picture_is_named_in_the_error() {
    let face = face();
    let mut list = layout(&face, &texts(&[])).unwrap();
    let boundary = Rect { x: 0.0, y: 0.0, width: 10.0, height: 10.0 };
    let image = Image::filling(ImageFormat::Png, Arc::from(&b"no picture"[..]), boundary);
    let draw = crate::display::Draw::Image(image);
    list.pages[0].items.push(Item { element: "p".to_owned(), field: None, boundary, draw });
    let template = PdfTemplate::compile(&face).unwrap();
    let error = template.write(&list, Seals::Rings, &ABOUT).unwrap_err();
    assert!(matches!(&error, PdfError::Picture(name, _) if name == "p"), "{error}");
    assert!(error.zh().contains('p'));
}

#[test]
fn stamps_are_drawn_on_their_pages_and_equal_pictures_are_written_once() {
    let face = face();
    let template = PdfTemplate::compile(&face).unwrap();
    let list = layout(&face, &texts(&[])).unwrap();
    let (place, bytes) = (Rect { x: 1.0, y: 1.0, width: 9.0, height: 9.0 }, png(20, 20));
    let drawn = |stamps: &[(usize, Rect, &[u8])]| {
        let pdf = template.write(&list, Seals::Stamps(stamps), &ABOUT).unwrap();
        let count = |wanted: &[u8]| pdf.windows(wanted.len()).filter(|w| *w == wanted).count();
        count(b"/Subtype /Image")
    };
    assert_eq!(drawn(&[]), 0);
    assert_eq!(drawn(&[(0, place, &bytes), (0, place, &bytes)]), 1);
    assert_eq!(drawn(&[(7, place, &bytes)]), 0);
}
