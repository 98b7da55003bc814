use serde_json::json;

use super::*;
use crate::compile::CompiledFace;
use crate::layout::{Content, layout};
use crate::testing::{compiled, fonts, png, texts};
use crate::watermark::add_watermark;

fn face() -> CompiledFace {
    let text = json!({ "id": "name", "type": "text", "x": 40, "y": 30, "width": 120, "height": 8,
        "bind": "CZZT", "font": "song", "font_size": 14 });
    let photo = json!({ "id": "photo", "type": "image", "x": 200, "y": 40, "width": 25,
        "height": 35, "bind": "ZP" });
    let frame = json!({ "id": "frame", "type": "rect", "x": 10, "y": 10, "width": 277,
        "height": 190, "stroke": "#0000ff", "stroke_width": 1 });
    compiled(json!([frame]), json!([text, photo]))
}

fn content(picture: &[u8]) -> Content {
    let mut content = texts(&[("CZZT", "演示饮食经营有限公司")]);
    content.images.insert("ZP".to_owned(), picture.into());
    content
}

/// The pixel at a position in mm.
fn at(raster: &Raster, x: f64, y: f64) -> [u8; 3] {
    let (x, y) = (x * raster.dpi / 25.4, y * raster.dpi / 25.4);
    let first = (y as usize * raster.width as usize + x as usize) * 3;
    raster.rgb[first..first + 3].try_into().unwrap()
}

/// Total darkness in a box in mm, and the horizontal center of it in mm.
fn ink(raster: &Raster, area: Rect) -> (f64, f64) {
    let k = raster.dpi / 25.4;
    let (mut sum, mut moment) = (0.0, 0.0);
    for y in (area.y * k) as usize..((area.y + area.height) * k) as usize {
        for x in (area.x * k) as usize..((area.x + area.width) * k) as usize {
            let dark = f64::from(255 - raster.rgb[(y * raster.width as usize + x) * 3]);
            sum += dark;
            moment += dark * (x as f64 + 0.5) / k;
        }
    }
    (sum, moment / sum)
}

fn jpeg(width: u16, height: u16, color: [u8; 3]) -> Vec<u8> {
    let data = color.repeat(usize::from(width) * usize::from(height));
    let mut out = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut out, 95);
    encoder.encode(&data, width, height, jpeg_encoder::ColorType::Rgb).unwrap();
    out
}

#[test]
fn everything_is_drawn_where_the_display_list_places_it() {
    let face = face();
    let list = layout(&face, &content(&png(250, 350))).unwrap();
    let raster = raster(&list, &face, 0, 150.0, &[]).unwrap();
    assert_eq!((raster.width, raster.height), (1754, 1240));
    assert_eq!(raster.rgb.len(), 1754 * 1240 * 3);
    assert_eq!(at(&raster, 5.0, 5.0), [255; 3], "paper");
    assert_eq!(at(&raster, 10.0, 100.0), [0, 0, 255], "frame");
    assert_eq!(at(&raster, 210.0, 60.0), [40, 90, 160], "photo");
    assert_eq!(at(&raster, 199.0, 60.0), [255; 3], "left of the photo");
    let name = Rect { x: 40.0, y: 30.0, width: 50.0, height: 8.0 };
    let beside = Rect { x: 95.0, y: 30.0, width: 50.0, height: 8.0 };
    assert!(ink(&raster, name).0 > 100_000.0);
    assert_eq!(ink(&raster, beside).0, 0.0);
}

#[test]
fn a_shift_of_two_hundredths_of_a_millimetre_is_measurable_at_96_dpi() {
    let face = face();
    let list = layout(&face, &content(&png(25, 35))).unwrap();
    let mut moved = list.clone();
    for item in &mut moved.pages[0].items {
        if let crate::display::Draw::Text(text) = &mut item.draw {
            text.lines.iter_mut().for_each(|line| line.x += 0.02);
        }
    }
    let before = raster(&list, &face, 0, 96.0, &[]).unwrap();
    let after = raster(&moved, &face, 0, 96.0, &[]).unwrap();
    // Ten characters of 14 points.
    let step = 14.0 * 25.4 / 72.0;
    let mut errors = 0.0;
    for at in 0..10 {
        let area = Rect { x: 40.0 + f64::from(at) * step, y: 30.0, width: step, height: 8.0 };
        let (before, after) = (ink(&before, area), ink(&after, area));
        assert!((after.0 / before.0 - 1.0).abs() < 0.03, "{before:?} {after:?}");
        errors += (after.1 - before.1 - 0.02).abs();
    }
    assert!(errors / 10.0 < 0.01, "mean error {}", errors / 10.0);
}

#[test]
fn jpeg_pictures_stamps_and_watermarks_are_drawn() {
    let face = face();
    let mut list = layout(&face, &content(&jpeg(400, 560, [200, 40, 40]))).unwrap();
    let plain = raster(&list, &face, 0, 100.0, &[]).unwrap();
    let [r, g, b] = at(&plain, 210.0, 60.0);
    assert!(r.abs_diff(200) < 4 && g.abs_diff(40) < 4 && b.abs_diff(40) < 4, "{r} {g} {b}");
    let seal = crate::seal_picture::seal_picture(
        &fonts(),
        "NotoSerifSC-Bold",
        "演示市民政局",
        "电子证照专用章",
        false,
    );
    let seal = seal.unwrap();
    let place = Rect { x: 100.0, y: 100.0, width: 42.0, height: 42.0 };
    let stamped = raster(&list, &face, 0, 100.0, &[(place, &seal)]).unwrap();
    assert_eq!(at(&plain, 121.0, 121.0), [255; 3]);
    assert_eq!(at(&stamped, 121.0, 121.0), [0xd7, 0x1a, 0x1a], "star");
    assert_eq!(at(&stamped, 101.0, 101.0), [255; 3], "the background of the stamp is transparent");
    add_watermark(&mut list, &face, &fonts(), "演示市民政局").unwrap();
    let tiled = raster(&list, &face, 0, 100.0, &[]).unwrap();
    let page = Rect { x: 12.0, y: 45.0, width: 180.0, height: 150.0 };
    let (before, after) = (ink(&plain, page).0, ink(&tiled, page).0);
    assert!(after > before + 50_000.0, "{before} {after}");
    let lightest = tiled.rgb.iter().zip(&plain.rgb).map(|(t, p)| p.abs_diff(*t)).max();
    assert!(lightest < Some(60), "the tiles are pale: {lightest:?}");
}

#[test]
fn the_png_states_its_resolution_and_has_the_same_pixels() {
    let face = face();
    let list = layout(&face, &content(&png(25, 35))).unwrap();
    let raster = raster(&list, &face, 0, 96.0, &[]).unwrap();
    let file = raster.png().unwrap();
    let at = file.windows(4).position(|four| four == b"pHYs").unwrap();
    assert_eq!(file[at + 4..at + 13], [0, 0, 0x0e, 0xc4, 0, 0, 0x0e, 0xc4, 1], "3780 per metre");
    let decoded = decode(&file, MAX_PIXELS).unwrap();
    let rgb: Vec<u8> = decoded.rgba.chunks(4).flat_map(|p| p[..3].to_vec()).collect();
    assert_eq!(rgb, raster.rgb);
}

#[test]
fn sizes_pages_and_pictures_out_of_range_are_refused() {
    let face = face();
    let list = layout(&face, &content(&png(25, 35))).unwrap();
    assert!(raster(&list, &face, 0, 20.0, &[]).is_ok());
    assert_eq!(raster(&list, &face, 1, 96.0, &[]), Err(RasterError::Page(1)));
    for dpi in [0.0, 19.0, 601.0, f64::NAN, -96.0] {
        assert_eq!(raster(&list, &face, 0, dpi, &[]), Err(RasterError::Size));
    }
    let mut wide = list.clone();
    wide.pages[0].width = 2000.0;
    assert_eq!(raster(&wide, &face, 0, 600.0, &[]), Err(RasterError::Size));
    let place = Rect { x: 0.0, y: 0.0, width: 42.0, height: 42.0 };
    let refused = |bytes: &[u8]| raster(&list, &face, 0, 20.0, &[(place, bytes)]).map(|_| ());
    assert_eq!(refused(&png(9, 9)), Ok(()));
    let why = |why| Err(RasterError::Picture("stamp 0".to_owned(), why));
    assert_eq!(refused(b"GIF89a"), why("the picture is neither PNG nor JPEG"));
    assert_eq!(refused(&png(9, 9)[..60]), why("the PNG file is broken"));
    assert_eq!(refused(&jpeg(9, 9, [1, 2, 3])[..60]), why("the JPEG file is broken"));
}

#[test]
fn a_picture_with_too_many_pixels_is_refused_by_its_header() {
    let small = png(30, 30);
    assert!(decode(&small, 900).is_ok());
    assert_eq!(decode(&small, 899), Err("the picture has too many pixels"));
    let good = jpeg(30, 30, [9, 9, 9]);
    assert!(decode(&good, 900).is_ok());
    assert_eq!(decode(&good, 899), Err("the picture has too many pixels"));
}

#[test]
fn broken_files_never_cause_a_panic() {
    let mut state = 1u64;
    let mut below = |count: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % count
    };
    let photo: Vec<u8> = (0..64 * 48 * 3).map(|_| below(256) as u8).collect();
    let mut jpeg = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut jpeg, 80);
    encoder.encode(&photo, 64, 48, jpeg_encoder::ColorType::Rgb).unwrap();
    let mut progressive = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut progressive, 80);
    encoder.set_progressive(true);
    encoder.encode(&photo, 64, 48, jpeg_encoder::ColorType::Rgb).unwrap();
    for file in [jpeg, progressive, png(64, 48).to_vec()] {
        assert_eq!(
            decode(&file, 4000).map(|d| (d.width, d.height)),
            Ok((64, 48)),
            "negative control"
        );
        let mut refused = 0;
        for _ in 0..ROUNDS {
            let mut broken = file.clone();
            for _ in 0..1 + below(4) {
                let at = below(broken.len());
                broken[at] = below(256) as u8;
            }
            if below(4) == 0 {
                broken.truncate(below(broken.len()));
            }
            refused += usize::from(decode(&broken, 4000).is_err());
        }
        assert!(refused > ROUNDS / 20, "{refused} of {ROUNDS}");
    }
}

const ROUNDS: usize = 3000;
