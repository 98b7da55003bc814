//! A time-stamping authority behind HTTP (RFC 3161 §3.4).

use app::Error;
use app::ports::TimeStamper;
use seal::time_stamp::{Request, token_of};
use ureq::Agent;

use crate::agent::{Authorities, agent};

/// Bytes of an answer at most.
const MAX_ANSWER: u64 = 64 * 1024;

/// An authority that answers `application/timestamp-query`.
#[derive(Clone, Debug)]
pub struct HttpTimeStamper {
    url: String,
    agent: Agent,
}

impl HttpTimeStamper {
    /// Errors: an address that is neither http nor https, or https without an authority to trust.
    pub fn new(url: &str, authorities: &Authorities) -> Result<Self, String> {
        Ok(Self { url: url.to_owned(), agent: agent(url, authorities)? })
    }
}

impl TimeStamper for HttpTimeStamper {
    fn token(&self, request: &Request) -> Result<Vec<u8>, Error> {
        let query = request.to_der().map_err(unavailable)?;
        let post = self.agent.post(&self.url);
        let answer = post.header("content-type", "application/timestamp-query").send(&query);
        let mut answer = answer.map_err(unavailable)?;
        let body = answer.body_mut().with_config().limit(MAX_ANSWER).read_to_vec();
        token_of(&body.map_err(unavailable)?).map_err(unavailable)
    }
}

fn unavailable(why: impl std::fmt::Display) -> Error {
    Error::Unavailable(format!("time stamp: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_web_server_that_can_be_trusted() {
        let new = |url| HttpTimeStamper::new(url, &Authorities::default());
        assert!(new("http://tsa.example/").is_ok());
        assert!(new("https://tsa.example/").unwrap_err().contains("outside.authorities"));
        assert!(new("ftp://tsa.example/").unwrap_err().contains("ftp"));
        assert!(new("own").is_err());
    }
}
