//! Reading the body of a request: only as large as the route takes, only as slowly as the limits allow,
//! and only while the bodies in memory, counted for each class of callers, stay below a limit.

use std::collections::HashMap;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use app::{Class, Requester};
use axum::body::{Body, Bytes, HttpBody};
use domain::Code;
use tokio::time::{Instant, timeout_at};

use crate::problem::Problem;

/// The limits of all bodies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BodyLimits {
    /// Bytes of bodies that one class of callers may have in memory. Half of it is the limit for one
    /// caller: one address, person or calling system.
    pub memory: usize,
    /// How long a whole body may take.
    pub time: Duration,
    /// How long a body may pause.
    pub pause: Duration,
}

impl Default for BodyLimits {
    fn default() -> Self {
        Self {
            memory: 64 * 1024 * 1024,
            time: Duration::from_secs(60),
            pause: Duration::from_secs(10),
        }
    }
}

/// The bytes of bodies in memory, by class and caller. Callers without a byte are not in it.
#[derive(Default)]
struct Held {
    classes: HashMap<u8, usize>,
    callers: HashMap<(u8, Arc<str>), usize>,
}

/// Counts the bodies in memory.
pub struct Bodies {
    limits: BodyLimits,
    held: Mutex<Held>,
}

impl Bodies {
    pub fn new(limits: BodyLimits) -> Arc<Self> {
        Arc::new(Self { limits, held: Mutex::default() })
    }

    /// Begins to count the body of a request. What is returned must be kept as long as the body.
    pub fn room(self: &Arc<Self>, requester: &Requester) -> Room {
        let class = match requester.class {
            Class::Stranger | Class::Login => 0,
            Class::Person => 1,
            Class::System => 2,
            Class::Program => 3,
        };
        Room { bodies: Arc::clone(self), caller: (class, Arc::clone(&requester.lane)), bytes: 0 }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The place that one body takes in memory.
pub struct Room {
    bodies: Arc<Bodies>,
    caller: (u8, Arc<str>),
    bytes: usize,
}

impl Room {
    /// Takes place for more bytes. Errors: [`Code::Busy`] if the class or the caller has no place left.
    fn grow(&mut self, bytes: usize) -> Result<(), Problem> {
        let memory = self.bodies.limits.memory;
        let mut held = self.bodies.held();
        let class = held.classes.get(&self.caller.0).copied().unwrap_or_default() + bytes;
        let caller = held.callers.get(&self.caller).copied().unwrap_or_default() + bytes;
        if class > memory || caller > memory / 2 {
            return Err(Problem::of(Code::Busy));
        }
        held.classes.insert(self.caller.0, class);
        held.callers.insert(self.caller.clone(), caller);
        drop(held);
        self.bytes += bytes;
        Ok(())
    }

    /// Reads a body of at most `most` bytes.
    ///
    /// # Errors
    /// [`Code::RequestTooLarge`], without reading it if the request says its length;
    /// [`Code::RequestSlow`]; [`Code::Busy`]; [`Code::RequestInvalid`] if the body breaks off.
    pub async fn read(&mut self, mut body: Body, most: usize) -> Result<Bytes, Problem> {
        let size = body.size_hint();
        let large = |bytes: u64| usize::try_from(bytes).map_or(true, |bytes| bytes > most);
        if large(size.lower()) {
            return Err(Problem::of(Code::RequestTooLarge));
        }
        let BodyLimits { time, pause, .. } = self.bodies.limits;
        let end = Instant::now() + time;
        let length = size.exact().and_then(|length| usize::try_from(length).ok());
        let mut bytes = Vec::new();
        loop {
            let patience = end.min(Instant::now() + pause);
            let frame = poll_fn(|context| Pin::new(&mut body).poll_frame(context));
            let frame = timeout_at(patience, frame).await;
            let frame = match frame.map_err(|_| Problem::of(Code::RequestSlow))? {
                None => break,
                Some(Ok(frame)) => frame,
                Some(Err(error)) => {
                    return Err(Problem::because(Code::RequestInvalid, error.to_string()));
                }
            };
            // A frame without data has trailers, which nobody reads.
            let Ok(data) = frame.into_data() else { continue };
            if bytes.len() + data.len() > most {
                return Err(Problem::of(Code::RequestTooLarge));
            }
            self.grow(data.len())?;
            if bytes.capacity() == 0 {
                bytes.reserve_exact(length.unwrap_or(data.len()));
            }
            bytes.extend_from_slice(&data);
        }
        Ok(bytes.into())
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        if self.bytes == 0 {
            return;
        }
        let mut held = self.bodies.held();
        if let Some(class) = held.classes.get_mut(&self.caller.0) {
            *class -= self.bytes;
        }
        if let Some(caller) = held.callers.get_mut(&self.caller) {
            *caller -= self.bytes;
            if *caller == 0 {
                held.callers.remove(&self.caller);
            }
        }
    }
}
