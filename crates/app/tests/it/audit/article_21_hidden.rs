//! 第二十一条 (Art. 21): what a database administrator may try so that records, certificates or work are not
//! found any more, and so that what has ended begins again (decision 0020).

use super::article_21_cheating::registered;
use super::article_21_stopped_log::drafts;
use app::Error;
use app::background::Worked;
use domain::caller::Role;
use testkit::{asked, cities, content, licence};

/// A place before the first one of the log hides a record from the sequencer and from the check of the tree.
#[tokio::test]
async fn a_record_at_a_place_before_the_first_one_stops_the_city_and_is_found() {
    for city in cities().await {
        city.publish(&licence()).await;
        city.check_everything().await;
        drafts(&city).await.unwrap();
        city.tamper(
            "INSERT INTO audit_place (place, record_id, leaf) SELECT -1, p.record_id, r.leaf FROM
             audit_pending p JOIN audit_record r ON r.record_id = p.record_id;
             DELETE FROM audit_pending",
        )
        .await;
        assert!(city.findings().await.contains(&"record_moved"));
        assert!(city.app.store().sequence().await.is_err());
        assert!(matches!(drafts(&city).await, Err(Error::Stopped(_))));
    }
}

/// The record that details were erased is recognised by its text, not by its columns.
#[tokio::test]
async fn an_edited_record_does_not_excuse_missing_details() {
    for city in cities().await {
        city.publish(&licence()).await;
        let window = city.window().await;
        city.issued(content()).await;
        let (_, receipt) = city.app.use_certificates(&window, &asked()).await.unwrap();
        city.check_everything().await;
        drafts(&city).await.unwrap();
        let id = receipt.record_id;
        city.tamper(&format!(
            "DELETE FROM audit_detail WHERE record_id = '{id}';
             UPDATE audit_record SET event = 'details.erased', subject = 'record {id}' WHERE record_id
             IN (SELECT record_id FROM audit_pending)"
        ))
        .await;
        let found = city.findings().await;
        assert!(
            found.contains(&"details_missing") && found.contains(&"record_edited"),
            "{found:?}"
        );
    }
}

/// The row as it was before the logout has a MAC that fits.
#[tokio::test]
async fn a_session_that_ended_does_not_begin_again_when_its_old_row_is_put_back() {
    for city in cities().await {
        registered(&city, "window-1", Role::Window).await;
        let opened = city.app.log_in("window-1", "Right-pass-1", "192.0.2.1").await.unwrap();
        let session = city.app.session(&opened.secret).await.unwrap().unwrap();
        city.tamper("CREATE TABLE kept AS SELECT * FROM session").await;
        city.app.log_out(&session).await.unwrap();
        let back = "DELETE FROM session; INSERT INTO session SELECT * FROM kept; DROP TABLE kept";
        city.tamper(back).await;
        assert!(city.app.session(&opened.secret).await.unwrap().is_none());
        assert!(city.restarted().await.session(&opened.secret).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_placed_record_on_the_work_list_is_a_finding_and_stops_nothing() {
    for city in cities().await {
        city.publish(&licence()).await;
        city.check_everything().await;
        city.tamper("INSERT INTO audit_pending SELECT record_id FROM audit_place WHERE place = 3")
            .await;
        drafts(&city).await.unwrap();
        city.app.store().sequence().await.unwrap();
        drafts(&city).await.unwrap();
        assert_eq!(city.findings().await, ["record_deleted"]);
    }
}

#[tokio::test]
async fn a_missing_index_and_one_that_lacks_rows_are_findings() {
    for city in cities().await {
        city.publish(&licence()).await;
        city.issued(content()).await;
        city.check_everything().await;
        if city.app.store().engine_name() == "sqlite" {
            // The index lacks all rows and has the text of the one that it replaces.
            city.tamper(
                "CREATE TABLE kept AS SELECT sql FROM sqlite_master WHERE name = 'usage_by_unit';
                 DROP INDEX certificate_by_holder_state;
                 CREATE INDEX certificate_by_holder_state ON certificate
                 (holder_index, type_code, state, certificate_id) WHERE 0;
                 PRAGMA writable_schema = 1;
                 UPDATE sqlite_master SET sql = REPLACE(sql, ' WHERE 0', '');
                 DROP TABLE kept",
            )
            .await;
            assert_eq!(city.findings().await, ["schema_edited"]);
        }
        city.tamper("DROP INDEX usage_by_unit").await;
        assert!(city.findings().await.contains(&"schema_edited"));
    }
}

#[tokio::test]
async fn edited_jobs_and_invented_schedules_do_not_hold_up_the_others() {
    for city in cities().await {
        city.publish(&licence()).await;
        city.registered(content()).await;
        city.tamper(&format!("UPDATE job SET tries = {}, priority = -1", i64::MAX)).await;
        assert_ne!(city.app.work_once().await.unwrap(), Worked::NothingToDo);
        let rows: Vec<String> = (0..500).map(|at| format!("('z{at}', 1, 0, 0, '', 0)")).collect();
        city.tamper(&format!(
            "INSERT INTO schedule (kind, every_millis, last_at, next_at, owner, locked_until) VALUES
             {}",
            rows.join(", ")
        ))
        .await;
        city.app.run_due_schedules(|what, error| panic!("{what}: {error}")).await;
        let all = city.app.read().await.unwrap().schedules().await.unwrap();
        let known = all.iter().filter(|row| !row.kind.starts_with('z'));
        assert!(known.clone().count() > 0 && known.clone().all(|row| row.last_at > 0), "{all:?}");
    }
}
