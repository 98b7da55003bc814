//! 登录 (logging in, Art. 20; 等保三级, GB/T 22239 8.1.4.1): by what means somebody logged in, how long that
//! counts, and who needs a second factor (decision 0024).

use crate::caller::Role;

vocabulary! {
    /// 登录方式: how a person proved who they are.
    pub enum LoginMeans {
        Password = "password", "口令", "Password";
        PasswordAndCode = "password_and_code", "口令加动态口令", "Password and one-time code";
        Certificate = "certificate", "数字证书", "Digital certificate";
        /// One click in a demo city.
        Demo = "demo", "演示", "Demo";
    }
}

impl LoginMeans {
    /// Whether the means are two factors, one of them cryptographic, or a key that never leaves its holder. The
    /// demo counts as such, because it is about everything but logging in.
    pub fn is_strong(self) -> bool {
        !matches!(self, Self::Password)
    }
}

vocabulary! {
    /// 动态口令状态: states of the secret of a person's one-time codes.
    pub enum CodeState {
        /// Nobody has shown yet that codes can be computed from it.
        Proposed = "proposed", "待确认", "Waiting for its first code";
        Active = "active", "已启用", "Active";
        Withdrawn = "withdrawn", "未启用", "Not in use";
    }
}

vocabulary! {
    /// 登录证书状态: states of a digital certificate with whose key a person logs in. That it has expired is computed.
    pub enum LoginKeyState {
        Active = "active", "可登录", "Can log in";
        Withdrawn = "withdrawn", "已停用", "Withdrawn";
    }
}

vocabulary! {
    /// Who must log in by strong means.
    pub enum SecondFactor {
        Optional = "optional", "自愿", "Whoever wants to";
        Privileged = "privileged", "特权岗位", "Whoever holds a privileged post";
        Everybody = "everybody", "所有人员", "Everybody";
    }
}

/// How long a login counts, in milliseconds, and who needs a second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoginRules {
    /// A session ends after this time without a request.
    pub idle: i64,
    /// The same for whoever holds a privileged post.
    pub idle_privileged: i64,
    /// A session ends this long after its login, even if it is in use.
    pub longest: i64,
    /// So long somebody who has proved who they are need not do so again for acts that ask for it.
    pub proof: i64,
    pub second_factor: SecondFactor,
}

/// A minute in milliseconds.
pub const MINUTE: i64 = 60_000;

impl Default for LoginRules {
    fn default() -> Self {
        Self {
            idle: 30 * MINUTE,
            idle_privileged: 15 * MINUTE,
            longest: 8 * 60 * MINUTE,
            proof: 10 * MINUTE,
            second_factor: SecondFactor::Optional,
        }
    }
}

/// Whether one of the posts is privileged: it administers the platform, decides for a region, or takes
/// certificates into effect and out of it.
pub fn is_privileged(posts: &[Role]) -> bool {
    posts.iter().any(|post| {
        matches!(
            post,
            Role::SystemAdmin
                | Role::SecurityAdmin
                | Role::Auditor
                | Role::CityManager
                | Role::DistrictManager
                | Role::Issuer
        )
    })
}

impl LoginRules {
    /// How long a session of somebody with these posts lasts without a request.
    pub fn idle_of(&self, posts: &[Role]) -> i64 {
        if is_privileged(posts) { self.idle_privileged } else { self.idle }
    }

    /// Whether somebody with these posts must add a second factor before anything else.
    pub fn demands_more(&self, posts: &[Role], means: LoginMeans) -> bool {
        let demanded = match self.second_factor {
            SecondFactor::Optional => false,
            SecondFactor::Privileged => is_privileged(posts),
            SecondFactor::Everybody => true,
        };
        demanded && !means.is_strong()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_factor_is_demanded_of_whom_the_rules_name() {
        let rules = |second_factor| LoginRules { second_factor, ..LoginRules::default() };
        let cases = [
            (SecondFactor::Optional, Role::SecurityAdmin, false),
            (SecondFactor::Privileged, Role::Clerk, false),
            (SecondFactor::Privileged, Role::SecurityAdmin, true),
            (SecondFactor::Everybody, Role::Clerk, true),
        ];
        for (who, post, demanded) in cases {
            let rules = rules(who);
            assert_eq!(rules.demands_more(&[post], LoginMeans::Password), demanded, "{who} {post}");
            for strong in [LoginMeans::PasswordAndCode, LoginMeans::Certificate] {
                assert!(!rules.demands_more(&[post], strong), "{who} {post} {strong}");
            }
        }
    }

    #[test]
    fn privileged_posts_have_the_shorter_time() {
        let rules = LoginRules::default();
        assert_eq!(rules.idle_of(&[Role::Clerk]), 30 * MINUTE);
        assert_eq!(rules.idle_of(&[Role::Clerk, Role::Issuer]), 15 * MINUTE);
    }
}
