//! 核验 (Art. 22): a certificate counts only if it is signed ∧ logged ∧ not revoked (I13).
//!
//! This file judges what the OFD file alone shows; `register` adds what the city's log and register
//! know. Every check is named, with words in Chinese and English.
//!
//! Reading the package, walking its pages and judging its signatures are paid for by one budget (I16,
//! decision 0019). A file that exceeds it is refused by name and not judged in part.

use budget::{Budget, Exceeded, Work};
use domain::certificate::Effect;
use domain::date::Date;
use domain::identifier::CertificateIdentifier;
use ofd::examine::{Examination, FoundSignature, SignatureKind, Unreadable, examine_within};
use ofd::package::Known;
use seal::verify::{Register, Verifier, signing_time};
use seal::x509::Trust;
use serde::{Deserialize, Serialize};

use crate::kernel::Error;

use super::groups::{self, Head};

/// Largest file that is examined, in bytes.
pub const MAX_FILE: usize = 10 * 1024 * 1024;

/// The check of a file that is larger than [`MAX_FILE`].
const TOO_LARGE: &str = "file.size";
/// How often the words of a check are kept: in the check, the summary and the answer.
const COPIES_OF_WORDS: usize = 4;

/// Name of the certificate identifier in the metadata (GB/T 36903).
pub(super) const IDENTIFIER_NAME: &str = "证照标识";
/// Name of the identity of an annotated copy in the metadata (GB/T 36903).
pub(super) const COPY_ID_NAME: &str = "加注件标识";

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Valid,
    Invalid,
    Unreadable,
    /// Judging the file would take more work or memory than one request may cause. It may be genuine.
    Refused,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Passed,
    Failed,
    /// The check could not be decided with the given data. It does not make the verdict invalid.
    Unknown,
}

/// One check with its outcome, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Check {
    pub name: String,
    pub outcome: Outcome,
    pub zh: String,
    pub en: String,
}

/// The result of verifying a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Verification {
    pub verdict: Verdict,
    pub summary_zh: String,
    pub summary_en: String,
    pub identifier: Option<String>,
    pub type_name: Option<String>,
    /// The three conditions of a certificate that counts (I13); null if a condition could not be
    /// decided.
    pub signed: Option<bool>,
    pub logged: Option<bool>,
    pub not_revoked: Option<bool>,
    /// The effect of the certificate today, by the register.
    pub status_today: Option<Effect>,
    /// Whether the file is an annotated copy for one use and not the original.
    pub archive_copy: bool,
    /// The outcomes of the checks, grouped under eight heads.
    #[serde(default)]
    pub heads: Vec<Head>,
    pub checks: Vec<Check>,
    pub seal: Option<SealSummary>,
    /// The text of the document, page by page.
    pub text: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SealSummary {
    pub id: String,
    pub name: String,
    pub signer: String,
    pub signed_at: String,
}

impl Verification {
    /// Adds a check.
    pub(super) fn check(
        &mut self,
        name: &str,
        outcome: Outcome,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) {
        self.checks.push(Check { name: name.to_owned(), outcome, zh: zh.into(), en: en.into() });
    }

    /// Withdraws what the register says, because the log does not extend the outside checkpoint: a
    /// certificate may have been revoked since (decision 0020).
    pub(super) fn doubt_register(&mut self) {
        (self.not_revoked, self.status_today) = (None, None);
        self.checks.retain(|check| check.name != "register.status");
        let (zh, en) = (
            "日志与库外检查点不衔接，证照现状暂不可信",
            "The log does not extend the outside checkpoint; what the register says is not reliable now",
        );
        self.check("register.status", Outcome::Unknown, zh, en);
    }

    /// Sets heads, verdict and summary from the checks.
    pub(super) fn settle(mut self) -> Self {
        if matches!(self.verdict, Verdict::Unreadable | Verdict::Refused) {
            return self;
        }
        self.heads = groups::heads(&self.checks);
        let failed: Vec<&Check> =
            self.checks.iter().filter(|check| check.outcome == Outcome::Failed).collect();
        self.verdict = if failed.is_empty() { Verdict::Valid } else { Verdict::Invalid };
        let join = |words: fn(&Check) -> &str, with: &str| {
            failed.iter().map(|check| words(check)).collect::<Vec<_>>().join(with)
        };
        let doubtful = self
            .checks
            .iter()
            .any(|check| check.name == "register.status" && check.outcome == Outcome::Unknown);
        (self.summary_zh, self.summary_en) = match self.verdict {
            Verdict::Valid if doubtful => (
                "签章有效；日志与库外检查点不衔接，是否注销暂不能确认。".into(),
                "The seal is valid; whether the certificate is revoked cannot be told now.".into(),
            ),
            Verdict::Valid if self.logged == Some(true) => (
                "签章有效，已在签发日志中，未注销。".into(),
                "Signed, logged and not revoked.".into(),
            ),
            Verdict::Valid => (
                "签章有效；是否登记、是否注销须联网核验。".into(),
                "The seal is valid; only the server knows whether it is logged and not revoked."
                    .into(),
            ),
            Verdict::Invalid | Verdict::Unreadable | Verdict::Refused => {
                (join(|check| &check.zh, "；"), join(|check| &check.en, "; "))
            }
        };
        self
    }
}

/// Verifies a file without the city's log and register. `trust` is the bundle of trusted
/// authorities in PEM; if it is empty, the checks of the chain are [`Outcome::Unknown`]. Errors:
/// the bundle cannot be read.
pub fn verify_alone(bytes: &[u8], trust: &str) -> Result<Verification, Error> {
    verify_within(bytes, trust, &Budget::default())
}

/// Like [`verify_alone`], for a caller with a clock: a signature that states a later time than `latest`
/// (Unix seconds) does not count.
pub fn verify_alone_until(bytes: &[u8], trust: &str, latest: i64) -> Result<Verification, Error> {
    verified(bytes, trust, Some(latest), &Budget::default())
}

/// Like [`verify_alone`], within a given budget.
pub fn verify_within(bytes: &[u8], trust: &str, budget: &Budget) -> Result<Verification, Error> {
    verified(bytes, trust, None, budget)
}

fn verified(
    bytes: &[u8],
    trust: &str,
    latest: Option<i64>,
    budget: &Budget,
) -> Result<Verification, Error> {
    let trust = if trust.trim().is_empty() {
        Trust::new()
    } else {
        let wrong = |error| Error::Unavailable(format!("trust bundle: {error}"));
        Trust::from_pem(trust).map_err(wrong)?
    };
    let (examined, verifier) = (examined(bytes, None, budget), Verifier::new(trust));
    let register = |_: Option<&str>| Register { latest, ..Register::default() };
    Ok(judge(&examined, &verifier, register, budget).settle())
}

/// Like [`verify_alone`], for a caller who verifies many files: `known` and `verifier` are reused.
pub fn verify_knowing(bytes: &[u8], known: &Known, verifier: &Verifier) -> Verification {
    let budget = Budget::default();
    let examined = examined(bytes, Some(known), &budget);
    judge(&examined, verifier, |_| Register::default(), &budget).settle()
}

/// Examines a file of at most [`MAX_FILE`] bytes.
pub(super) fn examined(
    bytes: &[u8],
    known: Option<&Known>,
    budget: &Budget,
) -> Result<Examination, Unreadable> {
    if bytes.len() > MAX_FILE {
        let (zh, en) = ("文件超过 10 MB", "the file is larger than 10 MB");
        return Err(Unreadable { code: TOO_LARGE, zh: zh.into(), en: en.into() });
    }
    examine_within(bytes, known, budget)
}

/// A verification that was not made: with this verdict, these words, and one failed check.
fn not_judged(verdict: Verdict, code: &str, zh: &str, en: &str) -> Verification {
    let mut verification = blank(verdict);
    (verification.summary_zh, verification.summary_en) = (zh.to_owned(), en.to_owned());
    verification.check(code, Outcome::Failed, zh, en);
    verification
}

fn blank(verdict: Verdict) -> Verification {
    Verification {
        verdict,
        summary_zh: String::new(),
        summary_en: String::new(),
        identifier: None,
        type_name: None,
        signed: None,
        logged: None,
        not_revoked: None,
        status_today: None,
        archive_copy: false,
        heads: Vec::new(),
        checks: Vec::new(),
        seal: None,
        text: Vec::new(),
    }
}

/// Judges an examined file. `register` returns what is known about a signature beside the file, by the
/// identity of its seal; a plain signature has none. Nothing of a file
/// that exceeds the budget is told, because what was not judged could contradict it.
pub(super) fn judge(
    examined: &Result<Examination, Unreadable>,
    verifier: &Verifier,
    register: impl Fn(Option<&str>) -> Register,
    budget: &Budget,
) -> Verification {
    let judged = match examined {
        Ok(examination) => judge_content(examination, verifier, register, budget),
        Err(Unreadable { code, zh, en }) => {
            let refused = *code == TOO_LARGE;
            let verdict = if refused { Verdict::Refused } else { Verdict::Unreadable };
            Ok(not_judged(verdict, code, zh, en))
        }
    };
    match (judged, budget.exceeded()) {
        (Ok(verification), None) => verification,
        (Err(exceeded), _) | (Ok(_), Some(exceeded)) => {
            let (zh, en) = (exceeded.zh(), exceeded.en());
            not_judged(Verdict::Refused, exceeded.code(), &zh, &en)
        }
    }
}

fn judge_content(
    examination: &Examination,
    verifier: &Verifier,
    register: impl Fn(Option<&str>) -> Register,
    budget: &Budget,
) -> Result<Verification, Exceeded> {
    let mut verification = blank(Verdict::Invalid);
    verification.text = examination.pages.iter().map(|page| page.text.join("\n")).collect();
    verification.identifier = value(examination, IDENTIFIER_NAME);
    verification.type_name = value(examination, "证照类型名称");
    verification.archive_copy = value(examination, COPY_ID_NAME).is_some();
    for check in &examination.checks {
        let outcome = match check.outcome {
            ofd::examine::Outcome::Passed => Outcome::Passed,
            ofd::examine::Outcome::Failed => Outcome::Failed,
            ofd::examine::Outcome::Unknown => Outcome::Unknown,
        };
        verification.check(check.name, outcome, &*check.zh, &*check.en);
    }
    identifier_check(&mut verification);
    for signature in &examination.signatures {
        judge_seal(&mut verification, signature, verifier, &register, budget)?;
    }
    let failed = verification.checks.iter().any(|check| check.outcome == Outcome::Failed);
    verification.signed = Some(!examination.signatures.is_empty() && !failed);
    Ok(verification)
}

fn identifier_check(verification: &mut Verification) {
    let identifier = verification.identifier.clone().unwrap_or_default();
    if CertificateIdentifier::parse(&identifier).is_ok() {
        let (zh, en) = ("证照标识的校验位正确", "The identifier's check character is right");
        verification.check("identifier", Outcome::Passed, zh, en);
    } else {
        let (zh, en) = ("文件没有正确的证照标识", "The file has no valid certificate identifier");
        verification.check("identifier", Outcome::Failed, zh, en);
    }
}

fn judge_seal(
    verification: &mut Verification,
    signature: &FoundSignature,
    verifier: &Verifier,
    register: &impl Fn(Option<&str>) -> Register,
    budget: &Budget,
) -> Result<(), Exceeded> {
    budget.charge(Work::Copy, signature.signed_value.len())?;
    let known = register(seal_id(signature));
    let path = format!("/{}", signature.path.trim_start_matches('/'));
    let (value, hash) = (&signature.signed_value, &signature.data_hash);
    let report = match signature.kind {
        SignatureKind::Seal => verifier.verify_within(value, hash, &path, known, budget)?,
        SignatureKind::Sign => {
            let claimed = written_time(&signature.time);
            let mut report = verifier.verify_plain_within(value, hash, claimed, budget)?;
            report.checks.extend(signing_time(claimed, known.latest));
            report
        }
    };
    let words: usize = report.checks.iter().map(|check| check.zh.len() + check.en.len()).sum();
    budget.hold(COPIES_OF_WORDS * words)?;
    for check in report.checks {
        let outcome = match check.outcome {
            seal::verify::Outcome::Passed => Outcome::Passed,
            seal::verify::Outcome::Failed => Outcome::Failed,
            seal::verify::Outcome::Unknown => Outcome::Unknown,
        };
        verification.check(check.name, outcome, check.zh, check.en);
    }
    let Some(facts) = report.facts else { return Ok(()) };
    budget.charge(Work::Copy, facts.seal_der.len())?;
    if signature.seal_file.as_ref().is_some_and(|file| file[..] != *facts.seal_der) {
        let (zh, en) =
            ("包内印章文件与签章中的印章不同", "The stored seal is not the one that stamped");
        verification.check("seal.same", Outcome::Failed, zh, en);
    }
    verification.seal = Some(SealSummary {
        id: facts.seal_id.to_owned(),
        name: facts.seal_name.to_owned(),
        signer: facts.signer_subject,
        signed_at: domain::date::rfc3339(facts.signing_time.saturating_mul(1000)),
    });
    Ok(())
}

/// The identity of the seal in a signature; `None` if the signature has no readable seal.
pub(super) fn seal_id(signature: &FoundSignature) -> Option<&str> {
    seal::eseal::read(&signature.signed_value).ok().map(|signed| signed.seal.id)
}

/// The value of a name in the metadata.
pub(super) fn value(examination: &Examination, name: &str) -> Option<String> {
    let found = examination.metadata.iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value.clone())
}

/// Parses SignatureDateTime to Unix seconds, in the spellings that occur in files of other
/// products: `yyyyMMddHHmmss[.SSS][Z]`, with or without punctuation between the parts. Returns 0 if
/// it cannot be read; no X.509 certificate was valid then, so the check of the signer's period
/// fails. The time is only what the signer claims.
fn written_time(text: &str) -> i64 {
    let digits: String = text.chars().filter(char::is_ascii_digit).take(14).collect();
    let (day, clock) = digits.split_at(digits.len().min(8));
    let Some(day) = Date::parse_compact(day) else { return 0 };
    let clock: i64 = clock.parse().unwrap_or_default();
    day.days() * 86_400 + clock / 10_000 * 3_600 + clock / 100 % 100 * 60 + clock % 100
}

#[cfg(test)]
mod tests {
    use super::written_time;

    #[test]
    fn the_spellings_of_times_in_files_of_other_products_are_read() {
        let want = 1_780_272_061;
        for text in ["20260601000101Z", "20260601000101.123Z", "2026-06-01 00:01:01"] {
            assert_eq!(written_time(text), want, "{text}");
        }
        assert_eq!((written_time(""), written_time("20261301000000Z")), (0, 0));
    }
}
