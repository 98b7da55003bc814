//! 证照履历 (history, Art. 12): the records about one certificate, for the unit that issued it.

use domain::caller::Caller;
use domain::policy::Action;

use crate::kernel::{App, Error};
use crate::records::certificate::{load, place_of};
use crate::records::history::{HistoryFor, Step};

impl App {
    /// The history of a certificate, oldest step first, beginning with its application.
    pub async fn certificate_history(
        &self,
        caller: &Caller,
        identifier: &str,
    ) -> Result<Vec<Step>, Error> {
        let action = Action::ReadCertificate;
        self.refuse_foreign(caller, action, identifier).await?;
        let mut reader = self.read().await?;
        let loaded = load(&mut reader, identifier).await;
        let row = self.present(caller, action, loaded).await?;
        self.permit_read(caller, action, &place_of(&row)?).await?;
        self.steps_of(&mut reader, &row, HistoryFor::Issuer).await
    }
}
