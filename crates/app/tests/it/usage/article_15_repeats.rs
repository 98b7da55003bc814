//! 第十五条 (Art. 15): a request that is repeated with its key has no second effect. What is repeated is the
//! receipt; what is told is the state of today.

use app::RequestKey;
use domain::Code;
use domain::caller::Role;
use domain::note::NoteState;
use domain::seal::{SealState, SealStep};
use domain::usage::Lack;

use testkit::{BUREAU, asked, cities, content, licence};

fn key() -> RequestKey {
    RequestKey { key: "repeat-0001".into(), digest: [7; 32] }
}

#[tokio::test]
async fn a_repeated_use_never_shows_a_certificate_that_lost_its_effect() {
    for city in cities().await {
        city.publish(&licence()).await;
        let issued = city.issued(content()).await;
        let window = city.window().await;
        let keyed = city.app.for_request(key());
        let (first, receipt) = keyed.use_certificates(&window, &asked()).await.unwrap();
        let code = first.uses[0].use_code.clone();
        // Control: while the certificate is in force, the repeat tells the same.
        let (again, second) = keyed.use_certificates(&window, &asked()).await.unwrap();
        assert_eq!((&again, &second.record_id), (&first, &receipt.record_id));
        let issuer = city.person("签发丙", BUREAU, Role::Issuer);
        let version = city.version(&issued.identifier).await;
        city.app.suspend_certificate(&issuer, &version, "核查").await.unwrap();
        let (again, second) = keyed.use_certificates(&window, &asked()).await.unwrap();
        assert_eq!(second.record_id, receipt.record_id, "the receipt is repeated");
        assert!(again.uses.is_empty());
        assert_eq!(again.missing[0].why, Lack::Suspended);
        assert_eq!(again.missing[0].use_code.as_deref(), Some(code.as_str()));
        let told = serde_json::to_string(&again).unwrap();
        assert!(!told.contains("食品销售") && !told.contains("\"valid\""), "{told}");
        let mut other = asked();
        other.case_number = "BJ-2026-000002".into();
        let changed = RequestKey { digest: [8; 32], ..key() };
        let refused = city.app.for_request(changed).use_certificates(&window, &other).await;
        assert_eq!(refused.unwrap_err().code(), Code::IdempotencyReused);
        assert_eq!(city.recorded("certificate.used").await, 1, "one use");
        assert_eq!(city.recorded("certificate.use_repeated").await, 2, "each telling is recorded");
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_copy_says_what_the_certificate_counts_for_when_it_is_made() {
    for city in cities().await {
        city.publish(&licence()).await;
        let issued = city.issued(content()).await;
        let window = city.window().await;
        let (first, _) = city.app.use_certificates(&window, &asked()).await.unwrap();
        let (second, _) = city.app.use_certificates(&window, &asked()).await.unwrap();
        let text = async |code: &str| {
            let (copy, _) = city.app.archive_copy(&window, code).await.unwrap();
            city.app.verify_file(&copy.bytes).await.unwrap().text[0].clone()
        };
        let before = text(&first.uses[0].use_code).await;
        assert!(!before.contains("[已冻结]"), "negative control: {before}");
        let issuer = city.person("签发丙", BUREAU, Role::Issuer);
        let version = city.version(&issued.identifier).await;
        city.app.suspend_certificate(&issuer, &version, "核查").await.unwrap();
        let after = text(&second.uses[0].use_code).await;
        assert!(after.contains("[已冻结]"), "{after}");
        let effect = city.app.effect_of_use(&first.uses[0].use_code).await.unwrap();
        assert_eq!(effect.as_str(), "suspended", "told with the copy that was kept");
        city.check_everything().await;
    }
}

#[tokio::test]
async fn repeats_of_other_requests_tell_the_state_of_today() {
    for city in cities().await {
        city.publish(&licence()).await;
        let issued = city.issued(content()).await;
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let keyed = city.app.for_request(key());
        let (note, receipt) = keyed.add_note(&clerk, &issued.identifier, "备注").await.unwrap();
        city.app.withdraw_note(&clerk, &note.id, 1).await.unwrap();
        let (again, second) = keyed.add_note(&clerk, &issued.identifier, "备注").await.unwrap();
        assert_eq!((again.id, second.record_id), (note.id, receipt.record_id));
        assert_eq!((note.state, again.state), (NoteState::Standing, NoteState::Withdrawn));
        let manager = city.person("市管理员", BUREAU, Role::CityManager);
        let seal = city.app.seals(&manager, BUREAU).await.unwrap().remove(0);
        let change = async |app: &app::App, version: i64, step| {
            app.change_seal(&manager, &seal.seal_id, version, step, "核查").await.unwrap().0
        };
        let keyed = city.app.for_request(RequestKey { key: "repeat-0002".into(), ..key() });
        let suspended = change(&keyed, seal.row_version, SealStep::Suspend).await;
        assert_eq!(suspended.state, SealState::Suspended);
        change(&city.app, suspended.row_version, SealStep::Resume).await;
        let again = change(&keyed, seal.row_version, SealStep::Suspend).await;
        assert_eq!(again.state, SealState::Active);
        city.check_everything().await;
    }
}
