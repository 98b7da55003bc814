//! `yinxin seal`: the register of seals from the operator's shell, for the hour when one is lost.

use std::process::ExitCode;

use app::seal_states::SealView;
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
