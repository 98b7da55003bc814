//! Time stamps in seals (GB/T 20520, RFC 3161): a token over the signature's value, by the city's own
//! small authority (demo, tests, small cities) or by an outside one over HTTP.

use std::time::Duration;

use seal::sm2::Signature;
use seal::time_stamp::{Authority, Request, Token, imprint_of, token_of};

use crate::door::App;
use crate::error::Error;
use crate::keys::stamper_key;

/// How long an outside authority may take.
const PATIENCE: Duration = Duration::from_secs(10);
const MOST_ANSWER: u64 = 64 * 1024;

/// Where tokens come from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum TimeStamps {
    /// Seals carry none: the log is what proves their time.
    #[default]
    None,
    /// The stamper in the key folder.
    Own,
    /// An authority that answers `application/timestamp-query`; plain HTTP, TLS ends at the gateway.
    Url(String),
}

impl TimeStamps {
    /// `none`, `own`, or an http address. Errors: anything else, as it was given.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text {
            "none" => Ok(Self::None),
            "own" => Ok(Self::Own),
            url if url.starts_with("http://") => Ok(Self::Url(url.to_owned())),
            other => Err(format!("time_stamps is none, own or an http address, not {other}")),
        }
    }
}

impl App {
    /// A token for each signature. Errors: the authority does not answer, or with another token than
    /// the one asked for: what is sealed waits then, and is tried again.
    pub(crate) fn tokens(&self, signatures: &[Signature]) -> Result<Vec<Option<Vec<u8>>>, Error> {
        let token = |signature: &Signature| -> Result<Option<Vec<u8>>, Error> {
            let imprint = imprint_of(&signature.to_der());
            // First bit clear and never zero in front: a positive number in its shortest form.
            let mut nonce: [u8; 16] = self.random()?;
            nonce[0] = nonce[0] & 0x3f | 0x40;
            let request = Request { imprint, nonce: nonce.to_vec(), with_x509: true };
            match self.workshop().time_stamps() {
                TimeStamps::None => Ok(None),
                TimeStamps::Own => self.own_token(&request).map(Some),
                TimeStamps::Url(url) => outside_token(url, &request).map(Some),
            }
        };
        signatures.iter().map(token).collect()
    }

    fn own_token(&self, request: &Request) -> Result<Vec<u8>, Error> {
        let keys = self.workshop().keys();
        let authority =
            Authority { signer: keys.signer(), key: stamper_key(), x509: keys.stamper().clone() };
        let mut serial: [u8; 16] = self.random()?;
        serial[0] = serial[0] & 0x3f | 0x40;
        authority.token(request, &serial, self.now() / 1000).map_err(unavailable)
    }
}

fn outside_token(url: &str, request: &Request) -> Result<Vec<u8>, Error> {
    let agent: ureq::Agent =
        ureq::Agent::config_builder().timeout_global(Some(PATIENCE)).build().into();
    let asked = request.to_der().map_err(unavailable)?;
    let answer = agent.post(url).header("content-type", "application/timestamp-query").send(&asked);
    let mut answer = answer.map_err(unavailable)?;
    let body = answer.body_mut().with_config().limit(MOST_ANSWER).read_to_vec();
    let bytes = token_of(&body.map_err(unavailable)?).map_err(unavailable)?;
    let token = Token::read(&bytes).map_err(unavailable)?;
    let stamper = token.stamper().map_err(unavailable)?;
    let asked_for = token.imprint == request.imprint && token.nonce == request.nonce;
    if !asked_for || !token.is_signed_by(&stamper) {
        return Err(unavailable("the token is not about this request"));
    }
    Ok(bytes)
}

fn unavailable(why: impl std::fmt::Display) -> Error {
    Error::Unavailable(format!("time stamp: {why}"))
}

#[cfg(test)]
mod tests {
    use super::TimeStamps;

    #[test]
    fn a_source_is_none_own_or_an_address() {
        assert_eq!(TimeStamps::parse("none"), Ok(TimeStamps::None));
        assert_eq!(TimeStamps::parse("own"), Ok(TimeStamps::Own));
        let url = "http://tsa.example/";
        assert_eq!(TimeStamps::parse(url), Ok(TimeStamps::Url(url.to_owned())));
        assert!(TimeStamps::parse("yes").unwrap_err().contains("yes"));
    }
}
