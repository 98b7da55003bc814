//! 照面 (face): from the frozen content of a certificate to its drawing. Previews and files use the
//! same code, so that they look the same.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine as _;
use budget::Budget;
use domain::catalog::CatalogEntry;
use domain::date::Date;
use domain::field::{Facts, FieldKind, FieldSpec};
use domain::holder::code_type;
use domain::{Code, FieldFinding, Refusal};
use face::display::DisplayList;
use face::layout::{Content as Drawn, FaceFinding};
use face::template::TemplateFinding;
use serde_json::Value;

use crate::drawing::templates::Compiled;
use crate::records::certificate::Frozen;
use crate::records::certificate_view::option_name;

/// What is drawn besides the fields of the type.
#[derive(Clone, Debug)]
pub struct Issue<'a> {
    pub unit_name: &'a str,
    /// Day of issue; absent in previews.
    pub day: Option<Date>,
}

/// The texts and pictures to draw, by the keys that a template binds.
pub fn drawn(entry: &CatalogEntry, frozen: &Frozen, issue: &Issue<'_>) -> Drawn {
    let mut drawn = Drawn { texts: texts(&entry.fields, &frozen.facts), ..Drawn::default() };
    for spec in &entry.fields {
        match (spec.kind, frozen.facts.get(&spec.key)) {
            (FieldKind::Image, Some(Value::String(text))) => {
                let bytes = base64::engine::general_purpose::STANDARD.decode(text);
                drawn.images.insert(spec.key.clone(), Arc::from(bytes.unwrap_or_default()));
            }
            (FieldKind::Group, Some(Value::Array(rows))) => {
                let rows = rows.iter().filter_map(Value::as_object);
                let rows = rows.map(|row| texts(&spec.fields, row)).collect();
                drawn.rows.insert(spec.key.clone(), rows);
            }
            _ => {}
        }
    }
    for (key, value) in built_in(entry, frozen, issue) {
        drawn.texts.insert(key.to_owned(), value);
    }
    drawn
}

/// The texts of the fields. A value of a code list appears by its name.
fn texts(specs: &[FieldSpec], facts: &Facts) -> BTreeMap<String, String> {
    let text = |spec: &FieldSpec| {
        let text = facts.get(&spec.key)?.as_str()?;
        match spec.kind {
            FieldKind::Image | FieldKind::Group => None,
            FieldKind::CodeList => Some((spec.key.clone(), option_name(spec, text))),
            FieldKind::Text
            | FieldKind::Number
            | FieldKind::Date
            | FieldKind::PersonName
            | FieldKind::IdNumber
            | FieldKind::DocumentNumber
            | FieldKind::Uscc => Some((spec.key.clone(), text.to_owned())),
        }
    };
    specs.iter().filter_map(text).collect()
}

/// The texts of the built-in keys: [`face::template::BUILT_IN_KEYS`].
fn built_in(
    entry: &CatalogEntry,
    frozen: &Frozen,
    issue: &Issue<'_>,
) -> [(&'static str, String); 10] {
    let day = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
    [
        ("ZZBS", frozen.identifier.clone()),
        ("ZZMC", entry.name.clone()),
        ("ZZBH", frozen.number.clone()),
        ("ZZBFJG", issue.unit_name.to_owned()),
        ("ZZBFRQ", day(issue.day)),
        ("CZZT", frozen.holder.name.clone()),
        ("CZZTDM", frozen.holder.code.clone()),
        ("CZZTDMLX", code_type(&frozen.holder.code_type).map_or("", |kind| kind.name).to_owned()),
        ("ZZYXQQSRQ", frozen.valid_from.to_string()),
        ("ZZYXQJZRQ", day(frozen.valid_to)),
    ]
}

/// Lays out the face. Errors: a text does not fit, or a character has no glyph.
pub fn lay_out(compiled: &Compiled, drawn: &Drawn) -> Result<DisplayList, Refusal> {
    let _span = tracing::debug_span!("lay_out").entered();
    face::layout::layout(&compiled.face, drawn).map_err(|findings| refuse_face(&findings))
}

/// Like [`lay_out`], within the budget of the request that brings the content or the face.
pub(crate) fn lay_out_within(
    compiled: &Compiled,
    drawn: &Drawn,
    budget: &Budget,
) -> Result<DisplayList, Refusal> {
    let laid_out = face::layout::layout_within(&compiled.face, drawn, budget);
    laid_out.map_err(|findings| refuse_face(&findings))
}

/// A refusal that names the place of each finding in the template.
pub(crate) fn refuse_template(findings: &[TemplateFinding]) -> Refusal {
    let of = |finding: &TemplateFinding| {
        FieldFinding::new(format!("face.{}", finding.place), Code::FaceInvalid, &*finding.zh)
    };
    Refusal::of_fields(Code::FaceInvalid, findings.iter().map(of).collect())
}

/// A refusal that names the field of each finding, or the element of the face if it has no field.
pub(crate) fn refuse_face(findings: &[FaceFinding]) -> Refusal {
    let of = |finding: &FaceFinding| {
        let field = finding
            .field
            .as_ref()
            .map_or_else(|| format!("face.{}", finding.element), |field| format!("facts.{field}"));
        FieldFinding::new(field, Code::FaceInvalid, &*finding.zh)
    };
    Refusal::of_fields(Code::FaceInvalid, findings.iter().map(of).collect())
}
