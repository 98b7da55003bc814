// Included by both engine crates; see `mod.rs`.

pub async fn insert_certificate(conn: &mut Conn, row: &CertificateRow) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"INSERT INTO certificate (bucket, certificate_id, identifier, provincial_code,
        number, state, type_code, catalog_number, unit_code, region, holder_index,
        content_sealed, content_digest, valid_from, valid_to, issued_at, file_name,
        file_sm3, file_sha256, file_bytes, replaces, replaced_by, revocation_kind,
        revocation_reason, revocation_basis, changed_at, application_id, version, record_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
        $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29)"#,
        row.bucket,
        row.certificate_id,
        row.identifier,
        row.provincial_code,
        row.number,
        row.state,
        row.type_code,
        row.catalog_number,
        row.unit_code,
        row.region,
        row.holder_index,
        row.content_sealed,
        row.content_digest,
        row.valid_from,
        row.valid_to,
        row.issued_at,
        row.file_name,
        row.file_sm3,
        row.file_sha256,
        row.file_bytes,
        row.replaces,
        row.replaced_by,
        row.revocation_kind,
        row.revocation_reason,
        row.revocation_basis,
        row.changed_at,
        row.application_id,
        row.version,
        row.record_id
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// 0 when somebody saved the row meanwhile.
pub async fn update_certificate(conn: &mut Conn, row: &CertificateRow) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!(
        r#"UPDATE certificate SET identifier = $3, provincial_code = $4, number = $5, state =
        $6, type_code = $7, catalog_number = $8, unit_code = $9, region = $10, holder_index
        = $11, content_sealed = $12, content_digest = $13, valid_from = $14, valid_to = $15,
        issued_at = $16, file_name = $17, file_sm3 = $18, file_sha256 = $19, file_bytes =
        $20, replaces = $21, replaced_by = $22, revocation_kind = $23, revocation_reason =
        $24, revocation_basis = $25, changed_at = $26, application_id = $27, version = $28,
        record_id = $29 WHERE bucket = $1 AND certificate_id = $2 AND version + 1 = $28"#,
        row.bucket,
        row.certificate_id,
        row.identifier,
        row.provincial_code,
        row.number,
        row.state,
        row.type_code,
        row.catalog_number,
        row.unit_code,
        row.region,
        row.holder_index,
        row.content_sealed,
        row.content_digest,
        row.valid_from,
        row.valid_to,
        row.issued_at,
        row.file_name,
        row.file_sm3,
        row.file_sha256,
        row.file_bytes,
        row.replaces,
        row.replaced_by,
        row.revocation_kind,
        row.revocation_reason,
        row.revocation_basis,
        row.changed_at,
        row.application_id,
        row.version,
        row.record_id
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

pub async fn certificate(
    conn: &mut Conn,
    bucket: i64, certificate_id: &str,
) -> Result<Option<CertificateRow>, sqlx::Error> {
    sqlx::query_as!(
        CertificateRow,
        r#"SELECT bucket as "bucket!: i64", certificate_id as "certificate_id!: String", identifier as
        "identifier!: String", provincial_code as "provincial_code!: String", number as
        "number!: String", state as "state!: String", type_code as "type_code!: String",
        catalog_number as "catalog_number!: i64", unit_code as "unit_code!: String", region
        as "region!: String", holder_index as "holder_index!: Vec<u8>", content_sealed as
        "content_sealed!: Vec<u8>", content_digest as "content_digest!: Vec<u8>", valid_from
        as "valid_from!: String", valid_to as "valid_to!: String", issued_at as "issued_at!:
        i64", file_name as "file_name?: Vec<u8>", file_sm3 as "file_sm3?: Vec<u8>",
        file_sha256 as "file_sha256?: Vec<u8>", file_bytes as "file_bytes!: i64", replaces
        as "replaces!: String", replaced_by as "replaced_by!: String", revocation_kind as
        "revocation_kind!: String", revocation_reason as "revocation_reason!: String",
        revocation_basis as "revocation_basis!: String", changed_at as "changed_at!: i64",
        application_id as "application_id!: String", version as "version!: i64", record_id
        as "record_id!: String"
        FROM certificate WHERE bucket = $1 AND certificate_id = $2"#,
        bucket, certificate_id
    )
    .fetch_optional(conn)
    .await
}

/// Rows after a key, for the check of rows against the log.
pub async fn certificate_after(
    conn: &mut Conn,
    bucket: i64, certificate_id: &str,
    limit: i64,
) -> Result<Vec<CertificateRow>, sqlx::Error> {
    sqlx::query_as!(
        CertificateRow,
        r#"SELECT bucket as "bucket!: i64", certificate_id as "certificate_id!: String", identifier as
        "identifier!: String", provincial_code as "provincial_code!: String", number as
        "number!: String", state as "state!: String", type_code as "type_code!: String",
        catalog_number as "catalog_number!: i64", unit_code as "unit_code!: String", region
        as "region!: String", holder_index as "holder_index!: Vec<u8>", content_sealed as
        "content_sealed!: Vec<u8>", content_digest as "content_digest!: Vec<u8>", valid_from
        as "valid_from!: String", valid_to as "valid_to!: String", issued_at as "issued_at!:
        i64", file_name as "file_name?: Vec<u8>", file_sm3 as "file_sm3?: Vec<u8>",
        file_sha256 as "file_sha256?: Vec<u8>", file_bytes as "file_bytes!: i64", replaces
        as "replaces!: String", replaced_by as "replaced_by!: String", revocation_kind as
        "revocation_kind!: String", revocation_reason as "revocation_reason!: String",
        revocation_basis as "revocation_basis!: String", changed_at as "changed_at!: i64",
        application_id as "application_id!: String", version as "version!: i64", record_id
        as "record_id!: String"
        FROM certificate WHERE (bucket, certificate_id) > ($1, $2) ORDER BY bucket, certificate_id LIMIT $3"#,
        bucket, certificate_id,
        limit
    )
    .fetch_all(conn)
    .await
}

/// Certificates of a holder, all versions.
pub async fn certificates_of_holder(
    conn: &mut Conn,
    holder_index: &[u8], type_code: &str, limit: i64,
) -> Result<Vec<CertificateRow>, sqlx::Error> {
    sqlx::query_as!(
        CertificateRow,
        r#"SELECT bucket as "bucket!: i64", certificate_id as "certificate_id!: String", identifier as
        "identifier!: String", provincial_code as "provincial_code!: String", number as
        "number!: String", state as "state!: String", type_code as "type_code!: String",
        catalog_number as "catalog_number!: i64", unit_code as "unit_code!: String", region
        as "region!: String", holder_index as "holder_index!: Vec<u8>", content_sealed as
        "content_sealed!: Vec<u8>", content_digest as "content_digest!: Vec<u8>", valid_from
        as "valid_from!: String", valid_to as "valid_to!: String", issued_at as "issued_at!:
        i64", file_name as "file_name?: Vec<u8>", file_sm3 as "file_sm3?: Vec<u8>",
        file_sha256 as "file_sha256?: Vec<u8>", file_bytes as "file_bytes!: i64", replaces
        as "replaces!: String", replaced_by as "replaced_by!: String", revocation_kind as
        "revocation_kind!: String", revocation_reason as "revocation_reason!: String",
        revocation_basis as "revocation_basis!: String", changed_at as "changed_at!: i64",
        application_id as "application_id!: String", version as "version!: i64", record_id
        as "record_id!: String"
        FROM certificate WHERE holder_index = $1 AND type_code = $2 ORDER BY certificate_id DESC LIMIT $3"#,
        holder_index, type_code, limit
    )
    .fetch_all(conn)
    .await
}

/// Certificates of a holder, every type.
pub async fn certificates_of_holder_all(
    conn: &mut Conn,
    holder_index: &[u8], limit: i64,
) -> Result<Vec<CertificateRow>, sqlx::Error> {
    sqlx::query_as!(
        CertificateRow,
        r#"SELECT bucket as "bucket!: i64", certificate_id as "certificate_id!: String", identifier as
        "identifier!: String", provincial_code as "provincial_code!: String", number as
        "number!: String", state as "state!: String", type_code as "type_code!: String",
        catalog_number as "catalog_number!: i64", unit_code as "unit_code!: String", region
        as "region!: String", holder_index as "holder_index!: Vec<u8>", content_sealed as
        "content_sealed!: Vec<u8>", content_digest as "content_digest!: Vec<u8>", valid_from
        as "valid_from!: String", valid_to as "valid_to!: String", issued_at as "issued_at!:
        i64", file_name as "file_name?: Vec<u8>", file_sm3 as "file_sm3?: Vec<u8>",
        file_sha256 as "file_sha256?: Vec<u8>", file_bytes as "file_bytes!: i64", replaces
        as "replaces!: String", replaced_by as "replaced_by!: String", revocation_kind as
        "revocation_kind!: String", revocation_reason as "revocation_reason!: String",
        revocation_basis as "revocation_basis!: String", changed_at as "changed_at!: i64",
        application_id as "application_id!: String", version as "version!: i64", record_id
        as "record_id!: String"
        FROM certificate WHERE holder_index = $1 ORDER BY certificate_id DESC LIMIT $2"#,
        holder_index, limit
    )
    .fetch_all(conn)
    .await
}

/// Certificates of a unit and type, newest first.
pub async fn certificates_of_unit_and_type(
    conn: &mut Conn,
    unit_code: &str, type_code: &str, before: &str, limit: i64,
) -> Result<Vec<CertificateRow>, sqlx::Error> {
    sqlx::query_as!(
        CertificateRow,
        r#"SELECT bucket as "bucket!: i64", certificate_id as "certificate_id!: String", identifier as
        "identifier!: String", provincial_code as "provincial_code!: String", number as
        "number!: String", state as "state!: String", type_code as "type_code!: String",
        catalog_number as "catalog_number!: i64", unit_code as "unit_code!: String", region
        as "region!: String", holder_index as "holder_index!: Vec<u8>", content_sealed as
        "content_sealed!: Vec<u8>", content_digest as "content_digest!: Vec<u8>", valid_from
        as "valid_from!: String", valid_to as "valid_to!: String", issued_at as "issued_at!:
        i64", file_name as "file_name?: Vec<u8>", file_sm3 as "file_sm3?: Vec<u8>",
        file_sha256 as "file_sha256?: Vec<u8>", file_bytes as "file_bytes!: i64", replaces
        as "replaces!: String", replaced_by as "replaced_by!: String", revocation_kind as
        "revocation_kind!: String", revocation_reason as "revocation_reason!: String",
        revocation_basis as "revocation_basis!: String", changed_at as "changed_at!: i64",
        application_id as "application_id!: String", version as "version!: i64", record_id
        as "record_id!: String"
        FROM certificate WHERE unit_code = $1 AND type_code = $2 AND certificate_id < $3 ORDER BY certificate_id DESC LIMIT $4"#,
        unit_code, type_code, before, limit
    )
    .fetch_all(conn)
    .await
}

/// Certificates of a unit in a state, newest first.
pub async fn certificates_of_unit_in_state(
    conn: &mut Conn,
    unit_code: &str, state: &str, before: &str, limit: i64,
) -> Result<Vec<CertificateRow>, sqlx::Error> {
    sqlx::query_as!(
        CertificateRow,
        r#"SELECT bucket as "bucket!: i64", certificate_id as "certificate_id!: String", identifier as
        "identifier!: String", provincial_code as "provincial_code!: String", number as
        "number!: String", state as "state!: String", type_code as "type_code!: String",
        catalog_number as "catalog_number!: i64", unit_code as "unit_code!: String", region
        as "region!: String", holder_index as "holder_index!: Vec<u8>", content_sealed as
        "content_sealed!: Vec<u8>", content_digest as "content_digest!: Vec<u8>", valid_from
        as "valid_from!: String", valid_to as "valid_to!: String", issued_at as "issued_at!:
        i64", file_name as "file_name?: Vec<u8>", file_sm3 as "file_sm3?: Vec<u8>",
        file_sha256 as "file_sha256?: Vec<u8>", file_bytes as "file_bytes!: i64", replaces
        as "replaces!: String", replaced_by as "replaced_by!: String", revocation_kind as
        "revocation_kind!: String", revocation_reason as "revocation_reason!: String",
        revocation_basis as "revocation_basis!: String", changed_at as "changed_at!: i64",
        application_id as "application_id!: String", version as "version!: i64", record_id
        as "record_id!: String"
        FROM certificate WHERE unit_code = $1 AND state = $2 AND certificate_id < $3 ORDER BY certificate_id DESC LIMIT $4"#,
        unit_code, state, before, limit
    )
    .fetch_all(conn)
    .await
}

/// Certificates of an issuing unit, newest first.
pub async fn certificates_of_unit(
    conn: &mut Conn,
    unit_code: &str, before: &str, limit: i64,
) -> Result<Vec<CertificateRow>, sqlx::Error> {
    sqlx::query_as!(
        CertificateRow,
        r#"SELECT bucket as "bucket!: i64", certificate_id as "certificate_id!: String", identifier as
        "identifier!: String", provincial_code as "provincial_code!: String", number as
        "number!: String", state as "state!: String", type_code as "type_code!: String",
        catalog_number as "catalog_number!: i64", unit_code as "unit_code!: String", region
        as "region!: String", holder_index as "holder_index!: Vec<u8>", content_sealed as
        "content_sealed!: Vec<u8>", content_digest as "content_digest!: Vec<u8>", valid_from
        as "valid_from!: String", valid_to as "valid_to!: String", issued_at as "issued_at!:
        i64", file_name as "file_name?: Vec<u8>", file_sm3 as "file_sm3?: Vec<u8>",
        file_sha256 as "file_sha256?: Vec<u8>", file_bytes as "file_bytes!: i64", replaces
        as "replaces!: String", replaced_by as "replaced_by!: String", revocation_kind as
        "revocation_kind!: String", revocation_reason as "revocation_reason!: String",
        revocation_basis as "revocation_basis!: String", changed_at as "changed_at!: i64",
        application_id as "application_id!: String", version as "version!: i64", record_id
        as "record_id!: String"
        FROM certificate WHERE unit_code = $1 AND certificate_id < $2 ORDER BY certificate_id DESC LIMIT $3"#,
        unit_code, before, limit
    )
    .fetch_all(conn)
    .await
}
