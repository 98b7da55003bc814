//! `yinxin doctor`: checks an installation. Exit code 0: nothing failed; 1: something failed.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::ExitCode;

use ::keys::{KeyFolder, KeyReport};
use app::App;
use app::background::Space;
use app::drawing::{REMEDY, REMEDY_ZH, font_report};
use domain::login::SecondFactor;

use crate::config::Config;
use crate::language::either;
use crate::output::{Failure, say, say_json};
use crate::{Where, city, errors, private};

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
            findings.push(login(&config));
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
        let folder = folder.display();
        return fail("keys", either!("{folder} 中没有密钥", "{folder} contains no keys"));
    }
    let reports = match city::keys(config).and_then(|keys| Ok(keys.check()?)) {
        Ok(reports) => reports,
        Err(error) => return fail("keys", error.0),
    };
    let fault = |report: &KeyReport| {
        let (name, fault) = (&report.name, report.fault.as_ref()?);
        Some(either!("{name} 不能签名：{fault}", "{name}: {fault}"))
    };
    if let Some(fault) = reports.iter().find_map(fault) {
        return fail("keys", fault);
    }
    match std::fs::metadata(folder).map(|known| known.permissions().mode() & 0o077) {
        Ok(0) => ok(
            "keys",
            either!(
                "{count} 个密钥都能签名；只有所有者可读",
                "all {count} keys sign; only the owner can read them",
                count = reports.len()
            ),
        ),
        _ => warn(
            "keys",
            either!(
                "{folder}：其他用户可以打开（chmod 700）",
                "{folder}: other users can open it (chmod 700)",
                folder = folder.display()
            ),
        ),
    }
}

/// Reports the files of the city that others than their owner may read, and corrects them.
fn exposed(file: &Path, config: &Config) -> Finding {
    let mut files = private::files(config);
    files.push(file.to_owned());
    files.retain(|file| private::is_exposed(file));
    if files.is_empty() {
        return ok(
            "files",
            either!(
                "只有所有者可读配置、密钥和数据库",
                "only the owner can read configuration, keys and database"
            ),
        );
    }
    let named: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
    let named = named.join(", ");
    let words = match files.iter().try_for_each(|file| private::restrict(file)) {
        Ok(()) => either!(
            "其他用户曾可读 {named}；已改为 0600",
            "others could read {named}; corrected to 0600"
        ),
        Err(error) => {
            let why = errors::words(&error);
            either!("其他用户可读 {named}：{why}", "others can read {named}: {why}")
        }
    };
    warn("files", words)
}

/// Reports whether whoever administers needs a second factor to log in (等保三级, decision 0024).
fn login(config: &Config) -> Finding {
    let who = config.login.second_factor;
    let (zh, en) = (who.zh(), who.en());
    let words = either!("第二因素：{zh}", "second factor: {en}");
    if who != SecondFactor::Optional || config.demo {
        return ok("login", words);
    }
    warn(
        "login",
        either!(
            "{words}；等保三级要求管理岗位使用（login.second_factor）",
            "{words}; protection level 3 (GB/T 22239) demands it of administrators (login.second_factor)"
        ),
    )
}

/// Reports which Han characters of GB 18030-2022 the fonts can show, and how to get the others.
fn fonts(config: &Config) -> Finding {
    let set = match city::fonts(config) {
        Ok(set) => set,
        Err(error) => return fail("fonts", error.0),
    };
    let (level, what) = font_report(&set);
    let words = either!(
        "GB 18030 汉字级别 {level}：{what}",
        "Han characters of GB 18030, level {level}: {what}"
    );
    match level < 3 {
        true => warn("fonts", either!("{words}。{REMEDY_ZH}", "{words}. {REMEDY}")),
        false => ok("fonts", words),
    }
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
            either!(
                "未启用：数据库集群发现不了损坏的页（initdb -k）",
                "off: the cluster does not detect damaged pages (initdb -k)"
            ),
        )),
        Ok(Some(true)) => findings.push(ok("checksums", either!("已启用", "on"))),
        Ok(None) => findings.push(ok(
            "checksums",
            either!("不需要：各行由日志保护", "not needed: the log protects rows"),
        )),
        Err(error) => findings.push(fail("checksums", errors::words(&error))),
    }
    let app = match city::open_unguarded(config).await {
        Ok(app) => app,
        Err(failure) => return findings.push(fail("city", failure.0)),
    };
    match app.guard_log(&city::checkpoints(config)).await {
        Ok(()) => findings.push(checkpoint_folder(config)),
        Err(error) => findings.push(fail("checkpoint", errors::words(&error))),
    }
    findings.extend(city::folders(config).iter().map(|folder| space(folder)));
    findings.push(evidence(&app, config).await.unwrap_or_else(|error| fail("evidence", error.0)));
    findings.push(jobs(&app).await.unwrap_or_else(|error| fail("jobs", errors::words(&error))));
}

/// Tries to write into the folder of the checkpoints: without a checkpoint the server writes nothing.
fn checkpoint_folder(config: &Config) -> Finding {
    let folder = &config.paths.checkpoints;
    let probe = folder.join("doctor.probe");
    let tried = std::fs::write(&probe, b"").and_then(|()| std::fs::remove_file(&probe));
    match tried {
        Ok(()) => {
            ok("checkpoint", either!("日志是最新检查点的延续", "the log extends the newest one"))
        }
        Err(error) => {
            let (folder, why) = (folder.display(), errors::words(&error));
            fail(
                "checkpoint",
                either!("{folder} 不能写入：{why}", "{folder} cannot be written: {why}"),
            )
        }
    }
}

/// Warns long before the server stops writing for lack of space.
fn space(folder: &Path) -> Finding {
    match Space::of(folder) {
        Err(error) => fail("space", Failure::at(folder)(error).0),
        Ok(space) => {
            let (free, folder) = (space.free / (1024 * 1024), folder.display());
            let words = either!("{folder} 余 {free} MB", "{free} MB free in {folder}");
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
        return Ok(warn(
            "evidence",
            either!(
                "日志很长：请运行 `yinxin audit verify --rows`",
                "a large log: run `yinxin audit verify --rows`"
            ),
        ));
    };
    let count = found.len();
    Ok(match found.first() {
        None => ok("evidence", either!("日志、各行和文件一致", "log, rows and files agree")),
        Some(first) => fail(
            "evidence",
            either!("有 {count} 处不符，例如 {first}", "{count} findings, such as {first}"),
        ),
    })
}

async fn jobs(app: &App) -> Result<Finding, app::Error> {
    let (parked, held_up) = (app.parked_jobs().await?, app.held_up_jobs().await?);
    let failed = held_up.len();
    Ok(match (parked, held_up.last()) {
        (0, None) => {
            ok("jobs", either!("没有搁置的作业，没有失败的作业", "none parked, none failed"))
        }
        (0, Some(why)) => warn(
            "jobs",
            either!(
                "{failed} 个作业失败，将会重试：{why}",
                "{failed} failed and will be retried: {why}"
            ),
        ),
        (count, _) => warn(
            "jobs",
            either!(
                "{count} 个作业被搁置：原因见作业页面",
                "{count} parked: see the page of jobs for the reason"
            ),
        ),
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
