//! What errors are called in the language of the process. A technical detail, such as the text of an error
//! of another library, follows as it is.

use std::error::Error;
use std::io::{self, ErrorKind};

use app::StoreError;
use domain::Refusal;
use rustix::io::Errno;

use crate::language::{Language, current, either};

/// Kinds of errors of the operating system in Chinese.
const KINDS: [(ErrorKind, &str); 22] = [
    (ErrorKind::NotFound, "没有这个文件或文件夹"),
    (ErrorKind::PermissionDenied, "没有权限"),
    (ErrorKind::AlreadyExists, "已经存在"),
    (ErrorKind::StorageFull, "磁盘空间不足"),
    (ErrorKind::QuotaExceeded, "超出磁盘配额"),
    (ErrorKind::ReadOnlyFilesystem, "文件系统只读"),
    (ErrorKind::IsADirectory, "这是文件夹，不是文件"),
    (ErrorKind::NotADirectory, "路径中有一段不是文件夹"),
    (ErrorKind::DirectoryNotEmpty, "文件夹不是空的"),
    (ErrorKind::FileTooLarge, "文件过大"),
    (ErrorKind::InvalidFilename, "文件名不正确"),
    (ErrorKind::ResourceBusy, "资源正被占用"),
    (ErrorKind::OutOfMemory, "内存不足"),
    (ErrorKind::AddrInUse, "地址已被占用"),
    (ErrorKind::AddrNotAvailable, "本机没有此地址"),
    (ErrorKind::ConnectionRefused, "连接被拒绝"),
    (ErrorKind::ConnectionReset, "连接被对方中断"),
    (ErrorKind::NetworkUnreachable, "网络不可达"),
    (ErrorKind::HostUnreachable, "主机不可达"),
    (ErrorKind::TimedOut, "超时"),
    (ErrorKind::UnexpectedEof, "内容提前结束"),
    (ErrorKind::InvalidData, "内容格式不正确"),
];

/// The words of any error.
pub fn words(error: &(dyn Error + 'static)) -> String {
    if let Some(error) = error.downcast_ref::<app::Error>() {
        of_app(error)
    } else if let Some(error) = error.downcast_ref::<StoreError>() {
        of_store(error)
    } else if let Some(error) = error.downcast_ref::<keys::Error>() {
        of_keys(error)
    } else if let Some(error) = error.downcast_ref::<io::Error>() {
        of_system(error)
    } else if let Some(error) = error.downcast_ref::<Errno>() {
        of_system(&io::Error::from(*error))
    } else {
        either!("程序内部错误：{error}", "{error}")
    }
}

/// The words of a refusal, with what it says about the value.
pub fn refusal(refusal: &Refusal) -> String {
    let mut told = Vec::new();
    for finding in refusal.findings() {
        // The findings themselves are written in Chinese.
        let words = current().pick(&*finding.message, finding.code.en());
        if !told.contains(&words) {
            told.push(words);
        }
    }
    if told.is_empty() {
        told.push(current().pick(refusal.code().zh(), refusal.code().en()));
    }
    let (words, facts) = (told.join(current().pick("；", "; ")), facts(refusal));
    if facts.is_empty() { words } else { either!("{words}（{facts}）", "{words} ({facts})") }
}

/// The facts of the case, such as the state that does not allow the step. Their names are codes.
fn facts(refusal: &Refusal) -> String {
    let fact = |(name, value): &(&str, String)| match *name {
        "value" => value.clone(),
        name => format!("{name}: {value}"),
    };
    refusal.facts().iter().map(fact).collect::<Vec<_>>().join(", ")
}

fn of_app(error: &app::Error) -> String {
    use app::Error;
    match error {
        Error::Refused(refused) => {
            let (code, words) = (refused.code().as_str(), refusal(refused));
            either!("{words}（{code}）", "{code}: {words}")
        }
        Error::Denied(denied) => {
            let action = denied.action.zh();
            either!("无权进行此操作：{action}", "{error}")
        }
        Error::NotFound => either!("没有找到", "{error}"),
        Error::Conflict => either!("数据同时被另一个请求修改，请重试", "{error}"),
        Error::Repeated(_) => either!("此请求已经答复过", "{error}"),
        Error::Unavailable(why) => either!("所需的数据库、文件或设备不可用：{why}", "{error}"),
        Error::Edited(what) => either!("数据与日志记录不一致：{what}", "{error}"),
        Error::Stopped(why) => either!("已暂停写入：{why}", "{error}"),
        Error::Internal(why) => either!("程序内部错误：{why}", "{error}"),
    }
}

fn of_store(error: &StoreError) -> String {
    match error {
        StoreError::Conflict => either!("数据同时被另一个请求修改，请重试", "{error}"),
        StoreError::Unique(which) => either!("已有相同键的数据：{which}", "{error}"),
        StoreError::Unavailable(why) => either!("数据库不可用：{why}", "{error}"),
        StoreError::Corrupt(what) => either!("存储的数据已损坏：{what}", "{error}"),
        StoreError::Schema(why) => either!("数据库结构与本程序不符：{why}", "{error}"),
        StoreError::Edited(what) => either!("数据与日志记录不一致：{what}", "{error}"),
        StoreError::Stopped(why) => either!("已暂停写入：{why}", "{error}"),
        StoreError::Malformed(what) => either!("日志记录格式不正确：{what}", "{error}"),
        StoreError::Database(why) => either!("数据库错误：{why}", "{error}"),
    }
}

fn of_keys(error: &keys::Error) -> String {
    match error {
        keys::Error::Unavailable(why) => either!("密钥不可用：{why}", "{error}"),
        keys::Error::Internal(why) => either!("程序内部错误：{why}", "{error}"),
    }
}

fn of_system(error: &io::Error) -> String {
    if current() == Language::English {
        return error.to_string();
    }
    let known = KINDS.iter().find(|(kind, _)| *kind == error.kind());
    match (known, error.raw_os_error()) {
        (Some((_, words)), Some(number)) => format!("{words}（系统错误码 {number}）"),
        // What a library says itself stands inside.
        (Some((_, words)), None) if error.get_ref().is_some() => format!("{words}：{error}"),
        (Some((_, words)), None) => (*words).to_owned(),
        (None, _) => format!("系统调用失败：{error}"),
    }
}
