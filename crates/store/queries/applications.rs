// Included by both engine crates; see `mod.rs`.

pub async fn insert_application(conn: &mut Conn, row: &ApplicationRow) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"INSERT INTO application (bucket, application_id, kind, state, type_code,
        catalog_number, unit_code, region, holder_index, content_sealed, replaces,
        submitted_by, reviewed_by, reason, identifier, created_at, updated_at, version,
        record_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
        $16, $17, $18, $19)"#,
        row.bucket,
        row.application_id,
        row.kind,
        row.state,
        row.type_code,
        row.catalog_number,
        row.unit_code,
        row.region,
        row.holder_index,
        row.content_sealed,
        row.replaces,
        row.submitted_by,
        row.reviewed_by,
        row.reason,
        row.identifier,
        row.created_at,
        row.updated_at,
        row.version,
        row.record_id
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// 0 when somebody saved the row meanwhile.
pub async fn update_application(conn: &mut Conn, row: &ApplicationRow) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!(
        r#"UPDATE application SET kind = $3, state = $4, type_code = $5, catalog_number = $6,
        unit_code = $7, region = $8, holder_index = $9, content_sealed = $10, replaces =
        $11, submitted_by = $12, reviewed_by = $13, reason = $14, identifier = $15,
        created_at = $16, updated_at = $17, version = $18, record_id = $19 WHERE bucket = $1
        AND application_id = $2 AND version + 1 = $18"#,
        row.bucket,
        row.application_id,
        row.kind,
        row.state,
        row.type_code,
        row.catalog_number,
        row.unit_code,
        row.region,
        row.holder_index,
        row.content_sealed,
        row.replaces,
        row.submitted_by,
        row.reviewed_by,
        row.reason,
        row.identifier,
        row.created_at,
        row.updated_at,
        row.version,
        row.record_id
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

pub async fn application(
    conn: &mut Conn,
    bucket: i64, application_id: &str,
) -> Result<Option<ApplicationRow>, sqlx::Error> {
    sqlx::query_as!(
        ApplicationRow,
        r#"SELECT bucket as "bucket!: i64", application_id as "application_id!: String", kind as
        "kind!: String", state as "state!: String", type_code as "type_code!: String",
        catalog_number as "catalog_number!: i64", unit_code as "unit_code!: String", region
        as "region!: String", holder_index as "holder_index!: Vec<u8>", content_sealed as
        "content_sealed!: Vec<u8>", replaces as "replaces!: String", submitted_by as
        "submitted_by!: String", reviewed_by as "reviewed_by!: String", reason as "reason!:
        String", identifier as "identifier!: String", created_at as "created_at!: i64",
        updated_at as "updated_at!: i64", version as "version!: i64", record_id as
        "record_id!: String"
        FROM application WHERE bucket = $1 AND application_id = $2"#,
        bucket, application_id
    )
    .fetch_optional(conn)
    .await
}

/// Rows after a key, for the check of rows against the log.
pub async fn application_after(
    conn: &mut Conn,
    bucket: i64, application_id: &str,
    limit: i64,
) -> Result<Vec<ApplicationRow>, sqlx::Error> {
    sqlx::query_as!(
        ApplicationRow,
        r#"SELECT bucket as "bucket!: i64", application_id as "application_id!: String", kind as
        "kind!: String", state as "state!: String", type_code as "type_code!: String",
        catalog_number as "catalog_number!: i64", unit_code as "unit_code!: String", region
        as "region!: String", holder_index as "holder_index!: Vec<u8>", content_sealed as
        "content_sealed!: Vec<u8>", replaces as "replaces!: String", submitted_by as
        "submitted_by!: String", reviewed_by as "reviewed_by!: String", reason as "reason!:
        String", identifier as "identifier!: String", created_at as "created_at!: i64",
        updated_at as "updated_at!: i64", version as "version!: i64", record_id as
        "record_id!: String"
        FROM application WHERE (bucket, application_id) > ($1, $2) ORDER BY bucket, application_id LIMIT $3"#,
        bucket, application_id,
        limit
    )
    .fetch_all(conn)
    .await
}

/// Applications of a unit in a state, newest first.
pub async fn applications_of_unit(
    conn: &mut Conn,
    unit_code: &str, state: &str, before: &str, limit: i64,
) -> Result<Vec<ApplicationRow>, sqlx::Error> {
    sqlx::query_as!(
        ApplicationRow,
        r#"SELECT bucket as "bucket!: i64", application_id as "application_id!: String", kind as
        "kind!: String", state as "state!: String", type_code as "type_code!: String",
        catalog_number as "catalog_number!: i64", unit_code as "unit_code!: String", region
        as "region!: String", holder_index as "holder_index!: Vec<u8>", content_sealed as
        "content_sealed!: Vec<u8>", replaces as "replaces!: String", submitted_by as
        "submitted_by!: String", reviewed_by as "reviewed_by!: String", reason as "reason!:
        String", identifier as "identifier!: String", created_at as "created_at!: i64",
        updated_at as "updated_at!: i64", version as "version!: i64", record_id as
        "record_id!: String"
        FROM application WHERE unit_code = $1 AND state = $2 AND application_id < $3 ORDER BY application_id DESC LIMIT $4"#,
        unit_code, state, before, limit
    )
    .fetch_all(conn)
    .await
}

/// Applications of a unit, newest first.
pub async fn applications_of_unit_all(
    conn: &mut Conn,
    unit_code: &str, before: &str, limit: i64,
) -> Result<Vec<ApplicationRow>, sqlx::Error> {
    sqlx::query_as!(
        ApplicationRow,
        r#"SELECT bucket as "bucket!: i64", application_id as "application_id!: String", kind as
        "kind!: String", state as "state!: String", type_code as "type_code!: String",
        catalog_number as "catalog_number!: i64", unit_code as "unit_code!: String", region
        as "region!: String", holder_index as "holder_index!: Vec<u8>", content_sealed as
        "content_sealed!: Vec<u8>", replaces as "replaces!: String", submitted_by as
        "submitted_by!: String", reviewed_by as "reviewed_by!: String", reason as "reason!:
        String", identifier as "identifier!: String", created_at as "created_at!: i64",
        updated_at as "updated_at!: i64", version as "version!: i64", record_id as
        "record_id!: String"
        FROM application WHERE unit_code = $1 AND application_id < $2 ORDER BY application_id DESC LIMIT $3"#,
        unit_code, before, limit
    )
    .fetch_all(conn)
    .await
}

/// Updates of a certificate that are not decided yet.
pub async fn open_updates_of(
    conn: &mut Conn,
    replaces: &str, limit: i64,
) -> Result<Vec<ApplicationRow>, sqlx::Error> {
    sqlx::query_as!(
        ApplicationRow,
        r#"SELECT bucket as "bucket!: i64", application_id as "application_id!: String", kind as
        "kind!: String", state as "state!: String", type_code as "type_code!: String",
        catalog_number as "catalog_number!: i64", unit_code as "unit_code!: String", region
        as "region!: String", holder_index as "holder_index!: Vec<u8>", content_sealed as
        "content_sealed!: Vec<u8>", replaces as "replaces!: String", submitted_by as
        "submitted_by!: String", reviewed_by as "reviewed_by!: String", reason as "reason!:
        String", identifier as "identifier!: String", created_at as "created_at!: i64",
        updated_at as "updated_at!: i64", version as "version!: i64", record_id as
        "record_id!: String"
        FROM application WHERE replaces = $1 AND state IN ('draft', 'submitted', 'approved') ORDER BY application_id LIMIT $2"#,
        replaces, limit
    )
    .fetch_all(conn)
    .await
}
