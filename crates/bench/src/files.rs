//! Drawing, sealing and verifying the files of certificates, without a database.

use std::sync::Arc;

use ::sm3::{Digest as _, Sm3};
use app::collect::Content;
use app::drawing::bench::{Compiled, Issue, UnitSeal, drawn, lay_out, seal_of, written};
use app::review::Frozen;
use app::verify::{Verdict, verify_knowing};
use app::{App, Error};
use domain::catalog::CatalogEntry;
use domain::code::UnifiedSocialCreditCode;
use domain::date::Date;
use domain::identifier::{CertificateIdentifier, TypeCode};
use face::display::DisplayList;
use face::pdf::{About, Seals};
use ofd::package::Unpacked;
use ofd::write::{Attachment, Document};
use seal::verify::Verifier;
use store::CertificateRow;

use crate::UNIT;
use crate::sums::{BATCH, Sums};

/// The type that is measured; its face is A4 with a photograph.
const TYPE: &str = "catalog/professional_title.json";
/// Attachments of the hostile file and the bytes of each, below 10 MiB together.
const HOSTILE_ATTACHMENTS: usize = 9;
const HOSTILE_BYTES: usize = 1024 * 1024;
const UNIT_NAME: &str = "演示市人力资源和社会保障局";

/// A face, contents for it, and sealed files.
pub struct Files {
    app: App,
    entry: CatalogEntry,
    compiled: Arc<Compiled>,
    contents: Vec<(CertificateRow, Frozen)>,
    unit_seal: UnitSeal,
    verifier: Arc<Verifier>,
    sealed: Vec<Vec<u8>>,
}

impl Files {
    /// Prepares the contents and seals them once. [`super::prepare`] must have been called, because
    /// its unit and seal are used.
    pub async fn new(app: &App) -> Result<Self, Error> {
        let (entry, contents) = demo::examples(TYPE, BATCH)?;
        let compiled = app.templates().face(&entry.code, 1, &entry)?;
        let mut reader = app.read().await?;
        let unit_seal = seal_of(&mut reader, UNIT).await?;
        drop(reader);
        let today = Date::at(app.now());
        let contents = contents.into_iter().enumerate();
        let contents = contents.map(|(at, content)| frozen(&entry, content, at, today, app.now()));
        let mut files = Self {
            contents: contents.collect::<Result<_, _>>()?,
            verifier: app.keys().verifier()?,
            app: app.clone(),
            sealed: Vec::new(),
            entry,
            compiled,
            unit_seal,
        };
        files.sealed = files.seal()?;
        Ok(files)
    }

    /// Lays out every content. Returns their number.
    pub fn lay_out(&self) -> Result<usize, Error> {
        let day = Some(Date::at(self.app.now()));
        for (_, frozen) in &self.contents {
            let issue = Issue { unit_name: UNIT_NAME, day };
            lay_out(&self.compiled, &drawn(&self.entry, frozen, &issue))?;
        }
        Ok(self.contents.len())
    }

    /// Draws one content as PNG with 150 dots per inch. Returns the number of pictures.
    pub fn png(&self) -> Result<usize, Error> {
        let Some((_, frozen)) = self.contents.first() else { return Ok(0) };
        let issue = Issue { unit_name: UNIT_NAME, day: Some(Date::at(self.app.now())) };
        let list = lay_out(&self.compiled, &drawn(&self.entry, frozen, &issue))?;
        let raster = face::raster::raster(&list, &self.compiled.face, 0, 150.0, &[]);
        let png = raster.and_then(|raster| raster.png());
        png.map(|_| 1).map_err(|error| Error::Internal(error.to_string()))
    }

    /// Writes every content as PDF. Returns their number.
    pub fn pdf(&self) -> Result<usize, Error> {
        let template = self.compiled.pdf()?;
        for (list, document) in &self.written()? {
            let about = About {
                title: &document.title,
                author: &document.author,
                created: &document.created,
            };
            let pdf = template.write(list, Seals::Rings, &about);
            std::hint::black_box(pdf.map_err(|error| Error::Internal(error.to_string()))?);
        }
        Ok(self.contents.len())
    }

    /// Draws every content and seals the files as one batch.
    pub fn seal(&self) -> Result<Vec<Vec<u8>>, Error> {
        let written = self.written()?;
        let documents: Vec<(&DisplayList, &Document)> =
            written.iter().map(|(list, document)| (list, document)).collect();
        self.app.seal_documents(&self.compiled, &documents, &self.unit_seal)
    }

    /// Draws and seals every content one by one, as for single issues. Returns their number.
    pub fn seal_one_by_one(&self) -> Result<usize, Error> {
        for (list, document) in &self.written()? {
            self.app.seal_document(&self.compiled, list, document, &self.unit_seal)?;
        }
        Ok(self.contents.len())
    }

    fn written(&self) -> Result<Vec<(DisplayList, Document)>, Error> {
        let one = |(row, frozen): &(CertificateRow, Frozen)| {
            written(&self.compiled, row, &self.entry, frozen, UNIT_NAME, Date::at(row.changed_at))
        };
        self.contents.iter().map(one).collect()
    }

    /// The baseline of sealing, which no implementation can avoid: hashes each file once and signs
    /// once, with the plain functions of the libraries. Returns the number of files.
    pub fn seal_floor(&self, sums: &Sums) -> usize {
        for file in &self.sealed {
            std::hint::black_box(Sm3::digest(file));
        }
        sums.sign_plain()
    }

    /// A file for which a verifier has much to do: a sealed file with attachments that hardly shrink,
    /// close to the largest upload. All of it is unpacked, hashed and compared.
    pub fn hostile(&self) -> Result<Vec<u8>, Error> {
        let written = self.written()?;
        let (list, document) =
            written.first().ok_or_else(|| Error::Internal("no content".to_owned()))?;
        let mut document = document.clone();
        let mut state = 1_u64;
        for number in 0..HOSTILE_ATTACHMENTS {
            let bytes = (0..HOSTILE_BYTES / 8).flat_map(|_| {
                // xorshift64: no randomness is needed, only bytes that deflate cannot shorten.
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                state.to_le_bytes()
            });
            document.attachments.push(Attachment {
                name: format!("a{number}"),
                format: "bin".to_owned(),
                bytes: bytes.collect(),
            });
        }
        self.app.seal_document(&self.compiled, list, &document, &self.unit_seal)
    }

    /// Verifies every file completely. Returns the number of valid files.
    pub fn verify(&self) -> usize {
        let valid = |file: &&Vec<u8>| {
            let known = self.app.templates().known();
            verify_knowing(file, known, &self.verifier).verdict == Verdict::Valid
        };
        self.sealed.iter().filter(valid).count()
    }

    /// The baseline of verifying, which no implementation can avoid: hashes each file once and
    /// verifies two signatures, of the stamp and of the seal, with the plain functions of the
    /// libraries. Returns the number of files.
    pub fn verify_floor(&self, sums: &Sums) -> usize {
        for file in &self.sealed {
            std::hint::black_box(Sm3::digest(file));
        }
        std::hint::black_box(sums.verify_plain());
        sums.verify_plain()
    }

    /// The number of bytes of a file, and of its members that differ between two certificates of
    /// the type.
    pub fn sizes(&self) -> Result<(usize, usize), Error> {
        let bytes = self.sealed.first().map_or(0, Vec::len);
        let read =
            |file: &Vec<u8>| ofd::package::read(file).map_err(|error| Error::Internal(error.en));
        let all = self.sealed.iter().take(2).map(read).collect::<Result<Vec<_>, _>>()?;
        let [one, other] = all.as_slice() else { return Ok((bytes, 0)) };
        let differs = |(name, content): &(&String, &Arc<Unpacked>)| {
            other.members.get(*name).is_none_or(|same| ***same != ****content)
        };
        Ok((bytes, one.members.iter().filter(differs).map(|(_, content)| content.len()).sum()))
    }
}

/// The row and the frozen content of the certificate number `at`.
fn frozen(
    entry: &CatalogEntry,
    content: Content,
    at: usize,
    today: Date,
    now: i64,
) -> Result<(CertificateRow, Frozen), Error> {
    let identifier = CertificateIdentifier::new(
        &TypeCode::parse(&entry.code)?,
        &UnifiedSocialCreditCode::parse(UNIT)?,
        &format!("{at:09}"),
        1,
    )?;
    let frozen = Frozen {
        identifier: identifier.as_str().to_owned(),
        number: format!("YS{at:06}"),
        type_code: entry.code.clone(),
        catalog_number: 1,
        holder: content.holder,
        facts: content.facts.into_iter().collect(),
        valid_from: today,
        valid_to: entry.validity.last_day(today),
        paper_number: String::new(),
    };
    let row = CertificateRow {
        certificate_id: format!("{at:032x}"),
        type_code: entry.code.clone(),
        unit_code: UNIT.to_owned(),
        identifier: frozen.identifier.clone(),
        changed_at: now,
        ..CertificateRow::default()
    };
    Ok((row, frozen))
}
