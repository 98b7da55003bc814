//! `yinxin trust`: root, seal maker and revocation list, for those who verify without us.

use std::path::PathBuf;
use std::process::ExitCode;

use app::App;

use crate::config::Config;
use crate::output::{Failure, note};
use crate::{Where, city};

#[derive(clap::Subcommand)]
pub enum What {
    /// Write the bundle in PEM
    Export {
        #[command(flatten)]
        place: Where,
        /// Where the bundle is written
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
    },
}

pub async fn run(what: What) -> Result<ExitCode, Failure> {
    let What::Export { place, output } = what;
    let app = city::open(&Config::of(&place)?).await?;
    std::fs::write(&output, bundle(&app)?)?;
    note(&format!("{}", output.display()));
    Ok(ExitCode::SUCCESS)
}

/// Root, pinned seal maker, newest revocation list.
pub fn bundle(app: &App) -> Result<String, Failure> {
    Ok(app.workshop().keys().trust_bundle()?)
}
