//! 第二十条 (Art. 20): somebody guesses passwords, many at a time and from many addresses. The owner of the
//! account is delayed at most, never kept away (decision 0023).

use domain::Code;
use domain::caller::Role;
use tokio::task::JoinSet;

use super::article_20_protection::{HOME, PASSWORD, registered};
use testkit::{City, cities};

const MINUTE: i64 = 60_000;
const ALL: &str = "SELECT COUNT(*) FROM login_guard";

/// Sends guesses at the same time. Returns how many were judged.
async fn guess(
    city: &City,
    account: &str,
    count: usize,
    address: impl Fn(usize) -> String,
) -> usize {
    let mut running = JoinSet::new();
    for at in 0..count {
        let (app, account, address) = (city.app.clone(), account.to_owned(), address(at));
        running.spawn(async move {
            let refused = app.log_in(&account, "Wrong-guess-1", &address).await.unwrap_err();
            assert!(matches!(refused.code(), Code::LoginFailed | Code::LoginLocked), "{refused}");
            refused.code() == Code::LoginFailed
        });
    }
    let judged = running.join_all().await;
    judged.into_iter().filter(|judged| *judged).count()
}

/// The seconds after which a refused login may be tried again.
fn wait(refused: &app::Error) -> i64 {
    let facts = if let app::Error::Refused(refusal) = refused { refusal.facts() } else { &[] };
    let (_, seconds) = facts.iter().find(|(name, _)| *name == "retry_after").unwrap();
    seconds.parse().unwrap()
}

#[tokio::test]
async fn sixty_guesses_at_once_are_not_judged_on_one_count() {
    for city in cities().await {
        registered(&city, "jia", &[Role::Clerk]).await;
        let judged = guess(&city, "jia", 60, |_| "198.51.100.1".into()).await;
        assert!((1..=6).contains(&judged), "{judged} were judged");
        assert_eq!(city.recorded("login.failed").await, 60, "each attempt is recorded");
        // Unknown accounts are treated alike.
        let unknown = guess(&city, "nobody", 60, |_| "198.51.100.2".into()).await;
        assert_eq!(unknown, judged);
        // The control: without the counts, which somebody deletes all the time, every guess is judged.
        let mut without = 0;
        for _ in 0..12 {
            city.tamper("DELETE FROM login_guard").await;
            without += guess(&city, "jia", 1, |_| "198.51.100.1".into()).await;
        }
        assert_eq!(without, 12);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_delay_grows_is_told_and_ends() {
    for city in cities().await {
        registered(&city, "jia", &[Role::Clerk]).await;
        registered(&city, "yi", &[Role::Clerk]).await;
        let mut delays = Vec::new();
        for _ in 0..9 {
            guess(&city, "jia", 6, |_| HOME.into()).await;
            let refused = city.app.log_in("jia", PASSWORD, HOME).await.unwrap_err();
            assert_eq!(refused.code(), Code::LoginLocked, "even with the right password");
            delays.push(wait(&refused));
            // Asking during the delay does not lengthen it.
            let again = wait(&city.app.log_in("jia", PASSWORD, HOME).await.unwrap_err());
            assert!(again <= delays[delays.len() - 1], "{again}");
            city.clock.forward(again * 1_000);
        }
        assert!(delays.is_sorted() && delays[0] <= 2 && delays[8] > 60, "{delays:?}");
        // Another account from the same address is judged; so is this one after its delay.
        city.app.log_in("yi", PASSWORD, HOME).await.unwrap();
        city.app.log_in("jia", PASSWORD, HOME).await.unwrap();
        guess(&city, "jia", 1, |_| HOME.into()).await;
        city.app.log_in("jia", PASSWORD, HOME).await.expect("the success has ended the count");
        city.check_everything().await;
    }
}

#[tokio::test]
async fn strangers_at_many_addresses_cannot_keep_the_owner_away() {
    for city in cities().await {
        registered(&city, "admin", &[Role::SecurityAdmin]).await;
        let stranger = |at: usize| format!("198.51.100.{}", at % 10);
        // Each address is judged once at most while the account's delay lasts.
        let judged = guess(&city, "admin", 40, stranger).await;
        assert!(judged <= 10 + 5, "{judged} were judged");
        let known = city.app.log_in("admin", PASSWORD, "198.51.100.1").await.unwrap_err();
        assert_eq!(known.code(), Code::LoginLocked, "the control: the account is being delayed");
        city.app.log_in("admin", PASSWORD, HOME).await.expect("an address without a failure");
        // With a failure of his own, the owner waits at most an hour, whatever the strangers do.
        guess(&city, "admin", 20, stranger).await;
        guess(&city, "admin", 1, |_| HOME.into()).await;
        for _ in 0..4 {
            guess(&city, "admin", 10, stranger).await;
            city.clock.forward(15 * MINUTE + 1_000);
        }
        guess(&city, "admin", 10, stranger).await;
        city.app.log_in("admin", PASSWORD, HOME).await.unwrap();
        city.check_everything().await;
    }
}

#[tokio::test]
async fn an_address_that_tries_many_accounts_is_delayed_too() {
    for city in cities().await {
        let mut judged = 0;
        for at in 0..60 {
            judged += guess(&city, &format!("account-{at}"), 1, |_| "198.51.100.9".into()).await;
        }
        assert!((20..=22).contains(&judged), "{judged} were judged");
        // Knowing one password does not give an address a new start.
        registered(&city, "jia", &[Role::Clerk]).await;
        city.clock.forward(MINUTE);
        city.app.log_in("jia", PASSWORD, "198.51.100.9").await.unwrap();
        let more = guess(&city, "account-100", 1, |_| "198.51.100.9".into()).await
            + guess(&city, "account-101", 1, |_| "198.51.100.9".into()).await;
        assert_eq!(more, 1, "the delay goes on where it was");
        city.check_everything().await;
    }
}

#[tokio::test]
async fn counts_name_nobody_and_are_forgotten() {
    for city in cities().await {
        registered(&city, "jia", &[Role::Clerk]).await;
        guess(&city, "my-password-typed-by-mistake", 3, |_| "198.51.100.1".into()).await;
        guess(&city, "jia", 60, |_| "198.51.100.1".into()).await;
        let kept = |text: &str| {
            let text = text.to_owned();
            let city = &city;
            async move {
                let bytes = city.blob(text.as_bytes());
                let found = format!("SELECT COUNT(*) FROM login_guard WHERE guard = {bytes}");
                city.number(&found).await
            }
        };
        assert_eq!(kept("jia").await + kept("198.51.100.1").await, 0, "no account, no address");
        assert!(city.number(ALL).await > 0, "the control");
        city.app.forget_nonces().await.unwrap();
        assert!(city.number(ALL).await > 0, "the counts are fresh");
        city.clock.forward(61 * MINUTE);
        city.app.log_in("jia", PASSWORD, "198.51.100.1").await.expect("the count is forgotten");
        city.app.forget_nonces().await.unwrap();
        assert_eq!(city.number(ALL).await, 1, "the address of the last login");
        city.check_everything().await;
    }
}

#[tokio::test]
async fn the_operator_of_the_machine_lets_the_owner_in_again() {
    for city in cities().await {
        registered(&city, "admin", &[Role::SecurityAdmin]).await;
        guess(&city, "admin", 60, |_| HOME.into()).await;
        let locked = city.app.log_in("admin", PASSWORD, HOME).await.unwrap_err();
        assert_eq!(locked.code(), Code::LoginLocked);
        city.app.unlock_account("admin", Some(HOME)).await.unwrap();
        let secret = city.app.log_in("admin", PASSWORD, HOME).await.unwrap().secret;
        let unknown = city.app.unlock_account("nobody", None).await.unwrap_err();
        assert_eq!(unknown.code(), Code::PersonUnknown);
        // A new password ends the sessions and must be changed.
        city.app.reset_password("admin", "Lost-and-found-1").await.unwrap();
        assert!(city.app.session(&secret).await.unwrap().is_none());
        let opened = city.app.log_in("admin", "Lost-and-found-1", HOME).await.unwrap();
        let session = city.app.session(&opened.secret).await.unwrap().unwrap();
        assert_eq!(session.first, Some(Code::PasswordChangeRequired));
        assert_eq!(city.recorded("account.unlocked").await, 1);
        assert_eq!(city.recorded("password.reset").await, 1);
        city.check_everything().await;
    }
}

/// Somebody edits the counts in the database. Neither does a login fail by it, nor last a delay for ever.
#[tokio::test]
async fn counts_that_were_edited_delay_as_long_as_counts_can_and_break_nothing() {
    for city in cities().await {
        registered(&city, "jia", &[Role::Clerk]).await;
        let log_in = async || city.app.log_in("jia", PASSWORD, "198.51.100.9").await;
        log_in().await.unwrap();
        let edits = [
            "failures = 9223372036854775807, next_at = 0",
            "failures = -9223372036854775807, next_at = -1",
            "failures = 1, next_at = 9223372036854775807",
        ];
        for edit in edits {
            guess(&city, "jia", 1, |_| "198.51.100.9".into()).await;
            city.tamper(&format!("UPDATE login_guard SET {edit}")).await;
            log_in().await.unwrap_or_else(|error| panic!("{edit}: {error}"));
            city.tamper(&format!("UPDATE login_guard SET {edit}")).await;
            assert!(guess(&city, "jia", 10, |_| "198.51.100.9".into()).await <= 6, "{edit}");
            if let Err(refused) = log_in().await {
                assert!(wait(&refused) <= 15 * 60, "{edit}: {refused}");
            }
            city.tamper("DELETE FROM login_guard").await;
        }
        city.check_everything().await;
    }
}
