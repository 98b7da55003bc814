//! The list of applications as a file (Art. 11).

use domain::application::ApplicationState;
use domain::caller::Caller;
use domain::export::{ExportFormat, ListName};
use domain::order::ListOrder;
use domain::policy::Action;
use serde_json::json;
use store::Receipt;

use super::ApplicationView;
use crate::kernel::{App, Error};
use crate::records::export::{BATCH, Exported, ExportedList, Gathering};
use crate::records::table::local;

const LIST: ExportedList = ExportedList {
    name: ListName::Applications,
    columns: &[
        "申请编号",
        "业务",
        "证照类型",
        "状态",
        "持证主体",
        "主体代码",
        "提交时间",
        "最近变动",
    ],
    action: Action::ReadApplication,
};

impl App {
    /// Exports what [`App::applications`] lists, masked as there.
    pub async fn export_applications(
        &self,
        caller: &Caller,
        state: Option<ApplicationState>,
        order: ListOrder,
        format: ExportFormat,
    ) -> Result<(Exported, Receipt), Error> {
        let mut gathered = Gathering::new();
        while let Some(after) = gathered.after() {
            let page = self.applications(caller, state, order, &after, BATCH).await?;
            gathered.add(page, cells);
        }
        let told = json!({ "state": state, "order": order });
        self.hand_out(caller, LIST, told, gathered, format).await
    }
}

fn cells(row: ApplicationView) -> Vec<String> {
    vec![
        row.id,
        row.kind.zh().to_owned(),
        row.type_name,
        row.state.zh().to_owned(),
        row.holder.name,
        row.holder.code,
        local(&row.submitted_at.unwrap_or_default()),
        local(&row.updated_at),
    ]
}
