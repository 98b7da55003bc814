//! 电子印章: each issuing unit's seal, made by the city's seal maker (GB/T 38540).

use domain::caller::Caller;
use domain::id::Bucket;
use domain::policy::Action;
use seal::x509::X509;
use store::Receipt;

use crate::drawing::seal_making::SealId;
use crate::kernel::{App, Error};
use crate::records::seal::Owner;

impl App {
    /// Makes a seal for a unit, or for the platform itself (`platform`): key, X.509 certificate, picture, seal. Errors: unit unknown, a
    /// character of its name has no glyph.
    pub async fn register_seal(
        &self,
        caller: &Caller,
        unit_code: &str,
    ) -> Result<(SealId, Receipt), Error> {
        self.make_registered(caller, unit_code, None).await
    }

    /// A key for a seal of a unit, and the request with which an outside authority is asked for its
    /// X.509 certificate (PKCS#10 in PEM). Errors: unit unknown, or no right to register its seals.
    pub async fn request_seal(
        &self,
        caller: &Caller,
        unit_code: &str,
    ) -> Result<(SealId, String), Error> {
        let mut reader = self.read().await?;
        let Owner { place, name, .. } = self.seal_owner(&mut reader, unit_code).await?;
        drop(reader);
        self.permit_read(caller, Action::RegisterSeal, &place).await?;
        let seal_id = self.fresh_id(self.now(), Bucket::NONE)?;
        let request = self.keys().request_seal_key(&seal_id, &name)?;
        Ok((SealId { seal_id }, request))
    }

    /// Makes the seal whose key was requested for, with the X.509 certificate (PEM) that came back.
    /// Errors: it is for another key, nobody trusted vouches for it, it is for another use.
    pub async fn register_outside_seal(
        &self,
        caller: &Caller,
        unit_code: &str,
        seal_id: &str,
        x509: &str,
    ) -> Result<(SealId, Receipt), Error> {
        let x509 = X509::from_pem(x509);
        let x509 =
            x509.map_err(|error| Error::Unavailable(format!("X.509 certificate: {error}")))?;
        self.make_registered(caller, unit_code, Some((seal_id, &x509))).await
    }
}
