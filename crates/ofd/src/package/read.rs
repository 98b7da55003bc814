//! Reads a ZIP package strictly: every byte of the file must belong to exactly one record, and the
//! local headers must agree with the central directory.
//!
//! Deviations that readers tolerate are reported as faults. A package that could hide a second
//! document or exhaust memory is refused.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry as MapEntry;
use std::sync::Arc;

use budget::{Budget, Exceeded, Work};

use super::fault::{Fault, Unreadable};
use super::known::{Known, Unpacked};
use super::unpack::{Unpack, content};
use super::{CENTRAL, END, LOCAL};
use crate::digest::sm3_all;

/// Maximum number of members; a certificate has about twenty.
pub const MAX_ENTRIES: usize = 2_000;
/// Maximum length of all members together, decompressed, in bytes.
pub const MAX_TOTAL: u64 = 200_000_000;
/// Maximum length of the members that are hashed in advance, in bytes. Beyond it, only what a
/// signature lists is hashed.
const MAX_HASHED_IN_ADVANCE: usize = 20_000_000;
/// Maximum length of the name of a member, in bytes. Locations are resolved relative to names, once for
/// each reference, so a long name would be copied very often.
const MAX_NAME: u64 = 1_024;
/// Maximum number of faults that are kept; a report quotes five.
const MAX_FAULTS: usize = 100;
/// Length of the end record without its comment.
const END_LENGTH: usize = 22;
const DESCRIPTOR: u32 = 0x0807_4b50;
/// General purpose flags (APPNOTE 4.4.4): encrypted, strongly encrypted, masked headers.
const ENCRYPTED: u64 = 0x2041;
/// General purpose flag: checksum and sizes follow the content in a data descriptor.
const DESCRIBED: u64 = 0x0008;
/// Extra field with ZIP64 sizes.
const EXTRA_ZIP64: u64 = 0x0001;
/// Extra field with a second name (Info-ZIP Unicode Path), which only some readers use.
const EXTRA_NAME: u64 = 0x7075;

/// The members of a package.
#[derive(Clone, Debug, Default)]
pub struct Package {
    /// Contents by name.
    pub members: BTreeMap<String, Arc<Unpacked>>,
    pub faults: Vec<Fault>,
    /// Names by their lower-case form. Names that differ only in case are one file to some readers.
    folded: BTreeMap<String, String>,
}

impl Package {
    fn fault(&mut self, zh: impl Into<String>, en: impl Into<String>) {
        if self.faults.len() < MAX_FAULTS {
            self.faults.push(Fault { zh: zh.into(), en: en.into() });
        }
    }

    /// Returns the member `name`. Falls back to a name that differs only in letter case, because
    /// some producers write locations with wrong case.
    pub fn find(&self, name: &str) -> Option<(&str, &Arc<Unpacked>)> {
        let exact = self.members.get_key_value(name);
        let ignoring_case = || {
            let name = self.folded.get(&name.to_lowercase())?;
            self.members.get_key_value(name)
        };
        exact.or_else(ignoring_case).map(|(name, content)| (name.as_str(), content))
    }

    /// Hashes all members at once, unless they are too large. Call it before the digests are
    /// needed. Errors: the budget does not suffice.
    pub(crate) fn hash_all(&self, budget: &Budget) -> Result<(), Exceeded> {
        let open: Vec<&Unpacked> =
            self.members.values().map(|content| &**content).filter(|c| !c.is_hashed()).collect();
        let contents: Vec<&[u8]> = open.iter().map(|content| &***content).collect();
        let length: usize = contents.iter().map(|content| content.len()).sum();
        if length <= MAX_HASHED_IN_ADVANCE {
            budget.charge(Work::Hash, length)?;
            open.iter().zip(sm3_all(&contents)).for_each(|(content, sm3)| content.set_sm3(sm3));
        }
        Ok(())
    }

    fn keep(&mut self, name: &str, content: Arc<Unpacked>) {
        match self.folded.entry(name.to_lowercase()) {
            MapEntry::Vacant(free) => {
                free.insert(name.to_owned());
                self.members.insert(name.to_owned(), content);
            }
            MapEntry::Occupied(_) => {
                self.fault(format!("成员重名：{name}"), format!("the name {name} occurs twice"));
            }
        }
    }
}

/// A header of the central directory.
pub(super) struct Entry {
    name: String,
    flags: u64,
    pub method: u64,
    pub crc: u64,
    pub packed: u64,
    pub length: u64,
    offset: u64,
}

/// Reads a package within the budget of one request.
///
/// # Errors
///
/// The bytes are not a ZIP file, are damaged, or exceed the limits.
pub fn read(bytes: &[u8]) -> Result<Package, Unreadable> {
    read_within(bytes, None, &Budget::default())
}

/// Like [`read`], but within a given budget. Members in the cache `known` are not decompressed again.
///
/// # Errors
///
/// As for [`read`].
pub fn read_within(
    bytes: &[u8],
    known: Option<&Known>,
    budget: &Budget,
) -> Result<Package, Unreadable> {
    // The search for the end record and the directory.
    budget.charge(Work::Copy, bytes.len())?;
    let mut package = Package::default();
    let end = end_record(bytes, &mut package)?;
    let mut entries = directory(bytes, &end, &mut package, budget)?;
    entries.sort_by_key(|entry| entry.offset);
    let total: u64 = entries.iter().map(|entry| entry.length).sum();
    if total > MAX_TOTAL {
        return Err(too_large());
    }
    budget.hold(total)?;
    let mut expected = 0;
    for entry in &entries {
        if entry.offset < expected {
            let (zh, en) = ("压缩包成员相互重叠", "members of the package overlap");
            return Err(Unreadable::new("package.overlap", zh, en));
        }
        if entry.offset > expected {
            let zh = format!("{} 之前有多余字节", entry.name);
            package.fault(zh, format!("there are unexpected bytes before {}", entry.name));
        }
        expected = member(bytes, entry, known, &mut package, budget)?;
    }
    if expected != end.directory {
        package
            .fault("压缩包目录之前有多余字节", "there are unexpected bytes before the directory");
    }
    Ok(package)
}

/// The end-of-central-directory record.
struct End {
    count: usize,
    directory: u64,
    length: u64,
}

fn end_record(bytes: &[u8], package: &mut Package) -> Result<End, Unreadable> {
    let not_zip = || {
        let (zh, en) = ("不是 OFD 文件（ZIP 结构缺失）", "not an OFD file (not a ZIP file)");
        Unreadable::new("package.format", zh, en)
    };
    let last = bytes.len().checked_sub(END_LENGTH).ok_or_else(not_zip)?;
    let earliest = last.saturating_sub(usize::from(u16::MAX));
    let fits = |at: &usize| {
        let comment = number(bytes, at + 20, 2).and_then(|length| usize::try_from(length).ok());
        number(bytes, *at, 4) == Some(u64::from(END))
            && comment.is_some_and(|length| at + END_LENGTH + length == bytes.len())
    };
    let at = match (earliest..=last).rev().find(fits) {
        Some(at) => at,
        // What follows the end record is not the comment that it declares.
        None if (earliest..=last).any(|at| number(bytes, at, 4) == Some(u64::from(END))) => {
            let (zh, en) = ("压缩包末尾有多余字节", "there are unexpected bytes after the package");
            return Err(Unreadable::new("package.trailing", zh, en));
        }
        None => return Err(not_zip()),
    };
    if at != last {
        package.fault("压缩包末尾有注释", "the package ends in a comment");
    }
    let field = |offset, width| number(bytes, at + offset, width).unwrap_or(u64::MAX);
    let (count, length, directory) = (field(10, 2), field(12, 4), field(16, 4));
    if count == u64::from(u16::MAX) || length == ZIP64_MARKER || directory == ZIP64_MARKER {
        return Err(zip64());
    }
    if field(4, 2) != 0 || field(6, 2) != 0 || field(8, 2) != count {
        let (zh, en) = ("不支持分卷压缩包", "multi-volume packages are not supported");
        return Err(Unreadable::new("package.volumes", zh, en));
    }
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    if count > MAX_ENTRIES {
        let zh = format!("压缩包成员超过 {MAX_ENTRIES} 个");
        return Err(Unreadable::new("package.entries", zh, "the package has too many members"));
    }
    if directory + length != at as u64 {
        let zh = "压缩包前部或目录后有多余字节";
        let en = "there are unexpected bytes before the package or after the directory";
        return Err(Unreadable::new("package.shifted", zh, en));
    }
    Ok(End { count, directory, length })
}

/// Value of a field whose actual value is in a ZIP64 record.
const ZIP64_MARKER: u64 = u32::MAX as u64;

/// Reads the central directory.
fn directory(
    bytes: &[u8],
    end: &End,
    package: &mut Package,
    budget: &Budget,
) -> Result<Vec<Entry>, Unreadable> {
    let damaged =
        || Unreadable::new("package.directory", "压缩包目录损坏", "the directory is damaged");
    let whole = slice(bytes, end.directory, end.length).ok_or_else(damaged)?;
    let mut at = 0;
    let mut entries = Vec::with_capacity(end.count);
    for _ in 0..end.count {
        let field = |offset, width| number(whole, at + offset, width).ok_or_else(damaged);
        if field(0, 4)? != u64::from(CENTRAL) {
            return Err(damaged());
        }
        let (name, extra, comment) = (field(28, 2)?, field(30, 2)?, field(32, 2)?);
        if name > MAX_NAME {
            let (zh, en) = ("成员名称过长", "the name of a member is too long");
            return Err(Unreadable::new("package.name", zh, en));
        }
        // The name is kept in the directory, among the members, and in lower case.
        budget.hold(4 * name + MEMBER_SIZE)?;
        let raw = slice(whole, at as u64 + 46, name).ok_or_else(damaged)?;
        let extras = slice(whole, at as u64 + 46 + name, extra).ok_or_else(damaged)?;
        let name_text = String::from_utf8_lossy(raw).into_owned();
        if comment > 0 || std::str::from_utf8(raw).is_err() {
            let zh = format!("成员名称编码或注释异常：{name_text}");
            package.fault(zh, format!("{name_text} has a comment, or its name is not UTF-8"));
        }
        check_extra(extras, &name_text, package)?;
        let entry = Entry {
            name: name_text,
            flags: field(8, 2)?,
            method: field(10, 2)?,
            crc: field(16, 4)?,
            packed: field(20, 4)?,
            length: field(24, 4)?,
            offset: field(42, 4)?,
        };
        if [entry.packed, entry.length, entry.offset].contains(&ZIP64_MARKER) {
            return Err(zip64());
        }
        entries.push(entry);
        let next = at as u64 + 46 + name + extra + comment;
        at = usize::try_from(next).map_err(|_| damaged())?;
    }
    if at != whole.len() {
        return Err(damaged());
    }
    Ok(entries)
}

/// What the package keeps of a member besides name and content, in bytes.
const MEMBER_SIZE: u64 = 400;

/// Reads one member and returns the offset at which it ends.
fn member(
    bytes: &[u8],
    entry: &Entry,
    known: Option<&Known>,
    package: &mut Package,
    budget: &Budget,
) -> Result<u64, Unreadable> {
    let name = &entry.name;
    let damaged = || {
        let (zh, en) = (format!("成员损坏：{name}"), format!("the member {name} is damaged"));
        Unreadable::new("package.member", zh, en)
    };
    check_name(name, package)?;
    let header = slice(bytes, entry.offset, 30).ok_or_else(damaged)?;
    let field = |offset, width| number(header, offset, width).ok_or_else(damaged);
    if field(0, 4)? != u64::from(LOCAL) {
        return Err(damaged());
    }
    if (entry.flags | field(6, 2)?) & ENCRYPTED != 0 {
        let (zh, en) = ("压缩包已加密", "the package is encrypted");
        return Err(Unreadable::new("package.encrypted", zh, en));
    }
    let (name_length, extra) = (field(26, 2)?, field(28, 2)?);
    let begin = entry.offset + 30 + name_length + extra;
    let local_name = slice(bytes, entry.offset + 30, name_length).ok_or_else(damaged)?;
    let extras = slice(bytes, entry.offset + 30 + name_length, extra).ok_or_else(damaged)?;
    check_extra(extras, name, package)?;
    let local = (field(14, 4)?, field(18, 4)?, field(22, 4)?);
    // Checksum and sizes may follow the content instead, as many producers write them.
    let described = entry.flags & DESCRIBED != 0;
    let same = field(8, 2)? == entry.method
        && field(6, 2)? == entry.flags
        && local_name == name.as_bytes()
        && (local == (entry.crc, entry.packed, entry.length) || described && local == (0, 0, 0));
    if !same {
        let zh = format!("成员的两处记载不一致：{name}");
        package.fault(zh, format!("the local and central headers of {name} differ"));
    }
    let packed = slice(bytes, begin, entry.packed).ok_or_else(damaged)?;
    let content = match content(entry, packed, known, budget)? {
        Unpack::Content(content) => content,
        Unpack::Damaged => return Err(damaged()),
        Unpack::TooLarge => return Err(too_large()),
        Unpack::ChecksumMismatch(content) => {
            let zh = format!("成员校验和不符：{name}");
            package.fault(zh, format!("the checksum of {name} does not match"));
            content
        }
    };
    package.keep(name, content);
    let finish = begin + entry.packed;
    let length = if described { descriptor(bytes, finish, entry) } else { Some(0) };
    Ok(finish + length.ok_or_else(damaged)?)
}

/// Returns the length of the data descriptor, which may start with a signature; `None` if it
/// contradicts the central directory.
fn descriptor(bytes: &[u8], at: u64, entry: &Entry) -> Option<u64> {
    let start = usize::try_from(at).ok()?;
    let agrees = |at| {
        let sizes = (number(bytes, at + 4, 4)?, number(bytes, at + 8, 4)?);
        let same = number(bytes, at, 4)? == entry.crc && sizes == (entry.packed, entry.length);
        same.then_some(())
    };
    let signed = number(bytes, start, 4) == Some(u64::from(DESCRIPTOR));
    if signed && agrees(start + 4).is_some() { Some(16) } else { agrees(start).map(|()| 12) }
}

/// Refuses names that leave the package or are ambiguous; reports directory entries as a fault.
fn check_name(name: &str, package: &mut Package) -> Result<(), Unreadable> {
    let odd = |part: &str| part == ".." || part == "." || part.is_empty();
    let mut parts = name.trim_end_matches('/').split('/');
    let escapes = name.contains(['\\', ':']) || name.contains(char::is_control) || parts.any(odd);
    if escapes {
        let zh = format!("成员名称不合法：{name}");
        return Err(Unreadable::new("package.name", zh, format!("the name {name} is invalid")));
    }
    if name.ends_with('/') {
        package.fault(format!("含有目录成员：{name}"), format!("{name} is a directory entry"));
    }
    Ok(())
}

/// Extra fields may hold times and permissions, but neither sizes nor names.
fn check_extra(extra: &[u8], name: &str, package: &mut Package) -> Result<(), Unreadable> {
    let mut at = 0;
    while let (Some(kind), Some(length)) = (number(extra, at, 2), number(extra, at + 2, 2)) {
        if kind == EXTRA_ZIP64 {
            return Err(zip64());
        }
        if kind == EXTRA_NAME {
            package.fault(format!("成员另有名称：{name}"), format!("{name} has a second name"));
            // One extra field of 64 kB can hold sixteen thousand names.
            return Ok(());
        }
        at += 4 + usize::try_from(length).unwrap_or(usize::MAX / 2);
    }
    Ok(())
}

fn too_large() -> Unreadable {
    let (zh, en) = ("解压后体积超出限制", "the decompressed content exceeds the limits");
    Unreadable::new("package.bomb", zh, en)
}

fn zip64() -> Unreadable {
    Unreadable::new("package.zip64", "不支持 ZIP64", "ZIP64 is not supported")
}

fn slice(bytes: &[u8], at: u64, length: u64) -> Option<&[u8]> {
    let at = usize::try_from(at).ok()?;
    bytes.get(at..at.checked_add(usize::try_from(length).ok()?)?)
}

/// Reads a little-endian number of `width` bytes.
fn number(bytes: &[u8], at: usize, width: usize) -> Option<u64> {
    let field = bytes.get(at..at.checked_add(width)?)?;
    Some(field.iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
}
