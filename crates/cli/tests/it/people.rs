//! The first administrators of a city, accounts that are recovered on the machine, and files that only their
//! owner may read.

use std::fs::{self, Permissions};
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use app::App;
use domain::Code;
use domain::caller::Role;

use crate::keys::{configured, initialised, said};
use crate::program::{look, run, seed, yinxin};

const PASSWORDS: [&str; 3] = ["First-word-2026", "Second-word-2026", "Third-word-2026"];
const HOME: &str = "192.0.2.7";

async fn posts(app: &App, account: &str, password: &str) -> Vec<Role> {
    let opened = app.log_in(account, password, HOME).await.unwrap();
    app.session(&opened.secret).await.unwrap().unwrap().caller.roles
}

#[tokio::test]
async fn init_registers_three_people_who_cannot_be_one() {
    let folder = tempfile::tempdir().unwrap();
    let config = configured(folder.path(), "");
    let lines = |words: [&str; 3]| words.join("\n");
    assert!(!initialised(&config, &lines([PASSWORDS[0], PASSWORDS[0], PASSWORDS[2]])));
    assert!(!initialised(&config, &lines([PASSWORDS[0], "weak", PASSWORDS[2]])));
    assert!(initialised(&config, &lines(PASSWORDS)), "the refused runs left nothing behind");
    let app = look(folder.path()).await;
    let expected = [
        ("admin", Role::SecurityAdmin),
        ("admin-system", Role::SystemAdmin),
        ("admin-audit", Role::Auditor),
    ];
    for ((account, role), password) in expected.into_iter().zip(PASSWORDS) {
        assert_eq!(posts(&app, account, password).await, [role]);
    }
    let records = app.read().await.unwrap().records_after("", 100).await.unwrap();
    let grants = records.iter().filter(|record| record.event == "city.bootstrapped");
    assert_eq!(grants.count(), 1);
    assert!(!records.iter().any(|record| record.event == "person.registered"));
}

#[tokio::test]
async fn an_administrator_without_a_password_gets_one_on_the_machine() {
    let folder = tempfile::tempdir().unwrap();
    let config = configured(folder.path(), "");
    assert!(initialised(&config, PASSWORDS[0]), "only the first administrator has a password");
    let app = look(folder.path()).await;
    let refused = app.log_in("admin-system", "", HOME).await.unwrap_err();
    assert_eq!(refused.code(), Code::LoginFailed);
    let reset = |account: &str, password: &str| {
        let mut child = yinxin()
            .args(["people", "reset-password", "--config", &config, "--account", account])
            .stdin(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(password.as_bytes()).unwrap();
        child.wait().unwrap().success()
    };
    assert!(!reset("admin-system", "weak"));
    assert!(!reset("nobody", PASSWORDS[1]));
    assert!(reset("admin-system", PASSWORDS[1]));
    let opened = app.log_in("admin-system", PASSWORDS[1], HOME).await.unwrap();
    let session = app.session(&opened.secret).await.unwrap().unwrap();
    assert!(session.first.is_some() && session.caller.roles == [Role::SystemAdmin]);
}

#[tokio::test]
async fn an_account_that_a_stranger_has_delayed_is_unlocked_on_the_machine() {
    let folder = tempfile::tempdir().unwrap();
    let config = configured(folder.path(), "");
    assert!(initialised(&config, &PASSWORDS.join("\n")));
    let app = look(folder.path()).await;
    let mut delayed = false;
    // The delay is a second at first; guesses that come quickly meet it.
    for _ in 0..40 {
        let refused = app.log_in("admin", "Wrong-guess-1", HOME).await.unwrap_err();
        delayed |= refused.code() == Code::LoginLocked;
    }
    assert!(delayed, "the control");
    let unlock = |account: &str| {
        run(&["people", "unlock", "--config", &config, "--account", account, "--address", HOME])
    };
    assert!(!unlock("nobody").status.success());
    let unlocked = unlock("admin");
    assert!(unlocked.status.success(), "{}", said(&unlocked));
    assert_eq!(posts(&app, "admin", PASSWORDS[0]).await, [Role::SecurityAdmin]);
    let resumed = run(&["people", "resume", "--config", &config, "--account", "admin"]);
    assert!(said(&resumed).contains("standing_state"), "{}", said(&resumed));
}

/// The files of a city that others than the owner have a right to.
fn exposed(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.join("keys")];
    let mut files: Vec<PathBuf> = ["yinxin.toml", "yinxin.db", "yinxin.db-wal", "yinxin.db-shm"]
        .map(|n| folder.join(n))
        .into();
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { waiting.push(path) } else { files.push(path) }
        }
    }
    for file in files.into_iter().filter(|file| file.exists()) {
        if fs::metadata(&file).unwrap().permissions().mode() & 0o077 != 0 {
            found.push(file);
        }
    }
    found
}

#[tokio::test]
async fn the_files_of_a_city_belong_to_its_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("city");
    seed(&data, 1);
    // While it is open, the database has all of its files.
    let app = look(&data).await;
    assert!(data.join("yinxin.db-wal").exists() && data.join("yinxin.db-shm").exists());
    assert_eq!(exposed(&data), Vec::<PathBuf>::new());
    app.store().close().await;
    let opened = ["yinxin.toml", "yinxin.db", "keys/store.json"].map(|name| data.join(name));
    for file in &opened {
        fs::set_permissions(file, Permissions::from_mode(0o644)).unwrap();
    }
    assert_eq!(exposed(&data).len(), 3, "the control");
    let doctor = || said(&run(&["doctor", "--data", data.to_str().unwrap()]));
    let told = doctor();
    let line = told.lines().find(|line| line.contains("files")).unwrap();
    assert!(line.starts_with("warn") && line.contains("yinxin.toml"), "{told}");
    assert!(line.contains("yinxin.db") && line.contains("store.json"), "{told}");
    assert_eq!(exposed(&data), Vec::<PathBuf>::new(), "corrected");
    assert!(doctor().lines().any(|line| line.starts_with("ok") && line.contains("files")));
    // Without the doctor, opening corrects the database.
    fs::set_permissions(&opened[1], Permissions::from_mode(0o644)).unwrap();
    look(&data).await.store().close().await;
    assert_eq!(exposed(&data), Vec::<PathBuf>::new());
    let written = configured(folder.path(), "");
    assert!(initialised(&written, PASSWORDS[0]));
    let mode = fs::metadata(&written).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "init corrects the configuration");
}
