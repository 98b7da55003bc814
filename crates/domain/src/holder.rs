//! 持证主体 (holder): the person or organisation that holds a certificate, and the table of holder code
//! types (GB/T 36903, appendix A).

use serde::{Deserialize, Serialize};

use crate::code::{IdNumber, UnifiedSocialCreditCode, normal};
use crate::date::Date;
use crate::refusal::{Code, FieldFinding};

/// Longest name of a holder, in characters. Names of people from ethnic minorities need up to 50, names
/// of organisations more.
pub const MAX_NAME_CHARS: usize = 200;

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

impl Holder {
    /// Normalises name and code, and checks them for an entry that admits holders of `kind`.
    ///
    /// # Errors
    /// One finding for each field that is wrong.
    pub fn checked(mut self, kind: HolderKind, today: Date) -> Result<Self, Vec<FieldFinding>> {
        let mut findings = Vec::new();
        self.name = self.name.trim().to_owned();
        if self.name.is_empty()
            || self.name.chars().count() > MAX_NAME_CHARS
            || self.name.chars().any(char::is_control)
        {
            findings.push(FieldFinding::new(
                "holder.name",
                Code::HolderNameMissing,
                Code::HolderNameMissing.zh(),
            ));
        }
        self.code = normal(&self.code);
        match HOLDER_CODE_TYPES.iter().find(|entry| entry.code == self.code_type) {
            None => findings.push(FieldFinding::new(
                "holder.code_type",
                Code::HolderCodeTypeUnknown,
                Code::HolderCodeTypeUnknown.zh(),
            )),
            Some(entry) => {
                let fits = match kind {
                    HolderKind::Natural => entry.natural,
                    HolderKind::Legal => !entry.natural,
                    HolderKind::Mixed | HolderKind::Other => true,
                };
                if !fits {
                    findings.push(FieldFinding::new(
                        "holder.code_type",
                        Code::HolderKindMismatch,
                        Code::HolderKindMismatch.zh(),
                    ));
                }
                findings.extend(self.code_finding(today));
            }
        }
        if findings.is_empty() { Ok(self) } else { Err(findings) }
    }

    fn code_finding(&self, today: Date) -> Option<FieldFinding> {
        let refused = match self.code_type.as_str() {
            "001" => UnifiedSocialCreditCode::parse(&self.code).err().map(|r| r.code()),
            "111" => IdNumber::parse(&self.code, today).err().map(|r| r.code()),
            // The numbers of passports and permits of all countries have only the alphabet and the
            // range of lengths in common.
            _ => {
                let fits = (4..=30).contains(&self.code.len())
                    && self.code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
                (!fits).then_some(Code::HolderCodeInvalid)
            }
        };
        refused.map(|code| FieldFinding::new("holder.code", code, code.zh()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = Date { year: 2026, month: 11, day: 23 };

    fn holder(code_type: &str, code: &str) -> Holder {
        Holder { name: "演示甲".into(), code: code.into(), code_type: code_type.into() }
    }

    #[test]
    fn a_holders_code_is_checked_by_the_rules_of_its_type() {
        let good = holder("111", "440304190001010002").checked(HolderKind::Natural, TODAY);
        assert!(good.is_ok());
        let good = holder("001", "91440300ma5xx00149").checked(HolderKind::Legal, TODAY).unwrap();
        assert_eq!(good.code, "91440300MA5XX00149");
        assert!(holder("414", "E12345678").checked(HolderKind::Mixed, TODAY).is_ok());
        let codes = |h: Holder, kind| -> Vec<Code> {
            h.checked(kind, TODAY).unwrap_err().into_iter().map(|f| f.code).collect()
        };
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
