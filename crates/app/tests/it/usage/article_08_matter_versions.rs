//! 第八条、第十四条 (Art. 8, 14): a matter changes on a day. The version before stays readable, a use names the one by
//! which it was judged, and a matter that has ended is no purpose.

use app::usage::{AvailabilityRequest, UseFilter, UseRequest};
use app::{Error, onboarding::RowVersion};
use domain::Code;
use domain::caller::{Caller, Role};
use domain::purpose::Matter;

use testkit::{BUREAU, City, LICENCE, MATTER, OTHER, asked, cities, content, licence};

const DAY: i64 = 24 * 60 * 60 * 1000;
/// A type that nobody publishes.
const OTHER_TYPE: &str = "11440300MBXX000197777";

fn matter(name: &str, needs: &[&str]) -> Matter {
    Matter {
        code: MATTER.into(),
        name: name.into(),
        unit: OTHER.into(),
        needs: needs.iter().map(|code| (*code).to_owned()).collect(),
        yields: vec![],
    }
}

async fn needed(city: &City, window: &Caller) -> (i64, Vec<String>) {
    let UseRequest { matter_code, case_number, holder_code, .. } = asked();
    let request = AvailabilityRequest { matter_code, case_number, holder_code };
    let (told, _) = city.app.availability(window, &request).await.unwrap();
    (told.matter_version, told.needs.into_iter().map(|needed| needed.type_code).collect())
}

#[tokio::test]
async fn a_change_begins_on_its_day_and_a_use_names_the_version() {
    for city in cities().await {
        city.publish(&licence()).await;
        city.issued(content()).await;
        let window = city.window().await;
        let manager = city.person("市管理员", BUREAU, Role::CityManager);
        city.app.use_certificates(&window, &asked()).await.unwrap();
        let change = matter("新名", &[LICENCE, OTHER_TYPE]);
        for (first, code) in [
            ("2026-11-22", Code::FirstDayInvalid),
            ("2028-11-22", Code::FirstDayInvalid),
            ("明天", Code::FirstDayInvalid),
        ] {
            let refused = city.app.change_matter(&manager, &change, 1, first).await.unwrap_err();
            assert_eq!(refused.code(), code, "{first}");
        }
        let same = matter("演示事项", &[LICENCE]);
        let refused = city.app.change_matter(&manager, &same, 1, "").await.unwrap_err();
        assert_eq!(refused.code(), Code::MatterUnchanged);
        let (done, _) = city.app.change_matter(&manager, &change, 1, "2026-11-25").await.unwrap();
        assert_eq!(done, RowVersion { row_version: 2 });
        // Until the day the version before is in force.
        assert_eq!(needed(&city, &window).await, (1, vec![LICENCE.to_owned()]));
        let named = UseRequest { type_code: Some(OTHER_TYPE.into()), ..asked() };
        let early = city.app.use_certificates(&window, &named).await.unwrap_err();
        assert_eq!(early.code(), Code::MatterNotAllowed);
        let before = matter("更新名", &[LICENCE]);
        let refused = city.app.change_matter(&manager, &before, 2, "2026-11-24").await.unwrap_err();
        assert_eq!(refused.code(), Code::FirstDayInvalid, "before the version that it follows");
        city.clock.forward(2 * DAY);
        assert_eq!(
            needed(&city, &window).await,
            (2, vec![LICENCE.to_owned(), OTHER_TYPE.to_owned()])
        );
        city.app.use_certificates(&window, &named).await.unwrap();
        city.app.use_certificates(&window, &asked()).await.unwrap();
        let uses = city.app.uses(&window, &UseFilter::default(), "", 10).await.unwrap().items;
        let versions: Vec<i64> = uses.iter().map(|used| used.matter_version).collect();
        assert_eq!(versions, [2, 1], "each use names the version by which it was judged");
        // The former version stays readable, with what differs.
        let listed = city.app.matter_versions(&window, MATTER).await.unwrap();
        assert_eq!(listed.iter().map(|one| one.number).collect::<Vec<_>>(), [2, 1]);
        let changes = listed[0].changes.clone().unwrap();
        assert_eq!(changes.name_before.as_deref(), Some("演示事项"));
        assert_eq!((changes.needs_added, changes.needs_removed), (vec![OTHER_TYPE.into()], vec![]));
        assert_eq!(
            (listed[1].needs.as_slice(), listed[1].changes.clone()),
            (&[LICENCE.to_owned()][..], None)
        );
        assert_eq!(listed[0].first_day, "2026-11-25");
        let stranger = city.person("窗口戊", BUREAU, Role::Window);
        assert_eq!(city.app.matter_versions(&stranger, MATTER).await.unwrap(), []);
        assert_eq!(city.app.matter_versions(&manager, "YSSX-NONE").await.unwrap(), []);
        assert_eq!(city.app.matter_versions(&manager, MATTER).await.unwrap().len(), 2);
        city.check_everything().await;
        // Negative control: a former version that is edited behind the program's back is found.
        city.tamper("UPDATE matter_version SET needs = ''").await;
        assert!(!city.findings().await.is_empty());
    }
}

#[tokio::test]
async fn a_matter_that_has_ended_is_no_purpose() {
    for city in cities().await {
        city.publish(&licence()).await;
        let window = city.window().await;
        let manager = city.person("市管理员", BUREAU, Role::CityManager);
        let end = async |last: &str, seen: i64| {
            city.app.end_matter(&manager, OTHER, MATTER, last, seen).await
        };
        assert_eq!(end("2026-11-22", 1).await.unwrap_err().code(), Code::LastDayInvalid);
        let away = city.person("区管理员", BUREAU, Role::DistrictManager);
        let denied = city.app.end_matter(&away, OTHER, MATTER, "2026-11-24", 1).await;
        assert_eq!(denied.unwrap_err().code(), Code::NotFound, "a manager of another district");
        end("2026-11-24", 1).await.unwrap();
        assert!(matches!(end("2026-11-24", 1).await.unwrap_err(), Error::Conflict));
        city.clock.forward(DAY);
        assert_eq!(needed(&city, &window).await.0, 1, "the last day is included");
        city.clock.forward(DAY);
        let ended = city.app.use_certificates(&window, &asked()).await.unwrap_err();
        assert_eq!(ended.code(), Code::MatterEnded);
        let change = matter("新名", &[]);
        let refused = city.app.change_matter(&manager, &change, 2, "").await.unwrap_err();
        assert_eq!(refused.code(), Code::MatterEnded);
        let listed = city.app.matters(&window, "").await.unwrap();
        assert_eq!(listed[0].last_day, "2026-11-24", "it stays listed");
        end("", 2).await.unwrap();
        city.app.use_certificates(&window, &asked()).await.unwrap();
        assert_eq!(city.recorded("matter.ended").await, 2);
        city.check_everything().await;
    }
}
