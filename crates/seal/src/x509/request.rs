//! Requests for an X.509 certificate to an external CA: PKCS#10 (RFC 2986) with SM2 and SM3.

use der::{Encode, Tag, TagNumber};

use super::{SM2_WITH_SM3, SubjectName, X509Error, pem};
use crate::encode::{bit_string, sequence, tlv};
use crate::signer::{KeyRef, Signer, SignerError, sign_message};

const LABEL: &str = "CERTIFICATE REQUEST";

/// Returns a CertificationRequest in PEM for `key`, signed with that key.
///
/// # Errors
/// [`X509Error::Name`] if the subject violates the limits of [`SubjectName`], [`X509Error::Signer`] if
/// signing fails.
pub fn request(
    signer: &dyn Signer,
    key: &KeyRef,
    subject: &SubjectName,
) -> Result<String, X509Error> {
    let public = signer.public_key(key)?.to_spki_der().map_err(SignerError::from)?;
    // The request has no attributes: the CA decides on key usage and validity period.
    let no_attributes = tlv(Tag::ContextSpecific { constructed: true, number: TagNumber(0) }, &[])?;
    let info =
        sequence(&[&0_u8.to_der()?, &subject.to_name()?.to_der()?, &public, &no_attributes])?;
    let signature = sign_message(signer, key, &info)?;
    let algorithm = sequence(&[&SM2_WITH_SM3.to_der()?])?;
    let der = sequence(&[&info, &algorithm, &bit_string(&signature.to_der())?])?;
    pem(LABEL, &der)
}
