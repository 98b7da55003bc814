//! Defects of the ZIP package, made by changing its bytes (PKWARE APPNOTE 6.3.10).

/// Offset of the entry of `name` in the central directory (§4.3.12).
fn line_of(file: &[u8], name: &str) -> usize {
    let mut at = u32_at(file, file.len() - 22 + 16) as usize;
    loop {
        assert_eq!(&file[at..at + 4], b"PK\x01\x02", "no {name}");
        let length =
            |of: usize| usize::from(u16::from_le_bytes([file[at + of], file[at + of + 1]]));
        if &file[at + 46..at + 46 + length(28)] == name.as_bytes() {
            return at;
        }
        at += 46 + length(28) + length(30) + length(32);
    }
}

fn u32_at(file: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(file[at..at + 4].try_into().unwrap())
}

fn put(file: &mut [u8], at: usize, value: u32) {
    file[at..at + 4].copy_from_slice(&value.to_le_bytes());
}

/// Changes the name in the local header, so that it differs from the one in the central directory.
pub fn other_local_name(mut file: Vec<u8>, name: &str) -> Vec<u8> {
    let local = u32_at(&file, line_of(&file, name) + 42) as usize;
    file[local + 30] ^= 0x20;
    file
}

/// Changes the uncompressed length in the central directory.
pub fn lying_length(mut file: Vec<u8>, name: &str) -> Vec<u8> {
    let line = line_of(&file, name);
    let length = u32_at(&file, line + 24);
    put(&mut file, line + 24, length + 1);
    file
}

/// Changes the checksum in the central directory and in the local header.
pub fn lying_checksum(mut file: Vec<u8>, name: &str) -> Vec<u8> {
    let line = line_of(&file, name);
    let local = u32_at(&file, line + 42) as usize;
    for at in [line + 16, local + 14] {
        file[at] ^= 1;
    }
    file
}

/// Makes the entry of `name` in the central directory point to the bytes of `other`.
pub fn overlapping(mut file: Vec<u8>, name: &str, other: &str) -> Vec<u8> {
    let offset = u32_at(&file, line_of(&file, other) + 42);
    let line = line_of(&file, name);
    put(&mut file, line + 42, offset);
    file
}

/// Marks the member as encrypted.
pub fn encrypted(mut file: Vec<u8>, name: &str) -> Vec<u8> {
    let line = line_of(&file, name);
    let local = u32_at(&file, line + 42) as usize;
    file[line + 8] |= 1;
    file[local + 6] |= 1;
    file
}

/// Puts other bytes before the package. Some programs ignore them, and others read them instead.
pub fn prefixed(file: &[u8]) -> Vec<u8> {
    [b"#!/bin/sh\n", file].concat()
}

/// Appends other bytes to the package.
pub fn trailing(mut file: Vec<u8>) -> Vec<u8> {
    file.extend(b"appended");
    file
}
