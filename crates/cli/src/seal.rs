//! `yinxin seal`: the register of seals from the operator's shell, so that a lost seal can be taken
//! out of use at once.

use std::path::PathBuf;
use std::process::ExitCode;

use app::seals::SealView;
use domain::caller::Caller;
use domain::seal::SealStep;

use crate::config::Config;
use crate::language::{current, either};
use crate::output::{Failure, say, say_json};
use crate::{Where, city};

#[derive(clap::Subcommand)]
pub enum What {
    /// List the seals of a unit with their states
    List {
        #[command(flatten)]
        place: Where,
        /// Code of the unit
        unit: String,
        /// Print one JSON array
        #[arg(long)]
        json: bool,
    },
    /// Make a key for a seal, and the request (PKCS#10) for its X.509 certificate to an outside
    /// authority; print the identity of the seal
    Request {
        #[command(flatten)]
        place: Where,
        /// Code of the unit
        unit: String,
        /// Path of the request to write
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
    },
    /// Make the seal for which an outside authority has issued the X.509 certificate
    Register {
        #[command(flatten)]
        place: Where,
        /// Code of the unit
        unit: String,
        /// Identity of the seal that `request` printed
        seal_id: String,
        /// File with the X.509 certificate in PEM
        #[arg(long, value_name = "FILE")]
        x509: PathBuf,
    },
    /// Change the state of a seal; this is recorded in the log
    State {
        #[command(flatten)]
        place: Where,
        /// Code of the unit
        unit: String,
        /// Identity of the seal
        seal_id: String,
        /// The change
        #[arg(value_parser = ["suspend", "resume", "report_lost", "replace", "revoke"])]
        step: String,
        /// The reason, which is recorded
        #[arg(long)]
        reason: String,
    },
}

pub async fn run(what: What) -> Result<ExitCode, Failure> {
    let shell = Caller::program("shell");
    match what {
        What::List { place, unit, json } => {
            let app = city::open(&Config::of(&place)?).await?;
            let seals = app.seals(&shell, &unit).await?;
            if json { say_json(&seals)? } else { seals.iter().for_each(say_seal) }
        }
        What::Request { place, unit, output } => {
            let app = city::open(&Config::of(&place)?).await?;
            let (seal, request) = app.request_seal(&shell, &unit).await?;
            std::fs::write(&output, request).map_err(Failure::at(&output))?;
            say(&seal.seal_id);
        }
        What::Register { place, unit, seal_id, x509 } => {
            let app = city::open(&Config::of(&place)?).await?;
            let x509 = std::fs::read_to_string(&x509).map_err(Failure::at(&x509))?;
            app.register_outside_seal(&shell, &unit, &seal_id, &x509).await?;
            say(&either!("印章 {seal_id} 已登记", "seal {seal_id} is registered"));
        }
        What::State { place, unit, seal_id, step, reason } => {
            let app = city::open(&Config::of(&place)?).await?;
            let seals = app.seals(&shell, &unit).await?;
            let found = seals.iter().find(|seal| seal.seal_id == seal_id);
            let Some(seal) = found else {
                return Err(Failure(either!(
                    "单位 {unit} 没有印章 {seal_id}",
                    "unit {unit} has no seal {seal_id}"
                )));
            };
            let step = SealStep::parse(&step);
            let unknown = || Failure(either!("没有这种状态变更", "unknown step"));
            let step = step.ok_or_else(unknown)?;
            let done = app.change_seal(&shell, &seal_id, seal.row_version, step, &reason).await?;
            say_seal(&done.0);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn say_seal(seal: &SealView) {
    let SealView { seal_id, state, since, name, .. } = seal;
    let words = current().pick(state.zh(), state.en());
    say(&format!("{seal_id}\t{state}\t{words}\t{since}\t{name}"));
}
