//! The configuration file: TOML, every key known, paths relative to the file's own folder.
//!
//! `docs/reference/configuration.md` explains each key; a test parses the example there.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::Where;
use crate::output::Failure;

/// Name of the file in the data folder of a demo.
const NAME: &str = "yinxin.toml";

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub server: Server,
    pub database: Database,
    pub paths: Paths,
    pub log: Log,
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
    /// Cookies over TLS only; TLS itself ends at the gateway in front.
    #[serde(default = "yes")]
    pub secure_cookie: bool,
    /// Tasks that produce certificates.
    #[serde(default = "two")]
    pub workers: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// `sqlite:<file>` or `postgres://user@host/name`.
    pub url: String,
    /// PostgreSQL only: who owns the tables. Given, the service at `url` needs no rights on the
    /// schema and gets none to change the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_url: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paths {
    /// Key folder; outside the database and its backups.
    pub keys: PathBuf,
    /// File with the password of the key files, if they are under one; elsewhere than the folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keys_password: Option<PathBuf>,
    /// Folder of the checkpoints; on another disk or machine than the database.
    pub checkpoints: PathBuf,
    /// Folder of the TrueType fonts.
    pub fonts: PathBuf,
    /// The operator's own fonts, for rare characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_fonts: Option<PathBuf>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// Name of the log in its checkpoints; never changes.
    pub origin: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seals {
    /// `none`, `own` (the stamper in the key folder) or the address of an outside authority.
    #[serde(default = "none")]
    pub time_stamps: String,
    /// Files that one seal may seal in a day.
    #[serde(default = "per_day")]
    pub per_day: u64,
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
        Self { time_stamps: none(), per_day: per_day() }
    }
}

fn per_day() -> u64 {
    200_000
}

fn none() -> String {
    "none".to_owned()
}

fn yes() -> bool {
    true
}

fn two() -> usize {
    2
}

impl Config {
    pub fn parse(text: &str) -> Result<Self, Failure> {
        toml::from_str(text).map_err(|error| Failure(format!("configuration: {error}")))
    }

    pub fn text(&self) -> Result<String, Failure> {
        Ok(toml::to_string(self)?)
    }

    /// Reads a file; its relative paths become those beside it.
    pub fn read(file: &Path) -> Result<Self, Failure> {
        let text = std::fs::read_to_string(file)
            .map_err(|error| Failure(format!("{}: {error}", file.display())))?;
        let mut config = Self::parse(&text)?;
        let folder = file.parent().unwrap_or(Path::new("."));
        let Paths { keys, keys_password, checkpoints, fonts, own_fonts } = &mut config.paths;
        for path in [keys, checkpoints, fonts]
            .into_iter()
            .chain(keys_password)
            .chain(own_fonts)
            .chain(&mut config.outside.authorities)
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

    /// The city that a command was told of; without a word the demo in the usual folder.
    pub fn of(place: &Where) -> Result<Self, Failure> {
        match (&place.config, &place.data) {
            (Some(file), _) => Self::read(file),
            (None, Some(folder)) => Self::read(&folder.join(NAME)),
            (None, None) => Self::read(&Path::new(crate::demo::FOLDER).join(NAME))
                .map_err(|_| Failure("say which city: --data DIR or --config FILE".to_owned())),
        }
    }

    /// Where a demo keeps its file.
    pub fn file_in(folder: &Path) -> PathBuf {
        folder.join(NAME)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_file_is_understood_and_complete() {
        let text = include_str!("../../../docs/reference/configuration.md");
        let example = text.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next());
        let config = Config::parse(example.unwrap()).unwrap();
        assert!(!config.demo && config.server.secure_cookie && config.database.owner_url.is_some());
        // Every key that exists is shown: what is written out again names no other one.
        for line in config.text().unwrap().lines() {
            let key = line.split(" = ").next().unwrap();
            assert!(key.is_empty() || example.unwrap().contains(key), "{key} is not documented");
        }
    }

    #[test]
    fn unknown_keys_are_refused_by_name() {
        let text = include_str!("../../../docs/reference/configuration.md");
        let example = text.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next());
        let wrong = example.unwrap().replace("listen", "lisen");
        assert!(Config::parse(&wrong).unwrap_err().0.contains("lisen"));
    }
}
