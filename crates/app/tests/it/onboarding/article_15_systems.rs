//! 第十五条 (Art. 15): a calling system is stopped, its key is replaced, and its requests are signed whole.

use app::onboarding::{NewClient, SignedRequest};
use domain::Code;
use domain::caller::{Caller, Role};
use domain::standing::StandingStep;
use seal::signer::{KeyRef, Role as KeyRole, Signer, SoftSigner, sign_message};
use seal::sm2::SecretKey;

use super::article_20_stopping::stepped;
use testkit::{BUREAU, City, NOW, OTHER, cities};

struct Key {
    signer: SoftSigner,
    key: KeyRef,
}

impl Key {
    fn of(seed: u8) -> Self {
        let key = KeyRef::new(KeyRole::Api, "client");
        let mut signer = SoftSigner::deterministic();
        signer.insert(key.clone(), SecretKey::from_scalar(&[seed; 32]).unwrap()).unwrap();
        Self { signer, key }
    }

    fn public(&self) -> Vec<u8> {
        self.signer.public_key(&self.key).unwrap().to_spki_der().unwrap()
    }

    /// Signs the text that `signed` makes of the request, and sends the request with `sent` as its
    /// idempotency key.
    async fn call(
        &self,
        city: &City,
        nonce: u32,
        sent: &str,
        signed: impl Fn(&SignedRequest<'_>) -> String,
    ) -> Result<Caller, app::Error> {
        let nonce = format!("{nonce:016}");
        let mut request = SignedRequest {
            client_id: "nssp-system",
            operator: "ck-01",
            created: NOW,
            nonce: &nonce,
            method: "POST",
            target: "/api/v1/uses",
            body: b"{}",
            idempotency_key: sent,
            signature: &[],
        };
        let text = signed(&request);
        let signature = sign_message(&self.signer, &self.key, text.as_bytes()).unwrap().to_der();
        request.signature = &signature;
        city.app.authenticate(&request).await
    }
}

async fn registered(city: &City) -> (Caller, Key) {
    let key = Key::of(7);
    let client = NewClient {
        client_id: "nssp-system".into(),
        name: "受理系统".into(),
        unit: OTHER.into(),
        public_key: key.public(),
    };
    let admin = city.person("安全管理员", BUREAU, Role::SecurityAdmin);
    city.app.register_client(&admin, &client).await.unwrap();
    (admin, key)
}

fn text(request: &SignedRequest<'_>) -> String {
    request.text()
}

/// The text of the first version, which has no line for the idempotency key.
fn first(request: &SignedRequest<'_>) -> String {
    let text = request.text().replace("yinxin-request/2", "yinxin-request/1");
    let lines: Vec<&str> = text.lines().take(8).collect();
    lines.join("\n") + "\n"
}

#[tokio::test]
async fn a_suspended_system_and_the_systems_of_a_suspended_unit_are_refused() {
    for city in cities().await {
        let (admin, key) = registered(&city).await;
        key.call(&city, 1, "", text).await.expect("the control");
        let stop = stepped(StandingStep::Suspend, 1);
        city.app.change_client(&admin, "nssp-system", stop).await.unwrap();
        let refused = key.call(&city, 2, "", text).await.unwrap_err();
        assert_eq!(refused.code(), Code::ClientSuspended);
        let resume = stepped(StandingStep::Resume, 2);
        city.app.change_client(&admin, "nssp-system", resume).await.unwrap();
        key.call(&city, 3, "", text).await.unwrap();
        city.app.change_unit(&admin, OTHER, stop).await.unwrap();
        let refused = key.call(&city, 4, "", text).await.unwrap_err();
        assert_eq!(refused.code(), Code::ClientSuspended, "its unit takes no part");
        city.app.change_unit(&admin, OTHER, resume).await.unwrap();
        key.call(&city, 5, "", text).await.unwrap();
        assert_eq!(city.recorded("client.changed").await, 2);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_replaced_key_is_refused_at_once() {
    for city in cities().await {
        let (admin, old) = registered(&city).await;
        let new = Key::of(8);
        let unknown = new.call(&city, 1, "", text).await.unwrap_err();
        assert_eq!(unknown.code(), Code::SignatureInvalid, "the control");
        let replace = |key: Vec<u8>, version: i64| {
            let (app, admin) = (city.app.clone(), admin.clone());
            async move { app.replace_client_key(&admin, "nssp-system", version, &key).await }
        };
        let junk = replace(vec![1, 2, 3], 1).await.unwrap_err();
        assert_eq!(junk.code(), Code::RequestInvalid);
        let same = replace(old.public(), 1).await.unwrap_err();
        assert_eq!(same.code(), Code::RequestInvalid);
        replace(new.public(), 1).await.unwrap();
        let stale = replace(Key::of(9).public(), 1).await.unwrap_err();
        assert_eq!(stale.code(), Code::Conflict);
        let refused = old.call(&city, 2, "", text).await.unwrap_err();
        assert_eq!(refused.code(), Code::SignatureInvalid);
        new.call(&city, 3, "", text).await.unwrap();
        let listed = city.app.clients(&admin, OTHER).await.unwrap();
        assert_eq!(listed.len(), 1);
        assert_eq!(listed[0].public_key, hex::encode(new.public()));
        assert_eq!(city.recorded("client.key_replaced").await, 1);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn an_idempotency_key_is_signed_and_the_first_version_is_good_only_without_one() {
    for city in cities().await {
        let (_, key) = registered(&city).await;
        key.call(&city, 1, "key-0001", text).await.expect("the control: signed and sent");
        key.call(&city, 2, "", text).await.expect("the control: without a key");
        key.call(&city, 3, "", first).await.expect("the first version without a key");
        let other = |request: &SignedRequest<'_>| {
            SignedRequest { idempotency_key: "key-0002", ..request.clone() }.text()
        };
        let none = |request: &SignedRequest<'_>| {
            SignedRequest { idempotency_key: "", ..request.clone() }.text()
        };
        let attacks = [
            key.call(&city, 4, "key-0001", other).await,
            key.call(&city, 5, "key-0001", none).await,
            key.call(&city, 6, "", other).await,
            key.call(&city, 7, "key-0001", first).await,
            // A line feed would let the end of one text be the beginning of another.
            key.call(&city, 8, "key\n0001", text).await,
        ];
        for (at, attack) in attacks.into_iter().enumerate() {
            assert_eq!(attack.unwrap_err().code(), Code::SignatureInvalid, "attack {at}");
        }
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_calling_system_reads_no_people() {
    for city in cities().await {
        let (_, key) = registered(&city).await;
        let system = key.call(&city, 1, "", text).await.unwrap();
        for unit in ["", OTHER, BUREAU] {
            let refused = city.app.people(&system, unit).await.unwrap_err();
            assert_eq!(refused.code(), Code::Denied);
        }
        let window = city.person("窗口丁", OTHER, Role::Window);
        city.app.people(&window, "").await.expect("the control: somebody who works in the unit");
        city.check_everything().await;
    }
}
