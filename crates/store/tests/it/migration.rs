//! A migration that is killed at any step leaves complete steps, and the next start continues after them.

use std::path::Path;
use std::process::{Command, Stdio};

use store::{Error, Migration, Phase, STEPS, Store};

use crate::databases::{Database, databases, keys};
use crate::frozen::{Frozen, keys_in};

const URL: &str = "MIGRATION_TEST_URL";
const DIE_AT: &str = "MIGRATION_TEST_DIE_AT";
/// Folder of a frozen database, whose keys are used.
const KEYS: &str = "MIGRATION_TEST_KEYS";
const PHASES: [Phase; 3] = [Phase::Begun, Phase::Written, Phase::Committed];

/// Not a test: the other tests of this file run it as a child process that kills itself in the phase
/// DIE_AT.
#[tokio::test]
#[ignore = "run as a child process by the other tests of this file"]
async fn child() {
    let url = std::env::var(URL).unwrap();
    let die_at = std::env::var(DIE_AT).unwrap();
    let mut listener = |Migration { number, phase, .. }: Migration| {
        if format!("{number} {phase:?}") == die_at {
            // Like `kill -9`: nothing is closed or rolled back.
            std::process::abort();
        }
    };
    let keys = std::env::var(KEYS).map_or_else(|_| keys(), |folder| keys_in(Path::new(&folder)));
    Store::migrate(&url, &keys, 1, &mut listener).await.unwrap();
}

/// Migrates in a child process; returns whether the process finished.
fn migrate_in_child(database: &Database, die_at: &str, frozen: Option<&Frozen>) -> bool {
    let mut child = Command::new(std::env::current_exe().unwrap());
    if let Some(frozen) = frozen {
        child.env(KEYS, frozen.folder());
    }
    let status = child
        .args(["--exact", "migration::child", "--ignored"])
        .env(URL, database.url())
        .env(DIE_AT, die_at)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    status.success()
}

async fn check_whole(database: &Database, store: &Store, what: &str) {
    let steps = database.number("SELECT COUNT(*) FROM schema_step").await;
    assert_eq!(steps, STEPS.len() as i64, "{what}");
    assert_eq!(store.verify(None, true).await.unwrap().findings, [], "{what}");
}

#[tokio::test]
async fn a_new_database_survives_a_crash_in_every_phase_of_every_step() {
    for (number, ..) in STEPS {
        for phase in PHASES {
            for database in databases().await {
                let die_at = format!("{number} {phase:?}");
                assert!(
                    !migrate_in_child(&database, &die_at, None),
                    "the child must die at {die_at}"
                );
                let store = database.open(keys()).await.unwrap();
                check_whole(&database, &store, &die_at).await;
                store.close().await;
            }
        }
    }
}

#[tokio::test]
async fn a_released_database_survives_a_crash_in_every_phase_of_every_later_step() {
    for schema in Frozen::SCHEMAS {
        for (number, ..) in STEPS.iter().filter(|(number, ..)| *number > schema) {
            for phase in PHASES {
                for engine in Store::ENGINES {
                    let die_at = format!("{number} {phase:?}");
                    let frozen = Frozen::unpack(schema, engine).await;
                    let jobs = frozen.database.number("SELECT COUNT(*) FROM job").await;
                    assert!(
                        !migrate_in_child(&frozen.database, &die_at, Some(&frozen)),
                        "it must die at {die_at}"
                    );
                    let store = frozen.open().await;
                    check_whole(&frozen.database, &store, &die_at).await;
                    let after = frozen.database.number("SELECT COUNT(*) FROM job").await;
                    assert_eq!(after, jobs, "jobs were lost or doubled by {die_at}");
                    store.close().await;
                }
            }
        }
    }
}

/// Negative control: the same child process, which is not told to die.
#[tokio::test]
async fn a_child_process_that_is_not_killed_migrates_everything() {
    for database in databases().await {
        assert!(migrate_in_child(&database, "never", None));
        let mut reported = vec![];
        Store::migrate(&database.url(), &keys(), 1, &mut |step| reported.push(step)).await.unwrap();
        assert_eq!(reported, [], "no step was left");
        check_whole(&database, &database.open(keys()).await.unwrap(), "control").await;
    }
}

#[tokio::test]
async fn a_migration_reports_every_phase_of_every_step_in_order() {
    for database in databases().await {
        let mut reported = vec![];
        Store::migrate(&database.url(), &keys(), 1, &mut |step| reported.push(step)).await.unwrap();
        let expected: Vec<Migration> = STEPS
            .iter()
            .enumerate()
            .flat_map(|(at, (number, name, _))| {
                let left = STEPS.len() - at;
                PHASES.map(|phase| Migration { number: *number, name, phase, left })
            })
            .collect();
        assert_eq!(reported, expected);
    }
}

#[tokio::test]
async fn a_database_of_a_newer_program_is_not_migrated() {
    for database in databases().await {
        database.open(keys()).await.unwrap().close().await;
        database.raw("INSERT INTO schema_step VALUES (999, 'future', 'x', 1)").await;
        let migrated = Store::migrate(&database.url(), &keys(), 1, &mut |_| {}).await;
        assert!(matches!(migrated, Err(Error::Schema(_))));
        // Negative control: without the unknown step it opens.
        database.raw("DELETE FROM schema_step WHERE number = 999").await;
        database.open(keys()).await.unwrap().close().await;
    }
}
