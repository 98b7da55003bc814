//! Stored files (decision 0007). A file never changes. It is named by a keyed hash of its content,
//! compressed against a reference document of the same template and seal, and encrypted.
//!
//! Files come back byte by byte: a file that was compressed against a reference is decompressed and
//! compared before it is stored, and the digest is checked at every read.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use sm3::{Digest, Sm3};
use store_schema::FileRow;

use crate::cipher::Slot;
use crate::engine::Store;
use crate::error::Error;
use crate::transaction::Queries;

/// Largest size of a stored file, in bytes.
pub const MAX_FILE: usize = 50_000_000;
/// Compression level of zstd. Higher levels take more time and save hardly any space.
const LEVEL: i32 = 3;
const PLAIN: &str = "zstd";
const AGAINST_REFERENCE: &str = "zstd-ref";

/// Largest number of decompressed reference documents in memory. There is one for each combination of
/// template and seal in use.
const MOST_REFERENCES: usize = 200;

/// Cache of decompressed reference documents by their names. Files never change, so an entry cannot
/// become stale (I8).
#[derive(Debug, Default)]
pub(crate) struct References(Mutex<BTreeMap<Vec<u8>, Arc<Vec<u8>>>>);

impl References {
    fn get(&self, name: &[u8]) -> Option<Arc<Vec<u8>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(name).map(Arc::clone)
    }

    fn keep(&self, name: &[u8], document: Vec<u8>) -> Arc<Vec<u8>> {
        let document = Arc::new(document);
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST_REFERENCES {
            all.pop_first();
        }
        all.insert(name.to_vec(), Arc::clone(&document));
        document
    }
}

/// Name and digest of a stored file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub file_name: [u8; 32],
    pub sm3: [u8; 32],
    /// Size in the database after compression and encryption, in bytes.
    pub stored_bytes: usize,
}

impl Store {
    /// Stores a file durably, which must happen before a row names it (I9). Storing the same content
    /// again has no effect. `family` names the template and the seal: the first file of a family becomes
    /// the reference document of the later ones. `nonce` must be fresh random bytes.
    ///
    /// # Errors
    /// The file is larger than [`MAX_FILE`].
    pub async fn keep_file(
        &self,
        content: &[u8],
        family: Option<&str>,
        nonce: [u8; 12],
    ) -> Result<Kept, Error> {
        if content.len() > MAX_FILE {
            return Err(Error::Database(format!("a file of {} bytes is too large", content.len())));
        }
        let sm3: [u8; 32] = Sm3::digest(content).into();
        let file_name = self.keys().file_name(&sm3);
        let mut operation = self.operation().await?;
        let mut reference = None;
        if let Some(family) = family {
            reference = operation.reference(family).await?;
            if reference.is_none() {
                operation.insert_reference(family, &file_name).await?;
            }
        }
        let packed = match &reference {
            Some(name) if name.as_slice() != file_name => {
                let document = self.document(&mut operation, name).await?;
                packed_against(content, &document)
            }
            Some(_) | None => None,
        };
        let (codec, reference, packed) = match packed {
            Some(packed) => (AGAINST_REFERENCE, reference, packed),
            None => (PLAIN, None, zstd::bulk::compress(content, LEVEL).map_err(broken)?),
        };
        let row = FileRow {
            file_name: file_name.to_vec(),
            reference,
            codec: codec.to_owned(),
            length: content.len() as i64,
            content_sealed: self.keys().seal(slot(&hex::encode(file_name)), nonce, &packed)?,
        };
        operation.insert_file(&row).await?;
        operation.commit().await?;
        Ok(Kept { file_name, sm3, stored_bytes: row.content_sealed.len() })
    }

    /// Reads a file and checks its digest.
    ///
    /// # Errors
    /// [`Error::Corrupt`] if the file is missing or altered.
    pub async fn file_content(
        &self,
        queries: &mut Queries,
        file_name: &[u8],
    ) -> Result<Vec<u8>, Error> {
        self.load(queries, file_name).await
    }

    async fn load(&self, queries: &mut Queries, file_name: &[u8]) -> Result<Vec<u8>, Error> {
        let row = self.row(queries, file_name).await?;
        let packed = self.packed(&row)?;
        let length = usize::try_from(row.length).unwrap_or(0).min(MAX_FILE);
        let content = match &row.reference {
            None => zstd::bulk::decompress(&packed, length).map_err(broken)?,
            // A reference document is never compressed against another one, so this does not recurse.
            Some(reference) => {
                unpacked(&packed, &self.document(queries, reference).await?, length)?
            }
        };
        let sm3: [u8; 32] = Sm3::digest(&content).into();
        if self.keys().file_name(&sm3).as_slice() != file_name {
            return Err(Error::Corrupt(format!(
                "file {} has another digest",
                hex::encode(file_name)
            )));
        }
        Ok(content)
    }

    /// A reference document, from the cache or from the database.
    async fn document(&self, queries: &mut Queries, name: &[u8]) -> Result<Arc<Vec<u8>>, Error> {
        if let Some(known) = self.references.get(name) {
            return Ok(known);
        }
        let row = self.row(queries, name).await?;
        let most = usize::try_from(row.length).unwrap_or(0).min(MAX_FILE);
        let document = zstd::bulk::decompress(&self.packed(&row)?, most).map_err(broken)?;
        let sm3: [u8; 32] = Sm3::digest(&document).into();
        if self.keys().file_name(&sm3).as_slice() != name {
            return Err(Error::Corrupt(format!("file {} has another digest", hex::encode(name))));
        }
        Ok(self.references.keep(name, document))
    }

    async fn row(&self, queries: &mut Queries, file_name: &[u8]) -> Result<FileRow, Error> {
        let row = queries.file(file_name).await?;
        row.ok_or_else(|| Error::Corrupt(format!("file {} is missing", hex::encode(file_name))))
    }

    fn packed(&self, row: &FileRow) -> Result<Vec<u8>, Error> {
        self.keys().open(slot(&hex::encode(&row.file_name)), &row.content_sealed)
    }
}

/// Compresses a file against a reference document. `None` if that does not save at least 40 percent or
/// the file does not come back byte by byte.
fn packed_against(content: &[u8], document: &[u8]) -> Option<Vec<u8>> {
    let mut compressor = zstd::bulk::Compressor::with_dictionary(LEVEL, document).ok()?;
    let packed = compressor.compress(content).ok()?;
    let exact = unpacked(&packed, document, content.len()).is_ok_and(|back| back == content);
    (exact && packed.len() * 10 <= content.len() * 6).then_some(packed)
}

fn unpacked(packed: &[u8], document: &[u8], length: usize) -> Result<Vec<u8>, Error> {
    let mut decompressor = zstd::bulk::Decompressor::with_dictionary(document).map_err(broken)?;
    decompressor.decompress(packed, length).map_err(broken)
}

fn slot(row: &str) -> Slot<'_> {
    Slot { table: "file", column: "content", row }
}

fn broken(error: std::io::Error) -> Error {
    Error::Corrupt(format!("zstd: {error}"))
}
