//! The document of an OFD file: the drawing of a certificate, its metadata and its attachments.

use domain::catalog::CatalogEntry;
use domain::date::{Date, shanghai_compact};
use domain::event::EventKind;
use domain::field::FieldKind;
use face::display::{DisplayList, SealPlace};
use face::identity::FaceIdentity;
use ofd::write::{Attachment, Document, Provider, Signing, Stamp};
use serde::{Deserialize, Serialize};
use store::{CertificateRow, Queries};

use crate::drawing::issue::{Issue, drawn, lay_out};
use crate::drawing::templates::Compiled;
use crate::kernel::{App, Error};
use crate::records::certificate::{Frozen, subject};
use crate::records::unit::unit_name;

/// What a file depends on besides the frozen content. The details of the issue's record contain it,
/// so that `redraw` can make the file again, and faces and copies are drawn with the name of that time.
#[derive(Serialize, Deserialize)]
pub struct DrawnWith {
    pub face: FaceIdentity,
    /// The name of the issuing unit at the issue.
    pub unit_name: String,
}

impl App {
    /// Reads from the record of the issue what the certificate was drawn with; `None` if the record
    /// or its details are missing.
    pub(crate) async fn drawn_with(
        &self,
        rows: &mut Queries,
        row: &CertificateRow,
    ) -> Result<Option<DrawnWith>, Error> {
        let issue = EventKind::CertificateIssued.as_str();
        let records = rows.records_of_kind(&subject(row), issue, 1).await?;
        let Some(record) = records.first().filter(|record| rows.is_genuine(record)) else {
            return Ok(None);
        };
        let details = self.details(rows, &record.record_id).await?.unwrap_or_default();
        Ok(serde_json::from_value(details["drawn_with"].clone()).ok())
    }

    /// The name of the issuing unit that stands on the face of a certificate: the one of the time of its issue, also
    /// if the unit has been renamed since. A certificate without a file has the present name, which it will get.
    pub(crate) async fn name_on_face(
        &self,
        rows: &mut Queries,
        row: &CertificateRow,
    ) -> Result<String, Error> {
        match self.drawn_with(rows, row).await? {
            Some(kept) => Ok(kept.unit_name),
            None => unit_name(rows, &row.unit_code).await,
        }
    }
}

/// The drawing of a certificate that is issued on `day`, and the document that describes it.
/// Errors: the content does not fit on the face, or a character has no glyph.
pub fn written(
    compiled: &Compiled,
    row: &CertificateRow,
    entry: &CatalogEntry,
    frozen: &Frozen,
    unit_name: &str,
    day: Date,
) -> Result<(DisplayList, Document), Error> {
    let list = lay_out(compiled, &drawn(entry, frozen, &Issue { unit_name, day: Some(day) }))?;
    let document = Document {
        document_id: document_id(&row.certificate_id),
        title: entry.name.clone(),
        author: unit_name.to_owned(),
        created: day.to_string(),
        metadata: metadata(row, entry, frozen, unit_name, day),
        attachments: vec![structured_data(entry, frozen)?],
    };
    Ok((list, document))
}

/// The identity of the document: the 16 bytes of the certificate row's UUID.
pub(crate) fn document_id(certificate_id: &str) -> [u8; 16] {
    let digits: String = certificate_id.chars().filter(|c| *c != '-').collect();
    // The identity of a row always has 32 hexadecimal digits, so the default is never used.
    hex::decode(digits).ok().and_then(|bytes| bytes.try_into().ok()).unwrap_or_default()
}

/// Metadata by the names of GB/T 36903, in the order of the standard.
fn metadata(
    row: &CertificateRow,
    entry: &CatalogEntry,
    frozen: &Frozen,
    unit_name: &str,
    day: Date,
) -> Vec<(String, String)> {
    let valid_to = frozen.valid_to.map_or_else(|| "长期".to_owned(), |day| day.to_string());
    let pairs = [
        ("证照类型名称", entry.name.clone()),
        ("证照类型代码", row.type_code.clone()),
        ("证照编号", frozen.number.clone()),
        ("证照标识", frozen.identifier.clone()),
        ("证照颁发机构", unit_name.to_owned()),
        ("证照颁发机构代码", row.unit_code.clone()),
        ("证照颁发日期", day.to_string()),
        ("证照有效期起始日期", frozen.valid_from.to_string()),
        ("证照有效期截止日期", valid_to),
        ("持证主体", frozen.holder.name.clone()),
        ("持证主体代码", frozen.holder.code.clone()),
        ("持证主体代码类型", frozen.holder.code_type.clone()),
        ("电子证照编码", row.provincial_code.clone()),
    ];
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The frozen content as JSON for programs. Pictures are left out, because the page shows them; everything else is
/// there as a whole.
fn structured_data(entry: &CatalogEntry, frozen: &Frozen) -> Result<Attachment, Error> {
    let mut data = serde_json::to_value(frozen)?;
    if let Some(facts) = data.get_mut("facts").and_then(serde_json::Value::as_object_mut) {
        let picture = |key: &String| {
            entry.fields.iter().any(|spec| spec.kind == FieldKind::Image && spec.key == *key)
        };
        facts.retain(|key, _| !picture(key));
    }
    Ok(Attachment {
        name: "certificate.json".to_owned(),
        format: "json".to_owned(),
        bytes: serde_json::to_vec_pretty(&data)?,
    })
}

/// The stamps of a document: one at each place that the template reserves for a seal. `time` is
/// `SignatureDateTime`, as [`compact_utc`] writes it.
pub(crate) fn signing(list: &DisplayList, time: String) -> Signing {
    let stamps = list.pages.iter().enumerate().flat_map(|(page, drawn)| {
        let stamp = move |place: &SealPlace| Stamp { page, boundary: place.boundary };
        drawn.seals.iter().map(stamp)
    });
    let provider = Provider {
        name: "Yinxin".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        company: "Yinxin".to_owned(),
    };
    Signing { provider, time, stamps: stamps.collect() }
}

/// The instant as `yyyyMMddHHmmssZ`, the form that signatures in files of other products use.
pub(crate) fn compact_utc(millis: i64) -> String {
    // `shanghai_compact` adds eight hours, all year round.
    let local = shanghai_compact(millis - 8 * 3_600_000);
    format!("{}Z", local.get(..14).unwrap_or_default())
}
