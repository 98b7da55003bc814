//! 证照查询: finding the certificates of the caller's unit, viewing one, and downloading its file.

use domain::caller::Caller;
use domain::event::{Event, EventKind, Manner};
use domain::identifier::CertificateIdentifier;
use domain::policy::{Action, Permit, Scope, scope};
use serde::{Deserialize, Serialize};
use store::{CertificateRow, Queries, Reader, Receipt};

use crate::kernel::page::{MOST_COUNTED, NEWEST, Page, Total};
use crate::kernel::{App, Error, Work};
use crate::records::catalog::refuse_unknown_type;
use crate::records::certificate::{load, place_of, subject};
use crate::records::certificate_view::{CertificateSummary, CertificateView, Masks};

/// The filter of a list of certificates. An empty filter admits all certificates of the caller's
/// unit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
pub struct CertificateFilter {
    pub type_code: String,
    pub status: String,
    pub number: String,
    pub holder_code: String,
    pub identifier: String,
}

impl App {
    /// Lists certificates of the caller's unit, newest first, with masked names. `before` is the
    /// key of the last item of the page before, or empty for the first page.
    pub async fn find_certificates(
        &self,
        caller: &Caller,
        filter: &CertificateFilter,
        before: &str,
        limit: i64,
    ) -> Result<Page<CertificateSummary>, Error> {
        let Scope::Unit(unit) = scope(caller, Action::ReadCertificate) else {
            return Ok(Page::empty());
        };
        let mut reader = self.read().await?;
        if !filter.type_code.is_empty() {
            refuse_unknown_type(&mut reader, &filter.type_code).await?;
        }
        let total = match before {
            "" => counted(&mut reader, &unit, filter).await?,
            _ => None,
        };
        let before = if before.is_empty() { NEWEST } else { before };
        let rows = self.filtered(&mut reader, &unit, filter, before, limit + 1).await?;
        let mut names = std::collections::BTreeMap::new();
        for row in &rows {
            if !names.contains_key(&row.type_code) {
                let version = reader.catalog_version(&row.type_code, row.catalog_number).await?;
                let name = version.map_or_else(String::new, |version| version.name);
                names.insert(row.type_code.clone(), name);
            }
        }
        let page = Page::of(
            rows,
            limit,
            |row| row.certificate_id.clone(),
            |row| {
                let name = names.get(&row.type_code).map_or("", String::as_str);
                self.summary(&row, name)
            },
        )?;
        Ok(Page { total, ..page })
    }

    /// Loads the rows that meet all conditions of the filter. Each query has an index for the most selective
    /// one, and no row is dropped afterwards, so that a page is never shorter than it could be.
    async fn filtered(
        &self,
        reader: &mut Reader,
        unit: &str,
        filter: &CertificateFilter,
        before: &str,
        limit: i64,
    ) -> Result<Vec<CertificateRow>, Error> {
        let (of_type, in_state) = (filter.type_code.as_str(), filter.status.as_str());
        if !filter.identifier.is_empty() {
            return self.identified(reader, unit, filter, before).await;
        }
        let number = filter.number.as_str();
        let rows = if !filter.holder_code.is_empty() {
            let mut rows = Vec::new();
            let holder = self.searched_holder(&filter.holder_code);
            for (index, _) in holder.forms() {
                let of_form = reader
                    .certificates_of_holder(index, unit, of_type, in_state, before, limit)
                    .await?;
                rows.extend(of_form);
            }
            rows.sort_by(|a, b| b.certificate_id.cmp(&a.certificate_id));
            rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
            rows
        } else if !number.is_empty() {
            reader.certificates_of_number(unit, number, of_type, in_state, before, limit).await?
        } else {
            match (of_type, in_state) {
                ("", "") => reader.certificates_of_unit(unit, before, limit).await?,
                ("", state) => {
                    reader.certificates_of_unit_in_state(unit, state, before, limit).await?
                }
                (of_type, "") => {
                    reader.certificates_of_unit_and_type(unit, of_type, before, limit).await?
                }
                (of_type, state) => {
                    reader
                        .certificates_of_type_in_state(unit, of_type, state, before, limit)
                        .await?
                }
            }
        };
        Ok(rows)
    }

    /// The certificate with the identifier of the filter, if the unit issued it and it meets the other
    /// conditions.
    async fn identified(
        &self,
        reader: &mut Reader,
        unit: &str,
        filter: &CertificateFilter,
        before: &str,
    ) -> Result<Vec<CertificateRow>, Error> {
        let own = |known: CertificateIdentifier| known.issuer() == unit;
        if !CertificateIdentifier::parse(&filter.identifier).is_ok_and(own) {
            return Ok(Vec::new());
        }
        let row = match load(reader, &filter.identifier).await {
            Ok(row) => row,
            Err(Error::NotFound) => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let admits = |wanted: &str, value: &str| wanted.is_empty() || wanted == value;
        let fits = row.unit_code == unit
            && admits(&filter.type_code, &row.type_code)
            && admits(&filter.status, &row.state)
            && admits(&filter.number, &row.number)
            && row.certificate_id.as_str() < before;
        Ok(if fits { vec![row] } else { Vec::new() })
    }

    /// Returns one certificate without masks, for staff of the issuing unit. The view is recorded
    /// before the answer is returned (I2).
    pub async fn certificate(
        &self,
        caller: &Caller,
        identifier: &str,
    ) -> Result<(CertificateView, Receipt), Error> {
        self.certificate_shown(caller, identifier, Manner::Content).await
    }

    /// As [`Self::certificate`], as the answer to a change of the certificate.
    pub async fn certificate_after_change(
        &self,
        caller: &Caller,
        identifier: &str,
    ) -> Result<(CertificateView, Receipt), Error> {
        self.certificate_shown(caller, identifier, Manner::AfterChange).await
    }

    async fn certificate_shown(
        &self,
        caller: &Caller,
        identifier: &str,
        manner: Manner,
    ) -> Result<(CertificateView, Receipt), Error> {
        let (mut work, row, permit) = self.begin_view(caller, identifier).await?;
        let view = self.view(work.rows(), &row, Masks::Off).await?;
        work.commit(permit.done(view, view_event(&row, manner))).await
    }

    /// Loads a certificate to be shown, and asks for the permit.
    pub(super) async fn begin_view(
        &self,
        caller: &Caller,
        identifier: &str,
    ) -> Result<(Work, CertificateRow, Permit), Error> {
        let action = Action::ReadCertificate;
        self.refuse_foreign(caller, action, identifier).await?;
        let mut work = self.begin(caller).await?;
        let loaded = load(work.rows(), identifier).await;
        let (work, row) = work.present(action, loaded).await?;
        let (work, permit) = work.permit(action, &place_of(&row)?).await?;
        Ok((work, row, permit))
    }

    /// Returns the sealed file, for those who may download it. The download is recorded before the
    /// answer is returned (I2). Errors: [`Error::NotFound`] until the file is produced.
    pub async fn certificate_file(
        &self,
        caller: &Caller,
        identifier: &str,
    ) -> Result<(Vec<u8>, Receipt), Error> {
        let action = Action::DownloadCertificate;
        self.refuse_foreign(caller, action, identifier).await?;
        let mut work = self.begin(caller).await?;
        let loaded = load(work.rows(), identifier).await;
        let (work, row) = work.present(action, loaded).await?;
        let (mut work, permit) = work.permit(action, &place_of(&row)?).await?;
        let name = row.file_name.as_ref().ok_or(Error::NotFound)?;
        let bytes = self.store().file_content(work.rows(), name).await?;
        let digest = |of: &Option<Vec<u8>>| of.as_ref().map_or_else(String::new, hex::encode);
        let event = Event::new(EventKind::CertificateDownloaded, subject(&row))
            .with_file(digest(&row.file_sm3), digest(&row.file_sha256));
        let (_, receipt) = work.commit(permit.done((), event)).await?;
        Ok((bytes, receipt))
    }
}

/// The event of showing a certificate.
pub(super) fn view_event(row: &CertificateRow, manner: Manner) -> Event {
    Event::new(EventKind::CertificateViewed, subject(row)).shown(manner)
}

/// How many certificates meet the filter; `None` where one holder, number or identifier is looked for, of
/// which there are few.
async fn counted(
    rows: &mut Queries,
    unit: &str,
    filter: &CertificateFilter,
) -> Result<Option<Total>, Error> {
    let narrow = [&filter.identifier, &filter.number, &filter.holder_code];
    if narrow.iter().any(|wanted| !wanted.is_empty()) {
        return Ok(None);
    }
    let most = MOST_COUNTED + 1;
    let counted = match (filter.type_code.as_str(), filter.status.as_str()) {
        ("", "") => rows.count_certificates(unit, most).await?,
        ("", state) => rows.count_certificates_in_state(unit, state, most).await?,
        (of_type, "") => rows.count_certificates_of_type(unit, of_type, most).await?,
        (of_type, state) => {
            rows.count_certificates_of_type_in_state(unit, of_type, state, most).await?
        }
    };
    Ok(Some(Total::of(counted)))
}
