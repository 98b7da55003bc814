//! 第十一条 (Art. 11): ways around the checks. What a statement of the clerk excuses, what one tick of the reviewer
//! accepts, and what cannot be drawn.

use std::io::Write as _;

use app::certificate::CertificateVersion;
use app::collect::{Accepted, Content};
use base64::Engine as _;
use domain::Code;
use domain::application::UpdateReason;
use domain::caller::Role;
use domain::catalog::{CatalogEntry, SecondCertificate};
use domain::certificate::Revocation;
use domain::field::FieldSpec;
use domain::holder::{AsIssued, Holder};
use serde_json::{Value, json};
use testkit::{BUREAU, City, LICENCE, cities, content, licence};

fn type_with(fields: Value, rules: Value) -> CatalogEntry {
    let mut entry = licence();
    entry.fields.extend(serde_json::from_value::<Vec<FieldSpec>>(fields).unwrap());
    entry.rules = serde_json::from_value(rules).unwrap();
    entry
}

/// The codes of the findings, or the code of the error itself.
fn codes_of(error: &app::Error) -> Vec<Code> {
    if let app::Error::Refused(refusal) = error {
        refusal.findings().iter().map(|one| one.code).collect()
    } else {
        vec![error.code()]
    }
}

/// What a submission of the content is refused for.
async fn refused(city: &City, content: Content) -> Vec<Code> {
    let clerk = city.person("经办甲", BUREAU, Role::Clerk);
    let draft = match city.app.draft_application(&clerk, LICENCE, content).await {
        Ok((draft, _)) => draft,
        Err(error) => return codes_of(&error),
    };
    match city.app.submit_application(&clerk, &draft).await {
        Ok(_) => vec![],
        Err(error) => codes_of(&error),
    }
}

#[tokio::test]
async fn a_text_that_is_no_picture_is_refused_wherever_its_padding_stands() {
    let photo = json!([{ "key": "ZP", "name": "照片", "type": "image", "required": true }]);
    for city in cities().await {
        city.publish(&type_with(photo.clone(), json!([]))).await;
        for text in
            ["iVBORw0KGgo=====", "iVBORw0KGgoAAA==AAAA", "iVBORw0KGgoAAAANSUhEUg==", "/9j/===="]
        {
            let mut bad = content();
            bad.facts.insert("ZP".into(), text.into());
            assert_eq!(refused(&city, bad).await, [Code::FieldImage], "{text}");
        }
        city.check_everything().await;
    }
}

/// A PNG file of 300 by 400 pixels with whole chunks, whose data is what is given.
fn png_of(data: &[u8]) -> String {
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let header = [0, 0, 1, 44, 0, 0, 1, 144, 8, 0, 0, 0, 0];
    for (kind, data) in [(b"IHDR", &header[..]), (b"IDAT", data), (b"IEND", &[])] {
        let mut sum = flate2::Crc::new();
        sum.update(kind);
        sum.update(data);
        file.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
        file.extend(kind);
        file.extend(data);
        file.extend(sum.sum().to_be_bytes());
    }
    base64::engine::general_purpose::STANDARD.encode(file)
}

#[tokio::test]
async fn a_picture_whose_pixels_cannot_be_decoded_is_refused() {
    let photo = json!([{ "key": "ZP", "name": "照片", "type": "image", "required": true }]);
    let mut pixels = flate2::write::ZlibEncoder::new(vec![], flate2::Compression::default());
    pixels.write_all(&[0; 301 * 400]).unwrap();
    let pixels = pixels.finish().unwrap();
    for city in cities().await {
        city.publish(&type_with(photo.clone(), json!([]))).await;
        let files = [(&pixels[..], vec![]), (&pixels[..40], vec![Code::FieldImage])];
        for (data, expected) in files {
            let mut typed = content();
            typed.facts.insert("ZP".into(), png_of(data).into());
            assert_eq!(refused(&city, typed).await, expected, "{} bytes", data.len());
        }
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_check_digit_that_is_stated_excuses_nothing_but_the_check_digit() {
    let fields = json!([
        { "key": "CSRQ", "name": "出生日期", "type": "date" },
        { "key": "XB", "name": "性别", "type": "code_list",
          "options": [{ "code": "1", "name": "男" }, { "code": "2", "name": "女" }] }
    ]);
    let rules = json!([
        { "kind": "birth_of_id", "field": "CSRQ", "other": "holder.code" },
        { "kind": "sex_of_id", "field": "XB", "other": "holder.code" }
    ]);
    for city in cities().await {
        city.publish(&type_with(fields.clone(), rules.clone())).await;
        // The check digit of this man, born on 1990-01-01, is 1.
        let stated = |code: &str, born: &str, sex: &str| {
            let holder =
                Holder { name: "演示甲".into(), code: code.into(), code_type: "111".into() };
            let mut typed = Content { holder, ..content() };
            typed.as_issued =
                vec![AsIssued { field: "holder.code".into(), reason: "证件原件如此".into() }];
            typed.facts.insert("CSRQ".into(), born.into());
            typed.facts.insert("XB".into(), sex.into());
            typed
        };
        let wrong = stated("440304199001010014", "1970-12-31", "2");
        assert_eq!(refused(&city, wrong).await, [Code::FieldsDisagree; 2]);
        assert_eq!(refused(&city, stated("440304199001010014", "1990-01-01", "1")).await, []);
        let unborn = stated("440304209912310014", "2099-12-31", "1");
        assert!(!refused(&city, unborn).await.is_empty(), "a birth in the future");
        city.check_everything().await;
    }
}

#[tokio::test]
async fn each_of_two_warnings_about_one_field_is_accepted_by_itself() {
    let fields = json!([
        { "key": "A", "name": "甲", "type": "text" }, { "key": "B", "name": "乙", "type": "text" },
        { "key": "C", "name": "丙", "type": "text" }
    ]);
    let rules = json!([
        { "kind": "differs", "field": "A", "other": "B", "severity": "warning" },
        { "kind": "same", "field": "A", "other": "C", "severity": "warning" }
    ]);
    for city in cities().await {
        city.publish(&type_with(fields.clone(), rules.clone())).await;
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let reviewer = city.person("审核乙", BUREAU, Role::Reviewer);
        let mut typed = content();
        for (key, value) in [("A", "同"), ("B", "同"), ("C", "异")] {
            typed.facts.insert(key.into(), value.into());
        }
        let draft = city.app.draft_application(&clerk, LICENCE, typed).await.unwrap().0;
        let version = city.app.submit_application(&clerk, &draft).await.unwrap().0;
        let found = city.app.application_checks(&reviewer, &version.id).await.unwrap().findings;
        assert_eq!(found.len(), 2, "{found:?}");
        let accept = |message: &str| Accepted {
            field: found[0].field.clone(),
            code: found[0].code,
            message: message.into(),
            reason: "已核对".into(),
        };
        for one in [vec![accept("")], vec![accept(&found[0].message)]] {
            let open = city.app.approve_application(&reviewer, &version, &one).await;
            assert_eq!(open.unwrap_err().code(), Code::WarningsOpen);
        }
        let both: Vec<Accepted> = found.iter().map(|one| accept(&one.message)).collect();
        city.app.approve_application(&reviewer, &version, &both).await.unwrap();
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_reason_that_nobody_can_read_is_no_reason() {
    let many = "理".repeat(501);
    for city in cities().await {
        city.publish(&licence()).await;
        let issuer = city.person("签发丙", BUREAU, Role::Issuer);
        let issued = city.issued(content()).await;
        for reason in ["\u{200b}", "\u{1}", "\u{3164}", "\u{202e}反", many.as_str()] {
            let suspended = city.app.suspend_certificate(&issuer, &issued, reason).await;
            assert_eq!(suspended.unwrap_err().code(), Code::ReasonMissing, "{reason:?}");
            let revoked = Revocation::checked("voided", "理由", reason);
            assert_eq!(revoked.unwrap_err().code(), Code::RevocationBasisMissing, "{reason:?}");
        }
        let mut unreadable = content();
        unreadable.paper_number = "演示\u{202e}1".into();
        assert_eq!(refused(&city, unreadable).await, [Code::FieldCharacter]);
        corrected_without_a_readable_basis(&city, &issued).await;
        // Control: a reason that can be read.
        city.app.suspend_certificate(&issuer, &issued, "核查期间").await.unwrap();
        city.check_everything().await;
    }
}

async fn corrected_without_a_readable_basis(city: &City, issued: &CertificateVersion) {
    let clerk = city.person("经办甲", BUREAU, Role::Clerk);
    let mut other = content();
    other.holder.code = "91440300MA5XX00157".into();
    other.update_reason = Some(UpdateReason::Correction);
    other.correction_basis = "\u{200b}".into();
    let drafted = city.app.draft_update(&clerk, &issued.identifier, other).await;
    let drafted = match drafted {
        Ok((draft, _)) => city.app.submit_application(&clerk, &draft).await.map(drop),
        Err(error) => Err(error),
    };
    assert!(drafted.is_err(), "a correction to another holder without a basis");
}

#[tokio::test]
async fn an_entry_whose_numbers_cannot_be_drawn_is_refused_when_it_is_drafted() {
    for city in cities().await {
        let editor = city.person("编目员", BUREAU, Role::CatalogEditor);
        let mut pattern = licence();
        pattern.number_pattern = "\u{1}{serial:3}".into();
        let number =
            json!([{ "key": "MJ", "name": "面积", "type": "number", "decimals": 100_000 }]);
        let mut name = licence();
        name.name = "许可\u{202e}证".into();
        let bounds = json!([{ "key": "MJ", "name": "面积", "type": "number", "max": -5.0 }]);
        for entry in [pattern, name, type_with(number, json!([])), type_with(bounds, json!([]))] {
            let drafted = city.app.draft_catalog(&editor, &entry).await;
            assert_eq!(drafted.unwrap_err().code(), Code::CatalogInvalid);
        }
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_group_that_is_required_in_a_case_can_be_filled() {
    let fields = json!([
        { "key": "XB", "name": "性别", "type": "text" },
        { "key": "GG", "name": "成员", "type": "group",
          "fields": [{ "key": "XM", "name": "姓名", "type": "text" }] }
    ]);
    let rules = json!([{ "kind": "required_if", "field": "GG", "other": "XB" }]);
    for city in cities().await {
        city.publish(&type_with(fields.clone(), rules.clone())).await;
        let mut typed = content();
        typed.facts.insert("XB".into(), "男".into());
        assert_eq!(refused(&city, typed.clone()).await, [Code::FieldsDisagree]);
        typed.facts.insert("GG".into(), json!([{ "XM": "演示乙" }]));
        assert_eq!(refused(&city, typed).await, []);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_number_written_with_strokes_is_still_the_number_of_the_same_holder() {
    for city in cities().await {
        let mut entry = licence();
        entry.second = SecondCertificate::Refuse;
        city.publish(&entry).await;
        let of = |code: &str| {
            let (code, code_type) = (code.to_owned(), "999".to_owned());
            Content { holder: Holder { name: "演示甲".into(), code, code_type }, ..content() }
        };
        city.issued(of("AB-123(4)")).await;
        for same in ["AB1234", "ＡＢ－１２３４", "ab 123/4", "AB—1234"] {
            assert_eq!(refused(&city, of(same)).await, [Code::SecondCertificate], "{same}");
        }
        city.issued(of("AB-1235")).await;
        city.check_everything().await;
    }
}
