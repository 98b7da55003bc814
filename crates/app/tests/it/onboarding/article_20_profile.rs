//! 第二十条、第二十五条 (Art. 20, 25): what people see of themselves, and how they end what they left open elsewhere.

use domain::caller::Role;
use domain::grant::Tenure;

use super::article_20_protection::{PASSWORD, logged_in, registered, session};
use testkit::{BUREAU, cities};

#[tokio::test]
async fn people_see_their_own_data_posts_and_logins_and_nobody_elses() {
    for city in cities().await {
        let id = registered(&city, "jia", &[Role::Clerk]).await;
        registered(&city, "yi", &[Role::Issuer]).await;
        logged_in(&city, "yi", PASSWORD).await;
        logged_in(&city, "jia", PASSWORD).await;
        city.clock.forward(60_000);
        let known = session(&city, &logged_in(&city, "jia", PASSWORD).await).await.unwrap();
        let own = city.app.profile(&known).await.unwrap();
        assert_eq!((own.person_id.as_str(), own.account.as_str()), (id.as_str(), "jia"));
        assert_eq!((own.unit_code.as_str(), own.has_password), (BUREAU, true));
        let posts: Vec<_> = own.held.iter().map(|held| (held.post, held.tenure)).collect();
        assert_eq!(posts, [(Role::Clerk, Tenure::Held)]);
        assert_eq!(own.held[0].first_day.as_deref(), Some("2026-11-23"));
        assert_eq!(own.logins.len(), 2, "the logins of others are not told");
        assert!(own.logins[0] > own.logins[1], "the newest first");
        assert!(own.logged_in_at <= own.logins[0]);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn one_act_ends_the_sessions_elsewhere_and_keeps_this_one() {
    for city in cities().await {
        for (account, posts) in [("jia", vec![Role::Clerk]), ("bing", vec![])] {
            registered(&city, account, &posts).await;
            let elsewhere = logged_in(&city, account, PASSWORD).await;
            let here = logged_in(&city, account, PASSWORD).await;
            let known = session(&city, &here).await.unwrap();
            assert!(session(&city, &elsewhere).await.is_some(), "the control");
            city.app.end_other_sessions(&known).await.unwrap();
            assert!(session(&city, &elsewhere).await.is_none());
            assert!(session(&city, &here).await.is_some());
            // Also after the session was used for a while.
            city.clock.forward(5 * 60_000);
            assert!(session(&city, &here).await.is_some());
            // A session that was ended meanwhile does not come back.
            let known = session(&city, &here).await.unwrap();
            city.app.log_out(&known).await.unwrap();
            assert!(city.app.end_other_sessions(&known).await.is_err());
            assert!(session(&city, &here).await.is_none());
        }
        registered(&city, "yi", &[Role::Clerk]).await;
        let other = logged_in(&city, "yi", PASSWORD).await;
        registered(&city, "ding", &[Role::Clerk]).await;
        let known = session(&city, &logged_in(&city, "ding", PASSWORD).await).await.unwrap();
        city.app.end_other_sessions(&known).await.unwrap();
        assert!(session(&city, &other).await.is_some(), "sessions of others go on");
        assert_eq!(city.recorded("session.others_ended").await, 3);
        city.check_everything().await;
    }
}
