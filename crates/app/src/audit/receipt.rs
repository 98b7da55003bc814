//! 回执 (receipt): the signed promise that a record is in the log and will get its place in the
//! tree (decision 0003).

use domain::date::rfc3339;
use seal::signer::sign_message;
use store::Receipt;

use crate::kernel::{App, Error};
use keys::receipt_key;

impl App {
    /// The receipt as one line: record, leaf, instant, and an SM2 signature (DER, hexadecimal) over
    /// the text before `; signature=`.
    pub fn signed_receipt(&self, receipt: &Receipt) -> Result<String, Error> {
        let text = receipt_text(receipt);
        let (keys, key) = (self.keys(), receipt_key());
        let signature = keys.aside(&key, || sign_message(keys.signer(), &key, text.as_bytes()));
        let signature = signature.map_err(|error| Error::Unavailable(error.to_string()))?;
        Ok(format!("{text}; signature={}", hex::encode(signature.to_der())))
    }

    /// SubjectPublicKeyInfo (DER, hexadecimal) of the key that signs receipts.
    pub fn receipt_public_key(&self) -> Result<String, Error> {
        let failed = |error: &dyn std::fmt::Display| Error::Unavailable(error.to_string());
        let key = self.keys().signer().public_key(&receipt_key());
        let der = key.map_err(|error| failed(&error))?.to_spki_der();
        Ok(hex::encode(der.map_err(|error| failed(&error))?))
    }
}

/// The text of a receipt that is signed.
pub fn receipt_text(receipt: &Receipt) -> String {
    let (leaf, at) = (hex::encode(receipt.leaf), rfc3339(receipt.at));
    format!("record={}; leaf={leaf}; at={at}", receipt.record_id)
}
