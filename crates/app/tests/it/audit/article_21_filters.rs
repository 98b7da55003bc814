//! 第二十一条 (Art. 21): the auditor sees who acted by name, post and unit, finds records by person, unit, days,
//! certificate and event, and reads the whole life of any certificate.

use app::audit::RecordFilter;
use app::onboarding::NewPerson;
use app::{Error, Period, Total};
use domain::caller::{Actor, Caller, CallerKind, Role};
use domain::{Code, Refusal};
use testkit::{BUREAU, City, OTHER, asked, cities, content, licence};

/// A registered person of the issuing bureau, so that the log can be read with names.
async fn registered(city: &City, account: &str, name: &str, role: Role) -> Caller {
    let setup = Caller::program("setup");
    let person = NewPerson {
        account: account.into(),
        name: name.into(),
        unit: BUREAU.into(),
        password: None,
        roles: vec![role],
    };
    let id = city.app.register_person(&setup, &person).await.unwrap().0.person_id;
    Caller { actor: Actor::Person(id), ..city.person("", BUREAU, role) }
}

async fn found(city: &City, filter: &RecordFilter) -> Vec<app::audit::RecordSummary> {
    let auditor = city.person("审计管理员", BUREAU, Role::Auditor);
    city.app.records(&auditor, filter, "", 200).await.unwrap().items
}

fn refused_field(error: Error) -> String {
    let refusal = if let Error::Refused(refusal) = error { Some(refusal) } else { None }.unwrap();
    let refusal: Refusal = refusal;
    assert_eq!(refusal.code(), Code::QueryInvalid);
    refusal.findings().first().unwrap().field.clone()
}

#[tokio::test]
async fn the_log_names_who_acted_with_post_and_unit() {
    for city in cities().await {
        city.publish(&licence()).await;
        let clerk = registered(&city, "wang-fang", "王芳", Role::Clerk).await;
        let draft = city.app.draft_application(&clerk, testkit::LICENCE, content()).await.unwrap();
        let filter = RecordFilter { person: "wang-fang".into(), ..RecordFilter::default() };
        let records = found(&city, &filter).await;
        assert_eq!(records.len(), 1);
        let record = &records[0];
        assert_eq!(
            (record.record_id.as_str(), record.post),
            (&*draft.1.record_id, Some(Role::Clerk))
        );
        assert_eq!((record.by.name.as_str(), record.by.account.as_str()), ("王芳", "wang-fang"));
        assert_eq!(
            (record.by.kind, &record.by.posts[..]),
            (CallerKind::Person, &[Role::Clerk][..])
        );
        assert_eq!(record.by.unit_code, BUREAU);
        assert_eq!(record.by.unit_name, format!("演示单位 {BUREAU}"));
        assert_eq!(record.unit_name, record.by.unit_name);
        // The program has no name and no post of people.
        let filter = RecordFilter { event: "person.registered".into(), ..RecordFilter::default() };
        let registered = &found(&city, &filter).await[0];
        assert_eq!(registered.by.kind, CallerKind::Program);
        // Nor is what a record is about told by an identity alone.
        assert_eq!(registered.subject_name, "王芳");
        assert!(registered.subject.starts_with("person "), "{}", registered.subject);
        let filter = RecordFilter { event: "unit.registered".into(), ..RecordFilter::default() };
        let units = found(&city, &filter).await;
        assert!(units.iter().any(|unit| unit.subject_name == format!("演示单位 {BUREAU}")));
        // A name that somebody edits hides neither the record nor the list.
        city.tamper("UPDATE person SET unit_code = 'x', version = 9").await;
        let filter = RecordFilter {
            person: record.actor.replacen("person:", "", 1),
            ..RecordFilter::default()
        };
        assert_eq!(found(&city, &filter).await[0].by.name, "王芳");
        assert!(!city.findings().await.is_empty());
    }
}

#[tokio::test]
async fn filters_combine_and_each_page_leads_to_the_next() {
    const DAY: i64 = 24 * 60 * 60 * 1000;
    for city in cities().await {
        city.publish(&licence()).await;
        let clerk = registered(&city, "wang-fang", "王芳", Role::Clerk).await;
        let window = city.window().await;
        let issued = city.issued(content()).await;
        city.app.draft_application(&clerk, testkit::LICENCE, content()).await.unwrap();
        city.clock.forward(3 * DAY);
        city.app.draft_application(&clerk, testkit::LICENCE, content()).await.unwrap();
        city.app.use_certificates(&window, &asked()).await.unwrap();
        let none = RecordFilter::default();
        let days = |from: &str, to: &str| Period::parse(from, to).unwrap();
        let by_clerk = RecordFilter { person: "wang-fang".into(), ..none.clone() };
        assert_eq!(found(&city, &by_clerk).await.len(), 2);
        let early = days("2026-11-23", "2026-11-23");
        let late = days("2026-11-24", "");
        for (period, count) in [(early, 1), (late, 1), (days("", "2026-11-22"), 0)] {
            let filter = RecordFilter { period, ..by_clerk.clone() };
            assert_eq!(found(&city, &filter).await.len(), count, "{period:?}");
        }
        let drafted = RecordFilter { event: "application.drafted".into(), ..none.clone() };
        assert_eq!(found(&city, &drafted).await.len(), 3);
        let of_other = RecordFilter { unit: OTHER.into(), ..drafted.clone() };
        assert_eq!(found(&city, &of_other).await.len(), 0);
        let all_of_other = RecordFilter { unit: OTHER.into(), ..none.clone() };
        assert!(
            found(&city, &all_of_other).await.iter().any(|row| row.event == "certificate.used")
        );
        // A certificate by its identifier and by its printed number.
        let issuer = city.person("签发丙", BUREAU, Role::Issuer);
        let number = city.app.certificate(&issuer, &issued.identifier).await.unwrap().0.number;
        for certificate in [issued.identifier.clone(), number] {
            let filter = RecordFilter { certificate, ..none.clone() };
            let events: Vec<_> =
                found(&city, &filter).await.into_iter().map(|row| row.event).collect();
            assert!(events.contains(&"certificate.issued".to_owned()), "{events:?}");
            assert!(events.contains(&"application.approved".to_owned()), "{events:?}");
            let issued = RecordFilter { event: "certificate.issued".into(), ..filter.clone() };
            assert_eq!(found(&city, &issued).await.len(), 1);
            let not_hers = RecordFilter { person: "wang-fang".into(), ..filter };
            assert_eq!(found(&city, &not_hers).await.len(), 0);
        }
        let auditor = city.person("审计管理员", BUREAU, Role::Auditor);
        let page = city.app.records(&auditor, &drafted, "", 2).await.unwrap();
        assert_eq!((page.items.len(), page.total), (2, Some(Total { count: 3, is_more: false })));
        let next = page.next.unwrap();
        let rest = city.app.records(&auditor, &drafted, &next, 2).await.unwrap();
        assert_eq!((rest.items.len(), rest.next, rest.total), (1, None, None));
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_filter_that_names_nothing_is_refused_by_its_name() {
    for city in cities().await {
        let auditor = city.person("审计管理员", BUREAU, Role::Auditor);
        let none = RecordFilter::default();
        let wrong = [
            ("unit", RecordFilter { unit: "X".into(), ..none.clone() }),
            ("person", RecordFilter { person: "nobody".into(), ..none.clone() }),
            ("certificate", RecordFilter { certificate: "无此编号".into(), ..none.clone() }),
        ];
        for (field, filter) in wrong {
            let refused = city.app.records(&auditor, &filter, "", 10).await.unwrap_err();
            assert_eq!(refused_field(refused), field);
        }
        for (from, to, field) in
            [("2026-02-30", "", "from"), ("", "tomorrow", "to"), ("2026-11-02", "2026-11-01", "to")]
        {
            let refused = Period::parse(from, to).unwrap_err();
            assert_eq!(refused_field(refused.into()), field);
        }
    }
}

#[tokio::test]
async fn the_auditor_reads_the_whole_life_of_a_certificate_and_that_is_recorded() {
    for city in cities().await {
        city.publish(&licence()).await;
        let window = city.window().await;
        let issued = city.issued(content()).await;
        city.app.use_certificates(&window, &asked()).await.unwrap();
        let auditor = city.person("审计管理员", OTHER, Role::Auditor);
        let (life, receipt) =
            city.app.certificate_life(&auditor, &issued.identifier).await.unwrap();
        let steps = life.steps;
        let events: Vec<_> = steps.iter().map(|step| step.event.as_str()).collect();
        assert_eq!(
            events,
            [
                "application.drafted",
                "application.submitted",
                "application.approved",
                "certificate.issued",
                "certificate.viewed",
                "certificate.used",
            ]
        );
        assert!(steps.iter().all(|step| step.by.is_some()));
        let mut reader = city.app.read().await.unwrap();
        let record = reader.record(&receipt.record_id).await.unwrap().unwrap();
        assert_eq!((&*record.event, &*record.actor), ("audit.read", "person:审计管理员"));
        assert_eq!(record.subject, format!("history {}", issued.identifier));
        drop(reader);
        // The issuing unit is told neither of the uses nor of the reading.
        let issuer = city.person("签发丙", BUREAU, Role::Issuer);
        let own = city.app.certificate_history(&issuer, &issued.identifier).await.unwrap();
        assert_eq!(own.len(), 5);
        for role in [Role::SystemAdmin, Role::SecurityAdmin, Role::CityManager, Role::Issuer] {
            let other = city.person("别人", BUREAU, role);
            let refused = city.app.certificate_life(&other, &issued.identifier).await.unwrap_err();
            assert_eq!(refused.code(), Code::Denied, "{role}");
        }
        let missing = city.app.certificate_life(&auditor, "1.2.156.3005.2.0").await.unwrap_err();
        assert!(matches!(missing, Error::NotFound));
        city.check_everything().await;
    }
}

#[tokio::test]
async fn the_auditor_chooses_a_person_from_the_people_of_any_unit() {
    for city in cities().await {
        registered(&city, "wang-fang", "王芳", Role::Clerk).await;
        let auditor = city.person("审计管理员", OTHER, Role::Auditor);
        let people = city.app.people(&auditor, BUREAU).await.unwrap();
        assert_eq!(people[0].name, "王芳");
        let clerk = city.person("经办", OTHER, Role::Clerk);
        assert_eq!(city.app.people(&clerk, BUREAU).await.unwrap_err().code(), Code::Denied);
    }
}
