//! Asks the server of another city to verify a file.

use crate::agent::{Authorities, agent};

/// Greatest length of an answer, in bytes.
const MAX_ANSWER: u64 = 4 * 1024 * 1024;

/// Sends an OFD file to a server of this program; returns its verdict as JSON. Errors: the server is not
/// reachable, or answers with a problem.
pub fn verify_at(server: &str, file: &[u8], authorities: &Authorities) -> Result<String, String> {
    let url = format!("{}/api/v1/verify", server.trim_end_matches('/'));
    let agent = agent(&url, authorities)?;
    let sent = agent.post(&url).header("content-type", "application/ofd").send(file);
    let mut answer = sent.map_err(|error| error.to_string())?;
    let body = answer.body_mut().with_config().limit(MAX_ANSWER).read_to_string();
    body.map_err(|error| error.to_string())
}
