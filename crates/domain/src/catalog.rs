//! 证照目录 (catalog, Art. 3, 9): the description of certificate types.
//!
//! A type is data: a new one needs no table, page or release of its own. A published version never
//! changes, and every certificate names the version by which it was made.

pub mod acts;
pub mod compare;
pub mod upkeep;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::code::UnifiedSocialCreditCode;
use crate::date::Date;
use crate::field::rule::{self, Rule, rule_findings};
use crate::field::{FieldKind, FieldSpec, MAX_DECIMALS, MAX_LENGTH};
use crate::holder::{HolderKind, code_type};
use crate::identifier::TypeCode;
use crate::number::pattern_is_valid;
use crate::refusal::{Code, FieldFinding, Refusal};
use crate::sharing::Sharing;
use crate::text::{is_blank, is_title};

/// Largest number of fields in one catalog entry; a group and each of its fields count as one.
pub const MAX_FIELDS: usize = 200;

vocabulary! {
    /// 证照种类 (Art. 3). In DB44/T 2167 they are CERTIFICATE, PROOF, APPROVAL, REPORT and RESULT.
    pub enum Kind as "CertificateKind" {
        Licence = "licence", "证件执照", "Licence";
        Proof = "proof", "证明", "Proof";
        Approval = "approval", "批文", "Approval";
        Appraisal = "appraisal", "鉴定报告", "Appraisal report";
        Result = "result", "办事结果", "Result of a matter";
    }
}

/// 有效期限范围: how long certificates of a type are valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Validity {
    pub unit: ValidityUnit,
    /// Number of units; 0 for long term.
    #[serde(default)]
    pub amount: u32,
}

vocabulary! {
    /// The unit in which a validity is counted.
    pub enum ValidityUnit {
        Year = "year", "年", "Year";
        Month = "month", "月", "Month";
        Day = "day", "日", "Day";
        LongTerm = "long_term", "长期", "Long term";
    }
}

impl Validity {
    /// The last valid day of a certificate that is valid from `from`; `None` for long term.
    pub fn last_day(self, from: Date) -> Option<Date> {
        let amount = i32::try_from(self.amount).unwrap_or(i32::MAX / 24);
        match self.unit {
            ValidityUnit::Year => Some(from.plus_months(amount.saturating_mul(12)).plus_days(-1)),
            ValidityUnit::Month => Some(from.plus_months(amount).plus_days(-1)),
            ValidityUnit::Day => Some(from.plus_days(i64::from(amount) - 1)),
            ValidityUnit::LongTerm => None,
        }
    }
}

vocabulary! {
    /// Whether a certificate is issued as soon as it is produced or by a separate act of the issuer
    /// (decision 0006).
    pub enum IssueStep {
        Automatic = "automatic", "制证后自动签发", "Automatic after production";
        Separate = "separate", "由签发人签发", "By the issuer";
    }
}

vocabulary! {
    /// 存档副本内容: whether the archive copies of a type show sensitive values. The answer to a use masks
    /// them, so a copy shows more only where the case file needs the whole original (decision 0022).
    #[derive(Default)]
    pub enum CopyContent {
        #[default]
        Masked = "masked", "脱敏", "Masked";
        Whole = "whole", "完整", "Whole";
    }
}

impl CopyContent {
    /// An entry says it only where it differs, so that published entries keep their text.
    pub fn is_masked(&self) -> bool {
        *self == Self::Masked
    }
}

vocabulary! {
    /// 重复领证: what happens when a holder who has a certificate of a type in force applies for another one.
    #[derive(Default)]
    pub enum SecondCertificate {
        #[default]
        Allow = "allow", "允许", "Allowed";
        Warn = "warn", "警告", "The reviewer decides";
        Refuse = "refuse", "拒绝", "Refused";
    }
}

impl SecondCertificate {
    /// An entry says it only where it differs, so that published entries keep their text.
    pub fn is_allowed(&self) -> bool {
        *self == Self::Allow
    }
}

/// 目录条目: the description of one certificate type, in one version, published or not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = CatalogDescription)]
#[serde(deny_unknown_fields)]
pub struct CatalogEntry {
    /// 证照类型代码, 21 characters ([`TypeCode`]).
    pub code: String,
    /// 目录基本码: the province's code of the type, 9 digits.
    pub basic_code: String,
    pub name: String,
    pub kind: Kind,
    pub holder_kind: HolderKind,
    /// 证照定义机构: unified social credit code; the type code begins with it.
    pub defining_unit: String,
    /// Unified social credit codes of the units that issue the type.
    #[serde(default)]
    pub issuing_units: Vec<String>,
    pub validity: Validity,
    pub sharing: Sharing,
    #[serde(default)]
    pub legal_basis: String,
    pub scope_of_use: String,
    pub issue_step: IssueStep,
    /// Pattern of the printed number ([`crate::number::expand`]).
    pub number_pattern: String,
    #[serde(default)]
    pub spec: String,
    /// What an archive copy shows (Art. 16).
    #[serde(default, skip_serializing_if = "CopyContent::is_masked")]
    pub archive_copy: CopyContent,
    /// Whether a holder may have several certificates of the type in force.
    #[serde(default, skip_serializing_if = "SecondCertificate::is_allowed")]
    pub second: SecondCertificate,
    pub fields: Vec<FieldSpec>,
    /// 字段间规则: what the values of several fields must satisfy together (Art. 11).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Rule>,
    /// Face template in the format `yinxin-face/1`; the crate `face` checks it.
    #[schema(value_type = Object)]
    pub face: serde_json::Value,
}

vocabulary! {
    /// Stored states of a catalog version.
    pub enum CatalogState {
        Draft = "draft", "草稿", "Draft";
        Submitted = "submitted", "待发布", "Waiting for publication";
        Published = "published", "已发布", "Published";
        Retired = "retired", "已停用", "Retired";
    }
}

vocabulary! {
    /// What can be done to a catalog version.
    pub enum CatalogStep {
        Save = "save", "保存", "Save";
        Submit = "submit", "提交", "Submit";
        Return = "return", "退回", "Return";
        Publish = "publish", "发布", "Publish";
        Retire = "retire", "停用", "Retire";
    }
}

/// Returns the state after the step.
///
/// When a version is published, the version before it is retired for new applications; certificates
/// that were made by it stay valid.
///
/// # Errors
/// Refuses a step that the state does not allow.
pub fn step(state: CatalogState, step: CatalogStep) -> Result<CatalogState, Refusal> {
    use CatalogState as S;
    use CatalogStep as T;
    match (state, step) {
        (S::Draft, T::Save) | (S::Submitted, T::Return) => Ok(S::Draft),
        (S::Draft, T::Submit) => Ok(S::Submitted),
        (S::Submitted, T::Publish) => Ok(S::Published),
        (S::Published, T::Retire) => Ok(S::Retired),
        (
            S::Draft | S::Submitted | S::Published | S::Retired,
            T::Save | T::Submit | T::Return | T::Publish | T::Retire,
        ) => Err(Refusal::new(Code::CatalogState)
            .with("state", state.as_str())
            .with("step", step.as_str())),
    }
}

impl CatalogEntry {
    /// All errors of the description, except those of the face, which the crate `face` finds.
    pub fn findings(&self) -> Vec<FieldFinding> {
        let mut findings = Vec::new();
        let mut wrong = |field: &str, code: Code, message: &str| {
            findings.push(FieldFinding::new(field, code, message));
        };
        match TypeCode::parse(&self.code) {
            Ok(code) if code.defining_unit() == self.defining_unit => {}
            Ok(_) => wrong(
                "defining_unit",
                Code::TypeCodeInvalid,
                "证照定义机构须与证照类型代码前 18 位一致",
            ),
            Err(refusal) => wrong("code", refusal.code(), refusal.code().zh()),
        }
        let digits = self.basic_code.bytes().all(|b| b.is_ascii_digit());
        if self.basic_code.len() != 9 || !digits {
            wrong("basic_code", Code::CatalogInvalid, "目录基本码须为 9 位数字");
        }
        if !is_title(&self.name, 100) {
            wrong("name", Code::CatalogInvalid, "证照名称须为 1 至 100 字");
        }
        for unit in &self.issuing_units {
            if UnifiedSocialCreditCode::parse(unit).is_err() {
                wrong("issuing_units", Code::UnitCodeInvalid, "签发单位的统一社会信用代码不正确");
            }
        }
        let long_term = self.validity.unit == ValidityUnit::LongTerm;
        if long_term != (self.validity.amount == 0) || self.validity.amount > 3_650 {
            wrong("validity", Code::CatalogInvalid, "有效期限须为正数；长期则不填数量");
        }
        if self.sharing.needs_legal_basis() && is_blank(&self.legal_basis) {
            wrong("legal_basis", Code::LegalBasisMissing, Code::LegalBasisMissing.zh());
        }
        if !pattern_is_valid(&self.number_pattern) {
            wrong(
                "number_pattern",
                Code::CatalogInvalid,
                "编号规则不正确：须含一个顺序号，区划代码和年份可选",
            );
        }
        findings.extend(field_findings(&self.fields, "fields", false));
        findings.extend(rule_findings(&self.fields, &self.rules));
        findings
    }
}

/// What is wrong with the bounds and codes of a field.
fn wrong_bounds(field: &FieldSpec) -> Vec<&'static str> {
    let codes: BTreeSet<&str> = field.options.iter().map(|one| one.code.as_str()).collect();
    let doubled = codes.len() != field.options.len();
    [
        (
            field.max.is_some_and(|max| field.min.unwrap_or(0.0) > max),
            "最大值小于最小值（未填最小值时为 0）",
        ),
        (field.decimals.is_some_and(|most| most > MAX_DECIMALS), "小数位数最多 10 位"),
        (field.max_rows == Some(0), "行数上限不能为 0"),
        (doubled || codes.iter().any(|code| !is_title(code, 60)), "代码表的代码不能为空或重复"),
    ]
    .into_iter()
    .filter_map(|(is_wrong, message)| is_wrong.then_some(message))
    .collect()
}

fn field_findings(fields: &[FieldSpec], path: &str, in_group: bool) -> Vec<FieldFinding> {
    let mut findings = Vec::new();
    let count: usize = fields.iter().map(|field| 1 + field.fields.len()).sum();
    if count > MAX_FIELDS || (in_group && fields.is_empty()) {
        findings.push(FieldFinding::new(path, Code::CatalogInvalid, "属性数量不合规定"));
    }
    if count > MAX_FIELDS {
        // Each field is compared with all others, so too many of them are not looked at.
        return findings;
    }
    for (index, field) in fields.iter().enumerate() {
        let at = format!("{path}[{index}]");
        // People know a field by its name, so that every finding begins with it.
        let label = label(field, index);
        let mut wrong = |message: &str| {
            let message = format!("{label}：{message}");
            findings.push(FieldFinding::new(&at, Code::CatalogInvalid, message));
        };
        let key_fits = (1..=40).contains(&field.key.len())
            && field.key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
            && field.key.bytes().next().is_some_and(|b| b.is_ascii_alphabetic());
        if !key_fits {
            wrong("标识须以字母开头，仅含字母、数字、下划线");
        }
        if !in_group && rule::is_beside(&field.key) {
            wrong("标识与字段间规则可引用的固定值（如 today）相同，请改用其他标识");
        }
        if fields[..index].iter().any(|other| other.key == field.key) {
            wrong("标识与前面的属性重复");
        }
        if !is_title(&field.name, 60) {
            wrong("名称须为 1 至 60 字");
        }
        if field.max_length.is_some_and(|most| most == 0 || most > MAX_LENGTH) {
            wrong("最大长度不合规定");
        }
        wrong_bounds(field).into_iter().for_each(&mut wrong);
        if (field.kind == FieldKind::CodeList) == field.options.is_empty() {
            wrong("代码表须有取值，其他类型不得有");
        }
        if (field.kind == FieldKind::Group) == field.fields.is_empty() {
            wrong("重复组须有组内属性，其他类型不得有");
        }
        if field.least_pixels.is_some_and(|[width, height]| {
            field.kind != FieldKind::Image || width.max(height) > 4_000
        }) {
            wrong("最小像素只用于图片字段，边长不超过 4000");
        }
        let document = field.type_field.as_ref().map(|key| {
            let list = fields.iter().find(|other| other.key == *key);
            list.is_some_and(|list| {
                let known = list.options.iter().all(|option| code_type(&option.code).is_some());
                list.kind == FieldKind::CodeList && known
            })
        });
        if (field.kind == FieldKind::DocumentNumber) != (document == Some(true))
            || document == Some(false)
        {
            wrong(
                "证件号码字段须指明证件类型字段，其代码表取值须为持证主体代码类型；其他字段不得指明",
            );
        }
        if in_group && matches!(field.kind, FieldKind::Group | FieldKind::Image) {
            wrong("重复组内不得再有重复组或图片");
        }
        findings.extend(field_findings_of_group(field, &at));
    }
    findings
}

/// How a finding names a field: by its name, or by its place in the list while it has none.
fn label(field: &FieldSpec, index: usize) -> String {
    match field.name.trim() {
        "" => format!("第 {} 项属性", index + 1),
        name => format!("“{name}”"),
    }
}

fn field_findings_of_group(field: &FieldSpec, at: &str) -> Vec<FieldFinding> {
    if field.kind == FieldKind::Group {
        field_findings(&field.fields, &format!("{at}.fields"), true)
    } else {
        Vec::new()
    }
}

#[cfg(test)]
mod tests;
