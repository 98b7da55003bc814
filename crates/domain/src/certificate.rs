//! 证照 (certificate): its stored states, the steps between them, and its effect on a given day.
//!
//! The effect is computed from the state and the day and is never stored (I6): a certificate expires
//! at midnight without any change of its row.

use crate::date::Date;
use crate::refusal::{Code, Refusal};
use crate::text;

/// A certificate counts as expiring from this many days before its last valid day.
pub const EXPIRING_DAYS: i64 = 90;

vocabulary! {
    /// Stored states of a certificate.
    pub enum CertificateState {
        /// 已制证未签发: the content is frozen, but there is no seal and no legal force (decision 0006).
        Registered = "registered", "已登记未签发", "Registered, not issued";
        Active = "active", "有效", "In force";
        Suspended = "suspended", "已冻结", "Suspended";
        Superseded = "superseded", "已更新", "Superseded";
        Revoked = "revoked", "已注销", "Revoked";
    }
}

vocabulary! {
    /// What can be done to a certificate.
    pub enum CertificateStep {
        Activate = "activate", "签发", "Issue";
        Suspend = "suspend", "冻结", "Suspend";
        Resume = "resume", "恢复", "Resume";
        Supersede = "supersede", "被更新", "Supersede";
        Revoke = "revoke", "注销", "Revoke";
    }
}

vocabulary! {
    /// The four legal grounds on which a certificate is ended (Art. 10): its purpose has ended, a
    /// penalty, a grant that was unlawful, or a certificate that was void from the start.
    pub enum RevocationKind {
        Cancelled = "cancelled", "注销", "Cancelled";
        Penalised = "penalised", "吊销", "Revoked as a penalty";
        Withdrawn = "withdrawn", "撤销", "Withdrawn as unlawfully granted";
        Voided = "voided", "作废", "Declared void";
    }
}

/// 注销 (revocation) as the issuer declares it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revocation {
    pub kind: RevocationKind,
    pub reason: String,
    pub legal_basis: String,
}

impl Revocation {
    /// Checks a declared revocation and trims its texts.
    ///
    /// # Errors
    /// Refuses an unknown kind, and an empty reason or legal basis.
    pub fn checked(kind: &str, reason: &str, legal_basis: &str) -> Result<Self, Refusal> {
        let kind = RevocationKind::parse(kind)
            .ok_or_else(|| Refusal::new(Code::RevocationKindUnknown).with("kind", kind))?;
        let reason = text::reason(reason)?.to_owned();
        let basis = text::statement(legal_basis, text::MAX_REASON_CHARS);
        let basis = basis.ok_or_else(|| Refusal::new(Code::RevocationBasisMissing))?;
        Ok(Self { kind, reason, legal_basis: basis.to_owned() })
    }
}

/// Returns the state after the step. `Revoked` and `Superseded` are final.
///
/// # Errors
/// Refuses a step that the state does not allow.
pub fn step(state: CertificateState, step: CertificateStep) -> Result<CertificateState, Refusal> {
    use CertificateState as S;
    use CertificateStep as T;
    match (state, step) {
        (S::Registered, T::Activate) | (S::Suspended, T::Resume) => Ok(S::Active),
        (S::Active, T::Suspend) => Ok(S::Suspended),
        (S::Active | S::Suspended, T::Supersede) => Ok(S::Superseded),
        (S::Registered | S::Active | S::Suspended, T::Revoke) => Ok(S::Revoked),
        (
            S::Registered | S::Active | S::Suspended | S::Superseded | S::Revoked,
            T::Activate | T::Suspend | T::Resume | T::Supersede | T::Revoke,
        ) => Err(Refusal::new(Code::CertificateState)
            .with("state", state.as_str())
            .with("step", step.as_str())),
    }
}

vocabulary! {
    /// 效力: what a certificate counts for on a given day. It is computed and never stored (I6).
    pub enum Effect {
        Registered = "registered", "未签发", "Not issued";
        NotYetValid = "not_yet_valid", "未到有效期", "Not yet valid";
        Valid = "valid", "有效", "Valid";
        Expiring = "expiring", "即将到期", "Expiring soon";
        Expired = "expired", "已过期", "Expired";
        Suspended = "suspended", "已冻结", "Suspended";
        Superseded = "superseded", "已被新版本取代", "Superseded by a newer version";
        Revoked = "revoked", "已注销", "Revoked";
    }
}

impl Effect {
    /// The effect on the day `today` in Asia/Shanghai. `valid_to` is the last valid day and counts
    /// until 24:00; `None` means long term.
    pub fn on(
        state: CertificateState,
        valid_from: Option<Date>,
        valid_to: Option<Date>,
        today: Date,
    ) -> Self {
        match state {
            CertificateState::Registered => Effect::Registered,
            CertificateState::Suspended => Effect::Suspended,
            CertificateState::Superseded => Effect::Superseded,
            CertificateState::Revoked => Effect::Revoked,
            CertificateState::Active => {
                if valid_from.is_some_and(|from| today < from) {
                    Effect::NotYetValid
                } else if valid_to.is_some_and(|to| to < today) {
                    Effect::Expired
                } else if valid_to.is_some_and(|to| to.days() - today.days() <= EXPIRING_DAYS) {
                    Effect::Expiring
                } else {
                    Effect::Valid
                }
            }
        }
    }

    /// Whether a using unit may rely on the certificate (Art. 16 requires a valid one).
    pub fn usable(self) -> bool {
        matches!(self, Effect::Valid | Effect::Expiring)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn revoked_and_superseded_are_final() {
        for state in [CertificateState::Revoked, CertificateState::Superseded] {
            for what in CertificateStep::ALL {
                assert!(step(state, *what).is_err(), "{} {}", state.as_str(), what.as_str());
            }
        }
    }

    #[test]
    fn the_effect_follows_from_the_state_and_the_day() {
        let day = |text: &str| Date::parse(text);
        let on = |state, today: &str| {
            Effect::on(state, day("2026-01-01"), day("2026-12-31"), day(today).unwrap())
        };
        let active = CertificateState::Active;
        assert_eq!(on(active, "2025-12-31"), Effect::NotYetValid);
        assert_eq!(on(active, "2026-01-01"), Effect::Valid);
        assert_eq!(on(active, "2026-10-02"), Effect::Expiring);
        assert_eq!(on(active, "2026-12-31"), Effect::Expiring, "the last day counts");
        assert_eq!(on(active, "2027-01-01"), Effect::Expired);
        assert_eq!(on(CertificateState::Revoked, "2026-06-01"), Effect::Revoked);
        assert_eq!(on(CertificateState::Registered, "2026-06-01"), Effect::Registered);
        let long_term = Effect::on(active, None, None, day("2100-01-01").unwrap());
        assert_eq!(long_term, Effect::Valid);
        assert!(!Effect::Expired.usable() && Effect::Expiring.usable());
    }

    #[test]
    fn a_revocation_names_kind_reason_and_basis() {
        let code = |k, r, b| Revocation::checked(k, r, b).unwrap_err().code();
        assert_eq!(code("gone", "r", "b"), Code::RevocationKindUnknown);
        assert_eq!(code("cancelled", " ", "b"), Code::ReasonMissing);
        assert_eq!(code("penalised", "r", ""), Code::RevocationBasisMissing);
        assert!(Revocation::checked("voided", "r", "b").is_ok());
    }

    #[test]
    fn the_table_of_states_is_up_to_date() {
        crate::vocabulary::tests::prints_the_machine::<CertificateState, CertificateStep>(
            "certificate",
            |state, what| step(state, what).ok(),
        );
    }
}
