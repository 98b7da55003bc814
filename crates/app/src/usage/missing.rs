//! 缺证登记: what is missing for a matter becomes a row of the ledger, in the commit that records the question (I7).

use domain::caller::Caller;
use domain::date::Date;
use domain::id::Bucket;
use domain::miss::answering;
use domain::policy::Place;
use domain::purpose::Purpose;
use domain::region::Region;
use domain::usage::Lack;
use store::{MissRow, Reader};

use super::query::Found;
use crate::kernel::asking::Asked;
use crate::kernel::{App, Error};
use crate::records::catalog::issuers;

/// A question with all that its rows say.
#[derive(Clone, Copy)]
pub(super) struct Stated<'a> {
    pub caller: &'a Caller,
    pub purpose: &'a Purpose,
    pub place: &'a Place,
    pub asked: &'a Asked,
    /// The version of the matter by which it is judged.
    pub matter_version: i64,
}

impl App {
    /// The row of a certificate that is missing. Nothing in it depends on the holder, except where the answer
    /// does, and the keyed hash.
    pub(super) async fn miss(
        &self,
        reader: &mut Reader,
        stated: Stated<'_>,
        type_code: &str,
        issuer: &str,
        why: Lack,
    ) -> Result<MissRow, Error> {
        let Stated { caller, purpose, place, asked, matter_version } = stated;
        let region = reader.unit_shown(issuer).await?.map_or_else(String::new, |unit| unit.region);
        Ok(MissRow {
            miss_id: self.fresh_id(asked.at, Bucket::NONE)?,
            day: Date::at(asked.at).to_string(),
            unit_code: caller.unit.clone(),
            region: place.region.as_str().to_owned(),
            matter_code: purpose.matter_code().to_owned(),
            matter_version,
            type_code: type_code.to_owned(),
            issuer_code: if region.is_empty() { String::new() } else { issuer.to_owned() },
            issuer_region: region,
            why: why.as_str().to_owned(),
            holder_index: asked.holder.to_vec(),
            missed_at: asked.at,
            ..MissRow::default()
        })
    }

    /// The unit that issued what was found, or answers for what is missing; empty if the type is unknown.
    pub(super) async fn answers_for(
        &self,
        reader: &mut Reader,
        found: &Found,
        type_code: &str,
        place: &Place,
    ) -> Result<String, Error> {
        match found {
            Found::Usable(row, _) => return Ok(row.unit_code.clone()),
            Found::Lacking(_, Some(unit)) => return Ok(unit.clone()),
            Found::Lacking(_, None) | Found::Refused(_) => (),
        }
        let Some(version) = reader.catalog_versions_of(type_code, 1).await?.pop() else {
            return Ok(String::new());
        };
        let Ok(entry) = self.templates().entry(&version) else { return Ok(version.unit_code) };
        let mut places = Vec::new();
        for unit in issuers(reader, &entry, type_code).await? {
            places.push(Place { region: Region::parse(&unit.region)?, unit: unit.unit_code });
        }
        let answering = answering(&places, &entry.defining_unit, &place.region);
        Ok(answering.unwrap_or(&version.unit_code).to_owned())
    }
}
