//! 第十一条 (Art. 11): days of validity that look wrong are told before a certificate has them.

use app::Clock as _;
use app::certificate::CertificateVersion;
use app::collect::Content;
use domain::Code;
use domain::application::UpdateReason;
use domain::caller::Role;
use domain::date::Date;
use testkit::{BUREAU, City, LICENCE, cities, content, licence};

/// A content with typed days; the licence has a term of five years, and the city begins on 2026-03-02.
fn typed(from: &str, to: &str) -> Content {
    Content { valid_from: Date::parse(from), valid_to: Date::parse(to), ..content() }
}

async fn found(city: &City, content: Content, before: Option<&CertificateVersion>) -> Vec<Code> {
    let clerk = city.person("经办甲", BUREAU, Role::Clerk);
    let drafted = match before {
        None => city.app.draft_application(&clerk, LICENCE, content).await,
        Some(before) => city.app.draft_update(&clerk, &before.identifier, content).await,
    };
    let draft = drafted.unwrap().0;
    let checks = city.app.application_checks(&clerk, &draft.id).await.unwrap();
    city.app.withdraw_application(&clerk, &draft).await.unwrap();
    checks.findings.iter().map(|one| one.code).collect()
}

#[tokio::test]
async fn a_term_beyond_that_of_the_entry_and_a_distant_beginning_are_warnings() {
    for city in cities().await {
        city.publish(&licence()).await;
        let today = Date::at(city.clock.now());
        let last = today.plus_months(60).plus_days(-1).to_string();
        let later = today.plus_months(60).to_string();
        for (from, to, expected) in [
            ("", "", vec![]),
            ("", &*last, vec![]),
            ("", &*later, vec![Code::ValidityTerm]),
            ("", "2040-01-01", vec![Code::ValidityTerm]),
            ("2029-01-01", "", vec![Code::ValidityDistant]),
            ("9998-01-01", "", vec![Code::ValidityDistant]),
            ("9998-01-01", "9999-12-30", vec![Code::ValidityDistant]),
            ("2026-01-01", "2025-12-31", vec![Code::ValidityOrder]),
        ] {
            assert_eq!(found(&city, typed(from, to), None).await, expected, "{from} to {to}");
        }
        city.check_everything().await;
    }
}

#[tokio::test]
async fn an_extension_that_extends_nothing_is_a_warning() {
    for city in cities().await {
        city.publish(&licence()).await;
        let issued = city.issued(content()).await;
        let issuer = city.person("签发丙", BUREAU, Role::Issuer);
        let (view, _) = city.app.certificate(&issuer, &issued.identifier).await.unwrap();
        let ends = Date::parse(&view.valid_to.unwrap()).unwrap();
        let day = |days: i64| ends.plus_days(days).to_string();
        let five_more = ends.plus_months(60).to_string();
        let (extension, renewal) = (UpdateReason::Extension, UpdateReason::Renewal);
        for (reason, to, expected) in [
            (extension, day(-1), vec![Code::ValidityShortened]),
            (extension, day(0), vec![Code::ValidityShortened]),
            (extension, day(1), vec![]),
            (extension, five_more, vec![]),
            (extension, ends.plus_months(61).to_string(), vec![Code::ValidityTerm]),
            (renewal, day(-1), vec![Code::ValidityShortened]),
            (renewal, day(0), vec![]),
        ] {
            let update = Content { update_reason: Some(reason), ..typed("", &to) };
            assert_eq!(found(&city, update, Some(&issued)).await, expected, "{reason:?} to {to}");
        }
        city.check_everything().await;
    }
}

#[tokio::test]
async fn the_preview_shows_the_days_that_were_typed() {
    let mut entry = licence();
    let days = serde_json::json!({ "id": "to", "type": "text", "x": 20, "y": 60, "width": 80, "height": 8,
        "content": "{{ZZYXQJZRQ|cn_date}}", "font": "song", "font_size": 12 });
    entry.face["pages"][0]["elements"].as_array_mut().unwrap().push(days);
    for city in cities().await {
        city.publish(&entry).await;
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let drawn = async |to: Option<&str>| {
            let wanted = serde_json::json!({ "type_code": LICENCE, "valid_to": to });
            city.app.preview(&clerk, &serde_json::from_value(wanted).unwrap()).await.unwrap()
        };
        let by_term = drawn(None).await;
        assert_ne!(drawn(Some("2030-06-30")).await, by_term);
        let last = Date::at(city.clock.now()).plus_months(60).plus_days(-1).to_string();
        assert_eq!(drawn(Some(&last)).await, by_term);
        city.check_everything().await;
    }
}
