//! Saved rows: their places, their evidence, and the queries that find them again.

use store::evidence::{Progress, Stage};
use store::{
    Change, DatedDataRow, LogEntry, MatterRow, NoteRow, PersonRoleRow, PersonRow, Place, Store,
    UnitRow, tables,
};

use crate::databases::{databases, keys};

async fn begin(store: &Store, number: u8) -> Change {
    store.change(format!("01900000-0000-7000-8000-0000000000{number:02x}")).await.unwrap()
}

async fn commit(store: &Store, change: Change) {
    let entry = LogEntry { time: domain::date::rfc3339(0), ..LogEntry::default() };
    change.commit(store.keys(), entry).await.unwrap();
    assert_eq!(store.verify(None, true).await.unwrap().findings, []);
}

fn place(unit: &str, region: &str) -> Place {
    Place { unit: unit.into(), region: region.into() }
}

#[tokio::test]
async fn a_row_without_a_region_has_the_region_of_its_unit() {
    for database in databases().await {
        let store = database.open(keys()).await.unwrap();
        let mut change = begin(&store, 1).await;
        let mut unit =
            UnitRow { unit_code: "A".into(), region: "440304".into(), ..UnitRow::default() };
        change.insert_unit(&mut unit).await.unwrap();
        let mut person =
            PersonRow { person_id: "p".into(), unit_code: "A".into(), ..PersonRow::default() };
        change.insert_person(&mut person).await.unwrap();
        let mut role =
            PersonRoleRow { person_id: "p".into(), role: "clerk".into(), ..Default::default() };
        change.insert_person_role(&mut role).await.unwrap();
        let mut matter =
            MatterRow { matter_code: "m".into(), unit_code: "A".into(), ..MatterRow::default() };
        change.insert_matter(&mut matter).await.unwrap();
        person.active = 1;
        change.update_person(&mut person).await.unwrap();
        assert_eq!(change.places(), vec![place("A", "440304"); 5]);
        commit(&store, change).await;

        // The place of a row whose unit is unknown is one that no permit covers.
        let mut change = begin(&store, 2).await;
        let mut matter =
            MatterRow { matter_code: "n".into(), unit_code: "B".into(), ..MatterRow::default() };
        change.insert_matter(&mut matter).await.unwrap();
        let mut role = PersonRoleRow { person_id: "nobody".into(), ..PersonRoleRow::default() };
        change.insert_person_role(&mut role).await.unwrap();
        assert_eq!(change.places(), [place("B", ""), place("", "")]);
    }
}

#[tokio::test]
async fn a_check_reports_its_progress_after_each_page() {
    for database in databases().await {
        let store = database.open(keys()).await.unwrap();
        let mut change = begin(&store, 1).await;
        for number in 0..2_500 {
            let mut unit = UnitRow { unit_code: number.to_string(), ..UnitRow::default() };
            change.insert_unit(&mut unit).await.unwrap();
        }
        commit(&store, change).await;
        store.sequence().await.unwrap();
        let mut reported = vec![];
        let report = store
            .verify_with(None, store::evidence::Depth::Rows, &mut |progress| {
                reported.push(progress)
            })
            .await;
        assert_eq!(report.unwrap().rows, 2_500);
        let expected = [
            Progress { stage: Stage::Records, done: 1, total: 1 },
            Progress { stage: Stage::Rows, done: 1_000, total: 2_500 },
            Progress { stage: Stage::Rows, done: 2_000, total: 2_500 },
            Progress { stage: Stage::Rows, done: 2_500, total: 2_500 },
        ];
        assert_eq!(reported, expected);
    }
}

#[test]
fn only_dated_data_are_exempt_from_the_comparison_with_the_permit() {
    let exempt: Vec<&str> =
        tables().filter(|table| table.nowhere.is_some()).map(|table| table.name).collect();
    assert_eq!(exempt, ["dated_data"]);
}

#[tokio::test]
async fn saved_notes_and_dated_data_are_found_again() {
    for database in databases().await {
        let store = database.open(keys()).await.unwrap();
        let mut change = begin(&store, 1).await;
        for (id, certificate) in [("n1", "c"), ("n2", "c"), ("n3", "other")] {
            let mut note = NoteRow {
                note_id: id.into(),
                certificate_id: certificate.into(),
                unit_code: "A".into(),
                region: "440304".into(),
                state: "standing".into(),
                ..NoteRow::default()
            };
            change.insert_note(&mut note).await.unwrap();
        }
        assert_eq!(change.places(), vec![place("A", "440304"); 3]);
        for (number, day, state) in [
            (1, "2026-01-01", "in_force"),
            (2, "2027-01-01", "in_force"),
            (3, "2026-06-01", "proposed"),
        ] {
            let mut data = DatedDataRow {
                name: "workdays".into(),
                number,
                effective_from: day.into(),
                state: state.into(),
                ..DatedDataRow::default()
            };
            change.insert_dated_data(&mut data).await.unwrap();
        }
        let mut withdrawn = change.note(0, "n2").await.unwrap().unwrap();
        withdrawn.state = "withdrawn".into();
        change.update_note(&mut withdrawn).await.unwrap();
        commit(&store, change).await;

        let mut reader = store.read().await.unwrap();
        let notes = reader.notes_of_certificate("c", "z", 10).await.unwrap();
        let found: Vec<_> = notes.iter().map(|n| (n.note_id.as_str(), n.state.as_str())).collect();
        assert_eq!(found, [("n2", "withdrawn"), ("n1", "standing")]);
        let versions = reader.dated_data_of("workdays", i64::MAX, 2).await.unwrap();
        assert_eq!(versions.iter().map(|row| row.number).collect::<Vec<_>>(), [3, 2]);
        for (day, expected) in [
            ("2025-12-31", None),
            ("2026-01-01", Some(1)),
            ("2026-12-31", Some(1)),
            ("2027-01-01", Some(2)),
        ] {
            let row = reader.dated_data_in_force("workdays", day).await.unwrap();
            assert_eq!(row.map(|row| row.number), expected, "{day}");
        }
    }
}
