//! 印章状态 (states of seals, 国办发〔2025〕33号): active, suspended, lost, replaced, revoked.
//! Every sealing and every verification asks for the state. Seals that are out of use permanently
//! are in the revocation list.

use domain::caller::Caller;
use domain::event::{Event, EventKind};
use domain::policy::{Action, Place};
use domain::region::Region;
use domain::seal::{SealState, SealStep, step};
use domain::text;
use seal::x509::{Reason, Revoked, X509};
use serde::{Deserialize, Serialize};
use store::{Queries, Receipt, SealRow};

use crate::kernel::{App, Error};
use crate::records::seal::{changed_at, state_of, subject};

/// Number of rows that are loaded at a time.
const ROWS_PER_PAGE: i64 = 500;

/// A seal as the register shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SealView {
    pub seal_id: String,
    pub unit_code: String,
    pub name: String,
    pub state: SealState,
    pub state_zh: String,
    /// RFC 3339; when the state last changed. Empty if it never changed.
    pub since: String,
    pub made_at: String,
    pub row_version: i64,
}

impl App {
    /// Lists the seals of a unit, newest last. Errors: the unit is unknown; the caller may not see
    /// its seals.
    pub async fn seals(&self, caller: &Caller, unit_code: &str) -> Result<Vec<SealView>, Error> {
        let mut reader = self.read().await?;
        let place = self.seal_owner(&mut reader, unit_code).await?.place;
        self.permit_read(caller, Action::ChangeSeal, &place).await?;
        let mut rows = Vec::new();
        for state in SealState::ALL {
            rows.extend(reader.seals_of_unit(unit_code, state.as_str(), ROWS_PER_PAGE).await?);
        }
        rows.sort_by(|one, other| one.seal_id.cmp(&other.seal_id));
        let mut views = Vec::with_capacity(rows.len());
        for row in rows {
            views.push(view(&mut reader, row).await?);
        }
        Ok(views)
    }

    /// Changes the state of a seal. Errors: there is no such seal; its state does not allow the
    /// step; the reason is empty; the row was saved since the caller read it.
    pub async fn change_seal(
        &self,
        caller: &Caller,
        seal_id: &str,
        row_version: i64,
        change: SealStep,
        reason: &str,
    ) -> Result<(SealView, Receipt), Error> {
        let mut work = match self.begin(caller).await {
            Err(Error::Repeated(again)) => {
                return self.seal_again(caller, seal_id, again.receipt).await;
            }
            begun => begun?,
        };
        let mut row = work.rows().seal(seal_id).await?.ok_or(Error::NotFound)?;
        let place = Place { unit: row.unit_code.clone(), region: Region::parse(&row.region)? };
        let (mut work, permit) = work.permit(Action::ChangeSeal, &place).await?;
        if row.version != row_version {
            return Err(Error::Conflict);
        }
        let next = step(state_of(&row)?, change)?;
        let reason = text::reason(reason)?;
        next.as_str().clone_into(&mut row.state);
        work.rows().update_seal(&mut row).await?;
        let details = serde_json::json!({ "step": change.as_str(), "reason": reason });
        let event = Event::new(EventKind::SealChanged, subject(seal_id)).with_details(details);
        let (_, receipt) = work.commit(permit.done((), event)).await?;
        // If this fails, the daily schedule renews the list. The register has the new state
        // already.
        self.renew_revocation_list().await?;
        let mut reader = self.read().await?;
        let row = reader.seal(seal_id).await?.ok_or(Error::NotFound)?;
        Ok((view(&mut reader, row).await?, receipt))
    }

    /// The seal of a request that was answered before, as it is now.
    async fn seal_again(
        &self,
        caller: &Caller,
        seal_id: &str,
        receipt: Receipt,
    ) -> Result<(SealView, Receipt), Error> {
        let mut reader = self.read().await?;
        let row = reader.seal(seal_id).await?.ok_or(Error::NotFound)?;
        let place = Place { unit: row.unit_code.clone(), region: Region::parse(&row.region)? };
        self.permit_read(caller, Action::ChangeSeal, &place).await?;
        Ok((view(&mut reader, row).await?, receipt))
    }

    /// Writes a new revocation list from the register of seals.
    pub async fn renew_revocation_list(&self) -> Result<(), Error> {
        let mut reader = self.read().await?;
        let (mut revoked, mut after) = (Vec::new(), String::new());
        loop {
            let rows = reader.seal_after(&after, ROWS_PER_PAGE).await?;
            let Some(last) = rows.last() else { break };
            after.clone_from(&last.seal_id);
            for row in rows {
                // The list is signed, so each state in it must be as the log says (I14).
                reader.confirm(&row).await?;
                revoked.extend(revoked_entry(&mut reader, &row).await?);
            }
        }
        drop(reader);
        Ok(self.keys().renew_list(self.now() / 1000, &revoked)?)
    }
}

/// The entry of a seal in the revocation list, if the seal is out of use permanently.
async fn revoked_entry(rows: &mut Queries, row: &SealRow) -> Result<Option<Revoked>, Error> {
    let reason = match state_of(row)? {
        SealState::Active | SealState::Suspended => return Ok(None),
        SealState::Lost => Reason::Compromised,
        SealState::Replaced => Reason::Superseded,
        SealState::Revoked => Reason::Ceased,
    };
    let at = changed_at(rows, &row.seal_id).await?.unwrap_or(row.made_at) / 1000;
    let x509 = X509::from_der(&row.x509).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(Some(Revoked { serial: x509.serial().to_vec(), at, reason }))
}

async fn view(rows: &mut Queries, row: SealRow) -> Result<SealView, Error> {
    let at = changed_at(rows, &row.seal_id).await?;
    let state = state_of(&row)?;
    Ok(SealView {
        seal_id: row.seal_id,
        unit_code: row.unit_code,
        name: row.name,
        state,
        state_zh: state.zh().to_owned(),
        since: at.map_or_else(String::new, domain::date::rfc3339),
        made_at: domain::date::rfc3339(row.made_at),
        row_version: row.version,
    })
}
