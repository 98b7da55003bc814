//! Sealed (encrypted) columns with SM4-GCM (RFC 8998), and keyed hashes with HMAC-SM3. The keys are kept
//! outside the database (I10).
//!
//! The additional authenticated data name table, column and row, so that a ciphertext that is moved to
//! another row cannot be decrypted. Values that must be found by equality have a keyed hash beside them:
//! an unkeyed hash of an identity number can be reversed by trying all numbers.

use std::collections::BTreeMap;
use std::fmt;

use aes_gcm::aead::{AeadInOut, KeyInit};
use aes_gcm::{AesGcm, Nonce};
use hmac::{Hmac, Mac};
use sm3::Sm3;
use zeroize::Zeroizing;

use crate::error::Error;

type Sm4Gcm = AesGcm<sm4::Sm4, aes_gcm::aead::consts::U12>;

/// Length of an SM4 key, in bytes.
pub const KEY_BYTES: usize = 16;
const NONCE_BYTES: usize = 12;
const TAG_BYTES: usize = 16;
const KEY_ID_BYTES: usize = 4;

/// The keys of a store: the data keys by their ids, of which the one with the highest id encrypts and all
/// decrypt; the key of the indexes; and the key of the record MACs.
#[derive(Clone)]
pub struct KeyRing {
    data: BTreeMap<u32, Zeroizing<[u8; KEY_BYTES]>>,
    index: Zeroizing<[u8; 32]>,
    mac: Zeroizing<[u8; 32]>,
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyRing").field("data_keys", &self.data.keys()).finish_non_exhaustive()
    }
}

/// The place of a sealed value, which is authenticated with it.
#[derive(Clone, Copy, Debug)]
pub struct Slot<'a> {
    pub table: &'a str,
    pub column: &'a str,
    pub row: &'a str,
}

impl KeyRing {
    /// Makes a key ring from data keys with their ids, the index key and the MAC key.
    ///
    /// # Errors
    /// There is no data key.
    pub fn new(
        data: impl IntoIterator<Item = (u32, [u8; KEY_BYTES])>,
        index: [u8; 32],
        mac: [u8; 32],
    ) -> Result<Self, Error> {
        let data: BTreeMap<_, _> =
            data.into_iter().map(|(id, key)| (id, Zeroizing::new(key))).collect();
        if data.is_empty() {
            return Err(Error::Corrupt("the key ring holds no data key".into()));
        }
        Ok(Self { data, index: Zeroizing::new(index), mac: Zeroizing::new(mac) })
    }

    /// Encrypts a value for its place. The result is key id (4 bytes, big endian) ‖ nonce (12) ‖ ciphertext
    /// ‖ tag (16). `nonce` must be fresh random bytes.
    pub fn seal(&self, slot: Slot<'_>, nonce: [u8; 12], clear: &[u8]) -> Result<Vec<u8>, Error> {
        let (id, key) = self
            .data
            .last_key_value()
            .ok_or_else(|| Error::Corrupt("the key ring holds no data key".into()))?;
        let mut body = clear.to_vec();
        let tag = Sm4Gcm::new((&**key).into())
            .encrypt_inout_detached(
                &Nonce::from(nonce),
                &associated(*id, slot),
                body.as_mut_slice().into(),
            )
            .map_err(|_| Error::Corrupt("the value is too long to seal".into()))?;
        let mut sealed = id.to_be_bytes().to_vec();
        sealed.extend(nonce);
        sealed.extend(body);
        sealed.extend(tag);
        Ok(sealed)
    }

    /// Decrypts a value of a place.
    ///
    /// # Errors
    /// [`Error::Corrupt`] if the value was altered, was sealed for another place, or needs an unknown key.
    pub fn open(&self, slot: Slot<'_>, sealed: &[u8]) -> Result<Vec<u8>, Error> {
        let damaged = |why: &str| {
            Error::Corrupt(format!("{}.{} of {}: {why}", slot.table, slot.column, slot.row))
        };
        if sealed.len() < KEY_ID_BYTES + NONCE_BYTES + TAG_BYTES {
            return Err(damaged("too short"));
        }
        let (id, rest) = sealed.split_at(KEY_ID_BYTES);
        let (nonce, rest) = rest.split_at(NONCE_BYTES);
        let (body, tag) = rest.split_at(rest.len() - TAG_BYTES);
        let id = id.iter().fold(0, |id, byte| id << 8 | u32::from(*byte));
        let key = self.data.get(&id).ok_or_else(|| damaged("its key is not in the key ring"))?;
        let nonce: [u8; NONCE_BYTES] = nonce.try_into().map_err(|_| damaged("nonce"))?;
        let tag: [u8; TAG_BYTES] = tag.try_into().map_err(|_| damaged("tag"))?;
        let mut clear = body.to_vec();
        Sm4Gcm::new((&**key).into())
            .decrypt_inout_detached(
                &Nonce::from(nonce),
                &associated(id, slot),
                clear.as_mut_slice().into(),
                &tag.into(),
            )
            .map_err(|_| damaged("does not open"))?;
        Ok(clear)
    }

    /// The keyed hash of a normalised value, by which rows are found. `column` is hashed too, so that
    /// equal values in two columns have different hashes.
    pub fn index(&self, column: &str, normal: &str) -> [u8; 32] {
        keyed(&self.index, &[column.as_bytes(), b"\0", normal.as_bytes()])
    }

    /// The name of a stored file, a keyed hash of its SM3 digest. Because it is keyed, someone who sees only
    /// the database cannot check whether a known file is stored in it.
    pub fn file_name(&self, digest: &[u8; 32]) -> [u8; 32] {
        keyed(&self.index, &[b"file\0", digest])
    }

    /// The MAC of an operational row, over the digest of the columns that it covers (I14).
    pub fn row_mac(&self, table: &str, covered: &[u8; 32]) -> [u8; 32] {
        keyed(&self.mac, &[b"row\0", table.as_bytes(), b"\0", covered])
    }

    /// The MAC of a record, which proves that a process with the keys wrote it (decision 0003).
    pub fn record_mac(&self, record_id: &str, leaf: &[u8]) -> [u8; 32] {
        keyed(&self.mac, &[record_id.as_bytes(), b"\0", leaf])
    }
}

fn associated(key_id: u32, slot: Slot<'_>) -> Vec<u8> {
    format!("{}\0{}\0{}\0{key_id}", slot.table, slot.column, slot.row).into_bytes()
}

fn keyed(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC accepts keys of any length, so this never returns early.
    let Ok(mut mac) = Hmac::<Sm3>::new_from_slice(key) else { return [0; 32] };
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring() -> KeyRing {
        KeyRing::new([(1, [1; 16]), (2, [2; 16])], [3; 32], [4; 32]).unwrap()
    }

    const SLOT: Slot<'_> = Slot { table: "person", column: "name", row: "p1" };

    #[test]
    fn the_vector_of_rfc_8998_opens() {
        let key = hex::decode("0123456789abcdeffedcba9876543210").unwrap();
        let nonce: [u8; 12] = hex::decode("00001234567800000000abcd").unwrap().try_into().unwrap();
        let aad = hex::decode("feedfacedeadbeeffeedfacedeadbeefabaddad2").unwrap();
        let mut text = hex::decode(
            "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd\
             eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa",
        )
        .unwrap();
        let key: [u8; 16] = key.try_into().unwrap();
        let tag = Sm4Gcm::new(&key.into())
            .encrypt_inout_detached(&Nonce::from(nonce), &aad, text.as_mut_slice().into())
            .unwrap();
        assert!(hex::encode(&text).starts_with("17f399f08c67d5ee19d0dc9969c4bb7d"));
        assert_eq!(hex::encode(tag), "83de3541e4c2b58177e065a9bf7b62ec");
    }

    #[test]
    fn a_value_opens_only_where_it_was_sealed() {
        let sealed = ring().seal(SLOT, [9; 12], "演示".as_bytes()).unwrap();
        assert_eq!(ring().open(SLOT, &sealed).unwrap(), "演示".as_bytes());
        for other in [
            Slot { row: "p2", ..SLOT },
            Slot { column: "phone", ..SLOT },
            Slot { table: "unit", ..SLOT },
        ] {
            assert!(ring().open(other, &sealed).is_err());
        }
        for at in 0..sealed.len() {
            let mut altered = sealed.clone();
            altered[at] ^= 1;
            assert!(ring().open(SLOT, &altered).is_err(), "byte {at}");
        }
        assert!(ring().open(SLOT, &sealed[..20]).is_err());
    }

    #[test]
    fn old_keys_still_open_and_the_newest_seals() {
        let old = KeyRing::new([(1, [1; 16])], [3; 32], [4; 32]).unwrap();
        let sealed = old.seal(SLOT, [9; 12], b"x").unwrap();
        assert_eq!(ring().open(SLOT, &sealed).unwrap(), b"x");
        let sealed = ring().seal(SLOT, [9; 12], b"x").unwrap();
        assert!(old.open(SLOT, &sealed).is_err(), "sealed under key 2");
    }

    #[test]
    fn indexes_differ_by_column_and_key() {
        let other = KeyRing::new([(1, [1; 16])], [5; 32], [4; 32]).unwrap();
        assert_ne!(ring().index("holder", "1"), ring().index("phone", "1"));
        assert_ne!(ring().index("holder", "1"), other.index("holder", "1"));
        assert_eq!(ring().index("holder", "1"), ring().index("holder", "1"));
    }
}
