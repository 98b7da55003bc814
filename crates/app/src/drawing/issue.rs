//! 照面: from a certificate's frozen content to its drawing, once, for preview and file alike.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine as _;
use domain::catalog::CatalogEntry;
use domain::date::Date;
use domain::field::{Facts, FieldKind, FieldSpec};
use domain::{Code, FieldFinding, Refusal};
use face::display::DisplayList;
use face::layout::{Content as Drawn, FaceFinding};
use face::template::TemplateFinding;
use serde_json::Value;

use crate::drawing::templates::Compiled;
use crate::records::certificate::Frozen;
use crate::records::certificate_view::option_name;

/// What is drawn beside the type's own fields.
#[derive(Clone, Debug)]
pub struct Issue<'a> {
    pub unit_name: &'a str,
    /// Day of issue; absent in previews.
    pub day: Option<Date>,
}

/// Texts and pictures by the keys that a template binds.
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

/// What the fields say, a code by its name.
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
            | FieldKind::Uscc => Some((spec.key.clone(), text.to_owned())),
        }
    };
    specs.iter().filter_map(text).collect()
}

fn built_in(
    entry: &CatalogEntry,
    frozen: &Frozen,
    issue: &Issue<'_>,
) -> [(&'static str, String); 9] {
    let day = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
    [
        ("ZZBS", frozen.identifier.clone()),
        ("ZZMC", entry.name.clone()),
        ("ZZBH", frozen.number.clone()),
        ("ZZBFJG", issue.unit_name.to_owned()),
        ("ZZBFRQ", day(issue.day)),
        ("CZZT", frozen.holder.name.clone()),
        ("CZZTDM", frozen.holder.code.clone()),
        ("ZZYXQQSRQ", frozen.valid_from.to_string()),
        ("ZZYXQJZRQ", day(frozen.valid_to)),
    ]
}

/// Lays the face out. Errors: text that does not fit, a character without a glyph.
pub fn lay_out(compiled: &Compiled, drawn: &Drawn) -> Result<DisplayList, Refusal> {
    let _span = tracing::debug_span!("lay_out").entered();
    face::layout::layout(&compiled.face, drawn).map_err(|findings| refuse_face(&findings))
}

/// The template's findings as a refusal that names places.
pub(crate) fn refuse_template(findings: &[TemplateFinding]) -> Refusal {
    let of = |finding: &TemplateFinding| {
        FieldFinding::new(format!("face.{}", finding.place), Code::FaceInvalid, &*finding.zh)
    };
    Refusal::of_fields(Code::FaceInvalid, findings.iter().map(of).collect())
}

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
