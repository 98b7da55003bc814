//! The session cookie, TLS, delays after failed logins, and what somebody can do who must change the password.

use app::onboarding::NewPerson;
use axum::http::Method;
use domain::caller::{Caller, Role};
use serde_json::json;

use crate::browser::{Browser, router, router_with};
use crate::document::operations;
use testkit::{BUREAU, City, cities};

const PASSWORD: &str = "Zheng-Zhao-2026";

async fn registered(city: &City, roles: &[Role]) -> String {
    let person = NewPerson {
        account: "known".into(),
        name: "演示人员".into(),
        unit: BUREAU.into(),
        password: Some(PASSWORD.into()),
        roles: roles.to_vec(),
    };
    city.app.register_person(&Caller::program("setup"), &person).await.unwrap().0.person_id
}

#[tokio::test]
async fn a_session_cookie_counts_only_under_the_name_that_the_server_sets() {
    let city = cities().await.remove(0);
    registered(&city, &[Role::Clerk]).await;
    for (secure, name, other) in
        [(true, "__Host-yinxin", "yinxin"), (false, "yinxin", "__Host-yinxin")]
    {
        let router = router_with(&city, secure);
        let login = json!({ "account": "known", "password": PASSWORD });
        let opened = Browser::public(&router).post("/session", &login).await;
        let cookie = opened.headers["set-cookie"].to_str().unwrap().to_owned();
        assert!(cookie.starts_with(&format!("{name}=")), "{cookie}");
        let secret = cookie.split(';').next().unwrap().split_once('=').unwrap().1;
        let right = Browser::with_cookie(&router, &format!("{name}={secret}")).await;
        assert_eq!(right.get("/session").await.status.as_u16(), 200, "the control");
        let wrong = Browser::with_cookie(&router, &format!("{other}={secret}")).await;
        assert_eq!(wrong.get("/session").await.status.as_u16(), 401, "{other} at {name}");
        // A planted cookie in front of the right one does not hide it.
        let both = Browser::with_cookie(&router, &format!("{other}=x; {name}={secret}")).await;
        assert_eq!(both.get("/session").await.status.as_u16(), 200);
    }
}

#[tokio::test]
async fn browsers_are_told_to_use_tls_where_the_cookie_demands_it() {
    let city = cities().await.remove(0);
    for (secure, told) in [(true, Some("max-age=31536000")), (false, None)] {
        let public = Browser::public(&router_with(&city, secure));
        let answer = public.get("/catalog").await;
        let header = answer.headers.get("strict-transport-security");
        assert_eq!(header.map(|value| value.to_str().unwrap()), told);
    }
}

#[tokio::test]
async fn a_delayed_login_says_when_to_try_again_and_is_the_same_for_unknown_accounts() {
    for city in cities().await {
        registered(&city, &[Role::Clerk]).await;
        let public = Browser::public(&router(&city));
        let mut told = Vec::new();
        for account in ["known", "unknown"] {
            let guess = json!({ "account": account, "password": "Wrong-guess-1" });
            let first = public.post("/session", &guess).await;
            assert!(first.headers.get("retry-after").is_none(), "the control");
            assert_eq!(first.code(), "login_failed");
            for _ in 0..5 {
                public.post("/session", &guess).await;
            }
            let refused = public.post("/session", &guess).await;
            assert_eq!((refused.status.as_u16(), refused.code().as_str()), (429, "login_locked"));
            let seconds = refused.headers["retry-after"].to_str().unwrap().to_owned();
            assert!((1..=2).contains(&seconds.parse::<u64>().unwrap()), "{seconds}");
            told.push((seconds, refused.json()));
        }
        assert_eq!(told[0], told[1]);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn whoever_must_change_the_password_can_do_nothing_else() {
    for city in cities().await {
        let id = registered(&city, &[Role::Clerk]).await;
        let router = router(&city);
        let secret = city.app.log_in("known", PASSWORD, "").await.unwrap().secret;
        let browser = Browser::with_cookie(&router, &format!("yinxin={secret}")).await;
        assert_eq!(browser.get("/applications").await.status.as_u16(), 200, "the control");
        let admin = city.person("安全管理员", BUREAU, Role::SecurityAdmin);
        city.app.demand_password_change(&admin, &id, 1).await.unwrap();
        assert_eq!(browser.get("/session").await.json()["first"], "password_change_required");
        let mut refused = 0;
        for operation in operations().iter().filter(|one| one.method == Method::GET) {
            let path = operation.path.replace("{name}", "workdays").replace("{number}", "1");
            let path = path.replace(['{', '}'], "");
            let answer = browser.get(&path).await;
            let code = answer.code();
            let public = Browser::public(&router).get(&path).await;
            if operation.path == "/session" {
                continue;
            }
            // The public's routes answer as to the public, all others refuse.
            if public.code() == "unauthenticated" {
                assert_eq!(code, "password_change_required", "{path}");
                refused += 1;
            } else {
                assert_eq!(answer.status, public.status, "{path}");
            }
        }
        assert!(refused > 15, "{refused}");
        let change = json!({ "old": PASSWORD, "new": "Nan-Shan-2027" });
        let changed = browser.post("/session/password", &change).await;
        assert_eq!(changed.status.as_u16(), 204, "{}", changed.json());
        let cookie = changed.headers["set-cookie"].to_str().unwrap();
        let fresh = Browser::with_cookie(&router, cookie.split(';').next().unwrap()).await;
        assert_eq!(fresh.get("/applications").await.status.as_u16(), 200);
        assert_eq!(browser.get("/session").await.status.as_u16(), 401, "the old session ended");
        city.check_everything().await;
    }
}

#[tokio::test]
async fn the_new_session_of_a_password_change_is_not_kept_under_an_idempotency_key() {
    for city in cities().await {
        registered(&city, &[Role::Clerk]).await;
        let router = router(&city);
        let secret = city.app.log_in("known", PASSWORD, "").await.unwrap().secret;
        let browser = Browser::with_cookie(&router, &format!("yinxin={secret}")).await;
        let change = json!({ "old": PASSWORD, "new": "Nan-Shan-2027" });
        let keyed = [("idempotency-key", "password-1")];
        let changed = browser.json(Method::POST, "/session/password", &keyed, &change).await;
        assert_eq!(changed.status.as_u16(), 204);
        assert_eq!(city.number("SELECT COUNT(*) FROM idempotency").await, 0);
        city.check_everything().await;
    }
}
