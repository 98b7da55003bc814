//! Runs `yinxin`, and opens its city in the process of the test.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;

use app::drawing::Templates;
use app::{App, Clock, Parts, Store, SystemClock, SystemRandomness};
use keys::KeyFolder;

/// The folder of the fonts that `make fonts` installs.
pub fn fonts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../share/fonts")
}

/// The locales of the tests that are about the language of messages.
pub const CHINESE: &str = "zh_CN.UTF-8";
pub const ENGLISH: &str = "en_US.UTF-8";

/// The program in English, whatever the locale of the machine.
pub fn yinxin() -> Command {
    yinxin_in(ENGLISH)
}

pub fn yinxin_in(locale: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_yinxin"));
    command.env("LC_ALL", locale);
    command
}

pub fn run(arguments: &[&str]) -> Output {
    yinxin().args(arguments).output().unwrap()
}

/// Makes a demo city in `data` without serving it.
pub fn seed(data: &Path, certificates: usize) {
    let (data, fonts) = (data.to_str().unwrap(), fonts());
    let count = certificates.to_string();
    let fonts = fonts.to_str().unwrap();
    let made =
        run(&["demo", "--data", data, "--fonts", fonts, "--certificates", &count, "--seed-only"]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}

/// Serves the city in `data`. Returns the process and the line that it prints; `None` if it died
/// before.
pub fn open(data: &Path, crash_at: &str) -> Option<(Child, String)> {
    let mut child = yinxin()
        .args(["demo", "--port", "0", "--json", "--data", data.to_str().unwrap()])
        .args(["--fonts", fonts().to_str().unwrap()])
        .env("YINXIN_CRASH_AT", crash_at)
        .env("YINXIN_LOG", "off")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    if line.is_empty() {
        child.wait().unwrap();
        return None;
    }
    Some((child, line))
}

/// Opens the same city in this process.
pub async fn look(data: &Path) -> App {
    let keys = KeyFolder::open(&data.join("keys"), Arc::new(SystemRandomness)).unwrap();
    let url = Store::file_url(&data.join("yinxin.db"));
    let store = Store::open(&url, keys.ring(), SystemClock.now()).await.unwrap();
    App::new(Parts {
        store: Arc::new(store),
        clock: Arc::new(SystemClock),
        randomness: Arc::new(SystemRandomness),
        keys: Arc::new(keys),
        templates: Arc::new(Templates::new(Templates::fonts_in(&fonts()).unwrap())),
        time_stamper: None,
        demo: true,
    })
}
