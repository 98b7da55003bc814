//! 第二十条 (Art. 20), 等保三级: acts that give or take rights, keys and seals ask for a recent proof of who
//! somebody is; how long sessions last, and that whoever holds a privileged post has one (decision 0024).

use app::Error;
use app::onboarding::{PostDays, Session, Shown};
use domain::Code;
use domain::caller::Role;
use domain::login::{LoginRules, MINUTE};
use domain::policy::Action;

use super::article_20_protection::{HOME, PASSWORD, logged_in, registered, session};
use testkit::{BUREAU, City, cities};

const RIGHT: Shown<'_> = Shown { password: PASSWORD, code: "" };

async fn of(city: &City, secret: &str) -> Session {
    session(city, secret).await.unwrap()
}

#[tokio::test]
async fn an_act_that_gives_rights_asks_who_one_is_and_a_proof_counts_for_a_while() {
    for city in cities().await {
        let other = registered(&city, "yi", &[]).await;
        registered(&city, "jia", &[Role::SecurityAdmin]).await;
        let secret = logged_in(&city, "jia", PASSWORD).await;
        let caller = of(&city, &secret).await.caller;
        city.app.propose_post(&caller, &other, Role::Clerk, PostDays::default()).await.unwrap();
        // A quarter of an hour later, in use all the time.
        city.clock.forward(9 * MINUTE);
        of(&city, &secret).await;
        city.clock.forward(2 * MINUTE);
        let before = city.recorded_in_all().await;
        let known = of(&city, &secret).await;
        let refused = city
            .app
            .propose_post(&known.caller, &other, Role::Window, PostDays::default())
            .await
            .unwrap_err();
        assert_eq!(refused.code(), Code::ProofRequired);
        assert_eq!(city.recorded_in_all().await, before, "an attempt at nothing leaves no record");
        // Everything else is open, and whoever may not do the act is not asked.
        city.app.people(&known.caller, "").await.unwrap();
        let denied = city.app.register_seal(&known.caller, BUREAU).await.unwrap_err();
        assert!(matches!(denied, Error::Denied(_)), "{denied}");
        let wrong = Shown { password: "Wrong-guess-1", ..RIGHT };
        let refused = city.app.prove(&known, wrong, HOME).await.unwrap_err();
        assert_eq!(refused.code(), Code::PasswordWrong);
        assert!(!of(&city, &secret).await.caller.proved);
        city.app.prove(&known, RIGHT, HOME).await.unwrap();
        let caller = of(&city, &secret).await.caller;
        city.app.propose_post(&caller, &other, Role::Window, PostDays::default()).await.unwrap();
        assert_eq!(city.recorded("session.proved").await, 1);
        assert_eq!(city.recorded("login.failed").await, 1);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn guesses_at_a_proof_are_delayed_like_logins() {
    for city in cities().await {
        registered(&city, "jia", &[Role::Clerk]).await;
        let secret = logged_in(&city, "jia", PASSWORD).await;
        let known = of(&city, &secret).await;
        let wrong = Shown { password: "Wrong-guess-1", ..RIGHT };
        let mut codes = Vec::new();
        for _ in 0..8 {
            codes.push(city.app.prove(&known, wrong, HOME).await.unwrap_err().code());
        }
        assert_eq!(codes[0], Code::PasswordWrong, "the control");
        assert_eq!(codes[7], Code::LoginLocked);
        let locked = city.app.prove(&known, RIGHT, HOME).await.unwrap_err();
        assert_eq!(locked.code(), Code::LoginLocked, "even the right one has to wait");
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_session_whose_proof_is_moved_in_the_database_counts_no_more() {
    for city in cities().await {
        registered(&city, "jia", &[Role::Clerk]).await;
        let secret = logged_in(&city, "jia", PASSWORD).await;
        city.clock.forward(11 * MINUTE);
        assert!(!of(&city, &secret).await.caller.proved, "the control");
        city.tamper("UPDATE session SET proved_at = proved_at + 660000").await;
        let edited = city.app.session(&secret).await;
        assert!(matches!(edited, Err(Error::Edited(_))), "{edited:?}");
    }
}

#[tokio::test]
async fn a_session_ends_when_it_is_not_used_and_sooner_with_a_privileged_post() {
    for city in cities().await {
        registered(&city, "jia", &[Role::Clerk]).await;
        registered(&city, "yi", &[Role::Issuer]).await;
        for (account, idle) in [("jia", 30), ("yi", 15)] {
            let secret = logged_in(&city, account, PASSWORD).await;
            city.clock.forward(idle * MINUTE - 5_000);
            assert!(session(&city, &secret).await.is_some(), "the control: {account}");
            city.clock.forward(idle * MINUTE + 5_000);
            assert!(session(&city, &secret).await.is_none(), "{account}");
        }
        // Even one that is in use ends.
        let secret = logged_in(&city, "jia", PASSWORD).await;
        for _ in 0..19 {
            city.clock.forward(25 * MINUTE);
            assert!(session(&city, &secret).await.is_some());
        }
        city.clock.forward(25 * MINUTE);
        assert!(session(&city, &secret).await.is_none());
        // The city says how long.
        let strict = LoginRules { idle: 5 * MINUTE, ..LoginRules::default() };
        let app = city.app.clone().with_login_rules(strict);
        let secret = logged_in(&city, "jia", PASSWORD).await;
        city.clock.forward(6 * MINUTE);
        assert!(app.session(&secret).await.unwrap().is_none());
        city.check_everything().await;
    }
}

#[tokio::test]
async fn whoever_holds_a_privileged_post_has_one_session_the_newest() {
    for city in cities().await {
        registered(&city, "jia", &[Role::Clerk]).await;
        registered(&city, "yi", &[Role::Auditor]).await;
        for (account, first_lasts) in [("jia", true), ("yi", false)] {
            let first = logged_in(&city, account, PASSWORD).await;
            let second = logged_in(&city, account, PASSWORD).await;
            assert_eq!(session(&city, &first).await.is_some(), first_lasts, "{account}");
            let known = of(&city, &second).await;
            // Ending the newer one does not bring the older one back.
            city.app.log_out(&known).await.unwrap();
            assert_eq!(session(&city, &first).await.is_some(), first_lasts, "{account}");
        }
        city.check_everything().await;
    }
}

#[tokio::test]
async fn the_acts_that_ask_for_a_proof_are_those_that_a_person_can_do() {
    let asking = Action::ALL.iter().filter(|action| action.asks_proof());
    assert!(asking.count() >= 10);
    // Systems prove themselves with every request, and the program needs no proof.
    assert!(domain::caller::Caller::program("test").proved);
    assert!(!domain::caller::Caller::public().proved);
}
