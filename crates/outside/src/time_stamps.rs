//! A time-stamping authority over HTTP (RFC 3161 §3.4).

use std::time::Duration;

use app::Error;
use app::ports::TimeStamper;
use seal::time_stamp::{Request, token_of};

/// Longest time that the authority may take to answer.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Largest number of bytes of an answer.
const MAX_ANSWER: u64 = 64 * 1024;

/// An authority that answers requests of the type `application/timestamp-query`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpTimeStamper {
    url: String,
}

impl HttpTimeStamper {
    /// Errors: a message if `url` does not begin with `http://` or `https://`.
    pub fn new(url: &str) -> Result<Self, String> {
        if url.starts_with("http://") || url.starts_with("https://") {
            Ok(Self { url: url.to_owned() })
        } else {
            Err(format!("the address of a time stamper must begin with http:// or https://: {url}"))
        }
    }
}

impl TimeStamper for HttpTimeStamper {
    fn token(&self, request: &Request) -> Result<Vec<u8>, Error> {
        let agent: ureq::Agent =
            ureq::Agent::config_builder().timeout_global(Some(TIMEOUT)).build().into();
        let query = request.to_der().map_err(unavailable)?;
        let answer = agent
            .post(&self.url)
            .header("content-type", "application/timestamp-query")
            .send(&query);
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
    use super::HttpTimeStamper;

    #[test]
    fn only_http_and_https_addresses_are_accepted() {
        assert!(HttpTimeStamper::new("http://tsa.example/").is_ok());
        assert!(HttpTimeStamper::new("https://tsa.example/").is_ok());
        assert!(HttpTimeStamper::new("ftp://tsa.example/").unwrap_err().contains("ftp"));
        assert!(HttpTimeStamper::new("own").is_err());
    }
}
