//! The checks of a report, grouped under eight heads for readers who do not need every check.

use serde::{Deserialize, Serialize};

use super::file::{Check, Outcome};

/// Each head: its name, its Chinese name, and the names of its checks.
const HEADS: &[(&str, &str, &[&str])] = &[
    (
        "signed",
        "签名",
        &[
            "signature.present",
            "signature.listed",
            "signature.method",
            "signature.value",
            "format",
            "signature",
            "data.property",
        ],
    ),
    (
        "covered",
        "完整",
        &[
            "package.structure",
            "document.entry",
            "document.references",
            "file.digest",
            "data.hash",
            "coverage.reachable",
            "coverage.entries",
            "coverage.unreferenced",
        ],
    ),
    ("seal", "印章", &["seal.signature", "seal.file", "seal.same", "seal.status"]),
    ("signer", "签章人", &["signer.listed", "signer.usage", "maker.usage"]),
    ("time", "时间", &["seal.validity", "signer.time", "maker.time", "signing.time", "time_stamp"]),
    ("chain", "证书链", &["maker.chain", "signer.chain"]),
    ("revocation", "吊销", &["maker.revocation", "signer.revocation"]),
    ("stamp_place", "签章位置", &["stamp.page", "stamp.place"]),
];

/// A head and the combined outcome of its checks: failed if one of them failed; unknown if none
/// failed but one could not be decided, or none was made; otherwise passed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Head {
    pub name: String,
    pub zh: String,
    pub outcome: Outcome,
}

/// All heads in their order.
pub(super) fn heads(checks: &[Check]) -> Vec<Head> {
    let head = |(name, zh, below): &(&str, &str, &[&str])| {
        let of = checks.iter().filter(|check| below.contains(&check.name.as_str()));
        let ended = |outcome| of.clone().any(|check| check.outcome == outcome);
        let outcome = if ended(Outcome::Failed) {
            Outcome::Failed
        } else if ended(Outcome::Unknown) || !ended(Outcome::Passed) {
            Outcome::Unknown
        } else {
            Outcome::Passed
        };
        Head { name: (*name).to_owned(), zh: (*zh).to_owned(), outcome }
    };
    HEADS.iter().map(head).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_of_a_file_has_exactly_one_head() {
        let names =
            ofd::examine::CHECKS.iter().chain(&seal::verify::CHECKS).chain(&seal::verify::FURTHER);
        for name in names {
            let heads = HEADS.iter().filter(|(_, _, below)| below.contains(name)).count();
            assert_eq!(heads, 1, "{name}");
        }
    }

    #[test]
    fn the_worst_outcome_of_its_checks_is_the_outcome_of_a_head() {
        let check = |name: &str, outcome| Check {
            name: name.to_owned(),
            outcome,
            zh: String::new(),
            en: String::new(),
        };
        let of = |checks: &[Check]| heads(checks)[5].outcome;
        let (good, bad) = (Outcome::Passed, Outcome::Failed);
        assert_eq!(of(&[check("maker.chain", good), check("signer.chain", good)]), good);
        assert_eq!(of(&[check("maker.chain", good), check("signer.chain", bad)]), bad);
        assert_eq!(of(&[check("maker.chain", Outcome::Unknown)]), Outcome::Unknown);
        assert_eq!(of(&[]), Outcome::Unknown);
    }
}
