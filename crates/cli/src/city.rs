//! Opening a city for a command: keys, database, fonts.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use app::keys::{Keys, Password};
use app::time_stamps::TimeStamps;
use app::workshop::{Fonts, Workshop};
use app::{App, Clock, Store, SystemChance, SystemClock};

use crate::config::Config;
use crate::output::Failure;

/// Opens everything that a server needs.
pub async fn open(config: &Config) -> Result<App, Failure> {
    let store = open_store(config).await?;
    let workshop = workshop(config)?;
    Ok(App::new(Arc::new(store), Arc::new(SystemClock), Arc::new(SystemChance), workshop))
}

pub async fn open_store(config: &Config) -> Result<Store, Failure> {
    if !Keys::are_in(&config.paths.keys) {
        let folder = config.paths.keys.display();
        return Err(Failure(format!("{folder} holds no keys: run `yinxin init` or `yinxin demo`")));
    }
    let ring = Keys::ring(&config.paths.keys, password(config)?.as_ref())?;
    let (url, now) = (&config.database.url, SystemClock.now());
    Ok(match &config.database.owner_url {
        Some(owner) => Store::open_service(url, owner, ring, now).await?,
        None => Store::open(url, ring, now).await?,
    })
}

fn password(config: &Config) -> Result<Option<Password>, Failure> {
    Ok(config.paths.keys_password.as_deref().map(Password::from_file).transpose()?)
}

/// The key folder, opened with the password that the configuration names, if any.
pub fn keys(config: &Config) -> Result<Keys, Failure> {
    let keys = Keys::unlock(&config.paths.keys, password(config)?, Arc::new(SystemChance))?;
    Ok(keys.with_ceiling(config.seals.per_day))
}

pub fn fonts(config: &Config) -> Result<Fonts, Failure> {
    Ok(Workshop::fonts_of(&config.paths.fonts, config.paths.own_fonts.as_deref())?)
}

pub fn workshop(config: &Config) -> Result<Arc<Workshop>, Failure> {
    let keys = keys(config)?;
    let fonts = fonts(config)?;
    let source = TimeStamps::parse(&config.seals.time_stamps).map_err(Failure)?;
    Ok(Arc::new(Workshop::new(keys, fonts, config.demo).with_time_stamps(source)))
}

/// The fonts of this installation: beside the program, above it (a source tree), or here.
pub fn find_fonts() -> Result<PathBuf, Failure> {
    let program = std::env::current_exe()?;
    let beside = program.ancestors().skip(1).take(4).map(|folder| folder.join("share/fonts"));
    let known = |folder: &PathBuf| Workshop::fonts_in(folder).is_ok();
    beside.chain([Path::new("share/fonts").to_owned()]).find(known).ok_or_else(|| {
        Failure("no fonts found in share/fonts: run `make fonts`, or give --fonts DIR".to_owned())
    })
}
