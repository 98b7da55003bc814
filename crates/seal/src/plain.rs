//! Plain signatures (GB/T 35275): a unit's digital signature without a seal, which OFD (GB/T 33190)
//! uses for signatures of `Type="Sign"`. The signed content is the SM3 digest of Signature.xml.

use crate::signed_data::{Draft, GM_DATA, SignedDataError, ToBeSigned};
use crate::sm2::{Digest, Signature};
use crate::x509::X509;

/// A plain signature that is complete except for the signature value. Writing it takes two steps, so
/// that a cipher device can sign in between.
pub struct Plain<'a>(ToBeSigned<'a>);

impl<'a> Plain<'a> {
    /// The first step: prepares the signature of `signer` over `data_hash`, the SM3 digest of
    /// Signature.xml.
    ///
    /// # Errors
    /// [`SignedDataError::Der`] if an element is too long to encode.
    pub fn new(data_hash: &'a [u8; 32], signer: &'a X509) -> Result<Self, SignedDataError> {
        let draft = Draft {
            version: 1,
            content_type: GM_DATA,
            content: data_hash,
            signer,
            attributes: None,
        };
        Ok(Self(draft.into_to_be_signed()?))
    }

    /// Returns the 32-byte value e that the signer signs.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.0.digest()
    }

    /// The second step: returns the content of SignedValue.dat.
    ///
    /// # Errors
    /// The same as for [`Self::new`].
    pub fn assemble(self, signature: &Signature) -> Result<Vec<u8>, SignedDataError> {
        Ok(self.0.assemble(signature, true)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::octet_string;
    use crate::fixture::{DATA_HASH, DAY, NOW, Scene, issue, key, life};
    use crate::signed_data::{SignedData, attribute};
    use crate::signer::Signer;
    use crate::sm2::{DEFAULT_USER_ID, digest};
    use crate::verify::{Outcome, SealReport, Verifier};
    use crate::x509::Profile;

    fn signed(scene: &Scene, hash: &[u8; 32]) -> Vec<u8> {
        let plain = Plain::new(hash, &scene.unit).unwrap();
        let signature = scene.signer.sign(&key("unit"), &[plain.digest()]).unwrap()[0];
        plain.assemble(&signature).unwrap()
    }

    fn verify(scene: &Scene, value: &[u8], hash: &[u8; 32], at: i64) -> SealReport<'static> {
        Verifier::new(scene.trust()).verify_plain(value, hash, at)
    }

    fn failed<'r>(report: &'r SealReport<'_>) -> Vec<&'r str> {
        report.failed().map(|check| check.name).collect()
    }

    #[test]
    fn a_written_signature_is_read_back_and_passes_every_check() {
        let scene = Scene::good();
        let value = signed(&scene, &DATA_HASH);
        let data = SignedData::read(&value).unwrap();
        assert_eq!(data.content, Some(&DATA_HASH[..]));
        assert_eq!(data.signer().unwrap(), scene.unit);
        let report = verify(&scene, &value, &DATA_HASH, NOW);
        assert_eq!(failed(&report), Vec::<&str>::new());
        let names: Vec<&str> = report.checks.iter().map(|check| check.name).collect();
        assert_eq!(names.len(), 7, "{names:?}");
        assert_eq!(report.outcome("signer.revocation"), Some(Outcome::Passed));
    }

    #[test]
    fn each_defect_fails_exactly_its_own_check() {
        let scene = Scene::good();
        let value = signed(&scene, &DATA_HASH);
        assert_eq!(failed(&verify(&scene, &value, &[0; 32], NOW)), ["data.hash"]);
        let mut altered = value.clone();
        let last = altered.len() - 1;
        altered[last] ^= 1;
        assert_eq!(failed(&verify(&scene, &altered, &DATA_HASH, NOW)), ["signature"]);
        let late = NOW + 3_000 * DAY;
        assert!(failed(&verify(&scene, &value, &DATA_HASH, late)).contains(&"signer.time"));
        let mut foreign = Scene::good();
        foreign.unit = issue(&foreign.signer, "rogue-root", Profile::UnitSigner, "unit", life());
        let value = signed(&foreign, &DATA_HASH);
        assert_eq!(failed(&verify(&scene, &value, &DATA_HASH, NOW)), ["signer.chain"]);
        assert_eq!(failed(&verify(&scene, b"nothing", &DATA_HASH, NOW)), ["format"]);
        // The verifier of plain signatures does not accept a stamp (SES_Signature).
        assert_eq!(failed(&verify(&scene, &scene.stamp(), &DATA_HASH, NOW)), ["format"]);
    }

    /// Some programs sign attributes that contain the digest of the content, as CMS does.
    #[test]
    fn a_signature_over_signed_attributes_is_verified() {
        let scene = Scene::good();
        let draft = |content| Draft {
            version: 1,
            content_type: GM_DATA,
            content,
            signer: &scene.unit,
            attributes: Some(vec![
                attribute("1.2.3.4".parse().unwrap(), &octet_string(b"x").unwrap()).unwrap(),
            ]),
        };
        let to_be_signed = draft(&DATA_HASH).into_to_be_signed().unwrap();
        let signature = scene.signer.sign(&key("unit"), &[to_be_signed.digest()]).unwrap()[0];
        let value = to_be_signed.assemble(&signature, true).unwrap();
        assert_eq!(failed(&verify(&scene, &value, &DATA_HASH, NOW)), Vec::<&str>::new());
        assert_eq!(failed(&verify(&scene, &value, &[1; 32], NOW)), ["data.hash"]);
        // If signed attributes are present, a signature over the content alone is invalid.
        let content_only = digest(DEFAULT_USER_ID, scene.unit.public_key(), &DATA_HASH);
        let signature = scene.signer.sign(&key("unit"), &[content_only]).unwrap()[0];
        let value =
            draft(&DATA_HASH).into_to_be_signed().unwrap().assemble(&signature, true).unwrap();
        assert_eq!(failed(&verify(&scene, &value, &DATA_HASH, NOW)), ["signature"]);
    }
}
