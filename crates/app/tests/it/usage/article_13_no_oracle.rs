//! 第十三条 (Art. 13): what is not shared is not told either. A refusal answers, records and works alike,
//! whether there is a certificate or not.

use app::Error;
use app::usage::UseRequest;
use domain::Code;
use domain::caller::{Caller, Role};
use domain::identifier::{CertificateIdentifier, TypeCode};
use domain::sharing::Sharing;
use serde::Serialize;

use testkit::{BUREAU, City, LICENCE, OTHER, asked, cities, content, licence};

/// A holder about whom the city knows nothing.
const NOBODY: &str = "91440300MA5XX00224";

/// What a caller sees of an attempt: the answer, and what the log says of it.
#[derive(Debug, PartialEq)]
struct Seen {
    answer: String,
    records: Vec<[String; 4]>,
}

async fn records(city: &City) -> Vec<store::RecordRow> {
    let mut reader = city.app.read().await.unwrap();
    reader.records_after("", 5_000).await.unwrap()
}

async fn seen<T: Serialize>(city: &City, attempt: impl Future<Output = Result<T, Error>>) -> Seen {
    let before = records(city).await.len();
    let answer = match attempt.await {
        Ok(value) => serde_json::to_string(&value).unwrap(),
        Err(error) => format!("{error:?}"),
    };
    let after = records(city).await.split_off(before);
    let told = |row: store::RecordRow| [row.event, row.outcome, row.actor, row.subject];
    Seen { answer, records: after.into_iter().map(told).collect() }
}

async fn use_of(city: &City, caller: &Caller, holder: &str, named: bool) -> Seen {
    let request = UseRequest {
        holder_code: holder.into(),
        type_code: named.then(|| LICENCE.into()),
        ..asked()
    };
    seen(city, async { city.app.use_certificates(caller, &request).await.map(|done| done.0) }).await
}

#[tokio::test]
async fn a_type_that_is_not_shared_answers_alike_for_every_holder() {
    for city in cities().await {
        city.publish(&licence()).await;
        let issued = city.issued(content()).await;
        let issuer = city.person("签发丙", BUREAU, Role::Issuer);
        let window = city.window().await;
        let holder = asked().holder_code;
        // Control: while the type is shared, the same comparison tells the holders apart.
        for named in [true, false] {
            let known = use_of(&city, &window, &holder, named).await;
            assert_ne!(known, use_of(&city, &window, NOBODY, named).await);
        }
        for sharing in [Sharing::Withheld, Sharing::Conditional] {
            let mut stricter = licence();
            stricter.sharing = sharing;
            stricter.legal_basis = "某法第一条".into();
            city.publish(&stricter).await;
            for named in [true, false] {
                let known = use_of(&city, &window, &holder, named).await;
                assert_eq!(known, use_of(&city, &window, NOBODY, named).await);
                assert!(known.answer.to_lowercase().replace('_', "").contains("sharing"));
                assert_eq!(known.records.len(), 1, "the refusal is recorded too");
            }
        }
        // The state of a certificate is not told either.
        city.app
            .suspend_certificate(&issuer, &city.version(&issued.identifier).await, "核查")
            .await
            .unwrap();
        let suspended = use_of(&city, &window, &holder, false).await;
        assert_eq!(suspended, use_of(&city, &window, NOBODY, false).await);
        assert!(!suspended.answer.contains("suspended"));
        assert_eq!(city.recorded("certificate.use_refused").await, 4);
        city.check_everything().await;
    }
}

/// An identifier that the city could have given but has not.
fn never_given() -> String {
    let issuer = domain::code::UnifiedSocialCreditCode::parse(BUREAU).unwrap();
    let of_type = TypeCode::parse(LICENCE).unwrap();
    CertificateIdentifier::new(&of_type, &issuer, "202699999999", 1).unwrap().as_str().to_owned()
}

async fn tried(city: &City, caller: &Caller, what: &str, identifier: &str) -> Seen {
    let version =
        app::certificate::CertificateVersion { identifier: identifier.to_owned(), row_version: 2 };
    let app = &city.app;
    seen(city, async {
        match what {
            "view" => app.certificate(caller, identifier).await.map(drop),
            "history" => app.certificate_history(caller, identifier).await.map(drop),
            "file" => app.certificate_file(caller, identifier).await.map(drop),
            "face" => app.certificate_face(caller, identifier).await.map(drop),
            "pdf" => app.certificate_pdf(caller, identifier).await.map(drop),
            "notes" => app.notes(caller, identifier, "", 10).await.map(drop),
            "note" => app.add_note(caller, identifier, "备注").await.map(drop),
            "issue" => app.issue_certificate(caller, &version, "").await.map(drop),
            "suspend" => app.suspend_certificate(caller, &version, "核查").await.map(drop),
            _ => unreachable!("{what}"),
        }
    })
    .await
}

#[tokio::test]
async fn an_identifier_of_another_unit_answers_like_one_that_was_never_given() {
    for city in cities().await {
        city.publish(&licence()).await;
        let issued = city.issued(content()).await;
        let attempts = [
            (Role::Clerk, &["view", "history", "face", "pdf", "notes", "note", "file"][..]),
            (Role::Issuer, &["view", "file", "notes", "issue", "suspend"][..]),
            (Role::Window, &["view", "file", "history"][..]),
        ];
        for (role, whats) in attempts {
            let stranger = city.person("外人", OTHER, role);
            for what in whats {
                let known = tried(&city, &stranger, what, &issued.identifier).await;
                for other in [never_given(), "1.2.156.3005.2.nonsense".to_owned()] {
                    assert_eq!(known, tried(&city, &stranger, what, &other).await, "{role} {what}");
                }
                assert_eq!(known.records.len(), 1, "{role} {what}");
            }
        }
        // Control: for the issuing unit, the same comparison tells them apart.
        let own = city.person("签发丙", BUREAU, Role::Issuer);
        let known = tried(&city, &own, "view", &issued.identifier).await;
        assert_ne!(known, tried(&city, &own, "view", &never_given()).await);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_use_an_application_and_a_note_of_another_unit_answer_like_none() {
    for city in cities().await {
        city.publish(&licence()).await;
        let issued = city.issued(content()).await;
        let window = city.window().await;
        let (answer, _) = city.app.use_certificates(&window, &asked()).await.unwrap();
        let code = answer.uses[0].use_code.clone();
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let (draft, _) = city.app.draft_application(&clerk, LICENCE, content()).await.unwrap();
        let (note, _) = city.app.add_note(&clerk, &issued.identifier, "备注").await.unwrap();
        let made_up = |id: &str| {
            let last = if id.ends_with('0') { "1" } else { "0" };
            format!("{}{last}", id.split_at(id.len() - 1).0)
        };
        let foreign = city.person("窗口戊", BUREAU, Role::Window);
        let copy = async |caller: &Caller, code: &str| {
            seen(&city, async { city.app.archive_copy(caller, code).await.map(drop) }).await
        };
        assert_eq!(copy(&foreign, &code).await, copy(&foreign, &made_up(&code)).await);
        let stranger = city.person("外人", OTHER, Role::Clerk);
        let read = async |caller: &Caller, id: &str| {
            seen(&city, async { city.app.application(caller, id).await.map(drop) }).await
        };
        assert_eq!(read(&stranger, &draft.id).await, read(&stranger, &made_up(&draft.id)).await);
        let withdraw = async |caller: &Caller, id: &str| {
            seen(&city, async { city.app.withdraw_note(caller, id, 1).await.map(drop) }).await
        };
        let known = withdraw(&stranger, &note.id).await;
        assert_eq!(known, withdraw(&stranger, &made_up(&note.id)).await);
        assert_eq!(known.records.len(), 1);
        // Control: those whom it concerns are told.
        assert_ne!(copy(&window, &code).await, copy(&window, &made_up(&code)).await);
        assert_ne!(read(&clerk, &draft.id).await, read(&clerk, &made_up(&draft.id)).await);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn every_wrong_target_of_an_update_gets_the_same_answer() {
    for city in cities().await {
        city.publish(&licence()).await;
        let first = city.issued(content()).await.identifier;
        let of_another = city.issued(held_by(NOBODY)).await.identifier;
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let update = async |caller: &Caller, target: &str| {
            let mut content = content();
            content.update_reason = Some(domain::application::UpdateReason::Change);
            let done = async { city.app.draft_update(caller, target, content).await.map(drop) };
            let seen = seen(&city, done).await;
            Seen { answer: seen.answer.replace(target, "TARGET"), ..seen }
        };
        let unknown = update(&clerk, &never_given()).await;
        assert!(unknown.answer.contains("UpdateTarget"), "{unknown:?}");
        assert_eq!(unknown.records.len(), 1);
        assert_eq!(unknown, update(&clerk, &of_another).await, "of another holder");
        assert_eq!(unknown, update(&clerk, "nonsense").await);
        let stranger = city.person("外人", OTHER, Role::Clerk);
        let foreign = update(&stranger, &first).await;
        assert_eq!(foreign, update(&stranger, &never_given()).await);
        assert_eq!(foreign.answer, unknown.answer);
        // Control: the right target is told apart.
        assert_ne!(unknown, update(&clerk, &first).await);
        city.check_everything().await;
    }
}

fn held_by(code: &str) -> app::collect::Content {
    let mut content = content();
    content.holder.code = code.into();
    content
}

#[tokio::test]
async fn a_unit_that_does_not_issue_a_withheld_type_is_refused_without_its_own_search() {
    for city in cities().await {
        let mut stricter = licence();
        stricter.sharing = Sharing::Withheld;
        stricter.legal_basis = "某法第一条".into();
        city.publish(&stricter).await;
        city.issued(content()).await;
        let window = city.window().await;
        let refused = city
            .app
            .use_certificates(&window, &UseRequest { type_code: Some(LICENCE.into()), ..asked() })
            .await
            .unwrap_err();
        assert_eq!(refused.code(), Code::SharingWithheld);
        city.check_everything().await;
    }
}
