//! Every list, by the OpenAPI document: what a query may contain is refused by name if it is wrong. An unknown
//! filter would otherwise look like a list without entries, and an unknown key like its first page.

use axum::http::Method;
use domain::caller::Role;
use serde_json::{Value, json};

use crate::browser::{Answer, Browser, router};
use crate::document::operations;
use crate::examples::Things;
use testkit::{BUREAU, cities};

/// The wrong values of a parameter of the document, and whether it may be tried at all.
fn wrong_values(document: &Value, parameter: &Value) -> Vec<&'static str> {
    let schema = &parameter["schema"];
    let schema = match schema["$ref"].as_str() {
        Some(reference) => document.pointer(reference.trim_start_matches('#')).unwrap(),
        None => schema,
    };
    match (parameter["name"].as_str().unwrap(), schema) {
        (_, schema) if schema["enum"].is_array() => vec!["nonsense", "Active"],
        (_, schema) if schema["type"] == "integer" => vec!["0", "201", "-1", "ten", "1.5"],
        (_, schema) if schema["format"] == "unit-code" => {
            vec!["x", "11440300mbxx000197", "11440300MBXX000198"]
        }
        (_, schema) if schema["format"] == "type-code" => vec!["x", "11440300MBXX000197000"],
        (_, schema) if schema["format"] == "certificate-identifier" => {
            vec!["x", "1.2.156.3005.2.x"]
        }
        (_, schema) if schema["format"] == "region-code" => vec!["x", "33", "3301000"],
        (_, schema) if schema["format"] == "date" => vec!["x", "2026-02-30", "20260101"],
        ("after", _) => vec!["nonsense", "g", "0", "67e55044-10b1-426f-9247-bb680e5fe0c8"],
        _ => vec![],
    }
}

fn refused_field(answer: &Answer) -> (u16, String, String) {
    let field = answer.json()["fields"][0]["field"].as_str().unwrap_or_default().to_owned();
    (answer.status.as_u16(), answer.code(), field)
}

#[tokio::test]
async fn every_list_refuses_a_wrong_parameter_by_its_name() {
    let document = web::description();
    for city in cities().await {
        let things = Things::of(&city).await;
        let router = router(&city);
        let clerk = Browser::of(&city, &router, BUREAU, Role::Clerk).await;
        let refused = |field: &str| (422, "query_invalid".to_owned(), field.to_owned());
        let (mut lists, mut tried) = (0, 0);
        for operation in operations().iter().filter(|one| one.method == Method::GET) {
            let path = things.fill(&operation.id, &operation.path);
            let described = &document["paths"][&operation.path]["get"];
            let parameters = described["parameters"].as_array().into_iter().flatten();
            let query: Vec<&Value> = parameters.filter(|one| one["in"] == "query").collect();
            lists += usize::from(!query.is_empty());
            for parameter in query {
                let name = parameter["name"].as_str().unwrap();
                for value in wrong_values(&document, parameter) {
                    let answer = clerk.get(&format!("{path}?{name}={value}")).await;
                    assert_eq!(refused_field(&answer), refused(name), "{path} {name}={value}");
                    tried += 1;
                }
                let empty = clerk.get(&format!("{path}?{name}=")).await;
                assert_ne!(empty.code(), "query_invalid", "{path} {name}: empty means absent");
                let twice = clerk.get(&format!("{path}?{name}=&{name}=")).await;
                assert_eq!(refused_field(&twice), refused(name), "{path} {name} twice");
            }
            let unknown = clerk.get(&format!("{path}?stat=active")).await;
            assert_eq!(refused_field(&unknown), refused("stat"), "{path}");
        }
        assert!(lists > 10 && tried > 60, "{lists} lists, {tried} values");
        let wrong = [
            (json!({ "holder_code": "E1", "status": "nonsense" }), "status"),
            (json!({ "holder_code": "E1", "type_code": "x" }), "type_code"),
            (json!({ "holder_code": "E1", "after": "nonsense" }), "after"),
            (json!({ "holder_code": "E1", "limit": 0 }), "limit"),
        ];
        for (body, field) in wrong {
            let answer = clerk.post("/certificates/search", &body).await;
            assert_eq!(refused_field(&answer), refused(field), "the search in a body");
        }
        let good = clerk.post("/certificates/search", &json!({ "holder_code": "E1" })).await;
        assert_eq!(good.status.as_u16(), 200, "negative control");
        city.check_everything().await;
    }
}

#[tokio::test]
async fn the_key_that_a_page_gives_leads_to_the_next_page() {
    for city in cities().await {
        let _things = Things::of(&city).await;
        let router = router(&city);
        let clerk = Browser::of(&city, &router, BUREAU, Role::Clerk).await;
        let mut followed = 0;
        for path in ["/applications", "/certificates"] {
            let first = clerk.get(&format!("{path}?limit=1")).await.json();
            let next = first["next"].as_str().unwrap();
            let second = clerk.get(&format!("{path}?limit=1&after={next}")).await.json();
            assert!(second["items"][0].is_object(), "{path}");
            assert_ne!(first["items"], second["items"], "{path}");
            followed += 1;
        }
        assert_eq!(followed, 2);
        city.check_everything().await;
    }
}
