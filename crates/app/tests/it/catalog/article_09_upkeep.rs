//! 第三条、第九条 (Art. 3, 9): managing units have units compile the catalog within a term; using units comment
//! before publication; no entry with a state secret is published; issuing units keep their entries true.

use app::Error;
use app::catalog::NewTask;
use domain::Code;
use domain::caller::{Caller, Role};
use domain::catalog::upkeep::{TaskState, TaskStep};
use domain::todo::TodoKind;

use testkit::{BUREAU, City, LICENCE, OTHER, cities, licence};

const DAY: i64 = 86_400_000;

fn editor(city: &City) -> Caller {
    city.person("编目员", BUREAU, Role::CatalogEditor)
}

fn manager(city: &City) -> Caller {
    city.person("市管理员", BUREAU, Role::CityManager)
}

fn task(type_code: &str, due: &str) -> NewTask {
    NewTask {
        name: "演示经营许可证".into(),
        type_code: type_code.into(),
        unit_code: BUREAU.into(),
        due: due.into(),
    }
}

/// The to-dos of a caller: kind, title and whether they are overdue.
async fn todos(city: &City, caller: &Caller) -> Vec<(TodoKind, bool)> {
    let todos = city.app.todos(caller).await.unwrap();
    todos.items.into_iter().map(|item| (item.kind, item.overdue)).collect()
}

#[tokio::test]
async fn compiling_is_assigned_with_a_term_and_ends_when_the_entry_is_published() {
    for city in cities().await {
        let new = task("", "2026-11-30");
        let (assigned, _) = city.app.assign_task(&manager(&city), &new).await.unwrap();
        assert_eq!((assigned.state, assigned.overdue), (TaskState::Open, false));
        assert_eq!(todos(&city, &editor(&city)).await, [(TodoKind::CompileEntry, false)]);
        city.clock.forward(10 * DAY);
        assert_eq!(todos(&city, &editor(&city)).await, [(TodoKind::CompileEntry, true)]);
        assert_eq!(todos(&city, &manager(&city)).await, [(TodoKind::OverdueTask, true)]);
        let listed = city.app.tasks(&editor(&city)).await.unwrap();
        assert!(listed[0].overdue && listed[0].steps == [TaskStep::TakeUp], "{listed:?}");

        let drafted = city.app.draft_catalog_for(&editor(&city), &licence(), &assigned.id).await;
        let (draft, _) = drafted.unwrap();
        let item = city.app.todos(&editor(&city)).await.unwrap().items.remove(0);
        assert_eq!(item.id, format!("{LICENCE}/1"), "the to-do leads to the draft");
        let (declared, _) = city.app.declare_catalog(&editor(&city), &draft).await.unwrap();
        let (submitted, _) = city.app.submit_catalog(&editor(&city), &declared).await.unwrap();
        assert_eq!(todos(&city, &editor(&city)).await, [], "what is submitted is not overdue");
        assert_eq!(todos(&city, &manager(&city)).await, [(TodoKind::PublishEntry, false)]);
        city.app.publish_catalog(&manager(&city), &submitted).await.unwrap();
        let listed = city.app.tasks(&manager(&city)).await.unwrap();
        assert_eq!((listed[0].state, listed[0].steps.len()), (TaskState::Done, 0));
        let ended = city.app.renew_catalog(&editor(&city), LICENCE, &assigned.id).await;
        assert_eq!(ended.unwrap_err().code(), Code::TaskOfAnother, "a task for a new type");
        city.check_everything().await;
    }
}

#[tokio::test]
async fn managers_assign_in_their_own_reach_and_editors_see_their_own_tasks() {
    for city in cities().await {
        let elsewhere = city.person("区管理员乙", OTHER, Role::DistrictManager);
        let new = task("", "2026-12-31");
        let denied = city.app.assign_task(&elsewhere, &new).await.unwrap_err();
        assert!(matches!(denied, Error::Denied(_)));
        let denied = city.app.assign_task(&editor(&city), &new).await.unwrap_err();
        assert!(matches!(denied, Error::Denied(_)));
        let district = city.person("区管理员", BUREAU, Role::DistrictManager);
        let (assigned, _) = city.app.assign_task(&district, &new).await.unwrap();
        assert_eq!(city.recorded("catalog_task.assigned").await, 1);
        assert_eq!(city.app.tasks(&elsewhere).await.unwrap(), []);
        let stranger = city.person("编目乙", OTHER, Role::CatalogEditor);
        assert_eq!(city.app.tasks(&stranger).await.unwrap(), []);
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        assert_eq!(city.app.tasks(&clerk).await.unwrap(), []);

        for (wrong, field) in [
            (NewTask { due: "2026-11-22".into(), ..new.clone() }, "due"),
            (NewTask { due: "2026-02-30".into(), ..new.clone() }, "due"),
            (NewTask { name: " ".into(), ..new.clone() }, "name"),
        ] {
            let error = city.app.assign_task(&district, &wrong).await.unwrap_err();
            let Error::Refused(refusal) = error else { panic!("a refusal, not {error}") };
            assert_eq!((refusal.code(), &*refusal.findings()[0].field), (Code::TaskInvalid, field));
        }
        let unpublished = city.app.assign_task(&district, &task(LICENCE, "2026-12-31")).await;
        assert_eq!(unpublished.unwrap_err().code(), Code::CatalogNotPublished);

        let (id, row) = (&assigned.id, assigned.row_version);
        let silent = city.app.withdraw_task(&district, id, row, " ").await.unwrap_err();
        assert_eq!(silent.code(), Code::ReasonMissing);
        let (withdrawn, _) = city.app.withdraw_task(&district, id, row, "改由他局").await.unwrap();
        assert_eq!(
            (withdrawn.state, withdrawn.reason.as_str()),
            (TaskState::Withdrawn, "改由他局")
        );
        assert_eq!(city.recorded("catalog_task.withdrawn").await, 1);
        let late = city.app.draft_catalog_for(&editor(&city), &licence(), id).await;
        assert_eq!(late.unwrap_err().code(), Code::TaskState);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn using_units_comment_before_publication_and_only_those_who_compile_see_all_comments() {
    for city in cities().await {
        let window = city.person("窗口丁", OTHER, Role::Window);
        let (draft, _) = city.app.draft_catalog(&editor(&city), &licence()).await.unwrap();
        let hidden = city.app.comment_catalog(&window, LICENCE, 1, "意见").await.unwrap_err();
        assert_eq!(hidden.code(), Code::NotFound, "a draft that was not shown to the units");
        let (shown, _) = city.app.circulate_catalog(&editor(&city), &draft).await.unwrap();
        assert_eq!(city.recorded("catalog.circulated").await, 1);
        let listed = city.app.catalog(&window, &Default::default()).await.unwrap();
        assert_eq!(listed.len(), 1, "a draft that waits for comments is found");
        let (comment, _) =
            city.app.comment_catalog(&window, LICENCE, 1, " 请增加联系电话 ").await.unwrap();
        assert_eq!(comment.text, "请增加联系电话");
        assert_eq!(
            (&*comment.unit_name, &*comment.author),
            (&*format!("演示单位 {OTHER}"), "窗口丁")
        );
        assert_eq!(city.recorded("catalog.commented").await, 1);
        let empty = city.app.comment_catalog(&window, LICENCE, 1, " ").await.unwrap_err();
        assert_eq!(empty.code(), Code::CommentInvalid);

        let comments = async |caller: &Caller| {
            city.app.catalog_entry(caller, LICENCE, Some(1)).await.map(|view| view.comments.len())
        };
        assert_eq!(comments(&editor(&city)).await.unwrap(), 1);
        assert_eq!(comments(&manager(&city)).await.unwrap(), 1);
        assert_eq!(comments(&window).await.unwrap(), 1);
        let clerk = city.person("经办乙", OTHER, Role::Clerk);
        assert!(comments(&clerk).await.is_err(), "a post that does not comment sees no draft");

        let (declared, _) = city.app.declare_catalog(&editor(&city), &shown).await.unwrap();
        let (submitted, _) = city.app.submit_catalog(&editor(&city), &declared).await.unwrap();
        city.app.comment_catalog(&window, LICENCE, 1, "同意").await.unwrap();
        city.app.publish_catalog(&manager(&city), &submitted).await.unwrap();
        let late = city.app.comment_catalog(&window, LICENCE, 1, "晚了").await.unwrap_err();
        assert_eq!(late.code(), Code::CatalogState);
        assert_eq!(comments(&editor(&city)).await.unwrap(), 2);
        let other = city.person("窗口戊", BUREAU, Role::Window);
        assert_eq!(comments(&other).await.unwrap(), 0, "the comments of another unit");
        assert_eq!(comments(&Caller::public()).await.unwrap(), 0);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn publication_needs_the_declaration_that_the_entry_contains_no_state_secret() {
    for city in cities().await {
        let (draft, _) = city.app.draft_catalog(&editor(&city), &licence()).await.unwrap();
        let (submitted, _) = city.app.submit_catalog(&editor(&city), &draft).await.unwrap();
        let refused = city.app.publish_catalog(&manager(&city), &submitted).await.unwrap_err();
        assert_eq!(refused.code(), Code::SecrecyUndeclared);
        let (declared, _) = city.app.declare_catalog(&editor(&city), &submitted).await.unwrap();
        let view = city.app.catalog_entry(&editor(&city), LICENCE, Some(1)).await.unwrap();
        assert_eq!(view.declared.unwrap().by, "编目员");
        assert_eq!(city.recorded("catalog.declared").await, 1);

        // A declaration is about the text that it was made for.
        let (returned, _) =
            city.app.return_catalog(&manager(&city), &declared, "补充依据").await.unwrap();
        let (amended, _) =
            city.app.amend_catalog(&editor(&city), &returned, &licence()).await.unwrap();
        let view = city.app.catalog_entry(&editor(&city), LICENCE, Some(1)).await.unwrap();
        assert_eq!(view.declared, None);
        let (declared, _) = city.app.declare_catalog(&editor(&city), &amended).await.unwrap();
        let (submitted, _) = city.app.submit_catalog(&editor(&city), &declared).await.unwrap();
        city.app.publish_catalog(&manager(&city), &submitted).await.unwrap();
        let public = city.app.catalog_entry(&Caller::public(), LICENCE, None).await.unwrap();
        assert_eq!(public.declared.unwrap().by, "", "the public learns when, and not who");
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_returned_entry_tells_its_editor_why_and_stands_in_the_to_dos() {
    for city in cities().await {
        let (draft, _) = city.app.draft_catalog(&editor(&city), &licence()).await.unwrap();
        let (submitted, _) = city.app.submit_catalog(&editor(&city), &draft).await.unwrap();
        let district = city.person("区管理员", BUREAU, Role::DistrictManager);
        let elsewhere = city.person("区管理员乙", OTHER, Role::DistrictManager);
        assert_eq!(todos(&city, &district).await, [(TodoKind::PublishEntry, false)]);
        assert_eq!(todos(&city, &elsewhere).await, [], "another district");
        city.app.return_catalog(&district, &submitted, "请补充法律依据").await.unwrap();
        assert_eq!(todos(&city, &district).await, []);
        assert_eq!(todos(&city, &editor(&city)).await, [(TodoKind::ReturnedEntry, false)]);
        let view = city.app.catalog_entry(&editor(&city), LICENCE, Some(1)).await.unwrap();
        assert_eq!(view.reason, "请补充法律依据");
        city.check_everything().await;
    }
}

/// 380 days, with a record now and then, because a clock far ahead of the newest record is not believed.
async fn more_than_a_year(city: &City) {
    let clerk = city.person("经办甲", BUREAU, Role::Clerk);
    for _ in 0..19 {
        city.clock.forward(20 * DAY);
        city.app.adopt_catalog(&clerk, LICENCE).await.unwrap_err();
    }
}

#[tokio::test]
async fn an_issuing_unit_confirms_its_published_entries_every_year() {
    for city in cities().await {
        city.publish(&licence()).await;
        let issuer = city.person("签发丙", BUREAU, Role::Issuer);
        let confirmation = async |caller: &Caller| {
            let view = city.app.catalog_entry(caller, LICENCE, None).await.unwrap();
            view.confirmations.first().map(|one| (one.due.clone(), one.overdue))
        };
        assert_eq!(confirmation(&issuer).await, Some(("2027-11-23".into(), false)));
        assert_eq!(todos(&city, &issuer).await, []);
        more_than_a_year(&city).await;
        assert_eq!(confirmation(&issuer).await, Some(("2027-11-23".into(), true)));
        assert_eq!(todos(&city, &issuer).await, [(TodoKind::ConfirmEntry, true)]);
        let stranger = city.person("签发丁", OTHER, Role::Issuer);
        assert_eq!(todos(&city, &stranger).await, [], "a unit that does not issue the type");
        assert_eq!(confirmation(&stranger).await, None);
        let refused = city.app.confirm_catalog(&stranger, LICENCE).await.unwrap_err();
        assert_eq!(refused.code(), Code::CatalogNotAdopted);

        city.app.confirm_catalog(&issuer, LICENCE).await.unwrap();
        assert_eq!(todos(&city, &issuer).await, []);
        assert_eq!(confirmation(&manager(&city)).await, Some(("2028-12-08".into(), false)));
        city.clock.forward(20 * DAY);
        city.app.confirm_catalog(&issuer, LICENCE).await.unwrap();
        assert_eq!(city.recorded("catalog.confirmed").await, 2);
        city.check_everything().await;
    }
}
