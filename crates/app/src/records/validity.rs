//! 有效期: the days that an approval freezes, and what is wrong with them.

use domain::application::UpdateReason;
use domain::catalog::CatalogEntry;
use domain::date::Date;
use domain::refusal::Severity;
use domain::{Code, FieldFinding};
use store::CertificateRow;

use crate::records::application::Content;

/// Days after which a certificate that begins later is a warning.
const DISTANT_DAYS: i64 = 366;

/// The days between which a certificate is valid; `to` is the last one, `None` for long term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Validity {
    pub from: Date,
    pub to: Option<Date>,
}

impl Validity {
    fn days(self) -> (Option<Date>, Option<Date>) {
        (Some(self.from), self.to)
    }
}

/// The days that approval on `today` would freeze. A change, a reissue and a correction keep the days of the
/// certificate before; a first issue, an extension and a renewal are valid from today for the term of the entry.
pub(crate) fn validity(
    entry: &CatalogEntry,
    content: &Content,
    before: Option<&CertificateRow>,
    today: Date,
) -> Validity {
    let kept = before.filter(|_| keeps_validity(content)).map(days_of);
    let from = content.valid_from.or(kept.and_then(|kept| kept.0)).unwrap_or(today);
    let to = match (content.valid_to, kept) {
        (Some(to), _) => Some(to),
        (None, Some((_, to))) => to,
        (None, None) => entry.validity.last_day(from),
    };
    Validity { from, to }
}

fn keeps_validity(content: &Content) -> bool {
    match content.update_reason {
        Some(UpdateReason::Change | UpdateReason::Reissue | UpdateReason::Correction) => true,
        Some(UpdateReason::Renewal | UpdateReason::Extension) | None => false,
    }
}

fn days_of(row: &CertificateRow) -> (Option<Date>, Option<Date>) {
    (Date::parse(&row.valid_from), Date::parse(&row.valid_to))
}

/// What is wrong with the days. A term beyond that of the entry, an extension that extends nothing and a distant
/// beginning are warnings, because a special decision may have given them.
pub(crate) fn findings(
    entry: &CatalogEntry,
    content: &Content,
    before: Option<&CertificateRow>,
    validity: Validity,
    today: Date,
) -> Vec<FieldFinding> {
    let order = match validity.to {
        Some(to) if to < today && content.valid_from.is_none() => Some(Code::ValidityEnded),
        Some(to) if to < validity.from => Some(Code::ValidityOrder),
        Some(to) if to < today => Some(Code::ValidityEnded),
        Some(_) | None => None,
    };
    if let Some(code) = order {
        return vec![FieldFinding::new("valid_to", code, code.zh())];
    }
    let kept = before.is_some() && keeps_validity(content);
    let distant = validity.from > today.plus_days(DISTANT_DAYS) && !kept;
    let warnings = [
        ("valid_to", Code::ValidityMoved, kept && before.map(days_of) != Some(validity.days())),
        ("valid_to", Code::ValidityTerm, !kept && is_longer(entry, before, validity, today)),
        ("valid_to", Code::ValidityShortened, !kept && extends_nothing(content, before, validity)),
        ("valid_from", Code::ValidityDistant, distant),
    ];
    let warnings = warnings.into_iter().filter(|(.., applies)| *applies);
    warnings
        .map(|(field, code, _)| {
            FieldFinding::new(field, code, code.zh()).of_severity(Severity::Warning)
        })
        .collect()
}

/// Whether the certificate is valid for longer than its entry says. The term of an update is counted from the day
/// after the certificate before ends.
fn is_longer(
    entry: &CatalogEntry,
    before: Option<&CertificateRow>,
    validity: Validity,
    today: Date,
) -> bool {
    let from = match before {
        None => validity.from,
        Some(row) => {
            let next = days_of(row).1.map_or(today, Date::next);
            validity.from.max(today).max(next)
        }
    };
    let Some(last) = entry.validity.last_day(from) else { return false };
    validity.to.is_none_or(|to| to > last)
}

/// Whether an extension ends no later, or a renewal earlier, than the certificate before.
fn extends_nothing(content: &Content, before: Option<&CertificateRow>, validity: Validity) -> bool {
    let Some(ended) = before.map(|row| days_of(row).1) else { return false };
    let shorter = match (validity.to, ended) {
        (None, _) => false,
        (Some(_), None) => true,
        (Some(to), Some(ended)) => to < ended,
    };
    shorter || (content.update_reason == Some(UpdateReason::Extension) && validity.to == ended)
}
