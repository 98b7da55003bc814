//! `yinxin certificate`: what an operator may see of certificates from the shell. Lists contain no
//! names and no facts.

use std::path::PathBuf;
use std::process::ExitCode;

use app::operate::ListedCertificate;

use domain::certificate::CertificateState;

use crate::config::Config;
use crate::language::either;
use crate::output::{Failure, note, say, say_json};
use crate::{Where, city};

#[derive(clap::Subcommand)]
pub enum What {
    /// List identifiers with type and status
    List {
        #[command(flatten)]
        place: Where,
        /// Only certificates of the type with this code
        #[arg(long = "type", value_name = "T")]
        type_code: Option<String>,
        /// Only certificates in this status: registered, active, suspended, superseded, revoked
        #[arg(long, value_name = "S")]
        status: Option<CertificateState>,
        /// Largest number of certificates to list
        #[arg(long, default_value_t = 100)]
        limit: usize,
        /// Print one JSON array
        #[arg(long)]
        json: bool,
    },
    /// Write the sealed OFD file of a certificate; the download is recorded in the log
    File {
        #[command(flatten)]
        place: Where,
        identifier: String,
        /// Path of the file to write
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
    },
    /// Draw a certificate again from its frozen content and compare it with its file; this is
    /// recorded in the log
    Redraw {
        #[command(flatten)]
        place: Where,
        identifier: String,
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
}

pub async fn run(what: What) -> Result<ExitCode, Failure> {
    match what {
        What::List { place, type_code, status, limit, json } => {
            let app = city::open(&Config::of(&place)?).await?;
            let (of_type, in_state) = (type_code.as_deref(), status);
            let listed: Vec<ListedCertificate> =
                app.list_certificates(of_type, in_state, limit).await?;
            if json {
                say_json(&listed)?;
            } else {
                for one in listed {
                    say(&format!("{}\t{}\t{}", one.identifier, one.kind, one.status));
                }
            }
        }
        What::File { place, identifier, output } => {
            let app = city::open(&Config::of(&place)?).await?;
            let bytes = app.operator_file(&identifier).await?;
            std::fs::write(&output, &bytes).map_err(Failure::at(&output))?;
            let (count, output) = (bytes.len(), output.display());
            note(&either!("{count} 字节 {output}", "{count} bytes {output}"));
        }
        What::Redraw { place, identifier, json } => {
            let app = city::open(&Config::of(&place)?).await?;
            let redrawn = app.redraw(&identifier).await?;
            if json {
                say_json(&redrawn)?;
            } else if redrawn.different.is_empty() {
                say(&either!(
                    "除签名外，重绘与原件逐字节相同",
                    "identical to the byte, except for the signature"
                ));
            }
            for name in redrawn.different.iter().filter(|_| !json) {
                say(&either!("不同：{name}", "differs: {name}"));
            }
            for what in redrawn.changed.iter().filter(|_| !json) {
                say(&either!("签发后已变更：{what}", "changed since: {what}"));
            }
            return Ok(if redrawn.different.is_empty() {
                ExitCode::SUCCESS
            } else {
                ExitCode::from(1)
            });
        }
    }
    Ok(ExitCode::SUCCESS)
}
