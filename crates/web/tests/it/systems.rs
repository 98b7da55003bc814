//! A calling system (接入系统) uses certificates with signed requests (Art. 15).

use axum::Router;
use axum::http::Method;
use domain::caller::Role;
use seal::signer::{KeyRef, Role as KeyRole, Signer, SoftSigner, sign_message};
use seal::sm2::SecretKey;

use crate::browser::{Answer, Browser, router};
use testkit::{BUREAU, City, NOW, OTHER, asked, cities, content, licence};

/// A calling system with its key.
pub struct System {
    signer: SoftSigner,
    key: KeyRef,
    public: Browser,
}

impl System {
    /// Registers a calling system of another unit as the security administrator.
    pub async fn registered(city: &City, router: &Router) -> Self {
        let key = KeyRef::new(KeyRole::Api, "client");
        let mut signer = SoftSigner::deterministic();
        let secret = SecretKey::from_scalar(&[7; 32]).unwrap();
        signer.insert(key.clone(), secret).unwrap();
        let public_key = signer.public_key(&key).unwrap().to_spki_der().unwrap();
        let admin = Browser::of(city, router, BUREAU, Role::SecurityAdmin).await;
        let client = serde_json::json!({ "client_id": "nssp-system", "name": "受理系统",
            "unit_code": OTHER, "public_key": hex::encode(public_key) });
        let registered = admin.post("/clients", &client).await;
        // The right of the security administrator reaches the whole city, so it includes other units.
        assert_eq!(registered.status.as_u16(), 200, "{}", registered.json());
        System { signer, key, public: Browser::public(router) }
    }

    /// Signs a use with the body `signed` and sends it with the body `sent`.
    pub async fn call(&self, nonce: &str, signed: &[u8], sent: &[u8]) -> Answer {
        self.keyed(nonce, signed, sent, ["", ""]).await
    }

    /// The same, signed with one idempotency key and sent with another one; empty means none.
    async fn keyed(&self, nonce: &str, signed: &[u8], sent: &[u8], keys: [&str; 2]) -> Answer {
        let [signed_key, sent_key] = keys;
        let digest = hex::encode(ledger::sm3(signed));
        let created = NOW.to_string();
        let text = format!(
            "yinxin-request/2\nPOST\n/api/v1/uses\n{digest}\n{created}\n{nonce}\nnssp-system\nck-01\n\
             {signed_key}\n"
        );
        let signature = sign_message(&self.signer, &self.key, text.as_bytes()).unwrap();
        let signature = hex::encode(signature.to_der());
        let mut headers = vec![
            ("content-type", "application/json"),
            (web::CLIENT_HEADER, "nssp-system"),
            (web::OPERATOR_HEADER, "ck-01"),
            (web::CREATED_HEADER, &created),
            (web::NONCE_HEADER, nonce),
            (web::SIGNATURE_HEADER, &signature),
        ];
        if !sent_key.is_empty() {
            headers.push(("idempotency-key", sent_key));
        }
        self.public.send(Method::POST, "/uses", &headers, sent.to_vec()).await
    }
}

#[tokio::test]
async fn a_signed_request_is_accepted_once_and_an_altered_one_never() {
    for city in cities().await {
        city.publish(&licence()).await;
        city.issued(content()).await;
        city.window().await;
        let router = router(&city);
        let system = System::registered(&city, &router).await;
        let body = serde_json::to_vec(&asked()).unwrap();
        let answer = system.call("0123456789abcdef", &body, &body).await;
        assert_eq!(answer.status.as_u16(), 200, "{}", answer.json());
        assert_eq!(answer.json()["uses"].as_array().unwrap().len(), 1);
        let again = system.call("0123456789abcdef", &body, &body).await;
        assert_eq!((again.status.as_u16(), again.code().as_str()), (401, "nonce_reused"));
        let mut other = asked();
        other.case_number = "BJ-2026-000002".into();
        let other = serde_json::to_vec(&other).unwrap();
        let altered = system.call("0123456789abcdee", &body, &other).await;
        assert_eq!((altered.status.as_u16(), altered.code().as_str()), (401, "signature_invalid"));
        assert_eq!(city.recorded("certificate.used").await, 1);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn the_idempotency_key_of_a_signed_request_cannot_be_added_changed_or_removed() {
    for city in cities().await {
        city.publish(&licence()).await;
        city.issued(content()).await;
        city.window().await;
        let router = router(&city);
        let system = System::registered(&city, &router).await;
        let body = serde_json::to_vec(&asked()).unwrap();
        let call = |nonce: &'static str, signed: &'static str, sent: &'static str| {
            system.keyed(nonce, &body, &body, [signed, sent])
        };
        let first = call("0123456789abcd00", "key-0001", "key-0001").await;
        let again = call("0123456789abcd01", "key-0001", "key-0001").await;
        assert_eq!((first.status.as_u16(), again.status.as_u16()), (200, 200), "the control");
        assert_eq!(city.recorded("certificate.used").await, 1);
        let attacks = [
            call("0123456789abcd02", "", "key-0001").await,
            call("0123456789abcd03", "key-0002", "key-0001").await,
            call("0123456789abcd04", "key-0003", "").await,
        ];
        for (at, attack) in attacks.iter().enumerate() {
            let (status, code) = (attack.status.as_u16(), attack.code());
            assert_eq!((status, code.as_str()), (401, "signature_invalid"), "attack {at}");
        }
        assert_eq!(city.recorded("certificate.used").await, 1);
        city.check_everything().await;
    }
}
