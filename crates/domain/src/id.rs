//! Row identities: UUIDv7 (RFC 9562) made from an instant and random bytes, both of which the caller
//! provides (I3).
//!
//! The 12 bits behind the version (`rand_a`) carry the bucket, so that an identity alone names the
//! partition in which its row lies (decision 0018).

use uuid::{Builder, Uuid};

/// 分区 (bucket): the partition of all rows that belong to one holder, 0 to 4095 (decision 0018).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bucket(u16);

impl Bucket {
    /// The bucket of rows that belong to no holder: units, the catalog and the log.
    pub const NONE: Self = Self(0);

    /// The bucket of a holder: the first 12 bits of the keyed hash of the holder's code.
    pub fn of_keyed_hash(hash: &[u8; 32]) -> Self {
        Self(u16::from(hash[0]) << 4 | u16::from(hash[1] >> 4))
    }

    pub fn number(self) -> i64 {
        i64::from(self.0)
    }
}

/// Makes an identity, as text, from an instant in milliseconds since 1970 UTC, a bucket and ten random
/// bytes.
pub fn fresh(millis: i64, bucket: Bucket, random: [u8; 10]) -> String {
    let uuid = Builder::from_unix_timestamp_millis(u64::try_from(millis).unwrap_or(0), &random)
        .into_uuid();
    let mut bytes = *uuid.as_bytes();
    bytes[6] = 0x70 | (bucket.0 >> 8) as u8;
    bytes[7] = (bucket.0 & 0xff) as u8;
    Uuid::from_bytes(bytes).to_string()
}

/// The text at which the identities that were made at an instant or later begin, in the order of identities.
pub fn first_at(millis: i64) -> String {
    fresh(millis, Bucket::NONE, [0; 10])
}

/// The instant at which an identity was made, in milliseconds since 1970 UTC; `None` if the text is not a UUIDv7.
pub fn made_at(id: &str) -> Option<i64> {
    bucket_of(id)?;
    i64::from_str_radix(id.replace('-', "").get(..12)?, 16).ok()
}

/// The bucket in an identity made by [`fresh`]; `None` if the text is not a UUIDv7.
pub fn bucket_of(id: &str) -> Option<Bucket> {
    let uuid = Uuid::parse_str(id).ok()?;
    let bytes = uuid.as_bytes();
    (bytes[6] >> 4 == 7 && id.len() == 36)
        .then(|| Bucket(u16::from(bytes[6] & 0x0f) << 8 | u16::from(bytes[7])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bucket_is_read_back_from_the_identity() {
        let bucket = Bucket::of_keyed_hash(&[0xab; 32]);
        assert_eq!(bucket.number(), 0xaba);
        let id = fresh(1_800_000_000_000, bucket, [7; 10]);
        assert_eq!(bucket_of(&id), Some(bucket));
        assert_eq!(made_at(&id), Some(1_800_000_000_000));
        assert_eq!(made_at("person"), None);
        assert_eq!(bucket_of("not an id"), None);
        assert_eq!(bucket_of("67e55044-10b1-426f-9247-bb680e5fe0c8"), None, "version 4");
    }

    #[test]
    fn identities_sort_by_their_instants() {
        let early = fresh(1_000, Bucket(4095), [255; 10]);
        let late = fresh(1_001, Bucket(0), [0; 10]);
        assert!(early < late);
        assert!(early < first_at(1_001) && first_at(1_001) <= late);
    }
}
