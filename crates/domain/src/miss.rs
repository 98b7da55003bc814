//! 缺证 (miss, Art. 4(5), 8, 13, 19): why a certificate that a matter needs is not there for a holder, in the few
//! words by which misses are counted and become the work of whoever issues.

use crate::policy::Place;
use crate::refusal::Refusal;
use crate::region::Region;
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
    fn what_is_not_shared_cites_its_rule_and_basis() {
        let refusal = Sharing::Withheld.rule("某法第一条", false).unwrap_err();
        let cited = refused_by(&refusal);
        assert!(cited.starts_with("第十三条") && cited.ends_with("某法第一条"), "{cited}");
    }
}
