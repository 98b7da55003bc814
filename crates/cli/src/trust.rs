//! `yinxin trust`: exports what verifiers need to trust the files of a city, and adds outside
//! authorities.

use std::path::PathBuf;
use std::process::ExitCode;

use app::App;

use crate::config::Config;
use crate::output::{Failure, note};
use crate::{Where, city};

#[derive(clap::Subcommand)]
pub enum What {
    /// Write root, seal maker, revocation lists and outside authorities as one PEM bundle
    Export {
        #[command(flatten)]
        place: Where,
        /// Path of the bundle to write
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
    },
    /// Trust an outside authority: its roots, intermediates and revocation lists
    Add {
        #[command(flatten)]
        place: Where,
        /// PEM file; the key folder keeps it under the same name
        file: PathBuf,
    },
}

pub async fn run(what: What) -> Result<ExitCode, Failure> {
    match what {
        What::Export { place, output } => {
            let app = city::open(&Config::of(&place)?).await?;
            std::fs::write(&output, bundle(&app)?).map_err(Failure::at(&output))?;
            note(&format!("{}", output.display()));
        }
        What::Add { place, file } => {
            let keys = city::keys(&Config::of(&place)?)?;
            let name = file.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
            let pem = std::fs::read_to_string(&file).map_err(Failure::at(&file))?;
            keys.trust_outside(name, &pem)?;
            note(&format!("outside/{name}.pem"));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The bundle of what the city trusts, in PEM.
pub fn bundle(app: &App) -> Result<String, Failure> {
    Ok(app.keys().trust_bundle()?)
}
