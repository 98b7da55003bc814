//! 电子印章: registering seals. The X.509 certificate of a seal's key comes from the city's own
//! authority or from an outside one.

use domain::caller::Caller;
use domain::id::Bucket;
use domain::policy::Action;
use seal::x509::X509;
use store::Receipt;

use crate::drawing::seal_making::SealId;
use crate::kernel::{App, Error};
use crate::records::seal::Owner;

impl App {
    /// Makes a seal with its key, X.509 certificate and picture, for a unit or for the platform
    /// ([`crate::seals::PLATFORM`]). Errors: the unit is unknown; a character of its name has no
    /// glyph; no key can be made.
    pub async fn register_seal(
        &self,
        caller: &Caller,
        unit_code: &str,
    ) -> Result<(SealId, Receipt), Error> {
        self.make_registered(caller, unit_code, None).await
    }

    /// Makes a key for a seal of a unit, and the request for its X.509 certificate (PKCS#10 in PEM)
    /// to an outside authority. Errors: the unit is unknown; the caller may not register its seals.
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

    /// Makes the seal for a key of [`Self::request_seal`], with the X.509 certificate (PEM) that
    /// the outside authority issued. Errors: the X.509 certificate is for another key or another
    /// usage, is out of its period, or does not chain to a trusted root.
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
