//! 第二十二条 (Art. 22): the signer seals only content that is given with its record, and a limited
//! number of files a day.

use std::sync::Arc;

use app::Parts;
use app::background::Worked;
use domain::caller::Role;
use seal::signer::{KeyRef, SignerError};
use seal::sm2::Digest;

use testkit::{BUREAU, cities, cities_with, content, licence};

const DAY: i64 = 86_400_000;

#[tokio::test]
async fn a_digest_that_comes_without_a_record_is_not_signed_with_the_key_of_a_seal() {
    for city in cities().await {
        city.publish(&licence()).await;
        city.issued(content()).await;
        let manager = city.person("市管理员", BUREAU, Role::CityManager);
        let seal = city.app.seals(&manager, BUREAU).await.unwrap().remove(0);
        let key = KeyRef::new(seal::signer::Role::Seal, seal.seal_id);
        let signer = city.app.keys().signer();
        assert!(signer.public_key(&key).is_ok(), "negative control: the key exists");
        let refused = signer.sign(&key, &[Digest([7; 32])]).unwrap_err();
        assert!(matches!(refused, SignerError::NoRecord(_)), "{refused}");
        city.check_everything().await;
    }
}

fn with_ceiling_of_one(parts: Parts) -> Parts {
    let keys = Arc::into_inner(parts.keys).unwrap();
    Parts { keys: Arc::new(keys.with_ceiling(1)), ..parts }
}

#[tokio::test]
async fn a_seal_stops_at_its_daily_limit_and_goes_on_the_next_day() {
    for city in cities_with(with_ceiling_of_one).await {
        city.publish(&licence()).await;
        city.issued(content()).await;
        let mut other = content();
        other.holder.name = "演示乙".to_owned();
        let second = city.registered(other).await;
        assert_eq!(city.app.work_once().await.unwrap(), Worked::Postponed);
        assert_ne!(city.status(&second).await, "active");
        city.clock.forward(DAY);
        assert_eq!(city.app.work_once().await.unwrap(), Worked::Done);
        assert_eq!(city.status(&second).await, "active");
        city.check_everything().await;
    }
}
