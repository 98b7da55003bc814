use super::*;

fn pair() -> [Member; 2] {
    let text = "abc".repeat(100);
    [Member::deflated("a.xml", text.as_bytes()), Member::stored("b/c.bin", b"xyz")]
}

/// Offset of the first record with this signature.
fn offset_of(bytes: &[u8], signature: u32) -> usize {
    let wanted = signature.to_le_bytes();
    bytes.windows(4).position(|window| window == wanted).unwrap()
}

fn code(bytes: &[u8]) -> &'static str {
    read(bytes).unwrap_err().code
}

fn faults(bytes: &[u8]) -> Vec<String> {
    read(bytes).unwrap().faults.into_iter().map(|fault| fault.en).collect()
}

#[test]
fn written_members_are_read_back() {
    let bytes = zip(pair().iter());
    let package = read(&bytes).unwrap();
    assert_eq!(package.faults, []);
    assert_eq!(**package.members["a.xml"], *"abc".repeat(100).as_bytes());
    let (name, content) = package.find("B/C.BIN").unwrap();
    assert_eq!((name, &content[..]), ("b/c.bin", &b"xyz"[..]));
    assert!(package.find("missing").is_none());
    // Content is stored if compression does not make it smaller.
    assert!(bytes.len() < 300);
    assert_eq!(Member::deflated("x", b"x"), Member::stored("x", b"x"));
}

#[test]
fn a_package_is_reproducible_and_has_no_optional_features() {
    let bytes = zip(pair().iter());
    assert_eq!(bytes, zip(pair().iter()));
    // First record: version 2.0, no flags, deflate, 1980-01-01 00:00.
    assert_eq!(bytes[..14], [0x50, 0x4b, 3, 4, 20, 0, 0, 0, 8, 0, 0, 0, 0x21, 0]);
}

#[test]
fn bytes_outside_of_records_are_detected() {
    let good = zip(pair().iter());
    let before = [b"MZ", &good[..]].concat();
    assert_eq!(code(&before), "package.shifted");
    let behind = [&good[..], b"x"].concat();
    assert_eq!(code(&behind), "package.trailing");
    // A comment that the end record declares.
    let mut comment = [&good[..], b"hidden"].concat();
    let at = good.len() - 2;
    comment[at] = 6;
    assert_eq!(faults(&comment), ["the package ends in a comment"]);
    // Bytes between two members, with all offsets adjusted.
    let second = offset_of(&good[4..], LOCAL) + 4;
    let mut gap = good.clone();
    gap.splice(second..second, *b"hidden");
    let central = offset_of(&gap, CENTRAL);
    let next = offset_of(&gap[central + 4..], CENTRAL) + central + 4;
    gap[next + 42..next + 46].copy_from_slice(&(second as u32 + 6).to_le_bytes());
    let end = offset_of(&gap, END);
    gap[end + 16..end + 20].copy_from_slice(&(central as u32).to_le_bytes());
    assert_eq!(faults(&gap), ["there are unexpected bytes before b/c.bin"]);
    // Bytes before the central directory.
    let mut gap = good.clone();
    let central = offset_of(&good, CENTRAL);
    gap.splice(central..central, *b"hidden");
    let end = offset_of(&gap, END);
    gap[end + 16..end + 20].copy_from_slice(&(central as u32 + 6).to_le_bytes());
    assert_eq!(faults(&gap), ["there are unexpected bytes before the directory"]);
    assert_eq!(code(b"no archive at all, but long enough to be one"), "package.format");
    assert_eq!(code(b""), "package.format");
}

#[test]
fn headers_that_disagree_are_detected() {
    let good = zip(pair().iter());
    let central = offset_of(&good, CENTRAL);
    let differ = ["the local and central headers of a.xml differ"];
    let changed = |at: usize, value: u8| {
        let mut bytes = good.clone();
        bytes[at] = value;
        bytes
    };
    assert_eq!(faults(&changed(30, b'z')), differ, "local name");
    assert_eq!(faults(&changed(14, good[14] ^ 1)), differ, "local checksum");
    assert_eq!(faults(&changed(22, good[22] ^ 1)), differ, "local length");
    assert_eq!(faults(&changed(8, 0)), differ, "local method");
    let both = {
        let mut bytes = changed(14, good[14] ^ 1);
        bytes[central + 16] ^= 1;
        bytes
    };
    assert_eq!(faults(&both), ["the checksum of a.xml does not match"]);
    assert_eq!(code(&changed(central + 42, 1)), "package.member", "offset");
    assert_eq!(code(&changed(central + 24, good[central + 24] ^ 1)), "package.member", "length");
    assert_eq!(code(&changed(central, 0)), "package.directory");
    let both = |local: usize, value: u8| {
        let mut bytes = changed(local, value);
        bytes[central + local + 2] = value;
        bytes
    };
    assert_eq!(code(&both(6, 1)), "package.encrypted");
    assert_eq!(code(&both(8, 12)), "package.member", "unknown method");
}

#[test]
fn bytes_after_a_deflate_stream_are_detected() {
    let [member, _] = pair();
    let good = zip([&member].into_iter());
    let central = offset_of(&good, CENTRAL);
    let mut bytes = good.clone();
    bytes.splice(central..central, *b"hidden");
    let packed = good[18] + 6;
    bytes[18] = packed;
    let central = central + 6;
    bytes[central + 20] = packed;
    let end = offset_of(&bytes, END);
    bytes[end + 16..end + 20].copy_from_slice(&(central as u32).to_le_bytes());
    assert_eq!(code(&bytes), "package.member");
}

#[test]
fn overlapping_members_are_refused() {
    let good = zip(pair().iter());
    let central = offset_of(&good, CENTRAL);
    let next = offset_of(&good[central + 4..], CENTRAL) + central + 4;
    let mut bytes = good.clone();
    bytes[next + 42..next + 46].copy_from_slice(&0_u32.to_le_bytes());
    assert_eq!(code(&bytes), "package.overlap");
}

/// A member with its checksum and sizes after the content, as streaming writers produce.
fn described(signature: bool, crc_flip: u8) -> Vec<u8> {
    let [member, _] = pair();
    let mut bytes = zip([&member].into_iter());
    let central = offset_of(&bytes, CENTRAL);
    let mut descriptor = if signature { vec![0x50, 0x4b, 7, 8] } else { vec![] };
    descriptor.extend(&bytes[14..26]);
    if let Some(last) = descriptor.last_mut() {
        *last ^= crc_flip;
    }
    bytes[14..26].fill(0);
    bytes[6] = 8;
    bytes[central + 8] = 8;
    bytes.splice(central..central, descriptor.iter().copied());
    let end = offset_of(&bytes, END);
    let start = (central + descriptor.len()) as u32;
    bytes[end + 16..end + 20].copy_from_slice(&start.to_le_bytes());
    bytes
}

#[test]
fn data_descriptors_must_agree_with_the_directory() {
    for signature in [true, false] {
        assert_eq!(faults(&described(signature, 0)), Vec::<String>::new());
        assert_eq!(code(&described(signature, 1)), "package.member");
    }
}

#[test]
fn names_that_leave_the_package_are_refused() {
    for name in ["../a", "a/../b", "/a", "a\\b", "C:a", "a//b", "./a", "", "a\u{0}b"] {
        let member = Member::stored(name, b"x");
        assert_eq!(code(&zip([&member].into_iter())), "package.name", "{name:?}");
    }
    let folder = Member::stored("a/", b"");
    assert_eq!(faults(&zip([&folder].into_iter())), ["a/ is a directory entry"]);
}

#[test]
fn decompression_bombs_and_too_many_members_are_refused() {
    let bomb = Member::deflated("bomb", &vec![0; 2_000_000]);
    assert_eq!(code(&zip([&bomb].into_iter())), "package.bomb");
    // A false length does not help: the stream must have exactly the declared length.
    let mut bytes = zip([&bomb].into_iter());
    let central = offset_of(&bytes, CENTRAL);
    for at in [22, central + 24] {
        bytes[at..at + 4].copy_from_slice(&1_000_u32.to_le_bytes());
    }
    assert_eq!(code(&bytes), "package.member");
    let small = Member::deflated("small", &vec![0; 900_000]);
    assert_eq!(faults(&zip([&small].into_iter())), Vec::<String>::new(), "negative control");

    let crowd = |count: usize| -> Vec<u8> {
        let member = |at| Member::stored(format!("{at}"), b"");
        let members: Vec<Member> = (0..count).map(member).collect();
        zip(members.iter())
    };
    assert_eq!(code(&crowd(MAX_ENTRIES + 1)), "package.entries");
    assert!(read(&crowd(MAX_ENTRIES)).is_ok());
}

#[test]
fn zip64_and_multi_volume_packages_are_refused() {
    let good = zip(pair().iter());
    let end = offset_of(&good, END);
    let central = offset_of(&good, CENTRAL);
    let changed = |at: usize, value: &[u8]| {
        let mut bytes = good.clone();
        bytes[at..at + value.len()].copy_from_slice(value);
        bytes
    };
    assert_eq!(code(&changed(end + 16, &[0xff; 4])), "package.zip64");
    assert_eq!(code(&changed(central + 24, &[0xff; 4])), "package.zip64");
    assert_eq!(code(&changed(end + 4, &[1, 0])), "package.volumes");
    assert_eq!(code(&changed(end + 8, &[1, 0])), "package.volumes");
}

#[test]
fn second_names_in_extra_fields_are_detected() {
    let with = |kind: u16| {
        let [member, _] = pair();
        let mut bytes = zip([&member].into_iter());
        let extra = [&kind.to_le_bytes()[..], &[2, 0, 1, 1]].concat();
        bytes.splice(35..35, extra);
        bytes[28] = 6;
        let end = offset_of(&bytes, END);
        let central = offset_of(&bytes, CENTRAL) as u32;
        bytes[end + 16..end + 20].copy_from_slice(&central.to_le_bytes());
        bytes
    };
    assert_eq!(faults(&with(0x5455)), Vec::<String>::new(), "a time stamp is harmless");
    assert_eq!(faults(&with(0x7075)), ["a.xml has a second name"]);
    assert_eq!(code(&with(0x0001)), "package.zip64");
}
