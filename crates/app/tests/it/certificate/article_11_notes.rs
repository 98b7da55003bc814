//! 第十一条 (Art. 11): notes that clerks attach to a certificate. Only the issuing unit sees them,
//! and they are never edited.

use domain::Code;
use domain::caller::Role;
use domain::note::NoteState;
use testkit::{BUREAU, OTHER, cities, content, licence};

#[tokio::test]
async fn a_note_is_added_listed_and_withdrawn_by_its_author() {
    for city in cities().await {
        city.publish(&licence()).await;
        let identifier = city.issued(content()).await.identifier;
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let (first, _) = city.app.add_note(&clerk, &identifier, " 已电话核实 ").await.unwrap();
        assert_eq!((first.text.as_str(), first.own), ("已电话核实", true));
        city.app.add_note(&clerk, &identifier, "补充材料待交").await.unwrap();

        let colleague = city.person("经办戊", BUREAU, Role::Clerk);
        let seen = city.app.notes(&colleague, &identifier, "", 10).await.unwrap().items;
        let texts: Vec<&str> = seen.iter().map(|note| note.text.as_str()).collect();
        assert_eq!(texts, ["补充材料待交", "已电话核实"], "newest first");
        let page = city.app.notes(&colleague, &identifier, "", 1).await.unwrap();
        let rest = city.app.notes(&colleague, &identifier, &page.next.unwrap(), 10).await.unwrap();
        assert_eq!((rest.items.len(), rest.next), (1, None));

        let another = city.app.withdraw_note(&colleague, &first.id, 1).await.unwrap_err();
        assert_eq!(another.code(), Code::NoteOfAnother);
        let stale = city.app.withdraw_note(&clerk, &first.id, 7).await.unwrap_err();
        assert_eq!(stale.code(), Code::Conflict);
        let (gone, _) = city.app.withdraw_note(&clerk, &first.id, 1).await.unwrap();
        assert_eq!(gone.state, NoteState::Withdrawn);
        let again = city.app.withdraw_note(&clerk, &first.id, 2).await.unwrap_err();
        assert_eq!(again.code(), Code::NoteState);
        let seen = city.app.notes(&clerk, &identifier, "", 10).await.unwrap().items;
        assert_eq!(seen.len(), 2, "a withdrawn note stays in the list");
        assert_eq!(city.recorded("note.added").await, 2);
        assert_eq!(city.recorded("note.withdrawn").await, 1);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn notes_are_hidden_from_other_units_and_their_text_is_checked() {
    for city in cities().await {
        city.publish(&licence()).await;
        let identifier = city.issued(content()).await.identifier;
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        for wrong in ["", "  ", "a\u{7}b", &"字".repeat(501)] {
            let refused = city.app.add_note(&clerk, &identifier, wrong).await.unwrap_err();
            assert_eq!(refused.code(), Code::NoteInvalid, "{wrong:?}");
        }
        let stranger = city.person("外人", OTHER, Role::Clerk);
        let hidden = city.app.add_note(&stranger, &identifier, "外人").await.unwrap_err();
        assert_eq!(hidden.code(), Code::NotFound);
        let hidden = city.app.notes(&stranger, &identifier, "", 10).await.unwrap_err();
        assert_eq!(hidden.code(), Code::NotFound);
        let issuer = city.person("签发丙", BUREAU, Role::Issuer);
        let denied = city.app.add_note(&issuer, &identifier, "签发人").await.unwrap_err();
        assert_eq!(denied.code(), Code::Denied);
        assert!(city.app.notes(&issuer, &identifier, "", 10).await.unwrap().items.is_empty());
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_note_is_stored_encrypted_and_its_record_is_in_the_history() {
    for city in cities().await {
        city.publish(&licence()).await;
        let identifier = city.issued(content()).await.identifier;
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let (note, _) =
            city.app.add_note(&clerk, &identifier, "持证人电话 13800000000").await.unwrap();
        let bucket = domain::id::bucket_of(&note.id).unwrap();
        let mut reader = city.app.read().await.unwrap();
        let row = reader.note(bucket.number(), &note.id).await.unwrap().unwrap();
        let clear = "13800000000".as_bytes();
        assert!(!row.text_sealed.windows(clear.len()).any(|part| part == clear));
        let history = city.app.certificate_history(&clerk, &identifier).await.unwrap();
        assert!(history.iter().any(|step| step.event == "note.added"), "{history:?}");
        city.check_everything().await;
    }
}
