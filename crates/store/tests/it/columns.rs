//! The declarations of the tables agree with the schema, column by column, on both engines (decision 0013).

use std::collections::BTreeSet;

use store::{Column, Found, Kind, Table, differences, tables};

use crate::databases::{Database, databases, keys};

/// The columns of a table in their order.
async fn columns(database: &Database, table: &str) -> Vec<Found> {
    match database {
        Database::Sqlite { .. } => {
            let pool = sqlx::SqlitePool::connect(&database.url()).await.unwrap();
            let sql = "SELECT name, type, \"notnull\" = 0 FROM pragma_table_info($1) ORDER BY cid";
            let found = sqlx::query_as(sql).bind(table).fetch_all(&pool).await.unwrap();
            pool.close().await;
            found
        }
        Database::Postgres { url } => {
            let pool = sqlx::PgPool::connect(url).await.unwrap();
            let sql = "SELECT column_name::text, data_type::text, is_nullable = 'YES' \
                       FROM information_schema.columns \
                       WHERE table_schema = 'public' AND table_name = $1 ORDER BY ordinal_position";
            let found = sqlx::query_as(sql).bind(table).fetch_all(&pool).await.unwrap();
            pool.close().await;
            found
        }
    }
}

/// The columns of a table's primary key in their order.
async fn primary_key(database: &Database, table: &str) -> Vec<String> {
    let sql = match database {
        Database::Sqlite { .. } => {
            format!("SELECT name FROM pragma_table_info('{table}') WHERE pk > 0 ORDER BY pk")
        }
        Database::Postgres { .. } => format!(
            "SELECT column_name::text FROM information_schema.key_column_usage \
             JOIN information_schema.table_constraints \
             USING (constraint_schema, constraint_name, table_name) \
             WHERE constraint_type = 'PRIMARY KEY' AND table_name = '{table}' \
             ORDER BY ordinal_position"
        ),
    };
    database.texts(&sql).await
}

async fn names(database: &Database) -> Vec<String> {
    let sql = match database {
        Database::Sqlite { .. } => "SELECT name FROM sqlite_master WHERE type = 'table'",
        Database::Postgres { .. } => {
            "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'"
        }
    };
    database.texts(sql).await
}

#[tokio::test]
async fn the_schema_and_the_declarations_have_the_same_columns() {
    for database in databases().await {
        database.open(keys()).await.unwrap().close().await;
        let mut checked = 0;
        for table in tables() {
            let found = columns(&database, table.name).await;
            assert_eq!(differences(table, &found), Vec::<String>::new());
            checked += found.len();
            if table.evident {
                assert_eq!(primary_key(&database, table.name).await, table.key, "{}", table.name);
            }
        }
        assert!(checked > 150, "{checked} columns were compared");
    }
}

#[tokio::test]
async fn a_table_that_names_its_record_is_declared_evident() {
    let evident: BTreeSet<&str> =
        tables().filter(|table| table.evident).map(|table| table.name).collect();
    for database in databases().await {
        database.open(keys()).await.unwrap().close().await;
        let mut found = BTreeSet::new();
        for name in names(&database).await {
            let columns = columns(&database, &name).await;
            let has = |wanted: &str| columns.iter().any(|(column, ..)| column == wanted);
            if has("version") && has("record_id") {
                found.insert(name);
            }
        }
        assert_eq!(found.iter().map(String::as_str).collect::<BTreeSet<_>>(), evident);
    }
}

#[test]
fn every_file_in_queries_is_in_the_list_of_nouns() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("queries");
    let list = std::fs::read_to_string(folder.join("mod.rs")).unwrap();
    let listed: BTreeSet<String> = list
        .lines()
        .filter_map(|line| line.strip_prefix("    "))
        .map(|noun| format!("{noun}.rs"))
        .chain(["mod.rs".to_owned()])
        .collect();
    let files: BTreeSet<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(files, listed);
}

/// Negative control: an invented schema that differs in one thing at a time.
#[tokio::test]
async fn each_difference_between_a_schema_and_its_declaration_is_reported() {
    let thing = Table {
        name: "thing",
        columns: &[
            Column { name: "thing_id", kind: Kind::Text, nullable: false, since: None },
            Column { name: "count", kind: Kind::Integer, nullable: false, since: None },
            Column { name: "bytes", kind: Kind::Blob, nullable: true, since: None },
        ],
        evident: false,
        whole: true,
        key: &[],
        nowhere: None,
    };
    let cases = [
        ("thing_id TEXT NOT NULL, count INTEGER NOT NULL, bytes BLOB", None),
        ("thing_id TEXT NOT NULL, count INTEGER NOT NULL", Some("thing.bytes")),
        ("thing_id TEXT NOT NULL, count INTEGER NOT NULL, bytes BLOB, x TEXT", Some("thing.x")),
        ("thing_id TEXT NOT NULL, count TEXT NOT NULL, bytes BLOB", Some("thing.count")),
        ("thing_id TEXT NOT NULL, count INTEGER, bytes BLOB", Some("thing.count")),
        ("thing_id TEXT NOT NULL, bytes BLOB, count INTEGER NOT NULL", Some("thing: ")),
    ];
    for database in databases().await {
        database.open(keys()).await.unwrap().close().await;
        for (body, expected) in cases {
            let dialect = match database {
                Database::Sqlite { .. } => store::Dialect::Sqlite,
                Database::Postgres { .. } => store::Dialect::Postgres,
            };
            let sql = format!("CREATE TABLE thing (\n  {body}\n) STRICT;");
            database.raw(&store::translate(&sql, dialect)).await;
            let reported = differences(&thing, &columns(&database, "thing").await);
            match expected {
                None => assert_eq!(reported, Vec::<String>::new(), "{body}"),
                Some(start) => {
                    assert!(reported.len() == 1 && reported[0].starts_with(start), "{reported:?}")
                }
            }
            database.raw("DROP TABLE thing").await;
        }
    }
}
