//! 照面预览: the drawing that the file will show, before anything is sealed.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::caller::Caller;
use domain::catalog::CatalogEntry;
use domain::date::Date;
use domain::event::{Event, EventKind};
use domain::field::FieldKind;
use domain::holder::Holder;
use domain::policy::Action;
use domain::{Code, Refusal};
use face::layout::Content as Drawn;
use face::microshift::{Capacity, Marking, capacity};
use serde::{Deserialize, Serialize};

use store::{CatalogRow, CertificateRow, Receipt};

use crate::catalog_view::unit_name;
use crate::collect::{
    Content, content_slot, load as load_application, place_of as application_place,
};
use crate::door::App;
use crate::error::Error;
use crate::render::{Issue, drawn, lay_out, refuse_template};
use crate::review::Frozen;
use crate::status::{place_of, subject};
use crate::view::load;
use crate::workshop::Compiled;

/// What is to be drawn: a type's face with facts that need not be complete.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewRequest {
    pub type_code: String,
    #[serde(default)]
    pub version: Option<i64>,
    /// A face that is not saved yet, instead of the entry's.
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
}

/// A certificate that somebody looks at.
pub(crate) struct Looked {
    pub row: CertificateRow,
    pub entry: Arc<CatalogEntry>,
    /// Name of its unit.
    pub unit: String,
    /// Day of issue, or of the act that ordered the production.
    pub day: Date,
    pub receipt: Receipt,
}

impl App {
    /// SVG of the first page with the given facts; absent ones stay blank.
    pub async fn preview(
        &self,
        caller: &Caller,
        request: &PreviewRequest,
    ) -> Result<String, Error> {
        let mut reader = self.read().await?;
        let (code, version) = (request.type_code.as_str(), request.version);
        let row = self.visible(&mut reader, caller, code, version).await?;
        let entry = self.workshop().entry(&row)?;
        let unit = unit_name(&mut reader, &caller.unit).await?;
        drop(reader);
        let frozen = Frozen {
            holder: Holder {
                name: request.holder_name.clone(),
                code: request.holder_code.clone(),
                code_type: String::new(),
            },
            facts: request.facts.clone(),
            ..blank(&entry, Date::at(self.now()))
        };
        let drawn = drawn(&entry, &frozen, &Issue { unit_name: &unit, day: None });
        match &request.face {
            None => self.svg_of(&row.type_code, row.number, &entry, &drawn),
            Some(face) => {
                let drafted = CatalogEntry { face: face.clone(), ..CatalogEntry::clone(&entry) };
                let compiled = self.workshop().compile(&drafted);
                svg(&compiled.map_err(|found| refuse_template(&found))?, &drawn)
            }
        }
    }

    /// SVG of a published face with the examples of its fields.
    pub async fn sample(&self, caller: &Caller, type_code: &str) -> Result<String, Error> {
        let mut reader = self.read().await?;
        let row = self.visible(&mut reader, caller, type_code, None).await?;
        let entry = self.workshop().entry(&row)?;
        let unit = unit_name(&mut reader, &entry.defining_unit).await?;
        drop(reader);
        let drawn = sampled(&entry, &unit, Date::at(self.now()));
        self.svg_of(&row.type_code, row.number, &entry, &drawn)
    }

    /// What those who publish a face should know of it, in words: pages whose leaked copies could
    /// not be traced (Art. 22). A face that cannot be drawn is refused elsewhere.
    pub(crate) fn face_notes(&self, row: &CatalogRow, unit: &str) -> Result<Vec<String>, Error> {
        let entry = self.workshop().entry(row)?;
        let drawn = sampled(&entry, unit, Date::at(self.now()));
        let compiled = self.workshop().face(&row.type_code, row.number, &entry);
        let list = compiled.and_then(|compiled| Ok(lay_out(&compiled, &drawn)?));
        let Ok(list) = list else { return Ok(vec![]) };
        let pages = capacity(&list, &Marking::default().excluded);
        Ok(pages.iter().filter_map(Capacity::finding).map(|finding| finding.zh).collect())
    }

    /// SVG of what an application would become.
    pub async fn application_face(&self, caller: &Caller, id: &str) -> Result<String, Error> {
        let row = load_application(&mut *self.read().await?, id).await?;
        self.permit_read(caller, Action::ReadApplication, &application_place(&row)?).await?;
        self.trial_face(id).await
    }

    /// Draws an application as it would be produced. Errors: text that does not fit, a character
    /// without a glyph: better heard now than from a parked job.
    pub(crate) async fn trial_face(&self, id: &str) -> Result<String, Error> {
        let mut reader = self.read().await?;
        let row = load_application(&mut reader, id).await?;
        let entry = self.entry_of(&mut reader, &row.type_code, row.catalog_number).await?;
        let unit = unit_name(&mut reader, &row.unit_code).await?;
        drop(reader);
        let content: Content = self.open(content_slot(id), &row.content_sealed)?;
        let today = Date::at(self.now());
        let from = content.valid_from.unwrap_or(today);
        let frozen = Frozen {
            holder: content.holder,
            facts: content.facts,
            valid_from: from,
            valid_to: content.valid_to.or_else(|| entry.validity.last_day(from)),
            ..blank(&entry, today)
        };
        let drawn = drawn(&entry, &frozen, &Issue { unit_name: &unit, day: None });
        self.svg_of(&row.type_code, row.catalog_number, &entry, &drawn)
    }

    /// SVG of a certificate, for those of its unit; the look is recorded first (I2).
    pub async fn certificate_face(
        &self,
        caller: &Caller,
        identifier: &str,
    ) -> Result<String, Error> {
        let Looked { row, entry, unit, day, .. } = self.look_at(caller, identifier).await?;
        let issue = Issue { unit_name: &unit, day: Some(day) };
        let drawn = drawn(&entry, &self.frozen(&row)?, &issue);
        self.svg_of(&row.type_code, row.catalog_number, &entry, &drawn)
    }

    /// What a certificate's face is drawn from, for those of its unit; the look is recorded first
    /// (I2).
    pub(crate) async fn look_at(&self, caller: &Caller, identifier: &str) -> Result<Looked, Error> {
        let mut work = self.begin(caller).await?;
        let row = load(work.rows(), identifier).await?;
        let (mut work, permit) = work.permit(Action::ReadCertificate, &place_of(&row)?).await?;
        let entry = self.entry_of(work.rows(), &row.type_code, row.catalog_number).await?;
        let unit = unit_name(work.rows(), &row.unit_code).await?;
        let event = Event::new(EventKind::CertificateViewed, subject(&row));
        let (_, receipt) = work.commit(permit.done((), event)).await?;
        let ordered = if row.issued_at > 0 { row.issued_at } else { row.changed_at };
        Ok(Looked { row, entry, unit, day: Date::at(ordered), receipt })
    }

    fn svg_of(
        &self,
        type_code: &str,
        number: i64,
        entry: &CatalogEntry,
        drawn: &Drawn,
    ) -> Result<String, Error> {
        svg(&*self.workshop().face(type_code, number, entry)?, drawn)
    }
}

fn svg(compiled: &Compiled, drawn: &Drawn) -> Result<String, Error> {
    let list = lay_out(compiled, drawn)?;
    if list.pages.is_empty() {
        return Err(Refusal::new(Code::FaceInvalid).into());
    }
    Ok(face::svg::pages_svg(&compiled.face, &list))
}

/// The face with the examples of its fields.
fn sampled(entry: &CatalogEntry, unit_name: &str, today: Date) -> Drawn {
    let mut frozen = blank(entry, today);
    "演示样例".clone_into(&mut frozen.holder.name);
    // As long as real ones are, and nobody's.
    "440304190001010002".clone_into(&mut frozen.holder.code);
    "演示20260000001".clone_into(&mut frozen.number);
    for field in entry.fields.iter().filter(|field| field.kind != FieldKind::Group) {
        frozen.facts.insert(field.key.clone(), field.example.clone().into());
    }
    drawn(entry, &frozen, &Issue { unit_name, day: Some(today) })
}

fn blank(entry: &CatalogEntry, today: Date) -> Frozen {
    Frozen {
        identifier: String::new(),
        number: String::new(),
        type_code: entry.code.clone(),
        catalog_number: 0,
        holder: Holder { name: String::new(), code: String::new(), code_type: String::new() },
        facts: BTreeMap::<String, serde_json::Value>::new().into_iter().collect(),
        valid_from: today,
        valid_to: entry.validity.last_day(today),
        paper_number: String::new(),
    }
}
