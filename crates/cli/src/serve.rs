//! `yinxin serve`: serves the pages and the interface, and runs the background tasks, until it gets
//! a signal to stop.

use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use app::App;
use app::background::Background;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::format::FmtSpan;

use crate::config::{Config, LogFormat, Logging};
use crate::language::either;
use crate::output::{Failure, say};
use crate::{city, errors};

#[derive(clap::Args)]
pub struct Arguments {
    /// Configuration file (docs/reference/configuration.md)
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
}

pub async fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let config = Config::read(&arguments.config)?;
    let app = city::open(&config).await?;
    serve(&config, app, |url| {
        say(&format!("yinxin {} {url}", env!("CARGO_PKG_VERSION")));
        Ok(())
    })
    .await
}

/// Serves a city until SIGINT or SIGTERM. `ready` is called with the address once the server
/// listens.
pub async fn serve(
    config: &Config,
    app: App,
    ready: impl FnOnce(&str) -> Result<(), Failure>,
) -> Result<ExitCode, Failure> {
    start_logging(&config.logging)?;
    let (han_level, fonts) = app::drawing::font_report(app.templates().fonts());
    tracing::info!(han_level, fonts, "fonts loaded");
    let origin = config.log.origin.clone();
    let checkpoints = city::checkpoints(config);
    // With an older copy of the database, or without a checkpoint, only public reads are served.
    match app.write_checkpoint(&checkpoints).await {
        Err(app::Error::Stopped(why)) => tracing::error!(why, "nothing is written"),
        other => other?,
    }
    let found = app.check_at_start(&checkpoints).await?.unwrap_or_default();
    if !found.is_empty() && !config.log.serve_despite_findings {
        let why = format!("the audit at the start found: {}", found.join("; "));
        tracing::error!(why, "nothing is written");
        app.store().stop_writing(app::Cause::Findings, &why);
    }
    let listen = config.server.listen;
    let listener = TcpListener::bind(listen).await;
    let listener = listener.map_err(|error| {
        let why = errors::words(&error);
        Failure(either!("不能在 {listen} 上监听：{why}", "cannot listen on {listen}: {why}"))
    })?;
    let url = format!("http://{}", listener.local_addr()?);
    let (stop, stopped) = watch::channel(false);
    let (jobs, jobs_stop) = (app.clone(), stopped.clone());
    let told = Background {
        workers: config.server.workers,
        checkpoints,
        folders: city::folders(config),
        audit_period: Duration::from_secs(config.log.audit_seconds),
        complain,
        alarm,
    };
    let background = tokio::spawn(async move {
        jobs.run_background(told, jobs_stop).await;
    });
    let settings = web::Settings { secure_cookie: config.server.secure_cookie, origin };
    let limits = &config.limits;
    let router = web::router_within(app.clone(), settings, limits.bodies());
    let connections = limits.connections(&config.server.trusted_proxies);
    ready(&url)?;
    web::serve(listener, router, connections, stop_signal()).await;
    stop.send_replace(true);
    // What does not end in time is given up: a job goes on in another process when its lease ends.
    let ended = async {
        let background = background.await;
        app.store().close().await;
        background
    };
    match tokio::time::timeout(limits.shutdown(), ended).await {
        Ok(background) => background?,
        Err(_) => {
            tracing::warn!("background tasks were not finished at the end of the time for stopping")
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Parses a level such as `info`, or directives such as `info,web=debug`. A single word that is no level is
/// refused: the library takes it for the name of a module, and then nothing is logged.
fn log_filter(from: &str, text: &str) -> Result<EnvFilter, Failure> {
    let wrong = |why: String| {
        Failure(either!("日志级别 {from} {text:?} 不正确：{why}", "{from} {text:?}: {why}"))
    };
    let words = text.split(',').map(str::trim);
    match words.filter(|word| !word.contains('=')).find(|word| word.parse::<LevelFilter>().is_err())
    {
        Some(word) => Err(wrong(either!(
            "{word:?} 不是 error、warn、info、debug、trace、off 之一",
            "{word:?} is not one of error, warn, info, debug, trace and off"
        ))),
        None => EnvFilter::try_new(text).map_err(|error| wrong(error.to_string())),
    }
}

/// Writes the server's log to standard error. Errors: the level does not exist.
fn start_logging(logging: &Logging) -> Result<(), Failure> {
    let filter = match std::env::var("YINXIN_LOG") {
        Ok(level) if !level.is_empty() => log_filter("YINXIN_LOG", &level)?,
        _ => log_filter("logging.level", &logging.level)?,
    };
    // At `debug`, each span around door, layout and sealing says how long it took.
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_span_events(FmtSpan::CLOSE)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    match logging.format {
        LogFormat::Text => lines.init(),
        LogFormat::Json => lines.json().init(),
    }
    Ok(())
}

fn alarm(what: &str) {
    tracing::error!(what, "ALARM");
}

fn complain(what: &'static str, error: &app::Error) {
    tracing::error!(what, %error, "a background task failed");
}

/// Waits for SIGINT or SIGTERM.
async fn stop_signal() {
    let interrupt = tokio::signal::ctrl_c();
    let terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
    match terminate {
        Ok(mut terminate) => {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
        }
        Err(_) => drop(interrupt.await),
    }
}
