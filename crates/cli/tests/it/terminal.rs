//! `yinxin init` at a terminal: it asks for what it lacks, asks again after a wrong answer, shows no password,
//! and leaves a city whose files only its owner can read.

use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::program::{CHINESE, ENGLISH, yinxin_in};

/// A person at a terminal in which a command runs.
struct Terminal {
    keyboard: File,
    screen: Arc<Mutex<Vec<u8>>>,
    /// How much of the screen has been read.
    read: usize,
    child: Child,
}

impl Terminal {
    fn run(locale: &str, folder: &Path, arguments: &[&str]) -> Self {
        let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&ours).unwrap();
        unlockpt(&ours).unwrap();
        let name = ptsname(&ours, Vec::new()).unwrap();
        let theirs =
            OpenOptions::new().read(true).write(true).open(name.to_str().unwrap()).unwrap();
        let child = yinxin_in(locale)
            .args(arguments)
            .current_dir(folder)
            .stdin(Stdio::from(theirs.try_clone().unwrap()))
            .stderr(Stdio::from(theirs))
            .spawn()
            .unwrap();
        let keyboard = File::from(ours);
        let (mut shown, screen) = (keyboard.try_clone().unwrap(), Arc::new(Mutex::new(Vec::new())));
        let kept = Arc::clone(&screen);
        std::thread::spawn(move || {
            let mut bytes = [0; 1024];
            while let Ok(count @ 1..) = shown.read(&mut bytes) {
                kept.lock().unwrap().extend_from_slice(&bytes[..count]);
            }
        });
        Self { keyboard, screen, read: 0, child }
    }

    fn shown(&self) -> String {
        String::from_utf8_lossy(&self.screen.lock().unwrap()).into_owned()
    }

    /// Waits for a question and types the answer once the terminal is ready for it.
    fn answer(&mut self, question: &str, answer: &str) {
        let asked = || self.shown().get(self.read..).is_some_and(|rest| rest.contains(question));
        // A minute at most.
        for _ in 0..3_000 {
            if asked() {
                break;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        assert!(asked(), "{question} was not asked:\n{}", self.shown());
        std::thread::sleep(Duration::from_millis(300));
        self.read = self.shown().len();
        self.keyboard.write_all(format!("{answer}\n").as_bytes()).unwrap();
    }
}

/// What `init` asks, in the order of its questions: region, name of the managing unit, its code, the three
/// accounts, the three passwords, and a password again; and why it refuses a password.
struct Words {
    region: &'static str,
    unit_name: &'static str,
    unit: &'static str,
    accounts: [&'static str; 3],
    passwords: [&'static str; 3],
    again: &'static str,
    common: &'static str,
}

/// Answers the questions of `init`, some of them wrongly at first. Returns what the terminal showed.
fn make_city(locale: &str, words: &Words) -> String {
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::run(locale, folder.path(), &["init", "--account", "anquan"]);
    terminal.answer(words.region, "999999");
    terminal.answer(words.region, "330100");
    terminal.answer("[杭州市]", "");
    terminal.answer(words.unit_name, "演示杭州市数据局");
    terminal.answer(words.unit, "11330100MB0000001X");
    terminal.answer(words.unit, "11330100MB0000001R");
    terminal.answer(&format!("{} [anquan-system]", words.accounts[1]), "xitong");
    terminal.answer(&format!("{} [anquan-audit]", words.accounts[2]), "");
    terminal.answer(words.passwords[0], "Password-123");
    terminal.answer(words.passwords[0], "Diyi-ci-denglu-1");
    terminal.answer(words.again, "Diyi-ci-denglu-1");
    let others = ["Dier-ci-denglu-2", "Disan-ci-denglu-3"];
    for (question, password) in words.passwords[1..].iter().zip(others) {
        terminal.answer(question, password);
        terminal.answer(words.again, password);
    }
    assert!(terminal.child.wait().unwrap().success(), "{}", terminal.shown());
    let shown = terminal.shown();
    assert!(shown.contains("浙江省杭州市") && shown.contains(words.common), "{shown}");
    assert!(!shown.contains(words.accounts[0]), "the flag gives this account: {shown}");
    assert!(!shown.contains("denglu") && !shown.contains("Password-123"), "{shown}");
    for name in ["yinxin.toml", "yinxin.db", "keys/store.json"] {
        let mode = fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    shown
}

#[test]
fn init_asks_for_what_it_lacks_and_shows_no_password() {
    let shown = make_city(
        CHINESE,
        &Words {
            region: "区划代码，",
            unit_name: "证照管理单位名称：",
            unit: "管理单位统一社会信用代码：",
            accounts: ["安全管理员账号", "系统管理员账号", "审计管理员账号"],
            passwords: ["安全管理员 anquan", "系统管理员 xitong", "审计管理员 anquan-audit"],
            again: "再输入一次：",
            common: "太常见",
        },
    );
    assert!(shown.contains("城市已建立") && !shown.contains("The "), "{shown}");
}

#[test]
fn init_asks_in_english_where_the_locale_is_english() {
    let shown = make_city(
        ENGLISH,
        &Words {
            region: "Region, ",
            unit_name: "Name of the managing unit: ",
            unit: "Its unified social credit code: ",
            accounts: [
                "Account of the security administrator",
                "Account of the system administrator",
                "Account of the auditor",
            ],
            passwords: [
                "Password of the security administrator anquan",
                "Password of the system administrator xitong",
                "Password of the auditor anquan-audit",
            ],
            again: "Once more: ",
            common: "none that many people choose",
        },
    );
    assert!(shown.contains("The city is made"), "{shown}");
    // Names of places and what was typed are Chinese; no sentence is.
    assert!(!shown.contains('。') && !shown.contains('，'), "{shown}");
}
