//! The configuration file. It is TOML; unknown keys are refused, and relative paths are relative to
//! the folder of the file.
//!
//! `docs/reference/configuration.md` explains each key. A test parses the example there.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::Where;
use crate::language::{Language, current, either};
use crate::limits::{Limits, within};
use crate::login::Login;
use crate::output::Failure;

/// Name of the configuration file in the data folder of a demo city.
pub const NAME: &str = "yinxin.toml";

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub server: Server,
    pub database: Database,
    pub paths: Paths,
    pub log: Log,
    #[serde(default)]
    pub limits: Limits,
    #[serde(default)]
    pub login: Login,
    #[serde(default)]
    pub seals: Seals,
    #[serde(default)]
    pub logging: Logging,
    #[serde(default)]
    pub outside: Outside,
    /// One-click logins, seals marked 演示. Never on a real city.
    #[serde(default)]
    pub demo: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    pub listen: SocketAddr,
    /// Browsers send the session cookie over TLS only. A gateway in front of the program terminates
    /// TLS.
    #[serde(default = "default_secure_cookie")]
    pub secure_cookie: bool,
    /// Number of workers for jobs.
    #[serde(default = "default_workers")]
    pub workers: usize,
    /// Addresses of the gateways whose `x-forwarded-for` is believed.
    #[serde(default)]
    pub trusted_proxies: Vec<IpAddr>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// `sqlite:<file>` or `postgres://user@host/name`.
    pub url: String,
    /// PostgreSQL only: the address for the role that owns the tables. With it, the role in `url`
    /// needs no rights on the schema, and has no right to change the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_url: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paths {
    /// The key folder. It must not be in the backups of the database.
    pub keys: PathBuf,
    /// File with the password of the key folder, if its secrets are encrypted. It must be outside
    /// the folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keys_password: Option<PathBuf>,
    /// Folder of the checkpoints. It should be on another disk or machine than the database.
    pub checkpoints: PathBuf,
    /// Folder of the TrueType fonts.
    pub fonts: PathBuf,
    /// Folder of the operator's own fonts, for rare characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_fonts: Option<PathBuf>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// Name of the log in its checkpoints. It must never change.
    pub origin: String,
    /// Time within which the server audits all evidence once, in seconds.
    #[serde(default = "default_audit_period")]
    pub audit_seconds: u64,
    /// Whether the server writes although the audit at its start has findings. Edited rows are refused
    /// all the same.
    #[serde(default)]
    pub serve_despite_findings: bool,
}

impl Log {
    /// The log with this origin, otherwise as by default.
    pub fn named(origin: &str) -> Self {
        let audit_seconds = default_audit_period();
        Self { origin: origin.to_owned(), audit_seconds, serve_despite_findings: false }
    }
}

fn default_audit_period() -> u64 {
    24 * 60 * 60
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seals {
    /// `none`, `own` (the time stamper in the key folder), or the address of an outside authority.
    #[serde(default = "default_time_stamps")]
    pub time_stamps: String,
    /// Largest number of files that one seal may seal in a day.
    #[serde(default = "default_per_day")]
    pub per_day: u64,
    /// How far the time of a signature or a time stamp may be ahead of our clock, in seconds.
    #[serde(default = "default_clocks_ahead")]
    pub clocks_ahead_seconds: u32,
}

/// What the server says on standard error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Logging {
    /// `error`, `warn`, `info`, `debug`, `trace`, or directives such as `info,web=debug`; the
    /// environment variable `YINXIN_LOG` takes precedence.
    #[serde(default = "info")]
    pub level: String,
    #[serde(default)]
    pub format: LogFormat,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    #[default]
    Text,
    /// One JSON object to a line.
    Json,
}

impl Default for Logging {
    fn default() -> Self {
        Self { level: info(), format: LogFormat::default() }
    }
}

fn info() -> String {
    "info".to_owned()
}

/// How services outside the program are reached.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outside {
    /// PEM file of the authorities whose https servers are trusted; without it, https is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorities: Option<PathBuf>,
}

impl Default for Seals {
    fn default() -> Self {
        let clocks_ahead_seconds = default_clocks_ahead();
        Self {
            time_stamps: default_time_stamps(),
            per_day: default_per_day(),
            clocks_ahead_seconds,
        }
    }
}

fn default_clocks_ahead() -> u32 {
    300
}

fn default_per_day() -> u64 {
    200_000
}

fn default_time_stamps() -> String {
    "none".to_owned()
}

fn default_secure_cookie() -> bool {
    true
}

fn default_workers() -> usize {
    2
}

impl Config {
    /// Errors: the text is no TOML, or has an unknown, missing or malformed key, or a limit outside its
    /// bounds.
    pub fn parse(text: &str) -> Result<Self, Failure> {
        let config: Self = toml::from_str(text).map_err(|error| malformed(text, &error))?;
        config.limits.check()?;
        config.login.check()?;
        config.check()?;
        Ok(config)
    }

    /// Errors: a number outside its bounds, with which the server would do nothing, or would need more memory
    /// than there is.
    fn check(&self) -> Result<(), Failure> {
        let number = |value: u64| usize::try_from(value).unwrap_or(usize::MAX);
        within("server.workers", self.server.workers, &(1..=64))?;
        within("seals.per_day", number(self.seals.per_day), &(1..=usize::MAX))?;
        within("log.audit_seconds", number(self.log.audit_seconds), &(1..=31_536_000))
    }

    /// The configuration as TOML.
    pub fn text(&self) -> Result<String, Failure> {
        Ok(toml::to_string(self)?)
    }

    /// Reads a file and makes its relative paths relative to its folder.
    pub fn read(file: &Path) -> Result<Self, Failure> {
        let text = std::fs::read_to_string(file).map_err(Failure::at(file))?;
        let mut config = Self::parse(&text).map_err(|Failure(why)| {
            let file = file.display();
            Failure(either!("配置文件 {file} {why}", "configuration {file}: {why}"))
        })?;
        let folder = file.parent().unwrap_or(Path::new("."));
        let Paths { keys, keys_password, checkpoints, fonts, own_fonts } = &mut config.paths;
        for path in [keys, checkpoints, fonts]
            .into_iter()
            .chain(keys_password)
            .chain(own_fonts)
            .chain(&mut config.outside.authorities)
            .chain(&mut config.login.authorities)
        {
            *path = folder.join(&*path);
        }
        if let Some((engine, path)) = config.database.url.split_once(':')
            && !path.starts_with('/')
        {
            config.database.url = format!("{engine}:{}", folder.join(path).display());
        }
        Ok(config)
    }

    /// Reads the configuration of the city that the arguments name, or else of the demo city in the
    /// default folder.
    pub fn of(place: &Where) -> Result<Self, Failure> {
        match (&place.config, &place.data) {
            (Some(file), _) => Self::read(file),
            (None, Some(folder)) => Self::read(&folder.join(NAME)),
            (None, None) => match Path::new(crate::demo::FOLDER).join(NAME) {
                file if file.exists() => Self::read(&file),
                _ => Err(Failure(either!(
                    "没有指明城市：请用 --data DIR 或 --config FILE",
                    "no city given: use --data DIR or --config FILE"
                ))),
            },
        }
    }

    /// The file that [`Self::of`] reads.
    pub fn path_of(place: &Where) -> PathBuf {
        match (&place.config, &place.data) {
            (Some(file), _) => file.clone(),
            (None, Some(folder)) => folder.join(NAME),
            (None, None) => Path::new(crate::demo::FOLDER).join(NAME),
        }
    }

    /// Path of the configuration file in the data folder of a demo city.
    pub fn file_in(folder: &Path) -> PathBuf {
        folder.join(NAME)
    }
}

/// What the library says about a faulty text, by the beginnings of its sentences.
const FAULTS: [(&str, &str); 8] = [
    ("unknown field ", "未知的键 "),
    ("missing field ", "缺少键 "),
    ("duplicate key", "键重复"),
    ("unknown variant ", "未知的值 "),
    ("invalid type: ", "类型不符："),
    ("invalid value: ", "值不正确："),
    ("invalid socket address syntax", "须为 IP 地址和端口，如 127.0.0.1:8700"),
    ("invalid IP address syntax", "须为 IP 地址"),
];

/// Why a text is no configuration, with the line. The line itself may hold a password and is not repeated.
fn malformed(text: &str, error: &toml::de::Error) -> Failure {
    let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
    let (line, why) = (before.matches('\n').count() + 1, error.message());
    if current() == Language::English {
        return Failure(format!("line {line}: {why}"));
    }
    let known = FAULTS.iter().find_map(|(en, zh)| Some((zh, why.strip_prefix(en)?)));
    let why = match known {
        Some((zh, rest)) => {
            let rest = rest.replace(", expected one of ", "，应为其中之一：");
            format!("{zh}{}", rest.replace(", expected ", "，应为 "))
        }
        None => format!("格式不正确：{why}"),
    };
    Failure(format!("第 {line} 行：{why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_example_is_accepted_and_shows_every_key() {
        let text = include_str!("../../../docs/reference/configuration.md");
        let example = text.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next());
        let config = Config::parse(example.unwrap()).unwrap();
        assert!(!config.demo && config.server.secure_cookie && config.database.owner_url.is_some());
        // The configuration written out again contains every key, so the example must show all of
        // these.
        for line in config.text().unwrap().lines() {
            let key = line.split(" = ").next().unwrap();
            assert!(key.is_empty() || example.unwrap().contains(key), "{key} is not documented");
        }
    }

    #[test]
    fn numbers_with_which_nothing_would_work_are_refused_by_name() {
        let text = include_str!("../../../docs/reference/configuration.md");
        let example = text.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next());
        let good = Config::parse(example.unwrap()).unwrap();
        let text = good.text().unwrap();
        for (key, wrong) in [
            ("workers = ", "workers = 1000000000"),
            ("workers = ", "workers = 0"),
            ("per_day = ", "per_day = 0"),
            ("audit_seconds = ", "audit_seconds = 0"),
        ] {
            let line = text.lines().find(|line| line.starts_with(key)).unwrap();
            let refused = Config::parse(&text.replace(line, wrong)).unwrap_err().0;
            assert!(refused.contains(key.trim_end_matches(" = ")), "{refused}");
        }
    }

    #[test]
    fn unknown_keys_are_refused_by_name() {
        let text = include_str!("../../../docs/reference/configuration.md");
        let example = text.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next());
        let wrong = example.unwrap().replace("listen", "lisen");
        let line = wrong.lines().position(|line| line.starts_with("lisen")).unwrap() + 1;
        let told = Config::parse(&wrong).unwrap_err().0;
        assert!(told.starts_with(&format!("line {line}: unknown field `lisen`")), "{told}");
    }
}
