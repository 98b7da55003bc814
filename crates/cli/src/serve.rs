//! `yinxin serve`: pages, interface and background work until told to stop.

use std::path::PathBuf;
use std::process::ExitCode;

use app::App;
use app::background::Checkpoints;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::FmtSpan;

use crate::city;
use crate::config::{Config, LogFormat, Logging};
use crate::output::{Failure, say};

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

/// Serves until the process is told to stop; `ready` hears the address once it listens.
pub async fn serve(
    config: &Config,
    app: App,
    ready: impl FnOnce(&str) -> Result<(), Failure>,
) -> Result<ExitCode, Failure> {
    start_logging(&config.logging)?;
    let (_, fonts) = app::drawing::font_report(app.templates().fonts());
    tracing::info!(fonts, "faces are drawn with");
    let origin = config.log.origin.clone();
    // An old copy of the data must not be continued in silence.
    app.continue_from_folder(&config.paths.checkpoints, &origin).await?;
    let listener = TcpListener::bind(config.server.listen).await?;
    let url = format!("http://{}", listener.local_addr()?);
    let (stop, stopped) = watch::channel(false);
    let checkpoints =
        Checkpoints { folder: config.paths.checkpoints.clone(), origin: origin.clone() };
    let (jobs, workers, jobs_stop) = (app.clone(), config.server.workers, stopped.clone());
    let background = tokio::spawn(async move {
        jobs.run_background(workers, checkpoints, complain, jobs_stop).await;
    });
    let settings = web::Settings { secure_cookie: config.server.secure_cookie, origin };
    let router = web::router(app.clone(), settings);
    ready(&url)?;
    let served = axum::serve(listener, router).with_graceful_shutdown(told_to_stop()).await;
    stop.send_replace(true);
    background.await?;
    app.store().close().await;
    served?;
    Ok(ExitCode::SUCCESS)
}

/// Lines of the server's log go to standard error. Errors: the level is none.
fn start_logging(logging: &Logging) -> Result<(), Failure> {
    let filter = match EnvFilter::try_from_env("YINXIN_LOG") {
        Ok(filter) => filter,
        Err(_) => EnvFilter::try_new(&logging.level)
            .map_err(|error| Failure(format!("logging.level {}: {error}", logging.level)))?,
    };
    // At `debug`, each span around door, layout and sealing says how long it took.
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_span_events(FmtSpan::CLOSE)
        .with_writer(std::io::stderr);
    match logging.format {
        LogFormat::Text => lines.init(),
        LogFormat::Json => lines.json().init(),
    }
    Ok(())
}

fn complain(what: &'static str, error: &app::Error) {
    tracing::error!(what, %error, "in the background");
}

async fn told_to_stop() {
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
