//! The bytes of one connection, with the time limits that the HTTP library does not have: for a head from
//! its first byte on, for an answer that is not taken, and for closing.

use std::future::Future as _;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

use super::ConnectionLimits;

/// How long the rest of a request that was answered early is read and thrown away. If the connection
/// were closed at once, the client would not get the answer while it is still sending.
const LINGER: Duration = Duration::from_secs(2);

/// Whether a request is being answered. The count of beginnings and ends is odd while one is.
#[derive(Default)]
pub struct Phase(AtomicU64);

impl Phase {
    pub fn begin(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    pub fn end(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

type Alarm = Option<Pin<Box<Sleep>>>;

pub struct Line {
    stream: TcpStream,
    phase: Arc<Phase>,
    /// The phase at the last read.
    seen: u64,
    head_time: Duration,
    write_time: Duration,
    /// Runs while a head is awaited or has begun.
    head: Alarm,
    /// Runs while the client takes nothing.
    write: Alarm,
    /// Runs while the connection is being closed.
    linger: Alarm,
    ended: bool,
}

impl Line {
    pub fn new(stream: TcpStream, limits: &ConnectionLimits, phase: Arc<Phase>) -> Self {
        Self {
            stream,
            phase,
            seen: 0,
            head_time: limits.head,
            write_time: limits.write,
            head: Some(Box::pin(sleep(limits.head))),
            write: None,
            linger: None,
            ended: false,
        }
    }

    /// Passes on the outcome of writing, and fails if the client has taken nothing for too long.
    fn written<T>(
        &mut self,
        context: &mut Context<'_>,
        outcome: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if outcome.is_ready() {
            self.write = None;
            return outcome;
        }
        let write_time = self.write_time;
        let alarm = self.write.get_or_insert_with(|| Box::pin(sleep(write_time)));
        ready!(alarm.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Line {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let line = self.get_mut();
        let phase = line.phase.0.load(Ordering::Relaxed);
        if phase != line.seen {
            line.seen = phase;
            line.head = None;
        }
        let before = into.filled().len();
        let read = Pin::new(&mut line.stream).poll_read(context, into);
        let some = into.filled().len() > before;
        if matches!(read, Poll::Ready(Ok(()))) && !some {
            line.ended = true;
        }
        let between = phase.is_multiple_of(2);
        if between && some && line.head.is_none() {
            line.head = Some(Box::pin(sleep(line.head_time)));
        }
        if let (true, Some(alarm)) = (between, &mut line.head)
            && alarm.as_mut().poll(context).is_ready()
        {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        read
    }
}

impl AsyncWrite for Line {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let line = self.get_mut();
        let outcome = Pin::new(&mut line.stream).poll_write(context, bytes);
        line.written(context, outcome)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let line = self.get_mut();
        let outcome = Pin::new(&mut line.stream).poll_write_vectored(context, slices);
        line.written(context, outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let line = self.get_mut();
        let outcome = Pin::new(&mut line.stream).poll_flush(context);
        line.written(context, outcome)
    }

    /// Tells the client that nothing more will come, and then reads until it has ended too.
    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let line = self.get_mut();
        if line.linger.is_none() {
            ready!(Pin::new(&mut line.stream).poll_shutdown(context))?;
            line.linger = Some(Box::pin(sleep(LINGER)));
        }
        let mut scratch = [0; 8 * 1024];
        while !line.ended {
            if line.linger.as_mut().is_none_or(|alarm| alarm.as_mut().poll(context).is_ready()) {
                break;
            }
            let mut into = ReadBuf::new(&mut scratch);
            match ready!(Pin::new(&mut line.stream).poll_read(context, &mut into)) {
                Ok(()) => line.ended = into.filled().is_empty(),
                Err(_) => line.ended = true,
            }
        }
        Poll::Ready(Ok(()))
    }
}
