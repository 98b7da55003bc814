//! 第九条 (Art. 9): the platform keeps the catalog. Published versions are immutable, and a new
//! certificate type is data, not code.

use app::Error;
use app::catalog::CatalogFilter;
use domain::Code;
use domain::caller::{Caller, Role};
use serde_json::json;

use testkit::{BUREAU, LICENCE, OTHER, cities, content, licence};

#[tokio::test]
async fn a_new_certificate_type_can_be_used_once_it_is_published() {
    for city in cities().await {
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let early = city.app.draft_application(&clerk, LICENCE, content()).await.unwrap_err();
        assert_eq!(early.code(), Code::CatalogNotPublished);
        city.publish(&licence()).await;
        city.app.draft_application(&clerk, LICENCE, content()).await.unwrap();
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_published_version_is_never_edited_and_the_next_version_retires_it() {
    for city in cities().await {
        let first = city.publish(&licence()).await;
        let editor = city.person("编目员", BUREAU, Role::CatalogEditor);
        let mut entry = licence();
        entry.name = "演示经营许可证（新）".into();
        let refused = city.app.amend_catalog(&editor, &first, &entry).await.unwrap_err();
        assert_eq!(refused.code(), Code::CatalogState, "a published version is not edited");
        let second = city.publish(&entry).await;
        assert_eq!((first.number, second.number), (1, 2));
        let mut reader = city.app.read().await.unwrap();
        let states: Vec<String> = reader
            .catalog_versions_of(LICENCE, 10)
            .await
            .unwrap()
            .into_iter()
            .map(|row| row.state)
            .collect();
        assert_eq!(states, ["published", "retired"]);
        drop(reader);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_unit_must_adopt_an_entry_before_it_uses_it() {
    for city in cities().await {
        city.publish(&licence()).await;
        let clerk = city.person("经办乙", OTHER, Role::Clerk);
        let refused = city.app.draft_application(&clerk, LICENCE, content()).await.unwrap_err();
        assert_eq!(refused.code(), Code::CatalogNotAdopted);
        let editor = city.person("编目乙", OTHER, Role::CatalogEditor);
        city.app.adopt_catalog(&editor, LICENCE).await.unwrap();
        city.app.draft_application(&clerk, LICENCE, content()).await.unwrap();
        let again = city.app.adopt_catalog(&editor, LICENCE).await.unwrap_err();
        assert_eq!(again.code(), Code::CatalogAdopted);
        let listed = city.person("编目甲", BUREAU, Role::CatalogEditor);
        let needless = city.app.adopt_catalog(&listed, LICENCE).await.unwrap_err();
        assert_eq!(needless.code(), Code::CatalogAdopted, "the entry lists this unit as an issuer");
        city.check_everything().await;
    }
}

#[tokio::test]
async fn the_list_of_entries_says_which_types_the_own_unit_issues() {
    for city in cities().await {
        city.publish(&licence()).await;
        let issued = async |caller: &Caller| {
            let entries = city.app.catalog(caller, &CatalogFilter::default()).await.unwrap();
            entries.iter().map(|entry| entry.issued).collect::<Vec<_>>()
        };
        let clerk = city.person("经办乙", OTHER, Role::Clerk);
        assert_eq!(issued(&city.person("经办甲", BUREAU, Role::Clerk)).await, [true]);
        assert_eq!(issued(&clerk).await, [false]);
        assert_eq!(issued(&Caller::public()).await, [false]);
        let editor = city.person("编目乙", OTHER, Role::CatalogEditor);
        city.app.adopt_catalog(&editor, LICENCE).await.unwrap();
        assert_eq!(issued(&clerk).await, [true]);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn an_invalid_description_is_refused_with_its_findings_and_nothing_is_recorded() {
    for city in cities().await {
        let editor = city.person("编目员", BUREAU, Role::CatalogEditor);
        let mut entry = licence();
        entry.number_pattern = "no serial".into();
        entry.fields[0].key = "1".into();
        let Error::Refused(refusal) = city.app.draft_catalog(&editor, &entry).await.unwrap_err()
        else {
            panic!("a refusal with findings");
        };
        let fields: Vec<&str> = refusal.findings().iter().map(|f| f.field.as_str()).collect();
        assert_eq!(fields, ["number_pattern", "fields[0]"]);
        assert_eq!(city.recorded("catalog.drafted").await, 0);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn the_editor_is_warned_when_copies_of_a_face_could_not_be_traced() {
    for city in cities().await {
        city.publish(&licence()).await;
        let editor = city.person("编目员", BUREAU, Role::CatalogEditor);
        let notes = async |caller: &Caller| {
            city.app.catalog_entry(caller, LICENCE, None).await.unwrap().notes
        };
        let told = notes(&editor).await;
        assert!(told.len() == 1 && told[0].contains("隐形标记"), "{told:?}");
        let window = city.person("窗口丁", OTHER, Role::Window);
        assert_eq!(notes(&window).await, [""; 0], "a using unit gets no warnings");

        // Negative control: a face with enough text has no warning.
        let mut entry = licence();
        entry.fields[0].max_length = Some(200);
        entry.fields[0].example = "食品销售".repeat(40);
        entry.face["pages"][0]["elements"][1] = json!({ "id": "scope", "type": "multiline", "x": 20,
            "y": 40, "width": 100, "height": 60, "bind": "JYXM", "font": "song", "font_size": 8,
            "line_height": 4 });
        city.publish(&entry).await;
        assert_eq!(notes(&editor).await, [""; 0]);
        city.check_everything().await;
    }
}

/// A drawing of 1 kB that would become a hundred thousand paths: each group uses the one before twice.
#[tokio::test]
async fn a_preview_that_would_take_more_than_one_request_may_is_refused_by_name() {
    use base64::Engine as _;
    for city in cities().await {
        city.publish(&licence()).await;
        let editor = city.person("编目员", BUREAU, Role::CatalogEditor);
        let level = |n: usize| {
            format!("<g id=\"g{n}\"><use href=\"#g{0}\"/><use href=\"#g{0}\"/></g>", n - 1)
        };
        let face = |depth: usize| {
            let levels: String = (1..=depth).map(level).collect();
            let svg = format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><defs>\
                 <path id=\"g0\" d=\"M0 0h1v1z\"/>{levels}</defs><use href=\"#g{depth}\"/></svg>"
            );
            let mut face = licence().face;
            face["assets"] =
                json!({ "art": base64::engine::general_purpose::STANDARD.encode(svg) });
            face["pages"][0]["background"] = json!([{ "id": "art", "type": "path", "x": 0, "y": 0,
                "width": 20, "height": 20, "asset": "art" }]);
            face
        };
        let request = |depth| app::catalog::PreviewRequest {
            type_code: LICENCE.into(),
            version: None,
            face: Some(face(depth)),
            facts: serde_json::Map::new(),
            holder_name: String::new(),
            holder_code: String::new(),
            holder_code_type: String::new(),
            valid_from: None,
            valid_to: None,
        };
        let drawn = city.app.preview(&editor, &request(5)).await.unwrap();
        assert!(drawn.starts_with("<svg"), "negative control");
        let refused = city.app.preview(&editor, &request(40)).await.unwrap_err();
        assert_eq!(refused.code(), Code::WorkExceeded);
        city.check_everything().await;
    }
}
