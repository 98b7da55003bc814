//! Examples about matters and what is missing for them.

use app::usage::UseRequest;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::caller::Caller;
use domain::purpose::Matter;
use serde_json::{Value, json};
use testkit::{BUREAU, City, LICENCE, asked};

/// Matters to change and to end.
pub const TO_CHANGE: &str = "M-CHANGE";
pub const TO_END: &str = "M-END";

pub async fn register(city: &City) {
    for code in [TO_CHANGE, TO_END] {
        let (needs, yields) = (vec![], vec![]);
        let (code, name, unit) = (code.into(), "事项".into(), BUREAU.into());
        let matter = Matter { code, name, unit, needs, yields };
        city.app.register_matter(&Caller::program("setup"), &matter).await.unwrap();
    }
}

/// A question that finds nothing.
pub fn missing() -> UseRequest {
    UseRequest { holder_code: "E00000001".into(), ..asked() }
}

/// The body of an operation on matters and misses.
pub fn body(operation: &str) -> Option<Value> {
    let UseRequest { matter_code, case_number, holder_code, .. } = asked();
    Some(match operation {
        "register_matter" => json!({ "code": "M-1", "name": "事项", "unit_code": BUREAU }),
        "change_matter" => json!({ "row_version": 1, "unit_code": BUREAU, "name": "更改事项" }),
        "end_matter" => {
            json!({ "row_version": 1, "unit_code": BUREAU, "last_day": "2026-11-30" })
        }
        "check_matter_import" | "import_matters" => json!({ "content": table() }),
        "availability" => json!({
            "matter_code": matter_code, "case_number": case_number, "holder_code": holder_code
        }),
        "answer_misses" => json!({
            "type_code": LICENCE, "why": "none", "answer": "issued", "note": "已补发"
        }),
        _ => return None,
    })
}

/// A table with one matter, in base64.
fn table() -> String {
    STANDARD.encode(format!("事项编码,事项名称,单位代码\nM-IMPORT,导入事项,{BUREAU}\n"))
}
