use serde_json::json;

use super::page_svg;
use crate::layout::{Content, layout};
use crate::testing::{compiled, fonts, png, texts};

fn page(content: &Content) -> String {
    let face = compiled(
        json!([
            {"id": "frame", "type": "rect", "x": 8, "y": 8, "width": 281, "height": 194},
            {"id": "title", "type": "text", "x": 20, "y": 20, "width": 200, "height": 18,
             "content": "食品经营许可证", "font": "bold", "font_size": 34}
        ]),
        json!([
            {"id": "name", "type": "text", "x": 20, "y": 60, "width": 200, "height": 8,
             "bind": "CZZT", "font": "song", "font_size": 14, "color": "#c00000"},
            {"id": "photo", "type": "image", "x": 20, "y": 80, "width": 30, "height": 40,
             "bind": "ZP"},
            {"id": "qr", "type": "qrcode", "x": 60, "y": 80, "width": 28, "height": 28,
             "content": "{{ZZBS}}"},
            {"id": "seal", "type": "seal", "x": 200, "y": 150, "width": 42, "height": 42,
             "signer": "issuer"}
        ]),
    );
    let mut list = layout(&face, content).unwrap();
    crate::watermark::add_watermark(&mut list, &face, &fonts(), "存档副本").unwrap();
    assert_eq!(page_svg(&face, &list, 1), "");
    page_svg(&face, &list, 0)
}

/// Checks that tags nest and that attributes are quoted and unique; sufficient for our own output.
fn well_formed(svg: &str) -> usize {
    let mut open: Vec<&str> = Vec::new();
    let mut count = 0;
    let mut rest = svg;
    while let Some((before, tagged)) = rest.split_once('<') {
        assert!(!before.contains(['&', '>']), "text between tags");
        let (tag, after) = tagged.split_once('>').unwrap();
        rest = after;
        count += 1;
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
            continue;
        }
        let (tag, closed) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        assert_eq!(attributes.matches('"').count() % 2, 0, "{tag}");
        let mut keys: Vec<&str> =
            attributes.split('"').step_by(2).map(|key| key.trim().trim_end_matches('=')).collect();
        keys.retain(|key| !key.is_empty());
        let all = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), all, "{tag}");
        if !closed {
            open.push(name);
        }
    }
    assert!(open.is_empty() && rest.is_empty());
    count
}

fn full() -> Content {
    let mut content = texts(&[("CZZT", "演示<b>\"&'公司"), ("ZZBS", "1.2.156.3005.2")]);
    content.images.insert("ZP".to_owned(), png(30, 40));
    content
}

#[test]
fn the_svg_is_well_formed_and_has_nothing_that_csp_forbids() {
    let svg = page(&full());
    assert!(well_formed(&svg) > 50);
    for forbidden in ["style", "script", "<text", "<foreignObject", "onload", "font-family", "演"]
    {
        assert!(!svg.contains(forbidden), "{forbidden}");
    }
    let addresses: Vec<&str> =
        svg.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert!(addresses.iter().all(|to| to.starts_with("#g") || to.starts_with("data:image/")));
    assert_eq!(svg.matches("http").count(), 1, "only the namespace");
    assert!(svg.starts_with(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"297mm\" height=\"210mm\" \
         viewBox=\"0 0 297 210\">"
    ));
}

#[test]
fn every_used_glyph_is_defined_exactly_once() {
    let svg = page(&full());
    let ids: Vec<&str> =
        svg.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    let mut unique = ids.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), ids.len());
    for used in svg.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(ids.contains(&used), "{used}");
    }
    assert!(svg.contains("rotate(-25 "), "the watermark is slanted");
}

#[test]
fn the_ring_is_in_the_place_of_the_seal_and_contains_no_text() {
    let svg = page(&texts(&[]));
    assert!(svg.contains("<circle cx=\"221\" cy=\"171\" r=\"20.7\""), "{svg}");
    assert!(svg.contains("stroke-dasharray"));
    assert!(!svg.contains("<image"), "an empty field draws nothing");
    assert!(svg.len() < page(&full()).len());
}
