//! 重绘 (Art. 4): a certificate's file made once more from its frozen content and compared with the
//! one that was issued, so that it can be shown, years later, that the face says what was approved.

use domain::caller::Caller;
use domain::date::Date;
use domain::event::{Event, EventKind};
use domain::policy::Action;
use face::identity::Difference;
use ofd::write::{Draft, prepare_all};
use serde::Serialize;
use store::CertificateRow;

use crate::drawing::document::{DrawnWith, signing, written};
use crate::kernel::{App, Error};
use crate::records::certificate::{load, place_of, subject};

/// Members that hold the signature: another instant makes other bytes.
const SIGNATURE: &str = "Doc_0/Signs/";
const RECORDS: i64 = 500;

/// How the new file compares with the issued one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Redrawn {
    pub identifier: String,
    /// Members that come out otherwise; none: the same to the byte, but for the signature.
    pub different: Vec<String>,
    /// What the certificate was drawn with and is not here any more, in the operator's words.
    pub changed: Vec<String>,
}

impl App {
    /// Draws an issued certificate again, for the operator's shell, which learns no content. Errors:
    /// no such certificate, or it has no file; its face cannot be drawn with what is here now.
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
        let compared = tokio::task::spawn_blocking(move || {
            let compiled = app.templates().face(&row.type_code, row.catalog_number, &entry)?;
            let (frozen, day) = (app.frozen(&row)?, Date::at(row.issued_at));
            let unit_name = kept.as_ref().map_or(&unit.name, |kept| &kept.unit_name);
            let (list, document) = written(&compiled, &row, &entry, &frozen, unit_name, day)?;
            let draft = Draft::new(&compiled.document, &list, &document);
            let prepared = prepare_all(vec![(draft, signing(&list, String::new()))]);
            let again = prepared.into_iter().next().map(|one| one.finish(&[])).unwrap_or_default();
            let changed = kept.map_or_else(
                || vec!["the record of its issue does not say".to_owned()],
                |kept| kept.face.differences(&compiled.identity).iter().map(words).collect(),
            );
            let different = different(&issued, &again)?;
            Ok(Redrawn { identifier: row.identifier, different, changed })
        });
        compared.await.map_err(|error| Error::Internal(error.to_string()))?
    }

    /// What the record of its issue says that a certificate was drawn with.
    async fn drawn_with(
        &self,
        rows: &mut store::Queries,
        row: &CertificateRow,
    ) -> Result<Option<DrawnWith>, Error> {
        let records = rows.records_of(&subject(row), "", RECORDS).await?;
        let issue = EventKind::CertificateIssued.as_str();
        let Some(record) = records.into_iter().find(|record| record.event == issue) else {
            return Ok(None);
        };
        let details = self.details(rows, &record.record_id).await?.unwrap_or_default();
        Ok(serde_json::from_value(details["drawn_with"].clone()).ok())
    }
}

fn words(difference: &Difference) -> String {
    match difference {
        Difference::LayoutVersion => "layout version".to_owned(),
        Difference::Template => "template".to_owned(),
        Difference::Font(name) => format!("font {name}"),
    }
}

/// Names of members that one package has and the other has not, or not the same.
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
    let named = names.filter(|name| !name.starts_with(SIGNATURE) && !same(name));
    Ok(named.cloned().collect())
}

#[cfg(test)]
mod tests {
    use ofd::package::{Member, zip};

    use super::*;

    #[test]
    fn members_that_changed_came_or_went_are_named_but_for_the_signature() {
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
