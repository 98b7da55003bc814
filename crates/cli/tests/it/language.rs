//! The language of messages: that of the locale, and only that one.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::Output;

use crate::keys::{configured, initialised, said};
use crate::program::{CHINESE, ENGLISH, yinxin_in};

/// Words without which hardly any English sentence can do. Names of commands and options are not among them.
const ENGLISH_WORDS: [&str; 24] = [
    "a", "an", "and", "are", "by", "cannot", "error", "expected", "for", "found", "in", "invalid",
    "is", "it", "missing", "no", "not", "of", "only", "or", "such", "the", "to", "with",
];

fn is_chinese(text: &str) -> bool {
    text.chars()
        .any(|c| matches!(c, '\u{3000}'..='\u{303f}' | '\u{4e00}'..='\u{9fff}' | '：' | '，'))
}

fn is_english(text: &str) -> bool {
    let mut words = text.split(|c: char| c.is_whitespace() || !c.is_ascii());
    words.any(|word| ENGLISH_WORDS.contains(&word.trim_matches(|c: char| !c.is_alphanumeric())))
}

fn run_in(locale: &str, folder: &Path, arguments: &[&str]) -> Output {
    yinxin_in(locale).current_dir(folder).args(arguments).output().unwrap()
}

/// Runs a command in both languages. Asserts its exit code, that each output is in its own language and in no
/// other, and that the Chinese one contains `expected`.
fn check(folder: &Path, arguments: &[&str], code: i32, expected: &str) {
    // Without a locale, and with one that is neither, messages are English.
    for locale in [CHINESE, ENGLISH, "", "C", "fr_FR.UTF-8"] {
        let out = run_in(locale, folder, arguments);
        let told = said(&out);
        assert_eq!(out.status.code(), Some(code), "{arguments:?}: {told}");
        if locale == CHINESE {
            assert!(told.contains(expected), "{arguments:?}: {told}");
            assert!(is_chinese(&told) && !is_english(&told), "{arguments:?}: {told}");
        } else {
            assert!(!told.is_empty() && !is_chinese(&told), "{locale}: {arguments:?}: {told}");
        }
    }
}

#[test]
fn the_judges_of_these_tests_tell_the_languages_apart() {
    assert!(is_english("yinxin: nofile: No such file or directory (os error 2)"));
    assert!(is_english("error: unexpected argument '--foo' found"));
    assert!(is_english("不可用：key folder /x: the password is wrong"));
    assert!(!is_english("用法：yinxin certificate file --output <FILE> <IDENTIFIER>"));
    assert!(is_chinese("yinxin: 没有") && is_chinese("a：b") && !is_chinese("no city given"));
}

#[test]
fn a_command_that_fails_says_why_in_the_language_of_the_locale() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let write = |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
    write("key.toml", "[server]\nlisten = \"127.0.0.1:0\"\nlissen = 1\n");
    write("address.toml", "[server]\nlisten = \"everywhere\"\n");
    write("type.toml", "[server]\nlisten = \"127.0.0.1:0\"\nworkers = \"two\"\n");
    let limits =
        fs::read_to_string(configured(folder, "")).unwrap() + "[limits]\nheavy_queue = 0\n";
    write("limits.toml", &limits);
    let nowhere = configured(folder, "");
    let cases: [(&[&str], i32, &str); 19] = [
        (&["certificate", "list"], 2, "没有指明城市"),
        (&["doctor"], 1, "没有指明城市"),
        (&["certificate", "list", "--data", "nowhere"], 2, "没有这个文件或文件夹"),
        (&["keys", "check", "--config", &nowhere], 2, "没有密钥"),
        (&["verify", "missing.ofd"], 2, "missing.ofd：没有这个文件或文件夹"),
        (&["verify", "."], 2, "这是文件夹"),
        (&["serve", "--config", "key.toml"], 2, "配置文件 key.toml 第 3 行：未知的键 `lissen`"),
        (&["serve", "--config", "address.toml"], 2, "第 2 行：须为 IP 地址和端口"),
        (&["serve", "--config", "type.toml"], 2, "第 3 行：类型不符"),
        (&["doctor", "--config", "limits.toml"], 1, "limits.heavy_queue = 0：须在 1 至 10000 之间"),
        (
            &["init", "--unit", "11330100X", "--config", "new.toml"],
            2,
            "--unit：统一社会信用代码不正确",
        ),
        (&["verify", "--depth", "3"], 2, "没有选项或参数 --depth"),
        (&["verify"], 2, "缺少必需的参数 <FILE>"),
        (&["verify", "x.ofd", "--trust"], 2, "参数 --trust <PEM> 缺少值"),
        (&["verfy"], 2, "没有子命令 verfy"),
        (&["doctor", "--data", "x", "--config", "y"], 2, "不能与 --config <FILE> 同时使用"),
        (&["demo", "--port", "99999"], 2, "须在 0..=65535 之间"),
        (&["demo", "--port", "http"], 2, "须为整数"),
        (&["certificate", "list", "--status", "lost"], 2, "不在可取的值之中"),
    ];
    for (arguments, code, expected) in cases {
        check(folder, arguments, code, expected);
    }
    assert!(!folder.join("new.toml").exists(), "a refused city writes nothing");
    // A demo city in the default folder, whose configuration is faulty, is not the same as no city.
    fs::create_dir(folder.join("yinxin-demo")).unwrap();
    fs::copy(folder.join("key.toml"), folder.join("yinxin-demo/yinxin.toml")).unwrap();
    check(folder, &["certificate", "list"], 2, "第 3 行：未知的键 `lissen`");
}

#[test]
fn help_and_version_are_the_same_in_every_language() {
    for arguments in [&["--help"][..], &["verify", "--help"], &["--version"], &["seal"]] {
        let (chinese, english) = (
            run_in(CHINESE, Path::new("."), arguments),
            run_in(ENGLISH, Path::new("."), arguments),
        );
        assert_eq!(chinese, english, "{arguments:?}");
    }
}

#[test]
fn the_commands_of_a_city_speak_the_language_of_the_locale() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let config = configured(folder, "");
    assert!(initialised(&config, "First-word-2026\nSecond-word-2026\nThird-word-2026\n"));
    let of = |arguments: &[&str], code, expected| {
        check(folder, &[arguments, &["--config", &config]].concat(), code, expected);
    };
    of(&["doctor"], 0, "日志、各行和文件一致");
    of(&["keys", "check"], 0, "可签名");
    of(&["audit", "verify"], 0, "完整：");
    of(&["people", "unlock", "--account", "admin"], 0, "admin 可以重新登录");
    of(&["people", "unlock", "--account", "nobody"], 2, "人员不存在或已停用");
    of(&["people", "resume", "--account", "admin"], 2, "当前状态不允许此操作");
    of(
        &["seal", "state", "11440300MBXX00115G", "s-1", "revoke", "--reason", "x"],
        2,
        "没有印章 s-1",
    );
    fs::write(folder.join("junk.ofd"), "no package").unwrap();
    of(&["verify", "junk.ofd"], 2, "无法识别：");
    // What programs read does not follow the locale.
    let json = ["verify", "junk.ofd", "--json"];
    assert_eq!(run_in(CHINESE, folder, &json), run_in(ENGLISH, folder, &json));
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let text = fs::read_to_string(&config).unwrap();
    let text = text.replace("127.0.0.1:0", &taken.local_addr().unwrap().to_string());
    let text = text.replace("[log]", "[logging]\nlevel = \"off\"\n[log]");
    fs::write(&config, text).unwrap();
    of(&["serve"], 2, "地址已被占用");
    let config = configured(folder, "");
    fs::remove_dir_all(folder.join("checkpoints")).unwrap();
    let listed = run_in(CHINESE, folder, &["certificate", "list", "--config", &config]);
    // Why, is a technical detail, which stays English.
    assert!(listed.status.success() && said(&listed).starts_with("只读："), "{}", said(&listed));
}
