//! `yinxin init`: makes the keys, the database, the managing unit and the first administrator of a
//! new city.

use std::io::Read;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use ::keys::KeyFolder;
use app::onboarding::NewPerson;
use app::{Clock, SystemClock, SystemRandomness};
use domain::caller::{Caller, Role};
use domain::region::Region;
use domain::unit::{Unit, UnitPart};

use crate::city;
use crate::config::Config;
use crate::output::{Failure, note};

#[derive(clap::Args)]
pub struct Arguments {
    /// Configuration file (docs/reference/configuration.md)
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Name of the city, for the X.509 certificate of its root
    #[arg(long)]
    city: String,
    /// Unified social credit code of the managing unit
    #[arg(long, value_name = "CODE")]
    unit: String,
    /// Name of the managing unit
    #[arg(long, value_name = "NAME")]
    unit_name: String,
    /// Region of the managing unit, six digits
    #[arg(long)]
    region: String,
    /// Account of the first security administrator; the password is read from standard input
    #[arg(long)]
    account: String,
}

pub async fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let config = Config::read(&arguments.config)?;
    let mut password = String::new();
    std::io::stdin().read_to_string(&mut password)?;
    let password = password.trim_end_matches(['\r', '\n']).to_owned();
    // All arguments are checked before anything is made, because an incomplete city would have to
    // be removed by hand.
    app::onboarding::check_password(&password, &arguments.account)?;
    let region = Region::parse(&arguments.region)?;
    domain::code::UnifiedSocialCreditCode::parse(&arguments.unit)?;
    let randomness: Arc<dyn app::Randomness> = Arc::new(SystemRandomness);
    KeyFolder::create(&config.paths.keys, &arguments.city, SystemClock.now() / 1000, &randomness)?;
    let app = city::open_unguarded(&config).await?;
    let setup = Caller::program("setup");
    let unit = Unit {
        code: arguments.unit.clone(),
        name: arguments.unit_name,
        region,
        parts: vec![UnitPart::Manager],
        active: true,
    };
    app.register_unit(&setup, &unit).await?;
    let person = NewPerson {
        account: arguments.account.clone(),
        name: arguments.account,
        unit: arguments.unit,
        password: Some(password),
        roles: vec![Role::SecurityAdmin],
    };
    app.register_person(&setup, &person).await?;
    app.renew_checkpoint(&city::checkpoints(&config)).await?;
    app.store().close().await;
    note("城市已建立；启动：yinxin serve --config FILE");
    Ok(ExitCode::SUCCESS)
}
