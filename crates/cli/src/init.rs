//! `yinxin init`: makes the keys, the database, the managing unit and the three administrators of a new city.

use std::io::Read;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use ::keys::{KeyFolder, Password};
use app::onboarding::{NewPerson, check_administrators};
use app::{Clock, SystemClock, SystemRandomness};
use domain::caller::{Caller, Role};
use domain::region::{Region, Regions};
use domain::unit::{Unit, UnitPart};

use crate::config::Config;
use crate::output::{Failure, note};
use crate::{city, private};

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
    /// Account of the security administrator. The passwords of the three administrators are read from
    /// standard input, one a line: security, system, audit. Whoever has no line cannot log in until
    /// `yinxin people reset-password`
    #[arg(long)]
    account: String,
    /// Account of the system administrator [default: ACCOUNT-system]
    #[arg(long, value_name = "ACCOUNT")]
    system_account: Option<String>,
    /// Account of the audit administrator [default: ACCOUNT-audit]
    #[arg(long, value_name = "ACCOUNT")]
    audit_account: Option<String>,
}

pub async fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let config = Config::read(&arguments.config)?;
    // All arguments are checked before anything is made, because an incomplete city would have to
    // be removed by hand.
    let administrators = administrators(&arguments)?;
    check_administrators(&administrators)?;
    let region = Region::parse(&arguments.region)?;
    Regions::embedded().map_err(|fault| Failure(fault.to_string()))?.find(&region)?;
    domain::code::UnifiedSocialCreditCode::parse(&arguments.unit)?;
    app::onboarding::check_name(&arguments.city)?;
    app::onboarding::check_name(&arguments.unit_name)?;
    city::fonts(&config)?;
    let password = config.paths.keys_password.as_deref().map(Password::from_file).transpose()?;
    city::prepare(&config)?;
    let randomness: Arc<dyn app::Randomness> = Arc::new(SystemRandomness);
    let folder = &config.paths.keys;
    KeyFolder::create(folder, &arguments.city, SystemClock.now() / 1000, &randomness)?;
    if let Some(password) = password {
        KeyFolder::encrypt(folder, &password, &randomness)?;
    }
    // It may contain the password of the database.
    private::restrict(&arguments.config)?;
    let app = city::open_unguarded(&config).await?;
    let setup = Caller::program("setup");
    let unit = Unit {
        code: arguments.unit,
        name: arguments.unit_name,
        region,
        parts: vec![UnitPart::Manager],
        active: true,
    };
    app.register_unit(&setup, &unit).await?;
    let without: Vec<String> = administrators
        .iter()
        .filter(|(person, _)| person.password.is_none())
        .map(|(person, _)| person.account.clone())
        .collect();
    app.bootstrap(&setup, administrators).await?;
    app.renew_checkpoint(&city::checkpoints(&config)).await?;
    app.store().close().await;
    for account in without {
        note(&format!(
            "{account} 尚无口令，不能登录：yinxin people reset-password --config FILE --account {account}"
        ));
    }
    note("城市已建立；启动：yinxin serve --config FILE");
    Ok(ExitCode::SUCCESS)
}

/// The three administrators, with their passwords from standard input.
fn administrators(arguments: &Arguments) -> Result<[(NewPerson, Role); 3], Failure> {
    let mut given = String::new();
    std::io::stdin().read_to_string(&mut given)?;
    let mut lines = given.lines().map(|line| line.trim_end_matches('\r').to_owned());
    let mut next = |account: Option<&String>, suffix: &str, role: Role| {
        let default = || format!("{}{suffix}", arguments.account);
        let account = account.cloned().unwrap_or_else(default);
        let password = lines.next().filter(|line| !line.is_empty());
        let unit = arguments.unit.clone();
        (NewPerson { name: account.clone(), account, unit, password, roles: Vec::new() }, role)
    };
    Ok([
        next(None, "", Role::SecurityAdmin),
        next(arguments.system_account.as_ref(), "-system", Role::SystemAdmin),
        next(arguments.audit_account.as_ref(), "-audit", Role::Auditor),
    ])
}
