//! A command line that cannot be understood, told in the language of the process. The library tells it in
//! English only.

use std::error::Error as _;
use std::net::AddrParseError;
use std::num::{IntErrorKind, ParseIntError};
use std::process::ExitCode;

use clap::Error;
use clap::error::{ContextKind, ErrorKind};
use domain::vocabulary::UnknownWord;

use crate::language::{Language, current};
use crate::output::complain;

/// Tells what is wrong, or prints the help or the version that was asked for. Returns the exit code.
pub fn tell(error: &Error) -> ExitCode {
    match in_chinese(error) {
        Some(words) if current() == Language::Chinese => complain(&words),
        // It is no error if the reader has closed the pipe.
        Some(_) | None => drop(error.print()),
    }
    u8::try_from(error.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from)
}

/// A sentence with the argument that is meant, what would be right, and the usage. `None` if nothing is
/// wrong, because help or version were asked for.
fn in_chinese(error: &Error) -> Option<String> {
    let named = |kind| error.get(kind).map(ToString::to_string).filter(|text| !text.is_empty());
    let mut lines = vec![sentence(error)?];
    let lists = [
        (ContextKind::ValidValue, "可取的值："),
        (ContextKind::ValidSubcommand, "可用的子命令："),
        (ContextKind::SuggestedArg, "相近的选项："),
        (ContextKind::SuggestedSubcommand, "相近的子命令："),
        (ContextKind::SuggestedValue, "相近的值："),
    ];
    for (kind, title) in lists {
        lines.extend(named(kind).map(|listed| format!("  {title}{listed}")));
    }
    if let Some(usage) = named(ContextKind::Usage) {
        lines.push(format!("用法：{}", usage.trim_start_matches("Usage:").trim()));
    }
    lines.push("加 --help 可查看各命令和选项的说明。".to_owned());
    Some(lines.join("\n"))
}

fn sentence(error: &Error) -> Option<String> {
    let named = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let (argument, value) = (named(ContextKind::InvalidArg), named(ContextKind::InvalidValue));
    let command = named(ContextKind::InvalidSubcommand);
    Some(match error.kind() {
        ErrorKind::UnknownArgument => format!("没有选项或参数 {argument}"),
        ErrorKind::InvalidSubcommand => format!("没有子命令 {command}"),
        ErrorKind::MissingSubcommand => format!("{command} 之后缺少子命令"),
        ErrorKind::MissingRequiredArgument => format!("缺少必需的参数 {argument}"),
        ErrorKind::ArgumentConflict => match named(ContextKind::PriorArg) {
            prior if prior == argument => format!("选项 {argument} 只能给出一次"),
            prior => format!("{argument}{command} 不能与 {prior} 同时使用"),
        },
        ErrorKind::InvalidValue if value.is_empty() => format!("参数 {argument} 缺少值"),
        ErrorKind::InvalidValue => format!("参数 {argument} 的值 {value} 不在可取的值之中"),
        ErrorKind::ValueValidation => {
            format!("参数 {argument} 的值 {value} 不正确{}", why(error))
        }
        ErrorKind::TooManyValues => format!("参数 {argument} 的值过多：{value}"),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("参数 {argument} 的值的个数不对")
        }
        ErrorKind::NoEquals => format!("参数 {argument} 与值之间须有等号"),
        ErrorKind::InvalidUtf8 => "参数含有不是 UTF-8 的字符".to_owned(),
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
        | ErrorKind::DisplayVersion
        | ErrorKind::Io
        | ErrorKind::Format => return None,
        // The library may add kinds; it tells them itself.
        _ => return None,
    })
}

/// Why a value is not accepted, in words that follow the sentence.
fn why(error: &Error) -> String {
    let Some(source) = error.source() else { return String::new() };
    if let Some(number) = source.downcast_ref::<ParseIntError>() {
        let overflown = [IntErrorKind::PosOverflow, IntErrorKind::NegOverflow];
        let outside = overflown.contains(number.kind());
        return if outside { "：超出范围" } else { "：须为整数" }.to_owned();
    }
    if source.is::<AddrParseError>() {
        return "：须为 IP 地址".to_owned();
    }
    if source.is::<UnknownWord>() {
        return "：不在可取的值之中".to_owned();
    }
    let detail = source.to_string();
    match detail.split_once(" is not in ") {
        Some((_, range)) => format!("：须在 {range} 之间"),
        None => format!("：{detail}"),
    }
}
