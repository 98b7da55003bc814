//! PostgreSQL lets the role of the service read the log and append to it, but refuses to change it.

use sqlx::AssertSqlSafe;
use store::{LogEntry, Store, UnitRow};

use crate::databases::{cluster, keys};

async fn run(pool: &sqlx::PgPool, statement: String) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(pool).await.map(|_| ())
}

#[tokio::test]
async fn the_role_of_the_service_cannot_rewrite_the_log() {
    let base = cluster();
    let (name, role) = (format!("r{}", std::process::id()), format!("svc{}", std::process::id()));
    let admin = sqlx::PgPool::connect(&base).await.unwrap();
    run(&admin, format!("CREATE ROLE {role} LOGIN")).await.unwrap();
    run(&admin, format!("CREATE DATABASE {name}")).await.unwrap();
    let owner_url = base.replacen("/postgres?", &format!("/{name}?"), 1);
    let user = base.split("://").nth(1).and_then(|rest| rest.split('@').next());
    let service_url = match user.filter(|user| !user.contains('/')) {
        Some(user) => owner_url.replacen(&format!("{user}@"), &format!("{role}@"), 1),
        None => format!("{owner_url}&user={role}"),
    };
    let store = Store::open_service(&service_url, &owner_url, keys(), 1).await.unwrap();
    let mut change = store.change("01900000-0000-7000-8000-000000000001".into()).await.unwrap();
    let mut unit = UnitRow { unit_code: "A".into(), region: "440304".into(), ..UnitRow::default() };
    change.insert_unit(&mut unit).await.unwrap();
    let entry = LogEntry {
        time: domain::date::rfc3339(0),
        event: "unit.registered".into(),
        ..LogEntry::default()
    };
    change.commit(store.keys(), entry).await.unwrap();
    store.sequence().await.unwrap();

    let service = sqlx::PgPool::connect(&service_url).await.unwrap();
    for statement in [
        "UPDATE audit_record SET actor = 'x'",
        "DELETE FROM audit_record",
        "UPDATE audit_place SET place = place + 1",
        "DELETE FROM audit_node",
        "TRUNCATE audit_record",
        "DROP TABLE audit_record",
        "DELETE FROM schema_step",
    ] {
        let refused = run(&service, statement.into()).await.unwrap_err().to_string();
        let words = ["permission denied", "must be owner"];
        assert!(words.iter().any(|word| refused.contains(word)), "{statement}: {refused}");
    }
    // Negative control: the role may change other rows, and the check finds that no record vouches for it.
    run(&service, "UPDATE unit SET name = '乙'".into()).await.unwrap();
    let report = store.verify(None, true).await.unwrap();
    assert_eq!(report.findings.len(), 1);
    assert_eq!(report.findings[0].kind.as_str(), "row_edited");
}
