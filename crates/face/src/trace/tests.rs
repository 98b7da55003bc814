use serde_json::json;

use super::*;
use crate::layout::layout;
use crate::microshift::Marking;
use crate::raster::decode;
use crate::testing::{compiled, texts};

const KEY: [u8; 32] = [9; 32];

fn page(sentence: &str) -> (CompiledFace, DisplayList) {
    let frame = json!({ "id": "frame", "type": "rect", "x": 10, "y": 10, "width": 277,
        "height": 190, "stroke": "#333333", "stroke_width": 1 });
    let items = json!({ "id": "items", "type": "multiline", "x": 20, "y": 20, "width": 250,
        "height": 170, "bind": "JYXM", "font": "song", "font_size": 14, "line_height": 8 });
    let face = compiled(json!([frame]), json!([items]));
    let list = layout(&face, &texts(&[("JYXM", &sentence.repeat(12))])).unwrap();
    (face, list)
}

const ONE: &str =
    "预包装食品销售，热食类食品制售。经营场所为演示市行政大厅一层，有效期届满重新办理";
const OTHER: &str = "监督管理机构按年度安排日常检查，单位应配合，电子证照与纸质证照有同样效力";

/// The characters of `text` that the test font has.
fn supported(text: &str) -> String {
    let fonts = crate::testing::fonts();
    text.chars().filter(|c| fonts.covers("NotoSerifSC-Regular", *c)).collect()
}

fn picture(face: &CompiledFace, list: &DisplayList, dpi: f64) -> Picture {
    let drawn = raster(list, face, 0, dpi, &[]).unwrap();
    Picture::from_file(&drawn.png().unwrap()).unwrap()
}

fn marked(clean: &DisplayList, id: &str) -> DisplayList {
    let mut list = clean.clone();
    Marker::new(&KEY).mark(&mut list, id, &Marking::default()).unwrap();
    list
}

#[test]
fn a_copy_is_named_with_evidence_and_read_without_a_list() {
    let (face, clean) = page(&supported(ONE));
    let reference = Reference::new(&clean, &face, 0, &[], &BTreeSet::new()).unwrap();
    let picture = picture(&face, &marked(&clean, "copy-3"), 120.0);
    let sight = reference.sight(&picture).unwrap();
    let marker = Marker::new(&KEY);
    let verdict = sight.identify(&marker, (0..50).map(|at| format!("copy-{at}")));
    assert_eq!(verdict.named.len(), 1);
    assert_eq!(verdict.named[0].copy_id, "copy-3");
    assert!(verdict.named[0].z > MIN_Z && verdict.named[0].agreeing > 0.95, "{verdict:?}");
    assert_eq!((verdict.candidates, verdict.seen), (50, verdict.coded));
    assert!(verdict.below.is_some_and(|below| below.z < 4.5 && below.copy_id != "copy-3"));
    assert_eq!(verdict.payload.map(|read| read.short_id), Some(marker.short_id("copy-3")));
    let found = verdict.registration;
    assert!((found.dpi - 120.0).abs() < 0.5 && found.residual < 0.02, "{found:?}");
    assert_eq!(found.glyphs, found.of);
    assert_eq!(sight.scores(&marker, ["copy-3"]).len(), 1);

    let count = |file: &[u8], color: [u8; 3]| {
        let shown = decode(file, MAX_PIXELS).unwrap();
        shown.rgba.chunks(4).filter(|pixel| pixel[..3] == color).count()
    };
    let (green, red) = ([0x1a, 0x8f, 0x3c], [0xd0, 0x2c, 0x2c]);
    let right = sight.evidence(&marker, "copy-3").unwrap();
    assert!(count(&right, green) > 20 * count(&right, red).max(100));
    let wrong = sight.evidence(&marker, "copy-4").unwrap();
    assert!(count(&wrong, red) * 2 > count(&wrong, green), "half of the frames are red");
}

#[test]
fn unmarked_pages_and_other_keys_name_no_copy() {
    let (face, clean) = page(&supported(ONE));
    let reference = Reference::new(&clean, &face, 0, &[], &BTreeSet::new()).unwrap();
    let ids = || (0..2000).map(|at| format!("copy-{at}"));
    let marker = Marker::new(&KEY);
    let marked = picture(&face, &marked(&clean, "copy-3"), 150.0);
    let sight = reference.sight(&marked).unwrap();
    assert_eq!(sight.identify(&marker, ids()).named.len(), 1, "negative control");
    let other = sight.identify(&Marker::new(&[8; 32]), ids());
    assert_eq!((other.named.len(), other.payload), (0, None));
    let clean = picture(&face, &clean, 150.0);
    let verdict = reference.sight(&clean).unwrap().identify(&marker, ids());
    assert_eq!((verdict.named.len(), verdict.payload), (0, None));
    assert_eq!(verdict.seen, verdict.coded, "all glyphs were measured nevertheless");
}

#[test]
fn pictures_of_other_pages_are_refused() {
    let (face, clean) = page(&supported(ONE));
    let reference = Reference::new(&clean, &face, 0, &[], &BTreeSet::new()).unwrap();
    let blank = Picture::from_rgb(400, 300, &vec![230; 400 * 300 * 3]).unwrap();
    assert_eq!(reference.sight(&blank).map(|_| ()), Err(TraceError::NotFound));
    let (_, other) = page(&supported(OTHER));
    let other = picture(&face, &marked(&other, "copy-3"), 120.0);
    let named = reference
        .sight(&other)
        .map(|sight| sight.identify(&Marker::new(&KEY), ["copy-3", "copy-4"]).named);
    assert!(named.is_err() || named == Ok(Vec::new()), "{named:?}");
    assert!(reference.sight(&picture(&face, &clean, 120.0)).is_ok(), "negative control");
    let missing = Reference::new(&clean, &face, 1, &[], &BTreeSet::new());
    assert_eq!(missing.map(|_| ()), Err(TraceError::Page(RasterError::Page(1))));
}

#[test]
fn files_that_are_not_pictures_are_refused() {
    let refused = |bytes: &[u8]| Picture::from_file(bytes).map(|_| ());
    assert_eq!(refused(&crate::testing::png(80, 80)), Ok(()));
    let small = TraceError::Picture("the picture is too small");
    assert_eq!(refused(&crate::testing::png(20, 20)), Err(small));
    let other = TraceError::Picture("the picture is neither PNG nor JPEG");
    assert_eq!(refused(b"%PDF-1.7"), Err(other));
    assert!(Picture::from_rgb(64, 64, &[0; 64 * 64 * 3]).is_ok());
    assert!(Picture::from_rgb(64, 64, &[0; 64 * 64 * 4]).is_err());
    assert!(Picture::from_grey(64, 64, &[0; 64 * 64]).is_ok());
    assert!(Picture::from_grey(64, 64, &[0; 64 * 65]).is_err());
    assert!(Picture::from_rgb(usize::MAX, 2, &[]).is_err());
    let error = refused(b"").unwrap_err();
    assert!(error.zh().contains("PNG") && error.to_string().contains("PNG"));
}

/// The pixels are paid for when the header tells their number, before anything is decoded.
#[test]
fn a_picture_that_exceeds_the_budget_is_refused_by_name() {
    use budget::{Allowance, Budget, Exceeded, Work};
    let file = crate::testing::png(600, 600);
    let budget = super::budget();
    let picture = Picture::from_file_within(&file, &budget).unwrap();
    assert!(picture.codes_within(&budget).unwrap().is_empty());
    assert!(budget.work() > 360_000 * Work::Pixel.cost(), "negative control");
    let little = Budget::of(360_000 * Work::Pixel.cost() - 1, u64::MAX);
    let refused = Picture::from_file_within(&file, &little).unwrap_err();
    assert_eq!(refused, TraceError::Exceeded(Exceeded(Allowance::Work(Work::Pixel))));
    let tight = Budget::of(u64::MAX, 1_000_000);
    let refused = Picture::from_file_within(&file, &tight).unwrap_err();
    assert_eq!(refused, TraceError::Exceeded(Exceeded(Allowance::Memory)));
    let spent = Budget::of(1, u64::MAX);
    assert!(picture.codes_within(&spent).is_err());
}
