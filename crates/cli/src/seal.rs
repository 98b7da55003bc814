//! `yinxin seal`: the register of seals from the operator's shell, for the hour when one is lost.

use std::path::PathBuf;
use std::process::ExitCode;

use app::seals::SealView;
use domain::caller::Caller;
use domain::seal::SealStep;

use crate::config::Config;
use crate::output::{Failure, say, say_json};
use crate::{Where, city};

#[derive(clap::Subcommand)]
pub enum What {
    /// Seals of a unit with their states
    List {
        #[command(flatten)]
        place: Where,
        /// Code of the unit
        unit: String,
        /// One JSON array
        #[arg(long)]
        json: bool,
    },
    /// Make a key for a seal and the request (PKCS#10) for an outside authority
    Request {
        #[command(flatten)]
        place: Where,
        /// Code of the unit
        unit: String,
        /// Where the request is written
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
    },
    /// Make the seal whose key was requested for, with the X.509 certificate that came back
    Register {
        #[command(flatten)]
        place: Where,
        /// Code of the unit
        unit: String,
        /// As `request` named it
        seal_id: String,
        /// In PEM
        #[arg(long, value_name = "FILE")]
        x509: PathBuf,
    },
    /// Change a seal's state: recorded, and asked at every sealing and verification from now on
    State {
        #[command(flatten)]
        place: Where,
        /// Code of the unit
        unit: String,
        seal_id: String,
        #[arg(value_parser = ["suspend", "resume", "report_lost", "replace", "revoke"])]
        step: String,
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
            if json { say_json(&seals)? } else { seals.iter().for_each(speak) }
        }
        What::Request { place, unit, output } => {
            let app = city::open(&Config::of(&place)?).await?;
            let (seal, request) = app.request_seal(&shell, &unit).await?;
            std::fs::write(&output, request)?;
            say(&seal.seal_id);
        }
        What::Register { place, unit, seal_id, x509 } => {
            let app = city::open(&Config::of(&place)?).await?;
            let x509 = std::fs::read_to_string(&x509)?;
            app.register_outside_seal(&shell, &unit, &seal_id, &x509).await?;
            say(&format!("印章已登记 registered {seal_id}"));
        }
        What::State { place, unit, seal_id, step, reason } => {
            let app = city::open(&Config::of(&place)?).await?;
            let seals = app.seals(&shell, &unit).await?;
            let found = seals.iter().find(|seal| seal.seal_id == seal_id);
            let Some(seal) = found else {
                return Err(Failure(format!("unit {unit} has no seal {seal_id}")));
            };
            let step = SealStep::parse(&step);
            let step = step.ok_or_else(|| Failure("no such step".to_owned()))?;
            let done = app.change_seal(&shell, &seal_id, seal.row_version, step, &reason).await?;
            speak(&done.0);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn speak(seal: &SealView) {
    say(&format!(
        "{}\t{}\t{}\t{}\t{}",
        seal.seal_id, seal.state, seal.state_zh, seal.since, seal.name
    ));
}
