//! 第二十一条 (Art. 21): somebody with all rights on the database cheats while the program runs. Each test
//! first shows that the same act succeeds without the edit, and most show that putting the row back makes it
//! succeed again (decision 0020).

use app::Error;
use app::background::Worked;
use app::collect::Content;
use app::onboarding::NewPerson;
use domain::caller::{Caller, Role};
use domain::holder::Holder;
use testkit::{BUREAU, City, LICENCE, MATTER, OTHER, asked, cities, content, licence};

fn refused<T: std::fmt::Debug>(answer: Result<T, Error>, what: &str) {
    assert!(matches!(answer, Err(Error::Edited(_))), "{what}: {answer:?}");
}

/// Registers a person with a post and a password.
pub async fn registered(city: &City, account: &str, role: Role) -> String {
    // The program of a demo city gives posts at once.
    let setup = Caller::program("setup");
    let person = NewPerson {
        account: account.into(),
        name: "演示".into(),
        unit: BUREAU.into(),
        password: Some("Right-pass-1".into()),
        roles: vec![role],
    };
    city.app.register_person(&setup, &person).await.unwrap().0.person_id
}

#[tokio::test]
async fn a_session_that_was_put_in_by_sql_is_nobody() {
    for city in cities().await {
        let person = registered(&city, "issuer-1", Role::Issuer).await;
        let opened = city.app.log_in("issuer-1", "Right-pass-1", "192.0.2.1").await.unwrap();
        let session = city.app.session(&opened.secret).await.unwrap().expect("the control");
        assert_eq!(session.person_id, person);
        let digest = city.blob(&ledger::sm3(b"chosen"));
        let now = city.app.now();
        for mac in [city.blob(b""), city.blob(&[7; 32])] {
            city.tamper(&format!(
                "DELETE FROM session WHERE session_digest = {digest};
                 INSERT INTO session (session_digest, person_id, csrf, opened_at, seen_at, ended,
                 mac) VALUES ({digest}, '{person}', 'x', {now}, {now}, 0, {mac})"
            ))
            .await;
            refused(city.app.session("chosen").await, "a forged session");
        }
        // The row of a genuine session with another person, or with a new time.
        let other = registered(&city, "clerk-1", Role::Clerk).await;
        let opened = city.app.log_in("clerk-1", "Right-pass-1", "192.0.2.1").await.unwrap();
        for edit in [format!("person_id = '{person}'"), format!("opened_at = {}", now + 1)] {
            city.tamper(&format!("UPDATE session SET {edit} WHERE person_id = '{other}'")).await;
            refused(city.app.session(&opened.secret).await, &edit);
        }
        assert_eq!(city.findings().await, ["mac_false"]);
    }
}

#[tokio::test]
async fn a_session_that_ended_stays_ended() {
    for city in cities().await {
        registered(&city, "issuer-1", Role::Issuer).await;
        let opened = city.app.log_in("issuer-1", "Right-pass-1", "192.0.2.1").await.unwrap();
        let session = city.app.session(&opened.secret).await.unwrap().unwrap();
        city.app.log_out(&session).await.unwrap();
        assert!(city.app.session(&opened.secret).await.unwrap().is_none());
        city.tamper("UPDATE session SET ended = 0").await;
        refused(city.app.session(&opened.secret).await, "a revived session");
    }
}

#[tokio::test]
async fn a_job_that_was_put_in_by_sql_does_not_skip_the_issuer() {
    for city in cities().await {
        let mut entry = licence();
        entry.issue_step = domain::catalog::IssueStep::Separate;
        city.publish(&entry).await;
        let identifier = city.registered(content()).await;
        assert_eq!(city.app.work_once().await.unwrap(), Worked::NothingToDo);
        let mut reader = city.app.read().await.unwrap();
        let id = reader.certificate_of_identifier(&identifier).await.unwrap().unwrap();
        drop(reader);
        let now = city.app.now();
        let mac = city.blob(&[1; 32]);
        city.tamper(&format!(
            "INSERT INTO job (job_id, kind, subject, occurrence, payload, state, priority, due_at,
             owner, locked_until, tries, last_error, progress_done, progress_total, created_at,
             finished_at, mac) VALUES ('j', 'produce', '{id}', 'x', '', 'waiting', 0, 0, '', 0, 0,
             '', 0, 0, {now}, 0, {mac})"
        ))
        .await;
        assert_eq!(city.app.work_once().await.unwrap(), Worked::Parked);
        assert_eq!(city.status(&identifier).await, "registered");
        assert_eq!(city.app.store().alarms().len(), 1);
        assert_eq!(city.findings().await, ["mac_false"]);
        // The control: the issuer's act produces it.
        city.tamper("DELETE FROM job").await;
        let issuer = city.person("签发丙", BUREAU, Role::Issuer);
        let version = city.version(&identifier).await;
        city.app.issue_certificate(&issuer, &version, "").await.unwrap();
        assert_eq!(city.app.work_once().await.unwrap(), Worked::Done);
        assert_eq!(city.status(&identifier).await, "active");
        city.check_everything().await;
    }
}

/// The application of another holder.
fn other_content() -> Content {
    Content {
        holder: Holder {
            name: "演示百货有限公司".into(),
            code: "91440300MA5XX00224".into(),
            code_type: "001".into(),
        },
        ..content()
    }
}

/// Submits an application for `content` and approves it.
async fn approve(city: &City, content: Content) -> Result<String, Error> {
    let clerk = city.person("经办甲", BUREAU, Role::Clerk);
    let reviewer = city.person("审核乙", BUREAU, Role::Reviewer);
    let (draft, _) = city.app.draft_application(&clerk, LICENCE, content).await?;
    let (submitted, _) = city.app.submit_application(&clerk, &draft).await?;
    Ok(city.app.approve_application(&reviewer, &submitted, &[]).await?.0.identifier)
}

#[tokio::test]
async fn edited_counters_and_look_ups_give_no_number_twice() {
    for city in cities().await {
        city.publish(&licence()).await;
        city.issued(content()).await;
        let edits = [
            "UPDATE serial SET last = 0",
            "UPDATE serial SET last = 7",
            "UPDATE serial SET name = name || ' '",
            // The counters begin again, and nothing is left that knows the number.
            "DELETE FROM serial; DELETE FROM certificate_number;
             DELETE FROM certificate_identifier",
        ];
        for edit in edits {
            let before = city.app.store().alarms().len();
            city.tamper("DROP TABLE IF EXISTS kept; CREATE TABLE kept AS SELECT * FROM serial")
                .await;
            city.tamper(edit).await;
            let answer = approve(&city, content()).await;
            let findings = city.findings().await;
            if edit.starts_with("UPDATE serial SET name") {
                // A counter with another name is a new one, so the number comes from the first value.
                assert!(answer.is_err(), "{edit}");
            } else {
                assert!(answer.is_err(), "{edit}: {answer:?}");
            }
            assert!(!findings.is_empty() && city.app.store().alarms().len() >= before, "{edit}");
            city.tamper("DELETE FROM serial; INSERT INTO serial SELECT * FROM kept").await;
        }
    }
}

#[tokio::test]
async fn counters_that_nobody_edited_go_on() {
    for city in cities().await {
        city.publish(&licence()).await;
        let first = city.issued(content()).await.identifier;
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let (draft, _) =
            city.app.draft_application(&clerk, LICENCE, other_content()).await.unwrap();
        let second = city.approved(&draft).await.identifier;
        assert_ne!(first, second);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_look_up_that_was_moved_leads_nowhere() {
    for city in cities().await {
        city.publish(&licence()).await;
        let one = city.issued(content()).await.identifier;
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let (draft, _) =
            city.app.draft_application(&clerk, LICENCE, other_content()).await.unwrap();
        let other = city.approved(&draft).await.identifier;
        assert_eq!(city.findings().await, [""; 0], "the control");
        city.tamper(&format!(
            "UPDATE certificate_identifier SET certificate_id = (SELECT certificate_id FROM
             certificate WHERE identifier = '{other}') WHERE identifier = '{one}'"
        ))
        .await;
        let issuer = city.person("签发丙", BUREAU, Role::Issuer);
        refused(city.app.certificate(&issuer, &one).await, "the moved look-up");
        assert!(city.app.certificate(&issuer, &other).await.is_ok());
        assert_eq!(city.findings().await, ["lookup_moved"]);
    }
}

#[tokio::test]
async fn details_that_are_missing_are_named_unless_a_record_says_that_they_were_erased() {
    for city in cities().await {
        city.publish(&licence()).await;
        let window = city.window().await;
        city.issued(content()).await;
        let (_, used) = city.app.use_certificates(&window, &asked()).await.unwrap();
        assert!(city.app.erase_details(&used.record_id, " ").await.is_err(), "no basis");
        city.app.erase_details(&used.record_id, "个人信息保护法第四十七条").await.unwrap();
        assert!(matches!(
            city.app.erase_details(&used.record_id, "again").await,
            Err(Error::NotFound)
        ));
        assert_eq!(city.recorded("details.erased").await, 1);
        city.check_everything().await;
        city.tamper("DELETE FROM audit_detail").await;
        assert_eq!(city.findings().await, ["details_missing"]);
    }
}

#[tokio::test]
async fn details_that_were_edited_or_swapped_are_named() {
    for city in cities().await {
        city.publish(&licence()).await;
        city.issued(content()).await;
        let salt = city.blob(&[9; 16]);
        city.tamper(&format!("UPDATE audit_detail SET salt = {salt}")).await;
        assert_eq!(city.findings().await, ["details_edited"]);
    }
}

#[tokio::test]
async fn a_file_that_was_swapped_or_taken_is_named() {
    for city in cities().await {
        city.publish(&licence()).await;
        let one = city.issued(content()).await.identifier;
        city.check_everything().await;
        city.tamper("CREATE TABLE kept AS SELECT * FROM file").await;
        let other = city.blob(&[3; 400]);
        city.tamper(&format!("UPDATE file SET content_sealed = {other}")).await;
        assert_eq!(city.findings().await, ["file_edited"]);
        city.tamper("DELETE FROM file").await;
        assert_eq!(city.findings().await, ["file_missing"]);
        city.tamper("INSERT INTO file SELECT * FROM kept").await;
        city.check_everything().await;
        assert!(!city.file(&one).await.is_empty());
    }
}

/// Edit, use, put back: for each row that gives rights or effects, the act that relies on it.
#[tokio::test]
async fn an_edited_row_refuses_the_act_until_it_is_put_back() {
    for city in cities().await {
        city.publish(&licence()).await;
        let window = city.window().await;
        let version = city.issued(content()).await;
        registered(&city, "issuer-1", Role::Clerk).await;
        let secret = city.app.log_in("issuer-1", "Right-pass-1", "192.0.2.1").await.unwrap().secret;
        let issuer = city.person("签发丙", BUREAU, Role::Issuer);
        // Suspended, so that the edit would make it count again.
        city.app.suspend_certificate(&issuer, &version, "核查").await.unwrap();
        // Table, what is edited, and the act: use, session or approval.
        let edits = [
            ("certificate", "state = 'active'", "use"),
            ("certificate", "valid_to = '2099-01-01'", "use"),
            ("catalog_version", "entry = entry || ' '", "use"),
            ("catalog_version", "published_at = 1", "approve"),
            ("matter", "name = 'x'", "use"),
            ("unit", "region = '440306'", "use"),
            ("person_role", "role = 'issuer'", "session"),
            ("person", "unit_code = '11440305MBXX00027A'", "session"),
            ("unit", "active = 1, name = 'x'", "session"),
            ("seal", "made_at = 1", "produce"),
        ];
        for (table, edit, act) in edits {
            let what = format!("{table} {edit}");
            attempt(&city, act, &window, &secret).await.unwrap_or_else(|error| {
                panic!("the control of {what}: {error}");
            });
            city.tamper(&format!(
                "CREATE TABLE kept AS SELECT * FROM {table}; UPDATE {table} SET {edit}"
            ))
            .await;
            let alarms = city.app.store().alarms().len();
            refused(attempt(&city, act, &window, &secret).await, &what);
            assert!(city.app.store().alarms().len() >= alarms.max(1), "{what}");
            city.tamper(&format!(
                "DELETE FROM {table}; INSERT INTO {table} SELECT * FROM kept; DROP TABLE kept"
            ))
            .await;
            attempt(&city, act, &window, &secret).await.unwrap_or_else(|error| {
                panic!("put back, {what}: {error}");
            });
        }
        city.check_everything().await;
    }
}

async fn attempt(city: &City, act: &str, window: &Caller, secret: &str) -> Result<(), Error> {
    match act {
        "use" => city.app.use_certificates(window, &asked()).await.map(drop),
        "approve" => approve(city, content()).await.map(drop),
        "session" => city.app.session(secret).await.map(drop),
        _ => {
            approve(city, content()).await?;
            loop {
                match city.app.work_once().await? {
                    Worked::Done => {}
                    Worked::NothingToDo => return Ok(()),
                    other @ (Worked::Postponed | Worked::Parked | Worked::Lost) => {
                        // The failed job is done again when the row is put back.
                        city.clock.forward(120_000);
                        return Err(Error::Edited(format!("{other:?}")));
                    }
                }
            }
        }
    }
}

/// A whole row that is put back to an earlier version together with the name of its earlier record.
#[tokio::test]
async fn an_old_row_that_is_put_back_is_refused_and_found() {
    for city in cities().await {
        city.publish(&licence()).await;
        let window = city.window().await;
        let version = city.issued(content()).await;
        city.tamper("CREATE TABLE kept AS SELECT * FROM certificate").await;
        let issuer = city.person("签发丙", BUREAU, Role::Issuer);
        city.app.suspend_certificate(&issuer, &version, "核查").await.unwrap();
        let (answer, _) = city.app.use_certificates(&window, &asked()).await.unwrap();
        assert_eq!(answer.uses.len(), 0, "suspended");
        city.tamper("DELETE FROM certificate; INSERT INTO certificate SELECT * FROM kept").await;
        refused(city.app.use_certificates(&window, &asked()).await, "the row before");
        assert_eq!(city.findings().await, ["row_edited"]);
        // A process that starts anew knows it as soon as its audit has found it.
        let again = city.restarted().await;
        again.store().audit(None, std::time::Duration::ZERO).await.unwrap();
        refused(again.use_certificates(&window, &asked()).await, "after a restart");
    }
}

/// A record that vouches for the edit helps nothing without its MAC.
#[tokio::test]
async fn a_forged_record_does_not_vouch() {
    for city in cities().await {
        city.publish(&licence()).await;
        let window = city.window().await;
        city.issued(content()).await;
        city.tamper("UPDATE certificate SET valid_to = '2099-01-01'").await;
        let mut reader = city.app.read().await.unwrap();
        let id = reader.certificates_of_unit(BUREAU, "g", 1).await.unwrap().remove(0);
        drop(reader);
        let digest = hex::encode(store::Evident::evidence(&id).digest);
        city.tamper(&format!(
            "UPDATE audit_record SET body = body || 'row certificate {} {} {digest}\n'
             WHERE record_id = '{}'",
            id.certificate_id, id.version, id.record_id
        ))
        .await;
        refused(city.app.use_certificates(&window, &asked()).await, "a forged voucher");
    }
}

#[tokio::test]
async fn a_matter_code_or_operator_that_is_not_one_word_never_reaches_a_record() {
    use domain::purpose::Matter;
    for city in cities().await {
        let manager = city.person("市管理员", BUREAU, Role::CityManager);
        let matter = |code: &str| Matter {
            code: code.into(),
            name: "演示事项".into(),
            unit: OTHER.into(),
            needs: vec![LICENCE.into()],
            yields: vec![],
        };
        for code in ["YS SX", "YS\tSX", "YS\u{200b}SX", "YS\u{3000}SX", "", "YS\nrow unit u 1 00"] {
            let answer = city.app.register_matter(&manager, &matter(code)).await;
            assert!(matches!(answer, Err(Error::Refused(_))), "{code:?}: {answer:?}");
        }
        city.app.register_matter(&manager, &matter(MATTER)).await.unwrap();
        city.check_everything().await;
    }
}

/// A kept answer that is moved to another caller would tell that caller what the first one asked.
#[tokio::test]
async fn a_kept_answer_that_was_moved_to_another_caller_does_not_open() {
    for city in cities().await {
        city.publish(&licence()).await;
        let window = city.window().await;
        city.issued(content()).await;
        let other = city.person("窗口戊", OTHER, Role::Window);
        let key = app::RequestKey { key: "key-00000001".into(), digest: [1; 32] };
        let app = city.app.for_request(key);
        app.use_certificates(&window, &asked()).await.unwrap();
        app.use_certificates(&window, &asked()).await.unwrap();
        city.tamper("UPDATE idempotency SET caller = 'person:窗口戊'").await;
        refused(app.use_certificates(&other, &asked()).await, "the answer of somebody else");
    }
}
