//! The list of uses of a unit (Art. 15).

use domain::caller::{Actor, Caller, Channel};
use domain::date::rfc3339;
use domain::policy::{Action, Scope, scope};
use serde::{Deserialize, Serialize};
use store::{Reader, UsageRow};

use crate::kernel::page::{NEWEST, Page};
use crate::kernel::{App, Error};

/// A use as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct UseView {
    pub use_code: String,
    pub at: String,
    pub certificate_identifier: String,
    pub type_code: String,
    pub type_name: String,
    pub matter_code: String,
    pub matter_name: String,
    pub case_number: String,
    pub unit_code: String,
    /// `person:<id>` or `client:<id>/<operator>`; never a name. A calling system is not told the identity
    /// of a person.
    pub actor: String,
    /// manual or api (Art. 15).
    pub channel: Channel,
}

impl App {
    /// Lists the uses by the caller's unit, newest first.
    pub async fn uses(
        &self,
        caller: &Caller,
        before: &str,
        limit: i64,
    ) -> Result<Page<UseView>, Error> {
        if scope(caller, Action::ReadUsage) == Scope::Nothing {
            return Ok(Page { items: Vec::new(), next: None });
        }
        let before = if before.is_empty() { NEWEST } else { before };
        let mut reader = self.read().await?;
        let mut shown = Vec::new();
        for row in reader.usages_of_unit(&caller.unit, before, limit + 1).await? {
            shown.push(self.use_view(&mut reader, caller, row).await?);
        }
        Page::of(shown, limit, |view| view.use_code.clone(), Ok)
    }

    async fn use_view(
        &self,
        reader: &mut Reader,
        caller: &Caller,
        row: UsageRow,
    ) -> Result<UseView, Error> {
        let matter = reader.matter(&row.matter_code).await?;
        let published = reader.catalog_published(&row.type_code).await?;
        let system = matches!(caller.actor, Actor::Client { .. });
        let actor = match self.used_by(&row)? {
            person if system && person.starts_with("person:") => "person".to_owned(),
            actor => actor,
        };
        Ok(UseView {
            actor,
            at: rfc3339(row.used_at),
            type_name: published.map_or_else(String::new, |row| row.name),
            matter_name: matter.map_or_else(String::new, |row| row.name),
            use_code: row.use_code,
            certificate_identifier: row.identifier,
            type_code: row.type_code,
            matter_code: row.matter_code,
            case_number: row.case_number,
            unit_code: row.unit_code,
            channel: row.channel.parse()?,
        })
    }
}
