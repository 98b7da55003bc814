//! Opens a city for a command: its keys, its database and its fonts.

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use app::audit::Checkpoints;
use app::drawing::{Fonts, OwnTimeStamper, RARE_FONTS, Templates};
use app::ports::TimeStamper;
use app::{
    App, Clock, GuardedClock, Migration, Parts, Phase, Store, SystemClock, SystemRandomness,
};
use keys::{KeyFolder, Password};
use outside::{Authorities, HttpTimeStamper};

use crate::config::Config;
use crate::init::unfinished;
use crate::language::either;
use crate::login::Login;
use crate::output::{Failure, note};
use crate::private;

/// Opens the city that a configuration describes. If the log does not extend the outside checkpoint, it can
/// only be read (I15), and the operator is told.
pub async fn open(config: &Config) -> Result<App, Failure> {
    let app = open_unguarded(config).await?;
    match app.guard_log(&checkpoints(config)).await {
        Err(app::Error::Stopped(why)) => note_read_only(&why),
        other => other?,
    }
    if let Some(why) = app.guard_clock().await? {
        note_read_only(&why);
    }
    Ok(app)
}

fn note_read_only(why: &str) {
    note(&either!("只读：{why}", "read only: {why}"));
}

/// Opens a city without a comparison with the outside checkpoint, to make or renew that.
pub async fn open_unguarded(config: &Config) -> Result<App, Failure> {
    opened(config, keys(config)?).await
}

/// Like [`open_unguarded`], for `yinxin init`, which opens the city while it makes it.
pub async fn open_unfinished(config: &Config) -> Result<App, Failure> {
    opened(config, unlocked(config)?).await
}

/// The rules of logging in. Errors: the file of the authorities cannot be read.
fn with_login(app: App, login: &Login) -> Result<App, Failure> {
    let app = app.with_login_rules(login.rules());
    let Some(file) = &login.authorities else { return Ok(app) };
    let pem = std::fs::read_to_string(file).map_err(Failure::at(file))?;
    app.with_login_authorities(&pem).map_err(Failure::at(file))
}

async fn opened(config: &Config, keys: KeyFolder) -> Result<App, Failure> {
    let keys = Arc::new(keys);
    let store = Arc::new(open_store(config, &keys).await?);
    let app = App::new(parts(config, keys, store)?).with_heavy_limits(config.limits.heavy());
    let app = app.with_clocks_ahead(i64::from(config.seals.clocks_ahead_seconds));
    let app = with_login(app, &config.login)?;
    if config.demo && app.was_bootstrapped().await? {
        return Err(Failure(either!(
            "配置 demo = true 会让任何人进入：本城市是由 `yinxin init` 建立的",
            "demo = true would let anybody in: this city was made by `yinxin init`"
        )));
    }
    Ok(app)
}

/// The folders that must have free space: that of the checkpoints, and that of an embedded database.
pub fn folders(config: &Config) -> Vec<PathBuf> {
    let mut folders = vec![config.paths.checkpoints.clone()];
    let files = Store::files_at(&config.database.url);
    folders.extend(files.first().and_then(|file| file.parent()).map(Path::to_owned));
    // A relative path without a folder lies in the current one.
    let here = |folder: PathBuf| match folder.as_os_str().is_empty() {
        true => PathBuf::from("."),
        false => folder,
    };
    folders.into_iter().map(here).collect()
}

/// Where the configuration keeps the checkpoints.
pub fn checkpoints(config: &Config) -> Checkpoints {
    Checkpoints { folder: config.paths.checkpoints.clone(), origin: config.log.origin.clone() }
}

/// The parts of a city whose keys and database are open.
pub fn parts(config: &Config, keys: Arc<KeyFolder>, store: Arc<Store>) -> Result<Parts, Failure> {
    Ok(Parts {
        store,
        clock: Arc::new(GuardedClock::begin()),
        randomness: Arc::new(SystemRandomness),
        time_stamper: time_stamper(config, &keys)?,
        templates: Arc::new(Templates::new(fonts(config)?)),
        demo: config.demo,
        keys,
    })
}

/// Prints the progress of a schema step that is applied to an older database.
fn say_migration(step: Migration) {
    let Migration { number, name, phase, left } = step;
    match phase {
        Phase::Begun => note(&either!(
            "数据库升级：第 {number} 步（{name}），还余 {left} 步",
            "schema step {number} ({name}), {left} left"
        )),
        Phase::Written => {}
        Phase::Committed => note(&either!(
            "数据库升级：第 {number} 步（{name}）完成",
            "schema step {number} ({name}) done"
        )),
    }
}

/// Opens the database, and migrates its schema if necessary.
pub async fn open_store(config: &Config, keys: &KeyFolder) -> Result<Store, Failure> {
    let (url, now) = (&config.database.url, SystemClock.now());
    if let Some(file) = Store::files_at(url).first().filter(|file| !file.exists()) {
        let file = file.display();
        return Err(Failure(either!(
            "{file} 处没有数据库：用 `yinxin init` 建立城市",
            "no database at {file}: `yinxin init` makes a city"
        )));
    }
    let migrated_at = config.database.owner_url.as_ref().unwrap_or(url);
    Store::migrate(migrated_at, &keys.ring(), now, &mut say_migration).await?;
    Ok(match &config.database.owner_url {
        Some(owner) => Store::open_service(url, owner, keys.ring(), now).await?,
        None => Store::open(url, keys.ring(), now).await?,
    })
}

/// Makes the empty database of a new city, if it is embedded, and the folder of its checkpoints.
pub fn prepare(config: &Config) -> Result<(), Failure> {
    let folder = &config.paths.checkpoints;
    std::fs::create_dir_all(folder).map_err(Failure::at(folder))?;
    if let Some(file) = Store::files_at(&config.database.url).first() {
        let made = OpenOptions::new().append(true).create(true).mode(0o600).open(file);
        made.map_err(Failure::at(file))?;
    }
    Ok(())
}

/// Opens the key folder, with the password that the configuration names, if any. Errors: the city was not finished.
pub fn keys(config: &Config) -> Result<KeyFolder, Failure> {
    unfinished::refuse(config)?;
    unlocked(config)
}

fn unlocked(config: &Config) -> Result<KeyFolder, Failure> {
    let folder = &config.paths.keys;
    if !KeyFolder::exists(folder) {
        let folder = folder.display();
        return Err(Failure(either!(
            "{folder} 中没有密钥：请先运行 `yinxin init` 或 `yinxin demo`",
            "{folder} contains no keys: run `yinxin init` or `yinxin demo` first"
        )));
    }
    for file in private::files_in(folder).iter().filter(|file| private::is_exposed(file)) {
        // A file of another owner stays as it is; `yinxin doctor` names it.
        drop(private::restrict(file));
    }
    let password = config.paths.keys_password.as_deref().map(Password::from_file).transpose()?;
    let keys = KeyFolder::unlock(folder, password, Arc::new(SystemRandomness))?;
    Ok(keys.with_ceiling(config.seals.per_day))
}

/// Loads the fonts of the installation, the operator's own ones, and HanaMin if it is installed.
pub fn fonts(config: &Config) -> Result<Fonts, Failure> {
    let (fonts, own) = (&config.paths.fonts, config.paths.own_fonts.as_deref());
    Ok(Templates::fonts_of(fonts, own, Some(Path::new(RARE_FONTS)))?)
}

/// The time stamper that the key `seals.time_stamps` of the configuration names: `none`, `own`, or
/// an address. Errors: any other value.
fn time_stamper(
    config: &Config,
    keys: &Arc<KeyFolder>,
) -> Result<Option<Arc<dyn TimeStamper>>, Failure> {
    Ok(match config.seals.time_stamps.as_str() {
        "none" => None,
        "own" => Some(Arc::new(OwnTimeStamper {
            keys: Arc::clone(keys),
            clock: Arc::new(SystemClock),
            randomness: Arc::new(SystemRandomness),
        })),
        address => {
            let stamper = HttpTimeStamper::new(address, &authorities(config)?);
            Some(Arc::new(stamper.map_err(|why| {
                Failure(either!("配置项 seals.time_stamps：{why}", "seals.time_stamps: {why}"))
            })?))
        }
    })
}

/// The authorities whose https servers are trusted.
pub fn authorities(config: &Config) -> Result<Authorities, Failure> {
    match &config.outside.authorities {
        None => Ok(Authorities::default()),
        Some(file) => read_authorities(file),
    }
}

/// The same from a PEM file.
pub fn read_authorities(file: &Path) -> Result<Authorities, Failure> {
    let pem = std::fs::read_to_string(file).map_err(Failure::at(file))?;
    Authorities::from_pem(&pem).map_err(|why| {
        let file = file.display();
        Failure(either!("{file} 中没有可用的 X.509 证书：{why}", "{file}: {why}"))
    })
}

/// Finds the folder `share/fonts` of this installation: beside the program, in one of the three
/// folders above it (in a source tree), or in the current folder.
pub fn find_fonts() -> Result<PathBuf, Failure> {
    let program = std::env::current_exe()?;
    let beside = program.ancestors().skip(1).take(4).map(|folder| folder.join("share/fonts"));
    let known = |folder: &PathBuf| Templates::fonts_in(folder).is_ok();
    beside.chain([Path::new("share/fonts").to_owned()]).find(known).ok_or_else(|| {
        Failure(either!(
            "没有找到字库文件夹 share/fonts：它须在程序旁边或当前文件夹中；在源码中用 `make fonts` 取得",
            "no folder share/fonts beside the program or in the current folder: `make fonts` in the source \
             tree gets it"
        ))
    })
}
