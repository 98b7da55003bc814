//! Time stamps over stamps, and plain signatures (GB/T 35275).

use super::words::{self, Party};
use super::{CHECKS, Check, SealReport, Verifier};
use crate::signed_data::SignedData;
use crate::time_stamp::{Token, imprint_of};
use crate::x509::Usage;

/// How much later than the time stamp a signer's clock may be, seconds.
const CLOCKS: i64 = 300;

/// What a time stamp is worth.
pub(super) enum TimeFinding {
    /// Unix seconds.
    Good(i64),
    Unreadable(String),
    OtherSignature,
    Forged,
    Earlier,
    /// What is wrong with the authority, in Chinese and English.
    Chain(String, String),
}

impl Verifier {
    /// Whether a token shows that `signature` existed in time, and the check that says so.
    pub(super) fn time_stamp(
        &self,
        token: Option<&[u8]>,
        signature: &[u8],
        claimed: i64,
    ) -> (bool, Option<Check>) {
        let Some(token) = token else { return (false, None) };
        let found = self.time_finding(token, signature, claimed);
        (matches!(found, TimeFinding::Good(_)), Some(words::time_stamp(&found)))
    }

    fn time_finding(&self, token: &[u8], signature: &[u8], claimed: i64) -> TimeFinding {
        let unreadable = |why: String| TimeFinding::Unreadable(why);
        let token = match Token::read(token) {
            Ok(token) => token,
            Err(error) => return unreadable(error.to_string()),
        };
        let authority = match token.stamper() {
            Ok(authority) => authority,
            Err(error) => return unreadable(error.to_string()),
        };
        if token.imprint != imprint_of(signature) {
            return TimeFinding::OtherSignature;
        }
        if !token.is_signed_by(&authority) {
            return TimeFinding::Forged;
        }
        let report = self.trust.check(&authority, token.time, Usage::TimeStamper);
        if let Some((zh, en)) = words::chain_fault(&authority, &report) {
            return TimeFinding::Chain(zh, en);
        }
        if claimed > token.time + CLOCKS {
            TimeFinding::Earlier
        } else {
            TimeFinding::Good(token.time)
        }
    }

    /// Checks SignedValue.dat of a plain signature. `data_hash`: SM3 of Signature.xml as found;
    /// `claimed`: the signer's own time, Unix seconds. The checks bear the names that those of a
    /// stamp have; what only a seal has is left out.
    #[must_use]
    pub fn verify_plain(
        &self,
        signed_value: &[u8],
        data_hash: &[u8; 32],
        claimed: i64,
    ) -> SealReport {
        let read = SignedData::read(signed_value).and_then(|data| Ok((data.signer()?, data)));
        let (signer, data) = match read {
            Ok(read) => read,
            Err(error) => {
                let mut checks = vec![words::plain_unreadable(&error.to_string())];
                let rest = CHECKS.iter().filter(|name| PLAIN.contains(name));
                checks.extend(rest.map(|name| words::not_checked(name)));
                return SealReport { checks, facts: None };
            }
        };
        // Signed is the digest, or the attributes that hold it.
        let content = data.content.unwrap_or(data_hash);
        let good = data.is_signed_by(signer.public_key(), content);
        let mut checks = vec![words::plain_format(), words::signature(good)];
        let report = self.trust.check(&signer, claimed, Usage::Signer);
        words::chain(&mut checks, Party::Signer, &signer, &report, good);
        let named = data.content.is_none_or(|content| content == data_hash);
        let same = if data.has_attributes() {
            // Made over the digest as content, or over Signature.xml kept elsewhere.
            let digest = data.message_digest();
            named
                && (digest == Some(data_hash)
                    || data.content.is_some() && digest == Some(&crate::sm2::sm3(content)))
        } else {
            named
        };
        checks.push(words::data_hash(same));
        SealReport { checks, facts: None }
    }
}

/// Beside `format`, what is said of a plain signature.
const PLAIN: [&str; 6] =
    ["signature", "signer.chain", "signer.time", "signer.usage", "signer.revocation", "data.hash"];
