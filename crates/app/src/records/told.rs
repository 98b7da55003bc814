//! 附属信息 (details of records) in words. The log keeps them with the names and codes of the program, because its
//! digests must not change; people are shown what the vocabularies say.

use domain::Code;
use domain::application::ApplicationState;
use domain::certificate::CertificateState;
use domain::event::{DetailName, EventKind, Manner};
use domain::export::ExportFormat;
use domain::order::ListOrder;
use domain::seal::SealStep;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One of the details of a record in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DetailView {
    pub name: String,
    pub value: String,
}

/// The details in words, those within others under the names of both. What is empty is left out.
pub(crate) fn in_words(details: &Value) -> Vec<DetailView> {
    let mut told = Vec::new();
    for (key, value) in details.as_object().into_iter().flatten() {
        tell(&mut told, "", key, value);
    }
    told
}

fn tell(told: &mut Vec<DetailView>, within: &str, key: &str, value: &Value) {
    let known = DetailName::parse(key);
    let name =
        format!("{within}{}", known.map_or_else(|| key.to_owned(), |known| known.zh().to_owned()));
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                tell(told, &format!("{name}："), key, value);
            }
        }
        Value::Array(all) if all.iter().any(Value::is_object) => {
            for (at, one) in all.iter().enumerate() {
                for (key, value) in one.as_object().into_iter().flatten() {
                    tell(told, &format!("{name} {}：", at + 1), key, value);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            let value = plain(known, value);
            if !value.is_empty() {
                told.push(DetailView { name, value });
            }
        }
    }
}

/// A value without members of its own.
fn plain(name: Option<DetailName>, value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(yes) => if *yes { "是" } else { "否" }.to_owned(),
        Value::String(text) => {
            name.and_then(|name| word(name, text)).map_or_else(|| text.clone(), str::to_owned)
        }
        Value::Array(all) => {
            let shown: Vec<String> = all.iter().map(|one| plain(name, one)).collect();
            shown.join(" ").trim().to_owned()
        }
        Value::Number(_) | Value::Object(_) => value.to_string(),
    }
}

/// The word for a code; `None` if the value is no code of a vocabulary.
fn word(name: DetailName, code: &str) -> Option<&'static str> {
    let (_, word) = WORDS.iter().find(|(known, _)| *known == name)?;
    word(code)
}

type Wording = fn(&str) -> Option<&'static str>;

/// The details that are codes of a vocabulary.
const WORDS: [(DetailName, Wording); 10] = [
    (DetailName::Code, |code| Code::parse(code).map(Code::zh)),
    (DetailName::Refusal, |code| Code::parse(code).map(Code::zh)),
    (DetailName::Event, |code| EventKind::parse(code).map(EventKind::zh)),
    (DetailName::Format, |code| ExportFormat::parse(code).map(ExportFormat::zh)),
    (DetailName::Manner, |code| Manner::parse(code).map(Manner::zh)),
    (DetailName::Order, |code| ListOrder::parse(code).map(ListOrder::zh)),
    (DetailName::State, |code| ApplicationState::parse(code).map(ApplicationState::zh)),
    (DetailName::Status, |code| CertificateState::parse(code).map(CertificateState::zh)),
    (DetailName::Step, |code| SealStep::parse(code).map(SealStep::zh)),
    // Days that are open at both ends.
    (DetailName::Period, |days| (days == "/").then_some("")),
];

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(details: &Value) -> Vec<(String, String)> {
        in_words(details).into_iter().map(|one| (one.name, one.value)).collect()
    }

    #[test]
    fn details_are_told_in_the_words_of_the_vocabularies() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let export = json!({
            "format": "csv", "rows": 3, "is_cut": false,
            "filter": { "order": "oldest", "unit": "", "period": "/", "status": "revoked" },
        });
        let words = [
            pair("筛选条件：次序", "最早的在前"),
            pair("筛选条件：证照状态", CertificateState::Revoked.zh()),
            pair("格式", "CSV 文件"),
            pair("仅导出前一部分", "否"),
            pair("行数", "3"),
        ];
        let mut shown = told(&export);
        shown.sort();
        let mut expected = words.to_vec();
        expected.sort();
        assert_eq!(shown, expected);
        let refused = json!({ "refusal": Code::SharingWithheld.as_str(), "manner": "print" });
        let mut shown = told(&refused);
        shown.sort();
        let refusal = pair("拒绝原因", Code::SharingWithheld.zh());
        assert_eq!(shown, [refusal, pair("查看方式", "打印照面")]);
    }

    #[test]
    fn what_stands_in_lists_is_told_and_unknown_names_stay() {
        let used = json!({ "used": [["u1", "c1"], ["u2", "c2"]] });
        assert_eq!(told(&used), [("用证码与证照标识".to_owned(), "u1 c1 u2 c2".to_owned())]);
        let accepted = json!({ "accepted": [{ "field": "A", "reason": "核对过" }] });
        assert_eq!(
            told(&accepted),
            [
                ("接受的提示 1：字段".into(), "A".into()),
                ("接受的提示 1：理由".into(), "核对过".into())
            ]
        );
        assert_eq!(told(&json!({ "other": "x" })), [("other".into(), "x".into())]);
        assert_eq!(told(&json!(null)), []);
    }
}
