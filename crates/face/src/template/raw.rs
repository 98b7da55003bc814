//! The template's JSON as it is written, before it is judged; unknown keys are errors.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::{Align, Fit, Quarter, Valign};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTemplate {
    pub(super) format: String,
    pub(super) name: String,
    pub(super) fonts: BTreeMap<String, Vec<String>>,
    /// Name → PNG, JPEG or, for paths, SVG in base64.
    #[serde(default)]
    pub(super) assets: BTreeMap<String, String>,
    pub(super) pages: Vec<RawPage>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPage {
    pub(super) side: String,
    pub(super) width: f64,
    pub(super) height: f64,
    /// 附页: drawn as often as its tables have rows left.
    #[serde(default)]
    pub(super) continuation: bool,
    #[serde(default)]
    pub(super) background: Vec<Value>,
    #[serde(default)]
    pub(super) elements: Vec<Value>,
}

/// An element without the keys that all have.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "lowercase", deny_unknown_fields)]
pub(super) enum RawKind {
    Text(RawText),
    Multiline(RawText),
    Image(RawImage),
    Qrcode { content: String },
    Line(RawShape),
    Rect(RawShape),
    Ellipse(RawShape),
    Guilloche(RawGuilloche),
    Path(RawPath),
    Table(RawTable),
    Seal { signer: Signer },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawText {
    pub(super) bind: Option<String>,
    pub(super) content: Option<String>,
    pub(super) font: String,
    pub(super) font_size: f64,
    #[serde(default)]
    pub(super) align: Align,
    #[serde(default)]
    pub(super) valign: Valign,
    pub(super) color: Option<String>,
    #[serde(default)]
    pub(super) overflow: RawOverflow,
    pub(super) min_font_size: Option<f64>,
    /// A face of the font whose name says Bold.
    #[serde(default)]
    pub(super) bold: bool,
    #[serde(default)]
    pub(super) rotate: Quarter,
    pub(super) opacity: Option<f64>,
    /// Points, at the size `font_size`.
    #[serde(default)]
    pub(super) letter_spacing: f64,
    /// Of multiline only, like the next two.
    pub(super) line_height: Option<f64>,
    pub(super) indent: Option<f64>,
    pub(super) max_lines: Option<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawImage {
    pub(super) bind: Option<String>,
    pub(super) asset: Option<String>,
    #[serde(default)]
    pub(super) fit: Fit,
    /// Dots per inch that the picture of a field must have.
    pub(super) min_dpi: Option<f64>,
    #[serde(default)]
    pub(super) rotate: Quarter,
    pub(super) opacity: Option<f64>,
}

/// A drawing: path data in mm within the box, or an SVG asset.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPath {
    pub(super) d: Option<String>,
    pub(super) asset: Option<String>,
    pub(super) stroke: Option<String>,
    pub(super) stroke_width: Option<f64>,
    pub(super) fill: Option<String>,
    pub(super) opacity: Option<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTable {
    /// Key of a group.
    pub(super) bind: Option<String>,
    /// Fixed texts with places.
    pub(super) rows: Option<Vec<Vec<String>>>,
    /// Id of the table whose rows go on here.
    pub(super) continues: Option<String>,
    pub(super) columns: Vec<RawColumn>,
    #[serde(default)]
    pub(super) header: bool,
    pub(super) header_height: Option<f64>,
    pub(super) row_height: f64,
    pub(super) padding: Option<f64>,
    pub(super) stroke: Option<String>,
    pub(super) stroke_width: Option<f64>,
    #[serde(default)]
    pub(super) blank_rows: bool,
    pub(super) font: String,
    pub(super) font_size: f64,
    pub(super) color: Option<String>,
    #[serde(default)]
    pub(super) overflow: RawOverflow,
    pub(super) min_font_size: Option<f64>,
    #[serde(default)]
    pub(super) valign: Option<Valign>,
    /// Cells of several lines.
    pub(super) line_height: Option<f64>,
}

impl RawTable {
    /// How its cells are set.
    pub(super) fn text(&self) -> RawText {
        RawText {
            bind: None,
            content: None,
            font: self.font.clone(),
            font_size: self.font_size,
            align: Align::Left,
            valign: self.valign.unwrap_or(Valign::Middle),
            color: self.color.clone(),
            overflow: self.overflow,
            min_font_size: self.min_font_size,
            bold: false,
            rotate: Quarter::None,
            opacity: None,
            letter_spacing: 0.0,
            line_height: self.line_height,
            indent: None,
            max_lines: None,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawColumn {
    #[serde(default)]
    pub(super) title: String,
    /// Of the group's members.
    pub(super) key: Option<String>,
    pub(super) format: Option<String>,
    pub(super) width: f64,
    #[serde(default)]
    pub(super) align: Align,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawShape {
    pub(super) opacity: Option<f64>,
    pub(super) stroke: Option<String>,
    pub(super) stroke_width: Option<f64>,
    /// Not of lines.
    pub(super) fill: Option<String>,
    /// Drawn and left out, mm; not of ellipses.
    pub(super) dash: Option<(f64, f64)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawGuilloche {
    pub(super) lines: u32,
    pub(super) amplitude: f64,
    pub(super) periods: u32,
    pub(super) phase_step: f64,
    pub(super) color: String,
    pub(super) stroke_width: Option<f64>,
}

/// `{"field": K, "present": true}`, `{"field": K, "present": false}`, `{"field": K, "equals": V}`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCondition {
    pub(super) field: String,
    pub(super) present: Option<bool>,
    pub(super) equals: Option<String>,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum RawOverflow {
    #[default]
    Error,
    Shrink,
    Clip,
}

/// The unit that signs the certificate is the only signer of today's faces.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Signer {
    Issuer,
}
