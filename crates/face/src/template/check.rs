//! Reading and checking a template's JSON. Each finding carries the place in the template, so that
//! the draft editor can show it beside the element.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::raw::{RawKind, RawOverflow, RawPage, RawStroke, RawTemplate, RawText, Signer};
use super::{
    Element, ElementKind, FORMAT, FaceTemplate, Overflow, PageTemplate, Stroke, TemplateFinding,
    TextElement,
};
use crate::display::{Color, Rect};
use crate::format::{Piece, PlaceError, pieces};

/// Largest side of a page: A0 is 1189 mm long.
const MOST_PAGE: f64 = 1200.0;
/// Points; larger than any poster title, smaller than what overflows arithmetic.
const MOST_FONT: f64 = 500.0;
/// Boxes may touch the edge in spite of rounding.
const SLACK: f64 = 0.01;
const POINT: f64 = 25.4 / 72.0;

pub(super) fn template(json: &Value, keys: &[&str]) -> Result<FaceTemplate, Vec<TemplateFinding>> {
    let mut check = Check { keys, fonts: BTreeMap::new(), findings: Vec::new() };
    let raw: RawTemplate = match serde_json::from_value(json.clone()) {
        Ok(raw) => raw,
        Err(error) => {
            check.syntax("", &error);
            return Err(check.findings);
        }
    };
    check.frame(&raw);
    check.fonts = raw.fonts;
    let pages = raw.pages.into_iter().enumerate();
    let pages = pages.map(|(at, page)| check.page(&format!("pages[{at}]"), page)).collect();
    if !check.findings.is_empty() {
        return Err(check.findings);
    }
    let (name, fonts, source) = (raw.name, check.fonts, json.to_string());
    Ok(FaceTemplate { name, fonts, pages, source, expected: None })
}

struct Check<'a> {
    keys: &'a [&'a str],
    fonts: BTreeMap<String, Vec<String>>,
    findings: Vec<TemplateFinding>,
}

impl Check<'_> {
    fn add(&mut self, place: &str, code: &'static str, zh: String, en: String) {
        self.findings.push(TemplateFinding { place: place.to_owned(), code, zh, en });
    }

    fn syntax(&mut self, place: &str, error: &serde_json::Error) {
        let zh = format!("写法不符合照面模板格式：{error}");
        self.add(place, "face_syntax", zh, format!("does not follow the template format: {error}"));
    }

    fn frame(&mut self, raw: &RawTemplate) {
        if raw.format != FORMAT {
            let zh = format!("格式应为 {FORMAT}，现为 {}", raw.format);
            let en = format!("the format must be {FORMAT}, not {}", raw.format);
            self.add("format", "face_format", zh, en);
        }
        if raw.pages.is_empty() {
            self.add("pages", "face_no_page", "至少要有一页".into(), "there is no page".into());
        }
        for (name, faces) in &raw.fonts {
            if faces.is_empty() {
                let place = format!("fonts.{name}");
                let zh = format!("字体“{name}”没有列出字库");
                self.add(&place, "face_font", zh, format!("font {name} lists no face"));
            }
        }
    }

    fn page(&mut self, place: &str, raw: RawPage) -> PageTemplate {
        let size = Rect { x: 0.0, y: 0.0, width: raw.width, height: raw.height };
        let good = |side: f64| side > 0.0 && side <= MOST_PAGE;
        if !(good(raw.width) && good(raw.height)) {
            let zh = format!("页面尺寸应在 0 与 {MOST_PAGE} 毫米之间");
            let en = format!("page sides must be between 0 and {MOST_PAGE} mm");
            self.add(place, "face_size", zh, en);
        }
        let mut ids = BTreeSet::new();
        let mut read = |check: &mut Self, layer: &str, values: Vec<Value>| -> Vec<Element> {
            let read = |(at, value)| {
                let place = format!("{place}.{layer}[{at}]");
                let element = check.element(&place, &size, value)?;
                check.placed(&place, &element, layer == "background", &mut ids);
                Some(element)
            };
            values.into_iter().enumerate().filter_map(read).collect()
        };
        let background = read(self, "background", raw.background);
        let elements = read(self, "elements", raw.elements);
        let RawPage { side, width, height, .. } = raw;
        PageTemplate { side, width, height, background, elements }
    }

    /// What does not depend on the element's own type.
    fn placed(
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
        if background && !keys.is_empty() {
            let zh = "底图不能绑定字段".to_owned();
            let en = "the background binds no field".to_owned();
            self.add(place, "face_background_bound", zh, en);
        }
        if background && matches!(element.kind, ElementKind::Seal { .. }) {
            let zh = "印章位置应放在 elements 中".to_owned();
            self.add(place, "face_background_bound", zh, "a seal belongs in elements".into());
        }
        for key in keys {
            if !self.keys.contains(&key) {
                let zh = format!("没有字段“{key}”");
                self.add(place, "face_key_unknown", zh, format!("there is no field {key}"));
            }
        }
    }

    fn element(&mut self, place: &str, page: &Rect, value: Value) -> Option<Element> {
        let Value::Object(mut map) = value else {
            self.add(place, "face_syntax", "应为对象".into(), "must be an object".into());
            return None;
        };
        let id = match map.remove("id") {
            Some(Value::String(id)) if !id.is_empty() => Some(id),
            _ => {
                let place = format!("{place}.id");
                self.add(&place, "face_syntax", "缺少编号 id".into(), "there is no id".into());
                None
            }
        };
        let bounds = self.bounds(place, &mut map);
        let kind = match serde_json::from_value::<RawKind>(Value::Object(map)) {
            Ok(raw) => self.kind(place, raw),
            Err(error) => {
                self.syntax(place, &error);
                None
            }
        };
        let element = Element { id: id?, bounds: bounds?, kind: kind? };
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
            self.add(place, "face_size", zh, "width and height must be above 0".into());
        }
        let inside = x >= -SLACK
            && y >= -SLACK
            && x + width <= page.width + SLACK
            && y + height <= page.height + SLACK;
        if !inside {
            let zh = "超出页面范围".to_owned();
            self.add(place, "face_off_page", zh, "the box leaves the page".into());
        }
    }

    fn kind(&mut self, place: &str, raw: RawKind) -> Option<ElementKind> {
        Some(match raw {
            RawKind::Text(raw) => {
                if raw.line_height.is_some() {
                    let zh = "单行文字没有行高".to_owned();
                    let place = format!("{place}.line_height");
                    self.add(&place, "face_syntax", zh, "one line has no line_height".into());
                }
                ElementKind::Text(self.text(place, raw)?)
            }
            RawKind::Multiline(raw) => {
                let line_height = self.line_height(place, &raw);
                ElementKind::Multiline { text: self.text(place, raw)?, line_height }
            }
            RawKind::Image { bind } => ElementKind::Image { bind },
            RawKind::Qrcode { content } => {
                let place = format!("{place}.content");
                ElementKind::Qrcode { content: self.pieces(&place, &content)? }
            }
            RawKind::Line(stroke) => ElementKind::Line(self.stroke(place, &stroke)?),
            RawKind::Rect(stroke) => ElementKind::Rect(self.stroke(place, &stroke)?),
            RawKind::Seal { signer: Signer::Issuer } => {
                ElementKind::Seal { signer: "issuer".to_owned() }
            }
        })
    }

    fn line_height(&mut self, place: &str, raw: &RawText) -> f64 {
        let em = raw.font_size * POINT;
        let line_height = raw.line_height.unwrap_or(0.0);
        if !(line_height >= em && line_height <= em * 5.0) {
            let zh = "行高应在字高的一倍与五倍之间".to_owned();
            let en = "line_height must be between one and five type sizes".to_owned();
            self.add(&format!("{place}.line_height"), "face_size", zh, en);
        }
        line_height
    }

    fn text(&mut self, place: &str, raw: RawText) -> Option<TextElement> {
        if !self.fonts.contains_key(&raw.font) {
            let zh = format!("模板没有定义字体“{}”", raw.font);
            let en = format!("the template defines no font {}", raw.font);
            self.add(&format!("{place}.font"), "face_font", zh, en);
        }
        if !(raw.font_size > 0.0 && raw.font_size <= MOST_FONT) {
            let zh = format!("字号应在 0 与 {MOST_FONT} 磅之间");
            let en = format!("font_size must be between 0 and {MOST_FONT} points");
            self.add(&format!("{place}.font_size"), "face_size", zh, en);
        }
        let overflow = self.overflow(place, &raw);
        let color = self.color(&format!("{place}.color"), raw.color.as_deref());
        let content = match (raw.bind, raw.content) {
            (Some(key), None) => Some(vec![Piece::Place { key, format: None }]),
            (None, Some(content)) => self.pieces(&format!("{place}.content"), &content),
            (Some(_), Some(_)) | (None, None) => {
                let zh = "bind 与 content 应有且只有一个".to_owned();
                self.add(
                    place,
                    "face_bind_or_content",
                    zh,
                    "give bind or content, not both".into(),
                );
                None
            }
        };
        Some(TextElement {
            content: content?,
            font: raw.font,
            font_size: raw.font_size,
            align: raw.align,
            valign: raw.valign,
            color: color?,
            overflow,
        })
    }

    fn overflow(&mut self, place: &str, raw: &RawText) -> Overflow {
        match raw.overflow {
            RawOverflow::Error => Overflow::Error,
            RawOverflow::Clip => Overflow::Clip,
            RawOverflow::Shrink => {
                let min = raw.min_font_size.unwrap_or(0.0);
                if !(min > 0.0 && min <= raw.font_size) {
                    let zh = "shrink 须有大于 0 且不大于字号的 min_font_size".to_owned();
                    let en = "shrink needs a min_font_size of at most font_size".to_owned();
                    self.add(&format!("{place}.min_font_size"), "face_size", zh, en);
                }
                Overflow::Shrink { min }
            }
        }
    }

    fn stroke(&mut self, place: &str, raw: &RawStroke) -> Option<Stroke> {
        let width = raw.stroke_width.unwrap_or(0.3);
        if !(width > 0.0 && width <= 20.0) {
            let zh = "线宽应在 0 与 20 毫米之间".to_owned();
            let en = "stroke_width must be between 0 and 20 mm".to_owned();
            self.add(&format!("{place}.stroke_width"), "face_size", zh, en);
        }
        let color = self.color(&format!("{place}.stroke"), raw.stroke.as_deref())?;
        Some(Stroke { color, width })
    }

    fn pieces(&mut self, place: &str, content: &str) -> Option<Vec<Piece>> {
        match pieces(content) {
            Ok(pieces) => return Some(pieces),
            Err(PlaceError::Broken(text)) => {
                let zh = format!("占位写法不完整：{text}");
                self.add(place, "face_place", zh, format!("broken place: {text}"));
            }
            Err(PlaceError::UnknownFormat(name)) => {
                let zh = format!("没有格式“{name}”");
                self.add(place, "face_value_format", zh, format!("there is no format {name}"));
            }
        }
        None
    }

    fn color(&mut self, place: &str, text: Option<&str>) -> Option<Color> {
        let text = text.unwrap_or("#000000");
        let color = color(text);
        if color.is_none() {
            let zh = format!("颜色应写成 #rrggbb，现为 {text}");
            self.add(place, "face_color", zh, format!("a colour is #rrggbb, not {text}"));
        }
        color
    }
}

fn color(text: &str) -> Option<Color> {
    let digits = text.strip_prefix('#')?;
    if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
    Some(Color(part(0)?, part(2)?, part(4)?))
}
