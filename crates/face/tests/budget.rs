//! Attacks on the budget of a drawing (I16, decision 0019): templates that are small and cost much. Each is
//! refused by name; as a control, the same template without a limit counts more than the allowance, and a
//! smaller one of the same shape passes. Nothing is timed.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::sync::Arc;

use base64::Engine as _;
use budget::{Budget, MAX_MEMORY, MAX_WORK};
use face::compile::CompiledFace;
use face::display::Seals;
use face::font::FontSet;
use face::layout::{Content, layout_within};
use face::svg::pages_svg;
use face::template::{BUILT_IN_KEYS, FaceTemplate};
use serde_json::{Value, json};

const FONT: &[u8] = include_bytes!("../testdata/NotoSerifSC-test.ttf");

/// Draws a template as a preview does: parsing, compiling, laying out and writing share one budget. Errors:
/// the codes of the findings.
fn preview(
    template: &Value,
    content: &Content,
    budget: &Budget,
) -> Result<usize, Vec<&'static str>> {
    let fonts = FontSet::new(vec![("Song".to_owned(), Arc::from(FONT))]).unwrap();
    let keys: Vec<&str> = BUILT_IN_KEYS.iter().copied().chain(["RY", "RY.XM", "ZP"]).collect();
    let codes = |found: Vec<face::template::TemplateFinding>| {
        found.iter().map(|found| found.code).collect::<Vec<_>>()
    };
    let parsed = FaceTemplate::parse_within(template, &keys, budget).map_err(codes)?;
    let face = CompiledFace::compile_within(parsed, &fonts, budget).map_err(codes)?;
    let list = layout_within(&face, content, budget)
        .map_err(|found| found.iter().map(|found| found.code).collect::<Vec<_>>())?;
    let drawn =
        pages_svg(&face, &list, Seals::Rings, budget).map_err(|exceeded| vec![exceeded.code()])?;
    Ok(drawn.len())
}

fn template(elements: Vec<Value>, assets: Value) -> Value {
    json!({
        "format": "yinxin-face/1", "name": "x", "fonts": { "song": ["Song"] }, "assets": assets,
        "pages": [{ "side": "x", "width": 100, "height": 100, "elements": elements }]
    })
}

/// `count` elements that have the keys of `with`.
fn elements(count: usize, with: &Value) -> Vec<Value> {
    let one = |at: usize| {
        let mut element =
            json!({ "id": format!("e{at}"), "x": 0, "y": 0, "width": 90, "height": 90 });
        for (key, value) in with.as_object().unwrap() {
            element[key] = value.clone();
        }
        element
    };
    (0..count).map(one).collect()
}

fn drawing(body: &str) -> Value {
    let svg =
        format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\">{body}</svg>");
    json!({ "art": base64::engine::general_purpose::STANDARD.encode(svg) })
}

/// Groups that each use the group before twice: `depth` levels become 2^depth paths.
fn nested_use(depth: usize) -> Value {
    let level =
        |n: usize| format!("<g id=\"g{n}\"><use href=\"#g{0}\"/><use href=\"#g{0}\"/></g>", n - 1);
    let levels: String = (1..=depth).map(level).collect();
    let body =
        format!("<defs><path id=\"g0\" d=\"M0 0h1v1z\"/>{levels}</defs><use href=\"#g{depth}\"/>");
    template(elements(1, &json!({ "type": "path", "asset": "art" })), drawing(&body))
}

fn repeated_asset(count: usize) -> Value {
    let body = "<path d=\"M0 0h1v1z\"/>".repeat(300);
    template(elements(count, &json!({ "type": "path", "asset": "art" })), drawing(&body))
}

fn painted(count: usize) -> Value {
    let paths = "<path d=\"M0 0h1v1z\"/>".repeat(count);
    let pattern = format!("<pattern id=\"p\" width=\"1\" height=\"1\">{paths}</pattern>");
    let body = format!("{pattern}<g fill=\"url(#p)\">{paths}</g>");
    template(elements(1, &json!({ "type": "path", "asset": "art" })), drawing(&body))
}

fn markers(count: usize) -> Value {
    let shapes = "<path d=\"M0 0h1v1z\"/>".repeat(count);
    let vertices = "h1".repeat(count);
    let body = format!(
        "<marker id=\"m\">{shapes}</marker><path marker-mid=\"url(#m)\" d=\"M0 0{vertices}\"/>"
    );
    template(elements(1, &json!({ "type": "path", "asset": "art" })), drawing(&body))
}

fn guilloches(count: usize) -> Value {
    let ground = json!({
        "type": "guilloche", "lines": 40, "periods": 100, "amplitude": 1, "phase_step": 3,
        "color": "#ff0000"
    });
    template(elements(count, &ground), json!({}))
}

fn dashes(count: usize) -> Value {
    template(elements(count, &json!({ "type": "rect", "dash": [0.2, 0.2] })), json!({}))
}

fn shrinking(count: usize) -> Value {
    let text = json!({
        "type": "multiline", "font": "song", "font_size": 400, "line_height": 150,
        "overflow": "shrink", "min_font_size": 0.1, "content": "年月日 ".repeat(2_000)
    });
    template(elements(count, &text), json!({}))
}

fn codes(count: usize) -> Value {
    let code = json!({ "type": "qrcode", "content": "https://example.org/".repeat(20) });
    template(elements(count, &code), json!({}))
}

fn pictures(count: usize) -> Value {
    let mut state = 1_u32;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    })
    .take(800 * 800)
    .collect();
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, 800, 800);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.write_header().unwrap().write_image_data(&noise).unwrap();
    let assets = json!({ "noise": base64::engine::general_purpose::STANDARD.encode(file) });
    template(elements(count, &json!({ "type": "image", "asset": "noise" })), assets)
}

type Attack = (&'static str, fn(usize) -> Value, usize, usize);

/// Name, template of a size, hostile size, and a size that is within the budget.
const ATTACKS: &[Attack] = &[
    ("nested use", nested_use, 17, 11),
    ("one drawing in many elements", repeated_asset, 900, 100),
    ("paths painted with a pattern of paths", painted, 600, 60),
    ("markers at every vertex", markers, 1_200, 25),
    ("guilloches", guilloches, 60, 4),
    ("short dashes", dashes, 900, 60),
    ("texts that shrink", shrinking, 20, 1),
    ("QR codes", codes, 1_000, 50),
    ("one picture in many elements", pictures, 45, 4),
];

#[test]
fn every_drawing_that_costs_too_much_is_refused_by_name() {
    for (name, of, hostile, _) in ATTACKS {
        let budget = Budget::default();
        let refused = preview(&of(*hostile), &Content::default(), &budget).unwrap_err();
        assert!(refused.iter().all(|code| code.contains("budget")), "{name}: {refused:?}");
        assert!(budget.exceeded().is_some(), "{name}");
        assert!(budget.work() <= MAX_WORK && budget.memory() <= MAX_MEMORY, "{name}");
    }
}

#[test]
fn control_without_a_limit_they_cost_more_than_the_allowance() {
    for (name, of, hostile, _) in ATTACKS {
        let budget = Budget::unlimited();
        // A drawing may be refused after it was expanded, because it has too many steps.
        let _ = preview(&of(*hostile), &Content::default(), &budget);
        let (work, memory) = (budget.work(), budget.memory());
        assert!(work > MAX_WORK || memory > MAX_MEMORY, "{name}: {work} units, {memory} bytes");
    }
}

#[test]
fn control_smaller_ones_of_the_same_shape_are_within_the_budget() {
    for (name, of, _, small) in ATTACKS {
        let budget = Budget::default();
        let drawn = preview(&of(*small), &Content::default(), &budget);
        assert_eq!(budget.exceeded(), None, "{name}: {drawn:?}");
    }
}

#[test]
fn pages_that_repeat_are_paid_for_each_time() {
    let rows = |count: usize| {
        let row = [("RY.XM".to_owned(), "x".to_owned())].into_iter().collect();
        let rows = [("RY".to_owned(), vec![row; count])].into_iter().collect();
        Content { rows, ..Content::default() }
    };
    let ground = json!({
        "type": "guilloche", "lines": 40, "periods": 25, "amplitude": 1, "phase_step": 3,
        "color": "#ff0000"
    });
    let mut all = elements(2, &ground);
    all.extend(
        elements(
            1,
            &json!({
                "type": "table", "bind": "RY", "font": "song", "font_size": 4, "row_height": 80,
                "columns": [{ "title": "x", "key": "XM", "width": 90 }]
            }),
        )
        .into_iter()
        .map(|mut table| {
            table["id"] = "rows".into();
            table
        }),
    );
    let mut face = template(all, json!({}));
    face["pages"][0]["continuation"] = true.into();
    let few = Budget::default();
    assert!(preview(&face, &rows(3), &few).is_ok(), "negative control");
    let budget = Budget::default();
    assert_eq!(preview(&face, &rows(400), &budget).unwrap_err(), ["face_budget"]);
    let counting = Budget::unlimited();
    assert!(preview(&face, &rows(400), &counting).is_ok());
    assert!(counting.memory() > MAX_MEMORY && counting.work() > 50 * few.work());
}

#[test]
fn a_text_of_blanks_costs_as_much_as_any_other_text() {
    let of = |c: &str| {
        let text = json!({
            "type": "multiline", "font": "song", "font_size": 4, "line_height": 2,
            "overflow": "clip", "content": c.repeat(50_000)
        });
        let budget = Budget::unlimited();
        preview(&template(elements(1, &text), json!({})), &Content::default(), &budget).unwrap();
        budget.work()
    };
    // Looking back over the blanks at the end of each line made this quadratic.
    assert!(of("\u{3000}") <= of("年"));
}
