//! `yinxin doctor`: checks an installation. Exit code 0: nothing failed; 1: something failed.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::ExitCode;

use ::keys::{KeyFolder, KeyReport};
use app::App;
use app::background::Space;
use app::drawing::{REMEDY, font_report};

use crate::config::Config;
use crate::output::{Failure, say, say_json};
use crate::{Where, city, private};

#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    place: Where,
    /// Print one JSON object for each finding
    #[arg(long)]
    json: bool,
}

#[derive(serde::Serialize)]
struct Finding {
    what: &'static str,
    /// ok, warn, fail.
    state: &'static str,
    words: String,
}

pub async fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let mut findings = Vec::new();
    match Config::of(&arguments.place) {
        Err(failure) => findings.push(fail("configuration", failure.0)),
        Ok(config) => {
            findings.push(ok("configuration", config.server.listen.to_string()));
            // Before anything is opened, because opening corrects what it opens.
            findings.push(exposed(&Config::path_of(&arguments.place), &config));
            findings.push(keys(&config));
            findings.push(fonts(&config));
            database(&config, &mut findings).await;
        }
    }
    for finding in &findings {
        if arguments.json {
            say_json(finding)?;
        } else {
            say(&format!("{:<5}{:<15}{}", finding.state, finding.what, finding.words));
        }
    }
    let failed = findings.iter().any(|finding| finding.state == "fail");
    Ok(if failed { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn keys(config: &Config) -> Finding {
    let folder = &config.paths.keys;
    if !KeyFolder::exists(folder) {
        return fail("keys", format!("{} contains no keys", folder.display()));
    }
    let reports = match city::keys(config).and_then(|keys| Ok(keys.check()?)) {
        Ok(reports) => reports,
        Err(error) => return fail("keys", error.0),
    };
    let fault = |report: &KeyReport| Some(format!("{}: {}", report.name, report.fault.as_ref()?));
    if let Some(fault) = reports.iter().find_map(fault) {
        return fail("keys", fault);
    }
    match std::fs::metadata(folder).map(|known| known.permissions().mode() & 0o077) {
        Ok(0) => {
            ok("keys", format!("all {} keys sign; only the owner can read them", reports.len()))
        }
        _ => warn("keys", format!("{}: other users can open it (chmod 700)", folder.display())),
    }
}

/// Reports the files of the city that others than their owner may read, and corrects them.
fn exposed(file: &Path, config: &Config) -> Finding {
    let mut files = private::files(config);
    files.push(file.to_owned());
    files.retain(|file| private::is_exposed(file));
    if files.is_empty() {
        return ok("files", "only the owner can read configuration, keys and database".to_owned());
    }
    let named: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
    let named = named.join(", ");
    match files.iter().try_for_each(|file| private::restrict(file)) {
        Ok(()) => warn("files", format!("others could read {named}; corrected to 0600")),
        Err(error) => warn("files", format!("others can read {named}: {error}")),
    }
}

/// Reports which Han characters of GB 18030-2022 the fonts can show, and how to get the others.
fn fonts(config: &Config) -> Finding {
    let set = match city::fonts(config) {
        Ok(set) => set,
        Err(error) => return fail("fonts", error.0),
    };
    let (level, what) = font_report(&set);
    if level < 3 { warn("fonts", format!("{what}. {REMEDY}")) } else { ok("fonts", what) }
}

async fn database(config: &Config, findings: &mut Vec<Finding>) {
    let opened = match city::keys(config) {
        Ok(keys) => city::open_store(config, &keys).await,
        Err(failure) => Err(failure),
    };
    let store = match opened {
        Ok(store) => store,
        Err(failure) => return findings.push(fail("database", failure.0)),
    };
    findings.push(ok("database", store.engine_name().to_owned()));
    match store.data_checksums().await {
        Ok(Some(false)) => findings.push(warn(
            "checksums",
            "off: the cluster does not detect damaged pages (initdb -k)".to_owned(),
        )),
        Ok(Some(true)) => findings.push(ok("checksums", "on".to_owned())),
        Ok(None) => findings.push(ok("checksums", "not needed: the log protects rows".to_owned())),
        Err(error) => findings.push(fail("checksums", error.to_string())),
    }
    let app = match city::open_unguarded(config).await {
        Ok(app) => app,
        Err(failure) => return findings.push(fail("city", failure.0)),
    };
    match app.guard_log(&city::checkpoints(config)).await {
        Ok(()) => findings.push(checkpoint_folder(config)),
        Err(error) => findings.push(fail("checkpoint", error.to_string())),
    }
    findings.extend(city::folders(config).iter().map(|folder| space(folder)));
    findings.push(evidence(&app, config).await.unwrap_or_else(|error| fail("evidence", error.0)));
    findings.push(jobs(&app).await.unwrap_or_else(|error| fail("jobs", error.to_string())));
}

/// Tries to write into the folder of the checkpoints: without a checkpoint the server writes nothing.
fn checkpoint_folder(config: &Config) -> Finding {
    let folder = &config.paths.checkpoints;
    let probe = folder.join("doctor.probe");
    let tried = std::fs::write(&probe, b"").and_then(|()| std::fs::remove_file(&probe));
    match tried {
        Ok(()) => ok("checkpoint", "the log extends the newest one".to_owned()),
        Err(error) => {
            fail("checkpoint", format!("{} cannot be written: {error}", folder.display()))
        }
    }
}

/// Warns long before the server stops writing for lack of space.
fn space(folder: &Path) -> Finding {
    match Space::of(folder) {
        Err(error) => fail("space", format!("{}: {error}", folder.display())),
        Ok(space) => {
            let words = format!("{} MB free in {}", space.free / (1024 * 1024), folder.display());
            if space.free < space.least() {
                fail("space", words)
            } else if space.free < 4 * space.least() {
                warn("space", words)
            } else {
                ok("space", words)
            }
        }
    }
}

/// Checks the evidence of a small city as a whole, as the server does when it starts.
async fn evidence(app: &App, config: &Config) -> Result<Finding, Failure> {
    if let Some(why) = app.guard_clock().await? {
        return Ok(fail("evidence", why));
    }
    let Some(found) = app.check_at_start(&city::checkpoints(config)).await? else {
        return Ok(warn("evidence", "a large log: run `yinxin audit verify --rows`".to_owned()));
    };
    Ok(match found.first() {
        None => ok("evidence", "log, rows and files agree".to_owned()),
        Some(first) => fail("evidence", format!("{} findings, such as {first}", found.len())),
    })
}

async fn jobs(app: &App) -> Result<Finding, app::Error> {
    let (parked, held_up) = (app.parked_jobs().await?, app.held_up_jobs().await?);
    Ok(match (parked, held_up.last()) {
        (0, None) => ok("jobs", "none parked, none failed".to_owned()),
        (0, Some(why)) => {
            warn("jobs", format!("{} failed and will be retried: {why}", held_up.len()))
        }
        (count, _) => warn("jobs", format!("{count} parked: see the page of jobs for the reason")),
    })
}

fn ok(what: &'static str, words: String) -> Finding {
    Finding { what, state: "ok", words }
}

fn warn(what: &'static str, words: String) -> Finding {
    Finding { what, state: "warn", words }
}

fn fail(what: &'static str, words: String) -> Finding {
    Finding { what, state: "fail", words }
}
