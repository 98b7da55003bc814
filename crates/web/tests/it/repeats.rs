//! `Idempotency-Key`: a repeated request gets the same answer and has no second effect. Receipts: everybody
//! can check the signature on the receipt of a change.

use std::collections::BTreeSet;

use axum::http::Method;
use domain::caller::Role;
use seal::sm2::{DEFAULT_USER_ID, PublicKey, Signature, digest};
use serde_json::json;

use crate::browser::{Answer, Browser, router};
use crate::document::operations;
use crate::examples::{REFUSED, Things};
use crate::routes::send_with;
use testkit::{BUREAU, LICENCE, OTHER, cities, licence};

#[tokio::test]
async fn a_repeated_request_gets_the_same_answer_and_has_one_effect() {
    for city in cities().await {
        city.publish(&licence()).await;
        let router = router(&city);
        let clerk = Browser::of(&city, &router, BUREAU, Role::Clerk).await;
        let input = json!({
            "type_code": LICENCE, "facts": { "JYXM": "食品销售" },
            "holder": { "name": "演示", "code": "E12345678", "code_type": "414" }
        });
        let keyed = [("idempotency-key", "key-0001")];
        let first = clerk.json(Method::POST, "/applications", &keyed, &input).await;
        let again = clerk.json(Method::POST, "/applications", &keyed, &input).await;
        assert_eq!((first.status.as_u16(), again.status.as_u16()), (201, 201));
        assert_eq!(first.json()["id"], again.json()["id"]);
        let receipt = |answer: &crate::browser::Answer| {
            let line = answer.headers["yinxin-receipt"].to_str().unwrap();
            line.split("; signature=").next().unwrap().to_owned()
        };
        assert_eq!(receipt(&first), receipt(&again), "both receipts are of the same record");
        assert_eq!(city.recorded("application.drafted").await, 1);
        let mut other = input.clone();
        other["facts"]["JYXM"] = "食品经营".into();
        let reused = clerk.json(Method::POST, "/applications", &keyed, &other).await;
        assert_eq!((reused.status.as_u16(), reused.code().as_str()), (409, "idempotency_reused"));
        let malformed = [("idempotency-key", "short")];
        let refused = clerk.json(Method::POST, "/applications", &malformed, &input).await;
        assert_eq!(
            (refused.status.as_u16(), refused.code().as_str()),
            (400, "idempotency_invalid")
        );
        // Another caller may use the same key; it does not lead to the first caller's answer.
        let reviewer = Browser::of(&city, &router, BUREAU, Role::Reviewer).await;
        let denied = reviewer.json(Method::POST, "/applications", &keyed, &input).await;
        assert_eq!(denied.code(), "denied");
        city.check_everything().await;
    }
}

#[tokio::test]
async fn parallel_requests_with_the_same_key_have_one_effect() {
    for city in cities().await {
        city.publish(&licence()).await;
        let router = router(&city);
        let clerk = Browser::of(&city, &router, BUREAU, Role::Clerk).await;
        let input = json!({
            "type_code": LICENCE, "facts": { "JYXM": "食品销售" },
            "holder": { "name": "演示", "code": "E12345678", "code_type": "414" }
        });
        let mut running = tokio::task::JoinSet::new();
        for _ in 0..20 {
            let (clerk, input) = (clerk.clone(), input.clone());
            running.spawn(async move {
                let keyed = [("idempotency-key", "parallel-1")];
                clerk.json(Method::POST, "/applications", &keyed, &input).await.status.as_u16()
            });
        }
        while let Some(status) = running.join_next().await {
            let status = status.unwrap();
            assert!(status == 201 || status == 409, "{status}: neither the answer nor a conflict");
        }
        assert_eq!(city.recorded("application.drafted").await, 1);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_receipt_is_signed_and_its_record_gets_a_place_in_the_tree() {
    for city in cities().await {
        city.publish(&licence()).await;
        let router = router(&city);
        let clerk = Browser::of(&city, &router, BUREAU, Role::Clerk).await;
        let input = json!({
            "type_code": LICENCE,
            "holder": { "name": "演示", "code": "E12345678", "code_type": "414" }
        });
        let answer = clerk.post("/applications", &input).await;
        let line = answer.headers["yinxin-receipt"].to_str().unwrap().to_owned();
        let (text, signature) = line.split_once("; signature=").unwrap();
        city.app.store().sequence().await.unwrap();
        let checkpoint = Browser::public(&router).get("/audit/checkpoint").await.json();
        let key = hex::decode(checkpoint["receipt_key"].as_str().unwrap()).unwrap();
        let key = PublicKey::from_spki_der(&key).unwrap();
        let signature = Signature::from_der(&hex::decode(signature).unwrap()).unwrap();
        assert!(key.verify(&digest(DEFAULT_USER_ID, &key, text.as_bytes()), &signature));
        let altered = digest(DEFAULT_USER_ID, &key, text.replace("at=2", "at=1").as_bytes());
        assert!(!key.verify(&altered, &signature), "an altered receipt must not verify");
        let record = text.split("; ").next().unwrap().strip_prefix("record=").unwrap();
        let mut reader = city.app.read().await.unwrap();
        assert!(reader.place_of(record).await.unwrap().is_some());
        drop(reader);
        city.check_everything().await;
    }
}

/// Operations that do their work again when they are repeated, because their answer is never kept: it holds
/// the secret of a session, or nothing that a repeat could do twice.
const DONE_AGAIN: [&str; 17] = [
    "log_in",
    "log_in_demo",
    "log_out",
    "change_password",
    "prove",
    "challenge",
    "log_in_by_key",
    "prove_by_key",
    "add_login_key",
    "prove_demo",
    "begin_codes",
    "confirm_codes",
    "preview_face",
    "verify_file",
    "check_matter_import",
    "search_certificates",
    "trace_copy",
];

/// The record that the receipt of an answer names; empty if it has none.
fn record(answer: &Answer) -> String {
    let line = answer.headers.get("yinxin-receipt").and_then(|line| line.to_str().ok());
    line.and_then(|line| line.split(';').next()).unwrap_or_default().to_owned()
}

#[tokio::test]
async fn every_route_that_changes_something_answers_a_repeat_as_it_answered_first() {
    for city in cities().await {
        let things = Things::of(&city).await;
        let router = router(&city);
        let posts = Role::ALL
            .iter()
            .filter(|role| !matches!(role, Role::Program | Role::Public | Role::CallingSystem));
        let changing = || operations().iter().filter(|one| one.method != Method::GET);
        let mut repeated: BTreeSet<&str> = BTreeSet::new();
        for (unit, role) in posts.flat_map(|role| [(BUREAU, *role), (OTHER, *role)]) {
            let browser = Browser::of(&city, &router, unit, role).await;
            for operation in changing().filter(|one| !DONE_AGAIN.contains(&one.id.as_str())) {
                let id = operation.id.as_str();
                let key = format!("{id}-{role}-{unit}");
                let keyed = [("idempotency-key", key.as_str())];
                let first = send_with(&browser, operation, &things, &keyed).await;
                if repeated.contains(id) || !first.status.is_success() {
                    continue;
                }
                let again = send_with(&browser, operation, &things, &keyed).await;
                let who = format!("{id} by {role} of {unit}: {} {}", again.status, again.code());
                assert_eq!(first.status, again.status, "{who}");
                assert_eq!(first.bytes, again.bytes, "{who}");
                assert!(!record(&first).is_empty(), "{id} has no receipt");
                assert_eq!(record(&first), record(&again), "{who}: done twice");
                repeated.insert(id);
            }
        }
        let refused = REFUSED.iter().map(|(id, _)| *id).chain(DONE_AGAIN);
        let without: BTreeSet<&str> = refused.collect();
        let never: Vec<&str> = changing()
            .map(|one| one.id.as_str())
            .filter(|id| !repeated.contains(id) && !without.contains(id))
            .collect();
        assert_eq!(never, [""; 0], "every other route must succeed and be repeated in some post");
        city.check_everything().await;
    }
}
