//! 第八条 (Art. 8): a managing unit imports the matters of its units from a table: a dry run names each fault by line
//! and column, the import is whole or not at all, and the same file again changes nothing.

use domain::Code;
use domain::caller::{Caller, Role};

use app::onboarding::{MatterImport, matter_table};
use testkit::{BUREAU, City, LICENCE, OTHER, cities};

const HEAD: &str = "事项编码,事项名称,单位代码,所需证照类型,办理结果证照类型,生效日期";

fn manager(city: &City) -> Caller {
    city.person("市管理员", BUREAU, Role::CityManager)
}

/// Registered, changed, unchanged.
fn counts(told: &MatterImport) -> [usize; 3] {
    [told.registered, told.changed, told.unchanged]
}

#[tokio::test]
async fn a_table_is_checked_imported_and_changes_nothing_the_second_time() {
    for city in cities().await {
        let manager = manager(&city);
        let table = format!(
            "{HEAD}\r\nM-1,甲事项,{BUREAU},{LICENCE},,\r\nM-2,\"乙,事项\",{OTHER},{LICENCE}、{LICENCE}X,,\r\n"
        );
        let told = city.app.check_matter_import(&manager, table.as_bytes()).await.unwrap();
        assert_eq!((told.rows, counts(&told)), (2, [2, 0, 0]));
        assert!(told.findings.is_empty(), "{told:?}");
        assert_eq!(city.recorded("matters.imported").await, 0, "a dry run changes nothing");
        let (told, _) = city.app.import_matters(&manager, table.as_bytes()).await.unwrap();
        assert_eq!(counts(&told), [2, 0, 0]);
        let of = async |unit: &str| city.app.matters(&manager, unit).await.unwrap().remove(0);
        assert_eq!(of(OTHER).await.name, "乙,事项");
        assert_eq!(of(BUREAU).await.needs, [LICENCE]);
        let (again, _) = city.app.import_matters(&manager, table.as_bytes()).await.unwrap();
        assert_eq!(counts(&again), [0, 0, 2]);
        assert_eq!(of(BUREAU).await.row_version, 1, "the row was not saved again");
        let changed = table.replace("甲事项", "甲事项（新）");
        let (told, _) = city.app.import_matters(&manager, changed.as_bytes()).await.unwrap();
        assert_eq!(counts(&told), [0, 1, 1]);
        assert_eq!((of(BUREAU).await.number, of(OTHER).await.number), (2, 1), "a new version");
        // The template is a table that can be imported once it is filled in.
        let template = String::from_utf8(matter_table(BUREAU)).unwrap();
        let told = city.app.check_matter_import(&manager, template.as_bytes()).await.unwrap();
        assert_eq!(counts(&told), [1, 0, 0]);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn each_fault_has_its_line_and_column_and_nothing_is_imported() {
    for city in cities().await {
        let district = city.person("区管理员", BUREAU, Role::DistrictManager);
        let table = format!(
            "{HEAD}\nM 1,甲事项,{BUREAU},,,\nM-2,,{BUREAU},,,\nM-3,丙事项,{OTHER},,,\n\
             M-4,丁事项,{BUREAU},11-44,,\nM-5,戊事项,{BUREAU},,,2020-01-01\nM-5,己事项,{BUREAU},,,\n"
        );
        let told = city.app.check_matter_import(&district, table.as_bytes()).await.unwrap();
        let found: Vec<(usize, &str)> =
            told.findings.iter().map(|one| (one.line, one.column.as_str())).collect();
        let expected = [
            (2, "事项编码"),
            (3, "事项名称"),
            (4, "单位代码"),
            (5, "所需证照类型"),
            (6, "生效日期"),
            (7, "事项编码"),
        ];
        assert_eq!(found, expected, "a unit of another district is not known here");
        let refused = city.app.import_matters(&district, table.as_bytes()).await.unwrap_err();
        assert_eq!(refused.code(), Code::TableInvalid);
        assert_eq!(city.number("SELECT COUNT(*) FROM matter").await, 0);
        for unreadable in ["", "编码,名称\n", "\"没有结束"] {
            let refused = city.app.check_matter_import(&district, unreadable.as_bytes()).await;
            assert_eq!(refused.unwrap_err().code(), Code::TableInvalid, "{unreadable}");
        }
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let denied = city.app.import_matters(&clerk, table.as_bytes()).await.unwrap_err();
        assert_eq!(denied.code(), Code::Denied);
        city.check_everything().await;
    }
}
