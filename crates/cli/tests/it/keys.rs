//! Commands for encrypted keys, for keys in a cipher device, and for seals of an outside authority.

use std::io::Write as _;
use std::path::Path;
use std::process::{Output, Stdio};

use device_mock::{Act, Call, Fault, Mock, PASSWORD};

use crate::program::{fonts, run, yinxin};

const UNIT: &str = "11440300MBXX00115G";
const PASSWORDS_OF_THREE: &str = "First-word-2026\nSecond-word-2026\nThird-word-2026\n";

/// Writes the configuration of a new city on the embedded database. `more` are lines for `[paths]`.
pub fn configured(folder: &Path, more: &str) -> String {
    let file = folder.join("yinxin.toml");
    let text = format!(
        "[server]\nlisten = \"127.0.0.1:0\"\n[database]\nurl = \"sqlite:yinxin.db\"\n[paths]\n\
         keys = \"keys\"\ncheckpoints = \"checkpoints\"\nfonts = \"{}\"\n{more}\n[log]\n\
         origin = \"test/log\"\n",
        fonts().display()
    );
    std::fs::write(&file, text).unwrap();
    file.to_str().unwrap().to_owned()
}

fn init(config: &str) {
    assert!(initialised(config, PASSWORDS_OF_THREE));
}

/// Makes a city with these passwords on standard input. Returns whether it succeeded.
pub fn initialised(config: &str, passwords: &str) -> bool {
    let mut child = yinxin()
        .args(["init", "--config", config, "--city", "演示市", "--region", "440300"])
        .args(["--unit", UNIT, "--unit-name", "演示单位", "--account", "admin"])
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(passwords.as_bytes()).unwrap();
    child.wait().unwrap().success()
}

/// Standard output followed by standard error.
pub fn said(out: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr))
}

#[test]
fn a_city_with_encrypted_keys_opens_only_with_the_password() {
    let folder = tempfile::tempdir().unwrap();
    let config = configured(folder.path(), "");
    init(&config);
    let word = folder.path().join("word");
    let encrypt = || {
        let file = word.to_str().unwrap();
        run(&["keys", "encrypt", "--config", &config, "--password-file", file])
    };
    assert!(!encrypt().status.success(), "the file of the password does not exist");
    std::fs::write(&word, "short").unwrap();
    assert!(said(&encrypt()).contains("12 characters"));
    let trusted = folder.path().join("trust.pem");
    let export = |config: &str| {
        run(&["trust", "export", "--config", config, "-o", trusted.to_str().unwrap()])
    };
    assert!(export(&config).status.success(), "negative control: the keys are not encrypted");
    std::fs::write(&word, "correct horse battery").unwrap();
    assert!(said(&encrypt()).starts_with('8'), "five SM2 keys and three other secrets");
    let closed = export(&config);
    assert!(!closed.status.success() && said(&closed).contains("password"), "{}", said(&closed));
    let config = configured(folder.path(), "keys_password = \"word\"");
    assert!(export(&config).status.success());
}

#[test]
fn init_encrypts_the_keys_with_the_configured_password_and_leaves_nothing_when_it_cannot() {
    let folder = tempfile::tempdir().unwrap();
    let config = configured(folder.path(), "keys_password = \"word\"");
    let keys = folder.path().join("keys");
    let init = || initialised(&config, PASSWORDS_OF_THREE);
    assert!(!init(), "the file of the password does not exist");
    assert!(!keys.exists(), "init made keys that the next run would find in its way");
    assert!(!run(&["doctor", "--config", &config]).status.success());
    assert!(!folder.path().join("yinxin.db").exists(), "a check makes no database");
    std::fs::write(folder.path().join("word"), "correct horse battery").unwrap();
    assert!(init());
    let root = std::fs::read_to_string(keys.join("root.pem")).unwrap();
    assert!(root.contains("ENCRYPTED"), "{root}");
    let check = run(&["keys", "check", "--config", &config]);
    assert!(check.status.success(), "{}", said(&check));
    let demo =
        std::fs::read_to_string(&config).unwrap().replace("[server]", "demo = true\n[server]");
    let file = folder.path().join("demo.toml");
    std::fs::write(&file, demo).unwrap();
    let opened = said(&run(&["doctor", "--config", file.to_str().unwrap()]));
    assert!(opened.contains("demo = true"), "a real city let anybody in: {opened}");
    let config = configured(folder.path(), "");
    let without = said(&run(&["keys", "check", "--config", &config]));
    assert!(without.contains("password"), "negative control: {without}");
}

#[test]
fn keys_in_a_device_and_in_files_are_checked_and_faults_are_reported() {
    let folder = tempfile::tempdir().unwrap();
    let config = configured(folder.path(), "");
    let keys = folder.path().join("keys");
    std::fs::create_dir(&keys).unwrap();
    let mock = Mock::install(folder.path()).unwrap();
    std::fs::write(folder.path().join("pin"), PASSWORD).unwrap();
    let listing = format!(
        "password_file = \"../pin\"\n[device]\ninterface = \"sdf\"\nlibrary = {:?}\n[keys]\n\
         root = 1\nmaker = 2\nseals = [7]\n",
        mock.library()
    );
    std::fs::write(keys.join("device.toml"), listing).unwrap();
    init(&config);
    let asked = folder.path().join("seal.csr");
    let asked = ["seal", "request", UNIT, "-o", asked.to_str().unwrap(), "--config", &config];
    let seal = said(&run(&asked)).trim().to_owned();
    let check = || run(&["keys", "check", "--config", &config]);
    let good = check();
    assert!(good.status.success(), "{}", said(&good));
    for (name, place) in
        [("root", "device 1"), ("maker", "device 2"), ("log", "log.pem"), (&seal, "device 7")]
    {
        let row = |line: &str| line.starts_with(name) && line.contains(place);
        assert!(said(&good).lines().any(row), "{name}: {}", said(&good));
    }
    mock.set(&[Fault { call: Call::Sign, from: 1, until: 2, act: Act::Code(0x0100_0004) }])
        .unwrap();
    assert!(check().status.success(), "a session that was lost is opened again");
    mock.set(&[Fault { call: Call::Sign, from: 1, until: 99, act: Act::Wrong }]).unwrap();
    let wrong = check();
    assert_eq!(wrong.status.code(), Some(1));
    assert_eq!(said(&wrong).matches("does not verify").count(), 3, "{}", said(&wrong));
    let doctor = said(&run(&["doctor", "--config", &config]));
    let told = doctor.lines().any(|line| line.starts_with("fail") && line.contains("ca:root"));
    assert!(told, "{doctor}");
}

#[test]
fn requests_to_an_outside_authority_and_its_trust_are_handled_by_commands() {
    let folder = tempfile::tempdir().unwrap();
    let config = configured(folder.path(), "");
    init(&config);
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let asked = run(&["seal", "request", UNIT, "-o", &at("seal.csr"), "--config", &config]);
    assert!(asked.status.success(), "{}", said(&asked));
    let number = said(&asked).trim().to_owned();
    let request = std::fs::read_to_string(at("seal.csr")).unwrap();
    assert!(request.starts_with("-----BEGIN CERTIFICATE REQUEST-----"));
    // The X.509 certificate of the city's root is refused, because it is for another key.
    run(&["trust", "export", "-o", &at("trust.pem"), "--config", &config]);
    let foreign =
        ["seal", "register", UNIT, &number, "--x509", &at("trust.pem"), "--config", &config];
    let foreign = run(&foreign);
    assert!(!foreign.status.success() && said(&foreign).contains("X.509"), "{}", said(&foreign));
    let junk = at("junk.pem");
    std::fs::write(&junk, "no authority").unwrap();
    assert!(!run(&["trust", "add", &junk, "--config", &config]).status.success());
    // The whole bundle holds the seal maker, which is no authority; its first block is the root.
    let whole = run(&["trust", "add", &at("trust.pem"), "--config", &config]);
    assert!(said(&whole).contains("is no certification authority"), "{}", said(&whole));
    let bundle = std::fs::read_to_string(at("trust.pem")).unwrap();
    let end = "-----END CERTIFICATE-----\n";
    let (root, _) = bundle.split_once(end).unwrap();
    std::fs::write(at("root.pem"), format!("{root}{end}")).unwrap();
    let added = run(&["trust", "add", &at("root.pem"), "--config", &config]);
    assert!(added.status.success(), "{}", said(&added));
    let again = run(&["trust", "add", &at("root.pem"), "--config", &config]);
    assert!(!again.status.success(), "an existing file is not replaced");
}
