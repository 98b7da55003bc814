//! `yinxin audit`: exit 0 the log is whole, 1 it is not.

use std::process::ExitCode;

use crate::config::Config;
use crate::output::{Failure, say, say_json};
use crate::progress::Progress;
use crate::{Where, city};

#[derive(clap::Subcommand)]
pub enum What {
    /// Check the whole log against the newest checkpoint outside the database
    Verify {
        #[command(flatten)]
        place: Where,
        /// Check every row against the record of its last save too
        #[arg(long)]
        rows: bool,
        /// One JSON object
        #[arg(long)]
        json: bool,
    },
}

pub async fn run(what: What) -> Result<ExitCode, Failure> {
    let What::Verify { place, rows, json } = what;
    let config = Config::of(&place)?;
    let keys = city::keys(&config)?;
    let store = city::open_store(&config, &keys).await?;
    let folder = &config.paths.checkpoints;
    let mut progress = Progress::begin();
    let mut listener = |now: app::Progress| progress.tell(now);
    let origin = &config.log.origin;
    let report =
        app::operate::verify_log(&store, &keys, folder, origin, rows, &mut listener).await?;
    if json {
        say_json(&report)?;
    } else {
        for finding in &report.findings {
            say(&format!("{}: {}", finding.kind, finding.what));
        }
        let verdict = if report.findings.is_empty() { "完整 WHOLE" } else { "有误 BROKEN" };
        say(&format!(
            "{verdict}: {} records, root {}, {} waiting, {} rows checked, checkpoint {}",
            report.size,
            report.root,
            report.waiting,
            report.rows,
            report.checkpoint.map_or("none".to_owned(), |size| size.to_string()),
        ));
    }
    Ok(if report.findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
