//! 制章 (GB/T 38540): making a seal with its key, X.509 certificate and picture, and its row in the
//! register. Two activities make seals: `seals` for the units, and `usage`, whose first archive
//! copy needs the seal of the platform.

use domain::caller::Caller;
use domain::event::{Event, EventKind};
use domain::id::Bucket;
use domain::policy::Action;
use domain::seal::SealState;
use domain::{Code, FieldFinding, Refusal};
use keys::{SEAL_DAYS, maker_key};
use seal::eseal::{self, Picture, SealKind, SealSpec};
use seal::x509::X509;
use serde::{Deserialize, Serialize};
use store::{Receipt, SealRow};

use crate::kernel::{App, Error};
use crate::records::seal::{Owner, PLATFORM, UnitSeal, seal_of};

/// Width and height of the picture of a round seal, in millimetres.
const SEAL_SIDE: u32 = 42;
const SEAL_FONT: &str = "NotoSerifSC-Bold";

/// Names a seal that was registered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SealId {
    pub seal_id: String,
}

impl App {
    /// Makes a seal for a unit or the platform and registers it. `outside` gives identity and X.509
    /// certificate of a seal whose key an outside authority vouches for; without it, key and X.509
    /// certificate are made here. Errors: the unit is unknown; a character of its name has no
    /// glyph; the X.509 certificate does not fit the key or is not trusted.
    pub(crate) async fn make_registered(
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
        if let Some(kept) = self.kept(caller).await? {
            return Ok(kept);
        }
        // Drawing and signing are slow, so they come before the change begins (decision 0001). The picture
        // comes first: a name that cannot be drawn is refused before there is a key, which would stay behind.
        let (app, owner) = (self.clone(), name.clone());
        let picture = self.heavy(move || app.seal_picture(&owner, purpose)).await??;
        let now = self.now() / 1000;
        let (seal_id, x509) = match outside {
            Some((seal_id, x509)) => {
                self.keys().fits(seal_id, x509, now)?;
                (seal_id.to_owned(), x509.clone())
            }
            None => {
                let seal_id = self.fresh_id(self.now(), Bucket::NONE)?;
                let x509 = self.keys().new_seal_key(&seal_id, &name, now)?;
                (seal_id, x509)
            }
        };
        let (app, id, owner, own) = (self.clone(), seal_id.clone(), name.clone(), x509.clone());
        let seal = self.heavy(move || app.make_seal(&id, &owner, &picture, &own, now)).await??;
        let work = self.begin(caller).await?;
        let (mut work, permit) = work.permit(Action::RegisterSeal, &place).await?;
        let mut row = SealRow {
            seal_id: seal_id.clone(),
            unit_code: place.unit,
            region: place.region.as_str().to_owned(),
            name,
            state: SealState::Active.as_str().to_owned(),
            seal,
            x509: x509.as_der().to_vec(),
            made_at: work.now(),
            ..SealRow::default()
        };
        work.rows().insert_seal(&mut row).await?;
        let event = Event::new(EventKind::SealRegistered, format!("seal {seal_id}"));
        work.commit(permit.done(SealId { seal_id }, event)).await
    }

    /// Draws the picture of a seal of `unit_name`, with the line `bottom` below the star. Errors:
    /// [`Code::FaceInvalid`] if the name is too long for a seal, or a character of it has no glyph.
    pub(crate) fn seal_picture(&self, unit_name: &str, bottom: &str) -> Result<Vec<u8>, Error> {
        let fonts = self.templates().fonts();
        let demo = self.is_demo();
        let drawn = face::seal_picture::seal_picture(fonts, SEAL_FONT, unit_name, bottom, demo);
        Ok(drawn.map_err(|finding| {
            let found = FieldFinding::new("name", Code::FaceInvalid, finding.zh);
            Refusal::of_fields(Code::FaceInvalid, vec![found])
        })?)
    }

    fn make_seal(
        &self,
        seal_id: &str,
        unit_name: &str,
        picture: &[u8],
        x509: &X509,
        now: i64,
    ) -> Result<Vec<u8>, Error> {
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
            picture: Picture { format: "PNG", bytes: picture, width: SEAL_SIDE, height: SEAL_SIDE },
        };
        let keys = self.keys();
        eseal::make_seal(&spec, keys.maker(), keys.signer(), &maker_key())
            .map_err(|error| Error::Internal(error.to_string()))
    }

    /// The seal of the platform. The first call makes it. Errors: the platform has had a seal but
    /// no seal of it is active; a person has to register another one, because a seal that was taken
    /// out of use must not be replaced automatically.
    pub(crate) async fn platform_seal(&self) -> Result<UnitSeal, Error> {
        let mut reader = self.read().await?;
        let mut known = false;
        for state in SealState::ALL {
            known |= !reader.seals_of_unit(PLATFORM, state.as_str(), 1).await?.is_empty();
        }
        drop(reader);
        if !known {
            self.without_request()
                .make_registered(&Caller::program("platform"), PLATFORM, None)
                .await?;
        }
        seal_of(&mut *self.read().await?, PLATFORM).await
    }
}
