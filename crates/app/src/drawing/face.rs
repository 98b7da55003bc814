//! 照面 (face): drawings for the screen, before anything is sealed.

use std::collections::BTreeMap;
use std::sync::Arc;

use budget::{Allowance, Budget, Exceeded};
use domain::catalog::CatalogEntry;
use domain::certificate::Effect;
use domain::date::Date;
use domain::holder::Holder;
use domain::{Code, FieldFinding, Refusal};
use face::display::Seals;
use face::font::FontSet;
use face::layout::Content as Drawn;
use face::picture::is_readable;

use crate::drawing::issue::{Issue, drawn, lay_out_within, refuse_face};
use crate::drawing::templates::Compiled;
use crate::kernel::{App, Error};
use crate::records::application::{Content, content_slot, load};
use crate::records::certificate::{self, Frozen};
use crate::records::checking::unreadable_picture;
use crate::records::unit::unit_name;
use crate::records::validity::{Validity, validity};

impl App {
    /// Draws an application as the certificate would be produced, crossed out in words. Errors: a text does not
    /// fit, or a character has no glyph. The clerk gets these errors at once, and not later from a parked job.
    pub(crate) async fn trial_face(&self, id: &str) -> Result<String, Error> {
        let mut reader = self.read().await?;
        let row = load(&mut reader, id).await?;
        let entry = self.entry_of(&mut reader, &row.type_code, row.catalog_number).await?;
        let unit = unit_name(&mut reader, &row.unit_code).await?;
        let content: Content = self.open(content_slot(id), &row.content_sealed)?;
        let before = match row.replaces.as_str() {
            "" => None,
            replaces => Some(certificate::load(&mut reader, replaces).await?),
        };
        drop(reader);
        let today = Date::at(self.now());
        let Validity { from, to } = validity(&entry, &content, before.as_ref(), today);
        let frozen = Frozen {
            holder: content.holder,
            facts: content.facts,
            valid_from: from,
            valid_to: to,
            ..blank(&entry, today)
        };
        let drawn = drawn(&entry, &frozen, &Issue { unit_name: &unit, day: None });
        let app = self.clone();
        self.heavy(move || {
            refuse_unreadable(&entry, &drawn)?;
            let budget = Budget::default();
            let compiled = app.templates().face(&row.type_code, row.catalog_number, &entry)?;
            // It stays a draft, whatever became of its certificate (Art. 16).
            let across = Some((app.templates().fonts(), Effect::Registered.zh()));
            svg(&compiled, &drawn, across, &budget)
        })
        .await?
    }

    /// Draws all pages with the face of a catalog version, as SVG.
    pub(crate) async fn svg_of(
        &self,
        type_code: &str,
        number: i64,
        entry: &Arc<CatalogEntry>,
        drawn: Drawn,
    ) -> Result<String, Error> {
        let (app, type_code, entry) = (self.clone(), type_code.to_owned(), Arc::clone(entry));
        self.heavy(move || {
            let compiled = app.templates().face(&type_code, number, &entry)?;
            svg(&compiled, &drawn, None, &Budget::default())
        })
        .await?
    }
}

/// Refuses pictures whose pixels cannot be decoded, whether the face shows them or not.
fn refuse_unreadable(entry: &CatalogEntry, drawn: &Drawn) -> Result<(), Refusal> {
    let found: Vec<FieldFinding> = entry
        .fields
        .iter()
        .filter(|spec| drawn.images.get(&spec.key).is_some_and(|bytes| !is_readable(bytes)))
        .map(unreadable_picture)
        .collect();
    if found.is_empty() { Ok(()) } else { Err(Refusal::of_fields(Code::ContentInvalid, found)) }
}

/// Draws all pages as SVG, with words across them if some are given. Errors: the content does not fit, the face
/// has no page, or the budget of the request does not suffice.
pub(crate) fn svg(
    compiled: &Compiled,
    drawn: &Drawn,
    across: Option<(&FontSet, &str)>,
    budget: &Budget,
) -> Result<String, Error> {
    let laid_out = lay_out_within(compiled, drawn, budget);
    refuse_exceeded(budget)?;
    let mut list = laid_out?;
    if list.pages.is_empty() {
        return Err(Refusal::new(Code::FaceInvalid).into());
    }
    if let Some((fonts, words)) = across {
        face::overlay::cross_out(&mut list, &compiled.face, fonts, words)
            .map_err(|found| refuse_face(&found))?;
    }
    // What is not issued yet has no seal: rings stand in the places of the seals.
    let drawn = face::svg::pages_svg(&compiled.face, &list, Seals::Rings, budget);
    refuse_exceeded(budget)?;
    Ok(drawn.unwrap_or_default())
}

/// The refusal that names the allowance that ran out, if one did. Other findings of what exceeded the
/// budget are not told, because they are incomplete.
pub(crate) fn refuse_exceeded(budget: &Budget) -> Result<(), Refusal> {
    budget.exceeded().map_or(Ok(()), |exceeded| Err(refusal_of(exceeded)))
}

/// The refusal that names an allowance.
pub(crate) fn refusal_of(exceeded: Exceeded) -> Refusal {
    let code = match exceeded.0 {
        Allowance::Work(_) => Code::WorkExceeded,
        Allowance::Memory => Code::MemoryExceeded,
    };
    Refusal::new(code).with("allowance", exceeded.zh())
}

/// The content of an empty certificate, for drawing the face alone.
pub(crate) fn blank(entry: &CatalogEntry, today: Date) -> Frozen {
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
