//! The JSON of a template before it is checked. Unknown keys are errors.

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
    /// PNG or JPEG files, or SVG files for paths, in base64 by name.
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
    /// Whether the page is a continuation page (附页).
    #[serde(default)]
    pub(super) continuation: bool,
    #[serde(default)]
    pub(super) background: Vec<Value>,
    #[serde(default)]
    pub(super) elements: Vec<Value>,
}

/// The keys of an element that depend on its type.
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
    /// Whether to use the font with Bold in its name.
    #[serde(default)]
    pub(super) bold: bool,
    #[serde(default)]
    pub(super) rotate: Quarter,
    pub(super) opacity: Option<f64>,
    /// In points at the size `font_size`.
    #[serde(default)]
    pub(super) letter_spacing: f64,
    /// This key and the next two are for multiline texts only.
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
    /// Minimum resolution of a field's picture in dots per inch.
    pub(super) min_dpi: Option<f64>,
    #[serde(default)]
    pub(super) rotate: Quarter,
    pub(super) opacity: Option<f64>,
}

/// A drawing: path data in mm relative to the box, or an SVG asset.
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
    /// Fixed texts with placeholders.
    pub(super) rows: Option<Vec<Vec<String>>>,
    /// Id of the table whose rows are continued here.
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
    /// In mm, for cells with several lines.
    pub(super) line_height: Option<f64>,
}

impl RawTable {
    /// The text style of the cells.
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
    /// Key of a member of the group.
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
    /// Not for lines.
    pub(super) fill: Option<String>,
    /// Lengths of dash and gap in mm; not for ellipses.
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

/// One of `{"field": K, "present": true}`, `{"field": K, "present": false}` and
/// `{"field": K, "equals": V}`.
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

/// Who signs at a seal element: so far only the issuing unit.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Signer {
    Issuer,
}
