//! The command `yinxin`: runs a city, and looks at one from its operator's shell.

mod audit;
mod bench;
mod certificate;
mod city;
mod config;
mod demo;
mod doctor;
mod init;
mod keys;
mod output;
mod progress;
mod seal;
mod serve;
mod trace;
mod trust;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::output::Failure;

/// 印信：一座城市的电子证照平台。 A city's electronic-certificate platform in one program.
#[derive(Parser)]
#[command(name = "yinxin", version, about, propagate_version = true)]
struct Command {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Make a demo city on the embedded database and open it
    Demo(demo::Arguments),
    /// Make keys, database and first administrator of a new city
    Init(init::Arguments),
    /// Serve pages and interface of a city
    Serve(serve::Arguments),
    /// List certificates, or take the file of one
    #[command(subcommand)]
    Certificate(certificate::What),
    /// Whose copy is this? A scan, photo or screenshot in, the archive copy named
    Trace(trace::Arguments),
    /// The seals of a unit: list them, stop one that is lost
    #[command(subcommand)]
    Seal(seal::What),
    /// The key folder
    #[command(subcommand)]
    Keys(keys::What),
    /// Verify an OFD certificate file: exit 0 valid, 1 invalid, 2 unreadable
    Verify(verify::Arguments),
    /// Check the log
    #[command(subcommand)]
    Audit(audit::What),
    /// The certificates of the authorities that files are verified with
    #[command(subcommand)]
    Trust(trust::What),
    /// Look for what is wrong with an installation
    Doctor(doctor::Arguments),
    /// Measure, each figure against a baseline in the same run
    Bench(bench::Arguments),
}

/// Which city a command looks at; works beside a running server.
#[derive(clap::Args, Clone)]
pub struct Where {
    /// Data folder of a demo city
    #[arg(long, value_name = "DIR", conflicts_with = "config")]
    data: Option<PathBuf>,
    /// Configuration file of a city
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

fn main() -> ExitCode {
    let command = Command::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let done = match runtime {
        Ok(runtime) => runtime.block_on(run(command.what)),
        Err(error) => Err(Failure::of(error)),
    };
    match done {
        Ok(code) => code,
        Err(failure) => {
            output::complain(&failure.0);
            ExitCode::from(2)
        }
    }
}

async fn run(what: What) -> Result<ExitCode, Failure> {
    match what {
        What::Demo(arguments) => demo::run(arguments).await,
        What::Init(arguments) => init::run(arguments).await,
        What::Serve(arguments) => serve::run(arguments).await,
        What::Certificate(what) => certificate::run(what).await,
        What::Trace(arguments) => trace::run(arguments).await,
        What::Seal(what) => seal::run(what).await,
        What::Keys(what) => keys::run(what),
        What::Verify(arguments) => verify::run(arguments).await,
        What::Audit(what) => audit::run(what).await,
        What::Trust(what) => trust::run(what).await,
        What::Doctor(arguments) => doctor::run(arguments).await,
        What::Bench(arguments) => bench::run(arguments).await,
    }
}
