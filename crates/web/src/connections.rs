//! Connections: how many there may be, in all and for one client address, and how slow they may be.
//!
//! The server speaks HTTP/1.1 only; TLS and HTTP/2 end at the gateway in front of it. Requests that come
//! from a trusted gateway carry the address of the client in `x-forwarded-for`; then the address is
//! counted for each request and not for each connection, because the gateway's connections are shared.

mod line;

use std::collections::HashMap;
use std::fmt;
use std::future::poll_fn;
use std::net::{IpAddr, Ipv6Addr};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderMap, Request};
use axum::response::IntoResponse;
use domain::Code;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::AsyncWrite;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::problem::{Problem, RETRY_AFTER};
use line::{Line, Phase};

/// Largest number of headers of a request, and of their bytes together with the first line.
const MAX_HEADERS: usize = 100;
const MAX_HEADER_BYTES: usize = 32 * 1024;
/// Bytes of a connection that are read ahead.
const BUFFER_BYTES: usize = 64 * 1024;
/// Most connections that get an answer at a time when they are turned away.
const MAX_LEAVING: usize = 64;
/// Header in which a gateway names the client.
const FORWARDED_HEADER: &str = "x-forwarded-for";
/// Pause after an error of `accept`, such as too many open files.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// The limits of connections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectionLimits {
    /// Most connections in all.
    pub connections: usize,
    /// Most connections of one client address; of a client behind a trusted gateway, most requests at
    /// a time. An IPv6 client is counted by the first 64 bits of its address.
    pub per_address: usize,
    /// How long a new connection may take until its first head is complete, and every later head from
    /// its first byte on.
    pub head: Duration,
    /// How long a connection may stay open between two requests.
    pub idle: Duration,
    /// How long a client may take no byte of an answer.
    pub write: Duration,
    /// How long open requests may take after the signal to stop.
    pub shutdown: Duration,
    /// Addresses of the gateways whose `x-forwarded-for` is believed.
    pub trusted_proxies: Vec<IpAddr>,
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        Self {
            connections: 768,
            per_address: 256,
            head: Duration::from_secs(10),
            idle: Duration::from_secs(60),
            write: Duration::from_secs(30),
            shutdown: Duration::from_secs(20),
            trusted_proxies: Vec::new(),
        }
    }
}

/// The address of the client of a request, as an extension of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClientAddress(IpAddr);

impl ClientAddress {
    /// An IPv6 client usually owns all addresses with the same first 64 bits, so they count as one.
    fn of(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(address) => {
                IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)))
            }
            v4 @ IpAddr::V4(_) => v4,
        })
    }
}

impl fmt::Display for ClientAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The client of a request that came from `peer`: of the addresses in `x-forwarded-for`, the last one
/// that is no trusted gateway, because what stands before it may be written by the client.
fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> ClientAddress {
    let mut client = peer.to_canonical();
    let lines: Vec<&str> =
        headers.get_all(FORWARDED_HEADER).iter().filter_map(|line| line.to_str().ok()).collect();
    for part in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
        if !trusted.contains(&client) {
            break;
        }
        let Ok(address) = part.trim().parse::<IpAddr>() else { break };
        client = address.to_canonical();
    }
    ClientAddress::of(client)
}

/// Counts what each client address has open.
#[derive(Default)]
struct Addresses(Mutex<HashMap<ClientAddress, usize>>);

impl Addresses {
    fn open(&self) -> MutexGuard<'_, HashMap<ClientAddress, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts one more until the result is dropped; `None` if the address has as many as it may.
    fn enter(self: &Arc<Self>, address: ClientAddress, most: usize) -> Option<Entered> {
        let mut open = self.open();
        let count = open.entry(address).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        drop(open);
        Some(Entered { addresses: Arc::clone(self), address })
    }
}

struct Entered {
    addresses: Arc<Addresses>,
    address: ClientAddress,
}

impl Drop for Entered {
    fn drop(&mut self) {
        let mut open = self.addresses.open();
        if let Some(count) = open.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.address);
            }
        }
    }
}

/// What all connections share.
struct Server {
    router: Router,
    limits: ConnectionLimits,
    addresses: Arc<Addresses>,
    turned_away: AtomicU64,
}

/// Serves until `stop` is ready. Then no connection is accepted any more, idle ones are closed, and open
/// requests have [`ConnectionLimits::shutdown`] to end.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: ConnectionLimits,
    stop: impl Future<Output = ()>,
) {
    let server = Arc::new(Server {
        router,
        limits,
        addresses: Arc::default(),
        turned_away: AtomicU64::new(0),
    });
    let (closing, closed) = watch::channel(false);
    let (mut open, mut leaving) = (JoinSet::new(), JoinSet::new());
    let mut stop = pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            Some(_) = open.join_next(), if !open.is_empty() => {}
            Some(_) = leaving.join_next(), if !leaving.is_empty() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    if let Some(stream) = server.admit(&mut open, stream, peer.ip(), &closed) {
                        server.turn_away(&mut leaving, stream);
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            },
        }
    }
    drop(listener);
    closing.send_replace(true);
    let all = async { while open.join_next().await.is_some() {} };
    if tokio::time::timeout(server.limits.shutdown, all).await.is_err() {
        tracing::warn!("requests were still open at the end of the time for stopping");
    }
}

impl Server {
    /// Serves a connection in a task of its own, or returns it if it is one too many.
    fn admit(
        self: &Arc<Self>,
        open: &mut JoinSet<()>,
        stream: TcpStream,
        peer: IpAddr,
        closed: &watch::Receiver<bool>,
    ) -> Option<TcpStream> {
        let trusted = self.limits.trusted_proxies.contains(&peer.to_canonical());
        let entered = || self.addresses.enter(ClientAddress::of(peer), self.limits.per_address);
        let entered = if trusted { None } else { entered() };
        if open.len() >= self.limits.connections || (entered.is_none() && !trusted) {
            return Some(stream);
        }
        let (server, closed) = (Arc::clone(self), closed.clone());
        open.spawn(async move {
            server.converse(stream, peer, trusted, closed).await;
            drop(entered);
        });
        None
    }

    /// Answers a connection that is one too many and closes it. If many are being closed at this moment,
    /// it gets no answer.
    fn turn_away(&self, leaving: &mut JoinSet<()>, stream: TcpStream) {
        if leaving.len() < MAX_LEAVING {
            let mut line = Line::new(stream, &self.limits, Arc::default());
            let answer = format!(
                "HTTP/1.1 503 Service Unavailable\r\nretry-after: {RETRY_AFTER}\r\n\
                 connection: close\r\ncontent-length: 0\r\n\r\n"
            );
            leaving.spawn(async move {
                // A new connection takes these few bytes at once. If the client has gone, nothing is lost.
                let line = &mut line;
                drop(poll_fn(|cx| Pin::new(&mut *line).poll_write(cx, answer.as_bytes())).await);
                drop(poll_fn(|cx| Pin::new(&mut *line).poll_shutdown(cx)).await);
            });
        }
        let count = self.turned_away.fetch_add(1, Ordering::Relaxed) + 1;
        // A flood must not fill the log.
        if count.is_power_of_two() {
            tracing::warn!(count, "connections were turned away");
        }
    }

    /// Serves the requests of one connection.
    async fn converse(
        &self,
        stream: TcpStream,
        peer: IpAddr,
        trusted: bool,
        mut closed: watch::Receiver<bool>,
    ) {
        let phase = Arc::new(Phase::default());
        let io = TokioIo::new(Line::new(stream, &self.limits, Arc::clone(&phase)));
        let router = TowerToHyperService::new(self.router.clone());
        let service = service_fn(|mut request: Request<Incoming>| {
            phase.begin();
            let (phase, router) = (Arc::clone(&phase), router.clone());
            let from = client(peer, request.headers(), &self.limits.trusted_proxies);
            let entered = trusted.then(|| self.addresses.enter(from, self.limits.per_address));
            request.extensions_mut().insert(from);
            async move {
                let answer = if matches!(entered, Some(None)) {
                    Ok(Problem::of(Code::Busy).into_response())
                } else {
                    router.call(request).await
                };
                phase.end();
                answer
            }
        });
        let mut protocol = http1::Builder::new();
        protocol
            .timer(TokioTimer::new())
            .header_read_timeout(self.limits.idle.max(self.limits.head))
            .max_headers(MAX_HEADERS)
            .max_header_size(MAX_HEADER_BYTES)
            .max_buf_size(BUFFER_BYTES);
        let mut connection = pin!(protocol.serve_connection(io, service));
        let ended = tokio::select! {
            ended = connection.as_mut() => Some(ended),
            _ = closed.wait_for(|closed| *closed) => None,
        };
        let ended = match ended {
            Some(ended) => ended,
            None => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            tracing::debug!(%error, "a connection ended");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(peer: &str, forwarded: &[&'static str], trusted: &[&str]) -> String {
        let trusted: Vec<IpAddr> = trusted.iter().map(|text| text.parse().unwrap()).collect();
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append(FORWARDED_HEADER, line.parse().unwrap());
        }
        client(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn only_a_trusted_gateway_names_the_client() {
        let gateway = &["10.0.0.1", "10.0.0.2"];
        assert_eq!(from("10.0.0.1", &["192.0.2.7"], gateway), "192.0.2.7");
        assert_eq!(from("192.0.2.9", &["192.0.2.7"], gateway), "192.0.2.9", "not from the gateway");
        // What the client wrote stands before what the gateway added.
        assert_eq!(from("10.0.0.1", &["198.51.100.1, 192.0.2.7"], gateway), "192.0.2.7");
        assert_eq!(from("10.0.0.1", &["198.51.100.1", "192.0.2.7"], gateway), "192.0.2.7");
        assert_eq!(from("10.0.0.1", &["192.0.2.7, 10.0.0.2"], gateway), "192.0.2.7");
        assert_eq!(from("10.0.0.1", &["nonsense"], gateway), "10.0.0.1");
        assert_eq!(from("10.0.0.1", &[], gateway), "10.0.0.1");
    }

    #[test]
    fn an_ipv6_client_counts_by_its_network_and_a_mapped_address_as_ipv4() {
        assert_eq!(from("2001:db8:1:2:3:4:5:6", &[], &[]), "2001:db8:1:2::");
        assert_eq!(from("::ffff:192.0.2.7", &[], &[]), "192.0.2.7");
        assert_eq!(from("::ffff:10.0.0.1", &["192.0.2.7"], &["10.0.0.1"]), "192.0.2.7");
    }
}
