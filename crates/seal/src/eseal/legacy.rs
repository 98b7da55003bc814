//! Reading the structure of GM/T 0031-2014, which preceded GB/T 38540-2020.
//!
//! It differs in four points: SES_Signature and SESeal have two elements each, times are UTCTime, the
//! signer's X.509 certificate and the algorithm stand inside TBS_Sign, and the maker's signature covers
//! SES_SealInfo, the maker's X.509 certificate and the algorithm.

use std::borrow::Cow;

use der::asn1::UtcTime;
use der::{Decode, Reader, SliceReader, Tag};

use super::read::{
    algorithm, bit_string, extensions, header, ia5, kind_and_name, octets, picture, read_whole,
    x509_list,
};
use super::{Seal, SealError, SignedSeal, SignerList};
use crate::encode::{sequence, unix_seconds};

/// Reads an SES_Signature of 2014 from its two elements, TBS_Sign and the signature value.
pub(super) fn signed_seal<'a>(
    tbs: &'a [u8],
    signature: &'a [u8],
) -> Result<SignedSeal<'a>, SealError> {
    read_whole(tbs, |r| {
        version(r.decode()?)?;
        let seal = seal(r.tlv_bytes()?)?;
        let time = time_info(bit_string(r)?)?;
        let data_hash = bit_string(r)?.try_into().map_err(|_| SealError::BitString)?;
        let property_info = ia5(r, "propertyInfo")?;
        let signer_x509 = octets(r)?;
        algorithm(r)?;
        Ok(SignedSeal {
            seal,
            time,
            data_hash,
            property_info,
            tbs,
            signer_x509,
            signature,
            time_stamp: None,
        })
    })
}

/// Reads an SESeal of 2014, which consists of SES_SealInfo and SES_SignInfo.
pub(super) fn seal(bytes: &[u8]) -> Result<Seal<'_>, SealError> {
    read_whole(bytes, |reader| {
        let info = reader.tlv_bytes()?;
        let (maker, maker_x509, signature) = reader.sequence(|r| {
            let x509_element = r.tlv_bytes()?;
            let oid = r.tlv_bytes()?;
            algorithm(&mut SliceReader::new(oid)?)?;
            let x509 = octets(&mut SliceReader::new(x509_element)?)?;
            Ok::<_, SealError>(((x509_element, oid), x509, bit_string(r)?))
        })?;
        let signed = sequence(&[info, maker.0, maker.1])?;
        SliceReader::new(info)?.sequence(|r| {
            let (number, vendor) = r.sequence(header)?;
            version(number)?;
            let id = ia5(r, "the seal identifier")?;
            let (kind, name, signers, times) = r.sequence(property)?;
            let picture = r.sequence(picture)?;
            extensions(r)?;
            Ok(Seal {
                version: number,
                vendor,
                id,
                kind,
                name,
                signers: SignerList::X509s(signers),
                created: times[0],
                valid_from: times[1],
                valid_until: times[2],
                picture,
                der: bytes,
                signed: Cow::Owned(signed),
                maker_x509,
                signature,
            })
        })
    })
}

type Property<'a> = (super::SealKind, &'a str, Vec<&'a [u8]>, [i64; 3]);

fn property<'a>(r: &mut SliceReader<'a>) -> Result<Property<'a>, SealError> {
    let (kind, name) = kind_and_name(r)?;
    let signers = x509_list(r)?;
    let times = [utc_time(r)?, utc_time(r)?, utc_time(r)?];
    Ok((kind, name, signers, times))
}

/// Reads timeInfo, a BIT STRING that contains a UTCTime, either as text only or as DER.
///
/// The standard also permits a time-stamp token here. It is rejected, because its time would be used
/// without the token being verified.
fn time_info(bytes: &[u8]) -> Result<i64, SealError> {
    let body = if bytes.first() == Some(&UTC_TIME_TAG) {
        UtcTime::from_der(bytes)?
    } else {
        UtcTime::from_der(&crate::encode::tlv(Tag::UtcTime, &[bytes])?)?
    };
    Ok(unix_seconds(body.to_unix_duration()))
}

const UTC_TIME_TAG: u8 = 0x17;

fn utc_time(r: &mut SliceReader<'_>) -> Result<i64, SealError> {
    Ok(unix_seconds(r.decode::<UtcTime>()?.to_unix_duration()))
}

/// Checks the version: GM/T 0031-2014 specifies 1, and implementations wrote up to 3.
fn version(number: u32) -> Result<(), SealError> {
    if (1..=3).contains(&number) { Ok(()) } else { Err(SealError::Version(number)) }
}
