//! Rows as plain values, column by column in the order of the schema.

use sm3::{Digest, Sm3};

/// Evidence of a saved row: what the log record of the save holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    pub table: &'static str,
    pub key: String,
    pub version: i64,
    pub digest: [u8; 32],
}

/// A column value that can be hashed; lengths are hashed too, so that no two rows look alike.
pub trait Column {
    fn feed(&self, hasher: &mut Sm3);
}

impl Column for i64 {
    fn feed(&self, hasher: &mut Sm3) {
        hasher.update([b'i']);
        hasher.update(self.to_be_bytes());
    }
}

impl Column for String {
    fn feed(&self, hasher: &mut Sm3) {
        hasher.update([b't']);
        hasher.update((self.len() as u64).to_be_bytes());
        hasher.update(self.as_bytes());
    }
}

impl Column for Vec<u8> {
    fn feed(&self, hasher: &mut Sm3) {
        hasher.update([b'b']);
        hasher.update((self.len() as u64).to_be_bytes());
        hasher.update(self);
    }
}

impl<T: Column> Column for Option<T> {
    fn feed(&self, hasher: &mut Sm3) {
        match self {
            None => hasher.update([b'n']),
            Some(value) => value.feed(hasher),
        }
    }
}

/// A row that carries evidence.
pub trait Evident {
    fn evidence(&self) -> Evidence;
    /// The log record named by the row.
    fn record_id(&self) -> &str;
}

macro_rules! evident_rows {
    ($($(#[$doc:meta])* $name:ident in $table:literal keyed $($key:ident)+ { $($column:ident: $type:ty),+ $(,)? })+) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, Default, PartialEq, Eq)]
            pub struct $name { $(pub $column: $type),+ }

            impl Evident for $name {
                fn evidence(&self) -> Evidence {
                    let mut hasher = Sm3::new();
                    $(hasher.update(stringify!($column)); self.$column.feed(&mut hasher);)+
                    let parts = [$(self.$key.to_string()),+];
                    Evidence {
                        table: $table,
                        key: parts.join("/"),
                        version: self.version,
                        digest: hasher.finalize().into(),
                    }
                }

                fn record_id(&self) -> &str {
                    &self.record_id
                }
            }
        )+

        /// Tables whose rows the log vouches for.
        pub const EVIDENT_TABLES: &[&str] = &[$($table),+];
    };
}

evident_rows! {
    UnitRow in "unit" keyed unit_code {
        unit_code: String, name: String, region: String, parts: String, active: i64,
        version: i64, record_id: String,
    }
    PersonRow in "person" keyed person_id {
        person_id: String, account: String, name_sealed: Vec<u8>, unit_code: String,
        password: String, active: i64, version: i64, record_id: String,
    }
    PersonRoleRow in "person_role" keyed person_id role {
        person_id: String, role: String, active: i64, version: i64, record_id: String,
    }
    MatterRow in "matter" keyed matter_code {
        matter_code: String, name: String, unit_code: String, needs: String, yields: String,
        version: i64, record_id: String,
    }
    CatalogRow in "catalog_version" keyed type_code number {
        type_code: String, number: i64, state: String, name: String, kind: String,
        unit_code: String, region: String, entry: String, published_at: i64,
        version: i64, record_id: String,
    }
    AdoptionRow in "adoption" keyed type_code unit_code {
        type_code: String, unit_code: String, region: String, active: i64,
        version: i64, record_id: String,
    }
    ApplicationRow in "application" keyed application_id {
        bucket: i64, application_id: String, kind: String, state: String, type_code: String,
        catalog_number: i64, unit_code: String, region: String, holder_index: Vec<u8>,
        content_sealed: Vec<u8>, replaces: String, submitted_by: String, reviewed_by: String,
        reason: String, identifier: String, created_at: i64, updated_at: i64,
        version: i64, record_id: String,
    }
    CertificateRow in "certificate" keyed certificate_id {
        bucket: i64, certificate_id: String, identifier: String, provincial_code: String,
        number: String, state: String, type_code: String, catalog_number: i64,
        unit_code: String, region: String, holder_index: Vec<u8>, content_sealed: Vec<u8>,
        content_digest: Vec<u8>, valid_from: String, valid_to: String, issued_at: i64,
        file_name: Option<Vec<u8>>, file_sm3: Option<Vec<u8>>, file_sha256: Option<Vec<u8>>,
        file_bytes: i64, replaces: String, replaced_by: String, revocation_kind: String,
        revocation_reason: String, revocation_basis: String, changed_at: i64,
        application_id: String, version: i64, record_id: String,
    }
    UsageRow in "usage" keyed use_code {
        bucket: i64, use_code: String, certificate_id: String, identifier: String,
        type_code: String, unit_code: String, region: String, actor: String, channel: String,
        matter_code: String, case_number: String, note_sealed: Vec<u8>, rule: String,
        used_at: i64, version: i64, record_id: String,
    }
    NoticeRow in "notice" keyed notice_id {
        bucket: i64, notice_id: String, certificate_id: String, identifier: String,
        unit_code: String, region: String, kind: String, state: String,
        recipient_sealed: Vec<u8>, created_at: i64, version: i64, record_id: String,
    }
    ClientRow in "client" keyed client_id {
        client_id: String, name: String, unit_code: String, region: String, public_key: String,
        active: i64, version: i64, record_id: String,
    }
    SealRow in "seal" keyed seal_id {
        seal_id: String, unit_code: String, region: String, name: String, state: String,
        seal: Vec<u8>, x509: Vec<u8>, made_at: i64, version: i64, record_id: String,
    }
    ArchiveCopyRow in "archive_copy" keyed copy_id {
        bucket: i64, copy_id: String, use_code: String, identifier: String, unit_code: String,
        region: String, file_name: Vec<u8>, file_sm3: Vec<u8>, file_sha256: Vec<u8>,
        file_bytes: i64, made_at: i64, version: i64, record_id: String,
    }
}

/// A log record as it lies in the table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordRow {
    pub record_id: String,
    pub at: i64,
    pub event: String,
    pub outcome: String,
    pub actor: String,
    pub unit_code: String,
    pub subject: String,
    pub body: String,
    pub leaf: Vec<u8>,
    pub mac: Vec<u8>,
}

/// A record's place in the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceRow {
    pub place: i64,
    pub record_id: String,
    pub leaf: Vec<u8>,
}

/// The tree's right edge as it lies in the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadRow {
    pub size: i64,
    pub frontier: Vec<u8>,
}

/// A job as a worker claims it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobRow {
    pub job_id: String,
    pub kind: String,
    pub subject: String,
    pub state: String,
    pub due_at: i64,
    pub locked_until: i64,
    pub tries: i64,
    pub last_error: String,
}

/// A stored file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRow {
    pub file_name: Vec<u8>,
    pub reference: Option<Vec<u8>>,
    pub codec: String,
    pub length: i64,
    pub content_sealed: Vec<u8>,
}

/// A login session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    pub session_digest: Vec<u8>,
    pub person_id: String,
    pub csrf: String,
    pub opened_at: i64,
    pub seen_at: i64,
    pub ended: i64,
}

/// A saved answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyRow {
    pub request_digest: Vec<u8>,
    pub answer_sealed: Vec<u8>,
}

/// Details of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DetailRow {
    pub salt: Vec<u8>,
    pub details_sealed: Vec<u8>,
}

/// State of failed logins of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GuardRow {
    pub failures: i64,
    pub locked_until: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_changed_column_changes_the_digest() {
        let row =
            UnitRow { unit_code: "A".into(), name: "甲".into(), version: 1, ..UnitRow::default() };
        let digest = row.evidence().digest;
        let changed = [
            UnitRow { name: "乙".into(), ..row.clone() },
            UnitRow { active: 1, ..row.clone() },
            UnitRow { version: 2, ..row.clone() },
            UnitRow { record_id: "r".into(), ..row.clone() },
            UnitRow { name: String::new(), region: "甲".into(), ..row.clone() },
        ];
        for other in changed {
            assert_ne!(other.evidence().digest, digest, "{other:?}");
        }
        assert_eq!(row.clone().evidence(), row.evidence());
    }

    #[test]
    fn the_rows_have_the_columns_of_the_schema() {
        let text: String = crate::STEPS.iter().map(|(_, _, text)| *text).collect();
        for table in EVIDENT_TABLES {
            let body = text.split(&format!("CREATE TABLE {table} (")).nth(1);
            let body = body.and_then(|rest| rest.split(") STRICT").next()).unwrap();
            assert!(body.contains("  version INTEGER NOT NULL"), "{table}");
            assert!(body.contains("  record_id TEXT NOT NULL"), "{table}");
        }
    }
}
