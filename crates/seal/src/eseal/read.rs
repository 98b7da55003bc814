//! Reading seals and stamps of structure versions 4 and 5 (GB/T 38540-2020, GM/T 0031-2025).

use std::borrow::Cow;

use der::asn1::{
    AnyRef, BitStringRef, GeneralizedTime, ObjectIdentifier, OctetStringRef, PrintableStringRef,
    Utf8StringRef,
};
use der::{Decode, Header, Reader, SliceReader, Tag, TagNumber, Tagged};

use super::{
    MAX_EXTENSIONS, MAX_SIDE, MAX_SIGNED_VALUE, MAX_SIGNERS, MAX_TEXT, Picture, Seal, SealError,
    SealKind, SignedSeal, SignerList, legacy,
};
use crate::encode::unix_seconds;
use crate::x509::SM2_WITH_SM3;

/// Parses a stamp (SignedValue.dat): strict DER of at most [`MAX_SIGNED_VALUE`] bytes without trailing
/// bytes. No signature is verified.
///
/// # Errors
/// Returns a [`SealError`] that describes the first violation.
pub fn read(bytes: &[u8]) -> Result<SignedSeal<'_>, SealError> {
    read_whole(bytes, |reader| {
        let tbs = reader.tlv_bytes()?;
        if next_is(reader, Tag::BitString) {
            // Only the structure of GM/T 0031-2014 has the signature as its second element.
            return legacy::signed_seal(tbs, bit_string(reader)?);
        }
        let signer_x509 = octets(reader)?;
        algorithm(reader)?;
        let signature = bit_string(reader)?;
        let time_stamp = optional_explicit(reader, bit_string)?;
        let mut inner = SliceReader::new(tbs)?;
        inner.sequence(|r| {
            version(r)?;
            let seal = seal(r.tlv_bytes()?)?;
            let time = generalized_time(r)?;
            let hash = bit_string(r)?;
            let data_hash = hash.try_into().map_err(|_| SealError::BitString)?;
            let property_info = ia5(r, "propertyInfo")?;
            extensions(r)?;
            Ok(SignedSeal {
                seal,
                time,
                data_hash,
                property_info,
                tbs,
                signer_x509,
                signature,
                time_stamp,
            })
        })
    })
}

/// Parses a seal (Seal.esl): strict DER of at most [`MAX_SIGNED_VALUE`] bytes without trailing bytes.
/// No signature is verified.
///
/// # Errors
/// Returns a [`SealError`] that describes the first violation.
pub fn read_seal(bytes: &[u8]) -> Result<Seal<'_>, SealError> {
    if bytes.len() > MAX_SIGNED_VALUE {
        return Err(SealError::TooLong(MAX_SIGNED_VALUE));
    }
    // In the structure of GM/T 0031-2014 the second element is a SEQUENCE (SES_SignInfo); since
    // GB/T 38540-2020 it is an OCTET STRING with the maker's X.509 certificate.
    let is_legacy = read_whole(bytes, |r| {
        r.tlv_bytes()?;
        let is_legacy = next_is(r, Tag::Sequence);
        while !r.is_finished() {
            r.tlv_bytes()?;
        }
        Ok(is_legacy)
    })?;
    if is_legacy { legacy::seal(bytes) } else { seal(bytes) }
}

fn seal(bytes: &[u8]) -> Result<Seal<'_>, SealError> {
    read_whole(bytes, |reader| {
        let info = reader.tlv_bytes()?;
        let maker_x509 = octets(reader)?;
        algorithm(reader)?;
        let signature = bit_string(reader)?;
        optional_explicit(reader, bit_string)?;
        SliceReader::new(info)?.sequence(|r| {
            let (version, vendor) = r.sequence(header)?;
            if !SUPPORTED_VERSIONS.contains(&version) {
                return Err(SealError::Version(version));
            }
            let id = ia5(r, "the seal identifier")?;
            let property = r.sequence(property)?;
            let picture = r.sequence(picture)?;
            extensions(r)?;
            Ok(Seal {
                version,
                vendor,
                id,
                kind: property.kind,
                name: property.name,
                signers: property.signers,
                created: property.created,
                valid_from: property.valid_from,
                valid_until: property.valid_until,
                picture,
                der: bytes,
                signed: Cow::Borrowed(info),
                maker_x509,
                signature,
            })
        })
    })
}

/// The structure versions of GB/T 38540-2020 and GM/T 0031-2025.
const SUPPORTED_VERSIONS: [u32; 2] = [4, 5];

/// The fields of SES_ESPropertyInfo.
pub(super) struct Property<'a> {
    pub kind: SealKind,
    pub name: &'a str,
    pub signers: SignerList<'a>,
    pub created: i64,
    pub valid_from: i64,
    pub valid_until: i64,
}

fn property<'a>(r: &mut SliceReader<'a>) -> Result<Property<'a>, SealError> {
    let (kind, name) = kind_and_name(r)?;
    let list_type: u32 = r.decode()?;
    let signers = match list_type {
        1 => SignerList::X509s(x509_list(r)?),
        2 => SignerList::Digests(r.sequence(|r| read_all(r, MAX_SIGNERS, digest_entry))?),
        _ => return Err(SealError::SignerList),
    };
    let created = generalized_time(r)?;
    let valid_from = generalized_time(r)?;
    let valid_until = generalized_time(r)?;
    Ok(Property { kind, name, signers, created, valid_from, valid_until })
}

/// Reads the content of SES_Header and returns version and vendor.
pub(super) fn header<'a>(r: &mut SliceReader<'a>) -> Result<(u32, &'a str), SealError> {
    if ia5(r, "the header identifier")? != "ES" {
        return Err(SealError::Header);
    }
    Ok((r.decode()?, ia5(r, "the vendor")?))
}

pub(super) fn kind_and_name<'a>(r: &mut SliceReader<'a>) -> Result<(SealKind, &'a str), SealError> {
    let kind = match r.decode::<u32>()? {
        1 => SealKind::Unit,
        2 => SealKind::Personal,
        number => SealKind::Other(number),
    };
    let name = r.decode::<Utf8StringRef<'a>>()?.as_str();
    if name.len() > MAX_TEXT { Err(SealError::Text("the seal name")) } else { Ok((kind, name)) }
}

pub(super) fn x509_list<'a>(r: &mut SliceReader<'a>) -> Result<Vec<&'a [u8]>, SealError> {
    r.sequence(|r| read_all(r, MAX_SIGNERS, octets))
}

fn digest_entry(r: &mut SliceReader<'_>) -> Result<[u8; 32], SealError> {
    r.sequence(|r| {
        // Vendors write either the name or the OID of the algorithm.
        let kind = r.decode::<PrintableStringRef<'_>>()?;
        if !matches!(kind.as_str(), "SM3" | "1.2.156.10197.1.401") {
            return Err(SealError::SignerList);
        }
        octets(r)?.try_into().map_err(|_| SealError::SignerList)
    })
}

pub(super) fn picture<'a>(r: &mut SliceReader<'a>) -> Result<Picture<'a>, SealError> {
    let format = ia5(r, "the picture format")?;
    let bytes = octets(r)?;
    let (width, height) = (r.decode::<u32>()?, r.decode::<u32>()?);
    if [width, height].iter().any(|side| *side == 0 || *side > MAX_SIDE) {
        return Err(SealError::Picture);
    }
    Ok(Picture { format, bytes, width, height })
}

/// Reads the optional extensions. The standard tags them `[0]`; a widely used library omits the tag.
pub(super) fn extensions(r: &mut SliceReader<'_>) -> Result<(), SealError> {
    let list = |r: &mut SliceReader<'_>| r.sequence(|r| read_all(r, MAX_EXTENSIONS, extension));
    if next_is(r, Tag::Sequence) {
        list(r)?;
    } else {
        optional_explicit(r, list)?;
    }
    Ok(())
}

/// Reads one extension. No extension is known, so every critical one must be rejected.
fn extension(r: &mut SliceReader<'_>) -> Result<(), SealError> {
    r.sequence(|r| {
        r.decode::<ObjectIdentifier>()?;
        let critical = next_is(r, Tag::Boolean);
        // The default is FALSE, so DER permits the field only with the value TRUE.
        if critical && !r.decode::<bool>()? {
            return Err(SealError::Der(Tag::Boolean.non_canonical_error().into()));
        }
        octets(r)?;
        if critical { Err(SealError::CriticalExtension) } else { Ok(()) }
    })
}

/// Reads one SEQUENCE with `f`, which must consume all of it, and nothing may follow.
pub(super) fn read_whole<'a, T>(
    bytes: &'a [u8],
    f: impl FnOnce(&mut SliceReader<'a>) -> Result<T, SealError>,
) -> Result<T, SealError> {
    if bytes.len() > MAX_SIGNED_VALUE {
        return Err(SealError::TooLong(MAX_SIGNED_VALUE));
    }
    let mut reader = SliceReader::new(bytes)?;
    let value = reader.sequence(f)?;
    reader.finish()?;
    Ok(value)
}

/// Reads an IA5String; `what` names the text in the error.
pub(super) fn ia5<'a>(r: &mut SliceReader<'a>, what: &'static str) -> Result<&'a str, SealError> {
    let any = r.decode::<AnyRef<'a>>()?;
    any.tag().assert_eq(Tag::Ia5String)?;
    let text = std::str::from_utf8(any.value()).map_err(|_| SealError::Text(what))?;
    if text.is_ascii() && text.len() <= MAX_TEXT { Ok(text) } else { Err(SealError::Text(what)) }
}

pub(super) fn octets<'a>(r: &mut SliceReader<'a>) -> Result<&'a [u8], SealError> {
    Ok(r.decode::<&'a OctetStringRef>()?.as_bytes())
}

/// Reads a BIT STRING, which must not have unused bits.
pub(super) fn bit_string<'a>(r: &mut SliceReader<'a>) -> Result<&'a [u8], SealError> {
    r.decode::<BitStringRef<'a>>()?.as_bytes().ok_or(SealError::BitString)
}

/// Reads the signature algorithm, which must be SM2 with SM3.
pub(super) fn algorithm(r: &mut SliceReader<'_>) -> Result<(), SealError> {
    if r.decode::<ObjectIdentifier>()? == SM2_WITH_SM3 { Ok(()) } else { Err(SealError::Algorithm) }
}

fn version(r: &mut SliceReader<'_>) -> Result<(), SealError> {
    let version: u32 = r.decode()?;
    if SUPPORTED_VERSIONS.contains(&version) { Ok(()) } else { Err(SealError::Version(version)) }
}

fn generalized_time(r: &mut SliceReader<'_>) -> Result<i64, SealError> {
    Ok(unix_seconds(r.decode::<GeneralizedTime>()?.to_unix_duration()))
}

/// Reads all remaining elements with `one`, at most `limit`.
fn read_all<'a, T>(
    r: &mut SliceReader<'a>,
    limit: usize,
    mut one: impl FnMut(&mut SliceReader<'a>) -> Result<T, SealError>,
) -> Result<Vec<T>, SealError> {
    let mut list = Vec::new();
    while !r.is_finished() {
        if list.len() == limit {
            return Err(SealError::TooMany(limit));
        }
        list.push(one(r)?);
    }
    Ok(list)
}

pub(super) fn next_is(r: &SliceReader<'_>, tag: Tag) -> bool {
    Tag::peek(r).is_ok_and(|next| next == tag)
}

/// Reads an optional element `[0] EXPLICIT` with `f`.
fn optional_explicit<'a, T>(
    r: &mut SliceReader<'a>,
    f: impl FnOnce(&mut SliceReader<'a>) -> Result<T, SealError>,
) -> Result<Option<T>, SealError> {
    if !next_is(r, Tag::ContextSpecific { constructed: true, number: TagNumber(0) }) {
        return Ok(None);
    }
    let header = Header::decode(r)?;
    r.read_nested(header.length(), f).map(Some)
}
