use tiny_skia::Pixmap;

use super::{SIDE, seal_picture};
use crate::testing::fonts;

const FONT: &str = "NotoSerifSC-Bold";
const LINE: &str = "电子证照专用章";

fn picture(name: &str, mark: bool) -> Vec<u8> {
    seal_picture(&fonts(), FONT, name, LINE, mark).unwrap()
}

fn inked(pixmap: &Pixmap, x: u32, y: u32) -> bool {
    pixmap.pixel(x, y).unwrap().alpha() > 128
}

/// Number of inked pixels between two radii, relative to half the side, and between two rows.
fn ink(pixmap: &Pixmap, radii: (f64, f64), rows: (u32, u32)) -> usize {
    let middle = f64::from(SIDE) / 2.0;
    let at = |x: u32, y: u32| (f64::from(x) - middle).hypot(f64::from(y) - middle) / middle;
    let all = (rows.0..rows.1).flat_map(|y| (0..SIDE).map(move |x| (x, y)));
    all.filter(|(x, y)| (radii.0..radii.1).contains(&at(*x, *y)) && inked(pixmap, *x, *y)).count()
}

#[test]
fn the_seal_has_a_ring_a_name_a_star_and_a_line_on_a_transparent_background() {
    let bytes = picture("演示市市场监督管理局", false);
    assert!(bytes.len() <= 8_000, "{}", bytes.len());
    let pixmap = Pixmap::decode_png(&bytes).unwrap();
    assert_eq!((pixmap.width(), pixmap.height()), (364, 364));
    assert_eq!(pixmap.pixel(0, 0).unwrap().alpha(), 0, "corner");
    assert!(inked(&pixmap, 182, 182), "star");
    assert!(inked(&pixmap, 182, 6) && inked(&pixmap, 6, 182), "ring");
    let red = pixmap.pixel(182, 182).unwrap();
    assert!(red.red() > 200 && red.green() < 60 && red.blue() < 60);
    assert!(ink(&pixmap, (0.6, 0.9), (0, 182)) > 2000, "name");
    assert_eq!(ink(&pixmap, (0.6, 0.9), (330, 364)), 0, "the arc is open at the bottom");
    assert!(ink(&pixmap, (0.0, 0.6), (260, 290)) > 300, "line");
}

#[test]
fn the_demo_mark_adds_ink_and_changes_nothing_else() {
    let (without, with) = (picture("演示市民政局", false), picture("演示市民政局", true));
    let (without, with) =
        (Pixmap::decode_png(&without).unwrap(), Pixmap::decode_png(&with).unwrap());
    assert!(ink(&with, (0.0, 1.0), (295, 330)) > ink(&without, (0.0, 1.0), (295, 330)) + 100);
    assert_eq!(ink(&with, (0.0, 1.0), (0, 285)), ink(&without, (0.0, 1.0), (0, 285)));
}

#[test]
fn the_picture_is_reproducible_and_depends_on_the_unit() {
    assert_eq!(picture("演示市民政局", true), picture("演示市民政局", true));
    assert_ne!(picture("演示市民政局", true), picture("演示市公安局", true));
}

#[test]
fn errors_name_the_reason() {
    let refused = |font: &str, name: &str| {
        seal_picture(&fonts(), font, name, LINE, false).map(|_| ()).unwrap_err()
    };
    let glyph = refused(FONT, "演示龘局");
    assert_eq!(glyph.code, "face_missing_glyph");
    assert!(glyph.zh.contains("龘（U+9F98）"), "{}", glyph.zh);
    assert_eq!(refused("Other", "演示局").code, "face_missing_glyph");
    assert_eq!(refused(FONT, "").code, "face_overflow");
    assert_eq!(refused(FONT, &"市".repeat(33)).code, "face_overflow");
    assert!(seal_picture(&fonts(), FONT, &"市".repeat(32), LINE, false).is_ok());
}
