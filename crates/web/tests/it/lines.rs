//! Connections that are slow, idle or too many, over real sockets. The controls are the same attacks with
//! the limit lifted: then the server puts up with them.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, spawn_blocking};

use crate::browser::router;
use testkit::{City, cities};
use web::ConnectionLimits;

const BRIEF: Duration = Duration::from_millis(200);
const HOUR: Duration = Duration::from_secs(3600);
const REQUEST: &str = "GET /api/v1/health HTTP/1.1\r\nhost: x\r\n\r\n";
/// The last request of a connection.
const LAST: &str = "GET /api/v1/health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";

/// Limits that no test reaches.
fn lifted() -> ConnectionLimits {
    ConnectionLimits { head: HOUR, idle: HOUR, write: HOUR, ..ConnectionLimits::default() }
}

struct Server {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Server {
    async fn start(router: &Router, limits: ConnectionLimits) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let stopped = async { drop(stopped.await) };
        let task = tokio::spawn(web::serve(listener, router.clone(), limits, stopped));
        Self { address, stop, task }
    }

    /// Runs a client, which blocks, beside the server.
    async fn with<T: Send + 'static>(
        &self,
        client: impl FnOnce(SocketAddr) -> T + Send + 'static,
    ) -> T {
        let address = self.address;
        spawn_blocking(move || client(address)).await.unwrap()
    }

    async fn stop(self) {
        self.stop.send(()).unwrap();
        self.task.await.unwrap();
    }
}

/// The city must be kept as long as the router, because its database lies in its folder.
async fn city_router() -> (City, Router) {
    let city = cities().await.remove(0);
    let router = router(&city);
    (city, router)
}

fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    // A test that would wait for ever fails instead.
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    stream
}

/// Reads until the server closes the connection.
fn rest(mut stream: &TcpStream) -> String {
    let mut bytes = vec![];
    // A connection that is reset has ended too.
    let ended = stream.read_to_end(&mut bytes);
    let waited = ended.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock);
    assert!(!waited, "the server did not close the connection");
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Reads the head of one answer and its body.
fn answer(mut stream: &TcpStream) -> String {
    let (mut bytes, mut one) = (vec![], [0]);
    while !bytes.ends_with(b"\r\n\r\n") && stream.read(&mut one).unwrap_or(0) == 1 {
        bytes.push(one[0]);
    }
    let head = String::from_utf8(bytes).unwrap();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    stream.read_exact(&mut body).unwrap();
    head
}

fn ask(mut stream: &TcpStream) -> String {
    stream.write_all(REQUEST.as_bytes()).unwrap();
    answer(stream)
}

/// Sends a head byte by byte, with pauses that add up to much more than [`BRIEF`]. Returns the answer,
/// which is empty if the server closed the connection before.
fn slow_head(address: SocketAddr) -> String {
    let mut stream = connect(address);
    for byte in LAST.as_bytes() {
        if stream.write_all(&[*byte]).is_err() {
            break;
        }
        std::thread::sleep(BRIEF / 10);
    }
    rest(&stream)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_trickles_is_given_up() {
    let (_city, router) = city_router().await;
    let server = Server::start(&router, ConnectionLimits { head: BRIEF, ..lifted() }).await;
    assert!(server.with(|at| ask(&connect(at))).await.contains("200 OK"), "negative control");
    assert!(!server.with(slow_head).await.contains("200 OK"));
    // The second head of a connection has the same time, from its first byte on.
    let second = server.with(|at| {
        let mut stream = connect(at);
        assert!(ask(&stream).contains("200 OK"));
        std::thread::sleep(2 * BRIEF);
        assert!(ask(&stream).contains("200 OK"), "idle for longer than a head may take");
        stream.write_all(b"GET /api/v1/health HTTP/1.1\r\n").unwrap();
        rest(&stream)
    });
    assert!(!second.await.contains("200 OK"));
    server.stop().await;
    // Control: with the limit lifted, one slow client holds a connection as long as it likes.
    let server = Server::start(&router, lifted()).await;
    assert!(server.with(slow_head).await.contains("200 OK"));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_asks_nothing_is_closed() {
    let (_city, router) = city_router().await;
    let server = Server::start(&router, ConnectionLimits { head: BRIEF, ..lifted() }).await;
    assert_eq!(server.with(|at| rest(&connect(at))).await, "", "it never asked");
    server.stop().await;
    let limits = ConnectionLimits { head: BRIEF, idle: BRIEF, ..lifted() };
    let server = Server::start(&router, limits).await;
    let after = server.with(|at| {
        let stream = connect(at);
        assert!(ask(&stream).contains("200 OK"));
        rest(&stream)
    });
    assert_eq!(after.await, "", "it asked once");
    server.stop().await;
    // Control: with the limits lifted, it is still served later.
    let server = Server::start(&router, lifted()).await;
    let later = server.with(|at| {
        let stream = connect(at);
        std::thread::sleep(3 * BRIEF);
        assert!(ask(&stream).contains("200 OK"));
        std::thread::sleep(3 * BRIEF);
        ask(&stream)
    });
    assert!(later.await.contains("200 OK"));
    server.stop().await;
}

/// Opens `count` connections that are all served, and then one more. Returns what that one gets.
fn one_more_than(count: usize, address: SocketAddr) -> (Vec<TcpStream>, String) {
    let open: Vec<TcpStream> = (0..count).map(|_| connect(address)).collect();
    for stream in &open {
        let answered = ask(stream);
        assert!(answered.contains("200 OK"), "{answered}");
    }
    let mut more = connect(address);
    // The server may have closed it already.
    drop(more.write_all(LAST.as_bytes()));
    let answered = rest(&more);
    (open, answered)
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_are_limited_for_each_address_and_in_all() {
    let (_city, router) = city_router().await;
    for limits in [
        ConnectionLimits { per_address: 4, ..lifted() },
        ConnectionLimits { connections: 4, ..lifted() },
    ] {
        let server = Server::start(&router, limits).await;
        let (mut open, answered) = server.with(|at| one_more_than(4, at)).await;
        assert!(answered.starts_with("HTTP/1.1 503"), "{answered}");
        // When one of them ends, there is room again. The server may need a moment to notice.
        drop(open.pop());
        let again = server.with(|at| {
            loop {
                let mut stream = connect(at);
                drop(stream.write_all(LAST.as_bytes()));
                if rest(&stream).contains("200 OK") {
                    break;
                }
            }
        });
        again.await;
        drop(open);
        server.stop().await;
    }
    // Control: with the limits lifted, one address gets as many as it likes.
    let server = Server::start(&router, lifted()).await;
    let (open, answered) = server.with(|at| one_more_than(40, at)).await;
    assert!(answered.contains("200 OK"), "{answered}");
    drop(open);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_too_many_is_told_when_to_come_back() {
    let (_city, router) = city_router().await;
    let server = Server::start(&router, ConnectionLimits { per_address: 1, ..lifted() }).await;
    let told = server.with(|at| {
        let first = connect(at);
        assert!(ask(&first).contains("200 OK"));
        // It sends nothing, so that nothing resets the connection before the answer is read.
        rest(&connect(at))
    });
    let told = told.await;
    assert!(told.starts_with("HTTP/1.1 503") && told.contains("retry-after: 5"), "{told}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_a_trusted_gateway_the_client_is_counted_and_not_the_gateway() {
    let (_city, router) = city_router().await;
    let gateway = vec!["127.0.0.1".parse().unwrap()];
    let limits = ConnectionLimits { per_address: 1, trusted_proxies: gateway, ..lifted() };
    let server = Server::start(&router, limits).await;
    let (open, answered) = server.with(|at| one_more_than(8, at)).await;
    assert!(answered.contains("200 OK"), "the gateway has more than one connection: {answered}");
    drop(open);
    // Two uploads of one client at a time, the first of which does not end. The server asks for its body,
    // so it has begun when the others come.
    let head = |client: &str, more: &str| {
        format!(
            "POST /api/v1/verify HTTP/1.1\r\nhost: x\r\ncontent-type: application/ofd\r\n\
             x-forwarded-for: {client}\r\ncontent-length: 4\r\n{more}\r\n"
        )
    };
    let (busy, other, after) = server
        .with(move |at| {
            let send = |text: String| {
                let mut stream = connect(at);
                stream.write_all(text.as_bytes()).unwrap();
                stream
            };
            let mut first = send(head("192.0.2.7", "expect: 100-continue\r\n"));
            assert!(answer(&first).starts_with("HTTP/1.1 100"));
            let busy = answer(&send(head("192.0.2.7", "") + "junk"));
            let other = answer(&send(head("192.0.2.8", "") + "junk"));
            first.write_all(b"junk").unwrap();
            (busy, other, answer(&first))
        })
        .await;
    assert!(busy.starts_with("HTTP/1.1 503"), "{busy}");
    assert!(busy.contains("retry-after: 5"), "{busy}");
    assert!(other.starts_with("HTTP/1.1 200"), "{other}");
    assert!(after.starts_with("HTTP/1.1 200"), "{after}");
    server.stop().await;
}

/// Number of answers in `big_answers`. Together they are larger than all buffers on the way.
const ANSWERS: usize = 200;

/// Asks for many large answers at once, waits, and then reads what comes. Returns the number of answers.
fn big_answers(address: SocketAddr, wait: Duration) -> usize {
    let mut stream = connect(address);
    let request = "GET /api/v1/openapi.json HTTP/1.1\r\nhost: x\r\n\r\n";
    stream.write_all(request.repeat(ANSWERS - 1).as_bytes()).unwrap();
    stream.write_all(LAST.as_bytes()).unwrap();
    std::thread::sleep(wait);
    rest(&stream).matches("HTTP/1.1 200 OK").count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_takes_no_answer_is_given_up() {
    let (_city, router) = city_router().await;
    let server = Server::start(&router, ConnectionLimits { write: BRIEF, ..lifted() }).await;
    let all = server.with(|at| big_answers(at, Duration::ZERO)).await;
    assert_eq!(all, ANSWERS, "negative control: a client that reads");
    assert!(server.with(|at| big_answers(at, 10 * BRIEF)).await < ANSWERS);
    server.stop().await;
    // Control: with the limit lifted, the server keeps the answers for it.
    let server = Server::start(&router, lifted()).await;
    assert_eq!(server.with(|at| big_answers(at, 10 * BRIEF)).await, ANSWERS);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_is_still_sending_gets_its_refusal() {
    let (_city, router) = city_router().await;
    let server = Server::start(&router, lifted()).await;
    let refused = server.with(|at| {
        let mut stream = connect(at);
        let length = 10 * 1024 * 1024;
        let head = format!("POST /api/v1/nowhere HTTP/1.1\r\nhost: x\r\ncontent-length: {length}");
        stream.write_all(format!("{head}\r\n\r\n").as_bytes()).unwrap();
        stream.write_all(&vec![0; length]).unwrap();
        rest(&stream)
    });
    let refused = refused.await;
    assert!(refused.starts_with("HTTP/1.1 404") && refused.contains("not_found"), "{refused}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn heads_with_too_many_or_too_large_headers_are_refused() {
    let (_city, router) = city_router().await;
    let server = Server::start(&router, lifted()).await;
    let send = |headers: String| {
        server.with(move |at| {
            let mut stream = connect(at);
            let last = LAST.replacen("host: x\r\n", &format!("host: x\r\n{headers}"), 1);
            drop(stream.write_all(last.as_bytes()));
            rest(&stream)
        })
    };
    assert!(send("a: b\r\n".repeat(90)).await.contains("200 OK"), "negative control");
    assert!(!send("a: b\r\n".repeat(110)).await.contains("200 OK"));
    assert!(send(format!("a: {}\r\n", "b".repeat(20_000))).await.contains("200 OK"), "control");
    assert!(!send(format!("a: {}\r\n", "b".repeat(40_000))).await.contains("200 OK"));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_ends_idle_connections_and_gives_up_open_requests_at_the_deadline() {
    let (_city, router) = city_router().await;
    let server = Server::start(&router, ConnectionLimits { shutdown: BRIEF, ..lifted() }).await;
    let (idle, mut open) = server
        .with(|at| {
            let idle = connect(at);
            assert!(ask(&idle).contains("200 OK"), "negative control");
            let mut open = connect(at);
            let head = "POST /api/v1/verify HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n";
            let expects = "content-type: application/ofd\r\nexpect: 100-continue\r\n\r\n";
            open.write_all(format!("{head}{expects}").as_bytes()).unwrap();
            assert!(answer(&open).starts_with("HTTP/1.1 100"), "the server waits for the body");
            (idle, open)
        })
        .await;
    // Without the deadline this would wait for the body for as long as a body may take.
    server.stop().await;
    assert_eq!(rest(&idle), "");
    drop(open.write_all(b"junk"));
    assert!(!rest(&open).contains("200 OK"));
}
