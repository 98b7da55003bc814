//! The list of uses as a file (Art. 15).

use domain::caller::Caller;
use domain::export::{ExportFormat, ListName};
use domain::policy::Action;
use serde_json::json;
use store::Receipt;

use super::list::{UseFilter, UseView};
use crate::kernel::{App, Error};
use crate::records::export::{BATCH, Exported, ExportedList, Gathering};
use crate::records::table::local;

const LIST: ExportedList = ExportedList {
    name: ListName::Uses,
    columns: &[
        "用证码",
        "时间",
        "使用单位",
        "单位代码",
        "使用人",
        "账号",
        "证照类型",
        "证照标识",
        "办理事项",
        "办件号",
        "方式",
    ],
    action: Action::ReadUsage,
};

impl App {
    /// Exports what [`App::uses`] lists.
    pub async fn export_uses(
        &self,
        caller: &Caller,
        filter: &UseFilter,
        format: ExportFormat,
    ) -> Result<(Exported, Receipt), Error> {
        let mut gathered = Gathering::new();
        while let Some(after) = gathered.after() {
            let page = self.uses(caller, filter, &after, BATCH).await?;
            gathered.add(page, cells);
        }
        let told = json!({
            "unit": filter.unit, "type_code": filter.type_code,
            "matter_code": filter.matter_code, "case_number": filter.case_number, "period": filter.period.to_string(),
            "order": filter.order,
        });
        self.hand_out(caller, LIST, told, gathered, format).await
    }
}

fn cells(row: UseView) -> Vec<String> {
    vec![
        row.use_code,
        local(&row.at),
        row.unit_name,
        row.unit_code,
        row.by.shown(),
        row.by.account,
        row.type_name,
        row.certificate_identifier,
        row.matter_name,
        row.case_number,
        row.channel.zh().to_owned(),
    ]
}
