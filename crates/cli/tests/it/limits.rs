//! The limits of the configuration, on the built program and real sockets.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

use crate::program::{open, run, seed};

/// Serves the demo city in `data`. Returns the process and its address.
fn serve(data: &Path) -> (Child, String) {
    let (child, line) = open(data, "").unwrap();
    let line: serde_json::Value = serde_json::from_str(&line).unwrap();
    let url = line["url"].as_str().unwrap();
    let address = url.strip_prefix("http://").unwrap().trim_end_matches('/').to_owned();
    (child, address)
}

fn connect(address: &str) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    // A test that would wait for ever fails instead.
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    stream
}

/// Sends a request, or its beginning, and reads until the server closes the connection.
fn answer(address: &str, request: &str) -> String {
    let mut stream = connect(address);
    let _ = stream.write_all(request.as_bytes());
    let mut bytes = vec![];
    let ended = stream.read_to_end(&mut bytes);
    let waited = ended.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock);
    assert!(!waited, "the server did not close the connection");
    String::from_utf8_lossy(&bytes).into_owned()
}

const HEALTH: &str = "GET /api/v1/health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";

/// Opens connections that ask for nothing until the server turns one away, or `most` are open.
fn crowd(address: &str, most: usize) -> Vec<TcpStream> {
    let mut open = vec![];
    while open.len() < most && answer(address, HEALTH).contains("200 OK") {
        open.push(connect(address));
    }
    open
}

/// Writes the limits into the configuration of the city.
fn configure(data: &Path, changes: &[(&str, &str)]) {
    let file = data.join("yinxin.toml");
    let text = fs::read_to_string(&file).unwrap();
    let line = |line: &str| {
        let changed = changes.iter().find(|(key, _)| line.split(" = ").next() == Some(*key));
        changed.map_or_else(|| line.to_owned(), |(key, value)| format!("{key} = {value}"))
    };
    let lines: Vec<String> = text.lines().map(line).collect();
    fs::write(&file, lines.join("\n")).unwrap();
}

#[test]
fn the_configured_limits_hold_on_the_built_program() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("city");
    seed(&data, 20);

    // Control: with generous limits, one address opens as many connections as it likes.
    let (mut server, address) = serve(&data);
    assert_eq!(crowd(&address, 40).len(), 40);
    server.kill().unwrap();
    server.wait().unwrap();

    let limits = [
        ("connections_per_address", "8"),
        ("head_seconds", "1"),
        ("body_seconds", "2"),
        ("body_pause_seconds", "1"),
    ];
    configure(&data, &limits);
    let (mut server, address) = serve(&data);
    let open = crowd(&address, 40);
    assert!(open.len() <= 8, "{} connections", open.len());
    // They asked for nothing, so the server closes them, and then there is room again.
    for mut stream in open {
        let mut bytes = vec![];
        let _ = stream.read_to_end(&mut bytes);
        assert!(!String::from_utf8_lossy(&bytes).contains("200 OK"));
    }
    while !answer(&address, HEALTH).contains("200 OK") {}
    // A head without an end, a body that stops, and a body that is not taken at all.
    assert!(!answer(&address, "GET /api/v1/health HTTP/1.1\r\nhost: x\r\n").contains("200 OK"));
    let post = |path: &str, length: usize, body: &str| {
        format!(
            "POST {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\
             content-type: application/ofd\r\ncontent-length: {length}\r\n\r\n{body}"
        )
    };
    let slow = answer(&address, &post("/api/v1/verify", 10, "junk"));
    assert!(slow.starts_with("HTTP/1.1 408") && slow.contains("request_slow"), "{slow}");
    let whole = answer(&address, &post("/api/v1/verify", 4, "junk"));
    assert!(whole.starts_with("HTTP/1.1 200"), "negative control: {whole}");
    for (path, status) in [("/api/v1/nowhere", "404"), ("/api/v1/applications", "401")] {
        // Nothing of the body is sent, so an answer shows that nobody waited for it.
        let refused = answer(&address, &post(path, 10_000_000, ""));
        assert!(refused.starts_with(&format!("HTTP/1.1 {status}")), "{refused}");
    }
    server.kill().unwrap();
    server.wait().unwrap();
}

#[test]
fn a_limit_outside_its_bounds_stops_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("city");
    seed(&data, 20);
    let config = data.join("yinxin.toml");
    let config = config.to_str().unwrap();
    assert!(run(&["doctor", "--config", config]).status.success(), "negative control");
    configure(&data, &[("heavy_queue", "0")]);
    let mut refused = crate::program::yinxin();
    refused.args(["serve", "--config", config]).stdout(Stdio::null());
    let refused = refused.output().unwrap();
    let message = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && message.contains("limits.heavy_queue = 0"), "{message}");
}
