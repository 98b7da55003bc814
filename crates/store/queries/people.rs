// Included by both engine crates; see `mod.rs`.

pub async fn insert_person(conn: &mut Conn, row: &PersonRow) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"INSERT INTO person (person_id, account, name_sealed, unit_code, password, active,
        version, record_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"#,
        row.person_id,
        row.account,
        row.name_sealed,
        row.unit_code,
        row.password,
        row.active,
        row.version,
        row.record_id
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// 0 when somebody saved the row meanwhile.
pub async fn update_person(conn: &mut Conn, row: &PersonRow) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!(
        r#"UPDATE person SET account = $2, name_sealed = $3, unit_code = $4, password = $5,
        active = $6, version = $7, record_id = $8 WHERE person_id = $1 AND version + 1 = $7"#,
        row.person_id,
        row.account,
        row.name_sealed,
        row.unit_code,
        row.password,
        row.active,
        row.version,
        row.record_id
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

pub async fn person(conn: &mut Conn, person_id: &str) -> Result<Option<PersonRow>, sqlx::Error> {
    sqlx::query_as!(
        PersonRow,
        r#"SELECT person_id as "person_id!: String", account as "account!: String", name_sealed as
        "name_sealed!: Vec<u8>", unit_code as "unit_code!: String", password as "password!:
        String", active as "active!: i64", version as "version!: i64", record_id as
        "record_id!: String"
        FROM person WHERE person_id = $1"#,
        person_id
    )
    .fetch_optional(conn)
    .await
}

/// Rows after a key, for the check of rows against the log.
pub async fn person_after(
    conn: &mut Conn,
    person_id: &str,
    limit: i64,
) -> Result<Vec<PersonRow>, sqlx::Error> {
    sqlx::query_as!(
        PersonRow,
        r#"SELECT person_id as "person_id!: String", account as "account!: String", name_sealed as
        "name_sealed!: Vec<u8>", unit_code as "unit_code!: String", password as "password!:
        String", active as "active!: i64", version as "version!: i64", record_id as
        "record_id!: String"
        FROM person WHERE person_id > $1 ORDER BY person_id LIMIT $2"#,
        person_id,
        limit
    )
    .fetch_all(conn)
    .await
}

/// By login name.
pub async fn person_by_account(
    conn: &mut Conn,
    account: &str,
) -> Result<Option<PersonRow>, sqlx::Error> {
    sqlx::query_as!(
        PersonRow,
        r#"SELECT person_id as "person_id!: String", account as "account!: String", name_sealed as
        "name_sealed!: Vec<u8>", unit_code as "unit_code!: String", password as "password!:
        String", active as "active!: i64", version as "version!: i64", record_id as
        "record_id!: String"
        FROM person WHERE account = $1"#,
        account
    )
    .fetch_optional(conn)
    .await
}

/// People of a unit by account.
pub async fn people_of_unit(
    conn: &mut Conn,
    unit_code: &str,
    account_after: &str,
    limit: i64,
) -> Result<Vec<PersonRow>, sqlx::Error> {
    sqlx::query_as!(
        PersonRow,
        r#"SELECT person_id as "person_id!: String", account as "account!: String", name_sealed as
        "name_sealed!: Vec<u8>", unit_code as "unit_code!: String", password as "password!:
        String", active as "active!: i64", version as "version!: i64", record_id as
        "record_id!: String"
        FROM person WHERE unit_code = $1 AND account > $2 ORDER BY account LIMIT $3"#,
        unit_code,
        account_after,
        limit
    )
    .fetch_all(conn)
    .await
}

pub async fn insert_person_role(conn: &mut Conn, row: &PersonRoleRow) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"INSERT INTO person_role (person_id, role, active, version, record_id) VALUES ($1,
        $2, $3, $4, $5)"#,
        row.person_id,
        row.role,
        row.active,
        row.version,
        row.record_id
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// 0 when somebody saved the row meanwhile.
pub async fn update_person_role(conn: &mut Conn, row: &PersonRoleRow) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!(
        r#"UPDATE person_role SET active = $3, version = $4, record_id = $5 WHERE person_id =
        $1 AND role = $2 AND version + 1 = $4"#,
        row.person_id,
        row.role,
        row.active,
        row.version,
        row.record_id
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

pub async fn person_role(
    conn: &mut Conn,
    person_id: &str,
    role: &str,
) -> Result<Option<PersonRoleRow>, sqlx::Error> {
    sqlx::query_as!(
        PersonRoleRow,
        r#"SELECT person_id as "person_id!: String", role as "role!: String", active as "active!:
        i64", version as "version!: i64", record_id as "record_id!: String"
        FROM person_role WHERE person_id = $1 AND role = $2"#,
        person_id,
        role
    )
    .fetch_optional(conn)
    .await
}

/// Rows after a key, for the check of rows against the log.
pub async fn person_role_after(
    conn: &mut Conn,
    person_id: &str,
    role: &str,
    limit: i64,
) -> Result<Vec<PersonRoleRow>, sqlx::Error> {
    sqlx::query_as!(
        PersonRoleRow,
        r#"SELECT person_id as "person_id!: String", role as "role!: String", active as "active!:
        i64", version as "version!: i64", record_id as "record_id!: String"
        FROM person_role WHERE (person_id, role) > ($1, $2) ORDER BY person_id, role LIMIT $3"#,
        person_id,
        role,
        limit
    )
    .fetch_all(conn)
    .await
}

/// Posts of a person.
pub async fn roles_of(conn: &mut Conn, person_id: &str) -> Result<Vec<PersonRoleRow>, sqlx::Error> {
    sqlx::query_as!(
        PersonRoleRow,
        r#"SELECT person_id as "person_id!: String", role as "role!: String", active as "active!:
        i64", version as "version!: i64", record_id as "record_id!: String"
        FROM person_role WHERE person_id = $1 AND active = 1 ORDER BY role"#,
        person_id
    )
    .fetch_all(conn)
    .await
}
