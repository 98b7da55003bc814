//! 缺证 (miss, Art. 4(5), 8, 13, 19): why a certificate that a matter needs is not there for a holder, in the few
//! words by which misses are counted and become the work of whoever issues.

use crate::date::Date;
use crate::policy::Place;
use crate::refusal::{Code, Refusal};
use crate::region::Region;
use crate::text::reason;
use crate::usage::Lack;

/// What the window is told where a certificate is there (Art. 4(5), 8).
pub const NO_PAPER: &str = "已有可共享的有效证照，不得要求提供纸质件（第四条第五项）";

vocabulary! {
    /// 缺证原因: the cause of a miss. [`Lack`] says it more exactly.
    pub enum MissCause {
        NotIssued = "not_issued", "未签发", "Not issued";
        NotShared = "not_shared", "不共享", "Not shared";
        NotYetValid = "not_yet_valid", "未到有效期", "Not yet valid";
        Expired = "expired", "已过期", "Expired";
        Suspended = "suspended", "已冻结", "Suspended";
        Superseded = "superseded", "已被新版本取代", "Superseded";
        Revoked = "revoked", "已注销", "Revoked";
        /// [`Outage`] says in what way.
        Outage = "outage", "签发单位暂停服务", "The issuing unit does not serve at present";
    }
}

vocabulary! {
    /// 暂停服务情形 (Art. 19): in what way the issuing unit does not serve. An outage that a unit announces gets
    /// a word of its own here.
    pub enum Outage {
        UnitSuspended = "unit_suspended", "签发单位已停用", "The issuing units are suspended";
        TypeNotPublished = "type_not_published", "目录条目尚未发布或已停用", "The catalog entry is not published";
        FileNotProduced = "file_not_produced", "证照已登记，文件尚未制成", "Registered, but its file is not produced yet";
        DataUnreadable = "data_unreadable", "证照数据暂时无法读取", "Its data cannot be read at present";
    }
}

vocabulary! {
    /// 缺证答复: what the issuing unit says that it does about misses.
    pub enum MissAnswer {
        Planned = "planned", "已安排补办", "Planned";
        Issued = "issued", "已补发", "Issued since";
        NotOurs = "not_ours", "不属本单位签发", "Not issued by this unit";
    }
}

/// Number of days within which an issuing unit plans.
const PLANNED_DAYS: i64 = 366;

/// An answer of the issuing unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answered {
    pub answer: MissAnswer,
    /// Instant of the answer.
    pub at: i64,
    /// The last day of what is planned.
    pub planned_for: Option<Date>,
}

impl Answered {
    /// Checks an answer and returns its note without blanks around it.
    ///
    /// # Errors
    /// [`Code::PlannedDayInvalid`] for a plan without a day between today and a year from now, or a day without a
    /// plan; [`Code::ReasonMissing`] without a note.
    pub fn checked(
        answer: MissAnswer,
        planned_for: &str,
        note: &str,
        today: Date,
    ) -> Result<String, Refusal> {
        let day = Date::parse(planned_for);
        let fits = match answer {
            MissAnswer::Planned => {
                day.is_some_and(|day| day >= today && day <= today.plus_days(PLANNED_DAYS))
            }
            MissAnswer::Issued | MissAnswer::NotOurs => planned_for.is_empty(),
        };
        if !fits {
            return Err(Refusal::new(Code::PlannedDayInvalid).with("field", "planned_for"));
        }
        Ok(reason(note)?.to_owned())
    }

    /// The instant from which misses wait for the unit in spite of the answer; `None` if none does. A plan covers
    /// all until its day has passed, and then none.
    pub fn open_since(&self, today: Date) -> Option<i64> {
        match self.answer {
            MissAnswer::Planned if self.planned_for.is_some_and(|day| today <= day) => None,
            MissAnswer::Planned => Some(0),
            MissAnswer::Issued => Some(self.at),
            MissAnswer::NotOurs => None,
        }
    }
}

impl MissCause {
    /// The cause that follows from a lack, and the way of an outage.
    pub fn of(lack: Lack) -> (Self, Option<Outage>) {
        let outage = |way| (Self::Outage, Some(way));
        match lack {
            Lack::None => (Self::NotIssued, None),
            Lack::Registered => outage(Outage::FileNotProduced),
            Lack::NotYetValid => (Self::NotYetValid, None),
            Lack::Expired => (Self::Expired, None),
            Lack::Suspended => (Self::Suspended, None),
            Lack::Superseded => (Self::Superseded, None),
            Lack::Revoked => (Self::Revoked, None),
            Lack::Unreadable => outage(Outage::DataUnreadable),
            Lack::CatalogNotPublished => outage(Outage::TypeNotPublished),
            Lack::IssuerSuspended => outage(Outage::UnitSuspended),
            Lack::SharingConditional | Lack::SharingWithheld => (Self::NotShared, None),
        }
    }
}

/// The unit that answers for a miss where no certificate names one: of the units that issue the type, the one in
/// the region `at` of whoever misses it, else the one that defines the type, else the first.
pub fn answering<'a>(issuers: &'a [Place], defining: &str, at: &Region) -> Option<&'a str> {
    let here = issuers.iter().find(|issuer| issuer.region == *at);
    let defines = || issuers.iter().find(|issuer| issuer.unit == defining);
    here.or_else(defines).or_else(|| issuers.first()).map(|issuer| issuer.unit.as_str())
}

/// The rule by which a type is not shared (Art. 13), with its legal basis, in Chinese.
pub fn refused_by(refusal: &Refusal) -> String {
    let basis = refusal.facts().iter().find(|(name, _)| *name == "legal_basis");
    let basis = basis.map_or("", |(_, basis)| basis.as_str());
    format!("第十三条 {}，依据：{basis}", refusal.code().zh())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sharing::Sharing;

    #[test]
    fn every_lack_has_one_cause_and_only_an_outage_says_in_what_way() {
        for lack in Lack::ALL {
            let (cause, way) = MissCause::of(*lack);
            assert_eq!(way.is_some(), cause == MissCause::Outage, "{lack}");
        }
        // Those that end a certificate are told apart from those that never made one.
        assert_eq!(MissCause::of(Lack::None).0, MissCause::NotIssued);
        for lack in [Lack::Expired, Lack::Revoked, Lack::Suspended, Lack::Superseded] {
            assert_eq!(MissCause::of(lack).0.as_str(), lack.as_str());
        }
        let ways: std::collections::BTreeSet<Outage> =
            Lack::ALL.iter().filter_map(|lack| MissCause::of(*lack).1).collect();
        assert_eq!(ways.len(), Outage::ALL.len(), "every way arises");
    }

    #[test]
    fn the_issuer_of_the_same_region_answers_then_the_one_that_defines_the_type() {
        let place = |unit: &str, region: &str| Place {
            unit: unit.to_owned(),
            region: Region::parse(region).unwrap(),
        };
        let issuers = [place("A", "440304"), place("B", "440305"), place("C", "440306")];
        let at = |region: &str| answering(&issuers, "B", &Region::parse(region).unwrap());
        assert_eq!(at("440306"), Some("C"));
        assert_eq!(at("440300"), Some("B"));
        assert_eq!(answering(&issuers, "Z", &Region::parse("440300").unwrap()), Some("A"));
        assert_eq!(answering(&[], "B", &Region::parse("440300").unwrap()), None);
    }

    #[test]
    fn a_plan_covers_misses_until_its_day_and_an_issue_those_before_it() {
        let day = |text: &str| Date::parse(text).unwrap();
        let today = day("2026-11-23");
        let code = |answer, planned_for: &str, note: &str| {
            Answered::checked(answer, planned_for, note, today).err().map(|refusal| refusal.code())
        };
        assert_eq!(code(MissAnswer::Planned, "2026-11-23", "补录"), None);
        for wrong in ["", "2026-11-22", "2027-12-01", "明年"] {
            assert_eq!(code(MissAnswer::Planned, wrong, "补录"), Some(Code::PlannedDayInvalid));
        }
        assert_eq!(code(MissAnswer::Issued, "2026-11-24", "已发"), Some(Code::PlannedDayInvalid));
        assert_eq!(code(MissAnswer::NotOurs, "", " "), Some(Code::ReasonMissing));
        let answered = |answer| Answered { answer, at: 7, planned_for: Some(today) };
        let planned = answered(MissAnswer::Planned);
        assert_eq!(planned.open_since(today), None);
        assert_eq!(planned.open_since(today.next()), Some(0));
        assert_eq!(answered(MissAnswer::Issued).open_since(today), Some(7));
        assert_eq!(answered(MissAnswer::NotOurs).open_since(today.next()), None);
    }

    #[test]
    fn what_is_not_shared_cites_its_rule_and_basis() {
        let refusal = Sharing::Withheld.rule("某法第一条", false).unwrap_err();
        let cited = refused_by(&refusal);
        assert!(cited.starts_with("第十三条") && cited.ends_with("某法第一条"), "{cited}");
    }
}
