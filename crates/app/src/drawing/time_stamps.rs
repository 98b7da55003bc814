//! Time stamps of seals (GB/T 20520, RFC 3161): a token over the value of the signature. It comes
//! from the city's own authority (for demo, tests and small cities) or from an outside authority;
//! both implement the port [`TimeStamper`].

use std::sync::Arc;

use keys::{KeyFolder, stamper_key};
use seal::sm2::Signature;
use seal::time_stamp::{Authority, Request, Token, imprint_of};

use crate::kernel::ports::TimeStamper;
use crate::kernel::{App, Clock, Error, Randomness};

/// The city's own time-stamping authority, whose key is in the key folder.
pub struct OwnTimeStamper {
    pub keys: Arc<KeyFolder>,
    pub clock: Arc<dyn Clock>,
    pub randomness: Arc<dyn Randomness>,
}

impl TimeStamper for OwnTimeStamper {
    fn token(&self, request: &Request) -> Result<Vec<u8>, Error> {
        let authority = Authority {
            signer: self.keys.signer(),
            key: stamper_key(),
            x509: self.keys.stamper().clone(),
        };
        let mut serial = [0; 16];
        self.randomness.fill(&mut serial)?;
        authority.token(request, &positive(serial), self.clock.now() / 1000).map_err(unavailable)
    }
}

impl App {
    /// Requests a token for each signature; `None` for each if the city has no time stamper.
    /// Errors: [`Error::Unavailable`] if the authority does not answer, or its token answers
    /// another request. The job that seals is tried again later.
    pub(crate) fn tokens(&self, signatures: &[Signature]) -> Result<Vec<Option<Vec<u8>>>, Error> {
        let Some(stamper) = self.time_stamper() else { return Ok(vec![None; signatures.len()]) };
        let token = |signature: &Signature| -> Result<Option<Vec<u8>>, Error> {
            let imprint = imprint_of(&signature.to_der());
            let nonce = positive(self.random()?).to_vec();
            let request = Request { imprint, nonce, with_x509: true };
            let token = stamper.token(&request)?;
            check_token(&token, &request, self.latest_time())?;
            Ok(Some(token))
        };
        signatures.iter().map(token).collect()
    }
}

/// Makes the bytes a positive DER INTEGER in its shortest form: the first bit is clear, and the
/// first byte is not zero.
fn positive(mut bytes: [u8; 16]) -> [u8; 16] {
    bytes[0] = bytes[0] & 0x3f | 0x40;
    bytes
}

/// Errors: the token answers another request, its time is later than `latest`, or its signature is invalid.
fn check_token(token: &[u8], request: &Request, latest: i64) -> Result<(), Error> {
    let token = Token::read(token).map_err(unavailable)?;
    let stamper = token.stamper().map_err(unavailable)?;
    if token.time > latest {
        return Err(unavailable("the token is from the future, or our clock is behind"));
    }
    let asked_for = token.imprint == request.imprint && token.nonce == request.nonce;
    if asked_for && token.is_signed_by(&stamper) {
        Ok(())
    } else {
        Err(unavailable("the token does not answer this request, or is not signed"))
    }
}

fn unavailable(why: impl std::fmt::Display) -> Error {
    Error::Unavailable(format!("time stamp: {why}"))
}
