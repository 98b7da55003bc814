use budget::Budget;
use serde_json::json;

use super::{add_foot, cross_out};
use crate::compile::CompiledFace;
use crate::display::{DisplayList, Draw, Rect, Seals};
use crate::layout::layout;
use crate::pdf::{About, PdfTemplate};
use crate::raster::{Raster, raster};
use crate::seal_picture::seal_picture;
use crate::svg::pages_svg;
use crate::testing::{compiled, fonts, texts};
use crate::watermark::add_watermark;

const PLACE: Rect = Rect { x: 200.0, y: 150.0, width: 42.0, height: 42.0 };

fn face() -> CompiledFace {
    let background = json!([
        {"id": "paper", "type": "rect", "x": 0, "y": 0, "width": 297, "height": 210, "fill": "#fffdf5"},
        {"id": "title", "type": "text", "x": 20, "y": 20, "width": 250, "height": 18,
         "content": "食品经营许可证", "font": "bold", "font_size": 34, "align": "center"}
    ]);
    let elements = json!([
        {"id": "name", "type": "text", "x": 20, "y": 60, "width": 200, "height": 8,
         "bind": "CZZT", "font": "song", "font_size": 14},
        {"id": "seal", "type": "seal", "x": 200, "y": 150, "width": 42, "height": 42, "signer": "issuer"}
    ]);
    compiled(background, elements)
}

fn seal() -> Vec<u8> {
    let unit = "演示市民政局";
    seal_picture(&fonts(), "NotoSerifSC-Bold", unit, "电子证照专用章", false).unwrap()
}

fn list(face: &CompiledFace) -> DisplayList {
    layout(face, &texts(&[("CZZT", "演示食品")])).unwrap()
}

fn drawn(face: &CompiledFace, list: &DisplayList) -> Raster {
    raster(list, face, 0, 60.0, &[(PLACE, &seal())]).unwrap()
}

/// Number of pixels that differ.
fn changed(one: &Raster, other: &Raster) -> usize {
    one.rgb.chunks(3).zip(other.rgb.chunks(3)).filter(|(a, b)| a != b).count()
}

#[test]
fn words_across_a_page_are_large_and_translucent_in_every_format() {
    let face = face();
    let plain = list(&face);
    let mut crossed = plain.clone();
    cross_out(&mut crossed, &face, &fonts(), "已被新版本取代").unwrap();
    assert_eq!(
        crossed.pages[0].items, plain.pages[0].items,
        "the certificate itself does not change"
    );
    let Draw::Text(text) = &crossed.pages[0].overlay[0].draw else { panic!("words") };
    assert!(text.size > 30.0 && text.opacity < 0.5 && text.angle < -30.0, "{text:?}");
    let (before, after) = (drawn(&face, &plain), drawn(&face, &crossed));
    assert!(changed(&before, &after) > before.rgb.len() / 3 / 25, "{}", changed(&before, &after));
    if let Ok(folder) = std::env::var("OVERLAY_OUT") {
        std::fs::write(format!("{folder}/crossed.png"), after.png().unwrap()).unwrap();
    }
    let svg = pages_svg(&face, &crossed, Seals::Rings, &Budget::unlimited()).unwrap();
    assert!(svg.contains("fill=\"#c81e1e\" fill-opacity=\"0.32\""), "words");
    let about = About { title: "证", author: "甲", created: "2026-03-02" };
    let pdf = PdfTemplate::compile(&face).unwrap();
    let (before, after) = (
        pdf.write(&plain, Seals::Rings, &about).unwrap(),
        pdf.write(&crossed, Seals::Rings, &about).unwrap(),
    );
    assert!(after.len() > before.len() + 500, "the words and their font");
}

#[test]
fn the_svg_shows_the_stamp_instead_of_the_ring() {
    let face = face();
    let (list, seal) = (list(&face), seal());
    let svg = |seals: Seals<'_>| pages_svg(&face, &list, seals, &Budget::unlimited()).unwrap();
    let ring = svg(Seals::Rings);
    assert!(ring.contains("stroke-dasharray") && !ring.contains("data:image/png"));
    let sealed = svg(Seals::Stamps(&[(0, PLACE, &seal)]));
    assert!(!sealed.contains("stroke-dasharray"));
    let at = "<image x=\"200\" y=\"150\" width=\"42\" height=\"42\"";
    assert_eq!(sealed.matches(at).count(), 1, "the seal at its place");
    let elsewhere = svg(Seals::Stamps(&[(1, PLACE, &seal), (0, PLACE, b"no picture")]));
    assert!(!elsewhere.contains("<image"));
}

#[test]
fn the_foot_line_stands_at_the_edge_of_every_page_and_fits_into_it() {
    let face = face();
    let mut list = list(&face);
    add_foot(&mut list, &face, &fonts(), "打印件不具法律效力").unwrap();
    let boundary = list.pages[0].overlay[0].boundary;
    assert!(boundary.y + boundary.height > 207.0 && boundary.y + boundary.height < 210.0);
    add_foot(&mut list, &face, &fonts(), &"打印件".repeat(60)).unwrap();
    let long = list.pages[0].overlay.last().unwrap().boundary;
    assert!(long.x >= 0.0 && long.width < 297.0, "{long:?}");
    let missing = add_foot(&mut list, &face, &fonts(), "龘").unwrap_err();
    assert_eq!(missing[0].code, "face_missing_glyph");
}

/// The tiles stand behind text, but above a ground that fills the page.
#[test]
fn the_watermark_stands_behind_text_and_above_the_ground() {
    let face = face();
    let plain = list(&face);
    let mut tiled = plain.clone();
    add_watermark(&mut tiled, &face, &fonts(), "存档副本演示市民政局").unwrap();
    let (before, after) = (drawn(&face, &plain), drawn(&face, &tiled));
    assert!(changed(&before, &after) > 1000, "the ground does not hide the tiles");
    let black = |raster: &Raster| raster.rgb.chunks(3).filter(|pixel| pixel[1] < 40).count();
    assert!(black(&before) > 200, "negative control");
    assert!(black(&after) >= black(&before), "no tile brightens the text");
    let svg = pages_svg(&face, &tiled, Seals::Rings, &Budget::unlimited()).unwrap();
    let last_tile = svg.rfind("fill=\"#9aa7b5\"").unwrap();
    let first_text = svg.find("fill=\"#000000\"").unwrap();
    let ground = svg.find("fill=\"#fffdf5\"").unwrap();
    assert!(ground < last_tile && last_tile < first_text, "{ground} {last_tile} {first_text}");
}
