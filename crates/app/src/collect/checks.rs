//! 自动检查 as clerks and reviewers see it: the findings that approval would have now, and what an update changes.

use domain::caller::Caller;
use domain::catalog::CatalogEntry;
use domain::code::normal;
use domain::date::Date;
use domain::field::{Facts, FieldKind, FieldSpec};
use domain::holder::{Holder, code_type};
use domain::policy::Action;
use domain::refusal::Severity;
use domain::{Code, FieldFinding};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::kernel::{App, Error};
use crate::records::application::{Content, content_slot, load, place_of};
use crate::records::catalog::followed_entry;
use crate::records::certificate::Frozen;
use crate::records::certificate_view::option_name;
use crate::records::checking::{Checked, label, labels};
use crate::records::validity::Validity;

/// What the check of an application finds now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ApplicationChecks {
    pub findings: Vec<Finding>,
    /// First and last valid day that approval would freeze today.
    pub valid_from: Option<String>,
    /// Absent means long term.
    pub valid_to: Option<String>,
    /// What an update changes in the certificate before.
    pub differences: Vec<Difference>,
    /// The version of the entry that the application follows, and the published one.
    pub catalog_version: i64,
    pub published_version: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Finding {
    /// Path of the field, such as `facts.JYXM`.
    pub field: String,
    /// Name of the field.
    pub label: String,
    pub code: Code,
    pub message: String,
    pub severity: Severity,
}

/// One value that an update changes; empty where there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Difference {
    pub label: String,
    pub before: String,
    pub after: String,
}

impl App {
    /// Checks an application exactly as its approval would, for those who may read it. What stands in the way of the
    /// application as a whole is a finding too.
    pub async fn application_checks(
        &self,
        caller: &Caller,
        id: &str,
    ) -> Result<ApplicationChecks, Error> {
        let action = Action::ReadApplication;
        let mut reader = self.read().await?;
        let loaded = load(&mut reader, id).await;
        let row = self.present(caller, action, loaded).await?;
        self.permit_read(caller, action, &place_of(&row)?).await?;
        let today = Date::at(self.now());
        let published = reader.catalog_published(&row.type_code).await?.map(|row| row.number);
        let mut checks = ApplicationChecks {
            findings: Vec::new(),
            valid_from: None,
            valid_to: None,
            differences: Vec::new(),
            catalog_version: row.catalog_number,
            published_version: published,
        };
        let entry = self.entry_of(&mut reader, &row.type_code, row.catalog_number).await?;
        let content: Content = self.open(content_slot(id), &row.content_sealed)?;
        let content = content.normal(&entry, today);
        let followed = followed_entry(self, &mut reader, &row).await.map(drop);
        let checked = match followed {
            Ok(()) => self.check_application(&mut reader, &row, &entry, &content, today).await,
            Err(error) => Err(error),
        };
        let names = labels(&entry);
        let shown = |found: FieldFinding| Finding {
            label: label(&names, &found.field),
            field: found.field,
            code: found.code,
            message: found.message,
            severity: found.severity,
        };
        match checked {
            Ok(Checked { findings, validity, before }) => {
                checks.findings = findings.into_iter().map(shown).collect();
                checks.valid_from = Some(validity.from.to_string());
                checks.valid_to = validity.to.map(|day| day.to_string());
                if let Some(before) = before {
                    let before = self.frozen(&before)?;
                    checks.differences = differences(&entry, &before, &content, validity);
                }
            }
            Err(Error::Refused(refusal)) => {
                let found = FieldFinding::new("replaces", refusal.code(), refusal.code().zh());
                checks.findings = vec![shown(found)];
            }
            Err(error) => return Err(error),
        }
        Ok(checks)
    }
}

/// The kind of the holder's document, in words.
fn kind_of(holder: &Holder) -> String {
    code_type(&holder.code_type).map_or(&*holder.code_type, |kind| kind.name).to_owned()
}

fn differences(
    entry: &CatalogEntry,
    before: &Frozen,
    after: &Content,
    validity: Validity,
) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut compare = |label: &str, before: String, after: String| {
        if before != after {
            found.push(Difference { label: label.to_owned(), before, after });
        }
    };
    compare("持证主体名称", before.holder.name.clone(), after.holder.name.clone());
    compare("持证主体代码类型", kind_of(&before.holder), kind_of(&after.holder));
    compare("持证主体代码", normal(&before.holder.code), normal(&after.holder.code));
    for spec in &entry.fields {
        compare(&spec.name, text(spec, &before.facts), text(spec, &after.facts));
    }
    let last = |day: Option<Date>| day.map_or_else(|| "长期".to_owned(), |day| day.to_string());
    compare("有效期起", before.valid_from.to_string(), validity.from.to_string());
    compare("有效期止", last(before.valid_to), last(validity.to));
    compare("纸质证照编号", before.paper_number.clone(), after.paper_number.clone());
    found
}

/// The value of a field as people read it.
fn text(spec: &FieldSpec, facts: &Facts) -> String {
    match (spec.kind, facts.get(&spec.key)) {
        (_, None | Some(Value::Null)) => String::new(),
        (FieldKind::CodeList, Some(Value::String(code))) => option_name(spec, code),
        (FieldKind::Image, Some(Value::String(image))) => {
            format!("图片（{} 字节）", image.len() / 4 * 3)
        }
        (FieldKind::Group, Some(Value::Array(rows))) => {
            let row = |row: &Facts| {
                let values: Vec<String> =
                    spec.fields.iter().map(|inner| text(inner, row)).collect();
                values.join(" ")
            };
            let rows: Vec<String> = rows.iter().filter_map(Value::as_object).map(row).collect();
            rows.join("；")
        }
        (_, Some(Value::String(text))) => text.clone(),
        (_, Some(other)) => other.to_string(),
    }
}
