//! A small city: two bureaus in two districts, their people, one certificate type.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test stops at the first surprise")]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, AtomicU64, Ordering};

use app::background::Worked;
use app::catalog::CatalogVersion;
use app::certificate::CertificateVersion;
use app::collect::{ApplicationVersion, Content};
use app::drawing::Templates;
use app::usage::UseRequest;
use app::{App, Clock, Parts, Randomness};
use domain::caller::{Actor, Caller, Channel, Role};
use domain::catalog::CatalogEntry;
use domain::holder::Holder;
use domain::purpose::Matter;
use domain::region::Region;
use domain::unit::{Unit, UnitPart};
use face::font::FontSet;
use keys::KeyFolder;
use serde_json::json;
use store::Store;

mod entry;

pub use entry::{face, licence, showing};

/// The issuing unit.
pub const BUREAU: &str = "11440300MBXX000197";
/// Another unit in another district, which uses certificates of the first one.
pub const OTHER: &str = "11440305MBXX00027A";
/// A matter of [`OTHER`]; see [`City::window`].
pub const MATTER: &str = "YSSX440305NSSP001";
/// Code of the certificate type of [`licence`].
pub const LICENCE: &str = "11440300MBXX000197001";

/// 2026-11-23, before noon in Shanghai.
pub const NOW: i64 = 1_795_400_000_000;

/// A clock that starts at [`NOW`]. Each reading advances it by a millisecond, and [`Self::forward`]
/// by more.
pub struct TestClock(AtomicI64);

impl TestClock {
    pub fn forward(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::Relaxed);
    }
}

impl Clock for TestClock {
    fn now(&self) -> i64 {
        self.0.fetch_add(1, Ordering::Relaxed)
    }
}

/// A fixed sequence of bytes.
struct TestRandomness(AtomicU64);

impl Randomness for TestRandomness {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), keys::Error> {
        for chunk in bytes.chunks_mut(8) {
            let seed = self.0.fetch_add(1, Ordering::Relaxed);
            let mixed = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23);
            chunk.copy_from_slice(&mixed.to_be_bytes()[..chunk.len()]);
        }
        Ok(())
    }
}

/// A city with registered units and seals.
pub struct City {
    pub app: App,
    pub clock: Arc<TestClock>,
    pub store: Arc<Store>,
    folder: tempfile::TempDir,
    url: String,
}

/// The committed subset of a font, under the names of the complete fonts.
fn fonts() -> FontSet {
    fonts_ending_in(&[])
}

/// The same fonts with bytes appended to each file, which change its digest but no drawing.
pub fn fonts_ending_in(more: &[u8]) -> FontSet {
    let font = include_bytes!("../../face/testdata/NotoSerifSC-test.ttf").as_slice();
    let bytes: Arc<[u8]> = [font, more].concat().into();
    let named = ["NotoSerifSC-Regular", "NotoSerifSC-Bold"];
    let mut files = named.map(|name| (name.to_owned(), Arc::clone(&bytes))).to_vec();
    // The words that are drawn across and below the pages of certificates.
    let words = include_bytes!("../../face/testdata/NotoSerifSC-words.ttf").as_slice();
    files.push(("NotoSerifSC-words".to_owned(), Arc::from(words)));
    FontSet::new(files).unwrap()
}

/// The same city on each engine: SQLite first, then PostgreSQL.
pub async fn cities() -> Vec<City> {
    cities_with(|parts| parts).await
}

/// Like [`cities`], with parts that `set_up` has changed.
pub async fn cities_with(set_up: impl Fn(Parts) -> Parts) -> Vec<City> {
    cities_prepared(|_| (), set_up).await
}

/// Like [`cities_with`]; `prepare` is called with each key folder before keys are made in it.
pub async fn cities_prepared(
    prepare: impl Fn(&Path),
    set_up: impl Fn(Parts) -> Parts,
) -> Vec<City> {
    let mut cities = vec![];
    for engine in Store::ENGINES {
        let folder = tempfile::tempdir().unwrap();
        let url = if engine == "sqlite" {
            Store::file_url(&folder.path().join("yinxin.db"))
        } else {
            fresh_postgres().await
        };
        let randomness: Arc<dyn Randomness> = Arc::new(TestRandomness(AtomicU64::new(1)));
        let folder_of_keys = folder.path().join("keys");
        std::fs::create_dir(&folder_of_keys).unwrap();
        prepare(&folder_of_keys);
        KeyFolder::create(&folder_of_keys, "演示市", NOW / 1000, &randomness).unwrap();
        let keys = KeyFolder::open(&folder_of_keys, Arc::clone(&randomness)).unwrap();
        let store = Arc::new(Store::open(&url, keys.ring(), 1).await.unwrap());
        let clock = Arc::new(TestClock(AtomicI64::new(NOW)));
        let app = App::new(set_up(Parts {
            store: Arc::clone(&store),
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            randomness,
            keys: Arc::new(keys),
            templates: Arc::new(Templates::new(fonts())),
            time_stamper: None,
            demo: true,
        }));
        let city = City { app, clock, store, folder, url };
        city.settle().await;
        cities.push(city);
    }
    cities
}

/// Makes an empty database in the test cluster and returns its address.
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
    /// The key folder.
    pub fn keys(&self) -> PathBuf {
        self.folder.path().join("keys")
    }

    /// Changes the database behind the program's back, as a person who administers it can.
    pub async fn tamper(&self, sql: &str) {
        let sql = sqlx::AssertSqlSafe(sql.to_owned());
        if self.url.starts_with("sqlite") {
            let pool = sqlx::SqlitePool::connect(&self.url).await.unwrap();
            sqlx::raw_sql(sql).execute(&pool).await.unwrap();
            pool.close().await;
        } else {
            let pool = sqlx::PgPool::connect(&self.url).await.unwrap();
            sqlx::raw_sql(sql).execute(&pool).await.unwrap();
            pool.close().await;
        }
    }

    /// The number that a query of the test finds.
    pub async fn number(&self, sql: &str) -> i64 {
        let sql = sqlx::AssertSqlSafe(sql.to_owned());
        if self.url.starts_with("sqlite") {
            let pool = sqlx::SqlitePool::connect(&self.url).await.unwrap();
            let count = sqlx::query_scalar(sql).fetch_one(&pool).await.unwrap();
            pool.close().await;
            count
        } else {
            let pool = sqlx::PgPool::connect(&self.url).await.unwrap();
            let count = sqlx::query_scalar(sql).fetch_one(&pool).await.unwrap();
            pool.close().await;
            count
        }
    }

    /// The city in a process that starts anew on the same database and keys.
    pub async fn restarted(&self) -> App {
        let parts = self.app.parts();
        let store = Store::open(&self.url, parts.keys.ring(), 1).await.unwrap();
        App::new(Parts { store: Arc::new(store), ..parts })
    }

    /// Bytes as the engine writes them in SQL.
    pub fn blob(&self, bytes: &[u8]) -> String {
        let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        if self.url.starts_with("sqlite") {
            format!("x'{digits}'")
        } else {
            format!("'\\x{digits}'")
        }
    }

    /// The kinds of the findings of a whole check, without repetitions.
    pub async fn findings(&self) -> Vec<&'static str> {
        let report = self.app.store().verify(None, true).await.unwrap();
        let mut kinds: Vec<_> =
            report.findings.iter().map(|finding| finding.kind.as_str()).collect();
        kinds.dedup();
        kinds
    }

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
            self.app.register_seal(&manager, code).await.unwrap();
        }
    }

    /// Issues a certificate of the type [`LICENCE`], from the application to the sealed file.
    pub async fn issued(&self, content: Content) -> CertificateVersion {
        let clerk = self.person("经办甲", BUREAU, Role::Clerk);
        let (draft, _) = self.app.draft_application(&clerk, LICENCE, content).await.unwrap();
        self.approved(&draft).await
    }

    /// Submits and approves a draft, and produces its certificate.
    pub async fn approved(&self, draft: &ApplicationVersion) -> CertificateVersion {
        let identifier = self.reviewed(draft).await;
        assert_eq!(self.app.work_once().await.unwrap(), Worked::Done);
        self.version(&identifier).await
    }

    /// Registers a certificate; its production is enqueued but not run. Returns the identifier.
    pub async fn registered(&self, content: Content) -> String {
        let clerk = self.person("经办甲", BUREAU, Role::Clerk);
        let (draft, _) = self.app.draft_application(&clerk, LICENCE, content).await.unwrap();
        self.reviewed(&draft).await
    }

    async fn reviewed(&self, draft: &ApplicationVersion) -> String {
        let clerk = self.person("经办甲", BUREAU, Role::Clerk);
        let reviewer = self.person("审核乙", BUREAU, Role::Reviewer);
        let (submitted, _) = self.app.submit_application(&clerk, draft).await.unwrap();
        let (name, _) = self.app.approve_application(&reviewer, &submitted, &[]).await.unwrap();
        name.identifier
    }

    /// Downloads the sealed file as the issuer.
    pub async fn file(&self, identifier: &str) -> Vec<u8> {
        let issuer = self.person("签发丙", BUREAU, Role::Issuer);
        self.app.certificate_file(&issuer, identifier).await.unwrap().0
    }

    /// The current version of the row, for the next change of the certificate.
    pub async fn version(&self, identifier: &str) -> CertificateVersion {
        let issuer = self.person("签发丙", BUREAU, Role::Issuer);
        let (view, _) = self.app.certificate(&issuer, identifier).await.unwrap();
        CertificateVersion { identifier: view.identifier, row_version: view.row_version }
    }

    /// The code of the state of the certificate.
    pub async fn status(&self, identifier: &str) -> &'static str {
        let issuer = self.person("签发丙", BUREAU, Role::Issuer);
        self.app.certificate(&issuer, identifier).await.unwrap().0.status.as_str()
    }

    /// A caller who is a person with one post in a unit. The person need not be registered.
    pub fn person(&self, id: &str, unit: &str, role: Role) -> Caller {
        let region = if unit == OTHER { "440305" } else { "440304" };
        Caller {
            actor: Actor::Person(id.into()),
            unit: unit.into(),
            region: Some(Region::parse(region).unwrap()),
            roles: vec![role],
            channel: Channel::Manual,
            proved: true,
        }
    }

    /// Drafts, submits and publishes a version of a catalog entry.
    pub async fn publish(&self, entry: &CatalogEntry) -> CatalogVersion {
        let editor = self.person("编目员", BUREAU, Role::CatalogEditor);
        let manager = self.person("市管理员", BUREAU, Role::CityManager);
        let draft = self.drafted(&editor, entry).await;
        let (declared, _) = self.app.declare_catalog(&editor, &draft).await.unwrap();
        let (submitted, _) = self.app.submit_catalog(&editor, &declared).await.unwrap();
        self.app.publish_catalog(&manager, &submitted).await.unwrap().0
    }

    /// Drafts an entry: a new type, or the next version of a known one.
    async fn drafted(&self, editor: &Caller, entry: &CatalogEntry) -> CatalogVersion {
        let entry = &CatalogEntry { face: showing(entry), ..entry.clone() };
        let versions = self.app.read().await.unwrap().catalog_versions_of(&entry.code, 1).await;
        if versions.unwrap().is_empty() {
            return self.app.draft_catalog(editor, entry).await.unwrap().0;
        }
        let (begun, _) = self.app.renew_catalog(editor, &entry.code, "").await.unwrap();
        self.app.amend_catalog(editor, &begun, entry).await.unwrap().0
    }

    /// Checks that the log and all evident rows agree. Every story ends with it.
    pub async fn check_everything(&self) {
        self.app.store().sequence().await.unwrap();
        let report = self.app.store().verify(None, true).await.unwrap();
        assert_eq!(report.findings, []);
        assert_eq!(report.waiting, 0);
    }

    /// Registers a matter of [`OTHER`] that needs the licence, and returns a caller who works at
    /// its window.
    pub async fn window(&self) -> Caller {
        let manager = self.person("市管理员", BUREAU, Role::CityManager);
        let matter = Matter {
            code: MATTER.into(),
            name: "演示事项".into(),
            unit: OTHER.into(),
            needs: vec![LICENCE.into()],
            yields: vec![],
        };
        self.app.register_matter(&manager, &matter).await.unwrap();
        self.person("窗口丁", OTHER, Role::Window)
    }

    /// The number of records in the log, at most 1,000.
    pub async fn recorded_in_all(&self) -> usize {
        self.app.read().await.unwrap().records_after("", 1_000).await.unwrap().len()
    }

    /// The number of records with this event in the log.
    pub async fn recorded(&self, event: &str) -> usize {
        let mut reader = self.app.read().await.unwrap();
        let records = reader.records_after("", 1_000).await.unwrap();
        records.iter().filter(|record| record.event == event).count()
    }
}

/// A request of a using unit for the certificates of the holder of [`content`].
pub fn asked() -> UseRequest {
    UseRequest {
        matter_code: MATTER.into(),
        case_number: "BJ-2026-000001".into(),
        note: String::new(),
        holder_code: "91440300MA5XX00149".into(),
        type_code: None,
    }
}

/// The content of an application for a licence.
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
        update_reason: None,
        correction_basis: String::new(),
        as_issued: Vec::new(),
    }
}
