//! `yinxin init` that is killed: the city that it began is opened by no command, and both `init` and the others say
//! how to begin again.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use crate::keys::said;
use crate::program::{CHINESE, fonts, yinxin, yinxin_in};

fn init(mut command: Command, folder: &Path, passwords: &[u8]) -> Child {
    let mut child = command
        .args(["init", "--city", "演示市", "--region", "440300", "--unit", "11440300MBXX00115G"])
        .args(["--unit-name", "演示单位", "--account", "admin"])
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(passwords).unwrap();
    child
}

fn made(folder: &Path) -> Output {
    init(yinxin(), folder, b"Zhengzhao-2026\n").wait_with_output().unwrap()
}

fn configured(folder: &Path) {
    let text = format!(
        "[server]\nlisten = \"127.0.0.1:0\"\nsecure_cookie = false\n[database]\nurl = \"sqlite://yinxin.db\"\n\
         [paths]\nkeys = \"keys\"\ncheckpoints = \"checkpoints\"\nfonts = \"{}\"\n[log]\norigin = \"test/log\"\n",
        fonts().display()
    );
    fs::write(folder.join("yinxin.toml"), text).unwrap();
}

#[test]
fn a_city_whose_making_was_killed_is_begun_again_as_the_message_says() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    configured(folder);
    let mark = folder.join("keys/init-unfinished");
    let mut killed = init(yinxin(), folder, b"Zhengzhao-2026\n");
    // Half a minute at most; the passwords alone take longer to hash than one round of waiting.
    for _ in 0..15_000 {
        if mark.exists() {
            break;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    killed.kill().unwrap();
    killed.wait().unwrap();
    assert!(mark.exists(), "the city was not finished");
    for arguments in [&["init"][..], &["serve", "--config", "yinxin.toml"], &["keys", "check"]] {
        let asked = |locale| {
            let mut command = yinxin_in(locale);
            command.args(arguments).current_dir(folder).stdin(Stdio::null());
            if arguments == ["keys", "check"] {
                command.args(["--config", "yinxin.toml"]);
            }
            said(&command.output().unwrap())
        };
        for words in ["城市没有建完", "keys", "yinxin.db", "checkpoints", "再次运行 yinxin init"]
        {
            assert!(asked(CHINESE).contains(words), "{arguments:?}: {}", asked(CHINESE));
        }
    }
    for name in ["keys", "checkpoints"] {
        let _absent = fs::remove_dir_all(folder.join(name));
    }
    for name in ["yinxin.db", "yinxin.db-wal", "yinxin.db-shm"] {
        let _absent = fs::remove_file(folder.join(name));
    }
    let again = made(folder);
    assert!(again.status.success(), "{}", said(&again));
    assert!(!mark.exists(), "the city is whole");
    let twice = made(folder);
    assert!(
        !twice.status.success() && said(&twice).contains("the city is made"),
        "{}",
        said(&twice)
    );
    // Keys that were removed without their database would make a city that cannot read its own rows.
    fs::remove_dir_all(folder.join("keys")).unwrap();
    let half = made(folder);
    assert!(
        !half.status.success() && said(&half).contains("has tables already"),
        "{}",
        said(&half)
    );
    assert!(!folder.join("keys").exists(), "a refused city makes nothing");
}

#[test]
fn passwords_in_another_encoding_are_refused_in_plain_words() {
    let folder = tempfile::tempdir().unwrap();
    configured(folder.path());
    let refused = init(yinxin_in(CHINESE), folder.path(), b"\xc3\xdc\xc2\xeb-Gbk-2026\n");
    let refused = refused.wait_with_output().unwrap();
    assert!(!refused.status.success());
    assert!(said(&refused).contains("标准输入：不是 UTF-8 编码的文本"), "{}", said(&refused));
    assert!(!folder.path().join("keys").exists());
}
