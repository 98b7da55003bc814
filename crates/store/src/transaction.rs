//! Transactions by what they may do: read, change with a record, operate without one.

use std::ops::{Deref, DerefMut};

use ledger::record::RowEvidence;
use store_schema::*;

use crate::engine::{Inner, Place, on_engine};
use crate::error::Error;

/// The queries that every transaction may ask.
pub struct Queries {
    pub(crate) inner: Inner,
}

/// A consistent view.
pub struct Reader {
    queries: Queries,
}

/// Writes evident rows; dropped without a commit it leaves nothing.
pub struct Change {
    pub(crate) queries: Queries,
    pub(crate) record_id: String,
    pub(crate) evidence: Vec<RowEvidence>,
    places: Vec<Place>,
}

/// Writes tables that are no evidence.
pub struct Operation {
    queries: Queries,
}

macro_rules! deref_to_queries {
    ($($type:ident)+) => { $(
        impl Deref for $type {
            type Target = Queries;
            fn deref(&self) -> &Queries { &self.queries }
        }
        impl DerefMut for $type {
            fn deref_mut(&mut self) -> &mut Queries { &mut self.queries }
        }
    )+ };
}

deref_to_queries! { Reader Change Operation }

/// One method per query function, with the same name and arguments.
macro_rules! methods {
    ($type:ident { $($name:ident($($argument:ident: $ty:ty),*) -> $out:ty;)+ }) => {
        impl $type {
            $(pub async fn $name(&mut self, $($argument: $ty),*) -> Result<$out, Error> {
                on_engine!(self.inner_mut(), $name($($argument),*))
            })+
        }
    };
}

methods! { Queries {
    unit(unit_code: &str) -> Option<UnitRow>;
    unit_after(unit_code: &str, limit: i64) -> Vec<UnitRow>;
    person(person_id: &str) -> Option<PersonRow>;
    person_after(person_id: &str, limit: i64) -> Vec<PersonRow>;
    person_by_account(account: &str) -> Option<PersonRow>;
    people_of_unit(unit_code: &str, account_after: &str, limit: i64) -> Vec<PersonRow>;
    person_role(person_id: &str, role: &str) -> Option<PersonRoleRow>;
    person_role_after(person_id: &str, role: &str, limit: i64) -> Vec<PersonRoleRow>;
    roles_of(person_id: &str) -> Vec<PersonRoleRow>;
    matter(matter_code: &str) -> Option<MatterRow>;
    matter_after(matter_code: &str, limit: i64) -> Vec<MatterRow>;
    matters_of_unit(unit_code: &str, after: &str, limit: i64) -> Vec<MatterRow>;
    catalog_version(type_code: &str, number: i64) -> Option<CatalogRow>;
    catalog_version_after(type_code: &str, number: i64, limit: i64) -> Vec<CatalogRow>;
    catalog_versions_of(type_code: &str, limit: i64) -> Vec<CatalogRow>;
    catalog_published(type_code: &str) -> Option<CatalogRow>;
    catalog_in_state(state: &str, after: &str, limit: i64) -> Vec<CatalogRow>;
    adoption(type_code: &str, unit_code: &str) -> Option<AdoptionRow>;
    adoption_after(type_code: &str, unit_code: &str, limit: i64) -> Vec<AdoptionRow>;
    adoptions_of(type_code: &str, limit: i64) -> Vec<AdoptionRow>;
    application(bucket: i64, application_id: &str) -> Option<ApplicationRow>;
    application_after(bucket: i64, application_id: &str, limit: i64) -> Vec<ApplicationRow>;
    applications_of_unit(unit_code: &str, state: &str, before: &str, limit: i64) -> Vec<ApplicationRow>;
    applications_of_unit_all(unit_code: &str, before: &str, limit: i64) -> Vec<ApplicationRow>;
    open_updates_of(replaces: &str, limit: i64) -> Vec<ApplicationRow>;
    certificate(bucket: i64, certificate_id: &str) -> Option<CertificateRow>;
    certificate_after(bucket: i64, certificate_id: &str, limit: i64) -> Vec<CertificateRow>;
    certificates_of_holder(holder_index: &[u8], type_code: &str, limit: i64) -> Vec<CertificateRow>;
    certificates_of_holder_all(holder_index: &[u8], limit: i64) -> Vec<CertificateRow>;
    certificates_of_unit_and_type(unit_code: &str, type_code: &str, before: &str, limit: i64) -> Vec<CertificateRow>;
    certificates_of_unit_in_state(unit_code: &str, state: &str, before: &str, limit: i64) -> Vec<CertificateRow>;
    certificates_of_number(unit_code: &str, number: &str, limit: i64) -> Vec<String>;
    certificates_of_unit(unit_code: &str, before: &str, limit: i64) -> Vec<CertificateRow>;
    certificate_of_identifier(identifier: &str) -> Option<String>;
    certificate_of_number(type_code: &str, unit_code: &str, number: &str) -> Option<String>;
    usage(bucket: i64, use_code: &str) -> Option<UsageRow>;
    usage_after(bucket: i64, use_code: &str, limit: i64) -> Vec<UsageRow>;
    usages_of_unit(unit_code: &str, before: &str, limit: i64) -> Vec<UsageRow>;
    usages_of_certificate(certificate_id: &str, before: &str, limit: i64) -> Vec<UsageRow>;
    notice(bucket: i64, notice_id: &str) -> Option<NoticeRow>;
    notice_after(bucket: i64, notice_id: &str, limit: i64) -> Vec<NoticeRow>;
    notices_of_unit(unit_code: &str, before: &str, limit: i64) -> Vec<NoticeRow>;
    client(client_id: &str) -> Option<ClientRow>;
    client_after(client_id: &str, limit: i64) -> Vec<ClientRow>;
    clients_of_unit(unit_code: &str, after: &str, limit: i64) -> Vec<ClientRow>;
    seal(seal_id: &str) -> Option<SealRow>;
    seal_after(seal_id: &str, limit: i64) -> Vec<SealRow>;
    seals_of_unit(unit_code: &str, state: &str, limit: i64) -> Vec<SealRow>;
    archive_copy(bucket: i64, copy_id: &str) -> Option<ArchiveCopyRow>;
    archive_copy_after(bucket: i64, copy_id: &str, limit: i64) -> Vec<ArchiveCopyRow>;
    archive_copy_of_use(use_code: &str) -> Option<ArchiveCopyRow>;
    session(digest: &[u8]) -> Option<SessionRow>;
    job(job_id: &str) -> Option<JobRow>;
    jobs_in_state(state: &str, limit: i64) -> Vec<JobRow>;
    answer(caller: &str, request_key: &str) -> Option<IdempotencyRow>;
    guard(account: &str) -> Option<GuardRow>;
    file(file_name: &[u8]) -> Option<FileRow>;
    reference(name: &str) -> Option<Vec<u8>>;
    detail(record_id: &str) -> Option<DetailRow>;
    record(record_id: &str) -> Option<RecordRow>;
    records_of(subject: &str, after: &str, limit: i64) -> Vec<RecordRow>;
    records_after(record_id: &str, limit: i64) -> Vec<RecordRow>;
    records_before(before: &str, limit: i64) -> Vec<RecordRow>;
    records_of_unit_before(unit_code: &str, before: &str, limit: i64) -> Vec<RecordRow>;
    pending(limit: i64) -> Vec<RecordRow>;
    pending_count() -> i64;
    is_pending(record_id: &str) -> bool;
    node(level: i64, place: i64) -> Option<Vec<u8>>;
    place_of(record_id: &str) -> Option<PlaceRow>;
    places_from(place: i64, limit: i64) -> Vec<PlaceRow>;
    head() -> Option<HeadRow>;
} }

methods! { Change {
    insert_identifier(identifier: &str, certificate_id: &str) -> ();
    upsert_number(type_code: &str, unit_code: &str, number: &str, certificate_id: &str) -> ();
    next_serial(name: &str) -> i64;
    insert_session(row: &SessionRow) -> ();
    end_session(digest: &[u8]) -> ();
    insert_job(row: &JobRow) -> ();
    settle_job(job_id: &str, state: &str, due_at: i64, last_error: &str) -> ();
    insert_answer(caller: &str, request_key: &str, row: &IdempotencyRow, at: i64) -> ();
} }

methods! { Operation {
    touch_session(digest: &[u8], seen_at: i64) -> ();
    claim_job(now: i64, until: i64) -> Option<JobRow>;
    settle_job(job_id: &str, state: &str, due_at: i64, last_error: &str) -> ();
    take_nonce(client_id: &str, nonce: &str, at: i64) -> bool;
    forget_nonces(before: i64) -> ();
    upsert_guard(account: &str, row: &GuardRow) -> ();
    insert_file(row: &FileRow) -> ();
    insert_reference(name: &str, file_name: &[u8]) -> ();
    insert_place(row: &PlaceRow) -> ();
    insert_node(level: i64, place: i64, hash: &[u8]) -> ();
    insert_head(row: &HeadRow) -> ();
    move_head(old_size: i64, row: &HeadRow) -> u64;
} }

/// Saves of evident rows: they stamp version and record, and note evidence and place.
macro_rules! saves {
    ($($row:ident: $insert:ident $(, $update:ident)? => $place:expr;)+) => {
        impl Change {
            $(
                pub async fn $insert(&mut self, row: &mut $row) -> Result<(), Error> {
                    row.version = 1;
                    row.record_id.clone_from(&self.record_id);
                    on_engine!(&mut self.queries.inner, $insert(row))?;
                    self.note(row.evidence(), ($place)(row));
                    Ok(())
                }

                $(
                    /// Errors: `Conflict` when the row is no longer what was read.
                    pub async fn $update(&mut self, row: &mut $row) -> Result<(), Error> {
                        row.version += 1;
                        row.record_id.clone_from(&self.record_id);
                        if on_engine!(&mut self.queries.inner, $update(row))? != 1 {
                            return Err(Error::Conflict);
                        }
                        self.note(row.evidence(), ($place)(row));
                        Ok(())
                    }
                )?
            )+
        }
    };
}

saves! {
    UnitRow: insert_unit, update_unit => |row: &UnitRow| place(&row.unit_code, &row.region);
    PersonRow: insert_person, update_person => |_: &PersonRow| None;
    PersonRoleRow: insert_person_role, update_person_role => |_: &PersonRoleRow| None;
    MatterRow: insert_matter, update_matter => |_: &MatterRow| None;
    CatalogRow: insert_catalog_version, update_catalog_version
        => |row: &CatalogRow| place(&row.unit_code, &row.region);
    AdoptionRow: insert_adoption, update_adoption
        => |row: &AdoptionRow| place(&row.unit_code, &row.region);
    ApplicationRow: insert_application, update_application
        => |row: &ApplicationRow| place(&row.unit_code, &row.region);
    CertificateRow: insert_certificate, update_certificate
        => |row: &CertificateRow| place(&row.unit_code, &row.region);
    UsageRow: insert_usage => |row: &UsageRow| place(&row.unit_code, &row.region);
    NoticeRow: insert_notice, update_notice
        => |row: &NoticeRow| place(&row.unit_code, &row.region);
    ClientRow: insert_client, update_client
        => |row: &ClientRow| place(&row.unit_code, &row.region);
    SealRow: insert_seal, update_seal => |row: &SealRow| place(&row.unit_code, &row.region);
    ArchiveCopyRow: insert_archive_copy
        => |row: &ArchiveCopyRow| place(&row.unit_code, &row.region);
}

fn place(unit: &str, region: &str) -> Option<Place> {
    Some(Place { unit: unit.to_owned(), region: region.to_owned() })
}

impl Queries {
    pub(crate) fn inner_mut(&mut self) -> &mut Inner {
        &mut self.inner
    }
}

impl Reader {
    pub(crate) fn new(queries: Queries) -> Self {
        Self { queries }
    }
}

impl Change {
    pub(crate) fn new(queries: Queries, record_id: String) -> Self {
        Self { queries, record_id, evidence: Vec::new(), places: Vec::new() }
    }

    pub fn record_id(&self) -> &str {
        &self.record_id
    }

    /// Where the rows saved so far belong; the door compares them with the permit.
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    fn note(&mut self, evidence: Evidence, place: Option<Place>) {
        let Evidence { table, key, version, digest } = evidence;
        self.evidence.push(RowEvidence { table: table.to_owned(), key, version, digest });
        self.places.extend(place);
    }
}

impl Operation {
    pub(crate) fn new(queries: Queries) -> Self {
        Self { queries }
    }

    pub async fn commit(self) -> Result<(), Error> {
        self.queries.inner.commit().await
    }
}
