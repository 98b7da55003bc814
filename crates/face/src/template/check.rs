//! Parses and checks the JSON of a template. Each finding has a path, by which the editor shows it
//! beside the element.

use std::collections::{BTreeMap, BTreeSet};

use std::sync::Arc;

use budget::{Budget, Exceeded, Work};
use serde_json::{Map, Value};

use super::raw::{RawKind, RawPage, RawTemplate};
use super::{Element, ElementKind, FORMAT, FaceTemplate, PAGE_KEYS, PageTemplate, TemplateFinding};
use crate::display::{Color, Rect};
use crate::format::{Piece, PlaceholderError, pieces};

mod kind;
mod picture;
mod table;
mod text;

/// Maximum side of a page in mm: A0 is 1189 mm long.
const MAX_PAGE_SIDE: f64 = 1200.0;
/// Maximum font size in points.
const MAX_FONT_SIZE: f64 = 500.0;
/// Tolerance in mm for boxes that touch the edge of the page.
const SLACK: f64 = 0.01;
/// Length of a point in mm.
const POINT: f64 = 25.4 / 72.0;

/// Parses a template; see [`FaceTemplate::parse`].
pub(super) fn template(
    json: &Value,
    keys: &[&str],
    budget: &Budget,
) -> Result<FaceTemplate, Vec<TemplateFinding>> {
    let source = json.to_string();
    let (fonts, assets, decoded) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    let mut check = Check { keys, fonts, assets, decoded, findings: Vec::new(), budget };
    // The template is copied to be taken apart, and its source is kept.
    let paid = budget.charge(Work::XmlByte, source.len());
    if let Err(exceeded) = paid.and_then(|()| budget.hold(3 * source.len())) {
        return Err(vec![check.exceeded("", exceeded)]);
    }
    let raw: RawTemplate = match serde_json::from_value(json.clone()) {
        Ok(raw) => raw,
        Err(error) => {
            check.syntax("", &error);
            return Err(check.findings);
        }
    };
    check.frame(&raw);
    check.fonts = raw.fonts;
    check.assets = raw.assets;
    let pages = raw.pages.into_iter().enumerate();
    let pages: Vec<_> = pages.map(|(at, page)| check.page(&format!("pages[{at}]"), page)).collect();
    check.continuations(&pages);
    if !check.findings.is_empty() {
        return Err(check.findings);
    }
    let (name, fonts) = (raw.name, check.fonts);
    Ok(FaceTemplate { name, fonts, pages, source, expected: None })
}

struct Check<'a> {
    keys: &'a [&'a str],
    fonts: BTreeMap<String, Vec<String>>,
    assets: BTreeMap<String, String>,
    /// Assets that were decoded. Many elements may show one asset, which is decoded and kept once.
    decoded: BTreeMap<String, Arc<[u8]>>,
    findings: Vec<TemplateFinding>,
    budget: &'a Budget,
}

impl Check<'_> {
    fn add(&mut self, place: &str, code: &'static str, zh: String, en: String) {
        self.findings.push(TemplateFinding { place: place.to_owned(), code, zh, en });
    }

    /// The finding that the budget does not suffice.
    fn exceeded(&self, place: &str, exceeded: Exceeded) -> TemplateFinding {
        let (zh, en) = (exceeded.zh(), exceeded.en());
        TemplateFinding { place: place.to_owned(), code: "face_budget", zh, en }
    }

    fn syntax(&mut self, place: &str, error: &serde_json::Error) {
        let zh = format!("写法不符合照面模板格式：{error}");
        let en = format!("it does not follow the template format: {error}");
        self.add(place, "face_syntax", zh, en);
    }

    fn frame(&mut self, raw: &RawTemplate) {
        if raw.format != FORMAT {
            let zh = format!("格式应为 {FORMAT}，现为 {}", raw.format);
            let en = format!("the format must be {FORMAT}, not {}", raw.format);
            self.add("format", "face_format", zh, en);
        }
        if raw.pages.is_empty() {
            let (zh, en) = ("至少要有一页", "there must be at least one page");
            self.add("pages", "face_no_page", zh.into(), en.into());
        }
        for (name, faces) in &raw.fonts {
            if faces.is_empty() {
                let place = format!("fonts.{name}");
                let zh = format!("字体“{name}”没有列出字库");
                let en = format!("the font {name} lists no font files");
                self.add(&place, "face_font", zh, en);
            }
        }
    }

    fn page(&mut self, place: &str, raw: RawPage) -> PageTemplate {
        let size = Rect { x: 0.0, y: 0.0, width: raw.width, height: raw.height };
        let good = |side: f64| side > 0.0 && side <= MAX_PAGE_SIDE;
        if !(good(raw.width) && good(raw.height)) {
            let zh = format!("页面尺寸应在 0 与 {MAX_PAGE_SIDE} 毫米之间");
            let en = format!("the sides of a page must be between 0 and {MAX_PAGE_SIDE} mm");
            self.add(place, "face_size", zh, en);
        }
        let mut ids = BTreeSet::new();
        let mut read = |check: &mut Self, layer: &str, values: Vec<Value>| -> Vec<Element> {
            let read = |(at, value)| {
                let place = format!("{place}.{layer}[{at}]");
                let element = check.element(&place, &size, value)?;
                check.common(&place, &element, layer == "background", &mut ids);
                Some(element)
            };
            values.into_iter().enumerate().filter_map(read).collect()
        };
        let background = read(self, "background", raw.background);
        let elements = read(self, "elements", raw.elements);
        let RawPage { side, width, height, continuation, .. } = raw;
        PageTemplate { side, width, height, continuation, background, elements }
    }

    /// Checks what does not depend on the type of the element.
    fn common(
        &mut self,
        place: &str,
        element: &Element,
        background: bool,
        ids: &mut BTreeSet<String>,
    ) {
        if !ids.insert(element.id.clone()) {
            let zh = format!("编号“{}”在本页重复", element.id);
            let en = format!("the id {} occurs twice on the page", element.id);
            self.add(&format!("{place}.id"), "face_id_repeated", zh, en);
        }
        let keys = element.keys();
        if background && (!keys.is_empty() || element.visible_if.is_some()) {
            let zh = "底图不能绑定字段".to_owned();
            let en = "the background must not bind fields".to_owned();
            self.add(place, "face_background_bound", zh, en);
        }
        if background && matches!(element.kind, ElementKind::Seal { .. }) {
            let zh = "印章位置应放在 elements 中".to_owned();
            let en = "a seal must be in elements".to_owned();
            self.add(place, "face_background_bound", zh, en);
        }
        let compared = (self.keys.len() + PAGE_KEYS.len()) * keys.len();
        // What does not suffice here is told at the next element.
        if self.budget.charge(Work::Rule, compared).is_err() {
            return;
        }
        for key in keys {
            if !self.keys.contains(&key) && !PAGE_KEYS.contains(&key) {
                let zh = format!("没有字段“{key}”");
                self.add(place, "face_key_unknown", zh, format!("the field {key} does not exist"));
            }
        }
    }

    fn element(&mut self, place: &str, page: &Rect, value: Value) -> Option<Element> {
        // After the budget is exceeded, one finding says so and nothing more is looked at.
        if let Err(exceeded) = self.budget.charge(Work::XmlElement, 1_u64) {
            if self.findings.iter().all(|found| found.code != "face_budget") {
                self.findings.push(self.exceeded(place, exceeded));
            }
            return None;
        }
        let Value::Object(mut map) = value else {
            self.add(place, "face_syntax", "应为对象".into(), "it must be an object".into());
            return None;
        };
        let id = match map.remove("id") {
            Some(Value::String(id)) if !id.is_empty() => Some(id),
            _ => {
                let place = format!("{place}.id");
                self.add(&place, "face_syntax", "缺少编号 id".into(), "id is missing".into());
                None
            }
        };
        let bounds = self.bounds(place, &mut map);
        let visible_if = self.condition(place, map.remove("visible_if"));
        let room = bounds.unwrap_or(*page);
        let kind = match serde_json::from_value::<RawKind>(Value::Object(map)) {
            Ok(raw) => self.kind(place, room, raw),
            Err(error) => {
                self.syntax(place, &error);
                None
            }
        };
        let element = Element { id: id?, bounds: bounds?, visible_if: visible_if?, kind: kind? };
        self.on_page(place, page, &element);
        Some(element)
    }

    fn bounds(&mut self, place: &str, map: &mut Map<String, Value>) -> Option<Rect> {
        let mut number = |key: &str| {
            let value = map.remove(key).and_then(|value| value.as_f64());
            if value.is_none() {
                let zh = format!("缺少 {key}（毫米）");
                let place = format!("{place}.{key}");
                self.add(&place, "face_syntax", zh, format!("{key} in mm is missing"));
            }
            value
        };
        let (x, y) = (number("x"), number("y"));
        let (width, height) = (number("width"), number("height"));
        Some(Rect { x: x?, y: y?, width: width?, height: height? })
    }

    /// Checks that the box has a size and lies on the page.
    fn on_page(&mut self, place: &str, page: &Rect, element: &Element) {
        let Rect { x, y, width, height } = element.bounds;
        let line = matches!(element.kind, ElementKind::Line(_));
        let sized = if line {
            width >= 0.0 && height >= 0.0 && width + height > 0.0
        } else {
            width > 0.0 && height > 0.0
        };
        if !sized {
            let zh = "宽和高应大于 0".to_owned();
            self.add(place, "face_size", zh, "width and height must be greater than 0".into());
        }
        let inside = x >= -SLACK
            && y >= -SLACK
            && x + width <= page.width + SLACK
            && y + height <= page.height + SLACK;
        if !inside {
            let zh = "超出页面范围".to_owned();
            self.add(place, "face_off_page", zh, "the box exceeds the page".into());
        }
    }

    /// Parses a content with placeholders.
    fn pieces(&mut self, place: &str, content: &str) -> Option<Vec<Piece>> {
        match pieces(content) {
            Ok(pieces) => return Some(pieces),
            Err(PlaceholderError::Broken(text)) => {
                let zh = format!("占位写法不完整：{text}");
                let en = format!("the placeholder {text} is invalid");
                self.add(place, "face_place", zh, en);
            }
            Err(PlaceholderError::UnknownFormat(name)) => {
                let zh = format!("没有格式“{name}”");
                let en = format!("the format {name} does not exist");
                self.add(place, "face_value_format", zh, en);
            }
        }
        None
    }

    /// Parses a colour `#rrggbb`; the default is black.
    fn color(&mut self, place: &str, text: Option<&str>) -> Option<Color> {
        let text = text.unwrap_or("#000000");
        let color = color(text);
        if color.is_none() {
            let zh = format!("颜色应写成 #rrggbb，现为 {text}");
            let en = format!("a colour must have the form #rrggbb, not {text}");
            self.add(place, "face_color", zh, en);
        }
        color
    }
}

fn color(text: &str) -> Option<Color> {
    let digits = text.strip_prefix('#')?;
    if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    Some(Color(part(0)?, part(2)?, part(4)?))
}
