//! 第二十一条: the whole process is recorded, and personal data stand in no record.

use domain::caller::Role;

use crate::city::{BUREAU, LICENCE, cities, content, licence};

#[tokio::test]
async fn every_step_has_exactly_one_record_and_the_receipt_names_it() {
    for city in cities().await {
        city.publish(&licence()).await;
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let (draft, drafted) =
            city.app.draft_application(&clerk, LICENCE, content()).await.unwrap();
        let (_, submitted) = city.app.submit_application(&clerk, &draft).await.unwrap();
        let mut reader = city.app.read().await.unwrap();
        let subject = format!("application {}", draft.id);
        let records = reader.records_of(&subject, "", 10).await.unwrap();
        let ids: Vec<&str> = records.iter().map(|record| record.record_id.as_str()).collect();
        assert_eq!(ids, [drafted.record_id.as_str(), submitted.record_id.as_str()]);
        assert_eq!(records[1].leaf, submitted.leaf);
        drop(reader);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn no_record_and_no_row_holds_the_holder_in_clear() {
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
        // Negative control: those who may read it get the name back.
        let (opened, _) = city.app.application_content(&clerk, &draft.id).await.unwrap();
        assert_eq!(opened.holder.name, name);
    }
}
