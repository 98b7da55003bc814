//! `yinxin bench`: measures the speed of parts of the program. Every figure is printed with a
//! baseline of the same run on the same machine, because figures of different machines cannot be
//! compared.

mod flood;
mod one_core;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ::keys::KeyFolder;
use app::drawing::Templates;
use app::{App, Clock, Parts, Store, SystemClock, SystemRandomness};
use serde::Serialize;

use crate::city;
use crate::language::either;
use crate::output::{Failure, say, say_json};

/// Number of concurrent callers.
const CALLERS: usize = 64;

#[derive(clap::Args)]
pub struct Arguments {
    /// What to measure: door (changes with their log record), uses (uses with their log record),
    /// flood (the time of /health and of uses while strangers upload hostile files);
    /// and on one core: face (layout and pictures), seal (drawing and sealing files), verify
    /// (verifying files), sm2 and sm3 (arithmetic), timing (whether signing takes the same time for
    /// every nonce)
    #[arg(value_parser = ["door", "uses", "flood", "face", "seal", "verify", "sm2", "sm3", "timing"])]
    name: String,
    #[arg(long, value_parser = Store::ENGINES, default_value = Store::ENGINES[0])]
    engine: String,
    /// Address of an empty database; needed for PostgreSQL
    #[arg(long, env = "YINXIN_BENCH_URL")]
    url: Option<String>,
    /// Duration of each measurement in seconds
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// Folder of the TrueType fonts
    #[arg(long, value_name = "DIR")]
    fonts: Option<PathBuf>,
    /// Print one JSON object for each measurement
    #[arg(long)]
    json: bool,
}

/// The result of one measurement.
#[derive(Serialize)]
struct Measure {
    name: String,
    value: f64,
    unit: &'static str,
    /// The value that the baseline reached, in the same unit.
    baseline: f64,
    /// `value` divided by `baseline`.
    ratio: f64,
    /// How long was measured, in seconds.
    seconds: f64,
    /// Number of operations that were measured.
    n: u64,
}

pub async fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let folder = temporary_folder()?;
    let done = measures(&arguments, &folder).await;
    std::fs::remove_dir_all(&folder)?;
    for measure in done? {
        if arguments.json {
            say_json(&measure)?;
            continue;
        }
        let Measure { name, value, unit, baseline, ratio, seconds, .. } = measure;
        say(&format!(
            "{name}: {value:.1} {unit} over {seconds:.1} s; baseline {baseline:.1}; ratio {ratio:.2}"
        ));
    }
    Ok(ExitCode::SUCCESS)
}

async fn measures(arguments: &Arguments, folder: &Path) -> Result<Vec<Measure>, Failure> {
    let time = Duration::from_secs(arguments.seconds);
    match arguments.name.as_str() {
        "sm2" => one_core::sm2(time),
        "sm3" => one_core::sm3(time),
        "timing" => one_core::timing(time),
        "flood" => flood::measures(arguments, folder).await,
        "face" | "seal" | "verify" => {
            let app = city(arguments, folder).await?;
            ::bench::prepare(&app).await?;
            let files = ::bench::files::Files::new(&app).await?;
            one_core::files(&arguments.name, &files, time)
        }
        _ => Ok(vec![measure(arguments, folder).await?]),
    }
}

fn temporary_folder() -> Result<PathBuf, Failure> {
    let folder = std::env::temp_dir().join(format!("yinxin-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Makes an empty city for the measurement.
async fn city(arguments: &Arguments, folder: &Path) -> Result<App, Failure> {
    let keys = folder.join("keys");
    let randomness: Arc<dyn app::Randomness> = Arc::new(SystemRandomness);
    KeyFolder::create(&keys, "bench", SystemClock.now() / 1000, &randomness)?;
    let url = match (&arguments.url, arguments.engine == Store::ENGINES[0]) {
        (Some(url), _) => url.clone(),
        (None, true) => Store::file_url(&folder.join("bench.db")),
        (None, false) => {
            return Err(Failure(either!(
                "此数据库引擎须用 --url 给出一个空数据库",
                "this engine needs --url with an empty database"
            )));
        }
    };
    let keys = KeyFolder::open(&keys, Arc::clone(&randomness))?;
    let store = Store::open(&url, keys.ring(), SystemClock.now()).await?;
    let fonts = match &arguments.fonts {
        Some(fonts) => fonts.clone(),
        None => city::find_fonts()?,
    };
    Ok(App::new(Parts {
        store: Arc::new(store),
        clock: Arc::new(SystemClock),
        randomness,
        keys: Arc::new(keys),
        templates: Arc::new(Templates::new(Templates::fonts_in(&fonts)?)),
        time_stamper: None,
        demo: true,
    }))
}

/// Measures changes or uses beside bare commits of the engine.
async fn measure(arguments: &Arguments, folder: &Path) -> Result<Measure, Failure> {
    let app = city(arguments, folder).await?;
    let work = ::bench::prepare(&app).await?;
    let time = Duration::from_secs(arguments.seconds);
    // Baseline and measurement alternate twice, so that a changing load of the machine affects
    // both.
    let mut bare = Rate::default();
    let mut ours = Rate::default();
    for _ in 0..2 {
        let one = app.clone();
        bare.add(
            callers(time, move |at| {
                let app = one.clone();
                async move { ::bench::bare_commit(&app, at).await }
            })
            .await?,
        );
        let (one, work) = (app.clone(), work.clone());
        let uses = arguments.name == "uses";
        ours.add(
            callers(time, move |at| {
                let (app, work) = (one.clone(), work.clone());
                async move {
                    if uses {
                        ::bench::one_use(&app, &work, at).await
                    } else {
                        ::bench::one_change(&app, &work, at).await
                    }
                }
            })
            .await?,
        );
    }
    app.store().sequence().await?;
    Ok(Measure {
        name: format!("{} ({}, {CALLERS} callers)", arguments.name, arguments.engine),
        value: ours.per_second(),
        unit: "per second",
        baseline: bare.per_second(),
        ratio: ours.per_second() / bare.per_second().max(f64::MIN_POSITIVE),
        seconds: ours.seconds,
        n: ours.count,
    })
}

/// A number of operations, and how long they took.
#[derive(Default)]
struct Rate {
    count: u64,
    seconds: f64,
}

impl Rate {
    fn add(&mut self, other: Rate) {
        self.count += other.count;
        self.seconds += other.seconds;
    }

    fn per_second(&self) -> f64 {
        self.count as f64 / self.seconds.max(f64::MIN_POSITIVE)
    }
}

/// Runs `operation` from many concurrent callers for `time`. Each caller starts the next operation
/// as soon as the last one is finished.
async fn callers<F>(
    time: Duration,
    operation: impl Fn(u64) -> F + Clone + Send + 'static,
) -> Result<Rate, Failure>
where
    F: Future<Output = Result<(), app::Error>> + Send,
{
    #[expect(clippy::disallowed_methods, reason = "this file measures time")]
    let begun = Instant::now();
    let mut running = tokio::task::JoinSet::new();
    for caller in 0..CALLERS {
        let operation = operation.clone();
        running.spawn(async move {
            let mut count = 0;
            while begun.elapsed() < time {
                operation(caller as u64 + count * CALLERS as u64).await?;
                count += 1;
            }
            Ok::<u64, app::Error>(count)
        });
    }
    let mut count = 0;
    while let Some(done) = running.join_next().await {
        count += done??;
    }
    Ok(Rate { count, seconds: begun.elapsed().as_secs_f64() })
}
