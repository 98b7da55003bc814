//! Asks at the terminal for what the flags of `yinxin init` lack, and asks again if an answer is wrong.

use std::io::{BufRead as _, Write as _};

use app::onboarding::check_administrators;
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

use super::Arguments;
use super::answers::{
    Answers, POSTS, account, accounts, administrators, city_name, name, password, region,
    region_name, unit_code, words,
};
use crate::output::{Failure, note};

/// The answers of the flags and, where they are missing or wrong, of the person at the terminal.
pub fn answers(arguments: &Arguments) -> Result<Answers, Failure> {
    note(
        "新建城市。方括号内为默认值，直接回车即采用。 A new city; press Enter for the value in brackets.",
    );
    let question = "区划代码，六位数字，如 330100 (region)";
    let region = settle(question, arguments.region.as_deref(), None, region)?;
    note(&format!("  {}", region_name(&region)));
    let default = city_name(&region);
    let city =
        settle("城市名称 (name of the city)", arguments.city.as_deref(), Some(&default), name)?;
    let given = arguments.unit_name.as_deref();
    let unit_name = settle("证照管理单位名称 (managing unit)", given, None, name)?;
    let given = arguments.unit.as_deref();
    let unit = settle("管理单位统一社会信用代码 (its code)", given, None, unit_code)?;
    loop {
        let given = arguments.account.as_deref();
        let first =
            settle("安全管理员账号 (security administrator)", given, Some("anquan"), account)?;
        let defaults = accounts(&first, arguments);
        let (system, audit) = (&arguments.system_account, &arguments.audit_account);
        let system =
            settle("系统管理员账号 (system)", system.as_deref(), Some(&defaults[1]), account)?;
        let audit =
            settle("审计管理员账号 (audit)", audit.as_deref(), Some(&defaults[2]), account)?;
        let accounts = [first, system, audit];
        let mut passwords = [None, None, None];
        for ((account, slot), (_, post, _)) in accounts.iter().zip(&mut passwords).zip(POSTS) {
            *slot = Some(new_password(post, account)?);
        }
        let administrators = administrators(&unit, accounts, passwords);
        match check_administrators(&administrators) {
            Ok(()) => return Ok(Answers { city, region, unit, unit_name, administrators }),
            // Accounts that flags give stay as they are, so asking again could not help.
            Err(refusal) if arguments.account.is_some() => return Err(Failure(words(&refusal))),
            Err(refusal) => note(&format!("  {}", words(&refusal))),
        }
    }
}

/// The value that a flag gives, or else the first good answer.
fn settle<T>(
    question: &str,
    given: Option<&str>,
    default: Option<&str>,
    read: impl Fn(&str) -> Result<T, String>,
) -> Result<T, Failure> {
    let mut given = given.map(str::to_owned);
    loop {
        let text = match given.take() {
            Some(text) => text,
            None => ask(question, default)?,
        };
        match read(&text) {
            Ok(value) => return Ok(value),
            Err(why) => note(&format!("  {why}")),
        }
    }
}

fn ask(question: &str, default: Option<&str>) -> Result<String, Failure> {
    let hint = default.map_or_else(String::new, |default| format!(" [{default}]"));
    prompt(&format!("{question}{hint}: "))?;
    let line = line()?;
    let line = line.trim();
    Ok(if line.is_empty() { default.unwrap_or_default().to_owned() } else { line.to_owned() })
}

/// A password that was typed twice without being shown.
fn new_password(post: &str, account: &str) -> Result<String, Failure> {
    loop {
        let typed = hidden(&format!("{post} {account} 的口令 (password, not shown): "))?;
        if let Err(why) = password(&typed, account) {
            note(&format!("  {why}"));
        } else if hidden("再输入一次 (again): ")? == typed {
            return Ok(typed);
        } else {
            note("  两次输入不同 (they differ)");
        }
    }
}

/// Reads a line that the terminal does not show.
fn hidden(question: &str) -> Result<String, Failure> {
    prompt(question)?;
    let silence = Silence::begin()?;
    let typed = line();
    drop(silence);
    note("");
    typed
}

/// While this value lives, the terminal does not show what is typed.
struct Silence(Termios);

impl Silence {
    fn begin() -> Result<Self, Failure> {
        let before = tcgetattr(std::io::stdin())?;
        let mut silent = before.clone();
        silent.local_modes.remove(LocalModes::ECHO);
        tcsetattr(std::io::stdin(), OptionalActions::Flush, &silent)?;
        Ok(Self(before))
    }
}

impl Drop for Silence {
    fn drop(&mut self) {
        // If the terminal is gone there is nobody who types.
        let _restored = tcsetattr(std::io::stdin(), OptionalActions::Now, &self.0);
    }
}

fn prompt(text: &str) -> Result<(), Failure> {
    let mut error = std::io::stderr().lock();
    Ok(write!(error, "{text}").and_then(|()| error.flush())?)
}

/// A line of the terminal without its end. Errors: the terminal was closed.
fn line() -> Result<String, Failure> {
    let mut line = String::new();
    if std::io::stdin().lock().read_line(&mut line)? == 0 {
        return Err(Failure("输入已结束 (end of input)".to_owned()));
    }
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
