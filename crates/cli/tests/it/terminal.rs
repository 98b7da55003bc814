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

use crate::program::yinxin;

/// A person at a terminal in which a command runs.
struct Terminal {
    keyboard: File,
    screen: Arc<Mutex<Vec<u8>>>,
    /// How much of the screen has been read.
    read: usize,
    child: Child,
}

impl Terminal {
    fn run(folder: &Path, arguments: &[&str]) -> Self {
        let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&ours).unwrap();
        unlockpt(&ours).unwrap();
        let name = ptsname(&ours, Vec::new()).unwrap();
        let theirs =
            OpenOptions::new().read(true).write(true).open(name.to_str().unwrap()).unwrap();
        let child = yinxin()
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

#[test]
fn init_asks_for_what_it_lacks_and_shows_no_password() {
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::run(folder.path(), &["init", "--account", "anquan"]);
    terminal.answer("(region)", "999999");
    terminal.answer("(region)", "330100");
    terminal.answer("[杭州市]", "");
    terminal.answer("(managing unit)", "演示杭州市数据局");
    terminal.answer("(its code)", "11330100MB0000001X");
    terminal.answer("(its code)", "11330100MB0000001R");
    terminal.answer("[anquan-system]", "xitong");
    terminal.answer("[anquan-audit]", "");
    terminal.answer("安全管理员 anquan", "Password-123");
    terminal.answer("安全管理员 anquan", "Diyi-ci-denglu-1");
    terminal.answer("(again)", "Diyi-ci-denglu-1");
    for (question, password) in
        [("系统管理员 xitong", "Dier-ci-denglu-2"), ("审计管理员", "Disan-ci-denglu-3")]
    {
        terminal.answer(question, password);
        terminal.answer("(again)", password);
    }
    assert!(terminal.child.wait().unwrap().success(), "{}", terminal.shown());
    let shown = terminal.shown();
    assert!(shown.contains("浙江省杭州市") && shown.contains("太常见"), "{shown}");
    assert!(!shown.contains("denglu") && !shown.contains("Password-123"), "{shown}");
    for name in ["yinxin.toml", "yinxin.db", "keys/store.json"] {
        let mode = fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}
