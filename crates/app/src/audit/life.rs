//! A certificate's whole life, for the auditor (Art. 21): every change, reading and use, and who it was.

use domain::caller::Caller;
use domain::event::{Event, EventKind};
use domain::policy::{Action, Citywide};
use serde::{Deserialize, Serialize};
use store::{CertificateRow, Receipt};

use crate::kernel::{App, Error};
use crate::records::certificate::load;
use crate::records::history::{HistoryFor, Step};

/// The subject of the readings of a certificate's history.
pub(super) fn history_of(row: &CertificateRow) -> String {
    format!("history {}", row.identifier)
}

/// The whole life of a certificate, and which certificate it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CertificateLife {
    pub identifier: String,
    pub number: String,
    pub type_name: String,
    /// Oldest first; of readings and uses the newest ones.
    pub steps: Vec<Step>,
}

impl App {
    /// The history of any certificate of the city, oldest step first. The reading is recorded as readings
    /// of the log are; beside type and number it shows none of the content of the certificate.
    pub async fn certificate_life(
        &self,
        caller: &Caller,
        identifier: &str,
    ) -> Result<(CertificateLife, Receipt), Error> {
        let work = self.begin(caller).await?;
        let (mut work, permit) = work.permit(Action::ReadAuditLog, &Citywide).await?;
        let row = load(work.rows(), identifier).await?;
        let entry = self.entry_of(work.rows(), &row.type_code, row.catalog_number).await?;
        let steps = self.steps_of(work.rows(), &row, HistoryFor::Auditor).await?;
        // Not the certificate as subject: the reading of a history is no part of it.
        let event = Event::new(EventKind::AuditRead, history_of(&row));
        let type_name = entry.name.clone();
        let life =
            CertificateLife { identifier: row.identifier, number: row.number, type_name, steps };
        work.commit(permit.done(life, event)).await
    }
}
