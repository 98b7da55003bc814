use super::image;
use crate::display::Rect;

const BOX: Rect = Rect { x: 10.0, y: 20.0, width: 30.0, height: 28.0 };
const CONTENT: &str = "1.2.156.3005.2.11440300MBXX00123B003";

/// Decodes a QR code with a library other than the encoder's.
fn decoded(png: &[u8]) -> Vec<u8> {
    let pixmap = tiny_skia::Pixmap::decode_png(png).unwrap();
    let (width, height) = (pixmap.width() as usize, pixmap.height() as usize);
    let mut picture = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
        pixmap.pixels()[y * width + x].red()
    });
    let grids = picture.detect_grids();
    let mut read = Vec::new();
    grids.first().expect("a code").decode_to(&mut read).unwrap();
    read
}

#[test]
fn another_library_decodes_the_code() {
    for content in
        [CONTENT, "1", "HTTPS://EXAMPLE.CN/Q?X=1", "验证：演示市第一号", &"9".repeat(300)]
    {
        let large = Rect { width: 80.0, height: 80.0, ..BOX };
        let (picture, _) = image(content, large).unwrap();
        assert_eq!(String::from_utf8(decoded(&picture.bytes)).unwrap(), content);
    }
}

#[test]
fn the_code_is_square_and_centered_and_has_a_quiet_zone() {
    let (picture, place) = image(CONTENT, BOX).unwrap();
    assert_eq!(place, Rect { x: 11.0, y: 20.0, width: 28.0, height: 28.0 });
    let pixmap = tiny_skia::Pixmap::decode_png(&picture.bytes).unwrap();
    assert_eq!(pixmap.width(), pixmap.height());
    let side = pixmap.width() as usize;
    let dark = |x: usize, y: usize| pixmap.pixels()[y * side + x].red() < 128;
    let rim = 4 * super::PIXELS;
    assert!((0..side).all(|at| !dark(at, rim - 1) && !dark(rim - 1, at)));
    assert!(dark(rim, rim) && dark(side - rim - 1, rim) && dark(rim, side - rim - 1));
    assert!(picture.bytes.len() < 1_500, "{}", picture.bytes.len());
}

#[test]
fn modules_that_are_too_small_and_contents_that_are_too_long_are_refused() {
    let small = Rect { width: 10.0, height: 10.0, ..BOX };
    let (zh, _) = image(CONTENT, small).unwrap_err();
    assert!(zh.contains("0.33"), "{zh}");
    assert!(image("1", small).is_ok());
    let large = Rect { width: 200.0, height: 200.0, ..BOX };
    let (zh, _) = image(&"印".repeat(1500), large).unwrap_err();
    assert_eq!(zh, "二维码内容过长");
}
