//! Makes a new city on PostgreSQL, serves it with a database role that cannot change the log, and
//! logs in.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Stdio;

use sqlx::AssertSqlSafe;

use crate::program::{fonts, run, yinxin};

const PASSWORD: &str = "Zhengzhao-2026";

/// Makes roles and a database in the test cluster. Returns the addresses for the service and the
/// owner.
async fn database() -> (String, String) {
    let base = std::env::var("TEST_POSTGRES_URL").unwrap();
    let name = format!("c{}", std::process::id());
    let admin = sqlx::PgPool::connect(&base).await.unwrap();
    for statement in [
        format!("CREATE ROLE {name}_service LOGIN"),
        format!("CREATE ROLE {name}_owner LOGIN"),
        format!("CREATE DATABASE {name} OWNER {name}_owner"),
    ] {
        sqlx::raw_sql(AssertSqlSafe(statement)).execute(&admin).await.unwrap();
    }
    let at = |role: &str| {
        let url = base.replacen("/postgres?", &format!("/{name}?"), 1);
        url.replacen("postgres@", &format!("{name}_{role}@"), 1)
    };
    (at("service"), at("owner"))
}

fn post(address: &str, path: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "POST {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[tokio::test]
async fn a_new_city_on_postgresql_is_made_served_and_logged_into() {
    let folder = tempfile::tempdir().unwrap();
    let (service, owner) = database().await;
    let file = folder.path().join("yinxin.toml");
    let text = format!(
        "[server]\nlisten = \"127.0.0.1:0\"\nsecure_cookie = true\n[database]\nurl = \"{service}\"\n\
         owner_url = \"{owner}\"\n[paths]\nkeys = \"keys\"\ncheckpoints = \"checkpoints\"\n\
         fonts = \"{}\"\n[log]\norigin = \"test/log\"\n",
        fonts().display()
    );
    std::fs::write(&file, text).unwrap();
    let config = file.to_str().unwrap();
    let early = run(&["serve", "--config", config]);
    let message = String::from_utf8_lossy(&early.stderr).into_owned();
    assert!(message.contains("yinxin init"), "{message}");
    let init = |password: &str| {
        let mut child = yinxin()
            .args(["init", "--config", config, "--city", "演示市", "--region", "440300"])
            .args(["--unit", "11440300MBXX00115G", "--unit-name", "演示单位", "--account", "admin"])
            .stdin(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(password.as_bytes()).unwrap();
        child.wait().unwrap().success()
    };
    assert!(!init("weak"), "a weak password is refused");
    assert!(init(PASSWORD), "the refused run left nothing behind");
    assert!(!init(PASSWORD), "a city can be made only once");
    // The same database with other keys: the city that is in it is not touched.
    let other = std::fs::read_to_string(&file).unwrap().replace("\"keys\"", "\"other-keys\"");
    let other_file = folder.path().join("other.toml");
    std::fs::write(&other_file, other).unwrap();
    let other = run(&["init", "--config", other_file.to_str().unwrap()]);
    let message = String::from_utf8_lossy(&other.stderr).into_owned();
    assert!(message.contains("has tables already"), "{message}");
    let mut server = yinxin()
        .args(["serve", "--config", config])
        .env("YINXIN_LOG", "off")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().rsplit("http://").next().unwrap().to_owned();
    let body = |password: &str| format!("{{\"account\":\"admin\",\"password\":\"{password}\"}}");
    let wrong = post(&address, "/api/v1/session", &body("Wrong-guess-1"));
    assert!(wrong.starts_with("HTTP/1.1 401") && wrong.contains("login_failed"), "{wrong}");
    let opened = post(&address, "/api/v1/session", &body(PASSWORD));
    assert!(opened.starts_with("HTTP/1.1 204"), "{opened}");
    assert!(opened.contains("__Host-yinxin=") && opened.contains("; Secure"), "{opened}");
    let demo = post(&address, "/api/v1/demo/session", "{\"account\":\"admin\"}");
    assert!(demo.starts_with("HTTP/1.1 404"), "a real city has no login without a password");
    let whole = run(&["audit", "verify", "--config", config, "--rows"]);
    server.kill().unwrap();
    server.wait().unwrap();
    assert!(whole.status.success(), "{}", String::from_utf8_lossy(&whole.stdout));
    assert!(run(&["doctor", "--config", config]).status.success());
}
