// Included by both engine crates; see `mod.rs`.

pub async fn insert_catalog_version(conn: &mut Conn, row: &CatalogRow) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"INSERT INTO catalog_version (type_code, number, state, name, kind, unit_code,
        region, entry, published_at, version, record_id) VALUES ($1, $2, $3, $4, $5, $6, $7,
        $8, $9, $10, $11)"#,
        row.type_code,
        row.number,
        row.state,
        row.name,
        row.kind,
        row.unit_code,
        row.region,
        row.entry,
        row.published_at,
        row.version,
        row.record_id
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// 0 when somebody saved the row meanwhile.
pub async fn update_catalog_version(conn: &mut Conn, row: &CatalogRow) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!(
        r#"UPDATE catalog_version SET state = $3, name = $4, kind = $5, unit_code = $6, region
        = $7, entry = $8, published_at = $9, version = $10, record_id = $11 WHERE type_code
        = $1 AND number = $2 AND version + 1 = $10"#,
        row.type_code,
        row.number,
        row.state,
        row.name,
        row.kind,
        row.unit_code,
        row.region,
        row.entry,
        row.published_at,
        row.version,
        row.record_id
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

pub async fn catalog_version(
    conn: &mut Conn,
    type_code: &str,
    number: i64,
) -> Result<Option<CatalogRow>, sqlx::Error> {
    sqlx::query_as!(
        CatalogRow,
        r#"SELECT type_code as "type_code!: String", number as "number!: i64", state as "state!:
        String", name as "name!: String", kind as "kind!: String", unit_code as "unit_code!:
        String", region as "region!: String", entry as "entry!: String", published_at as
        "published_at!: i64", version as "version!: i64", record_id as "record_id!: String"
        FROM catalog_version WHERE type_code = $1 AND number = $2"#,
        type_code,
        number
    )
    .fetch_optional(conn)
    .await
}

/// Rows after a key, for the check of rows against the log.
pub async fn catalog_version_after(
    conn: &mut Conn,
    type_code: &str,
    number: i64,
    limit: i64,
) -> Result<Vec<CatalogRow>, sqlx::Error> {
    sqlx::query_as!(
        CatalogRow,
        r#"SELECT type_code as "type_code!: String", number as "number!: i64", state as "state!:
        String", name as "name!: String", kind as "kind!: String", unit_code as "unit_code!:
        String", region as "region!: String", entry as "entry!: String", published_at as
        "published_at!: i64", version as "version!: i64", record_id as "record_id!: String"
        FROM catalog_version WHERE (type_code, number) > ($1, $2) ORDER BY type_code, number LIMIT $3"#,
        type_code, number,
        limit
    )
    .fetch_all(conn)
    .await
}

/// All versions of a type, newest first.
pub async fn catalog_versions_of(
    conn: &mut Conn,
    type_code: &str,
    limit: i64,
) -> Result<Vec<CatalogRow>, sqlx::Error> {
    sqlx::query_as!(
        CatalogRow,
        r#"SELECT type_code as "type_code!: String", number as "number!: i64", state as "state!:
        String", name as "name!: String", kind as "kind!: String", unit_code as "unit_code!:
        String", region as "region!: String", entry as "entry!: String", published_at as
        "published_at!: i64", version as "version!: i64", record_id as "record_id!: String"
        FROM catalog_version WHERE type_code = $1 ORDER BY number DESC LIMIT $2"#,
        type_code,
        limit
    )
    .fetch_all(conn)
    .await
}

/// The version that new applications use.
pub async fn catalog_published(
    conn: &mut Conn,
    type_code: &str,
) -> Result<Option<CatalogRow>, sqlx::Error> {
    sqlx::query_as!(
        CatalogRow,
        r#"SELECT type_code as "type_code!: String", number as "number!: i64", state as "state!:
        String", name as "name!: String", kind as "kind!: String", unit_code as "unit_code!:
        String", region as "region!: String", entry as "entry!: String", published_at as
        "published_at!: i64", version as "version!: i64", record_id as "record_id!: String"
        FROM catalog_version WHERE type_code = $1 AND state = 'published' ORDER BY number DESC LIMIT 1"#,
        type_code
    )
    .fetch_optional(conn)
    .await
}

/// Versions in a state, by type.
pub async fn catalog_in_state(
    conn: &mut Conn,
    state: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<CatalogRow>, sqlx::Error> {
    sqlx::query_as!(
        CatalogRow,
        r#"SELECT type_code as "type_code!: String", number as "number!: i64", state as "state!:
        String", name as "name!: String", kind as "kind!: String", unit_code as "unit_code!:
        String", region as "region!: String", entry as "entry!: String", published_at as
        "published_at!: i64", version as "version!: i64", record_id as "record_id!: String"
        FROM catalog_version WHERE state = $1 AND type_code > $2 ORDER BY type_code LIMIT $3"#,
        state,
        after,
        limit
    )
    .fetch_all(conn)
    .await
}

pub async fn insert_adoption(conn: &mut Conn, row: &AdoptionRow) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"INSERT INTO adoption (type_code, unit_code, region, active, version, record_id)
        VALUES ($1, $2, $3, $4, $5, $6)"#,
        row.type_code,
        row.unit_code,
        row.region,
        row.active,
        row.version,
        row.record_id
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// 0 when somebody saved the row meanwhile.
pub async fn update_adoption(conn: &mut Conn, row: &AdoptionRow) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!(
        r#"UPDATE adoption SET region = $3, active = $4, version = $5, record_id = $6 WHERE
        type_code = $1 AND unit_code = $2 AND version + 1 = $5"#,
        row.type_code,
        row.unit_code,
        row.region,
        row.active,
        row.version,
        row.record_id
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

pub async fn adoption(
    conn: &mut Conn,
    type_code: &str,
    unit_code: &str,
) -> Result<Option<AdoptionRow>, sqlx::Error> {
    sqlx::query_as!(
        AdoptionRow,
        r#"SELECT type_code as "type_code!: String", unit_code as "unit_code!: String", region as
        "region!: String", active as "active!: i64", version as "version!: i64", record_id
        as "record_id!: String"
        FROM adoption WHERE type_code = $1 AND unit_code = $2"#,
        type_code,
        unit_code
    )
    .fetch_optional(conn)
    .await
}

/// Rows after a key, for the check of rows against the log.
pub async fn adoption_after(
    conn: &mut Conn,
    type_code: &str,
    unit_code: &str,
    limit: i64,
) -> Result<Vec<AdoptionRow>, sqlx::Error> {
    sqlx::query_as!(
        AdoptionRow,
        r#"SELECT type_code as "type_code!: String", unit_code as "unit_code!: String", region as
        "region!: String", active as "active!: i64", version as "version!: i64", record_id
        as "record_id!: String"
        FROM adoption WHERE (type_code, unit_code) > ($1, $2) ORDER BY type_code, unit_code LIMIT $3"#,
        type_code, unit_code,
        limit
    )
    .fetch_all(conn)
    .await
}

/// Units that adopted a type.
pub async fn adoptions_of(
    conn: &mut Conn,
    type_code: &str,
    limit: i64,
) -> Result<Vec<AdoptionRow>, sqlx::Error> {
    sqlx::query_as!(
        AdoptionRow,
        r#"SELECT type_code as "type_code!: String", unit_code as "unit_code!: String", region as
        "region!: String", active as "active!: i64", version as "version!: i64", record_id
        as "record_id!: String"
        FROM adoption WHERE type_code = $1 AND active = 1 ORDER BY unit_code LIMIT $2"#,
        type_code,
        limit
    )
    .fetch_all(conn)
    .await
}
