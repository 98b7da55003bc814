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
    /// Trust an outside authority: its roots, intermediates and revocation lists
    Add {
        #[command(flatten)]
        place: Where,
        /// PEM; kept under the file's own name
        file: PathBuf,
    },
}

pub async fn run(what: What) -> Result<ExitCode, Failure> {
    match what {
        What::Export { place, output } => {
            let app = city::open(&Config::of(&place)?).await?;
            std::fs::write(&output, bundle(&app)?)?;
            note(&format!("{}", output.display()));
        }
        What::Add { place, file } => {
            let keys = city::keys(&Config::of(&place)?)?;
            let name = file.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
            keys.trust_outside(name, &std::fs::read_to_string(&file)?)?;
            note(&format!("outside/{name}.pem"));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Root, pinned seal maker, newest revocation list.
pub fn bundle(app: &App) -> Result<String, Failure> {
    Ok(app.keys().trust_bundle()?)
}
