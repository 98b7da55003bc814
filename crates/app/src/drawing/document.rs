//! The written document: a certificate's drawing together with what the OFD file says of itself.

use domain::catalog::CatalogEntry;
use domain::date::{Date, shanghai_compact};
use face::display::{DisplayList, SealPlace};
use face::identity::FaceIdentity;
use ofd::write::{Attachment, Document, Provider, Signing, Stamp};
use serde::{Deserialize, Serialize};
use store::CertificateRow;

use crate::drawing::issue::{Issue, drawn, lay_out};
use crate::drawing::templates::Compiled;
use crate::kernel::Error;
use crate::records::certificate::Frozen;

/// What a file depends on beside the frozen content; stands in the record of the issue, so that the
/// file can be drawn again (`redraw`).
#[derive(Serialize, Deserialize)]
pub struct DrawnWith {
    pub face: FaceIdentity,
    /// As it was then.
    pub unit_name: String,
}

/// The certificate's drawing as issued on `day`, and what its file says of itself.
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
        attachments: vec![structured_data(frozen)?],
    };
    Ok((list, document))
}

/// The document's identity is the certificate row's: 16 bytes of its UUID.
pub(crate) fn document_id(certificate_id: &str) -> [u8; 16] {
    let digits: String = certificate_id.chars().filter(|c| *c != '-').collect();
    // A row's identity always has 32 hex digits; zeros would do, no reader minds.
    hex::decode(digits).ok().and_then(|bytes| bytes.try_into().ok()).unwrap_or_default()
}

/// GB/T 36903 metadata in the order of the standard.
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

/// The frozen content without pictures (they stand on the page), for programs to read.
fn structured_data(frozen: &Frozen) -> Result<Attachment, Error> {
    let mut data = serde_json::to_value(frozen)?;
    if let Some(facts) = data.get_mut("facts").and_then(serde_json::Value::as_object_mut) {
        facts.retain(|_, value| value.as_str().is_none_or(|text| text.len() < 4_000));
    }
    Ok(Attachment {
        name: "certificate.json".to_owned(),
        format: "json".to_owned(),
        bytes: serde_json::to_vec_pretty(&data)?,
    })
}

/// The seal at each of its places.
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

/// `yyyyMMddHHmmssZ`, as signatures in field files write their time.
pub(crate) fn compact_utc(millis: i64) -> String {
    // Shanghai is eight hours ahead all year.
    let local = shanghai_compact(millis - 8 * 3_600_000);
    format!("{}Z", local.get(..14).unwrap_or_default())
}
