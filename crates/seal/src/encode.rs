//! Writing the few DER types that seals and names need, from parts that are already encoded.
//!
//! The parts are copied unchanged and never decoded and encoded again, because a signature covers
//! the exact bytes.

use std::time::Duration;

use der::asn1::GeneralizedTime;
use der::{DateTime, Encode, Header, Length, Tag};

/// Returns an element with the given tag whose content is the concatenation of `parts`.
pub(crate) fn tlv(tag: Tag, parts: &[&[u8]]) -> der::Result<Vec<u8>> {
    let length = parts.iter().map(|p| p.len()).sum::<usize>();
    let mut out = Header::new(tag, Length::try_from(length)?).to_der()?;
    out.reserve_exact(length);
    parts.iter().for_each(|part| out.extend_from_slice(part));
    Ok(out)
}

pub(crate) fn sequence(parts: &[&[u8]]) -> der::Result<Vec<u8>> {
    tlv(Tag::Sequence, parts)
}

/// Returns a BIT STRING without unused bits.
pub(crate) fn bit_string(bytes: &[u8]) -> der::Result<Vec<u8>> {
    tlv(Tag::BitString, &[&[0], bytes])
}

pub(crate) fn octet_string(bytes: &[u8]) -> der::Result<Vec<u8>> {
    tlv(Tag::OctetString, &[bytes])
}

/// Returns the GeneralizedTime `YYYYMMDDHHMMSSZ` of a time in Unix seconds.
pub(crate) fn generalized_time(unix: i64) -> der::Result<Vec<u8>> {
    GeneralizedTime::from_date_time(date_time(unix)?).to_der()
}

/// Converts Unix seconds to date and time in UTC. DER can express only the years 1970 to 9999.
pub(crate) fn date_time(unix: i64) -> der::Result<DateTime> {
    let seconds = u64::try_from(unix).map_err(|_| der::Error::from(der::ErrorKind::DateTime))?;
    DateTime::from_unix_duration(Duration::from_secs(seconds))
}

/// Converts a duration since 1970 to Unix seconds.
pub(crate) fn unix_seconds(time: Duration) -> i64 {
    i64::try_from(time.as_secs()).unwrap_or(i64::MAX)
}
