// Included by both engine crates; see `mod.rs`.

pub async fn insert_client(conn: &mut Conn, row: &ClientRow) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"INSERT INTO client (client_id, name, unit_code, region, public_key, active, version,
        record_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"#,
        row.client_id,
        row.name,
        row.unit_code,
        row.region,
        row.public_key,
        row.active,
        row.version,
        row.record_id
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// 0 when somebody saved the row meanwhile.
pub async fn update_client(conn: &mut Conn, row: &ClientRow) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!(
        r#"UPDATE client SET name = $2, unit_code = $3, region = $4, public_key = $5, active =
        $6, version = $7, record_id = $8 WHERE client_id = $1 AND version + 1 = $7"#,
        row.client_id,
        row.name,
        row.unit_code,
        row.region,
        row.public_key,
        row.active,
        row.version,
        row.record_id
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

pub async fn client(
    conn: &mut Conn,
    client_id: &str,
) -> Result<Option<ClientRow>, sqlx::Error> {
    sqlx::query_as!(
        ClientRow,
        r#"SELECT client_id as "client_id!: String", name as "name!: String", unit_code as
        "unit_code!: String", region as "region!: String", public_key as "public_key!:
        String", active as "active!: i64", version as "version!: i64", record_id as
        "record_id!: String"
        FROM client WHERE client_id = $1"#,
        client_id
    )
    .fetch_optional(conn)
    .await
}

/// Rows after a key, for the check of rows against the log.
pub async fn client_after(
    conn: &mut Conn,
    client_id: &str,
    limit: i64,
) -> Result<Vec<ClientRow>, sqlx::Error> {
    sqlx::query_as!(
        ClientRow,
        r#"SELECT client_id as "client_id!: String", name as "name!: String", unit_code as
        "unit_code!: String", region as "region!: String", public_key as "public_key!:
        String", active as "active!: i64", version as "version!: i64", record_id as
        "record_id!: String"
        FROM client WHERE client_id > $1 ORDER BY client_id LIMIT $2"#,
        client_id,
        limit
    )
    .fetch_all(conn)
    .await
}

/// Calling systems of a unit.
pub async fn clients_of_unit(
    conn: &mut Conn,
    unit_code: &str, after: &str, limit: i64,
) -> Result<Vec<ClientRow>, sqlx::Error> {
    sqlx::query_as!(
        ClientRow,
        r#"SELECT client_id as "client_id!: String", name as "name!: String", unit_code as
        "unit_code!: String", region as "region!: String", public_key as "public_key!:
        String", active as "active!: i64", version as "version!: i64", record_id as
        "record_id!: String"
        FROM client WHERE unit_code = $1 AND client_id > $2 ORDER BY client_id LIMIT $3"#,
        unit_code, after, limit
    )
    .fetch_all(conn)
    .await
}

pub async fn insert_seal(conn: &mut Conn, row: &SealRow) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"INSERT INTO seal (seal_id, unit_code, region, name, state, seal, x509, made_at,
        version, record_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"#,
        row.seal_id,
        row.unit_code,
        row.region,
        row.name,
        row.state,
        row.seal,
        row.x509,
        row.made_at,
        row.version,
        row.record_id
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// 0 when somebody saved the row meanwhile.
pub async fn update_seal(conn: &mut Conn, row: &SealRow) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!(
        r#"UPDATE seal SET unit_code = $2, region = $3, name = $4, state = $5, seal = $6, x509
        = $7, made_at = $8, version = $9, record_id = $10 WHERE seal_id = $1 AND version + 1
        = $9"#,
        row.seal_id,
        row.unit_code,
        row.region,
        row.name,
        row.state,
        row.seal,
        row.x509,
        row.made_at,
        row.version,
        row.record_id
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

pub async fn seal(
    conn: &mut Conn,
    seal_id: &str,
) -> Result<Option<SealRow>, sqlx::Error> {
    sqlx::query_as!(
        SealRow,
        r#"SELECT seal_id as "seal_id!: String", unit_code as "unit_code!: String", region as
        "region!: String", name as "name!: String", state as "state!: String", seal as
        "seal!: Vec<u8>", x509 as "x509!: Vec<u8>", made_at as "made_at!: i64", version as
        "version!: i64", record_id as "record_id!: String"
        FROM seal WHERE seal_id = $1"#,
        seal_id
    )
    .fetch_optional(conn)
    .await
}

/// Rows after a key, for the check of rows against the log.
pub async fn seal_after(
    conn: &mut Conn,
    seal_id: &str,
    limit: i64,
) -> Result<Vec<SealRow>, sqlx::Error> {
    sqlx::query_as!(
        SealRow,
        r#"SELECT seal_id as "seal_id!: String", unit_code as "unit_code!: String", region as
        "region!: String", name as "name!: String", state as "state!: String", seal as
        "seal!: Vec<u8>", x509 as "x509!: Vec<u8>", made_at as "made_at!: i64", version as
        "version!: i64", record_id as "record_id!: String"
        FROM seal WHERE seal_id > $1 ORDER BY seal_id LIMIT $2"#,
        seal_id,
        limit
    )
    .fetch_all(conn)
    .await
}

/// Seals of a unit in a state, newest first.
pub async fn seals_of_unit(
    conn: &mut Conn,
    unit_code: &str, state: &str, limit: i64,
) -> Result<Vec<SealRow>, sqlx::Error> {
    sqlx::query_as!(
        SealRow,
        r#"SELECT seal_id as "seal_id!: String", unit_code as "unit_code!: String", region as
        "region!: String", name as "name!: String", state as "state!: String", seal as
        "seal!: Vec<u8>", x509 as "x509!: Vec<u8>", made_at as "made_at!: i64", version as
        "version!: i64", record_id as "record_id!: String"
        FROM seal WHERE unit_code = $1 AND state = $2 ORDER BY seal_id DESC LIMIT $3"#,
        unit_code, state, limit
    )
    .fetch_all(conn)
    .await
}
