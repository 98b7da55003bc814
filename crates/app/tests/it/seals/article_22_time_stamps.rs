//! 第二十二条: a seal's time is not only its signer's word: a token over the signature says when it
//! existed, by the city's stamper or by one outside.

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
async fn the_citys_own_token_stands_in_the_seal_and_is_verified() {
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

/// How the outside authority behaves.
#[derive(Clone, Copy, PartialEq)]
enum Manner {
    Proper,
    /// A token over something else.
    OtherImprint,
    /// No token at all.
    Broken,
}

/// An authority of its own, with a root of its own, behind HTTP. Answers in the given manners, then
/// properly.
fn authority(manners: Vec<Manner>) -> (String, Arc<AtomicUsize>) {
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
            let manner = manners.get(at).copied().unwrap_or(Manner::Proper);
            count.fetch_add(1, Ordering::SeqCst);
            answer(stream.unwrap(), &authority, manner);
        }
    });
    (url, asked)
}

fn answer(stream: TcpStream, authority: &Authority<'_>, manner: Manner) {
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
    if manner == Manner::OtherImprint {
        request.imprint[0] ^= 1;
    }
    let der = match manner {
        Manner::Broken => b"no token".to_vec(),
        Manner::Proper | Manner::OtherImprint => {
            authority.answer(&request, &[9], NOW / 1000).unwrap()
        }
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
    let (url, asked) = authority(vec![Manner::Broken, Manner::OtherImprint]);
    let stamper: Arc<dyn TimeStamper> =
        Arc::new(HttpTimeStamper::new(&url, &Authorities::default()).unwrap());
    let with_stamper = |parts| Parts { time_stamper: Some(Arc::clone(&stamper)), ..parts };
    for (at, city) in cities_with(with_stamper).await.iter().enumerate() {
        city.publish(&licence()).await;
        let identifier = city.registered(content()).await;
        let tries = if at == 0 { 2 } else { 0 };
        for _ in 0..tries {
            assert_eq!(city.app.work_once().await.unwrap(), Worked::Postponed);
            city.clock.forward(60_000);
        }
        assert_eq!(city.app.work_once().await.unwrap(), Worked::Done);
        let file = city.file(&identifier).await;
        let verified = city.app.verify_file(&file).await.unwrap();
        // Signed well, but by nobody whom this city trusts: said, and not taken for a proof.
        let token = verified.checks.iter().find(|check| check.name.ends_with("time_stamp"));
        assert_ne!(token.unwrap().outcome, Outcome::Passed);
        city.check_everything().await;
    }
    assert_eq!(asked.load(Ordering::SeqCst), 4);
}
