//! 照面预览 (preview of a face): the drawing that a file will show, before anything is sealed.

use std::sync::Arc;

use budget::Budget;
use domain::caller::Caller;
use domain::catalog::CatalogEntry;
use domain::date::Date;
use domain::field::FieldKind;
use domain::holder::Holder;
use face::layout::Content as Drawn;
use face::microshift::{Capacity, Marking, capacity};
use serde::{Deserialize, Serialize};

use store::CatalogRow;

use crate::drawing::face::{blank, refuse_exceeded, svg};
use crate::drawing::issue::{Issue, drawn, lay_out, refuse_template};
use crate::kernel::{App, Error};
use crate::records::catalog::is_public;
use crate::records::certificate::Frozen;
use crate::records::unit::unit_name;

/// What to draw: the face of a type with facts, which may be incomplete.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewRequest {
    pub type_code: String,
    #[serde(default)]
    pub version: Option<i64>,
    /// A face template to draw instead of the one in the entry, for an editor's unsaved changes.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub face: Option<serde_json::Value>,
    #[serde(default)]
    #[schema(value_type = Object)]
    pub facts: serde_json::Map<String, serde_json::Value>,
    #[serde(default)]
    pub holder_name: String,
    #[serde(default)]
    pub holder_code: String,
    /// Holder code type of GB/T 36903; the kind of document on the face is its name.
    #[serde(default)]
    pub holder_code_type: String,
    /// First valid day; today if absent.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    pub valid_from: Option<Date>,
    /// Last valid day; by the term of the entry if absent.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    pub valid_to: Option<Date>,
}

impl App {
    /// Draws the face with the given facts as SVG; fields without a value stay blank. Errors: the
    /// version does not exist or the caller may not see it; the template has findings; the content
    /// does not fit; drawing it would take more than one request may cause.
    pub async fn preview(
        &self,
        caller: &Caller,
        request: &PreviewRequest,
    ) -> Result<String, Error> {
        let mut reader = self.read().await?;
        let (code, version) = (request.type_code.as_str(), request.version);
        let row = self.visible(&mut reader, caller, code, version).await?;
        let entry = self.templates().entry(&row)?;
        let unit = unit_name(&mut reader, &caller.unit).await?;
        drop(reader);
        let from = request.valid_from.unwrap_or_else(|| Date::at(self.now()));
        let frozen = Frozen {
            holder: Holder {
                name: request.holder_name.clone(),
                code: request.holder_code.clone(),
                code_type: request.holder_code_type.clone(),
            },
            facts: request.facts.clone(),
            valid_from: from,
            valid_to: request.valid_to.or_else(|| entry.validity.last_day(from)),
            ..blank(&entry, from)
        };
        let drawn = drawn(&entry, &frozen, &Issue { unit_name: &unit, day: None });
        match &request.face {
            None => self.drawing_of(&row, &entry, drawn).await,
            Some(face) => {
                let drafted = CatalogEntry { face: face.clone(), ..CatalogEntry::clone(&entry) };
                let app = self.clone();
                self.heavy(move || {
                    // A draft may come from anybody who edits entries: reading, compiling, laying out
                    // and drawing it share one budget (I16).
                    let budget = Budget::default();
                    let compiled = app.templates().compile_within(&drafted, &budget);
                    refuse_exceeded(&budget)?;
                    svg(&compiled.map_err(|found| refuse_template(&found))?, &drawn, None, &budget)
                })
                .await?
            }
        }
    }

    /// Draws the face of a type with the example values of its fields, as SVG. Errors: as for
    /// [`Self::preview`].
    pub async fn sample(&self, caller: &Caller, type_code: &str) -> Result<String, Error> {
        let mut reader = self.read().await?;
        let row = self.visible(&mut reader, caller, type_code, None).await?;
        let entry = self.templates().entry(&row)?;
        let unit = unit_name(&mut reader, &entry.defining_unit).await?;
        drop(reader);
        let drawn = sampled(&entry, &unit, Date::at(self.now()));
        self.drawing_of(&row, &entry, drawn).await
    }

    /// Draws the face of a version. Only what can no longer change is kept compiled: a draft may be another
    /// one when it is published under the same number.
    async fn drawing_of(
        &self,
        row: &CatalogRow,
        entry: &Arc<CatalogEntry>,
        drawn: Drawn,
    ) -> Result<String, Error> {
        if is_public(row) {
            return self.svg_of(&row.type_code, row.number, entry, drawn).await;
        }
        let (app, entry) = (self.clone(), Arc::clone(entry));
        self.heavy(move || {
            let budget = Budget::default();
            let compiled = app.templates().compile_within(&entry, &budget);
            refuse_exceeded(&budget)?;
            svg(&compiled.map_err(|found| refuse_template(&found))?, &drawn, None, &budget)
        })
        .await?
    }

    /// Warnings for those who publish a face, in Chinese: the pages with too little text for a
    /// hidden mark, so that a leaked copy of them could not be traced (Art. 22). A face that cannot
    /// be drawn has no warnings here, because submitting refuses it.
    pub(crate) fn face_notes(&self, row: &CatalogRow, unit: &str) -> Result<Vec<String>, Error> {
        let entry = self.templates().entry(row)?;
        let drawn = sampled(&entry, unit, Date::at(self.now()));
        let compiled = if is_public(row) {
            self.templates().face(&row.type_code, row.number, &entry)
        } else {
            let compiled = self.templates().compile(&entry);
            compiled.map(Arc::new).map_err(|found| refuse_template(&found).into())
        };
        let list = compiled.and_then(|compiled| Ok(lay_out(&compiled, &drawn)?));
        let Ok(list) = list else { return Ok(vec![]) };
        let pages = capacity(&list, &Marking::default().excluded);
        Ok(pages.iter().filter_map(Capacity::finding).map(|finding| finding.zh).collect())
    }
}

/// The content of a sample drawing: the example values of the fields.
fn sampled(entry: &CatalogEntry, unit_name: &str, today: Date) -> Drawn {
    let mut frozen = blank(entry, today);
    "演示样例".clone_into(&mut frozen.holder.name);
    // Of the length of real codes, so that the layout is realistic, but not assigned to anybody.
    "440304190001010002".clone_into(&mut frozen.holder.code);
    "111".clone_into(&mut frozen.holder.code_type);
    "演示20260000001".clone_into(&mut frozen.number);
    for field in entry.fields.iter().filter(|field| field.kind != FieldKind::Group) {
        frozen.facts.insert(field.key.clone(), field.example.clone().into());
    }
    drawn(entry, &frozen, &Issue { unit_name, day: Some(today) })
}
