//! 第四条(四)、第十五条 (Art. 4, 15): one unit issues a certificate and another one uses it,
//! through a page or through the interface.

use app::onboarding::{NewClient, SignedRequest, WINDOW};
use app::usage::UseFilter;
use domain::Code;
use domain::caller::{Caller, Role};
use seal::signer::{KeyRef, Role as KeyRole, Signer, SoftSigner, sign_message};
use seal::sm2::SecretKey;

use testkit::{BUREAU, City, NOW, OTHER, asked, cities, content, licence};

/// A calling system with its key.
struct System {
    signer: SoftSigner,
    key: KeyRef,
}

impl System {
    async fn registered(city: &City) -> Self {
        let mut state = 7_u8;
        let mut randomness = |bytes: &mut [u8]| {
            for byte in bytes {
                state = state.wrapping_mul(31).wrapping_add(11);
                *byte = state;
            }
        };
        let key = KeyRef::new(KeyRole::Api, "client");
        let mut signer = SoftSigner::deterministic();
        signer.insert(key.clone(), SecretKey::generate(&mut randomness).unwrap()).unwrap();
        let client = NewClient {
            client_id: "nssp-system".into(),
            name: "受理系统".into(),
            unit: OTHER.into(),
            public_key: signer.public_key(&key).unwrap().to_spki_der().unwrap(),
        };
        let admin = city.person("安全管理员", BUREAU, Role::SecurityAdmin);
        city.app.register_client(&admin, &client).await.unwrap();
        Self { signer, key }
    }

    /// Signs a request, then changes it, and has the city authenticate the result.
    async fn call(
        &self,
        city: &City,
        change: impl Fn(&mut SignedRequest<'_>),
    ) -> Result<Caller, app::Error> {
        let mut request = SignedRequest {
            client_id: "nssp-system",
            operator: "ck-01",
            created: NOW,
            nonce: "0123456789abcdef",
            method: "POST",
            target: "/api/v1/uses",
            body: b"{}",
            idempotency_key: "",
            signature: &[],
        };
        let text = request.text();
        let signature = sign_message(&self.signer, &self.key, text.as_bytes()).unwrap().to_der();
        request.signature = &signature;
        change(&mut request);
        city.app.authenticate(&request).await
    }
}

#[tokio::test]
async fn a_page_and_the_interface_give_the_same_answer_and_both_uses_are_listed() {
    for city in cities().await {
        city.publish(&licence()).await;
        city.issued(content()).await;
        let window = city.window().await;
        let system = System::registered(&city).await.call(&city, |_| {}).await.unwrap();
        let (by_hand, _) = city.app.use_certificates(&window, &asked()).await.unwrap();
        let (by_system, _) = city.app.use_certificates(&system, &asked()).await.unwrap();
        assert_eq!(by_hand.uses[0].certificate, by_system.uses[0].certificate);
        let holder = &by_hand.uses[0].certificate.holder;
        assert_eq!(holder.code, "914403********0149");
        let uses = city.app.uses(&window, &UseFilter::default(), "", 10).await.unwrap().items;
        let channels: Vec<&str> = uses.iter().map(|one| one.channel.as_str()).collect();
        assert_eq!(channels, ["api", "manual"]);
        assert_eq!(uses[0].actor, "client:nssp-system/ck-01");
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_request_that_was_altered_or_repeated_is_refused() {
    for city in cities().await {
        let system = System::registered(&city).await;
        type Alteration = fn(&mut SignedRequest<'_>);
        let alterations: [(Alteration, Code); 12] = [
            (|r| r.method = "GET", Code::SignatureInvalid),
            (|r| r.target = "/api/v1/uses?x=1", Code::SignatureInvalid),
            (|r| r.body = b"{ }", Code::SignatureInvalid),
            (|r| r.idempotency_key = "key-0001", Code::SignatureInvalid),
            (|r| r.nonce = "0123456789abcdee", Code::SignatureInvalid),
            (|r| r.operator = "ck-02", Code::SignatureInvalid),
            (|r| r.client_id = "other", Code::SignatureInvalid),
            (|r| r.signature = &[0; 64], Code::SignatureInvalid),
            (|r| r.created -= 1, Code::SignatureInvalid),
            (|r| r.created -= WINDOW + 60_000, Code::SignatureExpired),
            (|r| r.created = i64::MIN, Code::SignatureExpired),
            (|r| r.created = i64::MAX, Code::SignatureExpired),
        ];
        for (at, (alteration, code)) in alterations.into_iter().enumerate() {
            let refused = system.call(&city, alteration).await.unwrap_err();
            assert_eq!(refused.code(), code, "alteration {at}");
        }
        // Negative control: the unaltered request is accepted, once.
        system.call(&city, |_| {}).await.unwrap();
        let again = system.call(&city, |_| {}).await.unwrap_err();
        assert_eq!(again.code(), Code::NonceReused);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn many_uses_at_once_are_all_recorded() {
    for city in cities().await {
        city.publish(&licence()).await;
        city.issued(content()).await;
        let window = city.window().await;
        let mut running = tokio::task::JoinSet::new();
        for _ in 0..40 {
            let (app, window) = (city.app.clone(), window.clone());
            running.spawn(async move { app.use_certificates(&window, &asked()).await });
        }
        let mut codes = std::collections::BTreeSet::new();
        while let Some(done) = running.join_next().await {
            let (answer, receipt) = done.unwrap().unwrap();
            let mut reader = city.app.read().await.unwrap();
            let record = reader.record(&receipt.record_id).await.unwrap();
            assert!(record.is_some(), "the record is durable before the answer");
            assert!(codes.insert(answer.uses[0].use_code.clone()));
        }
        assert_eq!(codes.len(), 40);
        assert_eq!(city.recorded("certificate.used").await, 40);
        city.check_everything().await;
    }
}
