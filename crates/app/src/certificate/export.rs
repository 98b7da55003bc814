//! The list of certificates as a file (Art. 12).

use domain::caller::Caller;
use domain::export::{ExportFormat, ListName};
use domain::policy::Action;
use serde_json::json;
use store::Receipt;

use super::CertificateFilter;
use crate::kernel::{App, Error};
use crate::records::certificate_view::CertificateSummary;
use crate::records::export::{BATCH, Exported, ExportedList, Gathering};
use crate::records::table::local;

const LIST: ExportedList = ExportedList {
    name: ListName::Certificates,
    columns: &[
        "证照标识",
        "证照编号",
        "证照类型",
        "状态",
        "当前效力",
        "持证主体",
        "签发时间",
        "有效期止",
    ],
    action: Action::ReadCertificate,
};

impl App {
    /// Exports what [`App::find_certificates`] lists, masked as there.
    pub async fn export_certificates(
        &self,
        caller: &Caller,
        filter: &CertificateFilter,
        format: ExportFormat,
    ) -> Result<(Exported, Receipt), Error> {
        let mut gathered = Gathering::new();
        while let Some(after) = gathered.after() {
            let page = self.find_certificates(caller, filter, &after, BATCH).await?;
            gathered.add(page, cells);
        }
        let told = json!({
            "type_code": filter.type_code, "status": filter.status, "number": filter.number,
            "identifier": filter.identifier,
        });
        self.hand_out(caller, LIST, told, gathered, format).await
    }
}

fn cells(row: CertificateSummary) -> Vec<String> {
    vec![
        row.identifier,
        row.number,
        row.type_name,
        row.status.zh().to_owned(),
        row.effective.zh().to_owned(),
        row.holder_name,
        local(&row.issued_at.unwrap_or_default()),
        row.valid_to.unwrap_or_default(),
    ]
}
