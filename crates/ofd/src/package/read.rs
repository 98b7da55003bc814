//! Reading: every byte of the file must belong to exactly one record, and both directories must
//! tell the same. What readers forgive is read on, and told as a fault; what could hide a second
//! document or exhaust the machine is not read at all.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry as MapEntry;
use std::sync::Arc;

use super::known::{Known, Unpacked};
use super::unpack::{Unpack, content};
use super::{CENTRAL, END, LOCAL};
use crate::digest::sm3_all;

/// Limits; a certificate has about twenty members and some hundred kilobytes.
pub const MAX_ENTRIES: usize = 2_000;
/// Bytes of all members together, unpacked.
pub const MAX_TOTAL: u64 = 200_000_000;
/// More is hashed only as far as a signature lists it.
const MOST_HASHED: usize = 20_000_000;
const END_LENGTH: usize = 22;
const DESCRIPTOR: u32 = 0x0807_4b50;
/// General purpose flags: encrypted, strongly encrypted, masked headers.
const ENCRYPTED: u64 = 0x2041;
const DESCRIBED: u64 = 0x0008;
/// Extra fields: ZIP64 sizes, and a second name that only some readers follow.
const EXTRA_ZIP64: u64 = 0x0001;
const EXTRA_NAME: u64 = 0x7075;

/// Why a file cannot be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    pub code: &'static str,
    pub zh: String,
    pub en: String,
}

impl Unreadable {
    pub(crate) fn new(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code, zh: zh.into(), en: en.into() }
    }
}

/// Something that no honest writer does, though the content could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub zh: String,
    pub en: String,
}

/// A package's members by name.
#[derive(Clone, Debug, Default)]
pub struct Package {
    pub members: BTreeMap<String, Arc<Unpacked>>,
    pub faults: Vec<Fault>,
    /// Names in small letters: two that differ only in case are one file to some readers.
    folded: BTreeMap<String, String>,
}

impl Package {
    fn fault(&mut self, zh: impl Into<String>, en: impl Into<String>) {
        self.faults.push(Fault { zh: zh.into(), en: en.into() });
    }

    /// The member of this name, or of the same name in other letters' case: some makers err.
    pub fn find(&self, name: &str) -> Option<(&str, &Unpacked)> {
        let exact = self.members.get_key_value(name);
        let like = || {
            let name = self.folded.get(&name.to_lowercase())?;
            self.members.get_key_value(name)
        };
        exact.or_else(like).map(|(name, content)| (name.as_str(), &**content))
    }

    /// Hashes all members side by side, if there is not too much of them: for one who is going to
    /// ask for the digests.
    pub(crate) fn hash_all(&self) {
        let open: Vec<&Unpacked> =
            self.members.values().map(|content| &**content).filter(|c| !c.is_hashed()).collect();
        let contents: Vec<&[u8]> = open.iter().map(|content| &***content).collect();
        if contents.iter().map(|content| content.len()).sum::<usize>() <= MOST_HASHED {
            open.iter().zip(sm3_all(&contents)).for_each(|(content, sm3)| content.hashed(sm3));
        }
    }

    fn keep(&mut self, name: &str, content: Arc<Unpacked>) {
        match self.folded.entry(name.to_lowercase()) {
            MapEntry::Vacant(free) => {
                free.insert(name.to_owned());
                self.members.insert(name.to_owned(), content);
            }
            MapEntry::Occupied(_) => {
                self.fault(format!("成员重名：{name}"), format!("the name {name} stands twice"));
            }
        }
    }
}

/// One line of the central directory.
pub(super) struct Entry {
    name: String,
    flags: u64,
    pub method: u64,
    pub crc: u64,
    pub packed: u64,
    pub length: u64,
    offset: u64,
}

/// Reads the whole package. Errors: it is none, it is damaged, or it exceeds the limits.
pub fn read(bytes: &[u8]) -> Result<Package, Unreadable> {
    read_knowing(bytes, None)
}

/// The same with what was unpacked before.
pub fn read_knowing(bytes: &[u8], known: Option<&Known>) -> Result<Package, Unreadable> {
    let mut package = Package::default();
    let end = end_record(bytes, &mut package)?;
    let mut entries = directory(bytes, &end, &mut package)?;
    entries.sort_by_key(|entry| entry.offset);
    let total: u64 = entries.iter().map(|entry| entry.length).sum();
    if total > MAX_TOTAL {
        return Err(bomb());
    }
    let mut expected = 0;
    for entry in &entries {
        if entry.offset < expected {
            let (zh, en) = ("压缩包成员相互重叠", "members of the package overlap");
            return Err(Unreadable::new("package.overlap", zh, en));
        }
        if entry.offset > expected {
            let zh = format!("{} 之前有多余字节", entry.name);
            package.fault(zh, format!("stray bytes before {}", entry.name));
        }
        expected = member(bytes, entry, known, &mut package)?;
    }
    if expected != end.directory {
        package.fault("压缩包目录之前有多余字节", "stray bytes before the directory");
    }
    Ok(package)
}

struct End {
    count: usize,
    directory: u64,
    length: u64,
}

fn end_record(bytes: &[u8], package: &mut Package) -> Result<End, Unreadable> {
    let none = || {
        let (zh, en) = ("不是 OFD 文件（ZIP 结构缺失）", "not an OFD file (no ZIP)");
        Unreadable::new("package.format", zh, en)
    };
    let last = bytes.len().checked_sub(END_LENGTH).ok_or_else(none)?;
    let earliest = last.saturating_sub(usize::from(u16::MAX));
    let fits = |at: &usize| {
        let comment = number(bytes, at + 20, 2).and_then(|length| usize::try_from(length).ok());
        number(bytes, *at, 4) == Some(u64::from(END))
            && comment.is_some_and(|length| at + END_LENGTH + length == bytes.len())
    };
    let at = match (earliest..=last).rev().find(fits) {
        Some(at) => at,
        // Whatever follows the end record is no comment of its own: said, not read.
        None if (earliest..=last).any(|at| number(bytes, at, 4) == Some(u64::from(END))) => {
            let (zh, en) = ("压缩包末尾有多余字节", "stray bytes behind the package");
            return Err(Unreadable::new("package.trailing", zh, en));
        }
        None => return Err(none()),
    };
    if at != last {
        package.fault("压缩包末尾有注释", "the package ends in a comment");
    }
    let field = |offset, width| number(bytes, at + offset, width).unwrap_or(u64::MAX);
    let (count, length, directory) = (field(10, 2), field(12, 4), field(16, 4));
    if count == u64::from(u16::MAX) || length == MARKER || directory == MARKER {
        return Err(zip64());
    }
    if field(4, 2) != 0 || field(6, 2) != 0 || field(8, 2) != count {
        let (zh, en) = ("不支持分卷压缩包", "packages in several volumes are not supported");
        return Err(Unreadable::new("package.volumes", zh, en));
    }
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    if count > MAX_ENTRIES {
        let zh = format!("压缩包成员超过 {MAX_ENTRIES} 个");
        return Err(Unreadable::new("package.entries", zh, "the package has too many members"));
    }
    if directory + length != at as u64 {
        let (zh, en) =
            ("压缩包前部或目录后有多余字节", "stray bytes before or behind the directory");
        return Err(Unreadable::new("package.shifted", zh, en));
    }
    Ok(End { count, directory, length })
}

/// Stands where the true number is in a ZIP64 record.
const MARKER: u64 = u32::MAX as u64;

fn directory(bytes: &[u8], end: &End, package: &mut Package) -> Result<Vec<Entry>, Unreadable> {
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
        let raw = slice(whole, at as u64 + 46, name).ok_or_else(damaged)?;
        let extras = slice(whole, at as u64 + 46 + name, extra).ok_or_else(damaged)?;
        let name_text = String::from_utf8_lossy(raw).into_owned();
        if comment > 0 || std::str::from_utf8(raw).is_err() {
            let zh = format!("成员名称编码或注释异常：{name_text}");
            package.fault(zh, format!("odd name or comment of {name_text}"));
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
        if [entry.packed, entry.length, entry.offset].contains(&MARKER) {
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

/// Reads one member; returns where it ends.
fn member(
    bytes: &[u8],
    entry: &Entry,
    known: Option<&Known>,
    package: &mut Package,
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
    // Sizes may stand behind the content instead; eight of thirty field files do so.
    let described = entry.flags & DESCRIBED != 0;
    let same = field(8, 2)? == entry.method
        && field(6, 2)? == entry.flags
        && local_name == name.as_bytes()
        && (local == (entry.crc, entry.packed, entry.length) || described && local == (0, 0, 0));
    if !same {
        let zh = format!("成员的两处记载不一致：{name}");
        package.fault(zh, format!("local and central headers of {name} differ"));
    }
    let packed = slice(bytes, begin, entry.packed).ok_or_else(damaged)?;
    let content = match content(entry, packed, known) {
        Unpack::Content(content) => content,
        Unpack::Damaged => return Err(damaged()),
        Unpack::TooLarge => return Err(bomb()),
        Unpack::WrongSum(content) => {
            let zh = format!("成员校验和不符：{name}");
            package.fault(zh, format!("the checksum of {name} does not fit"));
            content
        }
    };
    package.keep(name, content);
    let finish = begin + entry.packed;
    let length = if described { descriptor(bytes, finish, entry) } else { Some(0) };
    Ok(finish + length.ok_or_else(damaged)?)
}

/// Length of the data descriptor, with or without its signature; `None` if it tells another story
/// than the directory.
fn descriptor(bytes: &[u8], at: u64, entry: &Entry) -> Option<u64> {
    let start = usize::try_from(at).ok()?;
    let told = |at| {
        let sizes = (number(bytes, at + 4, 4)?, number(bytes, at + 8, 4)?);
        let same = number(bytes, at, 4)? == entry.crc && sizes == (entry.packed, entry.length);
        same.then_some(())
    };
    let signed = number(bytes, start, 4) == Some(u64::from(DESCRIPTOR));
    if signed && told(start + 4).is_some() { Some(16) } else { told(start).map(|()| 12) }
}

/// Names lead out of the package or mean two things: refused. Directories: a fault.
fn check_name(name: &str, package: &mut Package) -> Result<(), Unreadable> {
    let odd = |part: &str| part == ".." || part == "." || part.is_empty();
    let mut parts = name.trim_end_matches('/').split('/');
    let escapes = name.contains(['\\', ':']) || name.contains(char::is_control) || parts.any(odd);
    if escapes {
        let zh = format!("成员名称不合法：{name}");
        return Err(Unreadable::new("package.name", zh, format!("the name {name} is not allowed")));
    }
    if name.ends_with('/') {
        package.fault(format!("含有目录成员：{name}"), format!("{name} is a directory entry"));
    }
    Ok(())
}

/// Extra fields may carry times and rights, but neither sizes nor names.
fn check_extra(extra: &[u8], name: &str, package: &mut Package) -> Result<(), Unreadable> {
    let mut at = 0;
    while let (Some(kind), Some(length)) = (number(extra, at, 2), number(extra, at + 2, 2)) {
        if kind == EXTRA_ZIP64 {
            return Err(zip64());
        }
        if kind == EXTRA_NAME {
            package.fault(format!("成员另有名称：{name}"), format!("{name} has a second name"));
        }
        at += 4 + usize::try_from(length).unwrap_or(usize::MAX / 2);
    }
    Ok(())
}

fn bomb() -> Unreadable {
    Unreadable::new("package.bomb", "解压后体积超出限制", "the content exceeds the limits unpacked")
}

fn zip64() -> Unreadable {
    Unreadable::new("package.zip64", "不支持 ZIP64", "ZIP64 is not supported")
}

fn slice(bytes: &[u8], at: u64, length: u64) -> Option<&[u8]> {
    let at = usize::try_from(at).ok()?;
    bytes.get(at..at.checked_add(usize::try_from(length).ok()?)?)
}

/// Little-endian number of `width` bytes.
fn number(bytes: &[u8], at: usize, width: usize) -> Option<u64> {
    let field = bytes.get(at..at.checked_add(width)?)?;
    Some(field.iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
}
