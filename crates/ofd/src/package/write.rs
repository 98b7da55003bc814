//! Writing: no data descriptors, no directory entries, ASCII names, one fixed time.

use std::io::Write;

use flate2::Compression;
use flate2::write::DeflateEncoder;

use super::{CENTRAL, END, LOCAL};

/// 1980-01-01 00:00, the first instant that a ZIP can name.
const TIME: u16 = 0;
const DATE: u16 = 0x0021;
const VERSION: u16 = 20;
const END_LENGTH: usize = 22;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Stored = 0,
    Deflate = 8,
}

/// One file of the package, packed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// ASCII path without a leading slash.
    pub name: String,
    method: Method,
    crc: u32,
    length: u32,
    packed: Vec<u8>,
}

impl Member {
    /// Kept as it is: what varies from document to document compresses better against others
    /// of its kind (design decision 10).
    pub fn stored(name: impl Into<String>, content: impl Into<Vec<u8>>) -> Self {
        let packed = content.into();
        Self {
            name: name.into(),
            method: Method::Stored,
            crc: crc32fast::hash(&packed),
            length: size(packed.len()),
            packed,
        }
    }

    /// What a stored member holds; `None` if it is compressed.
    pub fn content(&self) -> Option<&[u8]> {
        (self.method == Method::Stored).then_some(&self.packed)
    }

    /// Compressed once; falls back to storing when that is smaller.
    pub fn deflated(name: impl Into<String>, content: &[u8]) -> Self {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        // Writing into memory does not fail; if it did, the stored form is right as well.
        let packed = encoder.write_all(content).and_then(|()| encoder.finish());
        match packed {
            Ok(packed) if packed.len() < content.len() => Self {
                name: name.into(),
                method: Method::Deflate,
                crc: crc32fast::hash(content),
                length: size(content.len()),
                packed,
            },
            Ok(_) | Err(_) => Self::stored(name, content),
        }
    }

    /// Fields that local and central headers share, from the version on.
    fn header(&self, out: &mut Vec<u8>) {
        out.extend(VERSION.to_le_bytes());
        out.extend(0_u16.to_le_bytes());
        out.extend((self.method as u16).to_le_bytes());
        out.extend(TIME.to_le_bytes());
        out.extend(DATE.to_le_bytes());
        out.extend(self.crc.to_le_bytes());
        out.extend(size(self.packed.len()).to_le_bytes());
        out.extend(self.length.to_le_bytes());
        out.extend((self.name.len() as u16).to_le_bytes());
        out.extend(0_u16.to_le_bytes());
    }
}

/// The package in the order of its members. Callers see to it that names differ, and that there
/// are fewer than 65,535 members and 4 GB.
pub fn zip<'m>(members: impl Iterator<Item = &'m Member> + Clone) -> Vec<u8> {
    // Two headers of at most 46 bytes and two names for each member.
    let room = |member: &Member| member.packed.len() + 2 * member.name.len() + 76;
    let mut out = Vec::with_capacity(END_LENGTH + members.clone().map(room).sum::<usize>());
    let mut directory = Vec::with_capacity(4_096);
    let mut count: u16 = 0;
    for member in members {
        let offset = size(out.len());
        out.extend(LOCAL.to_le_bytes());
        member.header(&mut out);
        out.extend(member.name.as_bytes());
        out.extend(&member.packed);
        directory.extend(CENTRAL.to_le_bytes());
        directory.extend(VERSION.to_le_bytes());
        member.header(&mut directory);
        // No comment, first disk, no attributes.
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(member.name.as_bytes());
        count += 1;
    }
    let start = size(out.len());
    let length = size(directory.len());
    out.extend(directory);
    out.extend(END.to_le_bytes());
    out.extend([0; 4]);
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend(length.to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend(0_u16.to_le_bytes());
    out
}

/// Our packages stay far below 4 GB.
fn size(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
