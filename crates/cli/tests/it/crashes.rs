//! Kills the program between any two steps of a production, more than 50 times. No certificate may
//! be lost, issued twice or issued by halves, and the log must have no findings.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use app::App;
use app::collect::{Accepted, ApplicationVersion, Finding};
use app::crash::POINTS;
use app::verify::Verdict;
use domain::Code;
use domain::application::ApplicationState;
use domain::caller::Role;
use domain::certificate::CertificateState;
use domain::order::ListOrder;

use crate::program::{look, open, seed};

/// Deaths by kill -9 at no particular point.
const ANYWHERE: u64 = 8;

/// Deaths at each point; `YINXIN_DEATHS` asks for more or fewer.
fn deaths_at_each() -> usize {
    std::env::var("YINXIN_DEATHS").ok().and_then(|text| text.parse().ok()).unwrap_or(8)
}

/// Approves what waits for review, so that jobs wait; returns the certificates' identifiers.
async fn approve_all(app: &App) -> BTreeSet<String> {
    let mut identifiers = BTreeSet::new();
    let accounts = app.demo_accounts().await.unwrap();
    for account in accounts.iter().filter(|account| account.posts.contains(&Role::Reviewer)) {
        let secret = app.log_in_demo(&account.account).await.unwrap().secret;
        let reviewer = app.session(&secret).await.unwrap().unwrap().caller;
        assert_eq!(reviewer.roles, [Role::Reviewer]);
        let waiting = app
            .applications(&reviewer, Some(ApplicationState::Submitted), ListOrder::Newest, "", 200)
            .await
            .unwrap();
        for one in waiting.items {
            let version = ApplicationVersion { id: one.id, row_version: one.row_version };
            // Some holders of the demo city have a certificate of the type already.
            let checks = app.application_checks(&reviewer, &version.id).await.unwrap();
            let accept = |found: Finding| Accepted {
                field: found.field,
                code: found.code,
                message: found.message,
                reason: "演示".into(),
            };
            let second = |found: &Finding| found.code == Code::SecondCertificate;
            let accepted =
                checks.findings.into_iter().filter(second).map(accept).collect::<Vec<_>>();
            let (name, _) = app.approve_application(&reviewer, &version, &accepted).await.unwrap();
            identifiers.insert(name.identifier);
        }
    }
    identifiers
}

/// Ends the leases of killed processes, so that the test need not wait for them.
async fn free_jobs(app: &App) {
    let mut operation = app.store().operation().await.unwrap();
    operation.free_expired_jobs("died", i64::MAX).await.unwrap();
    operation.commit().await.unwrap();
}

/// The number of jobs that are waiting or running.
async fn waiting(app: &App) -> usize {
    let mut reader = app.read().await.unwrap();
    let waiting = reader.job_count("waiting", 1_000).await.unwrap();
    let running = reader.job_count("running", 1_000).await.unwrap();
    usize::try_from(waiting + running).unwrap()
}

/// Opens the city in a process that dies at `point`.
async fn die_at(data: &Path, app: &App, point: &str) {
    free_jobs(app).await;
    if let Some((mut child, _)) = open(data, point) {
        let died = child.wait().unwrap();
        assert!(!died.success(), "the program did not die at {point}");
    }
}

#[tokio::test]
async fn a_killed_program_neither_loses_nor_doubles_nor_halves_a_certificate() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("city");
    // Some deaths come after a certificate is done, so there must be more of them than deaths.
    seed(&data, 90.max(12 * deaths_at_each()));
    let app = look(&data).await;
    let approved = approve_all(&app).await;
    let jobs = waiting(&app).await;
    assert!(jobs > 16, "{jobs} jobs wait");
    for _ in 0..deaths_at_each() {
        for point in POINTS {
            die_at(&data, &app, point).await;
        }
    }
    for at in 0..ANYWHERE {
        free_jobs(&app).await;
        let Some((mut child, _)) = open(&data, "") else { panic!("the city did not open") };
        tokio::time::sleep(Duration::from_millis(at * 7)).await;
        child.kill().unwrap();
        child.wait().unwrap();
    }
    // Now the program runs undisturbed until no job is left.
    free_jobs(&app).await;
    let (mut child, _) = open(&data, "").unwrap();
    for _ in 0..600 {
        if waiting(&app).await == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!((waiting(&app).await, app.parked_jobs().await.unwrap()), (0, 0));
    assert_eq!(judge(&app, &approved).await, [""; 0]);
    // The control: the same checks find a certificate that is damaged in the database.
    let url = app::Store::file_url(&data.join("yinxin.db"));
    let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
    let halve = "UPDATE certificate SET state = 'suspended', file_sm3 = NULL WHERE identifier = $1";
    let halved = issued(&app, &approved).await.into_iter().next().unwrap();
    sqlx::query(halve).bind(&halved).execute(&pool).await.unwrap();
    let found = judge(&app, &approved).await;
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found.iter().any(|one| one.contains("row_edited")), "{found:?}");
}

/// The approved certificates that are produced. Certificates of types with a separate issue step
/// are not, because they wait for the issuer.
async fn issued(app: &App, approved: &BTreeSet<String>) -> BTreeSet<String> {
    let registered =
        app.list_certificates(None, Some(CertificateState::Registered), 10_000).await.unwrap();
    let registered: BTreeSet<_> = registered.into_iter().map(|one| one.identifier).collect();
    approved.difference(&registered).cloned().collect()
}

/// Everything that is wrong with the certificates and the log.
async fn judge(app: &App, approved: &BTreeSet<String>) -> Vec<String> {
    let mut found = Vec::new();
    let active = app.list_certificates(None, Some(CertificateState::Active), 10_000).await.unwrap();
    let issued = issued(app, approved).await;
    assert!(issued.len() > 10, "only {} certificates are produced", issued.len());
    for identifier in &issued {
        let count = active.iter().filter(|one| one.identifier == *identifier).count();
        if count != 1 {
            found.push(format!("{identifier} is active {count} times"));
        }
        let subject = format!("certificate {identifier}");
        let records = app.read().await.unwrap().changes_of(&subject, "", 100).await.unwrap();
        let issues = records.iter().filter(|record| record.event == "certificate.issued").count();
        if issues != 1 {
            found.push(format!("{identifier} was issued {issues} times"));
        }
        match app.operator_file(identifier).await {
            Ok(file) => {
                let verified = app.verify_file(&file).await.unwrap();
                if verified.verdict != Verdict::Valid {
                    found.push(format!("{identifier}: {}", verified.summary_en));
                }
            }
            Err(error) => found.push(format!("{identifier}: {error}")),
        }
    }
    while app.read().await.unwrap().pending_count().await.unwrap() > 0 {
        app.store().sequence().await.unwrap();
    }
    let report = app.store().verify(None, true).await.unwrap();
    found.extend(report.findings.iter().map(ToString::to_string));
    found
}
