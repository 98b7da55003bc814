//! 第四条(一) (Art. 4): identifier, metadata and file conform to the national standards, so that
//! other software can read them. `tools/judges.py` lets other software verify such files.

use budget::{Budget, MAX_MEMORY, MAX_WORK};
use domain::caller::Role;
use domain::identifier::CertificateIdentifier;
use ofd::examine::{SignatureKind, examine};

use testkit::{BUREAU, LICENCE, cities, content, licence};

#[tokio::test]
async fn the_file_contains_the_identifier_metadata_and_seal_of_the_standards() {
    for city in cities().await {
        city.publish(&licence()).await;
        let issuer = city.person("签发丙", BUREAU, Role::Issuer);
        let issued = city.issued(content()).await;
        let (view, _) = city.app.certificate(&issuer, &issued.identifier).await.unwrap();
        let (file, _) = city.app.certificate_file(&issuer, &issued.identifier).await.unwrap();
        let found = examine(&file).unwrap();
        // A quarter of the budget of one request suffices by far.
        let quarter = Budget::of(MAX_WORK / 4, MAX_MEMORY / 4);
        let verified = app::verify::verify_within(&file, "", &quarter).unwrap();
        assert_ne!(verified.verdict, app::verify::Verdict::Refused);
        let told = |name: &str| -> String {
            let pair = found.metadata.iter().find(|(known, _)| known == name);
            pair.unwrap_or_else(|| panic!("{name} is missing")).1.clone()
        };
        // GB/T 36904: the identifier with its check character.
        let identifier = CertificateIdentifier::parse(&told("证照标识")).unwrap();
        assert_eq!((identifier.as_str(), identifier.version()), (issued.identifier.as_str(), 1));
        // GB/T 36903: the metadata have the values of the certificate.
        for (name, value) in [
            ("证照类型名称", "演示经营许可证"),
            ("证照类型代码", LICENCE),
            ("证照编号", view.number.as_str()),
            ("证照颁发机构代码", BUREAU),
            ("证照颁发日期", "2026-11-23"),
            ("证照有效期起始日期", "2026-11-23"),
            ("证照有效期截止日期", "2031-11-22"),
            ("持证主体", "演示贸易有限公司"),
            ("持证主体代码", "91440300MA5XX00149"),
            ("持证主体代码类型", "001"),
            ("电子证照编码", view.provincial_code.as_str()),
        ] {
            assert_eq!(told(name), value, "{name}");
        }
        // GB/T 36905: the file has structured data besides the pages. GB/T 38540: it has one seal.
        let (_, data) = &found.attachments[0];
        let data: serde_json::Value = serde_json::from_slice(data).unwrap();
        assert_eq!(data["facts"]["JYXM"], "食品销售");
        assert_eq!(found.signatures.len(), 1);
        assert_eq!(found.signatures[0].kind, SignatureKind::Seal);
        assert_eq!(found.signatures[0].stamps.len(), 1);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn the_structured_data_contain_the_longest_text_as_a_whole() {
    for city in cities().await {
        let mut entry = licence();
        let more =
            serde_json::json!({ "key": "BZ", "name": "备注", "type": "text", "max_length": 2000 });
        entry.fields.push(serde_json::from_value(more).unwrap());
        city.publish(&entry).await;
        let text = "食品销售".repeat(500);
        let mut long = content();
        long.facts.insert("BZ".into(), text.clone().into());
        let issued = city.issued(long).await;
        let found = examine(&city.file(&issued.identifier).await).unwrap();
        let data: serde_json::Value = serde_json::from_slice(&found.attachments[0].1).unwrap();
        assert_eq!(data["facts"]["BZ"], text.as_str());
        city.check_everything().await;
    }
}
