//! Every route is called in every post, in the own unit and in another one, and must answer as the policy
//! decides. Routes and their terms come from the OpenAPI document; `examples` has a real thing for each.

use std::collections::BTreeSet;

use axum::http::Method;
use domain::caller::{Caller, Role};
use domain::policy::{self, Citywide, Place};
use domain::region::Region;
use serde_json::Value;

use crate::browser::{Answer, Browser, router};
use crate::document::{On, Operation, operations};
use crate::examples::{REFUSED, Things, owner};
use testkit::{BUREAU, OTHER, cities};

/// The status of the policy's refusal; 0 if it permits the operation.
fn expected_refusal(caller: &Caller, operation: &Operation) -> u16 {
    let place = |unit: &str, region: &str| Place {
        unit: unit.into(),
        region: Region::parse(region).unwrap(),
    };
    let decision = match operation.on {
        On::Everybody | On::LoggedIn => return 0,
        On::ItsUnit(action) => {
            let (unit, region) = owner(&operation.id);
            policy::permit(caller, action, &place(unit, region))
        }
        On::New(action) => {
            let (unit, region) = owner(&operation.id);
            policy::permit_new(caller, action, &place(unit, region))
        }
        On::OwnUnit(action) => {
            let region = caller.region.clone().unwrap();
            policy::permit(caller, action, &place(&caller.unit, region.as_str()))
        }
        On::City(action) => policy::permit(caller, action, &Citywide),
    };
    match decision {
        Ok(_) => 0,
        Err(denied) if denied.hidden => 404,
        Err(_) => 403,
    }
}

/// Sends the example of an operation. Panics if the operation takes a body and has no example.
async fn send(browser: &Browser, operation: &Operation, things: &Things) -> Answer {
    send_with(browser, operation, things, &[]).await
}

/// Sends the example of an operation with further headers.
pub async fn send_with(
    browser: &Browser,
    operation: &Operation,
    things: &Things,
    headers: &[(&str, &str)],
) -> Answer {
    let Operation { id, method, path, .. } = operation;
    let path = things.fill(id, path);
    if id == "verify_file" {
        let ofd = [&[("content-type", "application/ofd")], headers].concat();
        return browser.send(method.clone(), &path, &ofd, b"PK junk".to_vec()).await;
    }
    match checked_body(operation, things.body(id)) {
        Some(body) => browser.json(method.clone(), &path, headers, &body).await,
        None => browser.send(method.clone(), &path, headers, Vec::new()).await,
    }
}

/// The example body, which must be there exactly if the operation takes one.
fn checked_body(operation: &Operation, body: Option<Value>) -> Option<Value> {
    let Operation { id, takes_body, .. } = operation;
    assert_eq!(
        body.is_some(),
        *takes_body,
        "{id}: its example body is missing in Things::body or not needed"
    );
    body
}

#[test]
fn a_route_without_an_example_body_is_reported_by_name() {
    let taking = |id: &str| operations().iter().find(|one| one.id == id).unwrap();
    assert_eq!(checked_body(taking("log_out"), None), None, "negative control");
    let complaint = std::panic::catch_unwind(|| checked_body(taking("log_in"), None));
    let complaint = complaint.err().unwrap().downcast::<String>().unwrap();
    assert!(complaint.contains("log_in: its example body"), "{complaint}");
}

/// All operations, with logging out at the end because it ends the session.
fn in_order() -> impl Iterator<Item = &'static Operation> {
    let ends = |operation: &&Operation| operation.id == "log_out";
    operations().iter().filter(move |one| !ends(one)).chain(operations().iter().filter(ends))
}

#[tokio::test]
async fn every_route_in_every_post_answers_as_the_policy_decides() {
    for city in cities().await {
        let things = Things::of(&city).await;
        let router = router(&city);
        let mut succeeded: BTreeSet<&str> = BTreeSet::new();
        let posts = Role::ALL
            .iter()
            .filter(|role| !matches!(role, Role::Program | Role::Public | Role::CallingSystem));
        for (unit, role) in posts.flat_map(|role| [(BUREAU, *role), (OTHER, *role)]) {
            let caller = city.person("someone", unit, role);
            let browser = Browser::of(&city, &router, unit, role).await;
            for operation in in_order() {
                let answer = send(&browser, operation, &things).await;
                let (status, code) = (answer.status.as_u16(), answer.code());
                let id = operation.id.as_str();
                let who = format!("{id} by {role} of {unit}: {status} {code}");
                match expected_refusal(&caller, operation) {
                    // A rule may still refuse it with a code that the terms name, but not because a
                    // right is missing or the thing is not found.
                    0 => {
                        assert!(status != 404 && code != "denied" && status < 500, "{who}");
                        let refused = REFUSED.iter().find(|(name, _)| *name == id);
                        assert!(refused.is_none_or(|(_, refused)| code == *refused), "{who}");
                    }
                    refusal => assert_eq!(status, refusal, "{who}"),
                }
                if answer.status.is_success() {
                    succeeded.insert(id);
                }
            }
        }
        let refused: BTreeSet<&str> = REFUSED.iter().map(|(id, _)| *id).collect();
        let all: BTreeSet<&str> = operations().iter().map(|one| one.id.as_str()).collect();
        let never: BTreeSet<_> = all.difference(&succeeded).copied().collect();
        assert_eq!(never, refused, "every other route must succeed in some post");
        city.check_everything().await;
    }
}

#[tokio::test]
async fn without_a_session_only_the_routes_for_everybody_answer() {
    for city in cities().await {
        let things = Things::of(&city).await;
        let router = router(&city);
        let public = Browser::public(&router);
        let mut reached = 0;
        for operation in in_order() {
            let answer = send(&public, operation, &things).await;
            let id = &operation.id;
            if operation.on == On::Everybody {
                let (status, code) = (answer.status, answer.code());
                assert!(status.is_success(), "{id}: {status} {code}");
                reached += 1;
            } else {
                assert_eq!(answer.status.as_u16(), 401, "{id}");
                assert_eq!(answer.code(), "unauthenticated", "{id}");
                assert_eq!(answer.headers["content-type"], "application/problem+json");
            }
        }
        assert!(reached > 10);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn unknown_addresses_and_unsupported_methods_have_codes() {
    let city = cities().await.remove(0);
    let public = Browser::public(&router(&city));
    let nowhere = public.get("/nowhere").await;
    assert_eq!((nowhere.status.as_u16(), nowhere.code().as_str()), (404, "not_found"));
    let patched = public.json(Method::PATCH, "/catalog", &[], &Value::Null).await;
    assert_eq!((patched.status.as_u16(), patched.code().as_str()), (405, "method_not_allowed"));
}
