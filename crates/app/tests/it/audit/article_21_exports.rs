//! 第二十一条 (Art. 21): a list leaves the platform as a file only with a record of who took it, by what filter and
//! how many rows, masked as on the page, and the file names unit, person, time and record.

use app::Exported;
use app::audit::RecordFilter;
use app::certificate::CertificateFilter;
use app::usage::{UseFilter, UseRequest};
use domain::Code;
use domain::application::{ApplicationKind, ApplicationState};
use domain::caller::Role;
use domain::certificate::{CertificateState, Effect};
use domain::event::EventKind;
use domain::export::ExportFormat;
use domain::order::ListOrder;
use store::Receipt;
use testkit::{BUREAU, City, LICENCE, OTHER, asked, cities, content, licence};

/// The lines of a CSV file without the byte order mark.
fn lines(file: &Exported) -> Vec<String> {
    let text = String::from_utf8(file.bytes.clone()).unwrap();
    let text = text.strip_prefix('\u{feff}').unwrap();
    text.split_terminator("\r\n").map(str::to_owned).collect()
}

/// The record of an export with its subject and its details.
async fn recorded(city: &City, receipt: &Receipt) -> (String, String, serde_json::Value) {
    let auditor = city.person("审计管理员", BUREAU, Role::Auditor);
    let (proof, _) = city.app.record(&auditor, &receipt.record_id).await.unwrap();
    let mut reader = city.app.read().await.unwrap();
    let record = reader.record(&receipt.record_id).await.unwrap().unwrap();
    (record.event, record.subject, proof.details.unwrap())
}

#[tokio::test]
async fn every_export_is_recorded_and_the_file_names_who_took_it() {
    for city in cities().await {
        city.publish(&licence()).await;
        let window = city.window().await;
        let issued = city.issued(content()).await;
        city.app.use_certificates(&window, &asked()).await.unwrap();
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let auditor = city.person("审计管理员", BUREAU, Role::Auditor);
        let csv = ExportFormat::Csv;
        let (certificates, applications, uses) =
            (CertificateFilter::default(), ListOrder::Newest, UseFilter::default());
        let filter = RecordFilter { event: "certificate.issued".into(), ..Default::default() };
        let exports = [
            ("certificates", city.app.export_certificates(&clerk, &certificates, csv).await),
            ("applications", city.app.export_applications(&clerk, None, applications, csv).await),
            ("notices", city.app.export_notices(&clerk, csv).await),
            ("uses", city.app.export_uses(&window, &uses, csv).await),
            ("records", city.app.export_records(&auditor, &filter, csv).await),
        ];
        for (word, done) in exports {
            let (file, receipt) = done.unwrap();
            let lines = lines(&file);
            assert_eq!((file.rows, file.is_cut, lines.len()), (1, false, 3), "{word}: {lines:?}");
            let unit = if word == "uses" { OTHER } else { BUREAU };
            for part in [unit, "导出：演示单位", "2026-11-23 ", "共 1 行", &receipt.record_id]
            {
                assert!(lines[2].contains(part), "{word}: {part} in {}", lines[2]);
            }
            let (event, subject, details) = recorded(&city, &receipt).await;
            assert_eq!(event, EventKind::ListExported.as_str());
            assert_eq!((subject, details["rows"].as_u64()), (format!("list {word}"), Some(1)));
            assert!(details["filter"].is_object());
            assert!(file.name.starts_with(word) && file.name.ends_with(".csv"), "{}", file.name);
        }
        let (file, _) = city.app.export_certificates(&clerk, &certificates, csv).await.unwrap();
        let text = lines(&file).concat();
        assert!(text.contains(&issued.identifier));
        let page = city.app.find_certificates(&clerk, &certificates, "", 10).await.unwrap();
        assert!(text.contains(&page.items[0].holder_name), "as the list shows it");
        let (file, _) =
            city.app.export_applications(&clerk, None, applications, csv).await.unwrap();
        assert!(!lines(&file).concat().contains(&content().holder.code), "masked as in the list");
        city.check_everything().await;
    }
}

/// The instant at which the city of a story begins.
const DAY: &str = "2026-11-23 10:13:20";

/// The cells of the first row of a file by the headings of their columns.
fn first_row(file: &Exported) -> Vec<(String, String)> {
    let lines = lines(file);
    let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
    let (heads, row) = (cells(&lines[0]), cells(&lines[1]));
    assert_eq!(heads.len(), row.len(), "{lines:?}");
    heads.into_iter().zip(row).collect()
}

fn assert_row(file: &Exported, expected: &[(&str, &str)]) {
    let row = first_row(file);
    let row: Vec<_> = row.iter().map(|(head, cell)| (head.as_str(), cell.as_str())).collect();
    assert_eq!(row, expected);
}

#[tokio::test]
async fn each_column_of_an_export_has_under_its_heading_what_the_list_shows() {
    for city in cities().await {
        city.publish(&licence()).await;
        let window = city.window().await;
        let issued = city.issued(content()).await;
        let (answer, _) = city.app.use_certificates(&window, &asked()).await.unwrap();
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let csv = ExportFormat::Csv;
        let list = CertificateFilter::default();
        let shown = &city.app.find_certificates(&clerk, &list, "", 1).await.unwrap().items[0];
        let (file, _) = city.app.export_certificates(&clerk, &list, csv).await.unwrap();
        let certificates = [
            ("证照标识", issued.identifier.as_str()),
            ("证照编号", &shown.number),
            ("证照类型", &licence().name),
            ("状态", CertificateState::Active.zh()),
            ("当前效力", Effect::Valid.zh()),
            ("持证主体", &shown.holder_name),
            ("签发时间", DAY),
            ("有效期止", shown.valid_to.as_deref().unwrap_or("")),
        ];
        assert_row(&file, &certificates);
        let newest = ListOrder::Newest;
        let shown = &city.app.applications(&clerk, None, newest, "", 1).await.unwrap().items[0];
        let (file, _) = city.app.export_applications(&clerk, None, newest, csv).await.unwrap();
        let applications = [
            ("申请编号", shown.id.as_str()),
            ("业务", ApplicationKind::New.zh()),
            ("证照类型", &licence().name),
            ("状态", ApplicationState::Completed.zh()),
            ("持证主体", &shown.holder.name),
            ("主体代码", &shown.holder.code),
            ("提交时间", DAY),
            ("最近变动", DAY),
        ];
        assert_row(&file, &applications);
        let all = UseFilter::default();
        let (file, _) = city.app.export_uses(&window, &all, csv).await.unwrap();
        let uses = [
            ("用证码", answer.uses[0].use_code.as_str()),
            ("时间", DAY),
            ("使用单位", &format!("演示单位 {OTHER}")),
            ("单位代码", OTHER),
            ("使用人", "人员"),
            ("账号", ""),
            ("证照类型", &licence().name),
            ("证照标识", &issued.identifier),
            ("办理事项", "演示事项"),
            ("办件号", &asked().case_number),
            ("方式", "人工"),
        ];
        assert_row(&file, &uses);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn each_column_of_the_exported_log_has_under_its_heading_what_the_list_shows() {
    for city in cities().await {
        city.publish(&licence()).await;
        let issued = city.issued(content()).await;
        let csv = ExportFormat::Csv;
        let auditor = city.person("审计管理员", BUREAU, Role::Auditor);
        city.app.store().sequence().await.unwrap();
        let viewed = RecordFilter { event: "certificate.viewed".into(), ..Default::default() };
        let record = &city.app.records(&auditor, &viewed, "", 1).await.unwrap().items[0];
        let (file, _) = city.app.export_records(&auditor, &viewed, csv).await.unwrap();
        let records = [
            ("序号", &*record.index.unwrap().to_string()),
            ("时间", DAY),
            ("事件", "查阅证照"),
            ("查看方式", "查看内容"),
            ("结果", "完成"),
            ("操作人", "人员"),
            ("账号", ""),
            ("岗位", Role::Issuer.zh()),
            ("单位", &format!("演示单位 {BUREAU}")),
            ("对象", "证照"),
            ("对象名称", ""),
            ("对象编号", &issued.identifier),
            ("记录编号", &record.record_id),
        ];
        assert_row(&file, &records);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn what_a_record_is_about_is_exported_in_words() {
    for city in cities().await {
        let auditor = city.person("审计管理员", BUREAU, Role::Auditor);
        let stranger = city.person("窗口丁", OTHER, Role::Window);
        let csv = ExportFormat::Csv;
        city.app.export_notices(&stranger, csv).await.unwrap_err();
        city.app.export_notices(&city.person("经办甲", BUREAU, Role::Clerk), csv).await.unwrap();
        city.app.log_in("nobody", "Wrong-password-1", "10.0.0.1").await.err().unwrap();
        // First the exports, because each export of the log is one.
        let about = [
            ("list.exported", ["列表", "通知", ""]),
            ("denied", ["操作", "查看通知", ""]),
            ("login.failed", ["登录", "账号或口令不符", ""]),
            ("unit.registered", ["单位", &format!("演示单位 {OTHER}"), OTHER]),
        ];
        for (event, expected) in about {
            let filter = RecordFilter { event: event.into(), ..RecordFilter::default() };
            let (file, _) = city.app.export_records(&auditor, &filter, csv).await.unwrap();
            let row = first_row(&file);
            let cells: Vec<_> = row
                .iter()
                .filter(|(head, _)| head.starts_with("对象"))
                .map(|(_, cell)| cell)
                .collect();
            assert_eq!(cells, expected, "{event}");
        }
    }
}

#[tokio::test]
async fn an_export_has_the_order_that_was_chosen_for_the_list() {
    for city in cities().await {
        city.publish(&licence()).await;
        let window = city.window().await;
        city.issued(content()).await;
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        city.clock.forward(1_000);
        city.app.draft_application(&clerk, LICENCE, content()).await.unwrap();
        for case in ["BJ-2026-000001", "BJ-2026-000002"] {
            let request = UseRequest { case_number: case.into(), ..asked() };
            city.app.use_certificates(&window, &request).await.unwrap();
            city.clock.forward(1_000);
        }
        let first_cells = |file: &Exported| -> Vec<String> {
            let lines = lines(file);
            let rows = &lines[1..lines.len() - 1];
            rows.iter().map(|row| row.split(',').next().unwrap().to_owned()).collect()
        };
        let csv = ExportFormat::Csv;
        let mut files = Vec::new();
        for order in [ListOrder::Newest, ListOrder::Oldest] {
            let filter = UseFilter { order: Some(order), ..UseFilter::default() };
            let uses = city.app.uses(&window, &filter, "", 10).await.unwrap().items;
            let (file, _) = city.app.export_uses(&window, &filter, csv).await.unwrap();
            let codes: Vec<_> = uses.into_iter().map(|used| used.use_code).collect();
            assert_eq!(first_cells(&file), codes);
            let (file, _) = city.app.export_applications(&clerk, None, order, csv).await.unwrap();
            let listed = city.app.applications(&clerk, None, order, "", 10).await.unwrap().items;
            let ids: Vec<_> = listed.into_iter().map(|application| application.id).collect();
            assert_eq!(first_cells(&file), ids);
            files.push((codes, ids));
        }
        files[0].0.reverse();
        files[0].1.reverse();
        assert_eq!(files[0], files[1], "the orders differ");
    }
}

#[tokio::test]
async fn a_workbook_is_a_package_whose_first_row_is_the_mark() {
    for city in cities().await {
        city.publish(&licence()).await;
        city.issued(content()).await;
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let filter = CertificateFilter::default();
        let done = city.app.export_certificates(&clerk, &filter, ExportFormat::Xlsx).await;
        let (file, receipt) = done.unwrap();
        assert!(file.name.ends_with(".xlsx"));
        let package = ofd::package::read(&file.bytes).unwrap();
        let sheet = package.members.get("xl/worksheets/sheet1.xml").unwrap();
        let sheet = String::from_utf8(sheet.to_vec()).unwrap();
        let first = sheet.split("</row>").next().unwrap();
        assert!(first.contains(&receipt.record_id) && first.contains("导出："), "{first}");
        assert_eq!(sheet.matches("<row>").count(), 3);
        assert_eq!(package.members.len(), 5);
    }
}

#[tokio::test]
async fn whoever_may_not_read_a_list_exports_nothing() {
    for city in cities().await {
        let csv = ExportFormat::Csv;
        let window = city.person("窗口丁", OTHER, Role::Window);
        let refused = [
            city.app.export_certificates(&window, &CertificateFilter::default(), csv).await,
            city.app.export_applications(&window, None, ListOrder::Newest, csv).await,
            city.app.export_notices(&window, csv).await,
            city.app.export_records(&window, &RecordFilter::default(), csv).await,
        ];
        for refused in refused {
            assert_eq!(refused.unwrap_err().code(), Code::Denied);
        }
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let refused = city.app.export_uses(&clerk, &UseFilter::default(), csv).await.unwrap_err();
        assert_eq!(refused.code(), Code::Denied);
        assert_eq!(city.recorded("list.exported").await, 0);
        assert_eq!(city.recorded("denied").await, 5);
        city.check_everything().await;
    }
}
