//! 第二十五条、第二十七条 (Art. 25, 27): every record names person, post and unit, and has its
//! place in the log.

use domain::caller::Role;

use testkit::{BUREAU, cities, content, licence};

#[tokio::test]
async fn the_auditor_finds_who_acted_in_which_post_and_proves_that_the_record_is_in_the_log() {
    for city in cities().await {
        city.publish(&licence()).await;
        city.issued(content()).await;
        city.app.store().sequence().await.unwrap();
        let auditor = city.person("审计管理员", BUREAU, Role::Auditor);
        let filter = app::audit::RecordFilter {
            event: "application.approved".into(),
            unit: BUREAU.into(),
            ..Default::default()
        };
        let page = city.app.records(&auditor, &filter, "", 10).await.unwrap();
        assert_eq!(page.items.len(), 1);
        let (proof, _) = city.app.record(&auditor, &page.items[0].record_id).await.unwrap();
        for line in ["actor person:审核乙", "role reviewer", &format!("unit {BUREAU}")] {
            assert!(proof.text.contains(line), "{line} in {}", proof.text);
        }
        assert!(!proof.text.contains("演示贸易"), "the log contains no name of a holder (I10)");
        // The proof can be checked without the database.
        let hash = |text: &str| -> ledger::Hash { hex::decode(text).unwrap().try_into().unwrap() };
        let path: Vec<ledger::Hash> = proof.proof.iter().map(|text| hash(text)).collect();
        let (index, size) = (proof.index.unwrap() as u64, proof.size as u64);
        let leaf = ledger::tree::leaf_hash(proof.text.as_bytes());
        assert_eq!(hex::encode(leaf), proof.leaf);
        ledger::proof::verify_inclusion(&leaf, index, size, &hash(&proof.root), &path).unwrap();
        city.check_everything().await;
    }
}

#[tokio::test]
async fn the_pages_of_a_list_contain_every_item_once() {
    for city in cities().await {
        city.publish(&licence()).await;
        for _ in 0..5 {
            city.issued(content()).await;
        }
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let (mut after, mut seen) = (String::new(), vec![]);
        loop {
            let filter = app::certificate::CertificateFilter::default();
            let page = city.app.find_certificates(&clerk, &filter, &after, 2).await.unwrap();
            seen.extend(page.items.into_iter().map(|item| item.identifier));
            let Some(next) = page.next else { break };
            after = next;
        }
        assert_eq!(seen.len(), 5);
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 5, "no item appears twice");
        city.check_everything().await;
    }
}
