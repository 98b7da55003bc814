//! `yinxin init`: makes the keys, the database, the managing unit and the three administrators of a new city.
//!
//! What the flags do not say is asked at a terminal. Without a terminal everything that is missing or wrong is
//! named at once, by its flag or its line of standard input. Nothing is made before all of it is right, and a city that
//! is not finished is marked ([`unfinished`]), because it has to be removed by hand.

mod answers;
mod terminal;
pub mod unfinished;

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use ::keys::{KeyFolder, Password};
use app::{App, Clock, Store, SystemClock, SystemRandomness};
use domain::caller::Caller;
use domain::unit::{Unit, UnitPart};

use crate::config::{Config, Database, Log, Logging, NAME, Outside, Paths, Seals, Server};
use crate::language::either;
use crate::limits::Limits;
use crate::login::Login;
use crate::output::{Failure, note};
use crate::{city, private};

use answers::Answers;
use unfinished::Unfinished;

#[derive(clap::Args)]
pub struct Arguments {
    /// Configuration file (docs/reference/configuration.md); one for the embedded database is written if
    /// there is none
    #[arg(long, value_name = "FILE", default_value = NAME)]
    config: PathBuf,
    /// Name of the city, for the X.509 certificate of its root [default: the name of its region]
    #[arg(long)]
    city: Option<String>,
    /// Region of the managing unit, six digits; any province, city or county of the country
    #[arg(long)]
    region: Option<String>,
    /// Unified social credit code of the managing unit
    #[arg(long, value_name = "CODE")]
    unit: Option<String>,
    /// Name of the managing unit
    #[arg(long, value_name = "NAME")]
    unit_name: Option<String>,
    /// Account of the security administrator. The passwords of the three administrators are asked at the
    /// terminal, or read from standard input, one a line: security, system, audit. Whoever has no line
    /// cannot log in until `yinxin people reset-password`. All three must change them at the first login
    #[arg(long)]
    account: Option<String>,
    /// Account of the system administrator [default: ACCOUNT-system]
    #[arg(long, value_name = "ACCOUNT")]
    system_account: Option<String>,
    /// Account of the audit administrator [default: ACCOUNT-audit]
    #[arg(long, value_name = "ACCOUNT")]
    audit_account: Option<String>,
}

pub async fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    // Before anybody answers questions: without fonts nothing could be made.
    if arguments.config.exists() {
        unfinished::refuse_begun(&Config::read(&arguments.config)?).await?;
    } else {
        city::find_fonts()?;
    }
    let answers = match std::io::stdin().is_terminal() {
        true => terminal::answers(&arguments)?,
        false => answers::given(&arguments, std::io::stdin())?,
    };
    let written = write_configuration(&arguments.config, &answers)?;
    let config = Config::read(&arguments.config)?;
    unfinished::refuse_begun(&config).await?;
    city::fonts(&config)?;
    let password = config.paths.keys_password.as_deref().map(Password::from_file).transpose()?;
    let mark = Unfinished::begin(&config)?;
    city::prepare(&config)?;
    let randomness: Arc<dyn app::Randomness> = Arc::new(SystemRandomness);
    let folder = &config.paths.keys;
    KeyFolder::create(folder, &answers.city, SystemClock.now() / 1000, &randomness)?;
    if let Some(password) = password {
        KeyFolder::encrypt(folder, &password, &randomness)?;
    }
    // It may contain the password of the database.
    private::restrict(&arguments.config).map_err(Failure::at(&arguments.config))?;
    let app = city::open_unfinished(&config).await?;
    fill(&app, &config, answers).await?;
    app.store().close().await;
    for file in private::files(&config) {
        private::restrict(&file).map_err(Failure::at(&file))?;
    }
    mark.end()?;
    let file = arguments.config.display();
    if written {
        note(&either!("配置已写入 {file}", "The configuration is written to {file}"));
    }
    note(&either!(
        "城市已建立。启动：yinxin serve --config {file}",
        "The city is made. Start it: yinxin serve --config {file}"
    ));
    let address = config.server.listen;
    note(&either!(
        "登录：http://{address}/workbench ，首次登录须更改口令；起始页说明下一步。",
        "Log in at http://{address}/workbench and change the password; the start page says what is next."
    ));
    Ok(ExitCode::SUCCESS)
}

/// Registers the managing unit and the administrators.
async fn fill(app: &App, config: &Config, answers: Answers) -> Result<(), Failure> {
    let setup = Caller::program("setup");
    let unit = Unit {
        code: answers.unit,
        name: answers.unit_name,
        region: answers.region,
        parts: vec![UnitPart::Manager],
        active: true,
    };
    app.register_unit(&setup, &unit).await?;
    let without: Vec<String> = answers
        .administrators
        .iter()
        .filter(|(person, _)| person.password.is_none())
        .map(|(person, _)| person.account.clone())
        .collect();
    app.bootstrap(&setup, answers.administrators).await?;
    app.renew_checkpoint(&city::checkpoints(config)).await?;
    for account in without {
        let command = format!("yinxin people reset-password --config FILE --account {account}");
        note(&either!(
            "{account} 尚无口令，不能登录：{command}",
            "{account} has no password yet and cannot log in: {command}"
        ));
    }
    Ok(())
}

/// Writes a configuration for the embedded database beside the file, if there is no file. Returns whether it
/// did. The pages are then served to this machine only, without TLS; operating.md says how that changes.
fn write_configuration(file: &Path, answers: &Answers) -> Result<bool, Failure> {
    if file.exists() {
        return Ok(false);
    }
    let config = Config {
        server: Server {
            listen: ([127, 0, 0, 1], 8700).into(),
            secure_cookie: false,
            workers: 2,
            trusted_proxies: Vec::new(),
        },
        limits: Limits::default(),
        login: Login::default(),
        database: Database { url: Store::file_url(Path::new("yinxin.db")), owner_url: None },
        paths: Paths {
            keys: "keys".into(),
            keys_password: None,
            checkpoints: "checkpoints".into(),
            fonts: std::path::absolute(city::find_fonts()?)?,
            own_fonts: None,
        },
        log: Log::named(&format!("yinxin/{}/{}", answers.region.as_str(), answers.unit)),
        seals: Seals::default(),
        logging: Logging::default(),
        outside: Outside::default(),
        demo: false,
    };
    private::write_new(file, &config.text()?).map_err(Failure::at(file))?;
    Ok(true)
}
