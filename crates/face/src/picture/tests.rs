use super::{Picture, is_readable, probe};
use crate::display::ImageFormat;
use crate::testing::png;

/// Start, a quantisation table, a frame header of 30 by 40 pixels, end.
fn jpeg() -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xdb, 0, 4, 1, 2];
    bytes.extend([0xff, 0xc0, 0, 11, 8, 0, 40, 0, 30, 1, 1, 0x11, 0]);
    bytes.extend([0xff, 0xda, 0, 2, 1, 2, 3, 0xff, 0xd9]);
    bytes
}

#[test]
fn format_and_size_are_read() {
    let expected = Picture { format: ImageFormat::Png, width: 12, height: 7 };
    assert_eq!(probe(&png(12, 7)).unwrap(), expected);
    let expected = Picture { format: ImageFormat::Jpeg, width: 30, height: 40 };
    assert_eq!(probe(&jpeg()).unwrap(), expected);
}

#[test]
fn truncated_and_extended_files_are_refused() {
    let whole = png(12, 7);
    for length in 8..whole.len() {
        assert!(probe(&whole[..length]).is_err(), "cut at {length}");
    }
    let mut longer = whole.to_vec();
    longer.push(0);
    assert!(probe(&longer).is_err(), "a byte after the end");
    let whole = jpeg();
    for length in 0..whole.len() {
        assert!(probe(&whole[..length]).is_err(), "cut at {length}");
    }
    assert_eq!(probe(b"GIF89a").unwrap_err().0, "图片应为 PNG 或 JPEG");
    assert_eq!(probe(b"<svg/>").unwrap_err().0, "图片应为 PNG 或 JPEG");
}

#[test]
fn pictures_that_are_too_large_are_refused() {
    let side = |width: u16| {
        let mut bytes = jpeg();
        bytes[15..17].copy_from_slice(&width.to_be_bytes());
        probe(&bytes)
    };
    assert!(side(8000).is_ok());
    assert!(side(8001).is_err());
    let mut square = jpeg();
    square[13..15].copy_from_slice(&8000u16.to_be_bytes());
    square[15..17].copy_from_slice(&8000u16.to_be_bytes());
    assert_eq!(probe(&square).unwrap_err().0, "图片超过 4000 万像素");
    assert!(side(0).is_err());
    assert!(probe(&vec![0xff; 5 * 1024 * 1024 + 1]).unwrap_err().0.contains("5 MB"));
}

#[test]
fn a_picture_whose_pixels_cannot_be_decoded_is_not_readable() {
    let whole = png(12, 7);
    assert!(is_readable(&whole));
    let data = whole.windows(4).position(|name| name == b"IDAT").unwrap() + 4;
    let mut broken = whole.to_vec();
    broken[data..data + 4].copy_from_slice(b"junk");
    assert!(probe(&broken).is_ok(), "header and chunks are those of a whole file");
    assert!(!is_readable(&broken));
    assert!(probe(&jpeg()).is_ok());
    assert!(!is_readable(&jpeg()), "its scan has no tables");
}
