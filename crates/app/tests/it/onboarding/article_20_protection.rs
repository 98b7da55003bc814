//! 第四条(六)、第二十条 (Art. 4, 20): login, the end of sessions, passwords, and what each of the three
//! administrators may not do.

use app::onboarding::{NewPerson, Session};
use domain::Code;
use domain::caller::{Caller, Role};

use testkit::{BUREAU, City, cities};

pub const PASSWORD: &str = "Zhengzhao-2026";
pub const HOME: &str = "192.0.2.7";

/// Registers a person of the bureau with a password and posts, as the demo city is filled.
pub async fn registered(city: &City, account: &str, roles: &[Role]) -> String {
    let person = NewPerson {
        account: account.into(),
        name: "演示甲".into(),
        unit: BUREAU.into(),
        password: Some(PASSWORD.into()),
        roles: roles.to_vec(),
    };
    city.app.register_person(&Caller::program("setup"), &person).await.unwrap().0.person_id
}

/// Logs in and returns the secret of the session.
pub async fn logged_in(city: &City, account: &str, password: &str) -> String {
    city.app.log_in(account, password, HOME).await.unwrap().secret
}

pub async fn session(city: &City, secret: &str) -> Option<Session> {
    city.app.session(secret).await.unwrap()
}

#[tokio::test]
async fn a_session_lasts_from_login_to_logout() {
    for city in cities().await {
        registered(&city, "jia", &[Role::Clerk]).await;
        let secret = logged_in(&city, "jia", PASSWORD).await;
        let known = session(&city, &secret).await.unwrap();
        assert_eq!((known.name.as_str(), known.account.as_str()), ("演示甲", "jia"));
        assert_eq!(known.caller.roles, [Role::Clerk]);
        assert!(session(&city, "0000").await.is_none());
        city.app.log_out(&known).await.unwrap();
        assert!(session(&city, &secret).await.is_none());
        city.check_everything().await;
    }
}

#[tokio::test]
async fn somebody_without_posts_can_log_out() {
    for city in cities().await {
        registered(&city, "jia", &[]).await;
        let secret = logged_in(&city, "jia", PASSWORD).await;
        let known = session(&city, &secret).await.unwrap();
        assert_eq!(known.caller.roles, []);
        city.app.log_out(&known).await.unwrap();
        assert!(session(&city, &secret).await.is_none());
        city.check_everything().await;
    }
}

#[tokio::test]
async fn only_the_security_administrator_withdraws_posts_and_only_the_auditor_reads_the_log() {
    for city in cities().await {
        let id = registered(&city, "jia", &[Role::Clerk, Role::Issuer]).await;
        let system = city.person("系统管理员", BUREAU, Role::SystemAdmin);
        let auditor = city.person("审计管理员", BUREAU, Role::Auditor);
        let security = city.person("安全管理员", BUREAU, Role::SecurityAdmin);
        for caller in [&system, &auditor] {
            let refused = city.app.withdraw_post(caller, &id, Role::Clerk).await.unwrap_err();
            assert_eq!(refused.code(), Code::Denied);
        }
        let secret = logged_in(&city, "jia", PASSWORD).await;
        city.app.withdraw_post(&security, &id, Role::Clerk).await.unwrap();
        let roles = session(&city, &secret).await.unwrap().caller.roles;
        assert_eq!(roles, [Role::Issuer], "the next request has the new posts");
        for caller in [&system, &security] {
            let filter = app::audit::RecordFilter::default();
            let refused = city.app.records(caller, &filter, "", 10).await.unwrap_err();
            assert_eq!(refused.code(), Code::Denied, "only the auditor reads the log");
        }
        let filter = app::audit::RecordFilter::default();
        assert!(!city.app.records(&auditor, &filter, "", 10).await.unwrap().items.is_empty());
        city.check_everything().await;
    }
}

#[tokio::test]
async fn weak_passwords_are_refused() {
    for city in cities().await {
        let admin = city.person("安全管理员", BUREAU, Role::SecurityAdmin);
        for weak in ["short-1A", "onlyletterslong", "jia-Password-1", "1234567890"] {
            let person = NewPerson {
                account: "jia".into(),
                name: "演示甲".into(),
                unit: BUREAU.into(),
                password: Some(weak.into()),
                roles: vec![],
            };
            let refused = city.app.register_person(&admin, &person).await.unwrap_err();
            assert_eq!(refused.code(), Code::PasswordWeak, "{weak}");
        }
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_password_change_asks_for_the_old_one_and_ends_the_other_sessions() {
    const NEW: &str = "Nanshan-2027-x";
    for city in cities().await {
        registered(&city, "jia", &[Role::Clerk]).await;
        let stolen = logged_in(&city, "jia", PASSWORD).await;
        let own = logged_in(&city, "jia", PASSWORD).await;
        let known = session(&city, &own).await.unwrap();
        let change = |old: &'static str, new: &'static str| {
            let (app, known) = (city.app.clone(), known.clone());
            async move { app.change_password(&known, old, new, HOME).await }
        };
        assert_eq!(change("Wrong-guess-1", NEW).await.unwrap_err().code(), Code::PasswordWrong);
        assert_eq!(change(PASSWORD, "weak").await.unwrap_err().code(), Code::PasswordWeak);
        let same = change(PASSWORD, PASSWORD).await.unwrap_err();
        assert_eq!(same.code(), Code::PasswordUnchanged);
        assert!(session(&city, &stolen).await.is_some(), "the control: nothing has ended yet");
        let fresh = change(PASSWORD, NEW).await.unwrap().secret;
        assert!(session(&city, &stolen).await.is_none(), "the other session has ended");
        assert!(session(&city, &own).await.is_none(), "and so has the one that asked");
        assert!(session(&city, &fresh).await.is_some(), "which got a new one");
        let old = city.app.log_in("jia", PASSWORD, HOME).await.unwrap_err();
        assert_eq!(old.code(), Code::LoginFailed);
        logged_in(&city, "jia", NEW).await;
        assert_eq!(city.recorded("password.changed").await, 1);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn guesses_of_the_old_password_in_a_stolen_session_are_delayed_like_logins() {
    for city in cities().await {
        registered(&city, "jia", &[Role::Clerk]).await;
        let secret = logged_in(&city, "jia", PASSWORD).await;
        let stolen = session(&city, &secret).await.unwrap();
        let mut codes = Vec::new();
        for _ in 0..8 {
            let guess = city.app.change_password(&stolen, "Wrong-guess-1", "Nanshan-2027-x", HOME);
            codes.push(guess.await.unwrap_err().code());
        }
        assert_eq!(codes[0], Code::PasswordWrong, "the control");
        assert_eq!(codes[7], Code::LoginLocked);
        city.check_everything().await;
    }
}
