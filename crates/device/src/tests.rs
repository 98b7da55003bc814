//! Every fault that a device may have, simulated by a shared library that is loaded like a vendor's. Each
//! test also makes the same calls without the fault, as negative control.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use device_mock::{Act, Call, Fault, MECHANISM, Mock, PASSWORD, TOKEN};
use seal::sm2::Digest;

use super::*;

/// A device with a copy of the simulated library of its own.
struct Bench {
    mock: Mock,
    device: Arc<Device>,
    interface: Interface,
    _folder: tempfile::TempDir,
}

/// The time limit of the tests in seconds: long enough for a busy machine, short enough to wait for.
const TIMEOUT_SECONDS: f64 = 2.0;

fn setting(mock: &Mock, interface: Interface, sessions: usize) -> Setting {
    Setting {
        interface,
        library: mock.library().to_owned(),
        sessions,
        timeout_seconds: TIMEOUT_SECONDS,
        lost_codes: vec![0x0180_0001],
        token: None,
        mechanism: (interface == Interface::Pkcs11).then_some(MECHANISM),
    }
}

fn password(word: &str) -> Option<Password> {
    Some(Zeroizing::new(word.to_owned()))
}

impl Bench {
    fn new(interface: Interface, sessions: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mock = Mock::install(folder.path()).unwrap();
        let device = Device::load(&setting(&mock, interface, sessions), password(PASSWORD));
        Self { mock, device: Arc::new(device.unwrap()), interface, _folder: folder }
    }

    fn key(&self, index: u32) -> Place {
        match self.interface {
            Interface::Sdf => Place::Index(index),
            Interface::Pkcs11 => Place::Label(format!("key-{index}")),
        }
    }

    /// Injects a fault into the calls with these numbers.
    fn inject(&self, call: Call, calls: std::ops::Range<u64>, act: Act) {
        self.mock.set(&[Fault { call, from: calls.start, until: calls.end, act }]).unwrap();
    }

    fn count(&self, call: Call) -> usize {
        self.mock.count(call).unwrap()
    }

    /// Signs repeatedly until an abandoned call has returned and the device works again.
    fn wait_for_recovery(&self) {
        for _ in 0..2_000 {
            if self.sign(1).is_ok() {
                return;
            }
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Signs a batch and verifies the signatures.
    fn sign(&self, count: u8) -> Result<(), String> {
        let digests: Vec<Digest> = (1..=count).map(|n| Digest([n; 32])).collect();
        let signed = self.device.sign(&self.key(3), &digests);
        let signatures = signed.map_err(|error| error.to_string())?;
        let public = self.device.public_key(&self.key(3)).map_err(|error| error.to_string())?;
        assert_eq!(signatures.len(), digests.len(), "all or nothing");
        let signed: Vec<_> = digests.into_iter().zip(signatures).collect();
        let wrong = public.verify_all(&signed).into_iter().filter(|good| !good).count();
        if wrong == 0 { Ok(()) } else { Err(format!("{wrong} signatures do not verify")) }
    }
}

/// Returns a device for each interface.
fn both(sessions: usize) -> [Bench; 2] {
    [Interface::Sdf, Interface::Pkcs11].map(|interface| Bench::new(interface, sessions))
}

#[test]
fn a_batch_is_signed_in_order_over_one_session() {
    for bench in both(4) {
        bench.sign(20).unwrap();
        bench.sign(1).unwrap();
        bench.sign(0).unwrap();
        assert_eq!(bench.count(Call::OpenSession), 1, "{:?}", bench.interface);
        assert_eq!(bench.count(Call::Sign), 21);
        assert_eq!(bench.count(Call::PublicKey), 1, "a public key is read once");
        let other = bench.device.public_key(&bench.key(4)).unwrap();
        assert_ne!(other, bench.device.public_key(&bench.key(3)).unwrap());
    }
}

#[test]
fn a_batch_continues_in_a_new_session_and_nothing_is_signed_twice() {
    let vendor_code = Act::Code(0x0180_0001);
    for act in [Act::LoseSession, Act::LoseDevice, vendor_code] {
        for bench in both(1) {
            if act == vendor_code && bench.interface == Interface::Pkcs11 {
                continue;
            }
            bench.sign(2).unwrap();
            bench.inject(Call::Sign, 5..6, act);
            bench.sign(10).unwrap();
            // For a lost SDF device one more session is attempted before the device is opened again.
            let lost_device = bench.interface == Interface::Sdf && act == Act::LoseDevice;
            let opened = if lost_device { 3 } else { 2 };
            assert_eq!(bench.count(Call::OpenSession), opened, "{act:?} {:?}", bench.interface);
            // Two signatures before, ten in the batch, and the call that failed.
            assert_eq!(bench.count(Call::Sign), 13, "{act:?} {:?}", bench.interface);
            bench.sign(1).unwrap();
        }
    }
}

#[test]
fn a_session_that_is_lost_twice_is_an_error_and_the_device_recovers() {
    for bench in both(2) {
        bench.inject(Call::Sign, 3..u64::MAX, Act::LoseSession);
        let why = bench.sign(5).unwrap_err();
        assert!(why.contains("device failed"), "{why}");
        assert_eq!(bench.count(Call::Sign), 4, "one failed call in each of two sessions");
        bench.mock.set(&[]).unwrap();
        bench.sign(5).unwrap();
    }
}

#[test]
fn a_rejected_call_is_not_repeated_and_its_code_is_reported() {
    let bench = Bench::new(Interface::Sdf, 1);
    bench.inject(Call::Sign, 2..3, Act::Code(0x0100_000d));
    let why = bench.sign(3).unwrap_err();
    assert!(why.contains("key 3") && why.contains("SDR_SIGNERR (0x0100000D)"), "{why}");
    assert_eq!(bench.count(Call::Sign), 2);
    bench.sign(3).unwrap();
    assert_eq!(bench.count(Call::OpenSession), 1, "the session is kept");

    let bench = Bench::new(Interface::Pkcs11, 1);
    bench.inject(Call::Sign, 2..3, Act::Code(0x21));
    let why = bench.sign(3).unwrap_err();
    assert!(why.contains("Sign"), "{why}");
    bench.sign(3).unwrap();
}

#[test]
fn a_device_that_cannot_be_opened_is_reported_and_tried_again() {
    for (bench, call) in [
        (Bench::new(Interface::Sdf, 1), Call::OpenDevice),
        (Bench::new(Interface::Sdf, 1), Call::OpenSession),
        (Bench::new(Interface::Pkcs11, 1), Call::OpenSession),
    ] {
        // 0x32 is CKR_DEVICE_REMOVED; SDF does not define it.
        bench.inject(call, 1..10, Act::Code(0x32));
        let why = bench.sign(1).unwrap_err();
        assert!(why.contains("Open"), "{why}");
        bench.mock.set(&[]).unwrap();
        bench.sign(1).unwrap();
    }
}

#[test]
fn a_third_thread_waits_while_two_use_the_two_sessions() {
    for bench in both(2) {
        let bench = Arc::new(bench);
        bench.inject(Call::Sign, 1..u64::MAX, Act::Slow(20));
        let work = |bench: Arc<Bench>| thread::spawn(move || bench.sign(10));
        let workers: Vec<_> = (0..3).map(|_| work(Arc::clone(&bench))).collect();
        for worker in workers {
            worker.join().unwrap().unwrap();
        }
        assert_eq!(bench.count(Call::OpenSession), 2, "{:?}", bench.interface);
    }
}

#[test]
fn a_caller_gets_an_error_if_no_session_becomes_free() {
    for bench in both(1) {
        let bench = Arc::new(bench);
        bench.inject(Call::Sign, 1..u64::MAX, Act::Slow(400));
        let other = Arc::clone(&bench);
        let worker = thread::spawn(move || other.sign(8));
        while bench.count(Call::Sign) == 0 {
            thread::sleep(Duration::from_millis(5));
        }
        let why = bench.sign(1).unwrap_err();
        assert!(why.contains("all 1 sessions are busy"), "{why}");
        // The batch takes longer than the time limit, which applies to each single answer.
        worker.join().unwrap().unwrap();
    }
}

#[test]
fn a_call_that_hangs_is_abandoned_after_the_time_limit_and_costs_the_pool_one_session() {
    for bench in both(2) {
        bench.sign(1).unwrap();
        bench.inject(Call::Sign, 4..6, Act::Hang);
        let why = bench.sign(10).unwrap_err();
        assert!(why.contains("no answer in 2s"), "{why}");
        let why = bench.sign(10).unwrap_err();
        assert!(why.contains("no answer"), "{why}");
        // As many calls hang as there may be sessions, so the device is not called any more.
        let calls = bench.count(Call::Sign);
        let why = bench.sign(1).unwrap_err();
        assert!(why.contains("2 calls never returned"), "{why}");
        assert_eq!(bench.count(Call::Sign), calls);
        // When the calls have returned, the device works again.
        bench.mock.set(&[]).unwrap();
        bench.wait_for_recovery();
        bench.sign(10).unwrap();
    }
}

#[test]
fn a_device_that_hangs_while_it_is_opened_is_abandoned() {
    let bench = Bench::new(Interface::Sdf, 1);
    bench.inject(Call::OpenDevice, 1..2, Act::Hang);
    assert!(bench.sign(1).unwrap_err().contains("no answer"));
    bench.mock.set(&[]).unwrap();
    bench.wait_for_recovery();
    bench.sign(1).unwrap();
}

#[test]
fn a_wrong_signature_is_detected_by_the_checked_signer() {
    use seal::signer::{Checked, KeyRef, Role, Signer, SignerError};
    struct One(Arc<Device>, Place);
    impl Signer for One {
        fn public_key(&self, _: &KeyRef) -> Result<PublicKey, SignerError> {
            self.0.public_key(&self.1)
        }
        fn sign(&self, _: &KeyRef, digests: &[Digest]) -> Result<Vec<Signature>, SignerError> {
            self.0.sign(&self.1, digests)
        }
    }
    for bench in both(1) {
        let signer = Checked(One(Arc::clone(&bench.device), bench.key(3)));
        let key = KeyRef::new(Role::Seal, "s");
        let digests = [Digest([1; 32]), Digest([2; 32])];
        signer.sign(&key, &digests).unwrap();
        bench.inject(Call::Sign, 4..5, Act::Wrong);
        let wrong = SignerError::WrongSignature(key.clone());
        assert_eq!(signer.sign(&key, &digests).unwrap_err(), wrong);
        assert_eq!(signer.sign(&key, &digests).map(|signed| signed.len()), Ok(2));
    }
}

#[test]
fn a_wrong_password_a_missing_key_and_a_wrong_kind_of_name_give_different_errors() {
    for (interface, wrong_password, no_key) in [
        (Interface::Sdf, "SDR_PRKRERR", "SDR_KEYNOTEXIST"),
        (Interface::Pkcs11, "PIN", "0 objects"),
    ] {
        let bench = Bench::new(interface, 1);
        bench.sign(1).unwrap();
        let why = bench.device.public_key(&bench.key(21)).unwrap_err().to_string();
        assert!(why.contains(no_key), "{why}");
        let other = if interface == Interface::Sdf {
            Place::Label("key-3".into())
        } else {
            Place::Index(3)
        };
        let why = bench.device.public_key(&other).unwrap_err().to_string();
        assert!(why.contains("give a"), "{why}");

        let fresh = Bench::new(interface, 1);
        let device = Device::load(&setting(&fresh.mock, interface, 1), password("wrong")).unwrap();
        let why = device.sign(&fresh.key(3), &[Digest([1; 32])]).unwrap_err().to_string();
        assert!(why.contains(wrong_password), "{why}");
    }
}

#[test]
fn a_token_is_found_by_its_label() {
    let bench = Bench::new(Interface::Pkcs11, 1);
    let mut setting = setting(&bench.mock, Interface::Pkcs11, 1);
    setting.token = Some("another".into());
    let device = Device::load(&setting, password(PASSWORD)).unwrap();
    let why = device.public_key(&bench.key(1)).unwrap_err().to_string();
    assert!(why.contains(TOKEN), "{why}");
    setting.token = Some(TOKEN.into());
    let device = Device::load(&setting, password(PASSWORD)).unwrap();
    device.public_key(&bench.key(1)).unwrap();
}

#[test]
fn missing_libraries_and_invalid_settings_are_rejected() {
    let folder = tempfile::tempdir().unwrap();
    let mock = Mock::install(folder.path()).unwrap();
    let refused = |setting: &Setting| {
        Device::load(setting, None).err().map(|error| error.to_string()).unwrap_or_default()
    };
    for interface in [Interface::Sdf, Interface::Pkcs11] {
        let mut none = setting(&mock, interface, 1);
        assert_eq!(refused(&none), "", "{interface:?}");
        none.library = folder.path().join("missing.so");
        assert!(refused(&none).contains("missing.so"), "{}", refused(&none));
        // The C library can be loaded but implements neither interface.
        none.library = "libc.so.6".into();
        let why = refused(&none);
        assert!(why.contains("SDF_OpenDevice") || why.contains("C_GetFunctionList"), "{why}");
    }
    let mut bad = setting(&mock, Interface::Pkcs11, 1);
    bad.mechanism = None;
    assert!(refused(&bad).contains("mechanism"));
    bad.mechanism = Some(0x1041);
    assert!(refused(&bad).contains("0x80000000"));
    let mut bad = setting(&mock, Interface::Sdf, 0);
    assert!(refused(&bad).contains("session"));
    bad.sessions = 1;
    for seconds in [0.0, -1.0, f64::NAN] {
        bad.timeout_seconds = seconds;
        assert!(refused(&bad).contains("timeout_seconds"));
    }
}
