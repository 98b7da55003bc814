//! `yinxin keys`: encrypts and checks the keys of a city.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use ::keys::{KeyFolder, KeyReport, Password};
use app::{Randomness, SystemRandomness};

use crate::config::Config;
use crate::language::either;
use crate::output::{Failure, say, say_json};
use crate::{Where, city};

#[derive(clap::Subcommand)]
pub enum What {
    /// Encrypt the secrets of the key folder with a password; afterwards set paths.keys_password in
    /// the configuration to the same file
    Encrypt {
        #[command(flatten)]
        place: Where,
        /// File whose first line is the password
        #[arg(long, value_name = "FILE")]
        password_file: PathBuf,
    },
    /// Have every key sign a probe, and print whether it is in the folder or in a cipher device
    Check {
        #[command(flatten)]
        place: Where,
        /// Print one JSON object for each key
        #[arg(long)]
        json: bool,
    },
}

pub fn run(what: What) -> Result<ExitCode, Failure> {
    match what {
        What::Encrypt { place, password_file } => encrypt(&place, &password_file),
        What::Check { place, json } => check(&place, json),
    }
}

fn encrypt(place: &Where, password_file: &Path) -> Result<ExitCode, Failure> {
    let config = Config::of(place)?;
    let password = Password::from_file(password_file)?;
    let randomness: Arc<dyn Randomness> = Arc::new(SystemRandomness);
    let count = KeyFolder::encrypt(&config.paths.keys, &password, &randomness)?;
    say(&either!("{count} 个密钥文件已加密", "{count} files encrypted"));
    Ok(ExitCode::SUCCESS)
}

fn check(place: &Where, json: bool) -> Result<ExitCode, Failure> {
    let reports = city::keys(&Config::of(place)?)?.check()?;
    for report in &reports {
        if json {
            say_json(report)?;
            continue;
        }
        let KeyReport { name, place, fingerprint, fault } = report;
        let fingerprint = fingerprint.as_deref().and_then(|hex| hex.get(..16)).unwrap_or("-");
        let verdict = match fault {
            None => either!("可签名", "signs"),
            Some(fault) => either!("不能签名：{fault}", "{fault}"),
        };
        say(&format!("{name:<40} {place:<48} {fingerprint:<16} {verdict}"));
    }
    let good = reports.iter().all(|report| report.fault.is_none());
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
