//! `yinxin audit`: checks the log. Exit code 0: there are no findings; 1: there are findings.

use std::process::ExitCode;

use app::Depth;
use app::operate::LogReport;

use crate::config::Config;
use crate::language::either;
use crate::output::{Failure, say, say_json};
use crate::progress::Progress;
use crate::{Where, city};

#[derive(clap::Subcommand)]
pub enum What {
    /// Check the whole log against the newest checkpoint outside the database
    Verify {
        #[command(flatten)]
        place: Where,
        /// Also check every row against the log record of its last save, and look-ups, counters and files
        #[arg(long)]
        rows: bool,
        /// With --rows: leave out the content of the files, which takes the most time
        #[arg(long, requires = "rows")]
        without_files: bool,
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Erase the details of a record when a law demands it; the log stays whole and records it
    EraseDetails {
        #[command(flatten)]
        place: Where,
        /// Identity of the record
        #[arg(long)]
        record: String,
        /// Law or decision that demands it
        #[arg(long)]
        basis: String,
    },
    /// Accept the time of the clock after it was wrong, so that the city writes again
    AcceptClock {
        #[command(flatten)]
        place: Where,
    },
    /// Write a new checkpoint in place of a lost one. The whole log and all rows are checked first
    RenewCheckpoint {
        #[command(flatten)]
        place: Where,
        /// Write it even if the check has findings
        #[arg(long)]
        despite_findings: bool,
    },
}

pub async fn run(what: What) -> Result<ExitCode, Failure> {
    let (place, depth, json) = match what {
        What::Verify { place, rows, without_files, json } => {
            let depth = match (rows, without_files) {
                (false, _) => Depth::Log,
                (true, true) => Depth::Rows,
                (true, false) => Depth::Files,
            };
            (place, depth, json)
        }
        What::EraseDetails { place, record, basis } => {
            let app = city::open(&Config::of(&place)?).await?;
            app.erase_details(&record, &basis).await?;
            app.store().close().await;
            say(&either!("明细已删除", "the details are erased"));
            return Ok(ExitCode::SUCCESS);
        }
        What::AcceptClock { place } => {
            let app = city::open(&Config::of(&place)?).await?;
            app.accept_clock().await?;
            app.store().close().await;
            say(&either!("时钟已确认", "the time of the clock is accepted"));
            return Ok(ExitCode::SUCCESS);
        }
        What::RenewCheckpoint { place, despite_findings } => {
            return renew(&Config::of(&place)?, despite_findings).await;
        }
    };
    let config = Config::of(&place)?;
    let keys = city::keys(&config)?;
    let store = city::open_store(&config, &keys).await?;
    let folder = &config.paths.checkpoints;
    let mut progress = Progress::begin();
    let mut listener = |now: app::Progress| progress.tell(now);
    let origin = &config.log.origin;
    let report =
        app::operate::verify_log(&store, &keys, folder, origin, depth, &mut listener).await?;
    if json {
        say_json(&report)?;
    } else {
        for finding in &report.findings {
            say(&format!("{}: {}", finding.kind, finding.what));
        }
        say(&verdict(&report));
    }
    Ok(if report.findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn verdict(report: &LogReport) -> String {
    let LogReport { size, root, waiting, rows, .. } = report;
    let verdict = match report.findings.is_empty() {
        true => either!("完整", "WHOLE"),
        false => either!("有误", "BROKEN"),
    };
    let checkpoint = report.checkpoint.map_or_else(|| either!("无", "none"), |at| at.to_string());
    either!(
        "{verdict}：{size} 条记录，根 {root}，{waiting} 条待入日志，已核对 {rows} 行，检查点 {checkpoint}",
        "{verdict}: {size} records, root {root}, {waiting} waiting, {rows} rows checked, \
         checkpoint {checkpoint}"
    )
}

/// Checks the log against itself, because there is no checkpoint to check it against, and writes a checkpoint
/// of it. The log records that this was done.
async fn renew(config: &Config, despite_findings: bool) -> Result<ExitCode, Failure> {
    let app = city::open_unguarded(config).await?;
    let report = app.store().verify(None, true).await?;
    for finding in &report.findings {
        say(&finding.to_string());
    }
    if !report.findings.is_empty() && !despite_findings {
        say(&either!(
            "没有写入检查点；参见 --despite-findings",
            "no checkpoint is written; see --despite-findings"
        ));
        return Ok(ExitCode::from(1));
    }
    let size = app.begin_again(&city::checkpoints(config), report.findings.len()).await?;
    say(&either!("已写入 {size} 条记录的检查点", "checkpoint of {size} records"));
    Ok(ExitCode::SUCCESS)
}
