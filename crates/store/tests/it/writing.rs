//! Whether writing works is found out by writing: a statement that changes no page would not notice a full disk.

use crate::databases::{Database, keys};

#[tokio::test]
async fn the_attempt_to_write_reaches_the_disk_and_leaves_nothing() {
    let database = Database::sqlite();
    let store = database.open(keys()).await.unwrap();
    let log = database.file().unwrap().with_extension("db-wal");
    let length = || std::fs::metadata(&log).unwrap().len();
    let before = length();
    store.try_writing().await.unwrap();
    assert!(length() > before, "nothing was written");
    assert_eq!(database.raw("DELETE FROM nonce").await, 0, "the probe is erased");
}

#[tokio::test]
async fn the_attempt_to_write_works_on_both_engines() {
    for database in crate::databases::databases().await {
        let store = database.open(keys()).await.unwrap();
        store.try_writing().await.unwrap();
        assert_eq!(store.write_failure(), None);
    }
}
