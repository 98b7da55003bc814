//! 用证 (use, Art. 13–16): why a certificate that a matter needs cannot be used, and how a copy of a used
//! certificate is recognised.

use crate::certificate::Effect;

vocabulary! {
    /// Why there is no certificate to rely on. Where the reason is an effect or a refusal, its code is
    /// that of [`Effect`] or [`crate::Code`].
    pub enum Lack {
        None = "none", "持证主体没有此类证照", "The holder has no such certificate";
        Registered = "registered", "证照未签发", "Not issued";
        NotYetValid = "not_yet_valid", "证照未到有效期", "Not yet valid";
        Expired = "expired", "证照已过期", "Expired";
        Suspended = "suspended", "证照已冻结", "Suspended";
        Superseded = "superseded", "证照已被新版本取代", "Superseded by a newer version";
        Revoked = "revoked", "证照已注销", "Revoked";
        Unreadable = "unreadable", "证照数据无法读取", "The data of the certificate cannot be read";
        /// Nobody can issue one, because every unit that issues the type is suspended (Art. 19).
        IssuerSuspended = "issuer_suspended", "签发单位已停用，暂不能签发", "The units that issue it are suspended";
        CatalogNotPublished = "catalog_not_published", "目录条目尚未发布或已停用", "The catalog entry is not published";
        SharingConditional = "sharing_conditional", "该类证照有条件共享，尚未获准", "Shared only under conditions that are not met (Art. 13)";
        SharingWithheld = "sharing_withheld", "该类证照不予共享", "Not shared (Art. 13)";
    }
}

impl Lack {
    /// The reason that follows from an effect; `None` if the certificate may be relied on.
    pub fn of(effect: Effect) -> Option<Self> {
        match effect {
            Effect::Valid | Effect::Expiring => None,
            Effect::Registered => Some(Self::Registered),
            Effect::NotYetValid => Some(Self::NotYetValid),
            Effect::Expired => Some(Self::Expired),
            Effect::Suspended => Some(Self::Suspended),
            Effect::Superseded => Some(Self::Superseded),
            Effect::Revoked => Some(Self::Revoked),
        }
    }
}

vocabulary! {
    /// 溯源 (tracing, Art. 22): by what feature a copy was recognised in a picture.
    pub enum CopyReading {
        /// The hidden mark: tiny shifts of the characters.
        Mark = "mark", "暗记", "Hidden mark";
        /// Only the visible code, which is weaker evidence because it can be cut away or pasted in.
        Code = "code", "可见编码", "Visible code";
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Code;

    #[test]
    fn a_lack_has_the_code_of_its_effect_or_refusal() {
        for effect in Effect::ALL {
            match Lack::of(*effect) {
                None => assert!(effect.usable(), "{effect}"),
                Some(lack) => {
                    assert_eq!(lack.as_str(), effect.as_str());
                    assert!(!effect.usable(), "{effect}");
                }
            }
        }
        let refusals = [Code::CatalogNotPublished, Code::SharingConditional, Code::SharingWithheld];
        for code in refusals {
            assert!(Lack::parse(code.as_str()).is_some(), "{code}");
        }
    }
}
