//! `yinxin keys`: the key folder from the operator's shell.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use app::keys::{Keys, Password};
use app::{Chance, SystemChance};

use crate::Where;
use crate::config::Config;
use crate::output::{Failure, say};

#[derive(clap::Subcommand)]
pub enum What {
    /// Put the SM2 key files under a password; name the same file as paths.keys_password afterwards
    Encrypt {
        #[command(flatten)]
        place: Where,
        /// The password is this file's first line
        #[arg(long, value_name = "FILE")]
        password_file: PathBuf,
    },
}

pub fn run(what: What) -> Result<ExitCode, Failure> {
    let What::Encrypt { place, password_file } = what;
    let config = Config::of(&place)?;
    let password = Password::from_file(&password_file)?;
    let chance: Arc<dyn Chance> = Arc::new(SystemChance);
    let count = Keys::encrypt(&config.paths.keys, &password, &chance)?;
    say(&format!("{count} 个私钥文件已加密 key files encrypted"));
    Ok(ExitCode::SUCCESS)
}
