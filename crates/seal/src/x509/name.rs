//! Subject names: made from three parts, shown as one line.

use der::asn1::ObjectIdentifier;
use der::{Decode, Encode, Tag, Tagged};
use x509_cert::name::Name;

use super::X509Error;
use crate::encode::{sequence, tlv};

/// Who an X.509 certificate is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectName {
    /// Two capitals, `CN`.
    pub country: String,
    /// Name of the unit, 1 to 64 characters.
    pub organization: String,
    /// What the key is, 1 to 64 characters.
    pub common_name: String,
}

impl SubjectName {
    /// A subject in China.
    #[must_use]
    pub fn new(organization: impl Into<String>, common_name: impl Into<String>) -> Self {
        Self {
            country: "CN".into(),
            organization: organization.into(),
            common_name: common_name.into(),
        }
    }

    /// C (PrintableString), O, CN (UTF8String), each in its own set, in this order.
    pub(super) fn to_name(&self) -> Result<Name, X509Error> {
        let capitals = self.country.bytes().all(|b| b.is_ascii_uppercase());
        let fits = |s: &str| (1..=64).contains(&s.chars().count()) && !s.contains(char::is_control);
        if self.country.len() != 2
            || !capitals
            || !fits(&self.organization)
            || !fits(&self.common_name)
        {
            return Err(X509Error::Name);
        }
        let parts = [
            attribute(COUNTRY, Tag::PrintableString, &self.country)?,
            attribute(ORGANIZATION, Tag::Utf8String, &self.organization)?,
            attribute(COMMON_NAME, Tag::Utf8String, &self.common_name)?,
        ];
        Ok(Name::from_der(&sequence(&[&parts[0], &parts[1], &parts[2]])?)?)
    }
}

/// One line for people: `C=CN, O=…, CN=…`; unknown attributes by number, unreadable values as `?`.
pub(super) fn text(name: &Name) -> String {
    let part = |a: &x509_cert::attr::AttributeTypeAndValue| {
        let key = match a.oid {
            COUNTRY => "C".to_owned(),
            ORGANIZATION => "O".to_owned(),
            ORGANIZATIONAL_UNIT => "OU".to_owned(),
            COMMON_NAME => "CN".to_owned(),
            STATE => "ST".to_owned(),
            LOCALITY => "L".to_owned(),
            other => other.to_string(),
        };
        let readable = matches!(
            a.value.tag(),
            Tag::Utf8String | Tag::PrintableString | Tag::Ia5String | Tag::TeletexString
        );
        let value = std::str::from_utf8(a.value.value()).ok().filter(|_| readable);
        // A control character or a comma could fake another part of the line.
        let value = value.unwrap_or("?").replace(|c: char| c.is_control() || c == ',', "?");
        format!("{key}={value}")
    };
    name.iter().map(part).collect::<Vec<_>>().join(", ")
}

const COUNTRY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.6");
const ORGANIZATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");
const ORGANIZATIONAL_UNIT: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.11");
const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
const STATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.8");
const LOCALITY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.7");

fn attribute(oid: ObjectIdentifier, tag: Tag, value: &str) -> Result<Vec<u8>, der::Error> {
    let pair = sequence(&[&oid.to_der()?, &tlv(tag, &[value.as_bytes()])?])?;
    tlv(Tag::Set, &[&pair])
}
