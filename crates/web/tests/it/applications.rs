//! Applications for the examples, one for each operation that changes one.

use app::collect::ApplicationVersion;
use domain::caller::Role;
use serde_json::{Value, json};
use testkit::{BUREAU, City, LICENCE, content};

use crate::entries::entry;

pub async fn draft(city: &City) -> ApplicationVersion {
    let clerk = city.person("经办甲", BUREAU, Role::Clerk);
    city.app.draft_application(&clerk, LICENCE, content()).await.unwrap().0
}

/// A draft of a type that has a newer version.
pub async fn to_move(city: &City) -> ApplicationVersion {
    let clerk = city.person("经办甲", BUREAU, Role::Clerk);
    city.publish(&entry(9)).await;
    let drafted = city.app.draft_application(&clerk, &entry(9).code, content()).await.unwrap().0;
    city.publish(&entry(9)).await;
    drafted
}

pub async fn submitted(city: &City) -> ApplicationVersion {
    let clerk = city.person("经办甲", BUREAU, Role::Clerk);
    let draft = draft(city).await;
    city.app.submit_application(&clerk, &draft).await.unwrap().0
}

pub fn application(row_version: Option<i64>) -> Value {
    let content = content();
    let mut body =
        json!({ "type_code": LICENCE, "facts": content.facts, "holder": content.holder });
    if let Some(row_version) = row_version {
        body["row_version"] = row_version.into();
    }
    body
}
