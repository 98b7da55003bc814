// Included by both engine crates; see `mod.rs`.

pub async fn insert_usage(conn: &mut Conn, row: &UsageRow) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"INSERT INTO usage (bucket, use_code, certificate_id, identifier, type_code,
        unit_code, region, actor, channel, matter_code, case_number, note_sealed, rule,
        used_at, version, record_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,
        $12, $13, $14, $15, $16)"#,
        row.bucket,
        row.use_code,
        row.certificate_id,
        row.identifier,
        row.type_code,
        row.unit_code,
        row.region,
        row.actor,
        row.channel,
        row.matter_code,
        row.case_number,
        row.note_sealed,
        row.rule,
        row.used_at,
        row.version,
        row.record_id
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn usage(
    conn: &mut Conn,
    bucket: i64,
    use_code: &str,
) -> Result<Option<UsageRow>, sqlx::Error> {
    sqlx::query_as!(
        UsageRow,
        r#"SELECT bucket as "bucket!: i64", use_code as "use_code!: String", certificate_id as
        "certificate_id!: String", identifier as "identifier!: String", type_code as
        "type_code!: String", unit_code as "unit_code!: String", region as "region!:
        String", actor as "actor!: String", channel as "channel!: String", matter_code as
        "matter_code!: String", case_number as "case_number!: String", note_sealed as
        "note_sealed!: Vec<u8>", rule as "rule!: String", used_at as "used_at!: i64",
        version as "version!: i64", record_id as "record_id!: String"
        FROM usage WHERE bucket = $1 AND use_code = $2"#,
        bucket,
        use_code
    )
    .fetch_optional(conn)
    .await
}

/// Rows after a key, for the check of rows against the log.
pub async fn usage_after(
    conn: &mut Conn,
    bucket: i64,
    use_code: &str,
    limit: i64,
) -> Result<Vec<UsageRow>, sqlx::Error> {
    sqlx::query_as!(
        UsageRow,
        r#"SELECT bucket as "bucket!: i64", use_code as "use_code!: String", certificate_id as
        "certificate_id!: String", identifier as "identifier!: String", type_code as
        "type_code!: String", unit_code as "unit_code!: String", region as "region!:
        String", actor as "actor!: String", channel as "channel!: String", matter_code as
        "matter_code!: String", case_number as "case_number!: String", note_sealed as
        "note_sealed!: Vec<u8>", rule as "rule!: String", used_at as "used_at!: i64",
        version as "version!: i64", record_id as "record_id!: String"
        FROM usage WHERE (bucket, use_code) > ($1, $2) ORDER BY bucket, use_code LIMIT $3"#,
        bucket,
        use_code,
        limit
    )
    .fetch_all(conn)
    .await
}

/// Uses by a unit, newest first.
pub async fn usages_of_unit(
    conn: &mut Conn,
    unit_code: &str,
    before: &str,
    limit: i64,
) -> Result<Vec<UsageRow>, sqlx::Error> {
    sqlx::query_as!(
        UsageRow,
        r#"SELECT bucket as "bucket!: i64", use_code as "use_code!: String", certificate_id as
        "certificate_id!: String", identifier as "identifier!: String", type_code as
        "type_code!: String", unit_code as "unit_code!: String", region as "region!:
        String", actor as "actor!: String", channel as "channel!: String", matter_code as
        "matter_code!: String", case_number as "case_number!: String", note_sealed as
        "note_sealed!: Vec<u8>", rule as "rule!: String", used_at as "used_at!: i64",
        version as "version!: i64", record_id as "record_id!: String"
        FROM usage WHERE unit_code = $1 AND use_code < $2 ORDER BY use_code DESC LIMIT $3"#,
        unit_code,
        before,
        limit
    )
    .fetch_all(conn)
    .await
}

/// Who used a certificate, newest first.
pub async fn usages_of_certificate(
    conn: &mut Conn,
    certificate_id: &str,
    before: &str,
    limit: i64,
) -> Result<Vec<UsageRow>, sqlx::Error> {
    sqlx::query_as!(
        UsageRow,
        r#"SELECT bucket as "bucket!: i64", use_code as "use_code!: String", certificate_id as
        "certificate_id!: String", identifier as "identifier!: String", type_code as
        "type_code!: String", unit_code as "unit_code!: String", region as "region!:
        String", actor as "actor!: String", channel as "channel!: String", matter_code as
        "matter_code!: String", case_number as "case_number!: String", note_sealed as
        "note_sealed!: Vec<u8>", rule as "rule!: String", used_at as "used_at!: i64",
        version as "version!: i64", record_id as "record_id!: String"
        FROM usage WHERE certificate_id = $1 AND use_code < $2 ORDER BY use_code DESC LIMIT $3"#,
        certificate_id,
        before,
        limit
    )
    .fetch_all(conn)
    .await
}

pub async fn insert_notice(conn: &mut Conn, row: &NoticeRow) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"INSERT INTO notice (bucket, notice_id, certificate_id, identifier, unit_code,
        region, kind, state, recipient_sealed, created_at, version, record_id) VALUES ($1,
        $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"#,
        row.bucket,
        row.notice_id,
        row.certificate_id,
        row.identifier,
        row.unit_code,
        row.region,
        row.kind,
        row.state,
        row.recipient_sealed,
        row.created_at,
        row.version,
        row.record_id
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// 0 when somebody saved the row meanwhile.
pub async fn update_notice(conn: &mut Conn, row: &NoticeRow) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!(
        r#"UPDATE notice SET certificate_id = $3, identifier = $4, unit_code = $5, region = $6,
        kind = $7, state = $8, recipient_sealed = $9, created_at = $10, version = $11,
        record_id = $12 WHERE bucket = $1 AND notice_id = $2 AND version + 1 = $11"#,
        row.bucket,
        row.notice_id,
        row.certificate_id,
        row.identifier,
        row.unit_code,
        row.region,
        row.kind,
        row.state,
        row.recipient_sealed,
        row.created_at,
        row.version,
        row.record_id
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

pub async fn notice(
    conn: &mut Conn,
    bucket: i64,
    notice_id: &str,
) -> Result<Option<NoticeRow>, sqlx::Error> {
    sqlx::query_as!(
        NoticeRow,
        r#"SELECT bucket as "bucket!: i64", notice_id as "notice_id!: String", certificate_id as
        "certificate_id!: String", identifier as "identifier!: String", unit_code as
        "unit_code!: String", region as "region!: String", kind as "kind!: String", state as
        "state!: String", recipient_sealed as "recipient_sealed!: Vec<u8>", created_at as
        "created_at!: i64", version as "version!: i64", record_id as "record_id!: String"
        FROM notice WHERE bucket = $1 AND notice_id = $2"#,
        bucket,
        notice_id
    )
    .fetch_optional(conn)
    .await
}

/// Rows after a key, for the check of rows against the log.
pub async fn notice_after(
    conn: &mut Conn,
    bucket: i64,
    notice_id: &str,
    limit: i64,
) -> Result<Vec<NoticeRow>, sqlx::Error> {
    sqlx::query_as!(
        NoticeRow,
        r#"SELECT bucket as "bucket!: i64", notice_id as "notice_id!: String", certificate_id as
        "certificate_id!: String", identifier as "identifier!: String", unit_code as
        "unit_code!: String", region as "region!: String", kind as "kind!: String", state as
        "state!: String", recipient_sealed as "recipient_sealed!: Vec<u8>", created_at as
        "created_at!: i64", version as "version!: i64", record_id as "record_id!: String"
        FROM notice WHERE (bucket, notice_id) > ($1, $2) ORDER BY bucket, notice_id LIMIT $3"#,
        bucket,
        notice_id,
        limit
    )
    .fetch_all(conn)
    .await
}

/// Notices of an issuing unit, newest first.
pub async fn notices_of_unit(
    conn: &mut Conn,
    unit_code: &str,
    before: &str,
    limit: i64,
) -> Result<Vec<NoticeRow>, sqlx::Error> {
    sqlx::query_as!(
        NoticeRow,
        r#"SELECT bucket as "bucket!: i64", notice_id as "notice_id!: String", certificate_id as
        "certificate_id!: String", identifier as "identifier!: String", unit_code as
        "unit_code!: String", region as "region!: String", kind as "kind!: String", state as
        "state!: String", recipient_sealed as "recipient_sealed!: Vec<u8>", created_at as
        "created_at!: i64", version as "version!: i64", record_id as "record_id!: String"
        FROM notice WHERE unit_code = $1 AND notice_id < $2 ORDER BY notice_id DESC LIMIT $3"#,
        unit_code,
        before,
        limit
    )
    .fetch_all(conn)
    .await
}
