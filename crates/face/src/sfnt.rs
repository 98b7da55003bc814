//! Assembles TrueType files (OpenType 1.9, "Organization of an OpenType Font") with a new name
//! table, so that no reader takes a subset for another font with the same name.

use skrifa::Tag;
use skrifa::raw::{FontRef, TableProvider};

const WINDOWS: u16 = 3;
const UNICODE_BMP: u16 = 1;
const ENGLISH: u16 = 0x409;
/// Sum of all words of a font file whose `checkSumAdjustment` is correct.
const CHECKSUM: u32 = 0xb1b0_afba;
/// Offset of `checkSumAdjustment` in the table `head`.
const ADJUSTMENT: usize = 8;

/// Names that a subset keeps: copyright, licence, address of the licence.
const KEPT_NAMES: [u16; 3] = [0, 13, 14];

/// Returns the tables of a font file; `None` if it is truncated.
pub(crate) fn tables(font: &FontRef<'_>) -> Option<Vec<(Tag, Vec<u8>)>> {
    let records = font.table_directory().table_records().iter();
    records
        .map(|record| {
            let tag = record.tag();
            Some((tag, font.table_data(tag)?.as_bytes().to_vec()))
        })
        .collect()
}

/// Assembles a font file with the name `name`; copyright and licence come from `original`. Returns
/// `None` if the table `head` is missing.
pub(crate) fn named(
    mut tables: Vec<(Tag, Vec<u8>)>,
    original: &FontRef<'_>,
    name: &str,
) -> Option<Vec<u8>> {
    let tag = Tag::new(b"name");
    tables.retain(|(known, _)| *known != tag);
    tables.push((tag, name_table(original, name)));
    tables.sort_by_key(|(tag, _)| *tag);
    assembled(tables)
}

fn assembled(mut tables: Vec<(Tag, Vec<u8>)>) -> Option<Vec<u8>> {
    let count = u16::try_from(tables.len()).ok()?;
    let entry = 15 - u16::try_from(count.leading_zeros()).ok()?;
    let range = 16u16.checked_shl(u32::from(entry))?;
    let mut out = vec![0, 1, 0, 0];
    for value in [count, range, entry, count * 16 - range] {
        out.extend(value.to_be_bytes());
    }
    let mut offset = u32::try_from(12 + tables.len() * 16).ok()?;
    let mut head = None;
    for (tag, bytes) in &mut tables {
        if *tag == Tag::new(b"head") {
            bytes.get_mut(ADJUSTMENT..ADJUSTMENT + 4)?.fill(0);
            head = Some(offset as usize);
        }
        let length = u32::try_from(bytes.len()).ok()?;
        out.extend(tag.to_be_bytes());
        for value in [checksum(bytes), offset, length] {
            out.extend(value.to_be_bytes());
        }
        offset = offset.checked_add(length.next_multiple_of(4))?;
    }
    for (_, bytes) in &tables {
        out.extend(bytes);
        out.resize(out.len().next_multiple_of(4), 0);
    }
    let adjustment = CHECKSUM.wrapping_sub(checksum(&out)).to_be_bytes();
    let at = head? + ADJUSTMENT;
    out.get_mut(at..at + 4)?.copy_from_slice(&adjustment);
    Some(out)
}

/// Sum of the big-endian 32-bit words; the last one is padded with zeros.
fn checksum(bytes: &[u8]) -> u32 {
    let (words, rest) = bytes.as_chunks::<4>();
    let mut last = [0; 4];
    last[..rest.len()].copy_from_slice(rest);
    let sum = words.iter().fold(0u32, |sum, word| sum.wrapping_add(u32::from_be_bytes(*word)));
    sum.wrapping_add(u32::from_be_bytes(last))
}

/// A name table of version 0. Family, style, unique id, full name and PostScript name are new.
fn name_table(original: &FontRef<'_>, name: &str) -> Vec<u8> {
    let mut entries: Vec<(u16, String)> = [(1, name), (2, "Regular"), (3, name), (4, name)]
        .into_iter()
        .chain([(5, "Version 1.000"), (6, name)])
        .map(|(id, text)| (id, text.to_owned()))
        .collect();
    let kept = KEPT_NAMES.into_iter().filter_map(|id| Some((id, original_name(original, id)?)));
    entries.extend(kept);
    entries.sort();
    let mut records = Vec::new();
    let mut storage: Vec<u8> = Vec::new();
    let mut count = 0u16;
    for (id, text) in &entries {
        let start = storage.len();
        storage.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
        let fits = (u16::try_from(storage.len() - start), u16::try_from(start));
        let (Ok(length), Ok(start)) = fits else {
            storage.truncate(start);
            continue;
        };
        for value in [WINDOWS, UNICODE_BMP, ENGLISH, *id, length, start] {
            records.extend(value.to_be_bytes());
        }
        count += 1;
    }
    let mut out = Vec::with_capacity(6 + records.len() + storage.len());
    for value in [0, count, 6 + count * 12] {
        out.extend(value.to_be_bytes());
    }
    out.extend(records);
    out.extend(storage);
    out
}

fn original_name(font: &FontRef<'_>, id: u16) -> Option<String> {
    let table = font.name().ok()?;
    let record = table.name_record().iter().find(|record| {
        record.name_id().to_u16() == id
            && record.platform_id() == WINDOWS
            && record.language_id() == ENGLISH
    })?;
    Some(record.string(table.string_data()).ok()?.chars().collect())
}
