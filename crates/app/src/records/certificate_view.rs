//! The views of a certificate that pages and the interface show: stored facts, the effect today,
//! and masked values.

use domain::catalog::CatalogEntry;
use domain::certificate::{CertificateState, Effect, RevocationKind};
use domain::date::{Date, rfc3339};
use domain::field::{FieldKind, FieldSpec, Sensitivity};
use domain::holder::Holder;
use domain::identifier::CertificateIdentifier;
use domain::mask;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{CertificateRow, Queries};

use crate::kernel::{App, Error};
use crate::records::certificate::{Frozen, effect_of, state_of};

/// Whether sensitive values are masked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Masks {
    Off,
    On,
}

/// One certificate in full.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Certificate)]
pub struct CertificateView {
    pub identifier: String,
    pub provincial_code: String,
    pub number: String,
    pub type_code: String,
    pub type_name: String,
    pub catalog_version: i64,
    /// Version of the certificate, counted from 1.
    pub version: u16,
    /// registered, active, suspended, superseded, revoked.
    pub status: CertificateState,
    /// The effect today: valid, expiring, expired, not_yet_valid, or the status.
    pub effective: Effect,
    pub holder: HolderView,
    /// Values by field key; masked unless the caller's own unit issued it.
    #[schema(value_type = Object)]
    pub facts: serde_json::Map<String, Value>,
    /// The facts with the names of their fields, in the order of the catalog entry.
    pub fields: Vec<FieldValue>,
    pub issuing_unit: String,
    pub issuing_unit_name: String,
    /// RFC 3339; absent until the certificate is issued.
    pub issued_at: Option<String>,
    pub valid_from: Option<String>,
    /// Last valid day; absent means long term.
    pub valid_to: Option<String>,
    pub revocation: Option<RevocationView>,
    pub replaces: Option<String>,
    pub replaced_by: Option<String>,
    pub file: Option<FileView>,
    pub row_version: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Holder)]
pub struct HolderView {
    pub name: String,
    pub code: String,
    /// Code of GB/T 36903, Appendix A, such as 111 or 001.
    pub code_type: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FieldValue {
    pub key: String,
    pub name: String,
    /// A text, or a list of rows. Images are left out.
    pub value: Value,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Revocation)]
pub struct RevocationView {
    /// cancelled, penalised, withdrawn, voided.
    pub kind: RevocationKind,
    pub reason: String,
    pub legal_basis: String,
    pub at: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = FileDigests)]
pub struct FileView {
    /// In hexadecimal, like `sha256`.
    pub sm3: String,
    pub sha256: String,
    pub bytes: i64,
}

/// One line of a list of certificates. The name of the holder is masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CertificateSummary {
    pub identifier: String,
    pub number: String,
    pub type_code: String,
    pub type_name: String,
    pub status: CertificateState,
    pub effective: Effect,
    pub holder_name: String,
    pub issued_at: Option<String>,
    pub valid_to: Option<String>,
}

impl App {
    pub(crate) async fn view(
        &self,
        rows: &mut Queries,
        row: &CertificateRow,
        masks: Masks,
    ) -> Result<CertificateView, Error> {
        let entry = self.entry_of(rows, &row.type_code, row.catalog_number).await?;
        let unit = rows.unit(&row.unit_code).await?.map_or_else(String::new, |unit| unit.name);
        let frozen = self.frozen(row)?;
        let facts = match masks {
            Masks::Off => frozen.facts.clone(),
            Masks::On => masked(&entry.fields, &frozen.facts),
        };
        let revocation = match row.revocation_kind.as_str() {
            "" => None,
            kind => {
                let (reason, legal_basis) = self.revocation_texts(row)?;
                let at = rfc3339(row.changed_at);
                Some(RevocationView { kind: kind.parse()?, reason, legal_basis, at })
            }
        };
        Ok(CertificateView {
            identifier: row.identifier.clone(),
            provincial_code: row.provincial_code.clone(),
            number: row.number.clone(),
            type_code: row.type_code.clone(),
            type_name: entry.name.clone(),
            catalog_version: row.catalog_number,
            version: CertificateIdentifier::parse(&row.identifier)?.version(),
            status: state_of(row)?,
            effective: effect_of(row, Date::at(self.now()))?,
            holder: holder(&frozen.holder, masks),
            fields: named(&entry.fields, &facts),
            facts,
            issuing_unit: row.unit_code.clone(),
            issuing_unit_name: unit,
            issued_at: (row.issued_at > 0).then(|| rfc3339(row.issued_at)),
            valid_from: given(&row.valid_from),
            valid_to: given(&row.valid_to),
            revocation,
            replaces: given(&row.replaces),
            replaced_by: given(&row.replaced_by),
            file: file(row),
            row_version: row.version,
        })
    }

    pub(crate) fn summary(
        &self,
        row: &CertificateRow,
        type_name: &str,
    ) -> Result<CertificateSummary, Error> {
        Ok(CertificateSummary {
            identifier: row.identifier.clone(),
            number: row.number.clone(),
            type_code: row.type_code.clone(),
            type_name: type_name.to_owned(),
            status: state_of(row)?,
            effective: effect_of(row, Date::at(self.now()))?,
            holder_name: mask::holder_name(&self.frozen(row)?.holder),
            issued_at: (row.issued_at > 0).then(|| rfc3339(row.issued_at)),
            valid_to: given(&row.valid_to),
        })
    }
}

/// A column is empty when it has no value; views leave the member out then.
pub(crate) fn given(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn holder(holder: &Holder, masks: Masks) -> HolderView {
    match masks {
        Masks::Off => HolderView {
            name: holder.name.clone(),
            code: holder.code.clone(),
            code_type: holder.code_type.clone(),
        },
        Masks::On => HolderView {
            name: mask::holder_name(holder),
            code: mask::id_number(&holder.code),
            code_type: holder.code_type.clone(),
        },
    }
}

/// The frozen content as the answer to a use shows it. The archive copy is drawn from it.
pub fn masked_content(entry: &CatalogEntry, frozen: Frozen) -> Frozen {
    let facts = masked(&entry.fields, &frozen.facts);
    let name = mask::holder_name(&frozen.holder);
    let code = mask::id_number(&frozen.holder.code);
    Frozen { holder: Holder { name, code, ..frozen.holder }, facts, ..frozen }
}

fn file(row: &CertificateRow) -> Option<FileView> {
    let sm3 = row.file_sm3.as_ref()?;
    let sha256 = row.file_sha256.as_ref()?;
    Some(FileView { sm3: hex::encode(sm3), sha256: hex::encode(sha256), bytes: row.file_bytes })
}

fn masked(specs: &[FieldSpec], facts: &domain::field::Facts) -> domain::field::Facts {
    let mut shown = serde_json::Map::new();
    for spec in specs {
        let Some(value) = facts.get(&spec.key) else { continue };
        let value = match (spec.kind, value) {
            (FieldKind::Group, Value::Array(rows)) => {
                let rows = rows.iter().filter_map(Value::as_object);
                Value::Array(rows.map(|row| Value::Object(masked(&spec.fields, row))).collect())
            }
            // A portrait cannot be masked, so it is left out.
            (FieldKind::Image, _) => continue,
            (_, Value::String(text)) => Value::String(mask::mask(spec.sensitivity, text)),
            (_, other) if spec.sensitivity == Sensitivity::None => other.clone(),
            (_, other) => Value::String(mask::mask(spec.sensitivity, &other.to_string())),
        };
        shown.insert(spec.key.clone(), value);
    }
    shown
}

fn named(specs: &[FieldSpec], facts: &domain::field::Facts) -> Vec<FieldValue> {
    let shown = specs.iter().filter(|spec| spec.kind != FieldKind::Image);
    let value = |spec: &FieldSpec| {
        let value = facts.get(&spec.key)?;
        let value = match (spec.kind, value) {
            (FieldKind::CodeList, Value::String(code)) => Value::String(option_name(spec, code)),
            (_, value) => value.clone(),
        };
        Some(FieldValue { key: spec.key.clone(), name: spec.name.clone(), value })
    };
    shown.filter_map(value).collect()
}

/// The name of the value `code` in the code list of a field.
pub(crate) fn option_name(spec: &FieldSpec, code: &str) -> String {
    let option = spec.options.iter().find(|option| option.code == code);
    option.map_or_else(|| code.to_owned(), |option| option.name.clone())
}
