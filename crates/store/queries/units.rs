// Included by both engine crates; see `mod.rs`.

pub async fn insert_unit(conn: &mut Conn, row: &UnitRow) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"INSERT INTO unit (unit_code, name, region, parts, active, version, record_id) VALUES
        ($1, $2, $3, $4, $5, $6, $7)"#,
        row.unit_code,
        row.name,
        row.region,
        row.parts,
        row.active,
        row.version,
        row.record_id
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// 0 when somebody saved the row meanwhile.
pub async fn update_unit(conn: &mut Conn, row: &UnitRow) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!(
        r#"UPDATE unit SET name = $2, region = $3, parts = $4, active = $5, version = $6,
        record_id = $7 WHERE unit_code = $1 AND version + 1 = $6"#,
        row.unit_code,
        row.name,
        row.region,
        row.parts,
        row.active,
        row.version,
        row.record_id
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

pub async fn unit(conn: &mut Conn, unit_code: &str) -> Result<Option<UnitRow>, sqlx::Error> {
    sqlx::query_as!(
        UnitRow,
        r#"SELECT unit_code as "unit_code!: String", name as "name!: String", region as "region!:
        String", parts as "parts!: String", active as "active!: i64", version as "version!:
        i64", record_id as "record_id!: String"
        FROM unit WHERE unit_code = $1"#,
        unit_code
    )
    .fetch_optional(conn)
    .await
}

/// Rows after a key, for the check of rows against the log.
pub async fn unit_after(
    conn: &mut Conn,
    unit_code: &str,
    limit: i64,
) -> Result<Vec<UnitRow>, sqlx::Error> {
    sqlx::query_as!(
        UnitRow,
        r#"SELECT unit_code as "unit_code!: String", name as "name!: String", region as "region!:
        String", parts as "parts!: String", active as "active!: i64", version as "version!:
        i64", record_id as "record_id!: String"
        FROM unit WHERE unit_code > $1 ORDER BY unit_code LIMIT $2"#,
        unit_code,
        limit
    )
    .fetch_all(conn)
    .await
}

pub async fn insert_matter(conn: &mut Conn, row: &MatterRow) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"INSERT INTO matter (matter_code, name, unit_code, needs, yields, version, record_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7)"#,
        row.matter_code,
        row.name,
        row.unit_code,
        row.needs,
        row.yields,
        row.version,
        row.record_id
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// 0 when somebody saved the row meanwhile.
pub async fn update_matter(conn: &mut Conn, row: &MatterRow) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!(
        r#"UPDATE matter SET name = $2, unit_code = $3, needs = $4, yields = $5, version = $6,
        record_id = $7 WHERE matter_code = $1 AND version + 1 = $6"#,
        row.matter_code,
        row.name,
        row.unit_code,
        row.needs,
        row.yields,
        row.version,
        row.record_id
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

pub async fn matter(conn: &mut Conn, matter_code: &str) -> Result<Option<MatterRow>, sqlx::Error> {
    sqlx::query_as!(
        MatterRow,
        r#"SELECT matter_code as "matter_code!: String", name as "name!: String", unit_code as
        "unit_code!: String", needs as "needs!: String", yields as "yields!: String",
        version as "version!: i64", record_id as "record_id!: String"
        FROM matter WHERE matter_code = $1"#,
        matter_code
    )
    .fetch_optional(conn)
    .await
}

/// Rows after a key, for the check of rows against the log.
pub async fn matter_after(
    conn: &mut Conn,
    matter_code: &str,
    limit: i64,
) -> Result<Vec<MatterRow>, sqlx::Error> {
    sqlx::query_as!(
        MatterRow,
        r#"SELECT matter_code as "matter_code!: String", name as "name!: String", unit_code as
        "unit_code!: String", needs as "needs!: String", yields as "yields!: String",
        version as "version!: i64", record_id as "record_id!: String"
        FROM matter WHERE matter_code > $1 ORDER BY matter_code LIMIT $2"#,
        matter_code,
        limit
    )
    .fetch_all(conn)
    .await
}

/// Matters of a unit.
pub async fn matters_of_unit(
    conn: &mut Conn,
    unit_code: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<MatterRow>, sqlx::Error> {
    sqlx::query_as!(
        MatterRow,
        r#"SELECT matter_code as "matter_code!: String", name as "name!: String", unit_code as
        "unit_code!: String", needs as "needs!: String", yields as "yields!: String",
        version as "version!: i64", record_id as "record_id!: String"
        FROM matter WHERE unit_code = $1 AND matter_code > $2 ORDER BY matter_code LIMIT $3"#,
        unit_code,
        after,
        limit
    )
    .fetch_all(conn)
    .await
}
