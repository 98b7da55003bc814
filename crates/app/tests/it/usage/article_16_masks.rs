//! 第十六条 (Art. 16): an archive copy shows what the use was allowed to show. Free text and the operators
//! of calling systems are sealed like other personal data.

use app::onboarding::SignedRequest;
use app::usage::UseFilter;
use domain::Code;
use domain::caller::{Actor, Caller, Channel, Role};
use domain::catalog::{CatalogEntry, CopyContent};
use domain::certificate::Revocation;
use domain::id::bucket_of;

use testkit::{BUREAU, City, LICENCE, OTHER, asked, cities, content, licence};

const HOLDER: &str = "91440300MA5XX00149";
const MASKED: &str = "914403********0149";

/// A type whose face shows the code of the holder.
fn showing(archive_copy: CopyContent) -> CatalogEntry {
    let mut entry = CatalogEntry { archive_copy, ..licence() };
    let element = serde_json::json!({ "id": "holder", "type": "text", "x": 20, "y": 60,
        "width": 170, "height": 8, "content": "{{CZZTDM}}", "font": "song", "font_size": 12 });
    entry.face["pages"][0]["elements"].as_array_mut().unwrap().push(element);
    entry
}

/// The text of the archive copy of a use.
async fn copied(city: &City, window: &Caller) -> String {
    let (answer, _) = city.app.use_certificates(window, &asked()).await.unwrap();
    assert_eq!(answer.uses[0].certificate.holder.code, MASKED);
    let code = &answer.uses[0].use_code;
    let (copy, _) = city.app.archive_copy(window, code).await.unwrap();
    let sheet = app::usage::Sheet::Pdf;
    city.app.archive_copy_sheet(window, code, sheet).await.unwrap();
    city.app.verify_file(&copy.bytes).await.unwrap().text[0].clone()
}

#[tokio::test]
async fn an_archive_copy_is_masked_as_the_answer_is_unless_the_type_says_otherwise() {
    for city in cities().await {
        city.publish(&showing(CopyContent::Masked)).await;
        let issued = city.issued(content()).await;
        let window = city.window().await;
        let original = city.app.verify_file(&city.file(&issued.identifier).await).await.unwrap();
        assert!(original.text[0].contains(HOLDER), "the original is whole");
        let text = copied(&city, &window).await;
        assert!(text.contains(MASKED) && !text.contains(HOLDER), "{text}");
        // Control: a type whose case files need the original says so, and the copy shows it.
        city.publish(&showing(CopyContent::Whole)).await;
        city.issued(content()).await;
        let text = copied(&city, &window).await;
        assert!(text.contains(HOLDER), "{text}");
        city.check_everything().await;
    }
}

fn system(city: &City, operator: &str) -> Caller {
    Caller {
        actor: Actor::Client { client: "nssp-system".into(), operator: operator.into() },
        roles: vec![Role::CallingSystem],
        channel: Channel::Api,
        proved: true,
        ..city.person("", OTHER, Role::Window)
    }
}

#[tokio::test]
async fn the_operator_of_a_system_stands_nowhere_in_clear_and_is_still_told() {
    for city in cities().await {
        city.publish(&licence()).await;
        city.issued(content()).await;
        let window = city.window().await;
        let (answer, receipt) =
            city.app.use_certificates(&system(&city, "wang-gong"), &asked()).await.unwrap();
        let code = &answer.uses[0].use_code;
        let mut reader = city.app.read().await.unwrap();
        let row = reader.usage(bucket_of(code).unwrap().number(), code).await.unwrap().unwrap();
        let record = reader.record(&receipt.record_id).await.unwrap().unwrap();
        drop(reader);
        for text in [&row.actor, &record.actor, &record.body] {
            assert!(text.contains("client:nssp-system/") && !text.contains("wang-gong"), "{text}");
        }
        // The same operator has the same hash, another one another.
        let actor = async |operator: &str| {
            let (answer, _) =
                city.app.use_certificates(&system(&city, operator), &asked()).await.unwrap();
            let code = answer.uses[0].use_code.clone();
            let mut reader = city.app.read().await.unwrap();
            reader.usage(bucket_of(&code).unwrap().number(), &code).await.unwrap().unwrap().actor
        };
        assert_eq!(actor("wang-gong").await, row.actor);
        assert_ne!(actor("li-gong").await, row.actor);
        // Those who answer for the use are told: the unit, and the auditor.
        let uses = city.app.uses(&window, &UseFilter::default(), "", 10).await.unwrap().items;
        assert_eq!(uses[2].actor, "client:nssp-system/wang-gong");
        city.app.store().sequence().await.unwrap();
        let auditor = city.person("审计管理员", BUREAU, Role::Auditor);
        let (proof, _) = city.app.record(&auditor, &receipt.record_id).await.unwrap();
        assert_eq!(proof.details.unwrap()["operator"], "wang-gong");
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_calling_system_reads_no_people() {
    for city in cities().await {
        city.publish(&licence()).await;
        city.issued(content()).await;
        let window = city.window().await;
        city.app.use_certificates(&window, &asked()).await.unwrap();
        let system = system(&city, "ck-01");
        let uses = city.app.uses(&system, &UseFilter::default(), "", 10).await.unwrap().items;
        assert_eq!(uses[0].actor, "person");
        assert_eq!(
            city.app.uses(&window, &UseFilter::default(), "", 10).await.unwrap().items[0].actor,
            "person:窗口丁"
        );
        for denied in [
            city.app.people(&system, "").await.map(drop),
            city.app.people(&system, BUREAU).await.map(drop),
            city.app.units(&system).await.map(drop),
        ] {
            assert_eq!(denied.unwrap_err().code(), Code::Denied);
        }
        assert!(city.app.people(&window, "").await.is_ok(), "negative control: staff");
        city.check_everything().await;
    }
}

#[tokio::test]
async fn reasons_are_sealed_in_rows_and_records() {
    const REASON: &str = "当事人李某 13800001234";
    for city in cities().await {
        city.publish(&licence()).await;
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let reviewer = city.person("审核乙", BUREAU, Role::Reviewer);
        let issuer = city.person("签发丙", BUREAU, Role::Issuer);
        let (draft, _) = city.app.draft_application(&clerk, LICENCE, content()).await.unwrap();
        let (draft, _) = city.app.submit_application(&clerk, &draft).await.unwrap();
        city.app.return_application(&reviewer, &draft, REASON).await.unwrap();
        let shown = city.app.application(&clerk, &draft.id).await.unwrap();
        assert_eq!(shown.reason.as_deref(), Some(REASON));
        let todos = city.app.todos(&clerk).await.unwrap();
        assert_eq!(todos.items[0].kind.as_str(), "returned");
        let issued = city.issued(content()).await;
        city.app.suspend_certificate(&issuer, &issued, REASON).await.unwrap();
        let revocation = Revocation::checked("penalised", REASON, "某法第一条").unwrap();
        let version = city.version(&issued.identifier).await;
        city.app.revoke_certificate(&issuer, &version, &revocation).await.unwrap();
        let (view, _) = city.app.certificate(&issuer, &issued.identifier).await.unwrap();
        let told = view.revocation.unwrap();
        assert_eq!((told.reason.as_str(), told.legal_basis.as_str()), (REASON, "某法第一条"));
        let mut reader = city.app.read().await.unwrap();
        let bucket = |id: &str| bucket_of(id).unwrap().number();
        let row = reader.application(bucket(&draft.id), &draft.id).await.unwrap().unwrap();
        assert!(row.reason.is_empty() && !row.reason_sealed.is_empty());
        let id = reader.certificate_of_identifier(&issued.identifier).await.unwrap().unwrap();
        let row = reader.certificate(bucket(&id), &id).await.unwrap().unwrap();
        assert!(row.revocation_reason.is_empty() && row.revocation_basis.is_empty());
        for record in reader.records_after("", 1_000).await.unwrap() {
            assert!(!record.body.contains("李某"), "{}", record.body);
        }
        drop(reader);
        let history = city.app.certificate_history(&issuer, &issued.identifier).await.unwrap();
        assert!(history.iter().any(|step| step.reason.as_deref() == Some(REASON)));
        city.check_everything().await;
    }
}

#[tokio::test]
async fn an_operator_with_the_shape_of_a_personal_number_is_not_a_caller() {
    use seal::signer::{KeyRef, Role as KeyRole, Signer, SoftSigner, sign_message};
    use seal::sm2::SecretKey;
    for city in cities().await {
        let key = KeyRef::new(KeyRole::Api, "client");
        let mut signer = SoftSigner::deterministic();
        let mut seed = 7_u8;
        let mut randomness = |bytes: &mut [u8]| {
            bytes.iter_mut().for_each(|byte| {
                seed = seed.wrapping_mul(31).wrapping_add(11);
                *byte = seed;
            });
        };
        signer.insert(key.clone(), SecretKey::generate(&mut randomness).unwrap()).unwrap();
        let client = app::onboarding::NewClient {
            client_id: "nssp-system".into(),
            name: "受理系统".into(),
            unit: OTHER.into(),
            public_key: signer.public_key(&key).unwrap().to_spki_der().unwrap(),
        };
        let admin = city.person("安全管理员", BUREAU, Role::SecurityAdmin);
        city.app.register_client(&admin, &client).await.unwrap();
        let long = "o".repeat(65);
        let wrong = [
            "440304190001010002",
            "４４０３０４１９０００１０１０００２",
            "13800001234",
            &long,
            "",
            "a b",
        ];
        let calls = wrong.iter().map(|operator| (*operator, false)).chain([("ck-01", true)]);
        for (at, (operator, accepted)) in calls.enumerate() {
            let nonce = format!("0123456789abcd{at:02}");
            let mut request = SignedRequest {
                idempotency_key: "",
                client_id: "nssp-system",
                operator,
                created: testkit::NOW,
                nonce: &nonce,
                method: "POST",
                target: "/api/v1/uses",
                body: b"{}",
                signature: &[],
            };
            let signature = sign_message(&signer, &key, request.text().as_bytes()).unwrap();
            let signature = signature.to_der();
            request.signature = &signature;
            match city.app.authenticate(&request).await {
                Ok(_) => assert!(accepted, "{operator}"),
                Err(error) => {
                    assert!(!accepted, "{operator}: {error}");
                    assert_eq!(error.code(), Code::OperatorInvalid, "{operator}");
                }
            }
        }
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_row_that_was_saved_before_the_encryption_still_shows_its_texts() {
    for city in cities().await {
        city.publish(&licence()).await;
        let issued = city.issued(content()).await;
        let issuer = city.person("签发丙", BUREAU, Role::Issuer);
        let now = city.app.now();
        // The row as the program saved it before the schema had columns for encrypted texts.
        let id = domain::id::fresh(now, domain::id::Bucket::NONE, [7; 10]);
        let mut change = city.store.change(id).await.unwrap();
        let known = change.certificate_of_identifier(&issued.identifier).await.unwrap().unwrap();
        let bucket = bucket_of(&known).unwrap().number();
        let mut row = change.certificate(bucket, &known).await.unwrap().unwrap();
        row.state = "revoked".into();
        row.revocation_kind = "voided".into();
        row.revocation_reason = "错证".into();
        row.revocation_basis = "某法第一条".into();
        change.update_certificate(&mut row).await.unwrap();
        let entry = store::LogEntry {
            at: now,
            time: domain::date::rfc3339(now),
            event: "certificate.suspended".into(),
            outcome: "done".into(),
            actor: "person:签发丙".into(),
            subject: format!("certificate {}", issued.identifier),
            ..store::LogEntry::default()
        };
        change.commit(city.store.keys(), entry).await.unwrap();
        let (view, _) = city.app.certificate(&issuer, &issued.identifier).await.unwrap();
        let told = view.revocation.unwrap();
        assert_eq!((told.reason.as_str(), told.legal_basis.as_str()), ("错证", "某法第一条"));
        city.check_everything().await;
    }
}
