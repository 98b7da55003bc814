// Included by both engine crates; see `mod.rs`.

pub async fn insert_archive_copy(conn: &mut Conn, row: &ArchiveCopyRow) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"INSERT INTO archive_copy (bucket, copy_id, use_code, identifier, unit_code, region,
        file_name, file_sm3, file_sha256, file_bytes, made_at, version, record_id) VALUES
        ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"#,
        row.bucket,
        row.copy_id,
        row.use_code,
        row.identifier,
        row.unit_code,
        row.region,
        row.file_name,
        row.file_sm3,
        row.file_sha256,
        row.file_bytes,
        row.made_at,
        row.version,
        row.record_id
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn archive_copy(
    conn: &mut Conn,
    bucket: i64, copy_id: &str,
) -> Result<Option<ArchiveCopyRow>, sqlx::Error> {
    sqlx::query_as!(
        ArchiveCopyRow,
        r#"SELECT bucket as "bucket!: i64", copy_id as "copy_id!: String", use_code as "use_code!:
        String", identifier as "identifier!: String", unit_code as "unit_code!: String",
        region as "region!: String", file_name as "file_name!: Vec<u8>", file_sm3 as
        "file_sm3!: Vec<u8>", file_sha256 as "file_sha256!: Vec<u8>", file_bytes as
        "file_bytes!: i64", made_at as "made_at!: i64", version as "version!: i64",
        record_id as "record_id!: String"
        FROM archive_copy WHERE bucket = $1 AND copy_id = $2"#,
        bucket, copy_id
    )
    .fetch_optional(conn)
    .await
}

/// Rows after a key, for the check of rows against the log.
pub async fn archive_copy_after(
    conn: &mut Conn,
    bucket: i64, copy_id: &str,
    limit: i64,
) -> Result<Vec<ArchiveCopyRow>, sqlx::Error> {
    sqlx::query_as!(
        ArchiveCopyRow,
        r#"SELECT bucket as "bucket!: i64", copy_id as "copy_id!: String", use_code as "use_code!:
        String", identifier as "identifier!: String", unit_code as "unit_code!: String",
        region as "region!: String", file_name as "file_name!: Vec<u8>", file_sm3 as
        "file_sm3!: Vec<u8>", file_sha256 as "file_sha256!: Vec<u8>", file_bytes as
        "file_bytes!: i64", made_at as "made_at!: i64", version as "version!: i64",
        record_id as "record_id!: String"
        FROM archive_copy WHERE (bucket, copy_id) > ($1, $2) ORDER BY bucket, copy_id LIMIT $3"#,
        bucket, copy_id,
        limit
    )
    .fetch_all(conn)
    .await
}

/// The copy that a use took.
pub async fn archive_copy_of_use(
    conn: &mut Conn,
    use_code: &str,
) -> Result<Option<ArchiveCopyRow>, sqlx::Error> {
    sqlx::query_as!(
        ArchiveCopyRow,
        r#"SELECT bucket as "bucket!: i64", copy_id as "copy_id!: String", use_code as "use_code!:
        String", identifier as "identifier!: String", unit_code as "unit_code!: String",
        region as "region!: String", file_name as "file_name!: Vec<u8>", file_sm3 as
        "file_sm3!: Vec<u8>", file_sha256 as "file_sha256!: Vec<u8>", file_bytes as
        "file_bytes!: i64", made_at as "made_at!: i64", version as "version!: i64",
        record_id as "record_id!: String"
        FROM archive_copy WHERE use_code = $1"#,
        use_code
    )
    .fetch_optional(conn)
    .await
}
