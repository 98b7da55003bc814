//! 第二十一条 (Art. 21): the whole process is recorded, and no record contains personal data.

use app::audit::{NEWEST, outside, read_newest, write_newest};
use domain::caller::Role;
use seal::signer::{KeyRef, Role as KeyRole, Signer, SoftSigner};
use seal::sm2::SecretKey;

use testkit::{BUREAU, LICENCE, cities, content, licence};

#[tokio::test]
async fn every_step_writes_exactly_one_record_and_the_receipt_names_it() {
    for city in cities().await {
        city.publish(&licence()).await;
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let (draft, drafted) =
            city.app.draft_application(&clerk, LICENCE, content()).await.unwrap();
        let (_, submitted) = city.app.submit_application(&clerk, &draft).await.unwrap();
        let mut reader = city.app.read().await.unwrap();
        let subject = format!("application {}", draft.id);
        let records = reader.changes_of(&subject, "", 10).await.unwrap();
        let ids: Vec<&str> = records.iter().map(|record| record.record_id.as_str()).collect();
        assert_eq!(ids, [drafted.record_id.as_str(), submitted.record_id.as_str()]);
        assert_eq!(records[1].leaf, submitted.leaf);
        drop(reader);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn no_record_and_no_row_contains_the_holder_in_clear_text() {
    for city in cities().await {
        city.publish(&licence()).await;
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let (draft, _) = city.app.draft_application(&clerk, LICENCE, content()).await.unwrap();
        let mut reader = city.app.read().await.unwrap();
        let bucket = domain::id::bucket_of(&draft.id).unwrap().number();
        let row = reader.application(bucket, &draft.id).await.unwrap().unwrap();
        let name = content().holder.name;
        let sealed = String::from_utf8_lossy(&row.content_sealed).into_owned();
        assert!(!sealed.contains(&name) && !sealed.contains("91440300MA5XX00149"));
        for record in reader.records_after("", 1_000).await.unwrap() {
            assert!(!record.body.contains(&name) && !record.body.contains("91440300MA5XX00149"));
        }
        drop(reader);
        // Negative control: a caller who may read the application gets the name.
        let (opened, _) = city.app.application_content(&clerk, &draft.id).await.unwrap();
        assert_eq!(opened.holder.name, name);
    }
}

#[tokio::test]
async fn a_log_that_does_not_extend_the_outside_checkpoint_is_refused() {
    let key = KeyRef::new(KeyRole::Audit, "log");
    let mut signer = SoftSigner::deterministic();
    let secret = SecretKey::generate(&mut |bytes: &mut [u8]| bytes.fill(7)).unwrap();
    signer.insert(key.clone(), secret).unwrap();
    let public_key = signer.public_key(&key).unwrap();
    for (city, fresh) in cities().await.into_iter().zip(cities().await) {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read_newest(folder.path(), "demo/log2026", &public_key).unwrap(), None);
        city.publish(&licence()).await;
        let note = city.app.checkpoint("demo/log2026", &signer, &key).await.unwrap();
        write_newest(folder.path(), &note).unwrap();
        let newest = read_newest(folder.path(), "demo/log2026", &public_key).unwrap().unwrap();
        city.app.continue_from(&newest).await.unwrap();
        city.publish(&licence()).await;
        city.app.continue_from(&newest).await.unwrap();
        let report = city.app.store().verify(Some(outside(&newest)), true).await.unwrap();
        assert_eq!(report.findings, []);
        // A shorter log is refused, and so is a log of the same length with other records.
        fresh.app.store().sequence().await.unwrap();
        assert!(fresh.app.continue_from(&newest).await.is_err(), "shorter");
        for name in ["甲", "乙", "丙", "丁"] {
            let clerk = fresh.person(name, BUREAU, Role::Public);
            assert!(fresh.app.draft_application(&clerk, LICENCE, content()).await.is_err());
        }
        fresh.app.store().sequence().await.unwrap();
        assert!(fresh.app.continue_from(&newest).await.is_err(), "another history");
        // A note of another log is refused, and so is a note that was altered.
        let path = folder.path().join(NEWEST);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(read_newest(folder.path(), "demo/log2027", &public_key).is_err());
        let size = format!("\n{}\n", newest.size);
        std::fs::write(&path, text.replacen(&size, "\n1\n", 1)).unwrap();
        assert!(read_newest(folder.path(), "demo/log2026", &public_key).is_err());
    }
}
