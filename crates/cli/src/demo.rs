//! `yinxin demo`: makes a demo city on the embedded database, unless it exists, and serves it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use ::demo::SeedClock;
use ::keys::KeyFolder;
use app::drawing::OwnTimeStamper;
use app::{Clock, Store, Sync, SystemClock, SystemRandomness};

use crate::config::{Config, Database, Log, Logging, Outside, Paths, Seals, Server};
use crate::language::either;
use crate::limits::Limits;
use crate::login::Login;
use crate::output::{Failure, note, say, say_json};
use crate::{city, private, serve};

/// The default data folder.
pub const FOLDER: &str = "yinxin-demo";

#[derive(clap::Args)]
pub struct Arguments {
    /// Data folder; if it contains a city, this city is opened
    #[arg(long, value_name = "DIR", default_value = FOLDER)]
    data: PathBuf,
    /// Port on this machine; 0 selects a free one
    #[arg(long, default_value_t = 8700)]
    port: u16,
    /// Number of certificates to make in a new city
    #[arg(long, default_value_t = 2000)]
    certificates: usize,
    /// Folder of the TrueType fonts
    #[arg(long, value_name = "DIR")]
    fonts: Option<PathBuf>,
    /// Print one JSON object with url, data, trust and roles once the city is served
    #[arg(long)]
    json: bool,
    /// Make the city without serving it
    #[arg(long)]
    seed_only: bool,
}

pub async fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let file = Config::file_in(&arguments.data);
    if !file.exists() {
        make(&arguments).await?;
    }
    let mut config = Config::read(&file)?;
    if let Some(fonts) = &arguments.fonts {
        config.paths.fonts.clone_from(fonts);
    }
    config.server.listen.set_port(arguments.port);
    let app = city::open(&config).await?;
    app.renew_revocation_list().await?;
    let trust = arguments.data.join("trust.pem");
    std::fs::write(&trust, crate::trust::bundle(&app)?).map_err(Failure::at(&trust))?;
    if arguments.seed_only {
        return Ok(ExitCode::SUCCESS);
    }
    let roles = app.demo_accounts().await?;
    let data = std::path::absolute(&arguments.data)?;
    let trust = std::path::absolute(&trust)?;
    serve::serve(&config, app, |url| {
        if arguments.json {
            say_json(&serde_json::json!({
                "url": url, "data": data, "trust": trust, "roles": roles,
            }))
        } else {
            say(&either!(
                "演示城市已就绪  {url}/workbench   公众页面 {url}/",
                "The demo city is ready  {url}/workbench   public pages {url}/"
            ));
            let data = data.display();
            say(&either!("数据目录 {data}；Ctrl-C 停止。", "Data folder {data}; Ctrl-C stops it."));
            Ok(())
        }
    })
    .await
}

/// Makes the city in a temporary folder and renames it, so that an interrupted run leaves no
/// incomplete city in the data folder.
async fn make(arguments: &Arguments) -> Result<(), Failure> {
    let fonts = match &arguments.fonts {
        Some(fonts) => fonts.clone(),
        None => city::find_fonts()?,
    };
    let whole = std::path::absolute(&arguments.data)?;
    let part = whole.with_extension("part");
    if part.exists() {
        std::fs::remove_dir_all(&part).map_err(Failure::at(&part))?;
    }
    std::fs::create_dir_all(&part).map_err(Failure::at(&part))?;
    let now = SystemClock.now();
    let clock = Arc::new(SeedClock::before(now));
    let randomness: Arc<dyn app::Randomness> = Arc::new(SystemRandomness);
    let keys = part.join("keys");
    KeyFolder::create(&keys, &::demo::city_name()?, clock.now() / 1000, &randomness)?;
    let config = Config {
        server: Server {
            listen: ([127, 0, 0, 1], 8700).into(),
            secure_cookie: false,
            workers: 2,
            trusted_proxies: Vec::new(),
        },
        limits: Limits::default(),
        login: Login::default(),
        database: Database { url: Store::file_url(Path::new("yinxin.db")), owner_url: None },
        paths: Paths {
            keys: "keys".into(),
            keys_password: None,
            checkpoints: "checkpoints".into(),
            fonts: std::path::absolute(&fonts)?,
            own_fonts: None,
        },
        log: Log::named("demo.yinxin/log"),
        seals: Seals { time_stamps: "own".to_owned(), ..Seals::default() },
        logging: Logging::default(),
        outside: Outside::default(),
        demo: true,
    };
    let file = Config::file_in(&part);
    private::write_new(&file, &config.text()?).map_err(Failure::at(&file))?;
    fill(&part, &Config::read(&file)?, clock, arguments.certificates).await?;
    let parent = whole.parent().unwrap_or(Path::new("/"));
    std::fs::create_dir_all(parent).map_err(Failure::at(parent))?;
    if whole.exists() {
        // Only an empty folder is removed; anything else is an error.
        std::fs::remove_dir(&whole).map_err(Failure::at(&whole))?;
    }
    std::fs::rename(&part, &whole).map_err(Failure::at(&whole))?;
    Ok(())
}

/// Fills the city with data. The database does not wait for the disk meanwhile, which is faster;
/// closing it writes everything.
async fn fill(
    part: &Path,
    config: &Config,
    clock: Arc<SeedClock>,
    certificates: usize,
) -> Result<(), Failure> {
    let keys = Arc::new(city::keys(config)?);
    let path = part.join("yinxin.db");
    let store = Arc::new(Store::open_file(&path, keys.ring(), clock.now(), Sync::Off).await?);
    // What is sealed long ago is time-stamped then: a token from the future would be refused.
    let stamper = OwnTimeStamper {
        keys: Arc::clone(&keys),
        clock: Arc::clone(&clock) as Arc<dyn Clock>,
        randomness: Arc::new(SystemRandomness),
    };
    let parts = city::parts(config, keys, Arc::clone(&store))?;
    let seeding = app::Parts { time_stamper: Some(Arc::new(stamper)), ..parts.clone() };
    let begun = SystemClock.now();
    let say_progress = |done: usize| {
        if done.is_multiple_of(500) {
            note(&either!("演示证照 {done}/{certificates}", "Certificates {done}/{certificates}"));
        }
    };
    ::demo::seed(seeding, clock, certificates, say_progress).await?;
    // The seeded records may end long ago; from here on the time of the machine counts.
    let app = app::App::new(app::Parts { clock: Arc::new(SystemClock), ..parts });
    app.accept_clock().await?;
    app.renew_checkpoint(&city::checkpoints(config)).await?;
    drop(app);
    store.close().await;
    let spent = SystemClock.now() - begun;
    note(&either!("演示数据用时 {spent} 毫秒", "The data of the demo took {spent} ms"));
    Ok(())
}
