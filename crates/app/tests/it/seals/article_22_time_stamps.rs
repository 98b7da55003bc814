//! 第二十二条 (Art. 22): the time of a seal does not depend on the signer's word alone. A token
//! over the signature proves when it existed, from the city's own time stamper or from an outside
//! one.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use app::Parts;
use app::background::Worked;
use app::drawing::OwnTimeStamper;
use app::ports::TimeStamper;
use app::verify::{Outcome, Verdict};
use outside::{Authorities, HttpTimeStamper};
use seal::signer::{KeyRef, Role, SoftSigner};
use seal::sm2::SecretKey;
use seal::time_stamp::{Authority, Request};
use seal::x509::{Ca, Profile, SubjectName, Validity};

use testkit::{NOW, cities_with, content, licence};

fn with_own_stamper(parts: Parts) -> Parts {
    let own = OwnTimeStamper {
        keys: Arc::clone(&parts.keys),
        clock: Arc::clone(&parts.clock),
        randomness: Arc::clone(&parts.randomness),
    };
    Parts { time_stamper: Some(Arc::new(own)), ..parts }
}

#[tokio::test]
async fn a_token_of_the_citys_own_time_stamper_is_verified_with_the_seal() {
    for city in cities_with(with_own_stamper).await {
        city.publish(&licence()).await;
        let issued = city.issued(content()).await;
        let file = city.file(&issued.identifier).await;
        let verified = city.app.verify_file(&file).await.unwrap();
        assert_eq!(verified.verdict, Verdict::Valid, "{}", verified.summary_zh);
        let token = verified.checks.iter().find(|check| check.name.ends_with("time_stamp"));
        let token = token.unwrap_or_else(|| panic!("{:?}", verified.checks));
        assert_eq!(token.outcome, Outcome::Passed);
        city.check_everything().await;
    }
}

/// How the outside authority answers.
#[derive(Clone, Copy, PartialEq)]
enum Behaviour {
    Proper,
    /// The token is over another digest.
    OtherImprint,
    /// The answer contains no token.
    Broken,
    /// The token is an hour ahead of the city's clock.
    Future,
}

/// Starts an outside authority with its own root behind HTTP, and returns its address and the
/// number of requests so far. It answers with the given behaviours in turn, and properly
/// afterwards.
fn authority(behaviours: Vec<Behaviour>) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/tsa", listener.local_addr().unwrap());
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    std::thread::spawn(move || {
        let (root, key) = (KeyRef::new(Role::Ca, "root"), KeyRef::new(Role::Api, "tsa"));
        let mut signer = SoftSigner::hedged(Box::new(|_| {}));
        let mut number = 40;
        let mut draw = move |bytes: &mut [u8]| {
            number += 1;
            bytes.fill(number);
        };
        for key in [&root, &key] {
            signer.insert(key.clone(), SecretKey::generate(&mut draw).unwrap()).unwrap();
        }
        let life = Validity { from: NOW / 1000 - 1_000, until: NOW / 1000 + 100_000_000 };
        let name = |text: &str| SubjectName::new("授时机构", text);
        let ca = Ca::new_root(&signer, root, &name("root"), life, &mut draw).unwrap();
        let public = seal::signer::Signer::public_key(&signer, &key).unwrap();
        let x509 = ca.issue(Profile::TimeStamper, &name("tsa"), &public, life, &mut draw).unwrap();
        let authority = Authority { signer: &signer, key, x509 };
        for (at, stream) in listener.incoming().enumerate() {
            let behaviour = behaviours.get(at).copied().unwrap_or(Behaviour::Proper);
            count.fetch_add(1, Ordering::SeqCst);
            answer(stream.unwrap(), &authority, behaviour);
        }
    });
    (url, asked)
}

fn answer(stream: TcpStream, authority: &Authority<'_>, behaviour: Behaviour) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let line = line.trim().to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line.is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let mut request = Request::read(&body).unwrap();
    if behaviour == Behaviour::OtherImprint {
        request.imprint[0] ^= 1;
    }
    let der = match behaviour {
        Behaviour::Broken => b"no token".to_vec(),
        Behaviour::Proper | Behaviour::OtherImprint => {
            authority.answer(&request, &[9], NOW / 1000).unwrap()
        }
        Behaviour::Future => authority.answer(&request, &[9], NOW / 1000 + 3_600).unwrap(),
    };
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/timestamp-reply\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n",
        der.len()
    );
    let mut stream = stream;
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(&der).unwrap();
}

#[tokio::test]
async fn an_outside_authority_is_asked_again_until_its_token_is_right() {
    let behaviours = vec![Behaviour::Broken, Behaviour::OtherImprint, Behaviour::Future];
    let tries_of_the_first = behaviours.len();
    let (url, asked) = authority(behaviours);
    let stamper: Arc<dyn TimeStamper> =
        Arc::new(HttpTimeStamper::new(&url, &Authorities::default()).unwrap());
    let with_stamper = |parts| Parts { time_stamper: Some(Arc::clone(&stamper)), ..parts };
    for (at, city) in cities_with(with_stamper).await.iter().enumerate() {
        city.publish(&licence()).await;
        let identifier = city.registered(content()).await;
        let tries = if at == 0 { tries_of_the_first } else { 0 };
        for _ in 0..tries {
            assert_eq!(city.app.work_once().await.unwrap(), Worked::Postponed);
            city.clock.forward(60_000);
        }
        assert_eq!(city.app.work_once().await.unwrap(), Worked::Done);
        let file = city.file(&identifier).await;
        let verified = city.app.verify_file(&file).await.unwrap();
        // The token is signed, but the city does not trust its authority, so the check does not
        // pass.
        let token = verified.checks.iter().find(|check| check.name.ends_with("time_stamp"));
        assert_ne!(token.unwrap().outcome, Outcome::Passed);
        city.check_everything().await;
    }
    assert_eq!(asked.load(Ordering::SeqCst), 5);
}

/// The clock of the verifier decides: whoever states a later time wants a signature to count longer than its
/// key. The tolerance is that of the configuration.
#[tokio::test]
async fn a_file_that_says_it_was_sealed_in_the_future_is_not_valid() {
    for city in cities_with(with_own_stamper).await {
        city.publish(&licence()).await;
        let issued = city.issued(content()).await;
        let file = city.file(&issued.identifier).await;
        let outcomes = async |app: &app::App| {
            let verified = app.verify_file(&file).await.unwrap();
            let of = |name: &str| {
                verified.checks.iter().find(|check| check.name == name).map(|check| check.outcome)
            };
            (verified.verdict, of("signing.time"), of("time_stamp"))
        };
        let (passed, failed) = (Some(Outcome::Passed), Some(Outcome::Failed));
        assert_eq!(outcomes(&city.app).await, (Verdict::Valid, passed, passed));
        // A tolerance below zero puts the same file into the future, as a clock that is behind would.
        let behind = city.app.clone().with_clocks_ahead(-3_600);
        assert_eq!(outcomes(&behind).await, (Verdict::Invalid, failed, failed));
        let trust = city.app.keys().trust_bundle().unwrap();
        let sealed = city.app.now() / 1_000;
        let alone =
            |latest| app::verify::verify_alone_until(&file, &trust, latest).unwrap().verdict;
        assert_eq!(alone(sealed + 300), Verdict::Valid, "negative control");
        assert_eq!(alone(sealed - 3_600), Verdict::Invalid);
        city.check_everything().await;
    }
}
