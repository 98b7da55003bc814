//! The command `yinxin`: serves a city, and gives its operator commands for the shell.

mod audit;
mod bench;
mod certificate;
mod city;
mod config;
mod demo;
mod doctor;
mod errors;
mod init;
mod input;
mod keys;
mod language;
mod limits;
mod login;
mod output;
mod people;
mod private;
mod progress;
mod seal;
mod serve;
mod trace;
mod trust;
mod usage;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};

use crate::language::Language;
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
    /// Make a demo city on the embedded database and serve it
    Demo(demo::Arguments),
    /// Make the keys, the database and the three administrators of a new city
    Init(init::Arguments),
    /// Recover the accounts of people who cannot log in
    #[command(subcommand)]
    People(people::What),
    /// Serve the pages and the interface of a city
    Serve(serve::Arguments),
    /// List certificates, download the file of one, or draw one again
    #[command(subcommand)]
    Certificate(certificate::What),
    /// Find the archive copy that a scan, photograph or screenshot shows
    Trace(trace::Arguments),
    /// List and register the seals of a unit, and change their states
    #[command(subcommand)]
    Seal(seal::What),
    /// Encrypt or check the keys of a city
    #[command(subcommand)]
    Keys(keys::What),
    /// Verify an OFD certificate file: exit 0 valid, 1 invalid, 2 unreadable or refused
    Verify(verify::Arguments),
    /// Check the log
    #[command(subcommand)]
    Audit(audit::What),
    /// Export or extend the X.509 certificates of the authorities under which files are verified
    #[command(subcommand)]
    Trust(trust::What),
    /// Check an installation and report what is wrong
    Doctor(doctor::Arguments),
    /// Measure the speed of the program against a baseline of the same run
    Bench(bench::Arguments),
}

/// The city that a command works on. The server of the city may be running.
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
    language::choose(Language::of(|name| std::env::var(name).ok()));
    let command = match Command::try_parse() {
        Ok(command) => command,
        Err(error) => return usage::tell(&error),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let done = match runtime {
        Ok(runtime) => {
            let done = runtime.block_on(run(command.what));
            // Work that blocks cannot be cancelled: a job that waits for a cipher device does not keep
            // the server from ending.
            runtime.shutdown_timeout(Duration::from_secs(1));
            done
        }
        Err(error) => Err(error.into()),
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
        What::People(what) => people::run(what).await,
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
