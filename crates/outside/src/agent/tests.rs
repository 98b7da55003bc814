//! A server with a key of its own, and callers who trust its authority or do not. OpenSSL makes the keys.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::*;

fn openssl(folder: &Path, arguments: &str) {
    let done = Command::new("openssl").args(arguments.split(' ')).current_dir(folder).output();
    let done = done.unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

/// An authority `ca.pem`, and a server `server.pem` with `server.key` under it, for 127.0.0.1.
fn authority(folder: &Path) {
    let new = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2";
    openssl(folder, &format!("{new} -subj /CN=ca -keyout ca.key -out ca.pem"));
    let server =
        "-subj /CN=server -addext subjectAltName=IP:127.0.0.1 -addext basicConstraints=CA:FALSE";
    openssl(
        folder,
        &format!("{new} {server} -CA ca.pem -CAkey ca.key -keyout server.key -out server.pem"),
    );
}

/// Answers every request with `good`; connections that fail are passed over.
fn serve(folder: &Path) -> String {
    let chain = CertificateDer::from_pem_file(folder.join("server.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(folder.join("server.key")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![chain], key)
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}/", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let connection = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut tls = rustls::StreamOwned::new(connection, stream.unwrap());
            let mut request = [0; 4096];
            if tls.read(&mut request).is_ok() {
                let answer =
                    "HTTP/1.1 200 OK\r\ncontent-length: 4\r\nconnection: close\r\n\r\ngood";
                drop(tls.write_all(answer.as_bytes()).and_then(|()| tls.flush()));
                tls.conn.send_close_notify();
                drop(tls.flush());
            }
        }
    });
    url
}

#[test]
fn a_server_is_answered_only_under_the_authority_that_was_named() {
    let (own, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    authority(own.path());
    authority(other.path());
    let url = serve(own.path());
    let ask = |folder: &Path| {
        let pem = std::fs::read_to_string(folder.join("ca.pem")).unwrap();
        let agent = agent(&url, &Authorities::from_pem(&pem).unwrap()).unwrap();
        let answer = agent.get(&url).call().map_err(|error| error.to_string());
        answer.map(|mut answer| answer.body_mut().read_to_string().unwrap())
    };
    assert_eq!(ask(own.path()).as_deref(), Ok("good"));
    let refused = ask(other.path()).unwrap_err();
    assert!(refused.contains("certificate") || refused.contains("UnknownIssuer"), "{refused}");
    assert_eq!(ask(own.path()).as_deref(), Ok("good"), "the server is still there");
}

#[test]
fn a_file_without_authorities_is_refused() {
    assert!(Authorities::from_pem("").unwrap_err().contains("no X.509 certificate"));
    assert!(Authorities::from_pem("-----BEGIN CERTIFICATE-----\n!\n").is_err());
}
