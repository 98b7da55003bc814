//! `yinxin doctor`: exit 0 nothing is wrong, 1 something is.

use std::os::unix::fs::PermissionsExt;
use std::process::ExitCode;

use ::keys::{KeyFolder, KeyReport};
use app::App;
use app::drawing::font_report;

use crate::config::Config;
use crate::output::{Failure, say, say_json};
use crate::{Where, city};

#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    place: Where,
    /// One JSON object per finding
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
        return fail("keys", format!("{} holds no keys", folder.display()));
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
        Ok(0) => ok("keys", format!("all {} sign, readable by their owner only", reports.len())),
        _ => warn("keys", format!("{}: others may look in (chmod 700)", folder.display())),
    }
}

/// Which Han characters of GB 18030-2022 the faces can show.
fn fonts(config: &Config) -> Finding {
    let set = match city::fonts(config) {
        Ok(set) => set,
        Err(error) => return fail("fonts", error.0),
    };
    let (level, what) = font_report(&set);
    if level == 0 { warn("fonts", what) } else { ok("fonts", what) }
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
            "the cluster has no data checksums: damaged pages go unnoticed (initdb -k)".to_owned(),
        )),
        Ok(Some(true)) => findings.push(ok("checksums", "on".to_owned())),
        Ok(None) => findings.push(ok("checksums", "rows are vouched for by the log".to_owned())),
        Err(error) => findings.push(fail("checksums", error.to_string())),
    }
    let Ok(app) = city::open(config).await else { return };
    match app.continue_from_folder(&config.paths.checkpoints, &config.log.origin).await {
        Ok(()) => findings.push(ok("checkpoint", "the log continues the newest one".to_owned())),
        Err(error) => findings.push(fail("checkpoint", error.to_string())),
    }
    findings.push(jobs(&app).await.unwrap_or_else(|error| fail("jobs", error.to_string())));
}

async fn jobs(app: &App) -> Result<Finding, app::Error> {
    let (parked, held_up) = (app.parked_jobs().await?, app.held_up_jobs().await?);
    Ok(match (parked, held_up.last()) {
        (0, None) => ok("jobs", "none parked, none held up".to_owned()),
        (0, Some(why)) => warn("jobs", format!("{} wait to be tried again: {why}", held_up.len())),
        (count, _) => warn("jobs", format!("{count} parked: people must look")),
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
