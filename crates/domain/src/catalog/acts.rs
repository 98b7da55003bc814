//! 目录操作 (acts on a catalog version): what somebody may do to it now. The pages ask the same functions as
//! the door, so that no button promises what would be refused (decision 8).

use super::{CatalogState, CatalogStep, step};
use crate::policy::Action;
use crate::refusal::{Code, Refusal};

vocabulary! {
    /// An act on a catalog version, as a page offers it.
    pub enum CatalogAct {
        Amend = "amend", "修改草稿", "Amend the draft";
        /// A draft is shown to the using units, which may comment on it.
        Circulate = "circulate", "征求意见", "Ask for comments";
        /// 不涉密 (Art. 3): a person declares that the entry contains no state secret.
        Declare = "declare", "不涉密声明", "Declare free of state secrets";
        Submit = "submit", "提交发布", "Submit for publication";
        Return = "return", "退回", "Return to the editor";
        Publish = "publish", "发布", "Publish";
        Retire = "retire", "停用", "Retire";
        Renew = "renew", "编制新版本", "Compile a new version";
        Adopt = "adopt", "认领", "Adopt";
        Confirm = "confirm", "年度确认", "Confirm for the year";
        Comment = "comment", "提出意见", "Comment";
        Apply = "apply", "按此录入", "Enter an application";
    }
}

/// What the acts on a version depend on besides the caller's posts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Circumstances {
    pub state: CatalogState,
    /// Whether the using units are asked for comments on this draft.
    pub circulated: bool,
    /// Whether it is declared that the entry contains no state secret.
    pub declared: bool,
    /// Whether there is a later version of the type, or one that is a draft or waits for publication.
    pub succeeded: bool,
    /// Whether the caller's unit issues certificates of the type.
    pub issues: bool,
}

impl CatalogAct {
    /// The action that the policy must permit.
    pub fn action(self) -> Action {
        match self {
            Self::Amend | Self::Circulate | Self::Declare | Self::Submit | Self::Renew => {
                Action::DraftCatalog
            }
            Self::Return | Self::Publish => Action::PublishCatalog,
            Self::Retire => Action::RetireCatalog,
            Self::Adopt => Action::AdoptCatalog,
            Self::Confirm => Action::ConfirmCatalog,
            Self::Comment => Action::CommentCatalog,
            Self::Apply => Action::DraftApplication,
        }
    }

    /// Whether the act belongs to the caller's own unit, and not to the unit that defines the type.
    pub fn is_of_own_unit(self) -> bool {
        match self {
            Self::Adopt | Self::Confirm | Self::Comment | Self::Apply => true,
            Self::Amend
            | Self::Circulate
            | Self::Declare
            | Self::Submit
            | Self::Return
            | Self::Publish
            | Self::Retire
            | Self::Renew => false,
        }
    }

    /// Whether the circumstances allow the act.
    ///
    /// # Errors
    /// Says what does not allow it: mostly the state of the version.
    pub fn allowed(self, now: Circumstances) -> Result<(), Refusal> {
        let unless = |fits: bool, code: Code| if fits { Ok(()) } else { Err(Refusal::new(code)) };
        let in_state = |fits: bool| {
            let state = now.state.as_str();
            let refuse = || Refusal::new(Code::CatalogState).with("state", state);
            if fits { Ok(()) } else { Err(refuse().with("step", self.as_str())) }
        };
        let is_draft = now.state == CatalogState::Draft;
        let is_open = is_draft || now.state == CatalogState::Submitted;
        let is_published = now.state == CatalogState::Published;
        match self {
            Self::Amend => step(now.state, CatalogStep::Save).map(drop),
            Self::Submit => step(now.state, CatalogStep::Submit).map(drop),
            Self::Return => step(now.state, CatalogStep::Return).map(drop),
            Self::Retire => step(now.state, CatalogStep::Retire).map(drop),
            Self::Publish => {
                step(now.state, CatalogStep::Publish)?;
                unless(now.declared, Code::SecrecyUndeclared)
            }
            Self::Circulate => in_state(is_draft && !now.circulated),
            Self::Declare => in_state(is_open && !now.declared),
            // A type that was retired altogether can come back in a new version.
            Self::Renew => in_state(!is_open && !now.succeeded),
            Self::Comment => {
                in_state(now.state == CatalogState::Submitted || (is_draft && now.circulated))
            }
            Self::Adopt => {
                in_state(is_published)?;
                unless(!now.issues, Code::CatalogAdopted)
            }
            Self::Confirm | Self::Apply => {
                in_state(is_published)?;
                unless(now.issues, Code::CatalogNotAdopted)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAFT: Circumstances = Circumstances {
        state: CatalogState::Draft,
        circulated: false,
        declared: false,
        succeeded: false,
        issues: true,
    };

    fn offered(now: Circumstances) -> Vec<&'static str> {
        let fits = |act: &&CatalogAct| act.allowed(now).is_ok();
        CatalogAct::ALL.iter().filter(fits).map(|act| act.as_str()).collect()
    }

    #[test]
    fn each_state_offers_its_own_acts() {
        assert_eq!(offered(DRAFT), ["amend", "circulate", "declare", "submit"]);
        let asked = Circumstances { circulated: true, declared: true, ..DRAFT };
        assert_eq!(offered(asked), ["amend", "submit", "comment"]);
        let waiting = Circumstances { state: CatalogState::Submitted, ..DRAFT };
        assert_eq!(offered(waiting), ["declare", "return", "comment"]);
        let declared = Circumstances { declared: true, ..waiting };
        assert_eq!(offered(declared), ["return", "publish", "comment"]);
        let published = Circumstances { state: CatalogState::Published, ..DRAFT };
        assert_eq!(offered(published), ["retire", "renew", "confirm", "apply"]);
        let succeeded = Circumstances { succeeded: true, issues: false, ..published };
        assert_eq!(offered(succeeded), ["retire", "adopt"]);
        let retired = Circumstances { state: CatalogState::Retired, ..DRAFT };
        assert_eq!(offered(retired), ["renew"], "a type may come back");
        assert_eq!(offered(Circumstances { succeeded: true, ..retired }), [""; 0]);
    }

    #[test]
    fn publication_without_the_declaration_says_so() {
        let waiting = Circumstances { state: CatalogState::Submitted, ..DRAFT };
        let refused = CatalogAct::Publish.allowed(waiting).unwrap_err();
        assert_eq!(refused.code(), Code::SecrecyUndeclared);
        let early = CatalogAct::Publish.allowed(DRAFT).unwrap_err();
        assert_eq!(early.code(), Code::CatalogState, "the state is told first");
    }
}
