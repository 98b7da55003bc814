//! 照面: from a certificate's frozen content to its drawing, once, for preview and file alike.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine as _;
use domain::catalog::CatalogEntry;
use domain::date::Date;
use domain::field::FieldKind;
use domain::{Code, FieldFinding, Refusal};
use face::display::DisplayList;
use face::layout::{Content as Drawn, FaceFinding};
use face::template::TemplateFinding;
use serde_json::Value;

use crate::error::Error;
use crate::review::Frozen;
use crate::view::option_name;
use crate::workshop::{Compiled, Workshop};

/// What is drawn beside the type's own fields.
#[derive(Clone, Debug)]
pub(crate) struct Issue<'a> {
    pub unit_name: &'a str,
    /// Day of issue; absent in previews.
    pub day: Option<Date>,
}

/// Texts and pictures by the keys that a template binds.
pub(crate) fn drawn(entry: &CatalogEntry, frozen: &Frozen, issue: &Issue<'_>) -> Drawn {
    let mut texts = BTreeMap::new();
    let mut images = BTreeMap::new();
    for spec in &entry.fields {
        let Some(Value::String(text)) = frozen.facts.get(&spec.key) else { continue };
        match spec.kind {
            FieldKind::Image => {
                let bytes = base64::engine::general_purpose::STANDARD.decode(text);
                images.insert(spec.key.clone(), Arc::from(bytes.unwrap_or_default()));
            }
            FieldKind::CodeList => {
                texts.insert(spec.key.clone(), option_name(spec, text));
            }
            FieldKind::Text
            | FieldKind::Number
            | FieldKind::Date
            | FieldKind::PersonName
            | FieldKind::IdNumber
            | FieldKind::Uscc => {
                texts.insert(spec.key.clone(), text.clone());
            }
            // Groups travel in the attached data; a later template element draws them.
            FieldKind::Group => {}
        }
    }
    for (key, value) in built_in(entry, frozen, issue) {
        texts.insert(key.to_owned(), value);
    }
    Drawn { texts, images }
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
pub(crate) fn lay_out(compiled: &Compiled, drawn: &Drawn) -> Result<DisplayList, Refusal> {
    face::layout::layout(&compiled.face, drawn).map_err(|findings| refuse_face(&findings))
}

impl Workshop {
    /// Compiles a version's face. Errors: everything wrong with the template.
    pub(crate) fn face(
        &self,
        type_code: &str,
        number: i64,
        entry: &CatalogEntry,
    ) -> Result<Arc<Compiled>, Error> {
        self.compiled(type_code, number, entry).map_err(|found| refuse_template(&found).into())
    }
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
