//! Every route × every post × own and other unit: what the policy says is what the route does.
//! A route that is not in the table below fails the test.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use axum::http::Method;
use domain::caller::{Caller, Role};
use domain::policy::{self, Action, Citywide, Place};
use domain::region::Region;
use serde_json::{Value, json};

use crate::browser::{Browser, router};
use testkit::{BUREAU, City, LICENCE, OTHER, asked, cities, content, face, licence};

/// On what a route acts, for the policy.
#[derive(Clone, Copy, Debug, PartialEq)]
enum On {
    /// Nobody needs to log in.
    Everybody,
    /// Whoever is logged in gets an answer; its content is scoped.
    Scoped,
    /// Something of the bureau.
    Bureau(Action),
    /// Something of the caller's own unit.
    Own(Action),
    City(Action),
}

struct Route {
    method: Method,
    /// As in the OpenAPI document.
    path: &'static str,
    on: On,
    body: Value,
}

fn route(method: Method, path: &'static str, on: On, body: Value) -> Route {
    Route { method, path, on, body }
}

/// Every route; the last one ends the session.
fn table() -> Vec<Route> {
    [unit_routes(), catalog_routes(), application_routes(), certificate_routes(), other_routes()]
        .into_iter()
        .flatten()
        .collect()
}

fn unit_routes() -> Vec<Route> {
    use Action as A;
    use Method as M;
    use On::{Bureau, City, Scoped};
    let person = json!({ "account": "x", "name": "x", "unit_code": BUREAU, "posts": [] });
    let matter = json!({ "code": "M-1", "name": "事项", "unit_code": BUREAU });
    let unit = json!({ "code": BUREAU, "name": "x", "region": "440304", "parts": [] });
    let client =
        json!({ "client_id": "sys-1", "name": "x", "unit_code": BUREAU, "public_key": "" });
    vec![
        route(M::GET, "/units", Scoped, Value::Null),
        route(M::POST, "/units", Bureau(A::RegisterUnit), unit),
        route(M::GET, "/units/{code}/seals", Bureau(A::ChangeSeal), Value::Null),
        route(M::POST, "/units/{code}/seals", Bureau(A::RegisterSeal), Value::Null),
        route(
            M::POST,
            "/seals/{seal_id}/state",
            Bureau(A::ChangeSeal),
            json!({ "row_version": 1, "step": "suspend", "reason": "x" }),
        ),
        route(M::GET, "/matters", Scoped, Value::Null),
        route(M::POST, "/matters", Bureau(A::RegisterUnit), matter),
        route(M::GET, "/people", Scoped, Value::Null),
        route(M::POST, "/people", City(A::RegisterPerson), person),
        route(
            M::POST,
            "/people/{id}/posts",
            City(A::GrantRole),
            json!({ "post": "clerk", "active": true }),
        ),
        route(M::POST, "/clients", Bureau(A::RegisterClient), client),
    ]
}

fn catalog_routes() -> Vec<Route> {
    use Action as A;
    use Method as M;
    use On::{Bureau, Everybody, Own, Scoped};
    let row = json!({ "row_version": 1 });
    let why = json!({ "row_version": 1, "reason": "理由" });
    let entry = serde_json::to_value(licence()).unwrap();
    vec![
        route(M::GET, "/catalog", Everybody, Value::Null),
        route(M::POST, "/catalog", Bureau(A::DraftCatalog), entry.clone()),
        route(M::GET, "/catalog/{code}", Everybody, Value::Null),
        route(M::GET, "/catalog/{code}/versions", Everybody, Value::Null),
        route(M::GET, "/catalog/{code}/versions/{number}", Everybody, Value::Null),
        route(
            M::PUT,
            "/catalog/{code}/versions/{number}",
            Bureau(A::DraftCatalog),
            json!({ "entry": entry, "row_version": 1 }),
        ),
        route(
            M::POST,
            "/catalog/{code}/versions/{number}/submit",
            Bureau(A::DraftCatalog),
            row.clone(),
        ),
        route(
            M::POST,
            "/catalog/{code}/versions/{number}/return",
            Bureau(A::PublishCatalog),
            why.clone(),
        ),
        route(
            M::POST,
            "/catalog/{code}/versions/{number}/publish",
            Bureau(A::PublishCatalog),
            row.clone(),
        ),
        route(
            M::POST,
            "/catalog/{code}/versions/{number}/retire",
            Bureau(A::RetireCatalog),
            row.clone(),
        ),
        route(M::POST, "/catalog/{code}/adopt", Own(A::AdoptCatalog), Value::Null),
        route(M::GET, "/catalog/{code}/sample.svg", Everybody, Value::Null),
        route(M::POST, "/face/preview", Scoped, json!({ "type_code": LICENCE, "face": face() })),
    ]
}

fn application_routes() -> Vec<Route> {
    use Action as A;
    use Method as M;
    use On::{Bureau, Own, Scoped};
    let row = json!({ "row_version": 1 });
    let why = json!({ "row_version": 1, "reason": "理由" });
    let application = json!({ "type_code": LICENCE, "facts": {},
        "holder": { "name": "演示甲", "code": "E12345678", "code_type": "414" } });
    let mut amended = application.clone();
    amended["row_version"] = 1.into();
    vec![
        route(M::GET, "/applications", Scoped, Value::Null),
        route(M::POST, "/applications", Own(A::DraftApplication), application),
        route(M::GET, "/applications/{id}", Bureau(A::ReadApplication), Value::Null),
        route(M::PUT, "/applications/{id}", Bureau(A::DraftApplication), amended),
        route(M::GET, "/applications/{id}/face.svg", Bureau(A::ReadApplication), Value::Null),
        route(M::POST, "/applications/{id}/submit", Bureau(A::SubmitApplication), row.clone()),
        route(M::POST, "/applications/{id}/withdraw", Bureau(A::DraftApplication), row.clone()),
        route(M::POST, "/applications/{id}/approve", Bureau(A::ReviewApplication), row.clone()),
        route(M::POST, "/applications/{id}/return", Bureau(A::ReviewApplication), why.clone()),
        route(M::POST, "/applications/{id}/reject", Bureau(A::ReviewApplication), why.clone()),
    ]
}

fn certificate_routes() -> Vec<Route> {
    use Action as A;
    use Method as M;
    use On::{Bureau, Scoped};
    let row = json!({ "row_version": 1 });
    let why = json!({ "row_version": 1, "reason": "理由" });
    let ending = json!({ "row_version": 1, "kind": "voided", "reason": "r", "legal_basis": "b" });
    vec![
        route(M::GET, "/certificates", Scoped, Value::Null),
        route(M::POST, "/certificates/search", Scoped, json!({ "holder_code": "E12345678" })),
        route(M::GET, "/certificates/{identifier}", Bureau(A::ReadCertificate), Value::Null),
        route(
            M::GET,
            "/certificates/{identifier}/history",
            Bureau(A::ReadCertificate),
            Value::Null,
        ),
        route(
            M::GET,
            "/certificates/{identifier}/file",
            Bureau(A::DownloadCertificate),
            Value::Null,
        ),
        route(
            M::GET,
            "/certificates/{identifier}/face.svg",
            Bureau(A::ReadCertificate),
            Value::Null,
        ),
        route(
            M::GET,
            "/certificates/{identifier}/face.pdf",
            Bureau(A::ReadCertificate),
            Value::Null,
        ),
        route(M::POST, "/certificates/{identifier}/issue", Bureau(A::IssueCertificate), row),
        route(
            M::POST,
            "/certificates/{identifier}/suspend",
            Bureau(A::SuspendCertificate),
            why.clone(),
        ),
        route(M::POST, "/certificates/{identifier}/resume", Bureau(A::ResumeCertificate), why),
        route(M::POST, "/certificates/{identifier}/revoke", Bureau(A::RevokeCertificate), ending),
    ]
}

/// The archive copy is of a use that the other unit made.
fn other_routes() -> Vec<Route> {
    use Action as A;
    use Method as M;
    use On::{Bureau, City, Everybody, Own, Scoped};
    let usage = serde_json::to_value(asked()).unwrap();
    vec![
        route(M::GET, "/session", Scoped, Value::Null),
        route(M::POST, "/session", Everybody, json!({ "account": "x", "password": "y" })),
        route(M::GET, "/demo/roles", Everybody, Value::Null),
        route(M::POST, "/demo/session", Everybody, json!({ "account": "x" })),
        route(M::GET, "/todos", Scoped, Value::Null),
        route(M::GET, "/uses", Scoped, Value::Null),
        route(M::POST, "/uses", Own(A::UseCertificate), usage),
        route(M::GET, "/uses/{use_code}/archive-copy", Bureau(A::TakeArchiveCopy), Value::Null),
        route(M::GET, "/uses/{use_code}/archive-copy.png", Bureau(A::TakeArchiveCopy), Value::Null),
        route(M::GET, "/uses/{use_code}/archive-copy.pdf", Bureau(A::TakeArchiveCopy), Value::Null),
        route(M::POST, "/traces", City(A::TraceCopy), json!({ "picture": "AAAA" })),
        route(M::GET, "/notices", Scoped, Value::Null),
        route(M::GET, "/audit/records", City(A::ReadAuditLog), Value::Null),
        route(M::GET, "/audit/records/{record_id}", City(A::ReadAuditLog), Value::Null),
        route(M::GET, "/audit/checkpoint", Everybody, Value::Null),
        route(M::POST, "/verify", Everybody, Value::Null),
        route(M::GET, "/rules", Everybody, Value::Null),
        route(M::GET, "/holder-code-types", Everybody, Value::Null),
        route(M::GET, "/health", Everybody, Value::Null),
        route(M::DELETE, "/session", Scoped, Value::Null),
    ]
}

fn described() -> BTreeSet<(String, String)> {
    let document = web::description();
    let paths = document["paths"].as_object().unwrap();
    let routes = paths.iter().flat_map(|(path, item)| {
        item.as_object().unwrap().keys().map(move |method| (path.clone(), method.to_uppercase()))
    });
    routes.collect()
}

#[test]
fn every_described_route_is_in_the_table_and_printed() {
    let ours: BTreeSet<_> =
        table().iter().map(|route| (route.path.to_owned(), route.method.to_string())).collect();
    assert_eq!(described(), ours);
    let mut text = String::new();
    for Route { method, path, on, .. } in table() {
        let on = match on {
            On::Everybody => "everybody".to_owned(),
            On::Scoped => "logged in".to_owned(),
            On::Bureau(action) => format!("{} on its unit", action.as_str()),
            On::Own(action) => format!("{} in the own unit", action.as_str()),
            On::City(action) => format!("{} in the city", action.as_str()),
        };
        writeln!(text, "{method}\t{path}\t{on}").unwrap();
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/tables/routes.txt");
    if std::env::var_os("UPDATE_TABLES").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let printed = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(printed, text, "docs/tables/routes.txt differs: run UPDATE_TABLES=1 make test");
}

/// Things of the bureau that the paths name; the use is the other unit's.
struct Things {
    application: String,
    certificate: String,
    use_code: String,
    record: String,
    seal: String,
}

async fn things(city: &City) -> Things {
    city.publish(&licence()).await;
    let issued = city.issued(content()).await;
    let window = city.window().await;
    let (answer, receipt) = city.app.use_certificates(&window, &asked()).await.unwrap();
    let clerk = city.person("经办甲", BUREAU, Role::Clerk);
    let (draft, _) = city.app.draft_application(&clerk, LICENCE, content()).await.unwrap();
    let manager = city.person("管理己", BUREAU, Role::CityManager);
    let seal = city.app.seals(&manager, BUREAU).await.unwrap().remove(0);
    Things {
        seal: seal.seal_id,
        application: draft.id,
        certificate: issued.identifier,
        use_code: answer.uses[0].use_code.clone(),
        record: receipt.record_id,
    }
}

impl Things {
    fn fill(&self, path: &str) -> String {
        path.replace("{code}", if path.starts_with("/units") { BUREAU } else { LICENCE })
            .replace("{number}", "1")
            .replace("{id}", if path.starts_with("/people") { "nobody" } else { &self.application })
            .replace("{identifier}", &self.certificate)
            .replace("{use_code}", &self.use_code)
            .replace("{record_id}", &self.record)
            .replace("{seal_id}", &self.seal)
    }
}

/// 0 = may; otherwise the status of the refusal.
fn expected(caller: &Caller, on: On, owner: &str) -> u16 {
    let place = |unit: &str| Place {
        unit: unit.into(),
        region: Region::parse(if unit == OTHER { "440305" } else { "440304" }).unwrap(),
    };
    let decision = match on {
        On::Everybody | On::Scoped => return 0,
        On::Bureau(action) => policy::permit(caller, action, &place(owner)),
        On::Own(action) => policy::permit(caller, action, &place(&caller.unit)),
        On::City(action) => policy::permit(caller, action, &Citywide),
    };
    match decision {
        Ok(_) => 0,
        Err(denied) if denied.hidden => 404,
        Err(_) => 403,
    }
}

#[tokio::test]
async fn every_route_answers_as_the_policy_says() {
    for city in cities().await {
        let things = things(&city).await;
        let router = router(&city);
        let posts = Role::ALL
            .iter()
            .filter(|role| !matches!(role, Role::Program | Role::Public | Role::CallingSystem));
        for (unit, role) in posts.flat_map(|role| [(BUREAU, *role), (OTHER, *role)]) {
            let caller = city.person("someone", unit, role);
            let browser = Browser::of(&city, &router, unit, role).await;
            for Route { method, path, on, body } in table() {
                let owner = if path.starts_with("/uses/") { OTHER } else { BUREAU };
                let answer = match &body {
                    Value::Null => {
                        browser.send(method.clone(), &things.fill(path), &[], Vec::new()).await
                    }
                    body => browser.json(method.clone(), &things.fill(path), &[], body).await,
                };
                let (status, code) = (answer.status.as_u16(), answer.code());
                let who =
                    format!("{method} {path} by {} of {unit}: {status} {code}", role.as_str());
                match expected(&caller, on, owner) {
                    // A rule may still say no, but never for want of a right.
                    0 => assert!(code != "denied" && status != 500, "{who}"),
                    refusal => assert_eq!(status, refusal, "{who}"),
                }
            }
        }
        city.check_everything().await;
    }
}

#[tokio::test]
async fn nobody_without_a_session_gets_further_than_the_public() {
    for city in cities().await {
        let things = things(&city).await;
        let router = router(&city);
        let public = Browser::public(&router);
        let mut reached = 0;
        for Route { method, path, on, body } in table() {
            let answer = match &body {
                Value::Null => {
                    public.send(method.clone(), &things.fill(path), &[], Vec::new()).await
                }
                body => public.json(method.clone(), &things.fill(path), &[], body).await,
            };
            if on == On::Everybody {
                assert_ne!(answer.code(), "unauthenticated", "{method} {path}");
                reached += 1;
            } else {
                assert_eq!(answer.status.as_u16(), 401, "{method} {path}");
                assert_eq!(answer.code(), "unauthenticated", "{method} {path}");
                assert_eq!(answer.headers["content-type"], "application/problem+json");
            }
        }
        assert!(reached > 10);
        city.check_everything().await;
    }
}
