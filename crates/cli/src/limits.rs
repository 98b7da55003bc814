//! The section `[limits]` of the configuration: how much the server takes on at a time, and how long it
//! waits for a client.

use std::net::IpAddr;
use std::ops::RangeInclusive;
use std::time::Duration;

use app::HeavyLimits;
use serde::{Deserialize, Serialize};
use web::{BodyLimits, ConnectionLimits};

use crate::language::either;
use crate::output::Failure;

const MIB: usize = 1024 * 1024;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Threads for heavy work: verifying, drawing, tracing, hashing passwords.
    pub heavy_threads: usize,
    /// Number of heavy jobs of strangers that may wait.
    pub heavy_queue: usize,
    /// Most connections in all.
    pub connections: usize,
    /// Most connections of one client address.
    pub connections_per_address: usize,
    pub head_seconds: u64,
    pub idle_seconds: u64,
    pub body_seconds: u64,
    pub body_pause_seconds: u64,
    pub write_seconds: u64,
    /// Bodies of requests in memory in MiB, for each class of callers.
    pub body_memory: usize,
    pub shutdown_seconds: u64,
}

impl Default for Limits {
    fn default() -> Self {
        let (heavy, bodies, lines) =
            (HeavyLimits::default(), BodyLimits::default(), ConnectionLimits::default());
        Self {
            heavy_threads: heavy.threads,
            heavy_queue: heavy.queue,
            connections: lines.connections,
            connections_per_address: lines.per_address,
            head_seconds: lines.head.as_secs(),
            idle_seconds: lines.idle.as_secs(),
            body_seconds: bodies.time.as_secs(),
            body_pause_seconds: bodies.pause.as_secs(),
            write_seconds: lines.write.as_secs(),
            body_memory: bodies.memory / MIB,
            shutdown_seconds: lines.shutdown.as_secs(),
        }
    }
}

impl Limits {
    /// Errors: a value lies outside its bounds; the failure names it.
    pub fn check(&self) -> Result<(), Failure> {
        let seconds = |value: u64| usize::try_from(value).unwrap_or(usize::MAX);
        let bounds: [(&str, usize, RangeInclusive<usize>); 11] = [
            ("heavy_threads", self.heavy_threads, 1..=256),
            ("heavy_queue", self.heavy_queue, 1..=10_000),
            ("connections", self.connections, 8..=100_000),
            ("connections_per_address", self.connections_per_address, 1..=100_000),
            ("head_seconds", seconds(self.head_seconds), 1..=300),
            ("idle_seconds", seconds(self.idle_seconds), 1..=3_600),
            ("body_seconds", seconds(self.body_seconds), 1..=3_600),
            ("body_pause_seconds", seconds(self.body_pause_seconds), 1..=300),
            ("write_seconds", seconds(self.write_seconds), 1..=300),
            // One caller may have half of it, and the largest body must fit into that half.
            ("body_memory", self.body_memory, 2 * web::MAX_BODY / MIB..=65_536),
            ("shutdown_seconds", seconds(self.shutdown_seconds), 1..=600),
        ];
        bounds
            .iter()
            .try_for_each(|(name, value, bounds)| within(&format!("limits.{name}"), *value, bounds))
    }

    pub fn heavy(&self) -> HeavyLimits {
        HeavyLimits { threads: self.heavy_threads, queue: self.heavy_queue }
    }

    pub fn bodies(&self) -> BodyLimits {
        BodyLimits {
            memory: self.body_memory * MIB,
            time: Duration::from_secs(self.body_seconds),
            pause: Duration::from_secs(self.body_pause_seconds),
        }
    }

    pub fn connections(&self, trusted_proxies: &[IpAddr]) -> ConnectionLimits {
        ConnectionLimits {
            connections: self.connections,
            per_address: self.connections_per_address,
            head: Duration::from_secs(self.head_seconds),
            idle: Duration::from_secs(self.idle_seconds),
            write: Duration::from_secs(self.write_seconds),
            shutdown: self.shutdown(),
            trusted_proxies: trusted_proxies.to_vec(),
        }
    }

    pub fn shutdown(&self) -> Duration {
        Duration::from_secs(self.shutdown_seconds)
    }
}

/// Errors: the value of the key `name` lies outside its bounds.
pub fn within(name: &str, value: usize, bounds: &RangeInclusive<usize>) -> Result<(), Failure> {
    if bounds.contains(&value) {
        return Ok(());
    }
    let (from, to) = (bounds.start(), bounds.end());
    Err(Failure(either!(
        "{name} = {value}：须在 {from} 至 {to} 之间",
        "{name} = {value}: it must be from {from} to {to}"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_outside_its_bounds_is_refused_by_name() {
        assert!(Limits::default().check().is_ok(), "negative control");
        let wrong = Limits { heavy_threads: 0, ..Limits::default() };
        assert!(wrong.check().unwrap_err().0.contains("limits.heavy_threads = 0"));
        let wrong = Limits { body_memory: 19, ..Limits::default() };
        assert!(wrong.check().unwrap_err().0.contains("from 20 to"));
        let wrong = Limits { head_seconds: u64::MAX, ..Limits::default() };
        assert!(wrong.check().unwrap_err().0.contains("limits.head_seconds"));
    }
}
