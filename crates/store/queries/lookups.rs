// Included by both engine crates; see `mod.rs`. Narrow look-up tables and counters.

pub async fn insert_identifier(
    conn: &mut Conn,
    identifier: &str,
    certificate_id: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"INSERT INTO certificate_identifier (identifier, certificate_id) VALUES ($1, $2)"#,
        identifier,
        certificate_id
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn certificate_of_identifier(
    conn: &mut Conn,
    identifier: &str,
) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"SELECT certificate_id as "certificate_id!: String"
        FROM certificate_identifier WHERE identifier = $1"#,
        identifier
    )
    .fetch_optional(conn)
    .await
}

/// Takes a printed number, or points it to the certificate's newest version.
pub async fn upsert_number(
    conn: &mut Conn,
    type_code: &str,
    unit_code: &str,
    number: &str,
    certificate_id: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"INSERT INTO certificate_number (type_code, unit_code, number, certificate_id)
        VALUES ($1, $2, $3, $4) ON CONFLICT (type_code, unit_code, number)
        DO UPDATE SET certificate_id = excluded.certificate_id"#,
        type_code,
        unit_code,
        number,
        certificate_id
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn certificate_of_number(
    conn: &mut Conn,
    type_code: &str,
    unit_code: &str,
    number: &str,
) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"SELECT certificate_id as "certificate_id!: String" FROM certificate_number
        WHERE type_code = $1 AND unit_code = $2 AND number = $3"#,
        type_code,
        unit_code,
        number
    )
    .fetch_optional(conn)
    .await
}

/// Certificates of a unit under a printed number, whatever their type.
pub async fn certificates_of_number(
    conn: &mut Conn,
    unit_code: &str,
    number: &str,
    limit: i64,
) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"SELECT certificate_id as "certificate_id!: String" FROM certificate_number
        WHERE unit_code = $1 AND number = $2 LIMIT $3"#,
        unit_code,
        number,
        limit
    )
    .fetch_all(conn)
    .await
}

/// The next value of a counter, from 1.
pub async fn next_serial(conn: &mut Conn, name: &str) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"INSERT INTO serial (name, last) VALUES ($1, 1)
        ON CONFLICT (name) DO UPDATE SET last = serial.last + 1
        RETURNING last as "last!: i64""#,
        name
    )
    .fetch_one(conn)
    .await
}
