use std::collections::BTreeSet;

use serde_json::json;
use utoipa::{PartialSchema, ToSchema};

use super::*;
use crate::application::{ApplicationKind, ApplicationState, ApplicationStep, UpdateReason};
use crate::caller::{CallerKind, Channel, Role};
use crate::catalog::{CatalogState, CatalogStep, IssueStep, Kind, ValidityUnit};
use crate::certificate::{CertificateState, CertificateStep, Effect, RevocationKind};
use crate::dated::{DataName, DataState, DataStep};
use crate::event::{EventKind, RecordOutcome};
use crate::field::{FieldKind, Sensitivity};
use crate::holder::HolderKind;
use crate::job::{JobKind, JobState, ScheduleKind};
use crate::note::{NoteState, NoteStep};
use crate::notice::{NoticeKind, NoticeState};
use crate::policy::Action;
use crate::refusal::Code;
use crate::seal::{SealState, SealStep};
use crate::sharing::Sharing;
use crate::todo::TodoKind;
use crate::unit::UnitPart;
use crate::usage::{CopyReading, Lack};

/// Asserts what must hold for every vocabulary; returns its name and the number of its words.
fn check<W>() -> (&'static str, usize)
where
    W: Word + std::fmt::Debug + serde::Serialize + serde::de::DeserializeOwned + ToSchema,
{
    let mut seen = BTreeSet::new();
    for word in W::WORDS {
        let (code, (zh, en)) = (word.code(), word.spoken());
        assert!(seen.insert(code), "{}: {code} occurs twice", W::NAME);
        let plain = |b: u8| b.is_ascii_lowercase() || matches!(b, b'_' | b'.');
        assert!(!code.is_empty() && code.bytes().all(plain), "{}: {code}", W::NAME);
        assert!(!zh.is_ascii(), "{}: {code} has no Chinese", W::NAME);
        assert!(!en.is_empty() && en.is_ascii(), "{}: {code} has no English", W::NAME);
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
    (W::NAME, W::WORDS.len())
}

#[test]
fn every_vocabulary_has_distinct_codes_and_words_in_both_languages() {
    let checked = [
        check::<Action>(),
        check::<ApplicationKind>(),
        check::<ApplicationState>(),
        check::<ApplicationStep>(),
        check::<CallerKind>(),
        check::<CatalogState>(),
        check::<CatalogStep>(),
        check::<CertificateState>(),
        check::<CertificateStep>(),
        check::<Channel>(),
        check::<Code>(),
        check::<CopyReading>(),
        check::<Effect>(),
        check::<DataName>(),
        check::<DataState>(),
        check::<DataStep>(),
        check::<EventKind>(),
        check::<FieldKind>(),
        check::<HolderKind>(),
        check::<IssueStep>(),
        check::<JobKind>(),
        check::<JobState>(),
        check::<Kind>(),
        check::<Lack>(),
        check::<NoticeKind>(),
        check::<NoteState>(),
        check::<NoteStep>(),
        check::<NoticeState>(),
        check::<RecordOutcome>(),
        check::<RevocationKind>(),
        check::<Role>(),
        check::<SealState>(),
        check::<SealStep>(),
        check::<Sensitivity>(),
        check::<ScheduleKind>(),
        check::<Sharing>(),
        check::<TodoKind>(),
        check::<UnitPart>(),
        check::<UpdateReason>(),
        check::<ValidityUnit>(),
    ];
    let names: BTreeSet<&str> = checked.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        names.len(),
        checked.len(),
        "two vocabularies have the same name in the OpenAPI document"
    );
    let sources = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src")).unwrap();
    let declared: usize = sources
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file() && !path.ends_with("vocabulary.rs"))
        .map(|path| std::fs::read_to_string(path).unwrap().matches("vocabulary! {").count())
        .sum();
    assert_eq!(declared, checked.len(), "a vocabulary is missing from the list above");
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
        let known = [400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503];
        assert!(known.contains(&code.status()), "{code}: {}", code.status());
    }
    assert_eq!(Code::CertificateState.status(), Code::SealState.status());
}
