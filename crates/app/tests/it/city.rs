//! A small city: two bureaus in two districts, their people, one certificate type.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, AtomicU64, Ordering};

use app::catalog::CatalogVersion;
use app::collect::Content;
use app::{App, Chance, Clock, Error};
use domain::caller::{Actor, Caller, Channel, Role};
use domain::catalog::CatalogEntry;
use domain::holder::Holder;
use domain::region::Region;
use domain::unit::{Unit, UnitPart};
use serde_json::json;
use store::Store;
use store::cipher::KeyRing;

pub const BUREAU: &str = "11440300MBXX000197";
pub const OTHER: &str = "11440305MBXX00027A";
pub const LICENCE: &str = "11440300MBXX000197001";

/// 2026-11-23 in Shanghai; moves only when a test says so.
struct TestClock(AtomicI64);

impl Clock for TestClock {
    fn now(&self) -> i64 {
        self.0.fetch_add(1, Ordering::Relaxed)
    }
}

struct TestChance(AtomicU64);

impl Chance for TestChance {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error> {
        for chunk in bytes.chunks_mut(8) {
            let seed = self.0.fetch_add(1, Ordering::Relaxed);
            let mixed = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23);
            chunk.copy_from_slice(&mixed.to_be_bytes()[..chunk.len()]);
        }
        Ok(())
    }
}

pub struct City {
    pub app: App,
    _dir: Option<tempfile::TempDir>,
}

fn keys() -> KeyRing {
    KeyRing::new([(1, [7; 16])], [8; 32], [9; 32]).unwrap()
}

/// The same city on each engine.
pub async fn cities() -> Vec<City> {
    let dir = tempfile::tempdir().unwrap();
    let sqlite = Store::open_sqlite(&dir.path().join("yinxin.db"), keys(), 1).await.unwrap();
    let postgres = Store::open_postgres(&fresh_postgres().await, keys(), 1).await.unwrap();
    let mut cities = vec![];
    for (store, dir) in [(sqlite, Some(dir)), (postgres, None)] {
        let clock = TestClock(AtomicI64::new(1_795_400_000_000));
        let chance = TestChance(AtomicU64::new(1));
        let app = App::new(Arc::new(store), Arc::new(clock), Arc::new(chance));
        let city = City { app, _dir: dir };
        city.settle().await;
        cities.push(city);
    }
    cities
}

async fn fresh_postgres() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let base = std::env::var("TEST_POSTGRES_URL")
        .expect("TEST_POSTGRES_URL is not set: `make test` starts a cluster and sets it");
    let name = format!("a{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let pool = sqlx::PgPool::connect(&base).await.unwrap();
    let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
    sqlx::raw_sql(create).execute(&pool).await.unwrap();
    pool.close().await;
    base.replacen("/postgres?", &format!("/{name}?"), 1)
}

impl City {
    async fn settle(&self) {
        let manager = self.person("市管理员", BUREAU, Role::CityManager);
        for (code, region) in [(BUREAU, "440304"), (OTHER, "440305")] {
            let unit = Unit {
                code: code.into(),
                name: format!("演示单位 {code}"),
                region: Region::parse(region).unwrap(),
                parts: vec![UnitPart::Issuing],
                active: true,
            };
            self.app.register_unit(&manager, &unit).await.unwrap();
        }
    }

    pub fn person(&self, id: &str, unit: &str, role: Role) -> Caller {
        let region = if unit == OTHER { "440305" } else { "440304" };
        Caller {
            actor: Actor::Person(id.into()),
            unit: unit.into(),
            region: Some(Region::parse(region).unwrap()),
            roles: vec![role],
            channel: Channel::Manual,
        }
    }

    pub async fn publish(&self, entry: &CatalogEntry) -> CatalogVersion {
        let editor = self.person("编目员", BUREAU, Role::CatalogEditor);
        let manager = self.person("市管理员", BUREAU, Role::CityManager);
        let (draft, _) = self.app.draft_catalog(&editor, entry).await.unwrap();
        let (submitted, _) = self.app.submit_catalog(&editor, &draft).await.unwrap();
        self.app.publish_catalog(&manager, &submitted).await.unwrap().0
    }

    /// Log, rows and counts agree; called at the end of every story.
    pub async fn check_everything(&self) {
        self.app.store().sequence().await.unwrap();
        let report = self.app.store().verify(None, true).await.unwrap();
        assert_eq!(report.findings, []);
        assert_eq!(report.waiting, 0);
    }

    /// How often the log says so.
    pub async fn recorded(&self, event: &str) -> usize {
        let mut reader = self.app.read().await.unwrap();
        let records = reader.records_after("", 1_000).await.unwrap();
        records.iter().filter(|record| record.event == event).count()
    }
}

pub fn licence() -> CatalogEntry {
    serde_json::from_value(json!({
        "code": LICENCE, "basic_code": "100002101", "name": "演示经营许可证",
        "kind": "licence", "holder_kind": "mixed", "defining_unit": BUREAU,
        "issuing_units": [BUREAU], "validity": { "unit": "year", "amount": 5 },
        "sharing": "unconditional", "scope_of_use": "全市", "issue_step": "automatic",
        "number_pattern": "YS{region}{serial:6}",
        "fields": [{ "key": "JYXM", "name": "经营项目", "type": "text", "required": true }],
        "face": {}
    }))
    .unwrap()
}

pub fn content() -> Content {
    let facts = json!({ "JYXM": "食品销售" });
    Content {
        holder: Holder {
            name: "演示贸易有限公司".into(),
            code: "91440300MA5XX00149".into(),
            code_type: "001".into(),
        },
        facts: facts.as_object().unwrap().clone(),
        valid_from: None,
        valid_to: None,
        paper_number: String::new(),
    }
}
