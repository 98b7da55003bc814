//! Databases of released schemas, which are kept as they were, stay usable: they are opened, migrated,
//! verified row by row against a checkpoint of their time, and changed (decision 0016). See
//! `testdata/frozen/README.md`.

use std::fs;
use std::path::{Path, PathBuf};

use ledger::checkpoint::Note;
use store::cipher::KeyRing;
use store::evidence::FindingKind;
use store::{LogEntry, RELEASED, STEPS, Store};

use crate::databases::{Database, cluster};

/// A frozen database that was unpacked into a new database.
pub struct Frozen {
    schema: i64,
    pub database: Database,
    folder: PathBuf,
}

impl Frozen {
    /// The released schemas. Each has a frozen database of each engine.
    pub const SCHEMAS: std::ops::RangeInclusive<i64> = 1..=RELEASED;

    pub async fn unpack(schema: i64, engine: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join(format!("testdata/frozen/schema-{schema}/{engine}"));
        let packed = |name: &str| {
            let bytes = fs::read(folder.join(name)).unwrap();
            zstd::stream::decode_all(bytes.as_slice()).unwrap()
        };
        let database = if engine == "sqlite" {
            let database = Database::sqlite();
            fs::write(database.file().unwrap(), packed("yinxin.db.zst")).unwrap();
            database
        } else {
            let database = Database::postgres().await;
            database.raw(&statements(&packed("yinxin.sql.zst"))).await;
            database
        };
        let steps = database.number("SELECT MAX(number) FROM schema_step").await;
        assert_eq!(steps, schema, "the frozen database has another schema");
        Self { schema, database, folder }
    }

    /// The frozen databases of all schemas and engines.
    async fn all() -> Vec<Self> {
        let mut all = vec![];
        for schema in Self::SCHEMAS {
            for engine in Store::ENGINES {
                all.push(Self::unpack(schema, engine).await);
            }
        }
        all
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn keys(&self) -> KeyRing {
        keys_in(&self.folder)
    }

    pub async fn open(&self) -> Store {
        self.database.open(self.keys()).await.unwrap()
    }

    fn checkpoint(&self) -> Option<(u64, [u8; 32])> {
        let note = fs::read_to_string(self.folder.join("newest.note")).unwrap();
        let checkpoint = Note::parse(&note).unwrap().checkpoint;
        Some((checkpoint.size, checkpoint.root))
    }
}

/// The statements of a dump without the commands for `psql`, which begin with a backslash.
fn statements(dump: &[u8]) -> String {
    let text = std::str::from_utf8(dump).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('\\'));
    lines.collect::<Vec<_>>().join("\n")
}

fn entry(at: i64, subject: &str) -> LogEntry {
    LogEntry {
        at,
        time: domain::date::rfc3339(at),
        event: "unit.registered".into(),
        outcome: "done".into(),
        actor: "program:test".into(),
        subject: subject.into(),
        ..LogEntry::default()
    }
}

/// The keys in the folder of a frozen database.
pub fn keys_in(folder: &Path) -> KeyRing {
    let text = fs::read(folder.join("keys/store.json")).unwrap();
    let secrets: serde_json::Value = serde_json::from_slice(&text).unwrap();
    let bytes = |value: &serde_json::Value| hex::decode(value.as_str().unwrap()).unwrap();
    let data = secrets["data"].as_array().unwrap().iter().map(|key| {
        let id = u32::try_from(key["id"].as_u64().unwrap()).unwrap();
        (id, bytes(&key["key"]).try_into().unwrap())
    });
    let (index, mac) = (bytes(&secrets["index"]), bytes(&secrets["mac"]));
    KeyRing::new(data, index.try_into().unwrap(), mac.try_into().unwrap()).unwrap()
}

#[tokio::test]
async fn every_frozen_database_is_migrated_verified_and_used() {
    for frozen in Frozen::all().await {
        let (name, checkpoint) = (frozen.folder.display(), frozen.checkpoint());
        let jobs = frozen.database.number("SELECT COUNT(*) FROM job").await;
        assert!(jobs > 0, "{name} has no job to take over");
        let store = frozen.open().await;
        let newest = frozen.database.number("SELECT MAX(number) FROM schema_step").await;
        assert_eq!(Some(newest), STEPS.last().map(|(number, _, _)| *number));
        assert_eq!(frozen.database.number("SELECT COUNT(*) FROM job").await, jobs);

        let before = store.verify(checkpoint, true).await.unwrap();
        assert_eq!(before.findings, [], "{name}");
        assert!(before.size > checkpoint.unwrap().0 && before.rows > 20, "{name}: {before:?}");

        let mut reader = store.read().await.unwrap();
        let mut unit = reader.unit_after("", 1).await.unwrap().remove(0);
        let last = reader.records_between("", "z", 1).await.unwrap().remove(0);
        let mut files = 0;
        for row in reader.certificate_after(-1, "", 100).await.unwrap() {
            let Some(file_name) = &row.file_name else { continue };
            let content = store.file_content(&mut reader, file_name).await.unwrap();
            assert_eq!(Some(ledger::sm3(&content).to_vec()), row.file_sm3, "{name}");
            files += 1;
        }
        assert!(files > 0 || frozen.schema == 1, "{name} has no files");
        drop(reader);

        unit.name = "改名单位".into();
        let mut change = store.change(format!("{}-later", last.record_id)).await.unwrap();
        change.update_unit(&mut unit).await.unwrap();
        change.commit(store.keys(), entry(last.at + 1, "unit")).await.unwrap();
        let later = store.sequence().await.unwrap();
        assert_eq!(later.0, before.size + 1);
        for checkpoint in [checkpoint, Some(later)] {
            let report = store.verify(checkpoint, true).await.unwrap();
            assert_eq!((report.findings, report.rows), (vec![], before.rows), "{name}");
        }
    }
}

#[tokio::test]
async fn an_edit_of_a_frozen_database_is_found() {
    for frozen in Frozen::all().await {
        let edited = frozen.database.raw("UPDATE application SET reason = 'x'").await;
        assert!(edited > 3);
        let store = frozen.open().await;
        let report = store.verify(frozen.checkpoint(), true).await.unwrap();
        let kinds: Vec<_> = report.findings.iter().map(|finding| finding.kind).collect();
        assert_eq!(kinds, vec![FindingKind::RowEdited; edited as usize]);
    }
}

#[tokio::test]
async fn a_frozen_database_whose_schema_step_has_another_text_is_refused() {
    cluster();
    for frozen in Frozen::all().await {
        frozen.database.raw("UPDATE schema_step SET digest = 'x' WHERE number = 1").await;
        let opened = frozen.database.open(frozen.keys()).await;
        assert!(matches!(opened, Err(store::Error::Schema(_))));
    }
}
