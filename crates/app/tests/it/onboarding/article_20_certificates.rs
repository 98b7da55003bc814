//! 第二十条 (Art. 20), 等保三级, GB/T 39786: logging in by digital certificate. The key signs a challenge that counts
//! once, for a short time, and for one page (decision 0024).

use app::onboarding::{LoginKeyView, Session, SignedChallenge, soft_key};
use app::{Error, SystemRandomness};
use domain::Code;
use domain::caller::Role;
use domain::login::{LoginKeyState, LoginMeans, LoginRules, MINUTE, SecondFactor};
use seal::signer::{KeyRef, Role as SignerRole, Signer as _, SoftSigner, sign_message};
use seal::sm2::SecretKey;

use super::article_20_protection::{PASSWORD, logged_in, registered, session};
use testkit::{City, cities};

const PAGE: &str = "https://zz.example";

/// A USB key: what it holds, and what it does.
struct Token {
    signer: SoftSigner,
    certificate: String,
}

fn token_key() -> KeyRef {
    KeyRef::new(SignerRole::Api, "token")
}

impl Token {
    fn at(now: i64) -> Self {
        let pem = soft_key("演示甲", now / 1000, &SystemRandomness).unwrap();
        let split = pem.find("-----BEGIN CERTIFICATE").unwrap();
        let (secret, certificate) = pem.split_at(split);
        let secret = SecretKey::from_pkcs8_pem(secret).unwrap();
        let mut signer = SoftSigner::deterministic();
        signer.insert(token_key(), secret).unwrap();
        Self { signer, certificate: certificate.to_owned() }
    }

    fn new(city: &City) -> Self {
        Self::at(city.app.now())
    }

    fn key_id(&self) -> String {
        hex::encode(ledger::sm3(
            &self.signer.public_key(&token_key()).unwrap().to_spki_der().unwrap(),
        ))
    }

    /// Signs a challenge for a page.
    fn signs(&self, challenge: &str, origin: &str) -> Vec<u8> {
        let text = SignedChallenge { challenge, origin, signature: &[] }.text();
        let signature = sign_message(&self.signer, &token_key(), text.as_bytes());
        signature.unwrap().to_der()
    }
}

/// A fresh challenge, signed by the token.
fn answered(city: &City, token: &Token) -> (String, Vec<u8>) {
    let challenge = city.app.challenge().unwrap().challenge;
    let signature = token.signs(&challenge, PAGE);
    (challenge, signature)
}

fn signed<'s>((challenge, signature): &'s (String, Vec<u8>)) -> SignedChallenge<'s> {
    SignedChallenge { challenge, origin: PAGE, signature }
}

async fn add(city: &City, known: &Session, token: &Token) -> Result<LoginKeyView, Error> {
    let answer = answered(city, token);
    let added = city.app.add_login_key(known, &token.certificate, signed(&answer)).await;
    added.map(|(view, _)| view)
}

async fn log_in(city: &City, token: &Token) -> Result<Session, Code> {
    let answer = answered(city, token);
    let opened = city.app.log_in_by_key(&token.key_id(), signed(&answer)).await;
    let opened = opened.map_err(|error| error.code())?;
    Ok(session(city, &opened.secret).await.unwrap())
}

/// A person with a certificate.
async fn owner(city: &City, account: &str, role: Role) -> (Session, Token) {
    registered(city, account, &[role]).await;
    let known = session(city, &logged_in(city, account, PASSWORD).await).await.unwrap();
    let token = Token::new(city);
    let view = add(city, &known, &token).await.unwrap();
    assert_eq!((view.key_id, view.state), (token.key_id(), LoginKeyState::Active));
    (known, token)
}

#[tokio::test]
async fn the_owner_of_a_key_logs_in_and_proves_who_they_are() {
    for city in cities().await {
        let (_, token) = owner(&city, "jia", Role::SecurityAdmin).await;
        let known = log_in(&city, &token).await.unwrap();
        assert_eq!((known.account.as_str(), known.means), ("jia", LoginMeans::Certificate));
        let rules = LoginRules { second_factor: SecondFactor::Everybody, ..LoginRules::default() };
        let strict = city.app.clone().with_login_rules(rules);
        let answer = answered(&city, &token);
        let opened = strict.log_in_by_key(&token.key_id(), signed(&answer)).await.unwrap();
        let known = strict.session(&opened.secret).await.unwrap().unwrap();
        assert_eq!(known.first, None, "a certificate is more than a password");
        city.clock.forward(11 * MINUTE);
        let answer = answered(&city, &token);
        city.app.prove_by_key(&known, &token.key_id(), signed(&answer)).await.unwrap();
        assert_eq!(city.recorded("login_key.added").await, 1);
        assert_eq!(city.recorded("session.proved").await, 1);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_challenge_counts_once_for_two_minutes_and_only_if_it_is_ours() {
    for city in cities().await {
        let (_, token) = owner(&city, "jia", Role::Clerk).await;
        let answer = answered(&city, &token);
        let key = token.key_id();
        city.app.log_in_by_key(&key, signed(&answer)).await.unwrap();
        let again = city.app.log_in_by_key(&key, signed(&answer)).await.unwrap_err();
        assert_eq!(again.code(), Code::ChallengeInvalid, "it was used");
        let late = answered(&city, &token);
        city.clock.forward(3 * MINUTE);
        let refused = city.app.log_in_by_key(&key, signed(&late)).await.unwrap_err();
        assert_eq!(refused.code(), Code::ChallengeInvalid, "it is too old");
        let (fresh, _) = answered(&city, &token);
        let (open, keyed) = fresh.rsplit_once('.').unwrap();
        let later = open.replacen('1', "2", 1);
        for made_up in [format!("{later}.{keyed}"), open.to_owned(), String::new(), "a.b.c".into()]
        {
            let forged = (made_up.clone(), token.signs(&made_up, PAGE));
            let refused = city.app.log_in_by_key(&key, signed(&forged)).await.unwrap_err();
            assert_eq!(refused.code(), Code::ChallengeInvalid, "{made_up}");
        }
        // Two at the same time: one effect.
        let answer = answered(&city, &token);
        let (one, two) = tokio::join!(
            city.app.log_in_by_key(&key, signed(&answer)),
            city.app.log_in_by_key(&key, signed(&answer))
        );
        assert_ne!(one.is_ok(), two.is_ok());
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_signature_for_another_page_by_another_key_or_over_another_text_is_refused() {
    for city in cities().await {
        let (known, token) = owner(&city, "jia", Role::Clerk).await;
        let (_, other) = owner(&city, "yi", Role::Clerk).await;
        let stranger = Token::new(&city);
        let challenge = || city.app.challenge().unwrap().challenge;
        let mut cases = Vec::new();
        for (name, signer, origin) in [
            ("another page", &token, "https://zz.exarnple"),
            ("another key", &other, PAGE),
            ("an unknown key", &stranger, PAGE),
        ] {
            let challenge = challenge();
            let signature = signer.signs(&challenge, origin);
            cases.push((name, (challenge, signature)));
        }
        let first = challenge();
        cases.push(("another challenge", (challenge(), token.signs(&first, PAGE))));
        cases.push(("no signature", (challenge(), Vec::new())));
        for (name, answer) in &cases {
            let refused = city.app.log_in_by_key(&token.key_id(), signed(answer)).await;
            assert_eq!(refused.unwrap_err().code(), Code::SignatureWrong, "{name}");
        }
        assert!(log_in(&city, &token).await.is_ok(), "the control");
        let unknown = answered(&city, &stranger);
        let refused = city.app.log_in_by_key(&stranger.key_id(), signed(&unknown)).await;
        assert_eq!(refused.unwrap_err().code(), Code::SignatureWrong);
        // Somebody else's key proves nothing in this session.
        let answer = answered(&city, &other);
        let refused = city.app.prove_by_key(&known, &other.key_id(), signed(&answer)).await;
        assert_eq!(refused.unwrap_err().code(), Code::SignatureWrong);
        assert_eq!(city.recorded("login.failed").await, 7);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_certificate_is_added_by_whoever_holds_its_key_and_only_once() {
    for city in cities().await {
        let (known, token) = owner(&city, "jia", Role::Clerk).await;
        let code = |added: Result<LoginKeyView, Error>| added.unwrap_err().code();
        assert_eq!(code(add(&city, &known, &token).await), Code::LoginKeyTaken);
        // The certificate of one key, the signature of another.
        let (one, two) = (Token::new(&city), Token::new(&city));
        let mixed = Token { signer: one.signer, certificate: two.certificate };
        assert_eq!(code(add(&city, &known, &mixed).await), Code::SignatureWrong);
        for text in ["", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "證書"] {
            let odd = Token { certificate: text.into(), ..Token::new(&city) };
            assert_eq!(code(add(&city, &known, &odd).await), Code::LoginKeyInvalid, "{text}");
        }
        let expired = Token::at(city.app.now() - 4 * 366 * 86_400_000);
        assert_eq!(code(add(&city, &known, &expired).await), Code::LoginKeyInvalid);
        city.clock.forward(11 * MINUTE);
        let secret = logged_in(&city, "jia", PASSWORD).await;
        city.clock.forward(11 * MINUTE);
        let stale = session(&city, &secret).await.unwrap();
        assert_eq!(code(add(&city, &stale, &Token::new(&city)).await), Code::ProofRequired);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_lost_key_is_withdrawn_by_its_owner_or_an_administrator_whose_act_ends_the_sessions() {
    for city in cities().await {
        let (known, token) = owner(&city, "jia", Role::Clerk).await;
        let (admin, _) = owner(&city, "admin", Role::SecurityAdmin).await;
        let (stranger, _) = owner(&city, "yi", Role::Clerk).await;
        let (person, key) = (known.person_id.as_str(), token.key_id());
        let refused = city.app.withdraw_login_key(&stranger, person, &key).await.unwrap_err();
        assert_eq!(refused.code(), Code::Denied);
        assert_eq!(city.app.login_keys(&stranger, person).await.unwrap_err().code(), Code::Denied);
        let missing = city.app.withdraw_login_key(&stranger, &stranger.person_id, &key).await;
        assert_eq!(missing.unwrap_err().code(), Code::LoginKeyState, "it is not one's own");
        city.app.withdraw_login_key(&admin, person, &key).await.unwrap();
        assert_eq!(log_in(&city, &token).await.unwrap_err(), Code::SignatureWrong);
        let again = city.app.withdraw_login_key(&admin, person, &key).await.unwrap_err();
        assert_eq!(again.code(), Code::LoginKeyState);
        let secret = logged_in(&city, "jia", PASSWORD).await;
        let known = session(&city, &secret).await.unwrap();
        let second = Token::new(&city);
        add(&city, &known, &second).await.unwrap();
        city.app.withdraw_login_key(&known, person, &second.key_id()).await.unwrap();
        assert!(session(&city, &secret).await.is_some(), "the own session goes on");
        let states: Vec<_> = city
            .app
            .login_keys(&known, person)
            .await
            .unwrap()
            .iter()
            .map(|key| key.state)
            .collect();
        assert_eq!(states, [LoginKeyState::Withdrawn; 2]);
        assert_eq!(city.recorded("login_key.withdrawn").await, 2);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn where_the_city_names_authorities_only_their_certificates_count() {
    for city in cities().await {
        let (_, token) = owner(&city, "jia", Role::Clerk).await;
        assert!(log_in(&city, &token).await.is_ok(), "the control");
        // The city's own root is an authority, but not the one that issued this certificate.
        let root = city.app.keys().trust().unwrap().to_pem().unwrap();
        let app = city.app.clone().with_login_authorities(&root).unwrap();
        let answer = answered(&city, &token);
        let refused = app.log_in_by_key(&token.key_id(), signed(&answer)).await.unwrap_err();
        assert_eq!(refused.code(), Code::SignatureWrong);
        assert!(city.app.clone().with_login_authorities("no authority").is_err());
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_certificate_that_a_dba_puts_in_opens_nothing() {
    for city in cities().await {
        let (known, _) = owner(&city, "jia", Role::SecurityAdmin).await;
        let (_, cheat) = owner(&city, "yi", Role::Clerk).await;
        let Session { person_id, .. } = known;
        let key = cheat.key_id();
        city.tamper(&format!(
            "UPDATE login_key SET person_id = '{person_id}' WHERE key_id = '{key}'"
        ))
        .await;
        let answer = answered(&city, &cheat);
        let edited = city.app.log_in_by_key(&key, signed(&answer)).await;
        assert!(matches!(edited, Err(Error::Edited(_))), "{edited:?}");
        assert_ne!(city.findings().await, Vec::<&str>::new());
    }
}
