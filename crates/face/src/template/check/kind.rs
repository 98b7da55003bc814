//! Checks each type of element.

use super::Check;
use crate::display::Rect;
use crate::template::raw::{RawCondition, RawGuilloche, RawKind, RawShape, Signer};
use crate::template::{Condition, ElementKind, Guilloche, Shape, Stroke, Test};

/// Minimum length in mm of dashes and gaps; shorter ones merge in print.
const MIN_DASH: f64 = 0.2;
/// Maximum number of waves in a guilloche, to limit the size of files.
const MAX_WAVES: u32 = 4000;

impl Check<'_> {
    /// Checks the keys of one element type.
    pub(super) fn kind(&mut self, place: &str, bounds: Rect, raw: RawKind) -> Option<ElementKind> {
        Some(match raw {
            RawKind::Text(raw) => {
                self.one_line(place, &raw);
                ElementKind::Text(self.text(place, raw)?)
            }
            RawKind::Multiline(raw) => {
                let line_height = self.line_height(place, &raw);
                ElementKind::Multiline { text: self.text(place, raw)?, line_height }
            }
            RawKind::Image(raw) => ElementKind::Image(self.image(place, bounds, raw)?),
            RawKind::Qrcode { content } => {
                let place = format!("{place}.content");
                ElementKind::Qrcode { content: self.pieces(&place, &content)? }
            }
            RawKind::Line(raw) => {
                self.refuse(place, "fill", raw.fill.is_some());
                ElementKind::Line(self.shape(place, &raw)?)
            }
            RawKind::Rect(raw) => ElementKind::Rect(self.shape(place, &raw)?),
            RawKind::Ellipse(raw) => {
                self.refuse(place, "dash", raw.dash.is_some());
                ElementKind::Ellipse(self.shape(place, &raw)?)
            }
            RawKind::Guilloche(raw) => ElementKind::Guilloche(self.guilloche(place, bounds, &raw)?),
            RawKind::Path(raw) => ElementKind::Art(self.art(place, bounds, raw)?),
            RawKind::Table(raw) => ElementKind::Table(self.table(place, bounds, raw)?),
            RawKind::Seal { signer: Signer::Issuer } => {
                ElementKind::Seal { signer: "issuer".to_owned() }
            }
        })
    }

    /// Reports the key if it is given although the element type does not have it.
    pub(super) fn refuse(&mut self, place: &str, key: &str, given: bool) {
        if given {
            let zh = format!("这种元素没有 {key}");
            let en = format!("an element of this type has no {key}");
            self.add(&format!("{place}.{key}"), "face_syntax", zh, en);
        }
    }

    /// Reports a size that is not `good`.
    pub(super) fn size(&mut self, place: String, good: bool, zh: &str, en: &str) {
        if !good {
            self.add(&place, "face_size", zh.to_owned(), en.to_owned());
        }
    }

    fn shape(&mut self, place: &str, raw: &RawShape) -> Option<Shape> {
        let fill = match raw.fill.as_deref() {
            Some(fill) => Some(self.color(&format!("{place}.fill"), Some(fill))?),
            None => None,
        };
        let stroke = if raw.stroke.as_deref() == Some("none") {
            None
        } else {
            let color = self.color(&format!("{place}.stroke"), raw.stroke.as_deref())?;
            Some(Stroke { color, width: self.stroke_width(place, raw.stroke_width) })
        };
        self.size(
            place.to_owned(),
            stroke.is_some() || fill.is_some(),
            "既无线也无填充",
            "there is neither stroke nor fill",
        );
        let long = |(dash, gap): (f64, f64)| dash >= MIN_DASH && gap >= MIN_DASH;
        self.size(
            format!("{place}.dash"),
            raw.dash.is_none_or(long),
            "虚线的线段和间隔至少 0.2 毫米",
            "dashes and gaps must be at least 0.2 mm long",
        );
        let opacity = self.opacity(place, raw.opacity);
        Some(Shape { stroke, fill, dash: raw.dash, opacity })
    }

    pub(super) fn opacity(&mut self, place: &str, raw: Option<f64>) -> f64 {
        let opacity = raw.unwrap_or(1.0);
        let zh = "opacity 应大于 0 且不超过 1";
        let en = "opacity must be greater than 0 and at most 1";
        self.size(format!("{place}.opacity"), opacity > 0.0 && opacity <= 1.0, zh, en);
        opacity
    }

    pub(super) fn stroke_width(&mut self, place: &str, raw: Option<f64>) -> f64 {
        let width = raw.unwrap_or(0.3);
        let (zh, en) = ("线宽应在 0 与 20 毫米之间", "stroke_width must be between 0 and 20 mm");
        self.size(format!("{place}.stroke_width"), width > 0.0 && width <= 20.0, zh, en);
        width
    }

    fn guilloche(&mut self, place: &str, bounds: Rect, raw: &RawGuilloche) -> Option<Guilloche> {
        let waves = raw.lines.checked_mul(raw.periods).is_some_and(|waves| waves <= MAX_WAVES);
        self.size(
            place.to_owned(),
            raw.lines > 0 && raw.periods > 0 && waves,
            "底纹的线数乘周期数应在 1 与 4000 之间",
            "lines times periods must be between 1 and 4000",
        );
        self.size(
            format!("{place}.amplitude"),
            raw.amplitude > 0.0 && raw.amplitude * 2.0 <= bounds.height,
            "振幅应大于 0，且两倍不超过框高",
            "amplitude must be greater than 0 and at most half the height of the box",
        );
        let width = self.stroke_width(place, raw.stroke_width.or(Some(0.1)));
        let color = self.color(&format!("{place}.color"), Some(&raw.color))?;
        let RawGuilloche { lines, amplitude, periods, phase_step, .. } = *raw;
        let stroke = Stroke { color, width };
        Some(Guilloche { lines, amplitude, periods, phase_step, stroke })
    }

    /// Checks `visible_if`. The outer `None` means that it is invalid.
    pub(super) fn condition(
        &mut self,
        place: &str,
        value: Option<serde_json::Value>,
    ) -> Option<Option<Condition>> {
        let Some(value) = value else { return Some(None) };
        let place = format!("{place}.visible_if");
        let raw = match serde_json::from_value::<RawCondition>(value) {
            Ok(raw) => raw,
            Err(error) => {
                self.syntax(&place, &error);
                return None;
            }
        };
        if !self.keys.contains(&raw.field.as_str()) {
            let zh = format!("没有字段“{}”", raw.field);
            let en = format!("the field {} does not exist", raw.field);
            self.add(&place, "face_key_unknown", zh, en);
        }
        let test = match (raw.present, raw.equals) {
            (Some(true), None) => Test::Present,
            (Some(false), None) => Test::Absent,
            (None, Some(value)) => Test::Equals(value),
            (Some(_), Some(_)) | (None, None) => {
                let zh = "present 与 equals 应有且只有一个".to_owned();
                let en = "either present or equals must be given".to_owned();
                self.add(&place, "face_syntax", zh, en);
                return None;
            }
        };
        Some(Some(Condition { field: raw.field, test }))
    }
}
