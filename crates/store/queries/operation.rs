// Included by both engine crates; see `mod.rs`. Operational tables: sessions, jobs, answers kept
// for repeats, login guards, files. None of them is evidence.

pub async fn insert_session(conn: &mut Conn, row: &SessionRow) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"INSERT INTO session (session_digest, person_id, csrf, opened_at, seen_at, ended)
        VALUES ($1, $2, $3, $4, $5, $6)"#,
        row.session_digest,
        row.person_id,
        row.csrf,
        row.opened_at,
        row.seen_at,
        row.ended
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn session(conn: &mut Conn, digest: &[u8]) -> Result<Option<SessionRow>, sqlx::Error> {
    sqlx::query_as!(
        SessionRow,
        r#"SELECT session_digest as "session_digest!: Vec<u8>",
        person_id as "person_id!: String", csrf as "csrf!: String",
        opened_at as "opened_at!: i64", seen_at as "seen_at!: i64", ended as "ended!: i64"
        FROM session WHERE session_digest = $1"#,
        digest
    )
    .fetch_optional(conn)
    .await
}

pub async fn touch_session(
    conn: &mut Conn,
    digest: &[u8],
    seen_at: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query!(r#"UPDATE session SET seen_at = $1 WHERE session_digest = $2"#, seen_at, digest)
        .execute(conn)
        .await?;
    Ok(())
}

pub async fn end_session(conn: &mut Conn, digest: &[u8]) -> Result<(), sqlx::Error> {
    sqlx::query!(r#"UPDATE session SET ended = 1 WHERE session_digest = $1"#, digest)
        .execute(conn)
        .await?;
    Ok(())
}

pub async fn insert_job(conn: &mut Conn, row: &JobRow) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"INSERT INTO job
        (job_id, kind, subject, state, due_at, locked_until, tries, last_error)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"#,
        row.job_id,
        row.kind,
        row.subject,
        row.state,
        row.due_at,
        row.locked_until,
        row.tries,
        row.last_error
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Claims the job that has waited longest; no other worker gets it before `until`.
pub async fn claim_job(
    conn: &mut Conn,
    now: i64,
    until: i64,
) -> Result<Option<JobRow>, sqlx::Error> {
    sqlx::query_as!(
        JobRow,
        r#"UPDATE job SET locked_until = $2, tries = tries + 1
        WHERE job_id = (SELECT job_id FROM job
            WHERE state = 'waiting' AND due_at <= $1 AND locked_until <= $1
            ORDER BY due_at, job_id LIMIT 1)
        AND locked_until <= $1
        RETURNING job_id as "job_id!: String", kind as "kind!: String",
        subject as "subject!: String", state as "state!: String", due_at as "due_at!: i64",
        locked_until as "locked_until!: i64", tries as "tries!: i64",
        last_error as "last_error!: String""#,
        now,
        until
    )
    .fetch_optional(conn)
    .await
}

/// Writes down how a job stands after a try.
pub async fn settle_job(
    conn: &mut Conn,
    job_id: &str,
    state: &str,
    due_at: i64,
    last_error: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"UPDATE job SET state = $1, due_at = $2, last_error = $3, locked_until = 0
        WHERE job_id = $4"#,
        state,
        due_at,
        last_error,
        job_id
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn jobs_in_state(
    conn: &mut Conn,
    state: &str,
    limit: i64,
) -> Result<Vec<JobRow>, sqlx::Error> {
    sqlx::query_as!(
        JobRow,
        r#"SELECT job_id as "job_id!: String", kind as "kind!: String",
        subject as "subject!: String", state as "state!: String", due_at as "due_at!: i64",
        locked_until as "locked_until!: i64", tries as "tries!: i64",
        last_error as "last_error!: String"
        FROM job WHERE state = $1 ORDER BY due_at LIMIT $2"#,
        state,
        limit
    )
    .fetch_all(conn)
    .await
}

pub async fn insert_answer(
    conn: &mut Conn,
    caller: &str,
    request_key: &str,
    row: &IdempotencyRow,
    at: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"INSERT INTO idempotency (caller, request_key, request_digest, answer_sealed, at)
        VALUES ($1, $2, $3, $4, $5)"#,
        caller,
        request_key,
        row.request_digest,
        row.answer_sealed,
        at
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn answer(
    conn: &mut Conn,
    caller: &str,
    request_key: &str,
) -> Result<Option<IdempotencyRow>, sqlx::Error> {
    sqlx::query_as!(
        IdempotencyRow,
        r#"SELECT request_digest as "request_digest!: Vec<u8>",
        answer_sealed as "answer_sealed!: Vec<u8>"
        FROM idempotency WHERE caller = $1 AND request_key = $2"#,
        caller,
        request_key
    )
    .fetch_optional(conn)
    .await
}

pub async fn guard(conn: &mut Conn, account: &str) -> Result<Option<GuardRow>, sqlx::Error> {
    sqlx::query_as!(
        GuardRow,
        r#"SELECT failures as "failures!: i64", locked_until as "locked_until!: i64"
        FROM login_guard WHERE account = $1"#,
        account
    )
    .fetch_optional(conn)
    .await
}

pub async fn upsert_guard(
    conn: &mut Conn,
    account: &str,
    row: &GuardRow,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"INSERT INTO login_guard (account, failures, locked_until) VALUES ($1, $2, $3)
        ON CONFLICT (account) DO UPDATE
        SET failures = excluded.failures, locked_until = excluded.locked_until"#,
        account,
        row.failures,
        row.locked_until
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Files are immutable: the same name holds the same bytes, so a second insert does nothing.
pub async fn insert_file(conn: &mut Conn, row: &FileRow) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"INSERT INTO file (file_name, reference, codec, length, content_sealed)
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (file_name) DO NOTHING"#,
        row.file_name,
        row.reference,
        row.codec,
        row.length,
        row.content_sealed
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn file(conn: &mut Conn, file_name: &[u8]) -> Result<Option<FileRow>, sqlx::Error> {
    sqlx::query_as!(
        FileRow,
        r#"SELECT file_name as "file_name!: Vec<u8>", reference as "reference?: Vec<u8>",
        codec as "codec!: String", length as "length!: i64",
        content_sealed as "content_sealed!: Vec<u8>"
        FROM file WHERE file_name = $1"#,
        file_name
    )
    .fetch_optional(conn)
    .await
}

pub async fn insert_reference(
    conn: &mut Conn,
    name: &str,
    file_name: &[u8],
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"INSERT INTO file_reference (name, file_name) VALUES ($1, $2)
        ON CONFLICT (name) DO NOTHING"#,
        name,
        file_name
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn reference(conn: &mut Conn, name: &str) -> Result<Option<Vec<u8>>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"SELECT file_name as "file_name!: Vec<u8>" FROM file_reference WHERE name = $1"#,
        name
    )
    .fetch_optional(conn)
    .await
}

/// Takes a random word of a calling system; `false` if it was taken before.
pub async fn take_nonce(
    conn: &mut Conn,
    client_id: &str,
    nonce: &str,
    at: i64,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        r#"INSERT INTO nonce (client_id, nonce, at) VALUES ($1, $2, $3)
        ON CONFLICT (client_id, nonce) DO NOTHING"#,
        client_id,
        nonce,
        at
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Forgets random words older than `before`: their requests are too old to be taken anyway.
pub async fn forget_nonces(conn: &mut Conn, before: i64) -> Result<(), sqlx::Error> {
    sqlx::query!(r#"DELETE FROM nonce WHERE at < $1"#, before).execute(conn).await?;
    Ok(())
}

/// One job.
pub async fn job(conn: &mut Conn, job_id: &str) -> Result<Option<JobRow>, sqlx::Error> {
    sqlx::query_as!(
        JobRow,
        r#"SELECT job_id as "job_id!: String", kind as "kind!: String",
        subject as "subject!: String", state as "state!: String", due_at as "due_at!: i64",
        locked_until as "locked_until!: i64", tries as "tries!: i64",
        last_error as "last_error!: String"
        FROM job WHERE job_id = $1"#,
        job_id
    )
    .fetch_optional(conn)
    .await
}
