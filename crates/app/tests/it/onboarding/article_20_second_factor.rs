//! 第二十条 (Art. 20), 等保三级: one-time codes after GM/T 0021 as the second factor of a login (decision 0024).

use app::onboarding::{Opened, Session, Shown};
use domain::Code;
use domain::caller::{Caller, Role};
use domain::login::{CodeState, LoginMeans, LoginRules, MINUTE, SecondFactor};
use seal::one_time;

use super::article_20_protection::{HOME, PASSWORD, logged_in, registered, session};
use testkit::{BUREAU, City, cities};

/// The code that a token with this secret shows, some minutes from now.
fn shown_by_token(city: &City, secret: &str, minutes: i64) -> String {
    let secret = hex::decode(secret).unwrap().try_into().unwrap();
    one_time::code(&secret, one_time::step_of(city.app.now()) + minutes)
}

async fn log_in(city: &City, account: &str, code: &str) -> Result<Opened, Code> {
    let shown = Shown { password: PASSWORD, code };
    city.app.log_in_with(account, shown, HOME).await.map_err(|error| error.code())
}

/// Takes codes into use in a session, and returns their secret.
async fn with_codes(city: &City, known: &Session) -> String {
    let (codes, _) = city.app.begin_codes(known).await.unwrap();
    let first = shown_by_token(city, &codes.secret, 0);
    city.app.confirm_codes(known, &first).await.unwrap();
    codes.secret
}

#[tokio::test]
async fn whoever_has_codes_in_use_logs_in_with_one_and_each_counts_once() {
    for city in cities().await {
        registered(&city, "jia", &[Role::Clerk]).await;
        let opened = logged_in(&city, "jia", PASSWORD).await;
        let known = session(&city, &opened).await.unwrap();
        assert_eq!(known.means, LoginMeans::Password, "the control");
        let secret = with_codes(&city, &known).await;
        let state = city.app.code_state(&known.person_id).await.unwrap();
        assert_eq!(state, CodeState::Active);
        let means = session(&city, &opened).await.unwrap().means;
        assert_eq!(means, LoginMeans::PasswordAndCode, "the session was confirmed by a code");
        city.clock.forward(3 * MINUTE);
        assert_eq!(log_in(&city, "jia", "").await, Err(Code::CodeRequired));
        let (old, now) = (shown_by_token(&city, &secret, -2), shown_by_token(&city, &secret, 0));
        for wrong in [old.as_str(), "12345", "abcdef", "１２３４５６"] {
            assert_eq!(log_in(&city, "jia", wrong).await, Err(Code::CodeWrong), "{wrong}");
        }
        let opened = log_in(&city, "jia", &now).await.unwrap();
        let known = session(&city, &opened.secret).await.unwrap();
        assert_eq!(known.means, LoginMeans::PasswordAndCode);
        assert_eq!(log_in(&city, "jia", &now).await, Err(Code::CodeWrong), "it was used");
        let before = shown_by_token(&city, &secret, -1);
        assert_eq!(log_in(&city, "jia", &before).await, Err(Code::CodeWrong), "it is older");
        // A token that is a minute ahead is accepted.
        let ahead = shown_by_token(&city, &secret, 1);
        assert!(log_in(&city, "jia", &ahead).await.is_ok());
        city.check_everything().await;
    }
}

#[tokio::test]
async fn the_same_code_given_twice_at_once_opens_one_session() {
    for city in cities().await {
        registered(&city, "jia", &[Role::Clerk]).await;
        let known = session(&city, &logged_in(&city, "jia", PASSWORD).await).await.unwrap();
        let secret = with_codes(&city, &known).await;
        city.clock.forward(3 * MINUTE);
        let code = shown_by_token(&city, &secret, 0);
        let (one, two, three) = tokio::join!(
            log_in(&city, "jia", &code),
            log_in(&city, "jia", &code),
            log_in(&city, "jia", &code)
        );
        let opened = [one, two, three].into_iter().filter(Result::is_ok).count();
        assert_eq!(opened, 1);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn guesses_at_a_code_are_delayed_although_the_password_is_right() {
    for city in cities().await {
        registered(&city, "jia", &[Role::Clerk]).await;
        let known = session(&city, &logged_in(&city, "jia", PASSWORD).await).await.unwrap();
        with_codes(&city, &known).await;
        city.clock.forward(3 * MINUTE);
        // Asking for the code is no guess.
        for _ in 0..12 {
            assert_eq!(log_in(&city, "jia", "").await, Err(Code::CodeRequired), "the control");
        }
        let mut last = Code::CodeWrong;
        for _ in 0..8 {
            last = log_in(&city, "jia", "000000").await.unwrap_err();
        }
        assert_eq!(last, Code::LoginLocked);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn the_codes_of_an_old_token_count_until_the_new_one_has_shown_its_first() {
    for city in cities().await {
        let id = registered(&city, "jia", &[Role::Clerk]).await;
        let known = session(&city, &logged_in(&city, "jia", PASSWORD).await).await.unwrap();
        let none = city.app.confirm_codes(&known, "123456").await.unwrap_err();
        assert_eq!(none.code(), Code::CodeState, "nothing was begun");
        let old = with_codes(&city, &known).await;
        let (next, _) = city.app.begin_codes(&known).await.unwrap();
        city.clock.forward(3 * MINUTE);
        let first = shown_by_token(&city, &next.secret, 0);
        assert_eq!(log_in(&city, "jia", &first).await, Err(Code::CodeWrong));
        let code = shown_by_token(&city, &old, 0);
        let opened = log_in(&city, "jia", &code).await.unwrap();
        let known = session(&city, &opened.secret).await.unwrap();
        city.app.confirm_codes(&known, &first).await.unwrap();
        city.clock.forward(3 * MINUTE);
        let code = shown_by_token(&city, &old, 0);
        assert_eq!(log_in(&city, "jia", &code).await, Err(Code::CodeWrong));
        // The token is lost: an administrator withdraws the codes, once.
        let admin = city.person("安全管理员", BUREAU, Role::SecurityAdmin);
        city.app.withdraw_codes(&admin, &id).await.unwrap();
        assert!(log_in(&city, "jia", "").await.is_ok());
        let again = city.app.withdraw_codes(&admin, &id).await.unwrap_err();
        assert_eq!(again.code(), Code::CodeState);
        let told = ["login_code.begun", "login_code.confirmed", "login_code.withdrawn"];
        for (event, count) in told.into_iter().zip([2, 2, 1]) {
            assert_eq!(city.recorded(event).await, count, "{event}");
        }
        city.check_everything().await;
    }
}

#[tokio::test]
async fn whoever_must_have_a_second_factor_does_nothing_before() {
    for city in cities().await {
        registered(&city, "jia", &[Role::SecurityAdmin]).await;
        registered(&city, "yi", &[Role::Clerk]).await;
        let rules = LoginRules { second_factor: SecondFactor::Privileged, ..LoginRules::default() };
        let app = city.app.clone().with_login_rules(rules);
        let secret = logged_in(&city, "yi", PASSWORD).await;
        let free = app.session(&secret).await.unwrap().unwrap();
        assert_eq!(free.first, None, "the control");
        let secret = logged_in(&city, "jia", PASSWORD).await;
        let bound = app.session(&secret).await.unwrap().unwrap();
        assert_eq!(bound.first, Some(Code::SecondFactorRequired));
        with_codes(&city, &bound).await;
        let known = app.session(&secret).await.unwrap().unwrap();
        assert_eq!(known.first, None);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn secrets_stand_in_no_dump_and_an_edited_row_is_found() {
    for city in cities().await {
        registered(&city, "jia", &[Role::Clerk]).await;
        registered(&city, "yi", &[Role::Clerk]).await;
        let known = session(&city, &logged_in(&city, "jia", PASSWORD).await).await.unwrap();
        let other = session(&city, &logged_in(&city, "yi", PASSWORD).await).await.unwrap();
        with_codes(&city, &known).await;
        let secret = with_codes(&city, &other).await;
        let plain = city.blob(&hex::decode(&secret).unwrap());
        let found = format!("SELECT COUNT(*) FROM login_code WHERE secret_sealed = {plain}");
        assert_eq!(city.number(&found).await, 0);
        city.check_everything().await;
        // Whoever knows the own secret puts it into the row of somebody else.
        city.tamper(&format!(
            "UPDATE login_code SET secret_sealed = (SELECT secret_sealed FROM login_code WHERE person_id
             = '{}') WHERE person_id = '{}'",
            other.person_id, known.person_id
        ))
        .await;
        city.clock.forward(3 * MINUTE);
        let code = shown_by_token(&city, &secret, 0);
        assert!(log_in(&city, "jia", &code).await.is_err());
        assert_ne!(city.findings().await, Vec::<&str>::new());
    }
}

#[tokio::test]
async fn only_the_administrator_of_people_withdraws_codes() {
    for city in cities().await {
        let id = registered(&city, "jia", &[Role::Clerk]).await;
        let known = session(&city, &logged_in(&city, "jia", PASSWORD).await).await.unwrap();
        with_codes(&city, &known).await;
        for role in [Role::SystemAdmin, Role::Auditor, Role::CityManager, Role::Clerk] {
            let caller: Caller = city.person("某人", BUREAU, role);
            let refused = city.app.withdraw_codes(&caller, &id).await.unwrap_err();
            assert_eq!(refused.code(), Code::Denied, "{role}");
        }
        let admin = city.person("安全管理员", BUREAU, Role::SecurityAdmin);
        city.app.withdraw_codes(&admin, &id).await.unwrap();
        city.check_everything().await;
    }
}
