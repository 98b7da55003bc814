//! 用证事由 (Art. 14): certificates are used for duty only, so every use names its matter and case.

use serde::{Deserialize, Serialize};

use crate::refusal::{Code, Refusal};

/// Longest free note, in characters (GB/T 36906 `useCause`).
pub const MAX_NOTE: usize = 200;

/// 事项: what a unit handles, which certificate types it needs and yields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Matter {
    pub code: String,
    pub name: String,
    pub unit: String,
    pub needs: Vec<String>,
    pub yields: Vec<String>,
}

/// A checked purpose; only [`Purpose::checked`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purpose {
    matter_code: String,
    case_number: String,
    note: String,
}

impl Purpose {
    /// Refuses an empty matter or case number, and a case number nobody could file.
    pub fn checked(matter_code: &str, case_number: &str, note: &str) -> Result<Self, Refusal> {
        let (matter_code, case_number) = (matter_code.trim(), case_number.trim());
        if matter_code.is_empty() || case_number.is_empty() {
            return Err(Refusal::new(Code::PurposeMissing));
        }
        let filed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/');
        let fits = (6..=64).contains(&case_number.len()) && case_number.chars().all(filed);
        if !fits || note.chars().count() > MAX_NOTE || note.chars().any(char::is_control) {
            return Err(Refusal::new(Code::CaseNumberInvalid));
        }
        Ok(Self {
            matter_code: matter_code.to_owned(),
            case_number: case_number.to_owned(),
            note: note.trim().to_owned(),
        })
    }

    /// The matter must be this unit's own, and must need the type that is asked for.
    pub fn fits(
        &self,
        matter: &Matter,
        unit: &str,
        type_code: Option<&str>,
    ) -> Result<(), Refusal> {
        let needed = type_code.is_none_or(|code| matter.needs.iter().any(|need| need == code));
        if matter.code == self.matter_code && matter.unit == unit && needed {
            Ok(())
        } else {
            Err(Refusal::new(Code::MatterNotAllowed).with("matter", &self.matter_code))
        }
    }

    pub fn matter_code(&self) -> &str {
        &self.matter_code
    }

    pub fn case_number(&self) -> &str {
        &self.case_number
    }

    pub fn note(&self) -> &str {
        &self.note
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_purpose_no_use() {
        let code = |m: &str, c: &str| Purpose::checked(m, c, "").unwrap_err().code();
        assert_eq!(code("", "CASE-2026-01"), Code::PurposeMissing);
        assert_eq!(code("M1", "  "), Code::PurposeMissing);
        assert_eq!(code("M1", "短"), Code::CaseNumberInvalid);
        assert_eq!(code("M1", "a b c d e f"), Code::CaseNumberInvalid);
        assert!(Purpose::checked("M1", "CASE-2026-01", &"字".repeat(201)).is_err());
    }

    #[test]
    fn a_matter_must_be_the_units_own_and_need_the_type() {
        let purpose = Purpose::checked("M1", "CASE-2026-01", "").unwrap();
        let matter = Matter {
            code: "M1".into(),
            name: "事项".into(),
            unit: "A".into(),
            needs: vec!["T".into()],
            yields: vec![],
        };
        assert!(purpose.fits(&matter, "A", Some("T")).is_ok());
        assert!(purpose.fits(&matter, "A", None).is_ok());
        assert!(purpose.fits(&matter, "B", Some("T")).is_err(), "foreign unit");
        assert!(purpose.fits(&matter, "A", Some("U")).is_err(), "type not needed");
    }
}
