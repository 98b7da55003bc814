//! 第十一条 (Art. 11): "who supplies, answers". What is wrong is refused; what may be right although it looks wrong, the
//! reviewer accepts with a reason; and what the reviewer's page checks is what approval checks.

use app::certificate::CertificateFilter;
use app::collect::{Accepted, ApplicationVersion, Content};
use domain::Code;
use domain::application::UpdateReason;
use domain::caller::Role;
use domain::catalog::{CatalogEntry, SecondCertificate};
use domain::date::DAY_MILLIS;
use domain::holder::{AsIssued, Holder};
use serde_json::json;
use testkit::{BUREAU, City, LICENCE, asked, cities, content, licence};

/// A person with an identity number that nobody has.
fn person(code_type: &str, code: &str) -> Content {
    let holder =
        Holder { name: "演示甲".into(), code: code.into(), code_type: code_type.into() };
    Content { holder, ..content() }
}

async fn submitted(city: &City, content: Content) -> ApplicationVersion {
    let clerk = city.person("经办甲", BUREAU, Role::Clerk);
    let draft = city.app.draft_application(&clerk, LICENCE, content).await.unwrap().0;
    city.app.submit_application(&clerk, &draft).await.unwrap().0
}

#[tokio::test]
async fn what_is_checked_is_what_is_kept() {
    for city in cities().await {
        city.publish(&licence()).await;
        let issuer = city.person("签发丙", BUREAU, Role::Issuer);
        let mut typed = person(" 111 ", "４４０３０４ 190001 010002");
        typed.holder.name = " 买买提 • 艾合买提 ".into();
        typed.facts.insert("JYXM".into(), " 食品销售\u{200b} ".into());
        typed.paper_number = " 演示　1 号 ".into();
        let issued = city.issued(typed).await;
        let (kept, _) = city.app.certificate(&issuer, &issued.identifier).await.unwrap();
        assert_eq!(kept.holder.name, "买买提·艾合买提");
        assert_eq!(
            (kept.holder.code.as_str(), kept.facts["JYXM"].as_str()),
            ("440304190001010002", Some("食品销售"))
        );
        // It is found by whatever form of the code somebody types.
        for code in ["440304190001010002", "44030419000101０００２", "440304000101000"] {
            let filter =
                CertificateFilter { holder_code: code.into(), ..CertificateFilter::default() };
            let found = city.app.find_certificates(&issuer, &filter, "", 10).await.unwrap();
            assert_eq!(found.items.len(), 1, "{code}");
            assert_eq!(
                found.items[0].holder_name, "买*******",
                "a long name of a person is masked"
            );
        }
        city.check_everything().await;
    }
}

/// A number of 15 digits was stored as it was typed, before identity numbers were widened; the document type "other
/// document of a person" still is. A registration number of an organisation may have the same digits.
#[tokio::test]
async fn a_search_tries_the_form_of_15_digits_but_takes_no_organisation_for_a_person() {
    for city in cities().await {
        city.publish(&licence()).await;
        let window = city.window().await;
        let ask = async |code: &str| {
            let request = app::usage::UseRequest { holder_code: code.into(), ..asked() };
            city.app.use_certificates(&window, &request).await.unwrap().0.uses.len()
        };
        city.issued(person("099", "440304900101000")).await;
        assert_eq!(ask("440304900101000").await, 1, "the organisation by its own number");
        assert_eq!(ask("440304199001010003").await, 0, "and never for a person's");
        city.issued(person("999", "440304900101000")).await;
        assert_eq!(ask("440304199001010003").await, 1, "a person by the new form of the number");
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_warning_is_accepted_by_the_reviewer_with_a_reason() {
    for city in cities().await {
        city.publish(&licence()).await;
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let reviewer = city.person("审核乙", BUREAU, Role::Reviewer);
        let mut wrong = content();
        wrong.holder.code = "91440300MA5XX00148".into();
        let refused = city.app.draft_application(&clerk, LICENCE, wrong.clone()).await.unwrap_err();
        assert_eq!(refused.code(), Code::ContentInvalid, "a mistyped code");
        wrong.as_issued =
            vec![AsIssued { field: "holder.code".into(), reason: "执照原件如此".into() }];
        let version = submitted(&city, wrong).await;
        let checks = city.app.application_checks(&reviewer, &version.id).await.unwrap();
        let [found] = checks.findings.as_slice() else { panic!("{:?}", checks.findings) };
        assert_eq!((found.label.as_str(), found.severity.as_str()), ("持证主体代码", "warning"));
        let accept = |reason: &str| {
            [Accepted {
                field: found.field.clone(),
                code: found.code,
                message: found.message.clone(),
                reason: reason.into(),
            }]
        };
        for accepted in [&[][..], &accept("  "), &accept("\u{200b}"), &accept("\u{1}")] {
            let refused =
                city.app.approve_application(&reviewer, &version, accepted).await.unwrap_err();
            assert_eq!(refused.code(), Code::WarningsOpen);
        }
        let reason = accept("已核对执照原件");
        city.app.approve_application(&reviewer, &version, &reason).await.unwrap();
        let shown = city.app.application(&clerk, &version.id).await.unwrap();
        assert_eq!((shown.warnings, shown.accepted.as_slice()), (1, &reason[..]));
        city.check_everything().await;
    }
}

fn type_with(change: impl Fn(&mut CatalogEntry)) -> CatalogEntry {
    let mut entry = licence();
    change(&mut entry);
    entry
}

#[tokio::test]
async fn a_second_certificate_in_force_is_refused_or_a_warning_as_the_entry_says() {
    for (second, codes) in [
        (SecondCertificate::Allow, vec![]),
        (SecondCertificate::Warn, vec![("second_certificate", "warning")]),
        (SecondCertificate::Refuse, vec![("second_certificate", "error")]),
    ] {
        for city in cities().await {
            city.publish(&type_with(|entry| entry.second = second)).await;
            let clerk = city.person("经办甲", BUREAU, Role::Clerk);
            let first = city.issued(content()).await;
            let draft = city.app.draft_application(&clerk, LICENCE, content()).await.unwrap().0;
            let checks = city.app.application_checks(&clerk, &draft.id).await.unwrap();
            let found: Vec<_> =
                checks.findings.iter().map(|f| (f.code.as_str(), f.severity.as_str())).collect();
            assert_eq!(found, codes);
            let done = city.app.submit_application(&clerk, &draft).await;
            assert_eq!(done.is_err(), second == SecondCertificate::Refuse);
            // An update is no second certificate.
            let mut update = content();
            update.update_reason = Some(UpdateReason::Change);
            let update = city.app.draft_update(&clerk, &first.identifier, update).await.unwrap().0;
            let checks = city.app.application_checks(&clerk, &update.id).await.unwrap();
            assert_eq!(checks.findings, []);
            city.check_everything().await;
        }
    }
}

#[tokio::test]
async fn a_picture_must_have_enough_pixels_and_fields_must_agree() {
    let entry = type_with(|entry| {
        let fields = json!([
            { "key": "ZP", "name": "照片", "type": "image" },
            { "key": "RQ", "name": "检查日期", "type": "date" }
        ]);
        entry
            .fields
            .extend(serde_json::from_value::<Vec<domain::field::FieldSpec>>(fields).unwrap());
        let rules = json!([{ "kind": "not_after", "field": "RQ", "other": "today" }]);
        entry.rules = serde_json::from_value(rules).unwrap();
    });
    // A PNG of one pixel.
    let dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    for city in cities().await {
        city.publish(&entry).await;
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let mut bad = content();
        bad.facts.insert("ZP".into(), dot.into());
        bad.facts.insert("RQ".into(), "2099-01-01".into());
        let draft = city.app.draft_application(&clerk, LICENCE, bad).await.unwrap().0;
        let refused = city.app.submit_application(&clerk, &draft).await.unwrap_err();
        let app::Error::Refused(refused) = refused else { panic!("{refused:?}") };
        let codes: Vec<_> = refused.findings().iter().map(|f| f.code).collect();
        assert_eq!(codes, [Code::FieldsDisagree, Code::ImageTooSmall]);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_wrong_holder_code_is_corrected_by_an_update_that_states_its_basis() {
    for city in cities().await {
        city.publish(&licence()).await;
        let (clerk, issuer) = (
            city.person("经办甲", BUREAU, Role::Clerk),
            city.person("签发丙", BUREAU, Role::Issuer),
        );
        let first = city.issued(content()).await;
        let mut right = content();
        right.holder.code = "91440300MA5XX00224".into();
        right.update_reason = Some(UpdateReason::Change);
        let refused = city.app.draft_update(&clerk, &first.identifier, right.clone()).await;
        assert_eq!(refused.unwrap_err().code(), Code::UpdateTarget, "a change is no correction");
        right.update_reason = Some(UpdateReason::Correction);
        let refused = city.app.draft_update(&clerk, &first.identifier, right.clone()).await;
        assert_eq!(refused.unwrap_err().code(), Code::CorrectionBasisMissing);
        right.correction_basis = "登记机关更正通知书".into();
        let draft = city.app.draft_update(&clerk, &first.identifier, right).await.unwrap().0;
        let checks = city.app.application_checks(&clerk, &draft.id).await.unwrap();
        let changed: Vec<_> = checks.differences.iter().map(|one| one.label.as_str()).collect();
        assert_eq!((changed.as_slice(), checks.findings.len()), (&["持证主体代码"][..], 0));
        let second = city.approved(&draft).await;
        let (old, _) = city.app.certificate(&issuer, &first.identifier).await.unwrap();
        let (new, _) = city.app.certificate(&issuer, &second.identifier).await.unwrap();
        assert_eq!(old.replaced_by.as_deref(), Some(second.identifier.as_str()));
        assert_eq!((old.status.as_str(), new.status.as_str()), ("superseded", "active"));
        assert_eq!((&*new.holder.code, &new.valid_to), ("91440300MA5XX00224", &old.valid_to));
        // Who asks by the wrong code learns that it was superseded, who asks by the right one gets it.
        let window = city.window().await;
        let ask = async |code: &str| {
            let request = app::usage::UseRequest { holder_code: code.into(), ..asked() };
            city.app.use_certificates(&window, &request).await.unwrap().0
        };
        assert_eq!(ask("91440300MA5XX00149").await.missing[0].why.as_str(), "superseded");
        assert_eq!(ask("91440300MA5XX00224").await.uses.len(), 1);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_change_keeps_the_validity_and_an_extension_moves_it() {
    for city in cities().await {
        city.publish(&licence()).await;
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let mut newest = city.issued(content()).await;
        let issuer = city.person("签发丙", BUREAU, Role::Issuer);
        let days = async |identifier: &str| {
            let view = city.app.certificate(&issuer, identifier).await.unwrap().0;
            (view.valid_from.unwrap(), view.valid_to.unwrap())
        };
        let before = days(&newest.identifier).await;
        city.clock.forward(30 * DAY_MILLIS);
        for (reason, moves) in [
            (UpdateReason::Change, false),
            (UpdateReason::Reissue, false),
            (UpdateReason::Correction, false),
            (UpdateReason::Extension, true),
        ] {
            let mut update = content();
            update.update_reason = Some(reason);
            let draft = city.app.draft_update(&clerk, &newest.identifier, update).await.unwrap().0;
            let checks = city.app.application_checks(&clerk, &draft.id).await.unwrap();
            let labels: Vec<_> = checks.differences.iter().map(|one| &*one.label).collect();
            let wanted: &[&str] = if moves { &["有效期起", "有效期止"] } else { &[] };
            assert_eq!(labels, wanted, "{}", reason.as_str());
            newest = city.approved(&draft).await;
            assert_eq!(days(&newest.identifier).await != before, moves, "{}", reason.as_str());
        }
        // Days that a clerk types into a change are a warning.
        let mut typed = content();
        typed.update_reason = Some(UpdateReason::Change);
        typed.valid_to = domain::date::Date::parse("2040-01-01");
        let draft = city.app.draft_update(&clerk, &newest.identifier, typed).await.unwrap().0;
        let checks = city.app.application_checks(&clerk, &draft.id).await.unwrap();
        assert_eq!(checks.findings[0].code, Code::ValidityMoved);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn an_application_stays_with_its_version_until_it_is_moved() {
    let newer = type_with(|entry| {
        let field =
            json!({ "key": "FZR", "name": "负责人", "type": "person_name", "required": true });
        entry.fields.push(serde_json::from_value(field).unwrap());
    });
    for city in cities().await {
        city.publish(&licence()).await;
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let reviewer = city.person("审核乙", BUREAU, Role::Reviewer);
        let first = submitted(&city, content()).await;
        let draft = city.app.draft_application(&clerk, LICENCE, content()).await.unwrap().0;
        city.publish(&newer).await;
        // What was drafted before is complete by its own version, on the page and at approval.
        let checks = city.app.application_checks(&reviewer, &first.id).await.unwrap();
        assert_eq!((checks.findings.len(), checks.catalog_version), (0, 1));
        assert_eq!(checks.published_version, Some(2));
        city.app.approve_application(&reviewer, &first, &[]).await.unwrap();
        // Moved on purpose, a draft has the findings of the new version.
        let moved = city.app.move_application(&clerk, &draft).await.unwrap().0;
        let checks = city.app.application_checks(&clerk, &draft.id).await.unwrap();
        let labels: Vec<_> = checks.findings.iter().map(|found| found.label.as_str()).collect();
        assert_eq!((labels.as_slice(), checks.catalog_version), (&["负责人"][..], 2));
        let again = city.app.move_application(&clerk, &moved).await.unwrap_err();
        assert_eq!(again.code(), Code::EntryMoved);
        assert_eq!(city.recorded("application.moved").await, 1);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn what_expired_or_was_approved_long_ago_is_not_issued_unasked() {
    let entry = type_with(|entry| {
        entry.issue_step = domain::catalog::IssueStep::Separate;
    });
    for city in cities().await {
        city.publish(&entry).await;
        let reviewer = city.person("审核乙", BUREAU, Role::Reviewer);
        let issuer = city.person("签发丙", BUREAU, Role::Issuer);
        let mut short = content();
        short.valid_to = domain::date::Date::parse("2026-12-01");
        let mut registered = vec![];
        for content in [content(), content(), short] {
            let version = submitted(&city, content).await;
            let name = city.app.approve_application(&reviewer, &version, &[]).await.unwrap().0;
            registered.push(city.version(&name.identifier).await);
        }
        city.clock.forward(29 * DAY_MILLIS);
        city.app.issue_certificate(&issuer, &registered[0], "").await.unwrap();
        city.clock.forward(2 * DAY_MILLIS);
        let refused = city.app.issue_certificate(&issuer, &registered[1], " ").await.unwrap_err();
        assert_eq!(refused.code(), Code::IssueLate);
        city.app.issue_certificate(&issuer, &registered[1], "申请人延期领取").await.unwrap();
        let refused = city
            .app
            .issue_certificate(&issuer, &registered[2], "申请人延期领取")
            .await
            .unwrap_err();
        assert_eq!(refused.code(), Code::CertificateExpired);
        city.check_everything().await;
    }
}
