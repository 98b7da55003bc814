//! The list of notices as a file (Art. 10).

use domain::caller::Caller;
use domain::export::{ExportFormat, ListName};
use domain::policy::Action;
use serde_json::json;
use store::Receipt;

use super::NoticeView;
use crate::kernel::{App, Error};
use crate::records::export::{BATCH, Exported, ExportedList, Gathering};
use crate::records::table::local;

const LIST: ExportedList = ExportedList {
    name: ListName::Notices,
    columns: &["时间", "种类", "收件人", "内容", "发送状态", "证照标识"],
    action: Action::ReadNotice,
};

impl App {
    /// Exports what [`App::notices`] lists, masked as there.
    pub async fn export_notices(
        &self,
        caller: &Caller,
        format: ExportFormat,
    ) -> Result<(Exported, Receipt), Error> {
        let mut gathered = Gathering::new();
        while let Some(after) = gathered.after() {
            gathered.add(self.notices(caller, &after, BATCH).await?, cells);
        }
        self.hand_out(caller, LIST, json!({}), gathered, format).await
    }
}

fn cells(row: NoticeView) -> Vec<String> {
    vec![
        local(&row.at),
        row.kind.zh().to_owned(),
        row.recipient,
        row.text,
        row.state.zh().to_owned(),
        row.certificate_identifier,
    ]
}
