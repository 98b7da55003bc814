//! Subject names of X.509 certificates: building them and showing them to people.

use der::asn1::ObjectIdentifier;
use der::{Decode, Encode, Tag, Tagged};
use x509_cert::name::Name;

use super::X509Error;
use crate::encode::{sequence, tlv};

/// Largest number of characters of a name (ub-common-name and ub-organization-name of RFC 5280).
const MAX_NAME: usize = 64;

/// The subject of an X.509 certificate that we issue or request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectName {
    /// The country code of two capital letters, for example `CN`.
    pub country: String,
    /// The name of the unit, 1 to 64 characters.
    pub organization: String,
    /// The name of the key, 1 to 64 characters.
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

    /// The subject of a key of a unit: its common name is the unit's name and the identity of the key. The
    /// standard allows 64 characters, so a long name is shortened there; the organization has it whole.
    #[must_use]
    pub fn of_key(organization: &str, key_id: &str) -> Self {
        let room = MAX_NAME.saturating_sub(key_id.chars().count() + 1);
        let shortened: String = organization.chars().take(room).collect();
        Self::new(organization, format!("{} {key_id}", shortened.trim_end()))
    }

    /// Encodes C (PrintableString), O and CN (UTF8String) in this order, each as an RDN of its own.
    pub(super) fn to_name(&self) -> Result<Name, X509Error> {
        let capitals = self.country.bytes().all(|b| b.is_ascii_uppercase());
        let fits =
            |s: &str| (1..=MAX_NAME).contains(&s.chars().count()) && !s.contains(char::is_control);
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

/// Returns the name as one line for people, such as `C=CN, O=…, CN=…`. Unknown attribute types appear as
/// OIDs, and values that are not text as `?`.
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
        // A control character or a comma in a value could imitate another attribute.
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

/// Returns the DER of an RDN with one attribute.
fn attribute(oid: ObjectIdentifier, tag: Tag, value: &str) -> Result<Vec<u8>, der::Error> {
    let pair = sequence(&[&oid.to_der()?, &tlv(tag, &[value.as_bytes()])?])?;
    tlv(Tag::Set, &[&pair])
}
