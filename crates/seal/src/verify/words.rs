//! The Chinese and English sentences of the report, with one function for each check.

use time::macros::{format_description, offset};
use time::{OffsetDateTime, UtcOffset};

use super::other::TimeFinding;
use super::{Check, Outcome, SIGNING_TIME, SealStatus, Unreadable};
use crate::eseal::{Seal, SealError};
use crate::x509::{ChainFinding, ChainReport, Reason, X509};

/// The party whose X.509 certificate is checked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Party {
    Maker,
    Signer,
}

pub(super) fn format(version: u32) -> Check {
    let zh = format!("签章数据格式正确(版本 {version})");
    passed("format", zh, format!("the stamp is well-formed (structure version {version})"))
}

pub(super) fn unreadable(reason: &Unreadable) -> Check {
    const SHAPE: &str = "结构或编码不符合标准";
    let (zh, en) = match reason {
        Unreadable::Stamp(error) => {
            let zh = match error {
                SealError::TooLong(_) | SealError::TooMany(_) => "超出长度或数量限制",
                SealError::Version(_) => "版本不受支持",
                SealError::Algorithm => "签名算法不是 SM2 与 SM3",
                SealError::CriticalExtension => "含有无法识别的关键扩展",
                SealError::Der(_)
                | SealError::Header
                | SealError::BitString
                | SealError::SignerList
                | SealError::Text(_)
                | SealError::Picture
                | SealError::Validity
                | SealError::Signer(_) => SHAPE,
            };
            (zh.to_owned(), error.to_string())
        }
        Unreadable::X509(party, error) => {
            let (who_zh, who_en) = who(*party);
            (format!("{who_zh}无法读取"), format!("{who_en}: {error}"))
        }
        Unreadable::Exceeded(exceeded) => (exceeded.zh(), exceeded.en()),
    };
    failed("format", format!("签章数据无法读取:{zh}"), format!("the stamp cannot be read: {en}"))
}

pub(super) fn not_checked(name: &'static str) -> Check {
    unknown(name, "未检查:签章数据无法读取", "not checked: the stamp cannot be read")
}

pub(super) fn seal_signature(good: bool) -> Check {
    either(
        "seal.signature",
        good,
        ("印章由制章者签名,未被改动", "the seal maker's signature over the seal is valid"),
        (
            "印章的制章者签名无效:印章被改动或伪造",
            "the seal maker's signature is invalid: the seal was altered or forged",
        ),
    )
}

pub(super) fn seal_validity(seal: &Seal<'_>, at: i64) -> Check {
    let (from, until) = (moment(seal.valid_from), moment(seal.valid_until));
    let good = (seal.valid_from..=seal.valid_until).contains(&at) && seal.created <= at;
    if good {
        let zh = format!("签章时间在印章有效期内({from} 至 {until})");
        return passed(
            "seal.validity",
            zh,
            format!("the signing time lies in the validity period of the seal ({from} to {until})"),
        );
    }
    let time = moment(at);
    failed(
        "seal.validity",
        format!("签章时间 {time} 不在印章有效期内({from} 至 {until})"),
        format!(
            "the signing time {time} lies outside the validity period of the seal ({from} to {until})"
        ),
    )
}

pub(super) fn seal_status(status: Option<SealStatus>, at: i64) -> Check {
    let name = "seal.status";
    let since = match status {
        None => return unknown(name, "未查询印章状态", "the status of the seal was not queried"),
        Some(SealStatus::Active) => return passed(name, "印章状态正常", "the seal is in use"),
        Some(SealStatus::Suspended { since } | SealStatus::Revoked { since }) => since,
    };
    let time = moment(since);
    if since > at {
        let zh = format!("印章自 {time} 起停用,签章在此之前");
        return passed(
            name,
            zh,
            format!("the seal has been out of use since {time}; the stamp is earlier"),
        );
    }
    let en = format!("the seal has been out of use since {time}");
    failed(name, format!("印章自 {time} 起已停用"), en)
}

pub(super) fn listed(good: bool) -> Check {
    either(
        "signer.listed",
        good,
        ("签章人在印章的签章人列表中", "the seal lists the signer"),
        ("签章人不在印章的签章人列表中", "the seal does not list the signer"),
    )
}

pub(super) fn signature(good: bool) -> Check {
    either(
        "signature",
        good,
        ("签章的 SM2 签名有效", "the SM2 signature is valid"),
        ("签章的 SM2 签名无效", "the SM2 signature is invalid"),
    )
}

pub(super) fn data_hash(good: bool) -> Check {
    either(
        "data.hash",
        good,
        ("被保护文件的摘要一致", "the digest of the protected file matches"),
        (
            "被保护文件的摘要不一致:文件被改动",
            "the digest of the protected file does not match: the file was changed",
        ),
    )
}

pub(super) fn property(good: bool) -> Check {
    either(
        "data.property",
        good,
        ("签章的保护范围说明一致", "the stamp names this file as the protected one"),
        ("签章的保护范围说明与文件不符", "the stamp names another file as the protected one"),
    )
}

pub(super) fn signing_time(at: i64, good: bool) -> Check {
    let time = moment(at);
    if good {
        let zh = format!("签章时间 {time} 不在将来");
        return passed(SIGNING_TIME, zh, format!("the signing time {time} is not in the future"));
    }
    let en = format!("the signing time {time} is in the future, by the clock of the verifier");
    failed(SIGNING_TIME, format!("签章时间 {time} 在将来(以核验者的时钟为准)"), en)
}

pub(super) fn time_stamp(found: &TimeFinding) -> Check {
    const NAME: &str = "time_stamp";
    let bad = |zh: &str, en: &str| {
        failed(NAME, format!("时间戳无效:{zh}"), format!("the time stamp is invalid: {en}"))
    };
    match found {
        TimeFinding::Good(time) => {
            let time = moment(*time);
            let zh = format!("时间戳有效({time}),证明签章在此之前完成");
            passed(
                NAME,
                zh,
                format!("the time stamp is valid and proves that the signature existed at {time}"),
            )
        }
        TimeFinding::Unreadable(why) => bad("无法读取", &format!("it cannot be read: {why}")),
        TimeFinding::OtherSignature => bad("不属于本签名", "it covers another signature"),
        TimeFinding::Forged => bad("签名不符", "its own signature is invalid"),
        TimeFinding::Future => bad("在将来", "it is in the future"),
        TimeFinding::Earlier => bad("早于所称的签章时间", "it is earlier than the signing time"),
        TimeFinding::Chain(zh, en) => {
            bad(&format!("时间戳机构:{zh}"), &format!("time-stamp authority: {en}"))
        }
    }
}

pub(super) fn plain_format() -> Check {
    passed("format", "签名数据格式正确(GB/T 35275)", "the signature is well-formed (GB/T 35275)")
}

pub(super) fn plain_unreadable(why: &str) -> Check {
    failed("format", "签名数据无法读取", format!("the signature cannot be read: {why}"))
}

/// Returns the first failed finding of a report in Chinese and English, if there is one. A finding that is
/// unknown, such as the revocation without a list, is not a failure.
pub(super) fn chain_fault(x509: &X509, report: &ChainReport) -> Option<(String, String)> {
    let parts = [
        ("chain", report.chain),
        ("time", report.time),
        ("usage", report.usage),
        ("revocation", report.revocation),
    ];
    let failed = parts.into_iter().find(|(_, finding)| outcome(*finding) == Outcome::Failed);
    failed.map(|(name, finding)| finding_words(name, finding, x509))
}

fn outcome(finding: ChainFinding) -> Outcome {
    match finding {
        ChainFinding::Good => Outcome::Passed,
        ChainFinding::NoList | ChainFinding::NotChecked => Outcome::Unknown,
        ChainFinding::UnknownIssuer
        | ChainFinding::NotSignedByIssuer
        | ChainFinding::NotAnIssuer
        | ChainFinding::TooLong
        | ChainFinding::NotYetValid { .. }
        | ChainFinding::Expired { .. }
        | ChainFinding::WrongUsage
        | ChainFinding::NotPinned
        | ChainFinding::Revoked { .. } => Outcome::Failed,
    }
}

/// Appends the four checks of one X.509 certificate. `signature_good` tells whether the signature made with
/// it is valid.
pub(super) fn chain(
    checks: &mut Vec<Check>,
    party: Party,
    x509: &X509,
    report: &ChainReport,
    signature_good: bool,
) {
    let names = match party {
        Party::Maker => ["maker.chain", "maker.time", "maker.usage", "maker.revocation"],
        Party::Signer => ["signer.chain", "signer.time", "signer.usage", "signer.revocation"],
    };
    let findings = [report.chain, report.time, report.usage, report.revocation];
    for (name, finding) in names.into_iter().zip(findings) {
        let outcome = outcome(finding);
        let (mut zh, mut en) = finding_words(name, finding, x509);
        if finding == ChainFinding::UnknownIssuer && signature_good {
            zh = format!("签名有效,但证书链未知:{zh}");
            en = format!("the signature is valid, but the chain is unknown: {en}");
        }
        let (who_zh, who_en) = who(party);
        checks.push(check(name, outcome, format!("{who_zh}:{zh}"), format!("{who_en}: {en}")));
    }
}

fn who(party: Party) -> (&'static str, &'static str) {
    match party {
        Party::Maker => ("制章者数字证书", "the seal maker's X.509 certificate"),
        Party::Signer => ("签章人数字证书", "the signer's X.509 certificate"),
    }
}

fn finding_words(name: &str, finding: ChainFinding, x509: &X509) -> (String, String) {
    let both = |zh: &str, en: &str| (zh.to_owned(), en.to_owned());
    match finding {
        ChainFinding::Good => good_words(name),
        ChainFinding::UnknownIssuer => {
            let issuer = x509.issuer();
            (format!("签发者 {issuer} 不受信任"), format!("its issuer {issuer} is not trusted"))
        }
        ChainFinding::NotSignedByIssuer => {
            both("并非由所称的签发者签发", "it was not signed by the issuer that it names")
        }
        ChainFinding::NotAnIssuer => both(
            "签发者无权签发数字证书",
            "its issuer is not permitted to issue X.509 certificates",
        ),
        ChainFinding::TooLong => both("证书链过长", "the chain is too long"),
        ChainFinding::NotYetValid { from } => {
            let from = moment(from);
            (format!("{from} 才生效"), format!("it is not valid before {from}"))
        }
        ChainFinding::Expired { until } => {
            let until = moment(until);
            (format!("已于 {until} 过期"), format!("it expired at {until}"))
        }
        ChainFinding::WrongUsage => {
            both("密钥用途不允许签章", "its key usage does not permit this use")
        }
        ChainFinding::NotPinned => {
            both("不在指定的制章者之列", "it is not one of the pinned seal makers")
        }
        ChainFinding::Revoked { at, reason } => {
            let (at, why) = (moment(at), reason_words(reason));
            (format!("已于 {at} 吊销({})", why.0), format!("it was revoked at {at} ({})", why.1))
        }
        ChainFinding::NoList => {
            both("没有涵盖该时间的吊销列表", "no revocation list covers the time of the signature")
        }
        ChainFinding::NotChecked => {
            both("证书链未知,未检查", "not checked, because its chain is unknown")
        }
    }
}

fn good_words(name: &str) -> (String, String) {
    let (zh, en) = match name.rsplit('.').next() {
        Some("chain") => ("可追溯到受信任的根", "it chains to a trusted root"),
        Some("time") => ("在有效期内", "it was valid at that time"),
        Some("usage") => ("密钥用途正确", "its key usage permits this use"),
        _ => ("未被吊销", "it was not revoked"),
    };
    (zh.to_owned(), en.to_owned())
}

fn reason_words(reason: Reason) -> (&'static str, &'static str) {
    match reason {
        Reason::Compromised => ("密钥泄露", "key compromise"),
        Reason::Superseded => ("已被替换", "superseded"),
        Reason::Ceased => ("停止使用", "cessation of operation"),
        Reason::Other => ("其他原因", "other reason"),
    }
}

/// Formats Unix seconds as Beijing time.
fn moment(unix: i64) -> String {
    const BEIJING: UtcOffset = offset!(+8);
    let shape = format_description!("[year]-[month]-[day] [hour]:[minute]:[second] +08:00");
    OffsetDateTime::from_unix_timestamp(unix)
        .ok()
        .and_then(|t| t.checked_to_offset(BEIJING))
        .and_then(|t| t.format(&shape).ok())
        .unwrap_or_else(|| format!("@{unix}"))
}

fn check(
    name: &'static str,
    outcome: Outcome,
    zh: impl Into<String>,
    en: impl Into<String>,
) -> Check {
    Check { name, outcome, zh: zh.into(), en: en.into() }
}

fn passed(name: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Check {
    check(name, Outcome::Passed, zh, en)
}

fn failed(name: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Check {
    check(name, Outcome::Failed, zh, en)
}

fn unknown(name: &'static str, zh: &str, en: &str) -> Check {
    check(name, Outcome::Unknown, zh, en)
}

fn either(
    name: &'static str,
    good: bool,
    yes: (&'static str, &'static str),
    no: (&'static str, &'static str),
) -> Check {
    if good { passed(name, yes.0, yes.1) } else { failed(name, no.0, no.1) }
}
