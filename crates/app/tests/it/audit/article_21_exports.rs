//! 第二十一条 (Art. 21): a list leaves the platform as a file only with a record of who took it, by what filter and
//! how many rows, masked as on the page, and the file names unit, person, time and record.

use app::Exported;
use app::audit::RecordFilter;
use app::certificate::CertificateFilter;
use app::usage::UseFilter;
use domain::Code;
use domain::caller::Role;
use domain::event::EventKind;
use domain::export::ExportFormat;
use domain::order::ListOrder;
use store::Receipt;
use testkit::{BUREAU, City, OTHER, asked, cities, content, licence};

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
