//! 重绘 (redraw, Art. 4): makes the file of a certificate once more from its frozen content and
//! compares it with the issued file. This shows, also years later, that the face says what was
//! approved.

use domain::caller::Caller;
use domain::date::Date;
use domain::event::{Event, EventKind};
use domain::policy::Action;
use face::identity::Difference;
use ofd::write::{Draft, prepare_all};
use serde::Serialize;

use crate::drawing::document::{signing, written};
use crate::kernel::{App, Error};
use crate::records::certificate::{load, place_of, subject};

/// Folder of the package members that contain the signature. They are not compared, because the
/// bytes of a signature depend on the instant of signing.
const SIGNATURE_FOLDER: &str = "Doc_0/Signs/";
/// How the new file compares with the issued one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Redrawn {
    pub identifier: String,
    /// Names of the members that differ. If empty, the files agree to the byte except for the
    /// signature.
    pub different: Vec<String>,
    /// What has changed since the issue and may explain a difference: layout version, template,
    /// fonts.
    pub changed: Vec<String>,
}

impl App {
    /// Draws an issued certificate again, for the operator's shell. The answer contains no content
    /// of the certificate. Errors: [`Error::NotFound`] if there is no such certificate or it has no
    /// file; a refusal if the face cannot be drawn with the present fonts.
    pub async fn redraw(&self, identifier: &str) -> Result<Redrawn, Error> {
        let mut work = self.begin(&Caller::program("shell")).await?;
        let row = load(work.rows(), identifier).await?;
        let (mut work, permit) = work.permit(Action::ProduceCertificate, &place_of(&row)?).await?;
        let name = row.file_name.as_ref().ok_or(Error::NotFound)?;
        let issued = self.store().file_content(work.rows(), name).await?;
        let entry = self.entry_of(work.rows(), &row.type_code, row.catalog_number).await?;
        let unit = work.rows().unit(&row.unit_code).await?.ok_or(Error::NotFound)?;
        let kept = self.drawn_with(work.rows(), &row).await?;
        let event = Event::new(EventKind::CertificateRedrawn, subject(&row));
        work.commit(permit.done((), event)).await?;

        let app = self.clone();
        let compared = self.heavy(move || {
            let compiled = app.templates().face(&row.type_code, row.catalog_number, &entry)?;
            let (frozen, day) = (app.frozen(&row)?, Date::at(row.issued_at));
            let unit_name = kept.as_ref().map_or(&unit.name, |kept| &kept.unit_name);
            let (list, document) = written(&compiled, &row, &entry, &frozen, unit_name, day)?;
            let draft = Draft::new(&compiled.document, &list, &document);
            let prepared = prepare_all(vec![(draft, signing(&list, String::new()))]);
            let again = prepared.into_iter().next().map(|one| one.finish(&[])).unwrap_or_default();
            let changed = kept.map_or_else(
                || vec!["unknown: the record of the issue has no such details".to_owned()],
                |kept| kept.face.differences(&compiled.identity).iter().map(in_words).collect(),
            );
            let different = different(&issued, &again)?;
            Ok(Redrawn { identifier: row.identifier, different, changed })
        });
        compared.await?
    }
}

fn in_words(difference: &Difference) -> String {
    match difference {
        Difference::LayoutVersion => "layout version".to_owned(),
        Difference::Template => "template".to_owned(),
        Difference::Font(name) => format!("font {name}"),
    }
}

/// Names of the members that only one of the two packages has, or that differ.
fn different(issued: &[u8], again: &[u8]) -> Result<Vec<String>, Error> {
    let members = |bytes: &[u8]| {
        let package = ofd::package::read(bytes);
        package.map(|package| package.members).map_err(|error| Error::Internal(error.zh))
    };
    let (issued, again) = (members(issued)?, members(again)?);
    let names = issued.keys().chain(again.keys().filter(|name| !issued.contains_key(*name)));
    let same = |name: &String| {
        let (one, other) = (issued.get(name), again.get(name));
        one.zip(other).is_some_and(|(one, other)| one[..] == other[..])
    };
    let named = names.filter(|name| !name.starts_with(SIGNATURE_FOLDER) && !same(name));
    Ok(named.cloned().collect())
}

#[cfg(test)]
mod tests {
    use ofd::package::{Member, zip};

    use super::*;

    #[test]
    fn changed_added_and_removed_members_are_named_except_for_the_signature() {
        let package = |members: &[(&str, &str)]| {
            let members: Vec<Member> =
                members.iter().map(|(name, text)| Member::stored(*name, *text)).collect();
            zip(members.iter())
        };
        let one = package(&[("OFD.xml", "a"), ("gone", "b"), ("Doc_0/Signs/x", "c")]);
        let other = package(&[("OFD.xml", "z"), ("new", "b"), ("Doc_0/Signs/x", "d")]);
        assert_eq!(different(&one, &one).unwrap(), [""; 0]);
        assert_eq!(different(&one, &other).unwrap(), ["OFD.xml", "gone", "new"]);
        assert!(different(&one, b"no package").is_err());
    }
}
