//! Writes ZIP packages without data descriptors, directory entries and varying times.

use std::io::Write;

use flate2::Compression;
use flate2::write::DeflateEncoder;

use super::{CENTRAL, END, LOCAL};

/// MS-DOS form of 1980-01-01 00:00, the earliest time that a ZIP file can express.
const TIME: u16 = 0;
const DATE: u16 = 0x0021;
/// Version of the format that is needed to extract: 2.0.
const VERSION: u16 = 20;
const END_LENGTH: usize = 22;

/// Compression method (APPNOTE 4.4.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Stored = 0,
    Deflate = 8,
}

/// A file of the package in its stored form.
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
    /// Makes a member without compression. Members that differ between documents are stored,
    /// because the file store compresses them against a reference document (decision 0007).
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

    /// The content of a member without compression; `None` if it is compressed.
    pub fn content(&self) -> Option<&[u8]> {
        (self.method == Method::Stored).then_some(&self.packed)
    }

    /// Makes a member with the highest compression, or without if that is not longer.
    pub fn deflated(name: impl Into<String>, content: &[u8]) -> Self {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        // Writing to memory cannot fail; if it did, the stored form would be correct as well.
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

    /// Writes the fields that local and central headers share, starting with the version.
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

/// Writes a package with the members in the given order. The caller ensures that names are unique
/// and that there are fewer than 65,535 members with less than 4 GB in total.
pub fn zip<'m>(members: impl Iterator<Item = &'m Member> + Clone) -> Vec<u8> {
    // Each member has two headers of together 76 bytes and its name twice.
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
        // No comment, first volume, no attributes.
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

/// Packages of the program are far smaller than 4 GB, so the conversion does not saturate.
fn size(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
