//! 签章: sealing documents with a unit's seal: hashed side by side, signed at once, time-stamped.

use face::display::DisplayList;
use ofd::write::{Document, Draft, Prepared, prepare_all};
use seal::sm2::Digest;

use crate::drawing::document::{compact_utc, signing};
use crate::drawing::templates::Compiled;
use crate::kernel::{App, Error};
use crate::records::seal::UnitSeal;

impl App {
    /// Writes and seals a document in one go.
    pub fn seal_document(
        &self,
        compiled: &Compiled,
        list: &DisplayList,
        document: &Document,
        unit_seal: &UnitSeal,
    ) -> Result<Vec<u8>, Error> {
        let files = self.seal_documents(compiled, &[(list, document)], unit_seal)?;
        files.into_iter().next().ok_or_else(|| Error::Internal("no file was sealed".to_owned()))
    }

    /// Writes and seals documents of one face and one seal: hashed side by side, signed at once.
    pub fn seal_documents(
        &self,
        compiled: &Compiled,
        documents: &[(&DisplayList, &Document)],
        unit_seal: &UnitSeal,
    ) -> Result<Vec<Vec<u8>>, Error> {
        let time = compact_utc(self.now());
        let drafts = documents.iter().map(|(list, document)| {
            let draft = Draft::new(&compiled.document, list, document);
            (draft, signing(list, time.clone()))
        });
        let prepared = prepare_all(drafts.collect());
        let records = documents.iter().map(|(_, document)| hex::encode(document.document_id));
        let hashes: Vec<_> = prepared.iter().map(Prepared::data_hash).zip(records).collect();
        let stamps = self.stamp(unit_seal, &hashes)?;
        Ok(prepared.into_iter().zip(&stamps).map(|(one, stamp)| one.finish(stamp)).collect())
    }

    /// One SES_Signature for each document (SM3 of its Signature.xml, its record), stamped now with
    /// the unit's seal. Errors: the seal has sealed its share of the day.
    pub(crate) fn stamp(
        &self,
        unit_seal: &UnitSeal,
        documents: &[(&[u8; 32], String)],
    ) -> Result<Vec<Vec<u8>>, Error> {
        let _span = tracing::debug_span!("seal", documents = documents.len()).entered();
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
        let (keys, seal_id) = (self.keys(), &unit_seal.seal_id);
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
