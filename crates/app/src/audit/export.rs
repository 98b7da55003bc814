//! The list of the log as a file (Art. 21).

use domain::caller::Caller;
use domain::event::{RecordOutcome, SubjectKind};
use domain::export::{ExportFormat, ListName};
use domain::policy::{Action, Citywide};
use serde_json::json;
use store::Receipt;

use super::filter::RecordFilter;
use super::read::RecordSummary;
use crate::kernel::{App, Error};
use crate::records::export::{BATCH, Exported, ExportedList, Gathering};
use crate::records::table::local;

const LIST: ExportedList = ExportedList {
    name: ListName::Records,
    columns: &[
        "序号",
        "时间",
        "事件",
        "查看方式",
        "结果",
        "操作人",
        "账号",
        "岗位",
        "单位",
        "对象",
        "对象名称",
        "对象编号",
        "记录编号",
    ],
    action: Action::ReadAuditLog,
};

impl App {
    /// Exports what [`App::records`] lists. The record of the export is that of the reading.
    pub async fn export_records(
        &self,
        caller: &Caller,
        filter: &RecordFilter,
        format: ExportFormat,
    ) -> Result<(Exported, Receipt), Error> {
        self.permit_read(caller, Action::ReadAuditLog, &Citywide).await?;
        let mut gathered = Gathering::new();
        let mut reader = self.read().await?;
        while let Some(after) = gathered.after() {
            let page = self.page_of_records(&mut reader, filter, &after, BATCH).await?;
            gathered.add(page, cells);
        }
        drop(reader);
        let told = json!({
            "event": filter.event, "unit": filter.unit, "person": filter.person,
            "certificate": filter.certificate, "period": filter.period.to_string(),
        });
        self.hand_out(caller, LIST, told, gathered, format).await
    }
}

fn cells(row: RecordSummary) -> Vec<String> {
    let outcome = RecordOutcome::parse(&row.outcome);
    let (kind, words) = SubjectKind::of(&row.subject);
    let code = match kind {
        Some(kind) if kind.is_worded() => "",
        // Behind the identity of a person stands a post or a step, which the name says in words.
        Some(_) | None => words.split(' ').next().unwrap_or_default(),
    };
    vec![
        row.index.map_or_else(String::new, |index| index.to_string()),
        local(&row.at),
        row.event_zh,
        row.manner.map_or_else(String::new, |manner| manner.zh().to_owned()),
        outcome.map_or(row.outcome, |outcome| outcome.zh().to_owned()),
        row.by.shown(),
        row.by.account,
        row.post_zh,
        if row.unit_name.is_empty() { row.unit } else { row.unit_name },
        kind.map_or_else(String::new, |kind| kind.zh().to_owned()),
        row.subject_name,
        code.to_owned(),
        row.record_id,
    ]
}
