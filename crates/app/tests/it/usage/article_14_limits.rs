//! 第十四条 (Art. 14): certificates may be used only for official duties, so a curious clerk cannot go
//! through many holders under one case, in an hour or on a day. The limits are numbers of the rule book.

use app::operate::NewData;
use app::usage::UseRequest;
use domain::Code;
use domain::caller::{Actor, Caller, Channel, Role};
use domain::dated::DataName;

use testkit::{BUREAU, City, OTHER, asked, cities, content, licence};

const HOUR: i64 = 3_600_000;

async fn ask(city: &City, caller: &Caller, case: &str, holder: u32) -> Option<Code> {
    let request =
        UseRequest { case_number: case.into(), holder_code: format!("E{holder:08}"), ..asked() };
    city.app.use_certificates(caller, &request).await.err().map(|error| error.code())
}

/// How many of so many holders are answered under one invented case.
async fn answered(city: &City, caller: &Caller, holders: u32) -> usize {
    let mut answered = 0;
    for holder in 0..holders {
        match ask(city, caller, "AAAAAA", holder).await {
            None => answered += 1,
            Some(code) => assert_eq!(code, Code::UseLimit),
        }
    }
    answered
}

/// Puts numbers into force that are as good as none.
async fn lift(city: &City) {
    let manager = city.person("市管理员", BUREAU, Role::CityManager);
    let admin = city.person("系统管理员", BUREAU, Role::SystemAdmin);
    let rule = |key: &str| {
        format!(
            "\n[[rule]]\nkey = \"{key}\"\nvalue = 100000\narticle = \"第十四条\"\n\
             instrument = \"演示\"\nfrom = \"2026-01-01\"\n"
        )
    };
    let keys = ["use.holders_per_case", "use.holders_per_hour", "use.holders_per_day"];
    let new = NewData {
        effective_from: "2026-11-24".into(),
        article: "第十四条".into(),
        content: keys.map(rule).concat(),
    };
    let (data, _) = city.app.propose_data(&admin, DataName::RuleBook, &new).await.unwrap();
    let version = data.row_version;
    city.app.sign_data(&manager, DataName::RuleBook, data.number, version).await.unwrap();
    city.clock.forward(24 * HOUR);
}

#[tokio::test]
async fn sixty_nine_holders_under_an_invented_case_are_not_shown() {
    for city in cities().await {
        city.publish(&licence()).await;
        let window = city.window().await;
        assert_eq!(answered(&city, &window, 69).await, 5);
        assert_eq!(city.recorded("certificate.used").await, 5);
        assert_eq!(city.recorded("certificate.use_refused").await, 64, "each refusal is recorded");
        // The same holder again, another spelling of the case, and a colleague in the same case.
        assert_eq!(ask(&city, &window, "AAAAAA", 3).await, None);
        assert_eq!(ask(&city, &window, "aaaaaa", 60).await, Some(Code::UseLimit));
        let colleague = city.person("窗口己", OTHER, Role::Window);
        assert_eq!(ask(&city, &colleague, "AAAAAA", 60).await, Some(Code::UseLimit));
        assert_eq!(ask(&city, &colleague, "BJ-2026-000002", 60).await, None);
        // Control: with the limits lifted, the attack reaches every holder.
        lift(&city).await;
        assert_eq!(answered(&city, &window, 69).await, 69);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn holders_who_are_asked_about_at_once_count_each_other() {
    for city in cities().await {
        city.publish(&licence()).await;
        let window = city.window().await;
        let mut running = tokio::task::JoinSet::new();
        for holder in 0..60 {
            let (app, window) = (city.app.clone(), window.clone());
            running.spawn(async move {
                let holder_code = format!("E{holder:08}");
                app.use_certificates(&window, &UseRequest { holder_code, ..asked() }).await
            });
        }
        let mut answered = 0;
        while let Some(done) = running.join_next().await {
            answered += usize::from(done.unwrap().is_ok());
        }
        assert_eq!(answered, 5);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_person_asks_about_few_holders_in_an_hour_and_a_system_whoever_its_operator_is() {
    for city in cities().await {
        city.publish(&licence()).await;
        let window = city.window().await;
        for holder in 0..30 {
            let case = format!("BJ-2026-{holder:06}");
            assert_eq!(ask(&city, &window, &case, holder).await, None, "{holder}");
        }
        assert_eq!(ask(&city, &window, "BJ-2026-000030", 30).await, Some(Code::UseLimit));
        let system = |operator: u32| Caller {
            actor: Actor::Client {
                client: "nssp-system".into(),
                operator: format!("op-{operator}"),
            },
            roles: vec![Role::CallingSystem],
            channel: Channel::Api,
            proved: true,
            ..window.clone()
        };
        for holder in 0..5 {
            assert_eq!(ask(&city, &system(holder), "CASE-1", 100 + holder).await, None);
        }
        let other_operator = system(99);
        assert_eq!(ask(&city, &other_operator, "CASE-1", 200).await, Some(Code::UseLimit));
        city.clock.forward(HOUR);
        assert_eq!(ask(&city, &window, "BJ-2026-000030", 30).await, None, "an hour later");
        city.app.forget_asked().await.unwrap();
        assert_eq!(ask(&city, &window, "CASE-1", 300).await, Some(Code::UseLimit), "not forgotten");
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_certificate_in_force_is_found_behind_any_number_of_newer_ones() {
    for city in cities().await {
        city.publish(&licence()).await;
        let issued = city.issued(content()).await;
        let window = city.window().await;
        for _ in 0..52 {
            city.registered(content()).await;
        }
        // Control: the newest fifty, among which earlier versions searched, are all without effect.
        let mut reader = city.app.read().await.unwrap();
        let newest = reader.certificates_of_unit(BUREAU, "g", 50).await.unwrap();
        assert!(newest.iter().all(|row| row.state == "registered"));
        drop(reader);
        let (answer, _) = city.app.use_certificates(&window, &asked()).await.unwrap();
        assert_eq!(answer.uses[0].certificate.identifier, issued.identifier);
        city.check_everything().await;
    }
}
