// Included by both engine crates; see `mod.rs`. The log's tables are append only but for the work
// list (`audit_pending`) and the head.

pub async fn insert_record(conn: &mut Conn, row: &RecordRow) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"INSERT INTO audit_record
        (record_id, at, event, outcome, actor, unit_code, subject, body, leaf, mac)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"#,
        row.record_id,
        row.at,
        row.event,
        row.outcome,
        row.actor,
        row.unit_code,
        row.subject,
        row.body,
        row.leaf,
        row.mac
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(r#"INSERT INTO audit_pending (record_id) VALUES ($1)"#, row.record_id)
        .execute(conn)
        .await?;
    Ok(())
}

pub async fn insert_detail(
    conn: &mut Conn,
    record_id: &str,
    salt: &[u8],
    details_sealed: &[u8],
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"INSERT INTO audit_detail (record_id, salt, details_sealed) VALUES ($1, $2, $3)"#,
        record_id,
        salt,
        details_sealed
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn detail(conn: &mut Conn, record_id: &str) -> Result<Option<DetailRow>, sqlx::Error> {
    sqlx::query_as!(
        DetailRow,
        r#"SELECT salt as "salt!: Vec<u8>", details_sealed as "details_sealed!: Vec<u8>"
        FROM audit_detail WHERE record_id = $1"#,
        record_id
    )
    .fetch_optional(conn)
    .await
}

pub async fn record(conn: &mut Conn, record_id: &str) -> Result<Option<RecordRow>, sqlx::Error> {
    sqlx::query_as!(
        RecordRow,
        r#"SELECT record_id as "record_id!: String", at as "at!: i64",
        event as "event!: String", outcome as "outcome!: String", actor as "actor!: String",
        unit_code as "unit_code!: String", subject as "subject!: String",
        body as "body!: String", leaf as "leaf!: Vec<u8>", mac as "mac!: Vec<u8>"
        FROM audit_record WHERE record_id = $1"#,
        record_id
    )
    .fetch_optional(conn)
    .await
}

/// Records of a subject, oldest first: the history of a certificate or an application.
pub async fn records_of(
    conn: &mut Conn,
    subject: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<RecordRow>, sqlx::Error> {
    sqlx::query_as!(
        RecordRow,
        r#"SELECT record_id as "record_id!: String", at as "at!: i64",
        event as "event!: String", outcome as "outcome!: String", actor as "actor!: String",
        unit_code as "unit_code!: String", subject as "subject!: String",
        body as "body!: String", leaf as "leaf!: Vec<u8>", mac as "mac!: Vec<u8>"
        FROM audit_record WHERE subject = $1 AND record_id > $2
        ORDER BY record_id LIMIT $3"#,
        subject,
        after,
        limit
    )
    .fetch_all(conn)
    .await
}

/// All records by identity, for the check of the whole log.
pub async fn records_after(
    conn: &mut Conn,
    record_id: &str,
    limit: i64,
) -> Result<Vec<RecordRow>, sqlx::Error> {
    sqlx::query_as!(
        RecordRow,
        r#"SELECT record_id as "record_id!: String", at as "at!: i64",
        event as "event!: String", outcome as "outcome!: String", actor as "actor!: String",
        unit_code as "unit_code!: String", subject as "subject!: String",
        body as "body!: String", leaf as "leaf!: Vec<u8>", mac as "mac!: Vec<u8>"
        FROM audit_record WHERE record_id > $1 ORDER BY record_id LIMIT $2"#,
        record_id,
        limit
    )
    .fetch_all(conn)
    .await
}

/// Records before an identity, newest first: the auditor's list.
pub async fn records_before(
    conn: &mut Conn,
    before: &str,
    limit: i64,
) -> Result<Vec<RecordRow>, sqlx::Error> {
    sqlx::query_as!(
        RecordRow,
        r#"SELECT record_id as "record_id!: String", at as "at!: i64",
        event as "event!: String", outcome as "outcome!: String", actor as "actor!: String",
        unit_code as "unit_code!: String", subject as "subject!: String",
        body as "body!: String", leaf as "leaf!: Vec<u8>", mac as "mac!: Vec<u8>"
        FROM audit_record WHERE record_id < $1 ORDER BY record_id DESC LIMIT $2"#,
        before,
        limit
    )
    .fetch_all(conn)
    .await
}

/// Records of a unit before an identity, newest first.
pub async fn records_of_unit_before(
    conn: &mut Conn,
    unit_code: &str,
    before: &str,
    limit: i64,
) -> Result<Vec<RecordRow>, sqlx::Error> {
    sqlx::query_as!(
        RecordRow,
        r#"SELECT record_id as "record_id!: String", at as "at!: i64",
        event as "event!: String", outcome as "outcome!: String", actor as "actor!: String",
        unit_code as "unit_code!: String", subject as "subject!: String",
        body as "body!: String", leaf as "leaf!: Vec<u8>", mac as "mac!: Vec<u8>"
        FROM audit_record WHERE unit_code = $1 AND record_id < $2
        ORDER BY record_id DESC LIMIT $3"#,
        unit_code,
        before,
        limit
    )
    .fetch_all(conn)
    .await
}

/// Records that wait for their place, oldest first.
pub async fn pending(conn: &mut Conn, limit: i64) -> Result<Vec<RecordRow>, sqlx::Error> {
    sqlx::query_as!(
        RecordRow,
        r#"SELECT r.record_id as "record_id!: String", r.at as "at!: i64",
        r.event as "event!: String", r.outcome as "outcome!: String",
        r.actor as "actor!: String", r.unit_code as "unit_code!: String",
        r.subject as "subject!: String", r.body as "body!: String",
        r.leaf as "leaf!: Vec<u8>", r.mac as "mac!: Vec<u8>"
        FROM audit_pending p JOIN audit_record r ON r.record_id = p.record_id
        ORDER BY p.record_id LIMIT $1"#,
        limit
    )
    .fetch_all(conn)
    .await
}

pub async fn pending_count(conn: &mut Conn) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(r#"SELECT COUNT(*) as "count!: i64" FROM audit_pending"#)
        .fetch_one(conn)
        .await
}

pub async fn is_pending(conn: &mut Conn, record_id: &str) -> Result<bool, sqlx::Error> {
    let count = sqlx::query_scalar!(
        r#"SELECT COUNT(*) as "count!: i64" FROM audit_pending WHERE record_id = $1"#,
        record_id
    )
    .fetch_one(conn)
    .await?;
    Ok(count == 1)
}

/// Gives a record its place and takes it off the work list.
pub async fn insert_place(conn: &mut Conn, row: &PlaceRow) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"INSERT INTO audit_place (place, record_id, leaf) VALUES ($1, $2, $3)"#,
        row.place,
        row.record_id,
        row.leaf
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(r#"DELETE FROM audit_pending WHERE record_id = $1"#, row.record_id)
        .execute(conn)
        .await?;
    Ok(())
}

pub async fn insert_node(
    conn: &mut Conn,
    level: i64,
    place: i64,
    hash: &[u8],
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"INSERT INTO audit_node (level, place, hash) VALUES ($1, $2, $3)"#,
        level,
        place,
        hash
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn node(conn: &mut Conn, level: i64, place: i64) -> Result<Option<Vec<u8>>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"SELECT hash as "hash!: Vec<u8>" FROM audit_node WHERE level = $1 AND place = $2"#,
        level,
        place
    )
    .fetch_optional(conn)
    .await
}

pub async fn place_of(conn: &mut Conn, record_id: &str) -> Result<Option<PlaceRow>, sqlx::Error> {
    sqlx::query_as!(
        PlaceRow,
        r#"SELECT place as "place!: i64", record_id as "record_id!: String",
        leaf as "leaf!: Vec<u8>" FROM audit_place WHERE record_id = $1"#,
        record_id
    )
    .fetch_optional(conn)
    .await
}

/// Places from `place` on, in order.
pub async fn places_from(
    conn: &mut Conn,
    place: i64,
    limit: i64,
) -> Result<Vec<PlaceRow>, sqlx::Error> {
    sqlx::query_as!(
        PlaceRow,
        r#"SELECT place as "place!: i64", record_id as "record_id!: String",
        leaf as "leaf!: Vec<u8>" FROM audit_place WHERE place >= $1 ORDER BY place LIMIT $2"#,
        place,
        limit
    )
    .fetch_all(conn)
    .await
}

pub async fn head(conn: &mut Conn) -> Result<Option<HeadRow>, sqlx::Error> {
    sqlx::query_as!(
        HeadRow,
        r#"SELECT size as "size!: i64", frontier as "frontier!: Vec<u8>"
        FROM audit_head WHERE id = 1"#
    )
    .fetch_optional(conn)
    .await
}

pub async fn insert_head(conn: &mut Conn, row: &HeadRow) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"INSERT INTO audit_head (id, size, frontier) VALUES (1, $1, $2)"#,
        row.size,
        row.frontier
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Moves the head from `old_size`; 0 when another process moved it first.
pub async fn move_head(conn: &mut Conn, old_size: i64, row: &HeadRow) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!(
        r#"UPDATE audit_head SET size = $1, frontier = $2 WHERE id = 1 AND size = $3"#,
        row.size,
        row.frontier,
        old_size
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}
