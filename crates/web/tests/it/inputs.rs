//! Wrong input is refused with a code and with words in Chinese and English, and it changes nothing.

use axum::http::Method;
use domain::caller::Role;
use serde_json::{Value, json};

use crate::browser::{Browser, router};
use testkit::{BUREAU, City, LICENCE, OTHER, asked, cities, content, licence};

fn application() -> Value {
    json!({
        "type_code": LICENCE,
        "holder": { "name": "演示贸易有限公司", "code": "91440300MA5XX00149", "code_type": "001" },
        "facts": { "JYXM": "食品销售" }
    })
}

/// Number of records of changes.
async fn changes(city: &City) -> usize {
    let mut reader = city.app.read().await.unwrap();
    let records = reader.records_after("", 1_000).await.unwrap();
    // Logins and denied attempts are recorded too, but change nothing.
    let change = |event: &str| !event.starts_with("session") && event != "denied";
    records.iter().filter(|record| change(&record.event)).count()
}

#[tokio::test]
async fn each_wrong_member_is_refused_with_its_code_and_changes_nothing() {
    for city in cities().await {
        city.publish(&licence()).await;
        let router = router(&city);
        let clerk = Browser::of(&city, &router, BUREAU, Role::Clerk).await;
        let before = changes(&city).await;
        let altered = |pointer: &str, value: Value| {
            let mut input = application();
            match pointer.rsplit_once('/') {
                Some((parent, key)) => {
                    let parent = input.pointer_mut(parent).unwrap();
                    parent.as_object_mut().unwrap().insert(key.into(), value);
                }
                None => unreachable!("{pointer}"),
            }
            input
        };
        for (input, status, code) in [
            (json!({}), 400, "request_invalid"),
            (json!([1]), 400, "request_invalid"),
            (altered("/unknown", json!(1)), 400, "request_invalid"),
            (altered("/holder/unknown", json!(1)), 400, "request_invalid"),
            (altered("/facts", json!("text")), 400, "request_invalid"),
            (altered("/valid_to", json!("2026-02-30")), 422, "field_date"),
            (altered("/holder/code", json!("91440300MA5XX00140")), 422, "content_invalid"),
            (altered("/holder/code_type", json!("777")), 422, "content_invalid"),
            (altered("/holder/name", json!(" ")), 422, "content_invalid"),
            (altered("/type_code", json!("11440300MBXX000197999")), 422, "catalog_not_published"),
            (altered("/replaces", json!("1.2.3")), 422, "update_target"),
        ] {
            let answer = clerk.post("/applications", &input).await;
            let problem = answer.json();
            assert_eq!((answer.status.as_u16(), answer.code().as_str()), (status, code), "{input}");
            assert_eq!(answer.headers["content-type"], "application/problem+json");
            assert!(!problem["title"].as_str().unwrap().is_empty());
            assert!(problem["title_en"].as_str().unwrap().is_ascii());
        }
        assert_eq!(changes(&city).await, before, "nothing changed");
        // Negative control: the unaltered input is accepted.
        assert_eq!(clerk.post("/applications", &application()).await.status.as_u16(), 201);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn each_finding_names_its_field() {
    for city in cities().await {
        city.publish(&licence()).await;
        let router = router(&city);
        let clerk = Browser::of(&city, &router, BUREAU, Role::Clerk).await;
        let mut input = application();
        input["facts"] = json!({ "JYXM": "", "XX": "1" });
        let draft = clerk.post("/applications", &input).await.json();
        let (id, row) = (draft["id"].as_str().unwrap(), &draft["row_version"]);
        let path = format!("/applications/{id}/submit");
        let answer = clerk.post(&path, &json!({ "row_version": row })).await;
        assert_eq!(answer.code(), "content_invalid");
        let problem = answer.json();
        let fields: Vec<(&str, &str)> = problem["fields"]
            .as_array()
            .unwrap()
            .iter()
            .map(|field| (field["field"].as_str().unwrap(), field["code"].as_str().unwrap()))
            .collect();
        assert_eq!(fields, [("facts.XX", "field_unknown"), ("facts.JYXM", "field_missing")]);
        let stale = clerk.post(&path, &json!({ "row_version": 99 })).await;
        assert_eq!((stale.status.as_u16(), stale.code().as_str()), (409, "conflict"));
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_file_to_verify_that_is_too_large_empty_or_of_another_type_is_refused() {
    for city in cities().await {
        let router = router(&city);
        let public = Browser::public(&router);
        let ofd: &[(&str, &str)] = &[("content-type", "application/ofd")];
        let large = public.send(Method::POST, "/verify", ofd, vec![0; web::MAX_BODY + 1]).await;
        assert_eq!((large.status.as_u16(), large.code().as_str()), (413, "request_too_large"));
        let empty = public.send(Method::POST, "/verify", ofd, Vec::new()).await;
        assert_eq!(empty.code(), "request_invalid");
        let typed =
            public.send(Method::POST, "/verify", &[("content-type", "text/plain")], vec![1]).await;
        assert_eq!(typed.code(), "request_invalid");
        let junk = public.send(Method::POST, "/verify", ofd, b"PK junk".to_vec()).await;
        assert_eq!(junk.json()["verdict"], "unreadable");
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_use_without_a_proper_purpose_is_refused_with_the_code_of_the_reason() {
    for city in cities().await {
        city.publish(&licence()).await;
        city.issued(content()).await;
        city.window().await;
        let router = router(&city);
        let window = Browser::of(&city, &router, OTHER, Role::Window).await;
        let request = serde_json::to_value(asked()).unwrap();
        for (member, value, status, code) in [
            ("matter_code", json!(""), 422, "purpose_missing"),
            ("case_number", json!(""), 422, "purpose_missing"),
            ("matter_code", json!("M-unknown"), 422, "matter_unknown"),
            ("type_code", json!("T-unknown"), 403, "matter_not_allowed"),
            ("purpose", json!("x"), 400, "request_invalid"),
        ] {
            let mut altered = request.clone();
            altered[member] = value;
            let answer = window.post("/uses", &altered).await;
            assert_eq!(
                (answer.status.as_u16(), answer.code().as_str()),
                (status, code),
                "{member}"
            );
        }
        let answer = window.post("/uses", &request).await;
        assert_eq!(answer.status.as_u16(), 200, "negative control: the unaltered request");
        assert!(answer.headers.contains_key("yinxin-receipt"));
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_change_needs_the_page_token_and_must_come_from_the_same_site() {
    for city in cities().await {
        city.publish(&licence()).await;
        let router = router(&city);
        let clerk = Browser::of(&city, &router, BUREAU, Role::Clerk).await;
        let mut forged = clerk.clone();
        forged.token = "0".repeat(32);
        let answer = forged.post("/applications", &application()).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (403, "csrf_invalid"));
        let foreign = [("sec-fetch-site", "cross-site")];
        let answer = clerk.json(Method::POST, "/applications", &foreign, &application()).await;
        assert_eq!(answer.code(), "csrf_invalid");
        let answer = clerk.post("/applications", &application()).await;
        assert_eq!(answer.status.as_u16(), 201, "negative control: with the token, from our site");
        city.check_everything().await;
    }
}

/// PostgreSQL takes no U+0000 in a text, so it is refused before it gets there.
#[tokio::test]
async fn the_character_zero_is_refused_in_every_part_of_a_request() {
    for city in cities().await {
        let router = router(&city);
        let public = Browser::public(&router);
        let (good, bad) = (json!({ "account": "a\\u0000" }), json!({ "account": "a\0" }));
        let unknown = public.post("/demo/session", &good).await;
        assert_eq!(unknown.status.as_u16(), 404, "negative control");
        assert_eq!(public.post("/demo/session", &bad).await.status.as_u16(), 400);
        assert_eq!(public.get("/catalog/%00").await.status.as_u16(), 404);
        let clerk = Browser::of(&city, &router, BUREAU, Role::Clerk).await;
        assert_eq!(clerk.get("/certificates?number=%00").await.code(), "request_invalid");
        assert_eq!(clerk.get("/certificates?number=%01").await.status.as_u16(), 200);
        city.check_everything().await;
    }
}
