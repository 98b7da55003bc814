//! 第七条 (Art. 7): a holder gets a certificate under the own name, even if its characters are rare.

use std::path::Path;
use std::sync::Arc;

use app::Parts;
use app::collect::Content;
use app::drawing::{RARE_FONTS, Templates};
use app::verify::Verdict;
use domain::Code;
use domain::caller::Role;

use testkit::{BUREAU, cities_with, content, licence};

/// 𠮷 of extension B, and a character of extension F.
const NAME: &str = "\u{20bb7}野\u{2ceb1}";

/// The fonts as an operator has them who installed `fonts-hanazono`, or who did not.
fn with_fonts(rare: bool) -> impl Fn(Parts) -> Parts {
    let fonts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../share/fonts");
    let folder = Path::new(RARE_FONTS);
    assert!(folder.is_dir(), "HanaMin is not installed: run .ci/prepare");
    let set = Templates::fonts_of(&fonts, None, rare.then_some(folder)).unwrap();
    let templates = Arc::new(Templates::new(set));
    move |parts| Parts { templates: Arc::clone(&templates), ..parts }
}

fn named(name: &str) -> Content {
    let mut content = content();
    content.facts.insert("JYXM".to_owned(), name.into());
    content
}

#[tokio::test]
async fn a_rare_name_is_drawn_in_hanamin_sealed_and_read_back() {
    for city in cities_with(with_fonts(true)).await {
        city.publish(&licence()).await;
        let issued = city.issued(named(NAME)).await;
        let verified = city.app.verify_file(&city.file(&issued.identifier).await).await.unwrap();
        assert_eq!(verified.verdict, Verdict::Valid, "{}", verified.summary_zh);
        let text = verified.text.concat();
        for c in NAME.chars() {
            assert!(text.contains(c), "{c} is on the page: {text}");
        }
        let reviewer = city.person("审核乙", BUREAU, Role::Reviewer);
        let (pdf, _) = city.app.certificate_pdf(&reviewer, &issued.identifier).await.unwrap();
        if let Ok(folder) = std::env::var("FACES_OUT") {
            std::fs::write(format!("{folder}/rare.pdf"), &pdf).unwrap();
            let file = city.file(&issued.identifier).await;
            std::fs::write(format!("{folder}/rare.ofd"), file).unwrap();
        }
        city.check_everything().await;
    }
}

#[tokio::test]
async fn without_the_font_the_refusal_names_character_and_remedy() {
    for city in cities_with(with_fonts(false)).await {
        city.publish(&licence()).await;
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        for (name, shown) in
            [(NAME, "\u{2ceb1}（U+2CEB1）"), ("经\u{e01ef}", "经\u{e01ef}（U+7ECF U+E01EF）")]
        {
            let (draft, _) =
                city.app.draft_application(&clerk, testkit::LICENCE, named(name)).await.unwrap();
            let refused = city.app.submit_application(&clerk, &draft).await.unwrap_err();
            assert_eq!(refused.code(), Code::FaceInvalid);
            let words = format!("{refused:?}");
            let shown = format!("{shown:?}");
            assert!(words.contains(shown.trim_matches('"')), "{words}");
            assert!(words.contains("fonts-hanazono"), "the remedy: {words}");
        }
        city.check_everything().await;
    }
}
