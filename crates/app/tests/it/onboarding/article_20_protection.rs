//! 第四条(六)、第二十条 (Art. 4, 20): login, locking of accounts, the end of sessions, and the
//! separation of the three administrators.

use app::onboarding::NewPerson;
use domain::Code;
use domain::caller::Role;

use testkit::{BUREAU, City, cities};

const PASSWORD: &str = "Zhengzhao-2026";

async fn registered(city: &City) -> String {
    let admin = city.person("安全管理员", BUREAU, Role::SecurityAdmin);
    let person = NewPerson {
        account: "jia".into(),
        name: "演示甲".into(),
        unit: BUREAU.into(),
        password: Some(PASSWORD.into()),
        roles: vec![Role::Clerk],
    };
    city.app.register_person(&admin, &person).await.unwrap().0.person_id
}

#[tokio::test]
async fn a_session_lasts_from_login_to_logout() {
    for city in cities().await {
        registered(&city).await;
        let opened = city.app.log_in("jia", PASSWORD).await.unwrap();
        let session = city.app.session(&opened.secret).await.unwrap().unwrap();
        assert_eq!((session.name.as_str(), session.account.as_str()), ("演示甲", "jia"));
        assert_eq!(session.caller.roles, [Role::Clerk]);
        assert!(city.app.session("0000").await.unwrap().is_none());
        city.app.log_out(&session).await.unwrap();
        assert!(city.app.session(&opened.secret).await.unwrap().is_none());
        city.check_everything().await;
    }
}

#[tokio::test]
async fn guessing_a_password_locks_the_account_and_does_not_reveal_whether_it_exists() {
    for city in cities().await {
        registered(&city).await;
        let unknown = city.app.log_in("nobody", PASSWORD).await.unwrap_err();
        let wrong = city.app.log_in("jia", "Wrong-guess-1").await.unwrap_err();
        assert_eq!((unknown.code(), wrong.code()), (Code::LoginFailed, Code::LoginFailed));
        for _ in 0..4 {
            city.app.log_in("jia", "Wrong-guess-1").await.unwrap_err();
        }
        let locked = city.app.log_in("jia", PASSWORD).await.unwrap_err();
        assert_eq!(locked.code(), Code::LoginLocked);
        assert_eq!(city.recorded("login.failed").await, 7);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn only_the_security_administrator_grants_posts_and_only_the_auditor_reads_the_log() {
    for city in cities().await {
        let id = registered(&city).await;
        let system = city.person("系统管理员", BUREAU, Role::SystemAdmin);
        let auditor = city.person("审计管理员", BUREAU, Role::Auditor);
        let security = city.person("安全管理员", BUREAU, Role::SecurityAdmin);
        for caller in [&system, &auditor] {
            let refused = city.app.grant_role(caller, &id, Role::Issuer, true).await.unwrap_err();
            assert_eq!(refused.code(), Code::Denied);
        }
        city.app.grant_role(&security, &id, Role::Issuer, true).await.unwrap();
        city.app.grant_role(&security, &id, Role::Clerk, false).await.unwrap();
        let opened = city.app.log_in("jia", PASSWORD).await.unwrap();
        let session = city.app.session(&opened.secret).await.unwrap().unwrap();
        assert_eq!(session.caller.roles, [Role::Issuer], "the next request has the new posts");
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
