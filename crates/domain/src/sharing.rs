//! 共享 (sharing, Art. 13): certificates are shared unconditionally unless the catalog entry restricts it
//! and states the legal basis.

use crate::refusal::{Code, Refusal};

vocabulary! {
    /// 共享类型 (Art. 13).
    pub enum Sharing as "SharingKind" {
        Unconditional = "unconditional", "无条件共享", "Unconditional";
        Conditional = "conditional", "有条件共享", "Conditional";
        Withheld = "withheld", "不予共享", "Withheld";
    }
}

impl Sharing {
    /// The rule under which another unit may see certificates of this sharing type, in Chinese; the
    /// answer to a use cites it. `granted` says that the city manager has admitted this unit.
    ///
    /// # Errors
    /// Refuses withheld sharing, and conditional sharing without a grant; both name the legal basis.
    pub fn rule(self, legal_basis: &str, granted: bool) -> Result<String, Refusal> {
        match self {
            Sharing::Unconditional => Ok("第十三条 无条件共享".to_owned()),
            Sharing::Conditional if granted => {
                Ok(format!("第十三条 有条件共享，依据：{legal_basis}"))
            }
            Sharing::Conditional => {
                Err(Refusal::new(Code::SharingConditional).with("legal_basis", legal_basis))
            }
            Sharing::Withheld => {
                Err(Refusal::new(Code::SharingWithheld).with("legal_basis", legal_basis))
            }
        }
    }

    pub fn needs_legal_basis(self) -> bool {
        match self {
            Sharing::Unconditional => false,
            Sharing::Conditional | Sharing::Withheld => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sharing_is_unconditional_by_default_and_exceptions_cite_their_basis() {
        assert!(Sharing::Unconditional.rule("", false).is_ok());
        let refused = Sharing::Conditional.rule("某法第一条", false).unwrap_err();
        assert_eq!(refused.code(), Code::SharingConditional);
        assert!(Sharing::Conditional.rule("某法第一条", true).unwrap().contains("某法第一条"));
        assert!(
            Sharing::Withheld.rule("某法第一条", true).is_err(),
            "a grant does not open withheld sharing"
        );
    }
}
