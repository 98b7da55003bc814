//! 第七条、第十条 (Art. 7, 10): an update is a new version of a certificate; revocation has four
//! legal kinds.

use domain::Code;
use domain::application::UpdateReason;
use domain::caller::Role;
use domain::certificate::Revocation;

use testkit::{BUREAU, City, cities, content, licence};

/// Updates a certificate and returns its new version. On the way, an update without a reason and a
/// second update are refused.
async fn update(city: &City, identifier: &str) -> app::certificate::CertificateVersion {
    let clerk = city.person("经办甲", BUREAU, Role::Clerk);
    let mut changed = content();
    changed.facts.insert("JYXM".into(), "食品经营".into());
    let missing = city.app.draft_update(&clerk, identifier, changed.clone()).await.unwrap_err();
    assert_eq!(missing.code(), Code::UpdateReasonMissing);
    changed.update_reason = Some(UpdateReason::Change);
    let (draft, _) = city.app.draft_update(&clerk, identifier, changed.clone()).await.unwrap();
    let second = city.app.draft_update(&clerk, identifier, changed).await.unwrap_err();
    assert_eq!(second.code(), Code::UpdatePending);
    city.approved(&draft).await
}

#[tokio::test]
async fn an_update_supersedes_the_old_version_and_keeps_its_number() {
    for city in cities().await {
        city.publish(&licence()).await;
        let issuer = city.person("签发丙", BUREAU, Role::Issuer);
        let first = city.issued(content()).await;
        let second = update(&city, &first.identifier).await;
        let (old, _) = city.app.certificate(&issuer, &first.identifier).await.unwrap();
        let (new, _) = city.app.certificate(&issuer, &second.identifier).await.unwrap();
        assert_eq!((old.status.as_str(), new.status.as_str()), ("superseded", "active"));
        assert_eq!(old.number, new.number);
        assert_eq!((old.version, new.version), (1, 2));
        assert_eq!(old.replaced_by.as_deref(), Some(second.identifier.as_str()));
        assert_eq!(new.replaces.as_deref(), Some(first.identifier.as_str()));
        assert_eq!(new.facts["JYXM"], "食品经营");
        assert_eq!(old.facts["JYXM"], "食品销售", "the old version keeps its content");
        // A superseded version can no longer be updated or suspended.
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let mut again = content();
        again.update_reason = Some(UpdateReason::Renewal);
        let refused = city.app.draft_update(&clerk, &first.identifier, again).await.unwrap_err();
        assert_eq!(refused.code(), Code::UpdateTarget);
        let old = city.version(&first.identifier).await;
        let refused = city.app.suspend_certificate(&issuer, &old, "x").await.unwrap_err();
        assert_eq!(refused.code(), Code::CertificateState);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_revocation_has_one_of_four_legal_kinds_and_is_final() {
    for city in cities().await {
        city.publish(&licence()).await;
        let issuer = city.person("签发丙", BUREAU, Role::Issuer);
        for kind in ["cancelled", "penalised", "withdrawn", "voided"] {
            let issued = city.issued(content()).await;
            let revocation = Revocation::checked(kind, "理由", "依据").unwrap();
            let (ended, _) =
                city.app.revoke_certificate(&issuer, &issued, &revocation).await.unwrap();
            let (view, _) = city.app.certificate(&issuer, &issued.identifier).await.unwrap();
            assert_eq!(view.revocation.unwrap().kind.as_str(), kind);
            let again = city.app.revoke_certificate(&issuer, &ended, &revocation).await;
            assert_eq!(again.unwrap_err().code(), Code::CertificateState);
            let back = city.app.resume_certificate(&issuer, &ended, "x").await.unwrap_err();
            assert_eq!(back.code(), Code::CertificateState);
        }
        let wrong = |kind: &str, reason: &str, basis: &str| {
            Revocation::checked(kind, reason, basis).unwrap_err().code()
        };
        assert_eq!(wrong("deleted", "理由", "依据"), Code::RevocationKindUnknown);
        assert_eq!(wrong("voided", " ", "依据"), Code::ReasonMissing);
        assert_eq!(wrong("voided", "理由", ""), Code::RevocationBasisMissing);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_type_with_a_separate_issue_step_is_produced_only_after_the_issuer_acts() {
    for city in cities().await {
        let mut separate = licence();
        separate.issue_step = domain::catalog::IssueStep::Separate;
        city.publish(&separate).await;
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let reviewer = city.person("审核乙", BUREAU, Role::Reviewer);
        let issuer = city.person("签发丙", BUREAU, Role::Issuer);
        let (draft, _) =
            city.app.draft_application(&clerk, testkit::LICENCE, content()).await.unwrap();
        let (submitted, _) = city.app.submit_application(&clerk, &draft).await.unwrap();
        let (name, _) = city.app.approve_application(&reviewer, &submitted, &[]).await.unwrap();
        let idle = city.app.work_once().await.unwrap();
        assert_eq!(idle, app::background::Worked::NothingToDo, "approval enqueues no production");
        let registered = city.version(&name.identifier).await;
        let denied = city.app.issue_certificate(&reviewer, &registered, "").await.unwrap_err();
        assert_eq!(denied.code(), Code::Denied);
        let (ordered, _) = city.app.issue_certificate(&issuer, &registered, "").await.unwrap();
        let twice = city.app.issue_certificate(&issuer, &ordered, "").await.unwrap_err();
        assert_eq!(twice.code(), Code::Conflict);
        assert_eq!(city.app.work_once().await.unwrap(), app::background::Worked::Done);
        assert_eq!(city.status(&name.identifier).await, "active");
        city.check_everything().await;
    }
}
