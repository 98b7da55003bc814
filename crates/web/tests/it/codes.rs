//! One-time codes and the proof of who somebody is, over the interface (Art. 20, decision 0024).

use app::App;
use app::onboarding::{NewPerson, code_at};
use axum::http::Method;
use domain::caller::{Caller, Role};
use domain::login::{LoginRules, MINUTE, SecondFactor};
use serde_json::json;

use crate::browser::{Browser, router, router_of};
use testkit::{BUREAU, City, cities};

/// The password of the people of the examples.
pub const PASSWORD: &str = "Zheng-Zhao-2026";

/// Begins codes for a person whose password is that of the examples. Returns the identity of the person.
pub async fn with_codes(city: &City, person: String) -> String {
    let row = city.app.read().await.unwrap().person(&person).await.unwrap().unwrap();
    let opened = city.app.log_in_demo(&row.account).await.unwrap();
    let session = city.app.session(&opened.secret).await.unwrap().unwrap();
    city.app.begin_codes(&session).await.unwrap();
    person
}

pub async fn registered(city: &City, account: &str, roles: &[Role]) -> String {
    let person = NewPerson {
        account: account.into(),
        name: "演示人员".into(),
        unit: BUREAU.into(),
        password: Some(PASSWORD.into()),
        roles: roles.to_vec(),
    };
    city.app.register_person(&Caller::program("setup"), &person).await.unwrap().0.person_id
}

pub async fn logged_in(city: &City, app: &App, account: &str) -> Browser {
    let secret = city.app.log_in(account, PASSWORD, "").await.unwrap().secret;
    Browser::with_cookie(&router_of(app), &format!("yinxin={secret}")).await
}

#[tokio::test]
async fn whoever_lost_the_proof_proves_it_and_asks_once_more() {
    for city in cities().await {
        registered(&city, "admin", &[Role::SecurityAdmin]).await;
        let other = registered(&city, "other", &[]).await;
        let browser = logged_in(&city, &city.app, "admin").await;
        let path = format!("/people/{other}/posts");
        let post = |post: &str| json!({ "post": post, "active": true });
        assert_eq!(browser.post(&path, &post("clerk")).await.status.as_u16(), 200, "the control");
        city.clock.forward(11 * MINUTE);
        let refused = browser.post(&path, &post("window")).await;
        assert_eq!((refused.status.as_u16(), refused.code().as_str()), (403, "proof_required"));
        let wrong = browser.post("/session/proof", &json!({ "password": "Wrong-guess-1" })).await;
        assert_eq!((wrong.status.as_u16(), wrong.code().as_str()), (403, "password_wrong"));
        let keyed = [("idempotency-key", "proof-0001")];
        let right = json!({ "password": PASSWORD });
        let proved = browser.json(Method::POST, "/session/proof", &keyed, &right).await;
        assert_eq!(proved.status.as_u16(), 204);
        assert_eq!(city.number("SELECT COUNT(*) FROM idempotency").await, 0, "no secret is kept");
        assert_eq!(browser.post(&path, &post("window")).await.status.as_u16(), 200);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn codes_are_begun_confirmed_and_asked_for_at_the_next_login() {
    for city in cities().await {
        registered(&city, "jia", &[Role::Clerk]).await;
        let browser = logged_in(&city, &city.app, "jia").await;
        assert_eq!(browser.get("/session").await.json()["codes"], "withdrawn", "the control");
        let begun = browser.post("/session/codes", &json!({})).await;
        assert_eq!(begun.status.as_u16(), 201);
        let secret = begun.json()["secret"].as_str().unwrap().to_owned();
        let code = |city: &City| code_at(&secret, city.app.now()).unwrap();
        let confirmed = json!({ "code": code(&city) });
        let done = browser.post("/session/codes/confirmation", &confirmed).await;
        assert_eq!(done.status.as_u16(), 204);
        let session = browser.get("/session").await.json();
        assert_eq!(
            (&session["codes"], &session["means"]),
            (&"active".into(), &"password_and_code".into())
        );
        city.clock.forward(3 * MINUTE);
        let public = Browser::public(&router(&city));
        let login = |code: &str| json!({ "account": "jia", "password": PASSWORD, "code": code });
        for (given, refusal) in [("", "code_required"), ("abc", "code_wrong")] {
            let refused = public.post("/session", &login(given)).await;
            assert_eq!((refused.status.as_u16(), refused.code().as_str()), (403, refusal));
        }
        let opened = public.post("/session", &login(&code(&city))).await;
        assert_eq!(opened.status.as_u16(), 204);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn whoever_must_have_a_second_factor_reaches_nothing_else() {
    for city in cities().await {
        registered(&city, "admin", &[Role::SecurityAdmin]).await;
        let rules = LoginRules { second_factor: SecondFactor::Privileged, ..LoginRules::default() };
        let app = city.app.clone().with_login_rules(rules);
        let free = logged_in(&city, &city.app, "admin").await;
        assert_eq!(free.get("/people").await.status.as_u16(), 200, "the control");
        let bound = logged_in(&city, &app, "admin").await;
        let refused = bound.get("/people").await;
        assert_eq!(refused.code(), "second_factor_required");
        assert_eq!(bound.get("/session").await.json()["first"], "second_factor_required");
        let begun = bound.post("/session/codes", &json!({})).await.json();
        let code = code_at(begun["secret"].as_str().unwrap(), city.app.now()).unwrap();
        bound.post("/session/codes/confirmation", &json!({ "code": code })).await;
        assert_eq!(bound.get("/people").await.status.as_u16(), 200);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn whoever_must_change_the_password_adds_no_means_of_logging_in() {
    for city in cities().await {
        let id = registered(&city, "jia", &[Role::Clerk]).await;
        let browser = logged_in(&city, &city.app, "jia").await;
        let none = json!({});
        assert_eq!(browser.post("/session/codes", &none).await.status.as_u16(), 201, "the control");
        let admin = city.person("安全管理员", BUREAU, Role::SecurityAdmin);
        city.app.demand_password_change(&admin, &id, 1).await.unwrap();
        let first = json!({ "code": "123456" });
        let proof = json!({ "password": PASSWORD });
        for (path, body) in [
            ("/session/codes", &none),
            ("/session/codes/confirmation", &first),
            ("/session/proof", &proof),
            ("/session/keys/00/withdraw", &none),
        ] {
            assert_eq!(browser.post(path, body).await.code(), "password_change_required", "{path}");
        }
        city.check_everything().await;
    }
}
