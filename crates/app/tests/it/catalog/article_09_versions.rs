//! 第九条 (Art. 9): a type is never overwritten. A new type gets a code of its own, and a new version is an
//! act of its own that begins from the published one and says what it changes.

use app::Error;
use app::catalog::CatalogView;
use domain::caller::{Caller, Role};
use domain::catalog::CatalogEntry;
use domain::catalog::acts::CatalogAct;
use domain::{Code, FieldFinding};
use serde_json::json;

use testkit::{BUREAU, City, LICENCE, OTHER, cities, content, licence};

fn editor(city: &City) -> Caller {
    city.person("编目员", BUREAU, Role::CatalogEditor)
}

/// The findings of a refusal.
fn findings(error: Error) -> Vec<FieldFinding> {
    let Error::Refused(refusal) = error else { return Vec::new() };
    refusal.findings().to_vec()
}

#[tokio::test]
async fn a_new_type_never_overwrites_an_existing_one() {
    for city in cities().await {
        city.publish(&licence()).await;
        let mut other = licence();
        other.name = "另一种许可证".into();
        let refused = city.app.draft_catalog(&editor(&city), &other).await.unwrap_err();
        assert_eq!(refused.code(), Code::TypeCodeTaken);
        let found = findings(refused);
        assert_eq!((found.len(), found[0].field.as_str()), (1, "code"));
        assert_eq!(city.recorded("catalog.drafted").await, 1);

        // Negative control: the same description under the next free code is a type of its own.
        other.code = city.app.next_type_code(&editor(&city), BUREAU).await.unwrap();
        assert_eq!(other.code, format!("{BUREAU}002"));
        let (drafted, _) = city.app.draft_catalog(&editor(&city), &other).await.unwrap();
        assert_eq!((drafted.type_code, drafted.number), (other.code, 1));
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_type_without_a_code_gets_the_next_free_one_of_its_unit() {
    for city in cities().await {
        city.publish(&licence()).await;
        let blank = CatalogEntry { code: String::new(), ..licence() };
        for wanted in ["002", "003"] {
            let (drafted, _) = city.app.draft_catalog(&editor(&city), &blank).await.unwrap();
            assert_eq!(drafted.type_code, format!("{BUREAU}{wanted}"));
            let view = city.app.catalog_entry(&editor(&city), &drafted.type_code, None).await;
            assert_eq!(view.unwrap().entry["code"], drafted.type_code);
        }
        let stranger = city.person("编目乙", OTHER, Role::CatalogEditor);
        let denied = city.app.next_type_code(&stranger, BUREAU).await.unwrap_err();
        assert!(matches!(denied, Error::Denied(_)));
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_new_version_begins_from_the_published_one_and_there_is_one_at_a_time() {
    for city in cities().await {
        let early = city.app.renew_catalog(&editor(&city), LICENCE, "").await.unwrap_err();
        assert_eq!(early.code(), Code::CatalogNotPublished);
        city.publish(&licence()).await;
        let (begun, _) = city.app.renew_catalog(&editor(&city), LICENCE, "").await.unwrap();
        assert_eq!((begun.number, city.recorded("catalog.renewed").await), (2, 1));
        let shown = async |number| {
            city.app.catalog_entry(&editor(&city), LICENCE, Some(number)).await.unwrap().entry
        };
        assert_eq!(shown(2).await, shown(1).await);
        let again = city.app.renew_catalog(&editor(&city), LICENCE, "").await.unwrap_err();
        assert_eq!(again.code(), Code::CatalogState, "another version is open");
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_type_that_was_retired_altogether_can_come_back_in_a_new_version() {
    for city in cities().await {
        let published = city.publish(&licence()).await;
        let manager = city.person("市管理员", BUREAU, Role::CityManager);
        city.app.retire_catalog(&manager, &published).await.unwrap();
        let taken = city.app.draft_catalog(&editor(&city), &licence()).await.unwrap_err();
        assert_eq!(taken.code(), Code::TypeCodeTaken, "its code is not given to another type");
        let view = city.app.catalog_entry(&editor(&city), LICENCE, Some(1)).await.unwrap();
        assert_eq!(view.acts, [CatalogAct::Renew]);
        let (begun, _) = city.app.renew_catalog(&editor(&city), LICENCE, "").await.unwrap();
        assert_eq!(begun.number, 2);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_version_says_what_it_changes_and_what_hangs_on_its_type() {
    for city in cities().await {
        city.publish(&licence()).await;
        let first = city.app.catalog_comparison(&editor(&city), LICENCE, 1).await.unwrap();
        assert_eq!((first.compared_with, first.changes.len()), (None, 0));
        city.issued(content()).await;
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        city.app.draft_application(&clerk, LICENCE, content()).await.unwrap();
        let mut entry = licence();
        entry.fields[0].name = "许可项目".into();
        entry.issuing_units.push(OTHER.into());
        let (begun, _) = city.app.renew_catalog(&editor(&city), LICENCE, "").await.unwrap();
        city.app.amend_catalog(&editor(&city), &begun, &entry).await.unwrap();
        let told = city.app.catalog_comparison(&editor(&city), LICENCE, 2).await.unwrap();
        assert_eq!(told.compared_with, Some(1));
        assert_eq!((told.certificates_in_force, told.applications_open), (1, 1));
        let words: Vec<String> = told
            .changes
            .iter()
            .map(|change| format!("{} {} → {}", change.part.zh(), change.before, change.after))
            .collect();
        assert_eq!(
            words,
            [
                format!("签发单位 演示单位 {BUREAU} → 演示单位 {BUREAU}、演示单位 {OTHER}"),
                "证照属性 经营项目 → 许可项目".to_owned(),
            ]
        );
        let stranger = city.person("窗口丁", OTHER, Role::Window);
        let hidden = city.app.catalog_comparison(&stranger, LICENCE, 2).await.unwrap_err();
        assert!(matches!(hidden, Error::Denied(_)));
        city.check_everything().await;
    }
}

#[tokio::test]
async fn an_entry_carries_the_acts_that_its_caller_may_do() {
    for city in cities().await {
        let (draft, _) = city.app.draft_catalog(&editor(&city), &licence()).await.unwrap();
        let acts = async |caller: &Caller| -> Vec<&'static str> {
            let view: Result<CatalogView, _> = city.app.catalog_entry(caller, LICENCE, None).await;
            view.unwrap().acts.into_iter().map(CatalogAct::as_str).collect()
        };
        let manager = city.person("市管理员", BUREAU, Role::CityManager);
        let district = city.person("区管理员", BUREAU, Role::DistrictManager);
        let elsewhere = city.person("区管理员乙", OTHER, Role::DistrictManager);
        let window = city.person("窗口丁", OTHER, Role::Window);
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        assert_eq!(acts(&editor(&city)).await, ["amend", "circulate", "declare", "submit"]);
        let (declared, _) = city.app.declare_catalog(&editor(&city), &draft).await.unwrap();
        let (submitted, _) = city.app.submit_catalog(&editor(&city), &declared).await.unwrap();
        assert_eq!(acts(&editor(&city)).await, ["comment"], "what is submitted is the manager's");
        assert_eq!(acts(&manager).await, ["return", "publish"]);
        assert_eq!(acts(&district).await, ["return", "publish"]);
        assert_eq!(acts(&window).await, ["comment"]);
        city.app.publish_catalog(&district, &submitted).await.unwrap();
        assert_eq!(acts(&editor(&city)).await, ["renew", "confirm"]);
        assert_eq!(acts(&manager).await, ["retire", "renew"]);
        assert_eq!(acts(&elsewhere).await, [""; 0], "another district's entry");
        assert_eq!(acts(&window).await, [""; 0]);
        assert_eq!(acts(&clerk).await, ["apply"]);
        let stranger = city.person("编目乙", OTHER, Role::CatalogEditor);
        assert_eq!(acts(&stranger).await, ["adopt"]);
        assert_eq!(acts(&Caller::public()).await, [""; 0]);
        city.check_everything().await;
    }
}

/// A draft that somebody looked at was kept compiled under its number, and certificates were then made with
/// the face of the draft and not with the one that was published.
#[tokio::test]
async fn certificates_show_the_face_that_was_published_and_not_an_earlier_draft() {
    for city in cities().await {
        let mut entry = licence();
        entry.face["pages"][0]["background"][0]["content"] = json!("演示");
        let (draft, _) = city.app.draft_catalog(&editor(&city), &entry).await.unwrap();
        city.app.catalog_entry(&editor(&city), LICENCE, Some(1)).await.unwrap();
        city.app.sample(&editor(&city), LICENCE).await.unwrap();
        let (amended, _) =
            city.app.amend_catalog(&editor(&city), &draft, &licence()).await.unwrap();
        let fresh = city.restarted().await;
        let drawn = city.app.sample(&editor(&city), LICENCE).await.unwrap();
        assert_eq!(drawn, fresh.sample(&editor(&city), LICENCE).await.unwrap());
        let (declared, _) = city.app.declare_catalog(&editor(&city), &amended).await.unwrap();
        let (submitted, _) = city.app.submit_catalog(&editor(&city), &declared).await.unwrap();
        let manager = city.person("市管理员", BUREAU, Role::CityManager);
        city.app.publish_catalog(&manager, &submitted).await.unwrap();
        let drawn = city.app.sample(&editor(&city), LICENCE).await.unwrap();
        let fresh = city.restarted().await;
        assert_eq!(drawn, fresh.sample(&editor(&city), LICENCE).await.unwrap());
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_finding_about_an_element_names_the_field_that_it_shows() {
    for city in cities().await {
        let mut entry = licence();
        entry.fields[0].max_length = Some(100);
        let (draft, _) = city.app.draft_catalog(&editor(&city), &entry).await.unwrap();
        let refused = city.app.submit_catalog(&editor(&city), &draft).await.unwrap_err();
        let found = findings(refused);
        assert_eq!(found.len(), 1);
        let message = &found[0].message;
        assert!(
            message.starts_with("“经营项目”：最长样张") && !message.contains("JYXM"),
            "{message}"
        );
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_face_without_a_required_field_is_not_submitted_and_the_finding_names_the_field() {
    for city in cities().await {
        let mut entry = licence();
        let fields = json!([
            { "key": "ZP", "name": "照片", "type": "image", "required": true },
            { "key": "BZ", "name": "备注", "type": "text", "max_length": 10 },
            { "key": "CY", "name": "成员", "type": "group", "required": true, "max_rows": 3,
              "fields": [{ "key": "XM", "name": "姓名", "type": "person_name", "required": true }] }
        ]);
        let more: Vec<_> = serde_json::from_value(fields).unwrap();
        entry.fields.extend(more);
        // A code in a picture cannot be read by people, so it shows no field.
        entry.face["pages"][0]["elements"][3]["content"] = json!("{{JYXM}}");
        entry.face["pages"][0]["elements"].as_array_mut().unwrap().remove(1);
        let (draft, _) = city.app.draft_catalog(&editor(&city), &entry).await.unwrap();
        let refused = city.app.submit_catalog(&editor(&city), &draft).await.unwrap_err();
        assert_eq!(refused.code(), Code::FaceInvalid);
        let told: Vec<(String, String)> = findings(refused)
            .into_iter()
            .map(|found| {
                assert_eq!(found.code, Code::FieldNotOnFace);
                (found.field, found.message)
            })
            .collect();
        let missing = |place: &str, name: &str| {
            (place.to_owned(), format!("“{name}”为必填属性，但照面上没有"))
        };
        assert_eq!(
            told,
            [
                missing("fields[0]", "经营项目"),
                missing("fields[1]", "照片"),
                missing("fields[3]", "成员"),
            ]
        );
        city.check_everything().await;
    }
}
