//! 第九条 (Art. 9): a face shows the required fields so that people can read them, and no field stands in the place of
//! a value that every face has.

use domain::Code;
use domain::caller::{Caller, Role};
use serde_json::{Value, json};
use testkit::{BUREAU, City, cities, licence};

fn editor(city: &City) -> Caller {
    city.person("编目员", BUREAU, Role::CatalogEditor)
}

/// Hides the required field among the elements of a face.
type Hide = fn(&mut Vec<Value>);

/// The place, code and message of the findings for which an act is refused.
fn told(error: app::Error) -> Vec<(String, Code, String)> {
    let app::Error::Refused(refusal) = error else { return vec![] };
    let findings = refusal.findings().iter();
    findings.map(|found| (found.field.clone(), found.code, found.message.clone())).collect()
}

#[tokio::test]
async fn a_required_field_that_nobody_can_see_on_the_face_is_not_submitted() {
    for city in cities().await {
        let hide: [(&str, Hide); 3] = [
            ("颜色与底色相同", |elements| elements[1]["color"] = json!("#fefefe")),
            ("小于 3 磅", |elements| elements[1]["font_size"] = json!(1)),
            ("“bar”完全遮盖", |elements| {
                elements.push(json!({ "id": "bar", "type": "rect", "x": 10, "y": 38,
                    "width": 190, "height": 12, "fill": "#ffffff" }));
            }),
        ];
        let (mut draft, _) = city.app.draft_catalog(&editor(&city), &licence()).await.unwrap();
        for (why, change) in hide {
            let mut entry = licence();
            let elements = entry.face.pointer_mut("/pages/0/elements").unwrap();
            change(elements.as_array_mut().unwrap());
            draft = city.app.amend_catalog(&editor(&city), &draft, &entry).await.unwrap().0;
            let refused = city.app.submit_catalog(&editor(&city), &draft).await.unwrap_err();
            let found = told(refused);
            let (place, code, message) = &found[0];
            assert_eq!(
                (found.len(), place.as_str(), *code),
                (1, "fields[0]", Code::FieldNotOnFace)
            );
            assert!(message.contains("“经营项目”") && message.contains(why), "{message}");
        }
        draft = city.app.amend_catalog(&editor(&city), &draft, &licence()).await.unwrap().0;
        city.app.submit_catalog(&editor(&city), &draft).await.unwrap();
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_field_whose_key_hides_a_value_of_every_face_is_refused_with_both_names() {
    for city in cities().await {
        for (key, name) in [("ZZBH", "证照编号"), ("CZZT", "持证主体"), ("pages", "总页数")]
        {
            let mut entry = licence();
            entry.fields[0].key = key.into();
            let refused = city.app.draft_catalog(&editor(&city), &entry).await.unwrap_err();
            assert_eq!(refused.code(), Code::CatalogInvalid);
            let found = told(refused);
            let message = &found[0].2;
            assert_eq!((found.len(), found[0].0.as_str()), (1, "fields[0]"));
            assert!(message.contains("“经营项目”") && message.contains(name), "{message}");
        }
        city.check_everything().await;
    }
}
