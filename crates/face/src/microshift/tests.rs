use serde_json::json;

use super::*;
use crate::compile::CompiledFace;
use crate::display::Line;
use crate::layout::layout;
use crate::testing::{compiled, fonts, texts};
use crate::watermark::add_watermark;

const KEY: [u8; 32] = [3; 32];

fn face() -> CompiledFace {
    let label = json!({ "id": "label", "type": "text", "x": 20, "y": 20, "width": 60, "height": 8,
        "content": "经营者名称", "font": "song", "font_size": 12 });
    let name = json!({ "id": "name", "type": "text", "x": 80, "y": 20, "width": 200, "height": 8,
        "bind": "CZZT", "font": "song", "font_size": 12 });
    let code = json!({ "id": "code", "type": "text", "x": 80, "y": 30, "width": 200, "height": 8,
        "bind": "CZZTDM", "font": "song", "font_size": 12 });
    let items = json!({ "id": "items", "type": "multiline", "x": 20, "y": 50, "width": 260,
        "height": 120, "bind": "JYXM", "font": "song", "font_size": 12, "line_height": 6 });
    compiled(json!([label]), json!([name, code, items]))
}

fn list(face: &CompiledFace, sentences: usize) -> DisplayList {
    let items = "预包装食品销售，热食类食品制售。".repeat(sentences);
    let content = [
        ("CZZT", "演示市饮食经营有限公司"),
        ("CZZTDM", "91440300MA5XXXX00X"),
        ("JYXM", items.as_str()),
    ];
    layout(face, &texts(&content)).unwrap()
}

fn lines(list: &DisplayList) -> Vec<(String, Line)> {
    let mut lines = Vec::new();
    for item in &list.pages[0].items {
        if let Draw::Text(text) = &item.draw {
            lines.extend(text.lines.iter().map(|line| (item.element.clone(), line.clone())));
        }
    }
    lines
}

/// Position of the origin of every glyph in a line.
fn places(line: &Line) -> Vec<f64> {
    let mut places = vec![line.x];
    line.advances.iter().for_each(|advance| places.push(places[places.len() - 1] + advance));
    places
}

fn marked(clean: &DisplayList, key: [u8; 32], id: &str, marking: &Marking) -> DisplayList {
    let mut list = clean.clone();
    Marker::new(&key).mark(&mut list, id, marking).unwrap();
    list
}

#[test]
fn every_second_inner_glyph_moves_by_delta_and_the_others_stay() {
    let face = face();
    let clean = list(&face, 40);
    for delta in [0.02, 0.03, 0.05] {
        let marking = Marking { delta, ..Marking::default() };
        let marked = marked(&clean, KEY, "copy-1", &marking);
        let (mut moved, mut right) = (0, 0);
        for ((_, before), (_, after)) in lines(&clean).iter().zip(&lines(&marked)) {
            assert_eq!((&before.text, before.x, before.y), (&after.text, after.x, after.y));
            let shifts: Vec<f64> =
                places(before).iter().zip(&places(after)).map(|(b, a)| a - b).collect();
            let ends = (shifts[0].abs(), shifts[shifts.len() - 1].abs());
            assert!(ends.0 < 1e-9 && ends.1 < 1e-9, "the first and last glyph stay: {ends:?}");
            for pair in shifts.windows(2) {
                assert!(pair[0].abs() < 1e-9 || pair[1].abs() < 1e-9, "two neighbours moved");
            }
            for shift in shifts.iter().filter(|shift| shift.abs() > 1e-9) {
                assert!((shift.abs() - delta).abs() < 1e-9, "{shift}");
                assert!(shift.abs() <= MAX_DELTA + 1e-9);
                moved += 1;
                right += usize::from(*shift > 0.0);
            }
            assert!(after.advances.iter().all(|advance| *advance > 0.0));
        }
        assert_eq!(capacity(&clean, &BTreeSet::new()), [Capacity { page: 0, coded: moved }]);
        assert!(moved > 200 && right > moved / 3 && right < moved * 2 / 3, "{right} of {moved}");
    }
}

/// Left and right end of a glyph's outline, in ems.
fn ink(c: char) -> (f64, f64) {
    let steps = fonts().outline(0, c).unwrap();
    let xs = steps.iter().filter_map(|step| match *step {
        crate::display::Step::Move(x, _)
        | crate::display::Step::Line(x, _)
        | crate::display::Step::Quad(_, _, x, _)
        | crate::display::Step::Cubic(_, _, _, _, x, _) => Some(x),
        crate::display::Step::Close => None,
    });
    xs.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)))
}

#[test]
fn marked_glyphs_do_not_touch_unless_they_did_before() {
    let face = face();
    let size = 12.0 * 25.4 / 72.0;
    let marking = Marking { delta: MAX_DELTA, ..Marking::default() };
    let pages = [list(&face, 40), list(&face, 5)].map(|clean| {
        let marked = marked(&clean, KEY, "copy-1", &marking);
        (lines(&clean), lines(&marked))
    });
    let mut pairs = 0;
    for ((_, before), (_, after)) in
        pages.iter().flat_map(|(clean, marked)| clean.iter().zip(marked))
    {
        let boxes = |line: &Line| -> Vec<(f64, f64)> {
            let of = |(c, x): (char, &f64)| (x + ink(c).0 * size, x + ink(c).1 * size);
            line.text.chars().zip(&places(line)).map(of).collect()
        };
        for (before, after) in boxes(before).windows(2).zip(boxes(after).windows(2)) {
            if before[0].1 < before[1].0 {
                assert!(after[0].1 < after[1].0, "{before:?} {after:?}");
                pairs += 1;
            }
        }
    }
    assert!(pairs > 400, "{pairs}");
}

#[test]
fn excluded_elements_watermark_and_background_are_not_marked() {
    let face = face();
    let mut clean = list(&face, 40);
    add_watermark(&mut clean, &face, &fonts(), "演示市民政局").unwrap();
    let excluded = BTreeSet::from(["code".to_owned()]);
    let marking = Marking { excluded: excluded.clone(), ..Marking::default() };
    let marked = marked(&clean, KEY, "copy-1", &marking);
    assert_eq!(marked.pages[0].watermark, clean.pages[0].watermark);
    let differ = |element: &str| {
        let of = |list: &DisplayList| {
            lines(list).into_iter().filter(|(id, _)| id == element).collect::<Vec<_>>()
        };
        of(&clean) != of(&marked)
    };
    assert!(differ("name") && differ("items"));
    assert!(!differ("code"));
    let (all, without) = (capacity(&clean, &BTreeSet::new()), capacity(&clean, &excluded));
    assert_eq!(all[0].coded - without[0].coded, 8, "every second of 16 inner characters");
}

#[test]
fn the_mark_is_reproducible_and_depends_on_copy_and_key() {
    let face = face();
    let clean = list(&face, 10);
    let marking = Marking::default();
    let one = marked(&clean, KEY, "copy-1", &marking);
    assert_eq!(one, marked(&clean, KEY, "copy-1", &marking));
    assert_ne!(one, marked(&clean, KEY, "copy-2", &marking));
    assert_ne!(one, marked(&clean, [4; 32], "copy-1", &marking));
    assert_ne!(one, clean);
    let off = Marking { delta: 0.0, ..Marking::default() };
    assert_eq!(marked(&clean, KEY, "copy-1", &off), clean);
}

#[test]
fn distances_that_are_visible_or_not_measurable_are_refused() {
    let face = face();
    let clean = list(&face, 1);
    for delta in [0.051, 0.019, -0.03, f64::NAN] {
        let mut list = clean.clone();
        let marking = Marking { delta, ..Marking::default() };
        let refused = Marker::new(&KEY).mark(&mut list, "copy-1", &marking);
        assert!(matches!(refused, Err(MarkError::Delta(_))), "{delta}");
        assert_eq!(list, clean);
    }
}

#[test]
fn a_page_with_too_few_glyphs_is_reported() {
    let face = face();
    let of = |sentences| capacity(&list(&face, sentences), &BTreeSet::new())[0];
    let (few, enough, many) = (of(1), of(5), of(40));
    assert!(few.coded < MIN_CODED && (MIN_CODED..MIN_CODED_BLIND).contains(&enough.coded));
    let finding = few.finding().unwrap();
    assert_eq!(finding.code, "face_few_glyphs");
    assert!(finding.zh.contains("第 1 页") && finding.en.contains("page 1"));
    assert_eq!(enough.finding(), None);
    assert!(!enough.blind() && many.blind());
}

#[test]
fn on_a_page_with_little_text_every_inner_glyph_moves() {
    let face = face();
    let clean = list(&face, 5);
    let coded = capacity(&clean, &BTreeSet::new())[0].coded;
    assert!(coded < MIN_CODED_BLIND);
    let marked = marked(&clean, KEY, "copy-1", &Marking::default());
    let mut moved = 0;
    for ((_, before), (_, after)) in lines(&clean).iter().zip(&lines(&marked)) {
        let shifts: Vec<f64> =
            places(before).iter().zip(&places(after)).map(|(b, a)| (a - b).abs()).collect();
        let characters: Vec<char> = before.text.chars().collect();
        let last = shifts.len() - 1;
        assert!(shifts[0] < 1e-9 && shifts[last] < 1e-9);
        for at in 1..last {
            let expected = if is_measurable(characters[at]) { DELTA } else { 0.0 };
            assert!((shifts[at] - expected).abs() < 1e-9, "{}", characters[at]);
            moved += usize::from(expected > 0.0);
        }
    }
    assert_eq!(moved, coded);
}
