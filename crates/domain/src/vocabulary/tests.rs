use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::json;
use utoipa::{PartialSchema, ToSchema};

use super::*;
use crate::catalog::{CatalogState, Kind};
use crate::certificate::CertificateState;
use crate::event::EventKind;
use crate::field::FieldKind;
use crate::refusal::Code;
use crate::seal::SealStep;
use crate::sharing::Sharing;

/// Asserts that rows, JSON and the OpenAPI document use the same codes.
fn check<W>()
where
    W: Word + std::fmt::Debug + serde::Serialize + serde::de::DeserializeOwned + ToSchema,
{
    for word in W::WORDS {
        let code = word.code();
        assert_eq!(W::of_code(code), Some(*word));
        assert_eq!(serde_json::to_value(word).unwrap(), json!(code));
        assert_eq!(serde_json::from_value::<W>(json!(code)).unwrap(), *word);
    }
    let schema = serde_json::to_value(<W as PartialSchema>::schema()).unwrap();
    assert_eq!(schema["type"], "string");
    assert_eq!(schema["enum"], json!(W::CODES));
    assert_eq!(W::name(), W::NAME);
    let words = schema["x-words"].as_object().unwrap();
    assert_eq!(words.len(), W::WORDS.len());
    let wrong = serde_json::from_value::<W>(json!("no such code")).unwrap_err();
    assert!(wrong.to_string().contains(W::CODES[0]), "{wrong}");
    assert_eq!(parse::<W>("no such code").unwrap_err().vocabulary, W::NAME);
}

/// The macros are the same for all vocabularies, so three of them are enough.
#[test]
fn rows_json_and_the_openapi_document_use_the_same_codes() {
    check::<CatalogState>();
    check::<EventKind>();
    check::<Kind>();
}

#[test]
fn words_that_a_vocabulary_must_not_have_are_refused() {
    assert_words(&[("draft", "草稿", "Draft"), ("catalog.drafted", "起草", "Drafted")]);
    let wrong: [&[(&str, &str, &str)]; 6] = [
        &[("draft", "草稿", "Draft"), ("draft", "起草", "Draft")],
        &[("Draft", "草稿", "Draft")],
        &[("", "草稿", "Draft")],
        &[("draft", "Draft", "Draft")],
        &[("draft", "草稿", "")],
        &[("draft", "草稿", "草稿")],
    ];
    for words in wrong {
        assert!(std::panic::catch_unwind(|| assert_words(words)).is_err(), "{words:?}");
    }
}

/// The sources of this crate, each with its name and followed by its tests.
fn sources() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.is_file() && !path.ends_with("vocabulary.rs"))
        .map(|path| {
            let tests = fs::read_to_string(path.with_extension("").join("tests.rs"));
            let source = fs::read_to_string(&path).unwrap() + &tests.unwrap_or_default();
            (path.display().to_string(), source)
        })
        .collect()
}

/// The names of the vocabularies that a source declares, in the OpenAPI document.
fn declared(source: &str) -> Vec<String> {
    source
        .split("vocabulary! {")
        .skip(1)
        .map(|rest| {
            let line = rest.lines().find(|line| line.contains("pub enum ")).unwrap();
            let words: Vec<&str> = line.split_whitespace().collect();
            let name = if words.get(3) == Some(&"as") { words[4] } else { words[2] };
            name.trim_matches('"').to_owned()
        })
        .collect()
}

#[test]
fn no_two_vocabularies_have_the_same_name_in_the_openapi_document() {
    let twin = "vocabulary! {\n pub enum A as \"B\" {\n vocabulary! {\n pub enum B {";
    assert_eq!(declared(twin), ["B", "B"], "negative control");
    let mut names = BTreeSet::new();
    for (_, source) in sources() {
        for name in declared(&source) {
            assert!(names.insert(name.clone()), "{name} is declared twice");
        }
    }
    assert!(names.len() >= 39 && names.contains(Kind::NAME));
}

/// The line in the unit tests of a state machine that prints it.
const PRINTED: &str = "prints_the_machine::<";

#[test]
fn every_state_machine_is_printed() {
    for (file, source) in sources() {
        let states = declared(&source).iter().any(|name| name.ends_with("State"));
        let machine = states && source.contains("\npub fn step(");
        assert!(!machine || source.contains(PRINTED), "{file}: its tests call {PRINTED}…");
    }
}

/// Compares a state machine with `docs/tables/states/<noun>.txt`: each state with its words, followed by
/// the steps that it allows. `UPDATE_TABLES=1` rewrites the file.
pub fn prints_the_machine<S: Word, T: Word>(noun: &str, next: impl Fn(S, T) -> Option<S>) {
    let mut text = String::new();
    for state in S::WORDS {
        let (zh, en) = state.spoken();
        text += &format!("{}\t{zh}\t{en}\n", state.code());
        for step in T::WORDS {
            if let Some(next) = next(*state, *step) {
                let (zh, en) = step.spoken();
                text += &format!("  --{}--> {}\t{zh}\t{en}\n", step.code(), next.code());
            }
        }
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/tables/states");
    let path = folder.join(format!("{noun}.txt"));
    if std::env::var_os("UPDATE_TABLES").is_some() {
        fs::create_dir_all(&folder).unwrap();
        fs::write(&path, &text).unwrap();
    }
    let printed = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(printed, text, "docs/tables/states/{noun}.txt differs: run make regenerate");
}

#[test]
fn a_vocabulary_may_have_another_name_in_the_openapi_document() {
    assert_eq!(Kind::NAME, "CertificateKind");
    assert_eq!(Sharing::NAME, "SharingKind");
    assert_eq!(FieldKind::NAME, "FieldType");
    assert_eq!(CertificateState::NAME, "CertificateState");
}

#[test]
fn a_word_is_read_from_text_and_printed_as_its_code() {
    assert_eq!("report_lost".parse::<SealStep>(), Ok(SealStep::ReportLost));
    assert_eq!(SealStep::ReportLost.to_string(), "report_lost");
    let unknown = "melt".parse::<SealStep>().unwrap_err();
    assert_eq!(unknown.to_string(), "SealStep has no code \"melt\"");
}

#[test]
fn the_status_of_every_refusal_is_one_that_the_interface_documents() {
    for code in Code::ALL {
        let known = [400, 401, 403, 404, 405, 408, 409, 413, 422, 429, 500, 503];
        assert!(known.contains(&code.status()), "{code}: {}", code.status());
    }
    assert_eq!(Code::CertificateState.status(), Code::SealState.status());
}
