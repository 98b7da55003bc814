//! Logging in by digital certificate over the interface (Art. 20, decision 0024).

use app::onboarding::{SignedChallenge, soft_key};
use app::{App, SystemRandomness};
use axum::http::Method;
use seal::signer::{KeyRef, Role, SoftSigner, sign_message};
use seal::sm2::SecretKey;
use serde_json::{Value, json};

use crate::browser::{Browser, HOST, router};
use crate::codes::{PASSWORD, logged_in, registered};
use testkit::{City, cities};

/// A person's key, and the application that gives it challenges.
pub struct LoginKey {
    app: App,
    signer: SoftSigner,
    certificate: String,
    pub id: String,
}

fn name() -> KeyRef {
    KeyRef::new(Role::Api, "own")
}

impl LoginKey {
    fn new(app: &App) -> Self {
        let pem = soft_key("演示", app.now() / 1000, &SystemRandomness).unwrap();
        let split = pem.find("-----BEGIN CERTIFICATE").unwrap();
        let (secret, certificate) = pem.split_at(split);
        let secret = SecretKey::from_pkcs8_pem(secret).unwrap();
        let spki = secret.public_key().to_spki_der().unwrap();
        let mut signer = SoftSigner::deterministic();
        signer.insert(name(), secret).unwrap();
        let id = hex::encode(ledger::sm3(&spki));
        Self { app: app.clone(), signer, certificate: certificate.to_owned(), id }
    }

    /// A key that a person has added.
    pub async fn of(city: &City, person: &str) -> Self {
        let key = Self::new(&city.app);
        let row = city.app.read().await.unwrap().person(person).await.unwrap().unwrap();
        let opened = city.app.log_in_demo(&row.account).await.unwrap();
        let session = city.app.session(&opened.secret).await.unwrap().unwrap();
        let (challenge, origin, signature) = key.signed(&format!("http://{HOST}"));
        let signed =
            SignedChallenge { challenge: &challenge, origin: &origin, signature: &signature };
        city.app.add_login_key(&session, &key.certificate, signed).await.unwrap();
        key
    }

    fn signed(&self, origin: &str) -> (String, String, Vec<u8>) {
        let challenge = self.app.challenge().unwrap().challenge;
        let text = SignedChallenge { challenge: &challenge, origin, signature: &[] }.text();
        let signature = sign_message(&self.signer, &name(), text.as_bytes()).unwrap();
        (challenge, origin.to_owned(), signature.to_der())
    }

    fn answer_for(&self, origin: &str) -> Value {
        let (challenge, origin, signature) = self.signed(origin);
        let signature = hex::encode(signature);
        json!({ "challenge": challenge, "origin": origin, "key_id": self.id, "signature": signature })
    }

    /// The example body of an operation of logging in; `None` for any other operation.
    pub fn body_of(&self, operation: &str) -> Option<Value> {
        Some(match operation {
            "log_in" => json!({ "account": "known", "password": PASSWORD }),
            "log_in_demo" => json!({ "account": "known" }),
            "change_password" => json!({ "old": PASSWORD, "new": "weak" }),
            "prove" => json!({ "password": PASSWORD }),
            "confirm_codes" => json!({ "code": "abcdef" }),
            "log_in_by_key" | "prove_by_key" => self.answer(),
            "add_login_key" => Self::new(&self.app).body(),
            _ => return None,
        })
    }

    /// The body that answers a fresh challenge.
    fn answer(&self) -> Value {
        self.answer_for(&format!("http://{HOST}"))
    }

    fn body(&self) -> Value {
        let mut body = self.answer();
        body.as_object_mut().unwrap().remove("key_id");
        body["certificate"] = self.certificate.as_str().into();
        body
    }
}

#[tokio::test]
async fn a_key_is_added_and_logs_in_for_the_page_that_asked_only() {
    for city in cities().await {
        registered(&city, "jia", &[]).await;
        let browser = logged_in(&city, &city.app, "jia").await;
        let key = LoginKey::new(&city.app);
        let added = browser.post("/session/keys", &key.body()).await;
        assert_eq!(added.status.as_u16(), 201, "{}", added.json());
        assert_eq!(added.json()["key_id"], key.id.as_str());
        let keys = browser.get("/session/keys").await.json();
        assert_eq!(keys["items"].as_array().unwrap().len(), 1);
        let public = Browser::public(&router(&city));
        let answer = key.answer();
        let opened = public.post("/session/certificate", &answer).await;
        assert_eq!(opened.status.as_u16(), 204, "the control");
        assert!(opened.headers.contains_key("set-cookie"));
        let again = public.post("/session/certificate", &answer).await;
        assert_eq!((again.status.as_u16(), again.code().as_str()), (403, "challenge_invalid"));
        // A page that imitates ours gets a signature for its own address, which is worth nothing here.
        for origin in ["http://zz.exarnple", "", "zz.example", "http://zz.example.evil"] {
            let refused = public.post("/session/certificate", &key.answer_for(origin)).await;
            assert_eq!(refused.code(), "challenge_invalid", "{origin}");
        }
        for (member, odd) in [("signature", "xyz"), ("signature", ""), ("key_id", "证书")] {
            let mut odd_answer = key.answer();
            odd_answer[member] = odd.into();
            let refused = public.post("/session/certificate", &odd_answer).await;
            assert_eq!(refused.code(), "signature_wrong", "{member} {odd}");
        }
        let keyed = [("idempotency-key", "answer-0001")];
        let opened = public.json(Method::POST, "/session/certificate", &keyed, &key.answer()).await;
        assert_eq!(opened.status.as_u16(), 204);
        assert_eq!(city.number("SELECT COUNT(*) FROM idempotency").await, 0, "no secret is kept");
        city.check_everything().await;
    }
}
