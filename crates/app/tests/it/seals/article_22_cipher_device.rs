//! 第二十二条 (Art. 22): the keys of a city are in a cipher device (decision 0009). When the device
//! fails, no invalid signature is issued, and the work goes on afterwards.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use app::background::Worked;
use app::verify::Verdict;
use app::{Randomness, SystemRandomness};
use device_mock::{Act, Call, Fault, MECHANISM, Mock, PASSWORD};
use domain::caller::Role;
use keys::KeyFolder;
use seal::signer::{KeyRef, sign_message};

use testkit::{BUREAU, City, cities_prepared, content, licence};

/// The text of `device.toml`: the keys of the authorities and of seals are in the device, and the
/// key of the log is a file.
fn listing(library: &Path, interface: &str, seals: &[u32]) -> String {
    let key = |index: u32| match interface {
        "pkcs11" => format!("\"key-{index}\""),
        _ => index.to_string(),
    };
    let seals: Vec<String> = seals.iter().copied().map(key).collect();
    format!(
        "password_file = {:?}\n[device]\ninterface = {interface:?}\nlibrary = {library:?}\n\
         timeout_seconds = 5\nmechanism = {MECHANISM}\n\
         [keys]\nroot = {}\nmaker = {}\nreceipt = {}\nstamper = {}\nseals = [{}]\n",
        library.with_file_name("device-password"),
        key(1),
        key(2),
        key(3),
        key(4),
        seals.join(", "),
    )
}

/// Prepares a key folder with a simulated device.
fn with_device(keys: &Path, interface: &str, seals: &[u32]) {
    let mock = Mock::install(keys).unwrap();
    fs::write(keys.join("device-password"), PASSWORD).unwrap();
    fs::write(keys.join("device.toml"), listing(mock.library(), interface, seals)).unwrap();
}

fn mock(city: &City) -> Mock {
    Mock::at(&city.keys())
}

/// Makes every signature of the device fail in the given way from now on.
fn fail_signing(city: &City, act: Act) {
    let fault = Fault { call: Call::Sign, from: 1, until: u64::MAX, act };
    mock(city).set(&[fault]).unwrap();
}

async fn verified(city: &City, identifier: &str) -> Verdict {
    let file = city.file(identifier).await;
    city.app.verify_file(&file).await.unwrap().verdict
}

#[tokio::test]
async fn certificates_sealed_with_keys_in_a_device_are_valid() {
    for interface in ["sdf", "pkcs11"] {
        let prepare = |keys: &Path| with_device(keys, interface, &[10, 11, 12]);
        for city in cities_prepared(prepare, |parts| parts).await {
            city.publish(&licence()).await;
            let certificate = city.issued(content()).await;
            assert_eq!(verified(&city, &certificate.identifier).await, Verdict::Valid);

            let manager = city.person("市管理员", BUREAU, Role::CityManager);
            let seal = city.app.seals(&manager, BUREAU).await.unwrap().remove(0);
            let slots = city.keys().join("seals");
            let owners = fs::read_dir(&slots).unwrap().map(|slot| slot.unwrap().path());
            let owned = owners.filter(|slot| fs::read_to_string(slot).unwrap() == seal.seal_id);
            assert_eq!(owned.count(), 1, "the seal has taken one key of the device");
            assert!(!slots.join(format!("{}.pem", seal.seal_id)).exists());
            for (name, in_folder) in [
                ("root.pem", false),
                ("maker.pem", false),
                ("receipt.pem", false),
                ("stamper.pem", false),
                ("log.pem", true),
            ] {
                assert_eq!(city.keys().join(name).exists(), in_folder, "{name}");
            }
            // Two units have seals, so the three keys suffice for one more seal.
            city.app.register_seal(&manager, BUREAU).await.unwrap();
            let refused = city.app.register_seal(&manager, BUREAU).await.unwrap_err();
            assert!(refused.to_string().contains("no key left"), "{refused}");
            city.check_everything().await;
        }
    }
}

#[tokio::test]
async fn while_the_device_fails_nothing_is_issued_and_afterwards_production_goes_on() {
    let prepare = |keys: &Path| with_device(keys, "sdf", &[10, 11]);
    for city in cities_prepared(prepare, |parts| parts).await {
        city.publish(&licence()).await;
        city.issued(content()).await;
        for (number, act) in [Act::Code(0x0100_000d), Act::Wrong, Act::LoseDevice, Act::Slow(1)]
            .into_iter()
            .enumerate()
        {
            let mut other = content();
            other.holder.name = format!("演示{number}");
            let identifier = city.registered(other).await;
            fail_signing(&city, act);
            let worked = city.app.work_once().await.unwrap();
            if let Act::Slow(_) = act {
                assert_eq!(worked, Worked::Done, "a slow device does not fail");
            } else {
                assert_eq!(worked, Worked::Postponed, "{act:?}");
                assert_ne!(city.status(&identifier).await, "active", "{act:?}");
                mock(&city).set(&[]).unwrap();
                city.clock.forward(3_600_000);
                assert_eq!(city.app.work_once().await.unwrap(), Worked::Done, "{act:?}");
            }
            assert_eq!(verified(&city, &identifier).await, Verdict::Valid, "{act:?}");
        }
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_production_survives_a_device_that_is_unavailable_for_a_day() {
    let prepare = |keys: &Path| with_device(keys, "sdf", &[10, 11]);
    for city in cities_prepared(prepare, |parts| parts).await {
        city.publish(&licence()).await;
        let identifier = city.registered(content()).await;
        fail_signing(&city, Act::LoseDevice);
        let issuer = city.person("签发丙", BUREAU, Role::Issuer);
        let listed = async || city.app.todos(&issuer).await.unwrap().parked_jobs;
        assert_eq!(city.app.work_once().await.unwrap(), Worked::Postponed);
        assert_eq!(listed().await, 0, "one failure does not need attention");
        city.clock.forward(3_600_000);
        for _ in 0..24 {
            assert_eq!(city.app.work_once().await.unwrap(), Worked::Postponed);
            city.clock.forward(3_600_000);
        }
        assert_eq!(city.app.parked_jobs().await.unwrap(), 0);
        assert_eq!(listed().await, 1, "the to-do list of the issuer has the production");
        let held_up = city.app.held_up_jobs().await.unwrap();
        assert!(held_up[0].contains("SDR_COMMFAIL"), "{held_up:?}");
        mock(&city).set(&[]).unwrap();
        // When the issuer acts, the job is tried again at once.
        let version = city.version(&identifier).await;
        city.app.issue_certificate(&issuer, &version, "").await.unwrap();
        assert_eq!(city.app.work_once().await.unwrap(), Worked::Done);
        assert_eq!(listed().await, 0);
        assert_eq!(verified(&city, &identifier).await, Verdict::Valid);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_device_with_other_keys_is_refused_when_the_folder_is_opened() {
    let prepare = |keys: &Path| with_device(keys, "sdf", &[10, 11]);
    for city in cities_prepared(prepare, |parts| parts).await {
        let keys = city.keys();
        let randomness: Arc<dyn Randomness> = Arc::new(SystemRandomness);
        let open =
            || KeyFolder::open(&keys, Arc::clone(&randomness)).err().map(|error| error.to_string());
        assert_eq!(open(), None);
        let good = fs::read_to_string(keys.join("device.toml")).unwrap();
        for (name, other) in
            [("root = 1", "root = 7"), ("maker = 2", "maker = 7"), ("stamper = 4", "stamper = 7")]
        {
            fs::write(keys.join("device.toml"), good.replace(name, other)).unwrap();
            let why = open().unwrap_or_default();
            assert!(why.contains("X.509"), "{name}: {why}");
        }
        fs::write(keys.join("device-password"), "wrong").unwrap();
        fs::write(keys.join("device.toml"), &good).unwrap();
        // Opening reads only public keys, which needs no password; the first signature does.
        assert_eq!(open(), None);
    }
}

/// Whether another task on the only worker thread runs before `slow` is finished.
async fn goes_on_during(slow: impl Future<Output = ()> + Send + 'static) -> bool {
    let slow = tokio::spawn(slow);
    // `slow` must have begun before the other task is spawned.
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    tokio::spawn(async {}).await.unwrap();
    let before = !slow.is_finished();
    slow.await.unwrap();
    before
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_slow_device_does_not_block_other_requests() {
    let prepare = |keys: &Path| with_device(keys, "sdf", &[10, 11]);
    for city in cities_prepared(prepare, |parts| parts).await {
        let editor = city.person("编目员", BUREAU, Role::CatalogEditor);
        let (_, receipt) = city.app.draft_catalog(&editor, &licence()).await.unwrap();
        fail_signing(&city, Act::Slow(1_000));
        let app = city.app.clone();
        let given = async move { drop(app.signed_receipt(&receipt).unwrap()) };
        assert!(goes_on_during(given).await);
        // Negative control: signing directly blocks the worker thread.
        let app = city.app.clone();
        let key = KeyRef::new(seal::signer::Role::Api, "receipt");
        let direct = async move {
            let signer = app.keys().signer();
            sign_message(signer, &key, b"direct").unwrap();
        };
        assert!(!goes_on_during(direct).await);
        mock(&city).set(&[]).unwrap();
        city.check_everything().await;
    }
}
