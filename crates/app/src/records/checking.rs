//! 自动检查 (Art. 11): the one check of an application, which submission, the reviewer's page and approval run alike.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use domain::application::UpdateReason;
use domain::catalog::{CatalogEntry, SecondCertificate};
use domain::date::Date;
use domain::field::check::{Checking, check};
use domain::field::rule::{self, Compared};
use domain::field::{FieldKind, FieldSpec, LEAST_PIXELS};
use domain::holder::MAX_STATEMENT_CHARS;
use domain::refusal::Severity;
use domain::text;
use domain::{Code, FieldFinding, Refusal};
use serde_json::Value;
use store::{ApplicationRow, CertificateRow, Queries};

use crate::kernel::{App, Error};
use crate::records::application::{Accepted, Content};
use crate::records::certificate::{TargetHolder, check_target};
use crate::records::validity::{self, Validity, validity};

/// Longest number of a paper certificate, in characters.
const MAX_PAPER_NUMBER: usize = 60;
/// Longest reason of an accepted warning, and longest basis of a correction, in characters.
const MAX_REASON: usize = 200;

/// What the check of an application found.
pub(crate) struct Checked {
    pub findings: Vec<FieldFinding>,
    pub validity: Validity,
    /// The certificate that the application updates.
    pub before: Option<CertificateRow>,
}

impl Checked {
    /// Refuses errors.
    pub fn refuse_errors(&self) -> Result<(), Refusal> {
        let errors: Vec<FieldFinding> = self
            .findings
            .iter()
            .filter(|found| found.severity == Severity::Error)
            .cloned()
            .collect();
        if errors.is_empty() {
            Ok(())
        } else {
            Err(Refusal::of_fields(Code::ContentInvalid, errors))
        }
    }

    pub fn warnings(&self) -> impl Iterator<Item = &FieldFinding> {
        self.findings.iter().filter(|found| found.severity == Severity::Warning)
    }

    /// Refuses errors, and warnings that were not accepted with a reason. Returns those that were.
    pub fn refuse_open(&self, accepted: &[Accepted]) -> Result<Vec<Accepted>, Refusal> {
        self.refuse_errors()?;
        let (mut kept, mut open) = (Vec::new(), Vec::new());
        for found in self.warnings() {
            let alone = self.warnings().filter(|other| is_alike(other, found)).count() == 1;
            let given = accepted.iter().find_map(|one| {
                let meant = one.field == found.field && one.code == found.code;
                // Of several warnings about one field each is named by what it says.
                let named = one.message == found.message || (one.message.is_empty() && alone);
                text::statement(&one.reason, MAX_REASON).filter(|_| meant && named)
            });
            match given {
                Some(reason) => kept.push(Accepted {
                    field: found.field.clone(),
                    code: found.code,
                    message: found.message.clone(),
                    reason: reason.to_owned(),
                }),
                None => open.push(found.clone()),
            }
        }
        if open.is_empty() { Ok(kept) } else { Err(Refusal::of_fields(Code::WarningsOpen, open)) }
    }
}

impl App {
    /// Checks an application against the entry that it follows and against what is registered already. Errors: the
    /// certificate that it updates cannot be updated by it.
    pub(crate) async fn check_application(
        &self,
        rows: &mut Queries,
        row: &ApplicationRow,
        entry: &CatalogEntry,
        content: &Content,
        today: Date,
    ) -> Result<Checked, Error> {
        let before = self.updated(rows, row, content).await?;
        let validity = validity(entry, content, before.as_ref(), today);
        let mut findings = content_findings(entry, content, validity, today);
        findings.extend(validity::findings(entry, content, before.as_ref(), validity, today));
        findings.extend(self.second_certificate(rows, row, entry, content, today).await?);
        Ok(Checked { findings, validity, before })
    }

    /// The certificate that an application updates. Errors: a corrected holder code states no basis; the certificate
    /// cannot be updated by this application.
    pub(crate) async fn updated(
        &self,
        rows: &mut Queries,
        row: &ApplicationRow,
        content: &Content,
    ) -> Result<Option<CertificateRow>, Error> {
        if row.replaces.is_empty() {
            return Ok(None);
        }
        let reason =
            content.update_reason.ok_or_else(|| Refusal::new(Code::UpdateReasonMissing))?;
        let index = self.holder_index(&content.holder.code);
        let corrects = reason == UpdateReason::Correction;
        let holder = if corrects { TargetHolder::Corrected } else { TargetHolder::Same(&index) };
        let (unit, of_type) = (&row.unit_code, &row.type_code);
        let before = check_target(rows, &row.replaces, unit, of_type, holder).await?;
        if before.holder_index != index && text::is_blank(&content.correction_basis) {
            return Err(Refusal::new(Code::CorrectionBasisMissing).into());
        }
        Ok(Some(before))
    }

    /// The finding about a holder who has a certificate of the type already, as the entry wants it told.
    async fn second_certificate(
        &self,
        rows: &mut Queries,
        row: &ApplicationRow,
        entry: &CatalogEntry,
        content: &Content,
        today: Date,
    ) -> Result<Option<FieldFinding>, Error> {
        let severity = match entry.second {
            SecondCertificate::Allow => return Ok(None),
            SecondCertificate::Warn => Severity::Warning,
            SecondCertificate::Refuse => Severity::Error,
        };
        let holder = self.searched_holder(&content.holder.code);
        for (index, of_person) in holder.forms() {
            let standing = rows
                .standing_certificates(index, &row.type_code, &today.to_string(), &row.replaces, 1)
                .await?;
            if let Some(other) = standing.first()
                && !(of_person && self.frozen(other)?.holder.is_organisation())
            {
                // Other units' certificates are not named.
                let which =
                    if other.unit_code == row.unit_code { other.number.as_str() } else { "" };
                let message = format!("{} {which}", Code::SecondCertificate.zh());
                let found =
                    FieldFinding::new("holder.code", Code::SecondCertificate, message.trim_end());
                return Ok(Some(found.of_severity(severity)));
            }
        }
        Ok(None)
    }
}

/// Whether two warnings are about the same field and have the same code.
fn is_alike(one: &FieldFinding, other: &FieldFinding) -> bool {
    one.field == other.field && one.code == other.code
}

/// What is wrong with the content itself, whatever is registered.
fn content_findings(
    entry: &CatalogEntry,
    content: &Content,
    validity: Validity,
    today: Date,
) -> Vec<FieldFinding> {
    let as_issued = content.as_issued.as_slice();
    let mut findings = content.holder.findings(entry.holder_kind, as_issued, today);
    findings.extend(check(&entry.fields, &content.facts, Checking { today, as_issued }));
    let compared = Compared {
        facts: &content.facts,
        holder: &content.holder,
        valid_from: Some(validity.from),
        valid_to: validity.to,
        today,
    };
    findings.extend(rule::findings(&entry.fields, &entry.rules, compared));
    let pictures: Vec<FieldFinding> =
        entry.fields.iter().filter_map(|spec| image_finding(spec, content)).collect();
    // A text that is no base64 at all has its finding already.
    let known: BTreeSet<String> = findings.iter().map(|known| known.field.clone()).collect();
    findings.extend(pictures.into_iter().filter(|found| !known.contains(&found.field)));
    let beside = [
        ("paper_number", content.paper_number.as_str(), MAX_PAPER_NUMBER, "纸质证照编号"),
        ("correction_basis", content.correction_basis.as_str(), MAX_REASON, "更正依据"),
    ];
    let stated = as_issued
        .iter()
        .map(|one| ("as_issued", one.reason.as_str(), MAX_STATEMENT_CHARS, "证载如此的说明"));
    findings.extend(beside.into_iter().chain(stated).filter_map(unreadable));
    findings
}

/// The finding about a text beside the facts that is too long or contains what no text of a certificate contains.
fn unreadable((field, given, most, name): (&str, &str, usize, &str)) -> Option<FieldFinding> {
    if given.chars().count() > most {
        let message = format!("{name}最多 {most} 字");
        return Some(FieldFinding::new(field, Code::FieldTooLong, message));
    }
    let wrong = given.chars().find(|c| text::is_forbidden(*c))?;
    let message = format!("{name}含有不允许的字符 U+{:04X}", wrong as u32);
    Some(FieldFinding::new(field, Code::FieldCharacter, message))
}

/// The finding about a picture that cannot be read, or has fewer pixels than its field demands.
fn image_finding(spec: &FieldSpec, content: &Content) -> Option<FieldFinding> {
    if spec.kind != FieldKind::Image {
        return None;
    }
    let text =
        content.facts.get(&spec.key).and_then(Value::as_str).filter(|text| !text.is_empty())?;
    let at = format!("facts.{}", spec.key);
    let bytes = base64::engine::general_purpose::STANDARD.decode(text).unwrap_or_default();
    let Some((width, height)) = face::picture::size(&bytes) else {
        return Some(unreadable_picture(spec));
    };
    let [least_width, least_height] = spec.least_pixels.unwrap_or(LEAST_PIXELS);
    (width < least_width || height < least_height).then(|| {
        let message =
            format!("“{}”为 {width}×{height} 像素，至少须 {least_width}×{least_height}", spec.name);
        FieldFinding::new(at, Code::ImageTooSmall, message)
    })
}

/// The finding about a picture that cannot be read.
pub(crate) fn unreadable_picture(spec: &FieldSpec) -> FieldFinding {
    let message = format!("“{}”的图片已损坏", spec.name);
    FieldFinding::new(format!("facts.{}", spec.key), Code::FieldImage, message)
}

/// The names of the fields by the paths of findings, for people who read them.
pub(crate) fn labels(entry: &CatalogEntry) -> BTreeMap<String, String> {
    let own = [
        ("holder.name", "持证主体名称"),
        ("holder.code", "持证主体代码"),
        ("holder.code_type", "持证主体代码类型"),
        ("paper_number", "纸质证照编号"),
        ("valid_from", "有效期起"),
        ("valid_to", "有效期止"),
        ("correction_basis", "更正依据"),
        ("as_issued", "证载如此"),
        ("replaces", "被更新的证照"),
    ];
    let mut names: BTreeMap<String, String> =
        own.iter().map(|(path, name)| ((*path).to_owned(), (*name).to_owned())).collect();
    for spec in &entry.fields {
        names.insert(format!("facts.{}", spec.key), spec.name.clone());
        for inner in &spec.fields {
            let name = format!("{}：{}", spec.name, inner.name);
            names.insert(format!("facts.{}.{}", spec.key, inner.key), name);
        }
    }
    names
}

/// The name of the field at a path. The number of a row is told after it.
pub(crate) fn label(names: &BTreeMap<String, String>, path: &str) -> String {
    let (bare, row) = match path.split_once('[').and_then(|(group, rest)| {
        let (index, rest) = rest.split_once(']')?;
        Some((format!("{group}{rest}"), index.parse::<usize>().ok()?))
    }) {
        Some((bare, index)) => (bare, Some(index + 1)),
        None => (path.to_owned(), None),
    };
    let name = names.get(&bare).cloned().unwrap_or(bare);
    row.map_or(name.clone(), |row| format!("{name}（第 {row} 行）"))
}
