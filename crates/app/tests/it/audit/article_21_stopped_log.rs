//! 第二十一条 (Art. 21): nothing is signed or written that does not extend the newest checkpoint outside the
//! database (I15, decision 0020). Each fault is repaired at the end, and the city goes on.

use std::fs;

use app::Error;
use app::audit::{Checkpoints, NEWEST};
use app::background::Background;
use domain::caller::Role;
use domain::event::EventKind;
use testkit::{BUREAU, City, LICENCE, asked, cities, content, licence};

const ORIGIN: &str = "demo/log2026";

fn checkpoints(folder: &tempfile::TempDir) -> Checkpoints {
    Checkpoints { folder: folder.path().join("checkpoints"), origin: ORIGIN.into() }
}

pub async fn drafts(city: &City) -> Result<(), Error> {
    let clerk = city.person("经办甲", BUREAU, Role::Clerk);
    city.app.draft_application(&clerk, LICENCE, content()).await.map(drop)
}

fn stopped<T: std::fmt::Debug>(answer: Result<T, Error>, what: &str) {
    assert!(matches!(answer, Err(Error::Stopped(_))), "{what}: {answer:?}");
}

/// A city whose first checkpoint is written.
async fn guarded(city: &City, checkpoints: &Checkpoints) {
    city.publish(&licence()).await;
    city.window().await;
    city.issued(content()).await;
    city.app.store().sequence().await.unwrap();
    city.app.renew_checkpoint(checkpoints).await.unwrap();
    city.app.write_checkpoint(checkpoints).await.unwrap();
    drafts(city).await.unwrap();
}

#[tokio::test]
async fn a_database_that_is_rolled_back_while_the_server_runs_stops_it() {
    for city in cities().await {
        let folder = tempfile::tempdir().unwrap();
        let checkpoints = checkpoints(&folder);
        guarded(&city, &checkpoints).await;
        city.app.store().sequence().await.unwrap();
        let mut reader = city.app.read().await.unwrap();
        let old = reader.head().await.unwrap().unwrap();
        drop(reader);
        for _ in 0..5 {
            drafts(&city).await.unwrap();
        }
        city.app.write_checkpoint(&checkpoints).await.unwrap();
        let note = fs::read_to_string(checkpoints.folder.join(NEWEST)).unwrap();
        let (frontier, size) = (city.blob(&old.frontier), old.size);
        let node = |level: u32| {
            let kept = size >> level;
            format!("DELETE FROM audit_node WHERE level = {level} AND place >= {kept};")
        };
        let nodes: String = (1..32).map(node).collect();
        city.tamper(&format!(
            "DELETE FROM audit_place WHERE place >= {size}; {nodes}
             UPDATE audit_head SET size = {size}, frontier = {frontier}"
        ))
        .await;
        // The first write finds it, before any checkpoint is due.
        stopped(drafts(&city).await, "a change");
        stopped(city.app.write_checkpoint(&checkpoints).await, "a checkpoint");
        let after = fs::read_to_string(checkpoints.folder.join(NEWEST)).unwrap();
        assert_eq!(after, note, "the outside checkpoint is never lowered");
        let window = city.person("窗口丁", testkit::OTHER, Role::Window);
        stopped(city.app.use_certificates(&window, &asked()).await, "a use");
        assert!(!city.app.store().alarms().is_empty());
        // A restart does not forget it, even when the log has grown beyond the checkpoint again.
        let again = city.restarted().await;
        stopped(again.guard_log(&checkpoints).await, "after a restart");
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let draft = again.draft_application(&clerk, LICENCE, content()).await;
        stopped(draft, "a change after a restart");
        // Only the operator's command ends it, for the processes that start then.
        let renewing = city.restarted().await;
        renewing.renew_checkpoint(&checkpoints).await.unwrap();
        let after = city.restarted().await;
        after.guard_log(&checkpoints).await.unwrap();
        after.draft_application(&clerk, LICENCE, content()).await.unwrap();
    }
}

#[tokio::test]
async fn without_a_checkpoint_that_can_be_kept_nothing_is_written() {
    for city in cities().await {
        let folder = tempfile::tempdir().unwrap();
        let checkpoints = checkpoints(&folder);
        guarded(&city, &checkpoints).await;
        let (newest, aside) = (checkpoints.folder.join(NEWEST), folder.path().join("aside"));
        // Missing.
        fs::rename(&newest, &aside).unwrap();
        stopped(city.app.write_checkpoint(&checkpoints).await, "a missing note");
        stopped(drafts(&city).await, "a change without a note");
        assert!(!newest.exists(), "no note is made up");
        fs::rename(&aside, &newest).unwrap();
        city.app.write_checkpoint(&checkpoints).await.expect("the note is back");
        drafts(&city).await.expect("it goes on by itself");
        // Not signed by the city, and not readable.
        let note = fs::read_to_string(&newest).unwrap();
        for broken in ["", "x", &note.replace('A', "B")] {
            fs::write(&newest, broken).unwrap();
            stopped(city.app.write_checkpoint(&checkpoints).await, "a broken note");
            stopped(drafts(&city).await, broken);
        }
        fs::write(&newest, &note).unwrap();
        city.app.write_checkpoint(&checkpoints).await.unwrap();
        drafts(&city).await.unwrap();
        // A folder that cannot be written: a file stands in its place.
        fs::rename(&checkpoints.folder, &aside).unwrap();
        fs::write(&checkpoints.folder, "").unwrap();
        stopped(city.app.write_checkpoint(&checkpoints).await, "an unwritable folder");
        stopped(drafts(&city).await, "a change without a folder");
        fs::remove_file(&checkpoints.folder).unwrap();
        fs::rename(&aside, &checkpoints.folder).unwrap();
        city.app.write_checkpoint(&checkpoints).await.unwrap();
        drafts(&city).await.unwrap();
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_lost_checkpoint_is_renewed_by_command_and_recorded() {
    for city in cities().await {
        let folder = tempfile::tempdir().unwrap();
        let checkpoints = checkpoints(&folder);
        guarded(&city, &checkpoints).await;
        fs::remove_dir_all(&checkpoints.folder).unwrap();
        stopped(city.app.write_checkpoint(&checkpoints).await, "lost");
        // The command runs in a process of its own, whose store is not stopped.
        city.app.store().go_on_writing(app::Cause::Checkpoint);
        let size = city.app.begin_again(&checkpoints, 0).await.unwrap();
        assert!(size > 0);
        assert_eq!(city.recorded(EventKind::CheckpointRenewed.as_str()).await, 1);
        city.app.write_checkpoint(&checkpoints).await.unwrap();
        city.check_everything().await;
    }
}

/// A trigger, or somebody quick, erases what a commit has acknowledged.
#[tokio::test]
async fn a_record_that_vanishes_after_its_commit_stops_the_city() {
    for city in cities().await {
        city.publish(&licence()).await;
        city.app.store().sequence().await.unwrap();
        drafts(&city).await.unwrap();
        city.app.store().sequence().await.expect("the control");
        drafts(&city).await.unwrap();
        city.tamper(
            "DELETE FROM audit_record WHERE record_id IN (SELECT record_id FROM audit_pending);
             DELETE FROM audit_detail WHERE record_id IN (SELECT record_id FROM audit_pending);
             DELETE FROM audit_pending",
        )
        .await;
        let answer = city.app.store().sequence().await;
        assert!(matches!(answer, Err(store::Error::Stopped(_))), "{answer:?}");
        stopped(drafts(&city).await, "a change");
        assert!(city.findings().await.contains(&"row_inserted"));
    }
}

#[tokio::test]
async fn a_work_list_that_names_missing_records_is_found() {
    for city in cities().await {
        city.publish(&licence()).await;
        city.check_everything().await;
        drafts(&city).await.unwrap();
        city.tamper(
            "DELETE FROM audit_record WHERE record_id IN (SELECT record_id FROM audit_pending)",
        )
        .await;
        assert!(city.findings().await.contains(&"record_deleted"));
    }
}

#[tokio::test]
async fn the_audit_in_steps_finds_what_the_whole_check_finds_and_nothing_else() {
    for city in cities().await {
        city.publish(&licence()).await;
        let version = city.issued(content()).await;
        city.app.store().sequence().await.unwrap();
        let pause = std::time::Duration::from_millis(2);
        // While others write.
        let (app, issuer) = (city.app.clone(), city.person("签发丙", BUREAU, Role::Issuer));
        let work = async {
            let mut version = version;
            for _ in 0..20 {
                version = app.suspend_certificate(&issuer, &version, "核查").await.unwrap().0;
                version = app.resume_certificate(&issuer, &version, "核毕").await.unwrap().0;
                app.store().sequence().await.unwrap();
                tokio::time::sleep(pause).await;
            }
        };
        let (report, ()) = tokio::join!(city.app.store().audit(None, pause), work);
        assert_eq!(report.unwrap().findings, []);
        assert_eq!(city.app.store().alarms(), []);
        city.tamper("UPDATE certificate SET number = 'X'").await;
        let report = city.app.store().audit(None, std::time::Duration::ZERO).await.unwrap();
        assert!(!report.findings.is_empty());
        assert_eq!(city.app.store().alarms().len(), report.findings.len());
    }
}

#[tokio::test]
async fn a_server_tells_what_its_audit_finds_in_the_log_of_the_city() {
    for city in cities().await {
        let folder = tempfile::tempdir().unwrap();
        let checkpoints = checkpoints(&folder);
        guarded(&city, &checkpoints).await;
        city.tamper("UPDATE serial SET last = 99").await;
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let told = Background {
            workers: 1,
            checkpoints,
            folders: vec![folder.path().to_owned()],
            audit_period: std::time::Duration::from_millis(50),
            complain: |_, _| {},
            alarm: |_| {},
        };
        let app = city.app.clone();
        let running = tokio::spawn(async move { app.run_background(told, stopped).await });
        while city.recorded(EventKind::AlarmRaised.as_str()).await == 0 {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        stop.send_replace(true);
        running.await.unwrap();
        assert_eq!(city.findings().await, ["mac_false"]);
    }
}

/// What a DBA may do so that acknowledged records never get a place.
#[tokio::test]
async fn a_log_that_gets_no_places_stops_the_city() {
    let attacks = [
        // The head is kept where it is.
        "CREATE TRIGGER x BEFORE UPDATE ON audit_head BEGIN SELECT RAISE(IGNORE); END",
        // Placed records are kept on the work list.
        "CREATE TRIGGER x BEFORE DELETE ON audit_pending BEGIN SELECT RAISE(IGNORE); END",
        // Records are erased when they are placed.
        "CREATE TRIGGER x BEFORE INSERT ON audit_place BEGIN DELETE FROM audit_record WHERE
         record_id = NEW.record_id; END",
        // Records are changed when they are written.
        "CREATE TRIGGER x AFTER INSERT ON audit_record BEGIN UPDATE audit_record SET body =
         REPLACE(body, 'draft', 'xxxxx') WHERE record_id = NEW.record_id; END",
        "DROP TABLE audit_place",
        "UPDATE audit_head SET frontier = x'00'",
    ];
    for attack in attacks {
        let city = cities().await.remove(0);
        city.publish(&licence()).await;
        city.app.store().sequence().await.unwrap();
        drafts(&city).await.unwrap();
        city.app.store().sequence().await.unwrap();
        city.tamper(attack).await;
        for _ in 0..3 {
            drop(drafts(&city).await);
            drop(city.app.store().sequence().await);
        }
        stopped(drafts(&city).await, attack);
        assert!(!city.app.store().alarms().is_empty(), "{attack}");
    }
}

#[tokio::test]
async fn a_new_row_that_a_trigger_swallows_refuses_the_act() {
    let city = cities().await.remove(0);
    city.publish(&licence()).await;
    drafts(&city).await.unwrap();
    city.tamper("CREATE TRIGGER x BEFORE INSERT ON application BEGIN SELECT RAISE(IGNORE); END")
        .await;
    assert!(matches!(drafts(&city).await, Err(Error::Edited(_))));
}

/// Without its kept answer, a repeat would have a second effect.
#[tokio::test]
async fn a_kept_answer_or_details_that_a_trigger_swallows_refuse_the_act() {
    for table in ["idempotency", "audit_detail"] {
        let city = cities().await.remove(0);
        city.publish(&licence()).await;
        let window = city.window().await;
        city.issued(content()).await;
        let key = app::RequestKey { key: "key-00000001".into(), digest: [1; 32] };
        let app = city.app.for_request(key);
        city.tamper(&format!(
            "CREATE TRIGGER x BEFORE INSERT ON {table} BEGIN SELECT RAISE(IGNORE); END"
        ))
        .await;
        assert!(app.use_certificates(&window, &asked()).await.is_err(), "{table}");
        city.tamper("DROP TRIGGER x").await;
        app.use_certificates(&window, &asked()).await.unwrap();
        city.check_everything().await;
    }
}

/// One byte that is no text blinds neither the audit nor hides what else was edited.
#[tokio::test]
async fn a_value_that_cannot_be_read_is_a_finding_beside_the_others() {
    let city = cities().await.remove(0);
    city.publish(&licence()).await;
    city.issued(content()).await;
    city.check_everything().await;
    city.tamper("UPDATE serial SET last = 99; UPDATE notice SET kind = CAST(x'ff' AS TEXT)").await;
    let found = city.findings().await;
    assert!(found.contains(&"unreadable") && found.contains(&"mac_false"), "{found:?}");
}
