//! The OpenAPI document: every operation with the terms that its handler declares. The committed copies
//! in `docs` are compared with it; `make regenerate` rewrites them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;
use std::sync::OnceLock;

use axum::http::Method;
use domain::Code;
use domain::policy::Action;
use serde_json::Value;

/// What an operation acts on, as the policy sees it (`Who` in `crates/web/src/terms.rs`).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum On {
    /// No login is needed.
    Everybody,
    /// Everybody who is logged in gets an answer within the own scope.
    LoggedIn,
    /// A thing that belongs to one unit.
    ItsUnit(Action),
    /// A thing that is to be made in a unit.
    New(Action),
    /// The caller's own unit.
    OwnUnit(Action),
    /// The whole city.
    City(Action),
}

pub struct Operation {
    /// Operation id, which is the name of the handler.
    pub id: String,
    pub method: Method,
    pub path: String,
    pub on: On,
    articles: Vec<u64>,
    refusals: Vec<Code>,
    pub takes_body: bool,
    /// The documented answers: codes of problems by status. A successful status has no codes.
    answers: BTreeMap<u16, Vec<String>>,
}

/// Every operation of the document. Panics with the name of a handler that has no terms or unknown ones.
pub fn operations() -> &'static [Operation] {
    static ALL: OnceLock<Vec<Operation>> = OnceLock::new();
    ALL.get_or_init(|| {
        let document = web::description();
        let paths = document["paths"].as_object().unwrap();
        paths
            .iter()
            .flat_map(|(path, item)| {
                let item = item.as_object().unwrap();
                item.iter().map(move |(method, described)| operation(path, method, described))
            })
            .collect()
    })
}

fn operation(path: &str, method: &str, described: &Value) -> Operation {
    let id = described["operationId"].as_str().unwrap().to_owned();
    let terms = &described["x-yinxin"];
    assert!(
        terms.is_object(),
        "{id}: its handler declares no terms: extensions((\"x-yinxin\" = …))"
    );
    let action = terms["action"].as_str().map(|code| {
        let known = Action::ALL.iter().find(|action| action.as_str() == code);
        *known.unwrap_or_else(|| panic!("{id}: there is no action {code}"))
    });
    let on = match (terms["who"].as_str().unwrap_or_default(), action) {
        ("everybody", None) => On::Everybody,
        ("logged_in", None) => On::LoggedIn,
        ("on_its_unit", Some(action)) => On::ItsUnit(action),
        ("on_new", Some(action)) => On::New(action),
        ("in_own_unit", Some(action)) => On::OwnUnit(action),
        ("in_the_city", Some(action)) => On::City(action),
        other => panic!("{id}: unknown terms {other:?}"),
    };
    let list = |name: &str| {
        terms[name].as_array().unwrap_or_else(|| panic!("{id}: its terms have no {name}"))
    };
    let code = |value: &Value| Code::parse(value.as_str().unwrap_or_default()).unwrap();
    let answers = described["responses"].as_object().unwrap().keys().map(|status| {
        let codes = described["x-codes"][status].as_array().into_iter().flatten();
        let codes = codes.filter_map(|code| code.as_str().map(str::to_owned)).collect();
        (status.parse().unwrap(), codes)
    });
    Operation {
        method: method.to_uppercase().parse().unwrap(),
        path: path.to_owned(),
        on,
        articles: list("articles").iter().filter_map(Value::as_u64).collect(),
        refusals: list("refusals").iter().map(code).collect(),
        takes_body: !described["requestBody"].is_null(),
        answers: answers.collect(),
        id,
    }
}

impl Operation {
    /// Whether a path under `/api/v1` matches the template of this operation.
    fn matches(&self, path: &str) -> bool {
        let path = path.split('?').next().unwrap_or_default();
        let (ours, theirs) = (self.path.split('/'), path.split('/'));
        ours.clone().count() == theirs.clone().count()
            && ours.zip(theirs).all(|(ours, theirs)| ours.starts_with('{') || ours == theirs)
    }
}

/// Asserts that the document names an answer: its status and, for a problem, its code. Addresses that the
/// document does not contain are ignored.
pub fn check_answer(method: &Method, path: &str, status: u16, code: &str) {
    let ours = operations().iter().filter(|one| one.method == *method && one.matches(path));
    // A template with a fixed segment takes precedence over one with a parameter in its place.
    let Some(operation) = ours.min_by_key(|one| one.path.matches('{').count()) else { return };
    let id = &operation.id;
    let codes = operation.answers.get(&status);
    let codes =
        codes.unwrap_or_else(|| panic!("{id} answered {status} {code}, which is undocumented"));
    let declared = code.is_empty() || codes.iter().any(|known| known == code);
    assert!(declared, "{id} answered {status} {code}, which its terms do not name");
}

fn compare(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name);
    if std::env::var_os("UPDATE_TABLES").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let printed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(printed == text, "docs/{name} differs: run make regenerate");
}

#[test]
fn the_printed_table_of_routes_is_what_the_handlers_declare() {
    let mut text = String::new();
    for Operation { method, path, on, articles, refusals, .. } in operations() {
        let on = match on {
            On::Everybody => "everybody".to_owned(),
            On::LoggedIn => "logged in".to_owned(),
            On::ItsUnit(action) => format!("{action} on its unit"),
            On::New(action) => format!("{action} where it is made"),
            On::OwnUnit(action) => format!("{action} in the own unit"),
            On::City(action) => format!("{action} in the city"),
        };
        let joined = |words: Vec<String>| match words.is_empty() {
            true => "-".to_owned(),
            false => words.join(", "),
        };
        let articles = joined(articles.iter().map(|number| format!("Art. {number}")).collect());
        let refusals = joined(refusals.iter().map(ToString::to_string).collect());
        writeln!(text, "{method}\t{path}\t{on}\t{articles}\t{refusals}").unwrap();
    }
    compare("tables/routes.txt", &text);
}

#[test]
fn the_committed_openapi_document_is_what_the_handlers_declare() {
    let text = serde_json::to_string_pretty(&sorted(web::description())).unwrap();
    compare("reference/openapi.json", &(text + "\n"));
}

/// Sorts the members of all objects by name, because the order of a map depends on features of
/// serde_json in this build.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let members: BTreeMap<String, Value> =
                members.into_iter().map(|(name, value)| (name, sorted(value))).collect();
            Value::Object(members.into_iter().collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        plain @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => plain,
    }
}

#[test]
fn no_two_operations_have_the_same_id() {
    let names: BTreeSet<&str> = operations().iter().map(|one| one.id.as_str()).collect();
    assert_eq!(names.len(), operations().len());
}

#[test]
fn a_parameter_is_in_the_path_if_the_template_names_it_and_otherwise_in_the_query() {
    let document = web::description();
    let mut queries = 0;
    for Operation { id, path, method, .. } in operations() {
        let described = &document["paths"][path][method.as_str().to_lowercase()];
        for parameter in described["parameters"].as_array().into_iter().flatten() {
            let name = parameter["name"].as_str().unwrap();
            let in_path = path.contains(&format!("{{{name}}}"));
            let place = if in_path { "path" } else { "query" };
            assert_eq!(parameter["in"], place, "{id}: {name}");
            assert_eq!(parameter["required"], in_path, "{id}: {name}");
            queries += usize::from(!in_path);
        }
    }
    assert!(queries > 10, "{queries}");
}

#[test]
fn states_kinds_and_codes_are_enums_of_the_document() {
    let document = web::description();
    let schemas = &document["components"]["schemas"];
    for name in [
        "Action",
        "ApplicationKind",
        "ApplicationState",
        "CatalogState",
        "CertificateKind",
        "CertificateState",
        "Channel",
        "Code",
        "CopyReading",
        "Effect",
        "EventKind",
        "ExportFormat",
        "FieldType",
        "HolderKind",
        "IssueStep",
        "JobKind",
        "JobState",
        "Lack",
        "ListOrder",
        "MissAnswer",
        "MissCause",
        "NoticeKind",
        "NoticeState",
        "Outage",
        "RecordOutcome",
        "RevocationKind",
        "Role",
        "SealState",
        "SealStep",
        "Sensitivity",
        "SharingKind",
        "TodoKind",
        "UnitPart",
        "UpdateReason",
        "ValidityUnit",
    ] {
        let schema = &schemas[name];
        assert!(!schema["enum"].as_array().unwrap_or(&vec![]).is_empty(), "{name}");
        let words = schema["x-words"].as_object().unwrap();
        assert_eq!(words.len(), schema["enum"].as_array().unwrap().len(), "{name}");
    }
    let text = document.to_string();
    for reference in text.split("\"$ref\":\"#").skip(1) {
        let named = reference.split('"').next().unwrap();
        assert!(document.pointer(named).is_some(), "{named} is referred to but does not exist");
    }
}

#[test]
fn an_undocumented_answer_fails_the_test_that_gets_it() {
    check_answer(&Method::GET, "/certificates/x", 404, "not_found");
    check_answer(&Method::GET, "/certificates/x", 200, "");
    let undeclared = |status, code: &'static str| {
        std::panic::catch_unwind(|| check_answer(&Method::GET, "/certificates/x", status, code))
    };
    assert!(undeclared(404, "login_failed").is_err());
    assert!(undeclared(418, "").is_err());
}

#[test]
fn a_handler_without_terms_is_reported_by_name() {
    let described = |terms: Value| {
        serde_json::json!({ "operationId": "forgotten", "responses": { "200": {} },
            "x-yinxin": terms })
    };
    let terms = serde_json::json!({ "who": "everybody", "action": null, "articles": [],
        "refusals": [] });
    let control = operation("/forgotten", "get", &described(terms));
    assert_eq!((control.id.as_str(), control.on), ("forgotten", On::Everybody));
    let missing = described(Value::Null);
    let complaint = std::panic::catch_unwind(|| operation("/forgotten", "get", &missing));
    let complaint = complaint.err().unwrap().downcast::<String>().unwrap();
    assert!(complaint.starts_with("forgotten: its handler declares no terms"), "{complaint}");
}
