//! Catalog entries and tasks for the examples, one for each operation that changes one.

use app::catalog::CatalogVersion;
use domain::caller::Role;
use domain::catalog::CatalogEntry;
use serde_json::{Value, json};

use testkit::{BUREAU, City, licence};

/// A catalog entry of the bureau that differs from the licence only in its number.
pub fn entry(number: u32) -> CatalogEntry {
    CatalogEntry { code: format!("{BUREAU}{number:03}"), ..licence() }
}

pub async fn drafted(city: &City, number: u32) -> CatalogVersion {
    let editor = city.person("编目员", BUREAU, Role::CatalogEditor);
    city.app.draft_catalog(&editor, &entry(number)).await.unwrap().0
}

pub async fn submitted_entry(city: &City, number: u32) -> CatalogVersion {
    let editor = city.person("编目员", BUREAU, Role::CatalogEditor);
    let drafted = drafted(city, number).await;
    city.app.submit_catalog(&editor, &drafted).await.unwrap().0
}

pub async fn declared_entry(city: &City, number: u32) -> CatalogVersion {
    let editor = city.person("编目员", BUREAU, Role::CatalogEditor);
    let submitted = submitted_entry(city, number).await;
    city.app.declare_catalog(&editor, &submitted).await.unwrap().0
}

/// A task of the bureau that a manager can withdraw.
pub async fn task(city: &City) -> String {
    let manager = city.person("市管理员", BUREAU, Role::CityManager);
    let new = serde_json::from_value(new_task()).unwrap();
    city.app.assign_task(&manager, &new).await.unwrap().0.id
}

pub fn new_task() -> Value {
    json!({ "name": "演示新证", "unit_code": BUREAU, "due": "2026-12-31" })
}
