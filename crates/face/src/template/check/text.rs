//! Checks texts.

use super::{Check, MAX_FONT_SIZE, POINT};
use crate::format::Piece;
use crate::template::raw::{RawOverflow, RawText};
use crate::template::{Overflow, TextElement};

impl Check<'_> {
    pub(super) fn line_height(&mut self, place: &str, raw: &RawText) -> f64 {
        let em = raw.font_size * POINT;
        let line_height = raw.line_height.unwrap_or(0.0);
        if !(line_height >= em && line_height <= em * 5.0) {
            let zh = "行高应在字高的一倍与五倍之间".to_owned();
            let en = "line_height must be one to five times the font size".to_owned();
            self.add(&format!("{place}.line_height"), "face_size", zh, en);
        }
        line_height
    }

    pub(super) fn text(&mut self, place: &str, mut raw: RawText) -> Option<TextElement> {
        let content = match (raw.bind.take(), raw.content.take()) {
            (Some(key), None) => Some(vec![Piece::Placeholder { key, format: None }]),
            (None, Some(content)) => self.pieces(&format!("{place}.content"), &content),
            (Some(_), Some(_)) | (None, None) => {
                let zh = "bind 与 content 应有且只有一个".to_owned();
                let en = "either bind or content must be given".to_owned();
                self.add(place, "face_bind_or_content", zh, en);
                None
            }
        };
        let style = self.text_style(place, raw, Vec::new());
        Some(TextElement { content: content?, ..style? })
    }

    /// Checks how a text is set, apart from its content.
    pub(super) fn text_style(
        &mut self,
        place: &str,
        raw: RawText,
        content: Vec<Piece>,
    ) -> Option<TextElement> {
        if !self.fonts.contains_key(&raw.font) {
            let zh = format!("模板没有定义字体“{}”", raw.font);
            let en = format!("the template does not define the font {}", raw.font);
            self.add(&format!("{place}.font"), "face_font", zh, en);
        }
        if !(raw.font_size > 0.0 && raw.font_size <= MAX_FONT_SIZE) {
            let zh = format!("字号应在 0 与 {MAX_FONT_SIZE} 磅之间");
            let en = format!("font_size must be between 0 and {MAX_FONT_SIZE} points");
            self.add(&format!("{place}.font_size"), "face_size", zh, en);
        }
        self.ranges(place, &raw);
        let overflow = self.overflow(place, &raw);
        let color = self.color(&format!("{place}.color"), raw.color.as_deref());
        Some(TextElement {
            content,
            font: raw.font,
            font_size: raw.font_size,
            align: raw.align,
            valign: raw.valign,
            color: color?,
            overflow,
            bold: raw.bold,
            rotate: raw.rotate,
            opacity: raw.opacity.unwrap_or(1.0),
            letter_spacing: raw.letter_spacing / raw.font_size,
            indent: raw.indent.unwrap_or(0.0),
            max_lines: raw.max_lines,
        })
    }

    pub(super) fn overflow(&mut self, place: &str, raw: &RawText) -> Overflow {
        match raw.overflow {
            RawOverflow::Error => Overflow::Error,
            RawOverflow::Clip => Overflow::Clip,
            RawOverflow::Shrink => {
                let min = raw.min_font_size.unwrap_or(0.0);
                if !(min > 0.0 && min <= raw.font_size) {
                    let zh = "shrink 须有大于 0 且不大于字号的 min_font_size".to_owned();
                    let en = "shrink requires a min_font_size of at most font_size".to_owned();
                    self.add(&format!("{place}.min_font_size"), "face_size", zh, en);
                }
                Overflow::Shrink { min }
            }
        }
    }

    /// Reports keys that a single-line text does not have.
    pub(super) fn one_line(&mut self, place: &str, raw: &RawText) {
        let given = [
            ("line_height", raw.line_height.is_some()),
            ("indent", raw.indent.is_some()),
            ("max_lines", raw.max_lines.is_some()),
        ];
        for (key, _) in given.into_iter().filter(|(_, given)| *given) {
            let zh = format!("单行文字没有 {key}");
            let en = format!("a single-line text has no {key}");
            self.add(&format!("{place}.{key}"), "face_syntax", zh, en);
        }
    }

    /// Checks ranges of values.
    fn ranges(&mut self, place: &str, raw: &RawText) {
        let has_bold = |faces: &Vec<String>| faces.iter().any(|face| face.contains("Bold"));
        if raw.bold && self.fonts.get(&raw.font).is_some_and(|faces| !has_bold(faces)) {
            let zh = format!("字体“{}”没有列出粗体（名称含 Bold）字库", raw.font);
            let en = format!("the font {} lists no font with Bold in its name", raw.font);
            self.add(&format!("{place}.bold"), "face_font", zh, en);
        }
        // In ems. A font size of zero is reported elsewhere.
        let spacing =
            if raw.letter_spacing == 0.0 { 0.0 } else { raw.letter_spacing / raw.font_size };
        let judged = [
            ("opacity", raw.opacity.is_none_or(|value| value > 0.0 && value <= 1.0)),
            ("letter_spacing", spacing == 0.0 || (spacing > -0.5 && spacing <= 5.0)),
            ("indent", raw.indent.is_none_or(|value| (0.0..=20.0).contains(&value))),
            ("max_lines", raw.max_lines.is_none_or(|value| value > 0)),
        ];
        for (key, _) in judged.into_iter().filter(|(_, good)| !good) {
            let zh = format!("{key} 超出允许范围");
            let en = format!("{key} is out of range");
            self.add(&format!("{place}.{key}"), "face_size", zh, en);
        }
    }
}
