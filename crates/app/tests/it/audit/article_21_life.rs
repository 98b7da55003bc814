//! 第二十一条 (Art. 21): what concerns a certificate is found by its identifier and by its number, in its life and
//! in the log, and a record says in which form the certificate was shown.

use app::RequestKey;
use app::audit::{CertificateLife, RecordFilter};
use app::usage::Sheet;
use domain::application::UpdateReason;
use domain::caller::{Caller, Role};
use domain::event::{EventKind, Manner};
use testkit::{BUREAU, City, OTHER, asked, cities, content, licence};

fn auditor(city: &City) -> Caller {
    city.person("审计管理员", OTHER, Role::Auditor)
}

async fn life(city: &City, identifier: &str) -> CertificateLife {
    city.app.certificate_life(&auditor(city), identifier).await.unwrap().0
}

/// The events of the records about a certificate, oldest first, page by page.
async fn logged(city: &City, certificate: &str) -> Vec<String> {
    let filter = RecordFilter { certificate: certificate.into(), ..RecordFilter::default() };
    let (mut events, mut after) = (Vec::new(), String::new());
    loop {
        let page = city.app.records(&auditor(city), &filter, &after, 3).await.unwrap();
        events.extend(page.items.into_iter().map(|record| record.event));
        match page.next {
            Some(next) => after = next,
            None => break,
        }
    }
    events.reverse();
    events
}

#[tokio::test]
async fn a_use_its_repetition_and_its_copies_stand_in_the_life_of_the_certificate_and_in_the_log() {
    for city in cities().await {
        city.publish(&licence()).await;
        let window = city.window().await;
        let issued = city.issued(content()).await;
        let key = RequestKey { key: "life-0001".into(), digest: [7; 32] };
        let keyed = city.app.for_request(key);
        let (answer, _) = keyed.use_certificates(&window, &asked()).await.unwrap();
        keyed.use_certificates(&window, &asked()).await.unwrap();
        let code = &answer.uses[0].use_code;
        city.app.archive_copy(&window, code).await.unwrap();
        city.app.archive_copy_sheet(&window, code, Sheet::Pdf).await.unwrap();
        let issuer = city.person("签发丙", BUREAU, Role::Issuer);
        city.app.suspend_certificate(&issuer, &issued, "核查").await.unwrap();
        let life = life(&city, &issued.identifier).await;
        let steps: Vec<_> = life
            .steps
            .iter()
            .map(|step| {
                let case = step.purpose.as_ref().map_or("", |purpose| &purpose.case_number);
                (step.event.as_str(), step.manner, case)
            })
            .collect();
        let case = "BJ-2026-000001";
        let expected = [
            ("application.drafted", None, ""),
            ("application.submitted", None, ""),
            ("application.approved", None, ""),
            ("certificate.issued", None, ""),
            ("certificate.viewed", Some(Manner::Content), ""),
            ("certificate.used", None, case),
            ("certificate.use_repeated", None, case),
            ("archive_copy.taken", Some(Manner::File), case),
            ("archive_copy.taken", Some(Manner::Print), case),
            ("certificate.suspended", None, ""),
        ];
        assert_eq!(steps, expected);
        assert_eq!(life.steps[5].purpose.as_ref().unwrap().matter_name, "演示事项");
        let (view, _) = city.app.certificate(&issuer, &issued.identifier).await.unwrap();
        assert_eq!((&life.number, &life.type_name), (&view.number, &view.type_name));
        // The log tells the same by number and by identifier, and who read the life besides.
        let mut expected: Vec<_> = expected.iter().map(|(event, ..)| (*event).to_owned()).collect();
        expected.extend(["audit.read".to_owned(), "certificate.viewed".to_owned()]);
        assert_eq!(logged(&city, &view.number).await, expected);
        assert_eq!(logged(&city, &issued.identifier).await, expected);
        // A use whose row was edited still stands in the life; the check of everything names the edit.
        city.tamper("UPDATE usage SET case_number = 'x', version = 9").await;
        assert_eq!(self::life(&city, &issued.identifier).await.steps.len(), 11);
        assert!(!city.findings().await.is_empty());
    }
}

#[tokio::test]
async fn a_number_finds_the_records_of_all_versions_of_the_certificate() {
    for city in cities().await {
        city.publish(&licence()).await;
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let first = city.issued(content()).await;
        let mut newer = content();
        newer.update_reason = Some(UpdateReason::Reissue);
        let (draft, _) = city.app.draft_update(&clerk, &first.identifier, newer).await.unwrap();
        let second = city.approved(&draft).await;
        let number = life(&city, &first.identifier).await.number;
        assert_eq!(number, life(&city, &second.identifier).await.number, "an update keeps it");
        let issued = |events: Vec<String>| {
            events.iter().filter(|event| *event == EventKind::CertificateIssued.as_str()).count()
        };
        assert_eq!(issued(logged(&city, &number).await), 2);
        assert_eq!(issued(logged(&city, &second.identifier).await), 1, "negative control");
        city.check_everything().await;
    }
}

#[tokio::test]
async fn one_visit_of_a_certificate_is_one_record_and_a_print_is_another() {
    const MINUTE: i64 = 60_000;
    for city in cities().await {
        city.publish(&licence()).await;
        let issued = city.issued(content()).await;
        let identifier = issued.identifier.as_str();
        let manners = async || -> Vec<Manner> {
            let steps = life(&city, identifier).await.steps;
            steps.iter().filter_map(|step| step.manner).collect()
        };
        city.clock.forward(2 * MINUTE);
        let before = manners().await;
        let reviewer = city.person("审核乙", BUREAU, Role::Reviewer);
        // The page shows the content and then the picture.
        city.app.certificate(&reviewer, identifier).await.unwrap();
        city.app.certificate_face(&reviewer, identifier).await.unwrap();
        let mut expected = [before, vec![Manner::Content]].concat();
        assert_eq!(manners().await, expected);
        city.app.certificate_pdf(&reviewer, identifier).await.unwrap();
        expected.push(Manner::Print);
        assert_eq!(manners().await, expected);
        // The visit of one person covers nobody else, and not what is shown later.
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        city.app.certificate_face(&clerk, identifier).await.unwrap();
        expected.push(Manner::Picture);
        assert_eq!(manners().await, expected);
        city.clock.forward(2 * MINUTE);
        city.app.certificate_face(&reviewer, identifier).await.unwrap();
        expected.push(Manner::Picture);
        assert_eq!(manners().await, expected);
        let (view, _) = city.app.certificate_after_change(&reviewer, identifier).await.unwrap();
        expected.push(Manner::AfterChange);
        assert_eq!(manners().await, expected);
        let filter = RecordFilter { certificate: view.number, ..RecordFilter::default() };
        let newest = &city.app.records(&auditor(&city), &filter, "", 50).await.unwrap().items;
        let listed = newest.iter().filter_map(|record| record.manner).collect::<Vec<_>>();
        expected.reverse();
        assert_eq!(listed, expected, "the list of the log says it too");
        city.check_everything().await;
    }
}
