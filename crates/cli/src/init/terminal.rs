//! Asks at the terminal for what the flags of `yinxin init` lack, and asks again if an answer is wrong.

use std::io::{BufRead as _, Write as _};

use app::onboarding::check_administrators;
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

use super::Arguments;
use super::answers::{
    Answers, account, accounts, administrators, city as city_of, city_name, name, password, post,
    region, region_name, unit_code,
};
use crate::errors;
use crate::input::utf8;
use crate::language::either;
use crate::output::{Failure, note};

/// The answers of the flags and, where they are missing or wrong, of the person at the terminal.
pub fn answers(arguments: &Arguments) -> Result<Answers, Failure> {
    note(&either!(
        "新建城市。方括号内为默认值，直接回车即采用。",
        "A new city. Press Enter to take the value in brackets."
    ));
    let question = either!("区划代码，六位数字，如 330100", "Region, six digits such as 330100");
    let region = settle(&question, arguments.region.as_deref(), None, region)?;
    note(&format!("  {}", region_name(&region)));
    let default = city_name(&region);
    let question = either!("城市名称", "Name of the city");
    let city = settle(&question, arguments.city.as_deref(), Some(&default), city_of)?;
    let question = either!("证照管理单位名称", "Name of the managing unit");
    let unit_name = settle(&question, arguments.unit_name.as_deref(), None, name)?;
    let question = either!("管理单位统一社会信用代码", "Its unified social credit code");
    let unit = settle(&question, arguments.unit.as_deref(), None, unit_code)?;
    loop {
        let settle_account = |at: usize, given: &Option<String>, default: &str| {
            let post = post(at);
            let question = either!("{post}账号", "Account of the {post}");
            settle(&question, given.as_deref(), Some(default), account)
        };
        let first = settle_account(0, &arguments.account, "anquan")?;
        let [_, system, audit] = accounts(&first, arguments);
        let system = settle_account(1, &arguments.system_account, &system)?;
        let audit = settle_account(2, &arguments.audit_account, &audit)?;
        let accounts = [first, system, audit];
        let mut passwords = [None, None, None];
        for (at, (account, slot)) in accounts.iter().zip(&mut passwords).enumerate() {
            *slot = Some(new_password(&post(at), account)?);
        }
        let administrators = administrators(&unit, accounts, passwords);
        match check_administrators(&administrators) {
            Ok(()) => return Ok(Answers { city, region, unit, unit_name, administrators }),
            // Accounts that flags give stay as they are, so asking again could not help.
            Err(refusal) if arguments.account.is_some() => {
                return Err(Failure(errors::refusal(&refusal)));
            }
            Err(refusal) => note(&format!("  {}", errors::refusal(&refusal))),
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
    prompt(&either!("{question}{hint}：", "{question}{hint}: "))?;
    let line = line()?;
    let line = line.trim();
    Ok(if line.is_empty() { default.unwrap_or_default().to_owned() } else { line.to_owned() })
}

/// A password that was typed twice without being shown.
fn new_password(post: &str, account: &str) -> Result<String, Failure> {
    loop {
        let question = either!(
            "{post} {account} 的口令（输入时不显示）：",
            "Password of the {post} {account} (not shown): "
        );
        let typed = hidden(&question)?;
        if let Err(why) = password(&typed, account) {
            note(&format!("  {why}"));
        } else if hidden(&either!("再输入一次：", "Once more: "))? == typed {
            return Ok(typed);
        } else {
            note(&either!("  两次输入不同", "  The two are different"));
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
    let mut bytes = Vec::new();
    if std::io::stdin().lock().read_until(b'\n', &mut bytes)? == 0 {
        return Err(Failure(either!("输入已结束", "the input has ended")));
    }
    let line =
        utf8(bytes).map_err(|why| Failure(either!("输入的内容{why}", "what was typed {why}")))?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
