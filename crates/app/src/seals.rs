//! 电子印章: each issuing unit's seal, made by the city's seal maker (GB/T 38540).

use domain::caller::Caller;
use domain::event::{Event, EventKind};
use domain::id::Bucket;
use domain::policy::Action;
use domain::{Code, Refusal};
use seal::eseal::{self, Picture, SealKind, SealSpec, Stamper};
use seal::sm2::Digest;
use seal::x509::X509;
use serde::{Deserialize, Serialize};
use store::{Queries, Receipt, SealRow};

use crate::door::App;
use crate::error::Error;
use crate::keys::{SEAL_DAYS, maker_key};
use crate::platform::Owner;

/// Side of a unit's round seal, mm.
const SEAL_SIDE: u32 = 42;
const SEAL_FONT: &str = "NotoSerifSC-Bold";

/// A seal as named afterwards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SealId {
    pub seal_id: String,
}

/// A unit's seal, ready to stamp.
pub(crate) struct UnitSeal {
    pub seal_id: String,
    pub stamper: Stamper,
}

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
        let request = self.workshop().keys().request_seal_key(&seal_id, &name)?;
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

    async fn make_registered(
        &self,
        caller: &Caller,
        unit_code: &str,
        outside: Option<(&str, &X509)>,
    ) -> Result<(SealId, Receipt), Error> {
        let mut reader = self.read().await?;
        let Owner { place, name, purpose } = self.seal_owner(&mut reader, unit_code).await?;
        drop(reader);
        let permit = self.permit_read(caller, Action::RegisterSeal, &place).await?;
        drop(permit);
        // Drawing and signing are slow, so they come before the change (design decision 1).
        let now = self.now() / 1000;
        let (seal_id, x509) = match outside {
            Some((seal_id, x509)) => {
                self.workshop().keys().fits(seal_id, x509, now)?;
                (seal_id.to_owned(), x509.clone())
            }
            None => {
                let seal_id = self.fresh_id(self.now(), Bucket::NONE)?;
                let x509 = self.workshop().keys().new_seal_key(&seal_id, &name, now)?;
                (seal_id, x509)
            }
        };
        let seal = self.make_seal(&seal_id, (&name, purpose), &x509, now)?;
        let work = self.begin(caller).await?;
        let (mut work, permit) = work.permit(Action::RegisterSeal, &place).await?;
        let mut row = SealRow {
            seal_id: seal_id.clone(),
            unit_code: place.unit,
            region: place.region.as_str().to_owned(),
            name,
            state: "active".to_owned(),
            seal,
            x509: x509.as_der().to_vec(),
            made_at: work.now(),
            ..SealRow::default()
        };
        work.rows().insert_seal(&mut row).await?;
        let event = Event::new(EventKind::SealRegistered, format!("seal {seal_id}"));
        work.commit(permit.done(SealId { seal_id }, event)).await
    }

    fn make_seal(
        &self,
        seal_id: &str,
        (unit_name, bottom): (&str, &str),
        x509: &X509,
        now: i64,
    ) -> Result<Vec<u8>, Error> {
        let shop = self.workshop();
        let picture = face::seal_picture::seal_picture(
            shop.fonts(),
            SEAL_FONT,
            unit_name,
            bottom,
            shop.is_demo(),
        );
        let picture = picture.map_err(|finding| {
            let refusal = Refusal::new(Code::FaceInvalid);
            refusal.with("seal", finding.zh)
        })?;
        let signers = [x509.clone()];
        let spec = SealSpec {
            id: seal_id,
            vendor: "Yinxin",
            kind: SealKind::Unit,
            name: unit_name,
            signers: &signers,
            by_digest: true,
            created: now,
            valid_from: now,
            valid_until: now + (SEAL_DAYS - 1) * 86_400,
            picture: Picture {
                format: "PNG",
                bytes: &picture,
                width: SEAL_SIDE,
                height: SEAL_SIDE,
            },
        };
        let keys = shop.keys();
        eseal::make_seal(&spec, keys.maker(), keys.signer(), &maker_key())
            .map_err(|error| Error::Internal(error.to_string()))
    }

    /// One SES_Signature for each document (SM3 of its Signature.xml, its record), stamped now with
    /// the unit's seal. Errors: the seal has sealed its share of the day.
    pub(crate) fn stamp(
        &self,
        unit_seal: &UnitSeal,
        documents: &[(&[u8; 32], String)],
    ) -> Result<Vec<Vec<u8>>, Error> {
        let failed = |why: &dyn std::fmt::Display| Error::Unavailable(format!("sealing: {why}"));
        let time = self.now() / 1000;
        let stamper = &unit_seal.stamper;
        let tbs = documents.iter().map(|(hash, _)| stamper.to_be_signed(time, hash));
        let tbs: Vec<_> = tbs.collect::<Result<_, _>>().map_err(|error| failed(&error))?;
        let content: Vec<(Digest, &str)> = tbs
            .iter()
            .zip(documents)
            .map(|((_, digest), (_, record))| (*digest, record.as_str()))
            .collect();
        let (keys, seal_id) = (self.workshop().keys(), &unit_seal.seal_id);
        let signed = keys.seal(seal_id, stamper.public_key(), &content, self.now());
        let signed = signed.map_err(|error| failed(&error))?;
        let tokens = self.tokens(&signed)?;
        let stamps = tbs.iter().zip(signed.iter().zip(&tokens));
        let stamps = stamps.map(|((tbs, _), (signature, token))| {
            unit_seal.stamper.assemble(tbs, signature, token.as_deref())
        });
        stamps.collect::<Result<_, _>>().map_err(|error| failed(&error))
    }
}

/// The unit's newest active seal. Errors: it has none.
pub(crate) async fn seal_of(rows: &mut Queries, unit_code: &str) -> Result<UnitSeal, Error> {
    let row = rows.seals_of_unit(unit_code, "active", 1).await?.into_iter().next();
    let row = row.ok_or_else(|| Error::Unavailable(format!("unit {unit_code} has no seal")))?;
    let wrong = |error: &dyn std::fmt::Display| Error::Internal(format!("seal: {error}"));
    let x509 = X509::from_der(&row.x509).map_err(|error| wrong(&error))?;
    let stamper = Stamper::new(&row.seal, ofd::write::PROPERTY, &x509);
    Ok(UnitSeal { seal_id: row.seal_id, stamper: stamper.map_err(|error| wrong(&error))? })
}
