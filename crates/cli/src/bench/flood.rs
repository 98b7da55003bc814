//! `yinxin bench flood`: how long `/health` and uses take while strangers upload hostile files, beside the
//! same on the idle server. Server and clients are one process, and every client has a thread of its own,
//! so the clients take their share of the machine from the server.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use ::bench::files::Files;
use app::App;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::{Arguments, Measure};
use crate::language::either;
use crate::output::Failure;

/// Number of strangers who upload hostile files at the same time.
const UPLOADERS: usize = 40;
/// Number of holders that the uses ask about: one person may ask about few in an hour.
const HOLDERS_ASKED: u64 = 20;
/// How long a stranger waits after an upload that was refused.
const PAUSE: Duration = Duration::from_millis(100);
/// How long the flood runs before it is measured, so that the queues are full.
const RISE: Duration = Duration::from_secs(2);

pub async fn measures(arguments: &Arguments, folder: &Path) -> Result<Vec<Measure>, Failure> {
    let time = Duration::from_secs(arguments.seconds);
    let app = super::city(arguments, folder).await?;
    ::bench::prepare(&app).await?;
    let hostile = Arc::new(Files::new(&app).await?.hostile()?);
    let secret = ::bench::logged_in(&app).await?;
    let (address, stop, served) = serve(&app).await?;
    let client = move || -> Result<_, Failure> {
        let uses = Uses::new(address, &secret)?;
        let idle = Latencies::measure(address, &uses, time)?;
        let flood = Flood::begin(address, &hostile);
        thread::sleep(RISE);
        let flooded = Latencies::measure(address, &uses, time);
        let counts = flood.end()?;
        Ok((idle, flooded?, counts))
    };
    let measured = tokio::task::spawn_blocking(client).await?;
    stop.send(()).map_err(|()| Failure(either!("服务提前结束", "the server ended early")))?;
    served.await?;
    let (idle, flooded, (verified, refused)) = measured?;
    let mut measures = vec![];
    let pairs = [("health", &flooded.health, &idle.health), ("uses", &flooded.uses, &idle.uses)];
    for (name, flooded, idle) in pairs {
        for percent in [50, 99] {
            let (value, baseline) = (percentile(flooded, percent), percentile(idle, percent));
            measures.push(Measure {
                name: format!(
                    "{name} p{percent} ({}, {UPLOADERS} hostile uploads: {verified} judged, \
                     {refused} refused; baseline: idle)",
                    arguments.engine
                ),
                value,
                unit: "ms",
                baseline,
                ratio: value / baseline.max(f64::MIN_POSITIVE),
                seconds: time.as_secs_f64(),
                n: flooded.len() as u64,
            });
        }
    }
    Ok(measures)
}

type Running = (SocketAddr, oneshot::Sender<()>, tokio::task::JoinHandle<()>);

/// Serves the city with the limits of the default configuration. This machine counts as the gateway, so
/// that each stranger can have an address of its own.
async fn serve(app: &App) -> Result<Running, Failure> {
    let settings = web::Settings { secure_cookie: false, origin: "bench/log".to_owned() };
    let router = web::router(app.clone(), settings);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let (stop, stopped) = oneshot::channel();
    let limits = web::ConnectionLimits {
        trusted_proxies: vec![address.ip()],
        ..web::ConnectionLimits::default()
    };
    let served = tokio::spawn(web::serve(listener, router, limits, async { drop(stopped.await) }));
    Ok((address, stop, served))
}

/// Sends a request on a connection of its own and reads the whole answer.
fn ask(address: SocketAddr, request: &[u8]) -> Result<String, Failure> {
    let mut stream = TcpStream::connect(address)?;
    stream.write_all(request)?;
    let mut answer = vec![];
    stream.read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// A request with a body, as bytes.
fn request(line: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "{line} HTTP/1.1\r\nhost: bench\r\nconnection: close\r\n{headers}content-length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

fn upload(stranger: usize, file: &[u8]) -> Vec<u8> {
    let headers = format!(
        "content-type: application/ofd\r\nx-forwarded-for: 198.51.100.{}\r\n",
        stranger + 1
    );
    request("POST /api/v1/verify", &headers, file)
}

/// Sends uses as a person who is logged in.
struct Uses {
    headers: String,
}

impl Uses {
    fn new(address: SocketAddr, secret: &str) -> Result<Self, Failure> {
        let cookie = format!("cookie: yinxin={secret}\r\n");
        let session = ask(address, &request("GET /api/v1/session", &cookie, b""))?;
        let body = session.split("\r\n\r\n").nth(1).unwrap_or_default();
        let session: serde_json::Value = serde_json::from_str(body)?;
        let token = session.get("csrf_token").and_then(serde_json::Value::as_str);
        let token =
            token.ok_or_else(|| Failure(either!("没有会话：{body}", "no session: {body}")))?;
        let kind = "content-type: application/json\r\n";
        Ok(Self { headers: format!("{cookie}x-csrf-token: {token}\r\n{kind}") })
    }

    fn one(&self, at: u64) -> Result<Vec<u8>, Failure> {
        let body = serde_json::to_vec(&::bench::use_request(at % HOLDERS_ASKED))?;
        Ok(request("POST /api/v1/uses", &self.headers, &body))
    }
}

/// How long requests took, in milliseconds and in ascending order.
struct Latencies {
    health: Vec<f64>,
    uses: Vec<f64>,
}

impl Latencies {
    /// Sends `/health` and uses in turn for `time`. Errors: one of them is not answered with 200.
    fn measure(address: SocketAddr, uses: &Uses, time: Duration) -> Result<Self, Failure> {
        #[expect(clippy::disallowed_methods, reason = "this file measures time")]
        let begun = Instant::now();
        let health = request("GET /api/v1/health", "", b"");
        let mut all = Self { health: vec![], uses: vec![] };
        while begun.elapsed() < time {
            let one = uses.one(all.uses.len() as u64)?;
            for (request, into) in [(&health, &mut all.health), (&one, &mut all.uses)] {
                let before = begun.elapsed();
                let answer = ask(address, request)?;
                into.push((begun.elapsed() - before).as_secs_f64() * 1000.0);
                if !answer.starts_with("HTTP/1.1 200") {
                    return Err(Failure(either!(
                        "洪水之下没有得到答复：{answer}",
                        "not answered under the flood: {answer}"
                    )));
                }
            }
        }
        all.health.sort_by(f64::total_cmp);
        all.uses.sort_by(f64::total_cmp);
        Ok(all)
    }
}

fn percentile(sorted: &[f64], percent: usize) -> f64 {
    let at = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(at).copied().unwrap_or_default()
}

/// Strangers who upload hostile files again and again.
struct Flood {
    over: Arc<AtomicBool>,
    verified: Arc<AtomicU64>,
    refused: Arc<AtomicU64>,
    uploaders: Vec<JoinHandle<()>>,
}

impl Flood {
    fn begin(address: SocketAddr, file: &Arc<Vec<u8>>) -> Self {
        let (over, verified, refused) = (Arc::default(), Arc::default(), Arc::default());
        let uploader = |stranger| {
            let (over, upload) = (Arc::clone(&over), upload(stranger, file));
            let (verified, refused) = (Arc::clone(&verified), Arc::clone(&refused));
            thread::spawn(move || uploader(address, &upload, &over, &verified, &refused))
        };
        let uploaders = (0..UPLOADERS).map(uploader).collect();
        Self { over, verified, refused, uploaders }
    }

    /// Ends the flood. Returns how many uploads were judged and how many refused.
    fn end(self) -> Result<(u64, u64), Failure> {
        self.over.store(true, Ordering::Relaxed);
        for uploader in self.uploaders {
            let panicked = |_| Failure(either!("上传线程崩溃", "an uploader panicked"));
            uploader.join().map_err(panicked)?;
        }
        Ok((self.verified.load(Ordering::Relaxed), self.refused.load(Ordering::Relaxed)))
    }
}

fn uploader(
    address: SocketAddr,
    upload: &[u8],
    over: &AtomicBool,
    verified: &AtomicU64,
    refused: &AtomicU64,
) {
    while !over.load(Ordering::Relaxed) {
        match ask(address, upload) {
            Ok(answer) if answer.starts_with("HTTP/1.1 200") => {
                verified.fetch_add(1, Ordering::Relaxed);
            }
            // Refused, or closed before the answer could be read.
            Ok(_) | Err(_) => {
                refused.fetch_add(1, Ordering::Relaxed);
                thread::sleep(PAUSE);
            }
        }
    }
}
