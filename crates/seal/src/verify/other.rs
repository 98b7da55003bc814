//! Verification of time-stamp tokens (GB/T 20520, RFC 3161) and of plain signatures (GB/T 35275).

use budget::{Budget, Exceeded, Work};

use super::words::{self, Party};
use super::{CHECKS, Check, SealReport, Verifier};
use crate::signed_data::SignedData;
use crate::time_stamp::{Token, imprint_of};
use crate::x509::Usage;

/// How far the signer's clock may be ahead of the time-stamp authority's, in seconds.
const MAX_CLOCK_DIFFERENCE: i64 = 300;

/// The times with which a token is compared, in Unix seconds.
#[derive(Clone, Copy)]
pub(super) struct Times {
    /// The signing time that the signer states.
    pub claimed: i64,
    /// The latest time that a token can have, if the caller has a clock.
    pub latest: Option<i64>,
}

/// The result of verifying a time-stamp token.
pub(super) enum TimeFinding {
    /// It is valid; its time in Unix seconds.
    Good(i64),
    /// It cannot be parsed; the reason in English.
    Unreadable(String),
    /// It covers another signature.
    OtherSignature,
    /// The authority's signature is invalid.
    Forged,
    /// It is later than now.
    Future,
    /// It is earlier than the signing time that the signer states.
    Earlier,
    /// The authority is not trusted; the reason in Chinese and English.
    Chain(String, String),
}

impl Verifier {
    /// Verifies the token over `signature`, if there is one. Returns whether the signing time is proven, and
    /// the check for the report.
    pub(super) fn time_stamp(
        &self,
        token: Option<&[u8]>,
        signature: &[u8],
        times: Times,
        budget: &Budget,
    ) -> Result<(bool, Option<Check>), Exceeded> {
        let Some(token) = token else { return Ok((false, None)) };
        let found = self.time_finding(token, signature, times, budget)?;
        Ok((matches!(found, TimeFinding::Good(_)), Some(words::time_stamp(&found))))
    }

    fn time_finding(
        &self,
        token: &[u8],
        signature: &[u8],
        times: Times,
        budget: &Budget,
    ) -> Result<TimeFinding, Exceeded> {
        // The X.509 certificates in it are parsed to find the signer's.
        budget.charge(Work::DerByte, token.len())?;
        let unreadable = |why: String| Ok(TimeFinding::Unreadable(why));
        let token = match Token::read(token) {
            Ok(token) => token,
            Err(error) => return unreadable(error.to_string()),
        };
        let authority = match token.stamper() {
            Ok(authority) => authority,
            Err(error) => return unreadable(error.to_string()),
        };
        if token.imprint != imprint_of(signature) {
            return Ok(TimeFinding::OtherSignature);
        }
        budget.charge(Work::Signature, 1_u64)?;
        if !token.is_signed_by(&authority) {
            return Ok(TimeFinding::Forged);
        }
        let usage = Usage::TimeStamper;
        let report = self.trust.check_within(&authority, token.time, usage, budget)?;
        if let Some((zh, en)) = words::chain_fault(&authority, &report) {
            return Ok(TimeFinding::Chain(zh, en));
        }
        Ok(if times.latest.is_some_and(|latest| token.time > latest) {
            TimeFinding::Future
        } else if times.claimed > token.time + MAX_CLOCK_DIFFERENCE {
            TimeFinding::Earlier
        } else {
            TimeFinding::Good(token.time)
        })
    }

    /// Verifies a plain signature (GB/T 35275), the content of SignedValue.dat. `data_hash` is the SM3
    /// digest of Signature.xml as found, and `claimed` is the signing time that the signer states, in Unix
    /// seconds. The checks have the same names as those of a stamp; the checks about seals are left out.
    #[must_use]
    pub fn verify_plain(
        &self,
        signed_value: &[u8],
        data_hash: &[u8; 32],
        claimed: i64,
    ) -> SealReport<'static> {
        self.verify_plain_within(signed_value, data_hash, claimed, &Budget::default())
            .unwrap_or_else(|exceeded| plain_unreadable(&exceeded.to_string()))
    }

    /// Like [`Self::verify_plain`], within the budget of the file that contains the signature.
    ///
    /// # Errors
    /// The budget does not suffice.
    pub fn verify_plain_within(
        &self,
        signed_value: &[u8],
        data_hash: &[u8; 32],
        claimed: i64,
        budget: &Budget,
    ) -> Result<SealReport<'static>, Exceeded> {
        budget.charge(Work::DerByte, signed_value.len())?;
        let read = SignedData::read(signed_value).and_then(|data| Ok((data.signer()?, data)));
        let (signer, data) = match read {
            Ok(read) => read,
            Err(error) => return Ok(plain_unreadable(&error.to_string())),
        };
        budget.charge(Work::Hash, signed_value.len())?;
        budget.charge(Work::Signature, 1_u64)?;
        // The signature covers the content, which is the digest, or the attributes that contain it.
        let content = data.content.unwrap_or(data_hash);
        let good = data.is_signed_by(signer.public_key(), content);
        let mut checks = vec![words::plain_format(), words::signature(good)];
        let report = self.trust.check_within(&signer, claimed, Usage::Signer, budget)?;
        words::chain(&mut checks, Party::Signer, &signer, &report, good);
        let content_is_hash = data.content.is_none_or(|content| content == data_hash);
        let same = if data.has_attributes() {
            // Two forms occur: messageDigest is the digest of Signature.xml itself, or that digest is the
            // encapsulated content and messageDigest is the SM3 of the content.
            let digest = data.message_digest();
            content_is_hash
                && (digest == Some(data_hash)
                    || data.content.is_some() && digest == Some(&crate::sm2::sm3(content)))
        } else {
            content_is_hash
        };
        checks.push(words::data_hash(same));
        Ok(SealReport { checks, facts: None })
    }
}

/// The report about a plain signature that cannot be parsed.
fn plain_unreadable(why: &str) -> SealReport<'static> {
    let mut checks = vec![words::plain_unreadable(why)];
    let rest = CHECKS.iter().filter(|name| PLAIN_CHECKS.contains(name));
    checks.extend(rest.map(|name| words::not_checked(name)));
    SealReport { checks, facts: None }
}

/// The checks of a plain signature apart from `format`.
const PLAIN_CHECKS: [&str; 6] =
    ["signature", "signer.chain", "signer.time", "signer.usage", "signer.revocation", "data.hash"];
