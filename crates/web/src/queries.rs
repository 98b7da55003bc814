//! The parameters of queries, checked against the OpenAPI document before a handler runs: a parameter that
//! the operation does not have, a word outside its vocabulary, a number outside its bounds, or a text that
//! cannot be the code that is asked for is refused with its name. Otherwise a mistyped filter would look like a
//! list without entries.

use std::collections::HashMap;

use axum::extract::Query;
use axum::http::{Method, Uri};
use domain::code::UnifiedSocialCreditCode;
use domain::date::Date;
use domain::identifier::{CertificateIdentifier, TypeCode};
use domain::region::Region;
use domain::{Code, FieldFinding, Refusal};
use serde_json::Value;

use crate::problem::Problem;

/// What a parameter may be.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    /// A word of a vocabulary.
    Word(Vec<String>),
    Number {
        least: i64,
        most: i64,
    },
    /// The key of a page of a list, as the member `next` of the page before it.
    Key,
    /// A code or a day, by the name of its `format` in the document.
    Coded(Format),
}

/// The formats of codes and days. Rows are found by their codes byte by byte, so that a code must be written in
/// its normal form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Unit,
    Type,
    Identifier,
    Region,
    Day,
}

impl Format {
    fn named(name: &str) -> Option<Self> {
        match name {
            "unit-code" => Some(Self::Unit),
            "type-code" => Some(Self::Type),
            "certificate-identifier" => Some(Self::Identifier),
            "region-code" => Some(Self::Region),
            "date" => Some(Self::Day),
            _ => None,
        }
    }

    fn fits(self, text: &str) -> bool {
        match self {
            Self::Unit => UnifiedSocialCreditCode::parse(text).is_ok_and(|of| of.as_str() == text),
            Self::Type => TypeCode::parse(text).is_ok_and(|of| of.as_str() == text),
            Self::Identifier => CertificateIdentifier::parse(text).is_ok(),
            Self::Region => Region::parse(text).is_ok(),
            Self::Day => Date::parse(text).is_some(),
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Unit => "应为 18 位统一社会信用代码",
            Self::Type => "应为 21 位证照类型代码",
            Self::Identifier => "不是证照标识（1.2.156.3005.2 开头，含校验位）",
            Self::Region => "应为 6 位区划代码",
            Self::Day => "应为 yyyy-mm-dd 的日期",
        }
    }
}

/// The parameters of every operation, by template and method.
#[derive(Debug, Default)]
pub struct Queries(HashMap<(String, Method), Vec<(String, Kind)>>);

/// The name of the parameter that all lists have for the key of a page.
const KEY: &str = "after";

impl Queries {
    /// Reads the parameters from the document.
    pub fn of(document: &Value) -> Self {
        let mut all = HashMap::new();
        let paths = document.get("paths").and_then(Value::as_object);
        for (path, operations) in paths.into_iter().flatten() {
            for (method, operation) in operations.as_object().into_iter().flatten() {
                let Ok(method) = method.to_uppercase().parse::<Method>() else { continue };
                let parameters = operation.get("parameters").and_then(Value::as_array);
                let known = parameters.into_iter().flatten();
                let known = known.filter_map(|parameter| described(document, parameter)).collect();
                all.insert((path.clone(), method), known);
            }
        }
        Self(all)
    }

    /// Checks the query of a request to an operation. An empty value means that the parameter is absent.
    ///
    /// # Errors
    /// [`Code::QueryInvalid`] with every parameter that is wrong.
    pub fn check(&self, template: &str, method: &Method, uri: &Uri) -> Result<(), Problem> {
        let method = if method == Method::HEAD { &Method::GET } else { method };
        let operation = (template.to_owned(), method.clone());
        let Some(known) = self.0.get(&operation) else { return Ok(()) };
        let Ok(Query(given)) = Query::<Vec<(String, String)>>::try_from_uri(uri) else {
            return Err(Problem::of(Code::QueryInvalid));
        };
        let mut findings = Vec::new();
        for (at, (name, value)) in given.iter().enumerate() {
            let twice = given.iter().take(at).any(|(other, _)| other == name);
            let kind = known.iter().find(|(known, _)| known == name).map(|(_, kind)| kind);
            let why = match kind {
                _ if twice => Some("重复的查询条件".to_owned()),
                Some(kind) => wrong(kind, value),
                None => Some("没有此查询条件".to_owned()),
            };
            findings.extend(why.map(|why| FieldFinding::new(name, Code::QueryInvalid, why)));
        }
        if findings.is_empty() { Ok(()) } else { Err(refused(findings)) }
    }
}

fn refused(findings: Vec<FieldFinding>) -> Problem {
    Refusal::of_fields(Code::QueryInvalid, findings).into()
}

/// Why one parameter is refused.
pub fn invalid(name: &str, why: impl Into<String>) -> Problem {
    refused(vec![FieldFinding::new(name, Code::QueryInvalid, why)])
}

/// Whether a text can be the key of a page: an identity, as the lists give them out.
pub fn is_key(text: &str) -> bool {
    domain::id::bucket_of(text).is_some()
}

fn wrong(kind: &Kind, value: &str) -> Option<String> {
    match kind {
        _ if value.is_empty() => None,
        Kind::Text => None,
        Kind::Word(words) => {
            let known = words.iter().any(|word| word == value);
            (!known).then(|| format!("没有“{value}”，可选：{}", words.join("、")))
        }
        Kind::Number { least, most } => {
            let fits = value.parse().is_ok_and(|number| (*least..=*most).contains(&number));
            (!fits).then(|| format!("应为 {least} 至 {most} 的整数"))
        }
        Kind::Coded(format) => (!format.fits(value)).then(|| format.words().to_owned()),
        Kind::Key => (!is_key(value)).then(|| "不是上一页给出的位置".to_owned()),
    }
}

/// Name and kind of a parameter of the query; `None` for one of the path.
fn described(document: &Value, parameter: &Value) -> Option<(String, Kind)> {
    if parameter.get("in")? != "query" {
        return None;
    }
    let name = parameter.get("name")?.as_str()?.to_owned();
    let schema = parameter.get("schema")?;
    let schema = match schema.get("$ref").and_then(Value::as_str) {
        Some(reference) => document.pointer(reference.strip_prefix('#')?)?,
        None => schema,
    };
    let bound =
        |name: &str, otherwise: i64| schema.get(name).and_then(Value::as_i64).unwrap_or(otherwise);
    let format = schema.get("format").and_then(Value::as_str).and_then(Format::named);
    let kind = if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        Kind::Word(words.iter().filter_map(|word| word.as_str().map(str::to_owned)).collect())
    } else if schema.get("type").is_some_and(|kind| kind == "integer") {
        Kind::Number { least: bound("minimum", i64::MIN), most: bound("maximum", i64::MAX) }
    } else if name == KEY {
        Kind::Key
    } else if let Some(format) = format {
        Kind::Coded(format)
    } else {
        Kind::Text
    };
    Some((name, kind))
}
