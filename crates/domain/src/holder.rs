//! 持证主体 (holder): the person or organisation that holds a certificate, and the table of holder code
//! types (GB/T 36903, appendix A).

use serde::{Deserialize, Serialize};

use crate::code::{IdNumber, UnifiedSocialCreditCode, half_width, normal};
use crate::date::Date;
use crate::field::normal::{id_number, line, person_name};
use crate::refusal::{Code, FieldFinding, Severity};
use crate::text::{is_blank, is_forbidden, statement};

/// Longest name of a holder, in characters. Names of people from ethnic minorities need up to 50, names
/// of organisations more.
pub const MAX_NAME_CHARS: usize = 200;

/// Longest reason of a statement that a code is printed so, in characters.
pub const MAX_STATEMENT_CHARS: usize = 200;

/// Longest number of a document, in characters.
pub const MAX_CODE_CHARS: usize = 30;

vocabulary! {
    /// 持证主体类别: what kind of holder the certificates of a catalog entry have.
    pub enum HolderKind {
        Natural = "natural", "自然人", "Natural person";
        Legal = "legal", "法人或其他组织", "Organisation";
        Mixed = "mixed", "自然人、法人均可", "Person or organisation";
        Other = "other", "其他", "Other";
    }
}

/// One line of the table of holder code types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HolderCodeType {
    pub code: &'static str,
    pub name: &'static str,
    /// Whether the document is a natural person's; otherwise it is an organisation's.
    pub natural: bool,
    /// Code of the same document in the provincial standard of Guangdong (DB44/T 2167).
    pub provincial: &'static str,
}

macro_rules! table {
    ($($code:literal $name:literal $natural:literal $provincial:literal;)+) => {
        &[$(HolderCodeType { code: $code, name: $name, natural: $natural, provincial: $provincial }),+]
    };
}

/// 持证主体代码类型: the table in the order of GB/T 36903.
pub const HOLDER_CODE_TYPES: &[HolderCodeType] = table! {
    "001" "统一社会信用代码" false "70";
    "099" "其他法人或其他组织有效证件代码" false "80";
    "111" "公民身份号码" true "10";
    "114" "中国人民解放军军官证编号" true "40";
    "115" "中国人民武装警察部队警官证编号" true "40";
    "118" "中国人民解放军士兵证编号" true "40";
    "119" "中国人民武装警察部队士兵证编号" true "40";
    "120" "中国人民解放军文职人员证编号" true "40";
    "122" "中国人民武装警察部队文职人员证编号" true "40";
    "411" "外交护照号" true "40";
    "412" "公务护照号" true "40";
    "413" "公务普通护照号" true "40";
    "414" "普通护照号" true "40";
    "511" "台湾居民来往大陆通行证号码" true "40";
    "516" "港澳居民来往内地通行证号码" true "40";
    "999" "其他自然人有效证件代码" true "40";
};

/// A holder: name, code, and the type of the code as in [`HOLDER_CODE_TYPES`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holder {
    pub name: String,
    pub code: String,
    pub code_type: String,
}

/// 证载如此: a clerk's statement that a code whose check digit does not fit is printed on the document so. The code is
/// then kept with a warning, which the reviewer accepts with a reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AsIssued {
    /// `holder.code`, or the path of a fact such as `facts.XYDM`.
    pub field: String,
    /// Where the clerk saw the code.
    pub reason: String,
}

impl Holder {
    /// The holder with name and code in their normal forms. A name is a person's unless the code is an
    /// organisation's.
    #[must_use]
    pub fn normal(self, today: Date) -> Self {
        let code_type = normal_code_type(&self.code_type);
        let natural = self::code_type(&code_type).is_none_or(|entry| entry.natural);
        let name = if natural { person_name(&self.name) } else { line(&self.name) };
        Self { name, code: canonical(&code_type, &self.code, today), code_type }
    }

    /// Whether the code is one of an organisation. A type of code that is not in the table counts as a person's.
    pub fn is_organisation(&self) -> bool {
        code_type(self.code_type.trim()).is_some_and(|entry| !entry.natural)
    }

    /// What is wrong with a holder in its normal form, for an entry that admits holders of `kind`: one finding for
    /// each field.
    pub fn findings(
        &self,
        kind: HolderKind,
        as_issued: &[AsIssued],
        today: Date,
    ) -> Vec<FieldFinding> {
        let mut findings = Vec::new();
        let wrong = |field: &str, code: Code| FieldFinding::new(field, code, code.zh());
        if is_blank(&self.name)
            || self.name.chars().count() > MAX_NAME_CHARS
            || self.name.chars().any(is_forbidden)
        {
            findings.push(wrong("holder.name", Code::HolderNameMissing));
        }
        let Some(entry) = code_type(&self.code_type) else {
            findings.push(wrong("holder.code_type", Code::HolderCodeTypeUnknown));
            return findings;
        };
        let fits = match kind {
            HolderKind::Natural => entry.natural,
            HolderKind::Legal => !entry.natural,
            HolderKind::Mixed | HolderKind::Other => true,
        };
        if !fits {
            findings.push(wrong("holder.code_type", Code::HolderKindMismatch));
        }
        if let Err(code) = code_fits(&self.code_type, &self.code, today) {
            findings.push(stated(wrong("holder.code", code), &self.code, as_issued, today));
        }
        findings
    }
}

/// The line of the table with this code.
pub fn code_type(code: &str) -> Option<&'static HolderCodeType> {
    HOLDER_CODE_TYPES.iter().find(|entry| entry.code == code)
}

/// The code of a type of holder codes. Who writes the name of a type means its code, as in a code list.
fn normal_code_type(text: &str) -> String {
    let typed = line(&half_width(text));
    let named = HOLDER_CODE_TYPES.iter().find(|entry| entry.name == typed);
    named.map_or(typed, |entry| entry.code.to_owned())
}

/// The normal form of the number of a document. The number of a resident is widened to 18 characters.
pub fn canonical(code_type: &str, code: &str, today: Date) -> String {
    if code_type == "111" { id_number(code, today) } else { normal(code) }
}

/// Checks the number of a document of the type `code_type`.
///
/// # Errors
/// The code of the refusal. A type that is not in the table is refused too.
pub fn code_fits(code_type: &str, code: &str, today: Date) -> Result<(), Code> {
    match code_type {
        "001" => UnifiedSocialCreditCode::parse(code).map(drop).map_err(|why| why.code()),
        "111" => IdNumber::parse(code, today).map(drop).map_err(|why| why.code()),
        other if self::code_type(other).is_none() => Err(Code::HolderCodeTypeUnknown),
        // The numbers of passports and permits of all countries have only the alphabet and the range of lengths
        // in common. Some have brackets and strokes, as the numbers of officers.
        _ => {
            let fits = (4..=MAX_CODE_CHARS).contains(&code.chars().count())
                && code.chars().all(|c| {
                    c.is_ascii_alphanumeric() || matches!(c, '-' | '(' | ')' | '/') || !c.is_ascii()
                })
                && code.chars().any(|c| c.is_ascii_digit())
                && !code.chars().any(is_forbidden);
            if fits { Ok(()) } else { Err(Code::HolderCodeInvalid) }
        }
    }
}

/// The finding as a warning, if nothing but a check digit is wrong and the clerk states that the code is printed so.
pub fn stated(
    finding: FieldFinding,
    code: &str,
    as_issued: &[AsIssued],
    today: Date,
) -> FieldFinding {
    let of_field = |one: &&AsIssued| one.field == finding.field;
    let given = as_issued.iter().find(of_field);
    let reason = given.and_then(|one| statement(&one.reason, MAX_STATEMENT_CHARS));
    let near = (finding.code == Code::UnitCodeInvalid
        && UnifiedSocialCreditCode::only_check_digit_differs(code))
        || (finding.code == Code::IdNumberInvalid
            && IdNumber::only_check_digit_differs(code, today));
    match reason.filter(|_| near) {
        Some(reason) => FieldFinding {
            message: format!("校验码不符，经办人说明证件如此：{reason}"),
            severity: Severity::Warning,
            ..finding
        },
        None => finding,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = Date { year: 2026, month: 11, day: 23 };

    fn holder(code_type: &str, code: &str) -> Holder {
        Holder { name: "演示甲".into(), code: code.into(), code_type: code_type.into() }
    }

    fn checked(holder: Holder, kind: HolderKind) -> Result<Holder, Vec<Code>> {
        let holder = holder.normal(TODAY);
        let found = holder.findings(kind, &[], TODAY);
        if found.is_empty() { Ok(holder) } else { Err(found.into_iter().map(|f| f.code).collect()) }
    }

    #[test]
    fn a_holders_code_is_checked_by_the_rules_of_its_type() {
        let good = checked(holder("111", "440304190001010002"), HolderKind::Natural);
        assert!(good.is_ok());
        let good = checked(holder("001", "91440300ma5xx00149"), HolderKind::Legal).unwrap();
        assert_eq!(good.code, "91440300MA5XX00149");
        assert!(checked(holder("414", "E12345678"), HolderKind::Mixed).is_ok());
        let named =
            checked(holder("公民身份号码", "440304900101000"), HolderKind::Natural).unwrap();
        assert_eq!(
            (named.code_type.as_str(), named.code.len()),
            ("111", 18),
            "the type by its name"
        );
        let codes = |h: Holder, kind| checked(h, kind).unwrap_err();
        assert_eq!(
            codes(holder("111", "440304190001010003"), HolderKind::Natural),
            [Code::IdNumberInvalid]
        );
        assert_eq!(
            codes(holder("001", "91440300MA5XX00149"), HolderKind::Natural),
            [Code::HolderKindMismatch]
        );
        assert_eq!(codes(holder("112", "1"), HolderKind::Mixed), [Code::HolderCodeTypeUnknown]);
        assert_eq!(codes(holder("414", "E1;"), HolderKind::Mixed), [Code::HolderCodeInvalid]);
        let nameless = Holder { name: " ".into(), ..holder("414", "E12345678") };
        assert_eq!(codes(nameless, HolderKind::Mixed), [Code::HolderNameMissing]);
    }
}
