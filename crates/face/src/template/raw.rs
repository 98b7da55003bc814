//! The template's JSON as it is written, before it is judged; unknown keys are errors.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::{Align, Valign};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTemplate {
    pub(super) format: String,
    pub(super) name: String,
    pub(super) fonts: BTreeMap<String, Vec<String>>,
    pub(super) pages: Vec<RawPage>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPage {
    pub(super) side: String,
    pub(super) width: f64,
    pub(super) height: f64,
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
    Image { bind: String },
    Qrcode { content: String },
    Line(RawStroke),
    Rect(RawStroke),
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
    /// Of multiline only.
    pub(super) line_height: Option<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawStroke {
    pub(super) stroke: Option<String>,
    pub(super) stroke_width: Option<f64>,
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
