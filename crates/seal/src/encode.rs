//! Writing DER: the few values that seals and names need, put together from finished parts.
//!
//! Parts are spliced as they are, never decoded and encoded again: what was signed stays
//! byte for byte what it was.

use std::time::Duration;

use der::asn1::GeneralizedTime;
use der::{DateTime, Encode, Header, Length, Tag};

/// Tag, length and the parts one after the other.
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

/// A BIT STRING of whole bytes.
pub(crate) fn bit_string(bytes: &[u8]) -> der::Result<Vec<u8>> {
    tlv(Tag::BitString, &[&[0], bytes])
}

pub(crate) fn octet_string(bytes: &[u8]) -> der::Result<Vec<u8>> {
    tlv(Tag::OctetString, &[bytes])
}

/// `YYYYMMDDHHMMSSZ`.
pub(crate) fn generalized_time(unix: i64) -> der::Result<Vec<u8>> {
    GeneralizedTime::from_date_time(date_time(unix)?).to_der()
}

/// Unix seconds → date and time in UTC; only 1970 to 9999 can be written.
pub(crate) fn date_time(unix: i64) -> der::Result<DateTime> {
    let seconds = u64::try_from(unix).map_err(|_| der::Error::from(der::ErrorKind::DateTime))?;
    DateTime::from_unix_duration(Duration::from_secs(seconds))
}

/// A point in time → Unix seconds.
pub(crate) fn unix_seconds(time: Duration) -> i64 {
    i64::try_from(time.as_secs()).unwrap_or(i64::MAX)
}
