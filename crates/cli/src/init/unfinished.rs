//! A city that `yinxin init` began and did not finish, because it was stopped or failed half way. Keys, database and
//! checkpoint lie in different places, so they cannot appear at one instant: a file in the key folder marks the city
//! until all of it is there. No command opens a marked city.

use std::path::PathBuf;

use ::keys::KeyFolder;
use app::Store;

use crate::config::Config;
use crate::language::either;
use crate::output::Failure;
use crate::private;

/// Name of the mark in the key folder.
const MARK: &str = "init-unfinished";
const WORDS: &str = "yinxin init has begun a city here and has not finished it.\n";

/// The mark of the city that is being made.
pub struct Unfinished(PathBuf);

impl Unfinished {
    /// Marks a city before anything of it is made.
    pub fn begin(config: &Config) -> Result<Self, Failure> {
        let folder = &config.paths.keys;
        private::make_folder(folder).map_err(Failure::at(folder))?;
        let mark = folder.join(MARK);
        private::write_new(&mark, WORDS).map_err(Failure::at(&mark))?;
        Ok(Self(mark))
    }

    /// The city is whole.
    pub fn end(self) -> Result<(), Failure> {
        std::fs::remove_file(&self.0).map_err(Failure::at(&self.0))
    }
}

/// Refuses a city that was not finished, and says how to begin it again.
pub fn refuse(config: &Config) -> Result<(), Failure> {
    let keys = &config.paths.keys;
    if !keys.join(MARK).exists() {
        return Ok(());
    }
    let (keys, checkpoints) = (keys.display(), config.paths.checkpoints.display());
    let files = Store::files_at(&config.database.url);
    let files: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
    let database = match files.as_slice() {
        [] => either!(
            "删除并重新创建 database.url 所指的 PostgreSQL 数据库（dropdb、createdb）",
            "drop and create the PostgreSQL database of database.url again (dropdb, createdb)"
        ),
        files => {
            let files = files.join(" ");
            either!("删除数据库文件 {files}", "remove the files of the database {files}")
        }
    };
    Err(Failure(either!(
        "上次 yinxin init 中途停止，城市没有建完，其中没有业务数据。重新建立：\n\
         1. 删除密钥文件夹 {keys} 中的内容，有 device.toml 时保留该文件\n\
         2. {database}\n\
         3. 删除检查点文件夹 {checkpoints}\n\
         4. 再次运行 yinxin init",
        "yinxin init was stopped half way: the city is not complete and holds no data of anybody. To begin again:\n\
         1. remove what is in the key folder {keys}, except device.toml if there is one\n\
         2. {database}\n\
         3. remove the folder of checkpoints {checkpoints}\n\
         4. run yinxin init again"
    )))
}

/// Refuses to make a city where there is one already, finished or not, or where the database is in use.
pub async fn refuse_begun(config: &Config) -> Result<(), Failure> {
    refuse(config)?;
    let folder = &config.paths.keys;
    if KeyFolder::exists(folder) {
        let folder = folder.display();
        return Err(Failure(either!(
            "{folder} 中已有密钥：城市已经建立",
            "{folder} contains keys already: the city is made"
        )));
    }
    let url = config.database.owner_url.as_ref().unwrap_or(&config.database.url);
    if Store::files_at(url).first().is_some_and(|file| !file.exists()) {
        return Ok(());
    }
    if Store::has_tables(url).await? {
        return Err(Failure(either!(
            "数据库中已有数据表：新城市须建在空的数据库中（若是上次没有建完，请删除该数据库后重新创建）",
            "the database has tables already: a new city needs an empty one (if an earlier run was not finished, \
             drop the database and create it again)"
        )));
    }
    Ok(())
}
