//! 第二十二条 (Art. 22): an outside certification authority may issue the X.509 certificate of a
//! unit's seal.

use app::verify::Verdict;
use domain::caller::{Caller, Role};
use seal::signer::{KeyRef, SoftSigner};
use seal::sm2::SecretKey;
use seal::x509::{Ca, Profile, SubjectName, Trust, Validity};

use testkit::{BUREAU, City, NOW, cities, content, licence};

/// Bytes that are the same in every run.
fn fixed_randomness() -> impl FnMut(&mut [u8]) {
    let mut number = 70;
    move |bytes: &mut [u8]| {
        number += 1;
        bytes.fill(number);
    }
}

fn key() -> KeyRef {
    KeyRef::new(seal::signer::Role::Ca, "outside")
}

fn life() -> Validity {
    Validity { from: NOW / 1000 - 1_000, until: NOW / 1000 + 100_000_000 }
}

fn authority(signer: &SoftSigner) -> Ca<'_> {
    let name = SubjectName::new("外部认证机构", "外部根");
    Ca::new_root(signer, key(), &name, life(), &mut fixed_randomness()).unwrap()
}

/// The X.509 certificate (PEM) that the authority issues for the key of `seal_id`.
fn issued(city: &City, ca: &Ca<'_>, profile: Profile, seal_id: &str) -> String {
    let of_seal = KeyRef::new(seal::signer::Role::Seal, seal_id);
    let public = city.app.keys().signer().public_key(&of_seal).unwrap();
    let name = SubjectName::new("演示单位", seal_id);
    ca.issue(profile, &name, &public, life(), &mut fixed_randomness()).unwrap().to_pem().unwrap()
}

#[tokio::test]
async fn a_seal_of_an_outside_authority_is_registered_once_the_authority_is_trusted() {
    let mut signer = SoftSigner::deterministic();
    signer.insert(key(), SecretKey::from_scalar(&[0x21; 32]).unwrap()).unwrap();
    let ca = authority(&signer);
    for city in cities().await {
        let shell = Caller::program("shell");
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        assert!(city.app.request_seal(&clerk, BUREAU).await.is_err(), "a clerk may not");
        let (seal, request) = city.app.request_seal(&shell, BUREAU).await.unwrap();
        assert!(request.starts_with("-----BEGIN CERTIFICATE REQUEST-----"));
        let register = async |pem: String| {
            city.app.register_outside_seal(&shell, BUREAU, &seal.seal_id, &pem).await
        };
        let good = || issued(&city, &ca, Profile::UnitSigner, &seal.seal_id);
        let untrusted = register(good()).await.unwrap_err();
        assert!(untrusted.to_string().contains("chain"), "{untrusted}");

        let keys = city.app.keys();
        let mut trust = Trust::new();
        trust.add_root(ca.x509().clone()).unwrap();
        trust.add_list(ca.revocation_list(1, life(), &[]).unwrap());
        let pem = trust.to_pem().unwrap();
        assert!(keys.trust_outside("../x", &pem).is_err());
        assert!(keys.trust_outside("empty", "nothing").is_err());
        let secret = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
        for wrong in [secret, "-----BEGIN NONSENSE-----\nAAAA\n-----END NONSENSE-----\n"] {
            assert!(keys.trust_outside("wrong", wrong).is_err(), "{wrong}");
        }
        let beside = keys.trust_outside("beside", &format!("{pem}{secret}"));
        assert!(beside.is_err(), "a private key beside a root");
        // An end entity is not a root, and would become a pinned seal maker.
        let leaf = good();
        for (name, pem) in [("leaf", leaf.clone()), ("both", format!("{pem}{leaf}"))] {
            let refused = keys.trust_outside(name, &pem).unwrap_err().to_string();
            assert!(refused.contains("is no certification authority"), "{refused}");
            assert!(refused.contains("basicConstraints"), "{refused}");
        }
        keys.trust_outside("outside", &pem).unwrap();
        assert!(keys.trust_bundle().unwrap().contains(&ca.x509().to_pem().unwrap()));

        let stamper = issued(&city, &ca, Profile::TimeStamper, &seal.seal_id);
        assert!(register(stamper).await.is_err(), "an X.509 certificate for another usage");
        let (other, _) = city.app.request_seal(&shell, BUREAU).await.unwrap();
        let foreign = issued(&city, &ca, Profile::UnitSigner, &other.seal_id);
        let foreign = register(foreign).await.unwrap_err();
        assert!(foreign.to_string().contains("another key"), "{foreign}");
        register(good()).await.unwrap();

        // Once the seal of the city's own authority is replaced, only the new seal is active.
        let manager = city.person("市管理员", BUREAU, Role::CityManager);
        let own = city.app.seals(&manager, BUREAU).await.unwrap();
        let own = own.into_iter().find(|known| known.seal_id != seal.seal_id).unwrap();
        let step = domain::seal::SealStep::Replace;
        let change = city.app.change_seal(&manager, &own.seal_id, own.row_version, step, "换章");
        change.await.unwrap();
        city.publish(&licence()).await;
        let certificate = city.issued(content()).await;
        let file = city.file(&certificate.identifier).await;
        let verified = city.app.verify_file(&file).await.unwrap();
        assert_eq!(verified.verdict, Verdict::Valid, "{}", verified.summary_zh);
        assert_eq!(verified.seal.unwrap().id, seal.seal_id);
        city.check_everything().await;
    }
}
