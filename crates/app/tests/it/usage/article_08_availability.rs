//! 第四条(五)、第八条、第十九条 (Art. 4(5), 8, 19): for a matter and a holder the window learns which certificates
//! are there and must not be asked for on paper, and why the others are missing.

use app::catalog::CatalogVersion;
use app::onboarding::Standing;
use app::usage::{AvailabilityRequest, NeededCertificate, UseRequest};
use domain::Code;
use domain::caller::{Caller, Role};
use domain::catalog::CatalogEntry;
use domain::certificate::{Effect, Revocation};
use domain::miss::{MissCause, Outage};
use domain::purpose::Matter;
use domain::sharing::Sharing;
use domain::standing::StandingStep;
use domain::usage::Lack;

use testkit::{BUREAU, City, LICENCE, MATTER, OTHER, asked, cities, content, licence};

const DAY: i64 = 24 * 60 * 60 * 1000;

/// Holders of the random city; the last one has no certificate.
const HOLDERS: [&str; 3] = ["91440300MA5XX00149", "91440300MA5XX00224", "E00000001"];

fn about(matter: &str, case: &str, holder: &str) -> AvailabilityRequest {
    AvailabilityRequest {
        matter_code: matter.into(),
        case_number: case.into(),
        holder_code: holder.into(),
    }
}

/// What the window is told of the licence for the holder of [`asked`].
async fn told(city: &City, window: &Caller) -> NeededCertificate {
    let UseRequest { matter_code, case_number, holder_code, .. } = asked();
    let request = about(&matter_code, &case_number, &holder_code);
    let (mut answer, receipt) = city.app.availability(window, &request).await.unwrap();
    let record = city.app.read().await.unwrap().record(&receipt.record_id).await.unwrap();
    assert_eq!(
        record.unwrap().event,
        "certificate.availability_told",
        "recorded before the answer"
    );
    answer.needs.remove(0)
}

fn cause(needed: &NeededCertificate) -> (Option<MissCause>, Option<Outage>) {
    assert_eq!((needed.effect, needed.no_paper.clone()), (None, None), "nothing is there");
    (needed.cause, needed.outage)
}

#[tokio::test]
async fn the_window_learns_what_is_there_and_the_cause_of_what_is_missing() {
    for city in cities().await {
        city.publish(&licence()).await;
        let window = city.window().await;
        let issuer = city.person("签发丙", BUREAU, Role::Issuer);
        let missing = told(&city, &window).await;
        assert_eq!(cause(&missing), (Some(MissCause::NotIssued), None));
        assert_eq!(
            (missing.issuer.as_str(), missing.type_name.as_str()),
            (BUREAU, "演示经营许可证")
        );
        city.registered(content()).await;
        let file = (Some(MissCause::Outage), Some(Outage::FileNotProduced));
        assert_eq!(cause(&told(&city, &window).await), file);
        city.app.work_once().await.unwrap();
        let there = told(&city, &window).await;
        assert_eq!((there.effect, there.cause), (Some(Effect::Valid), None));
        assert!(there.rule.unwrap().contains("第十三条"));
        let words = there.no_paper.unwrap();
        assert!(words.contains("不得要求提供纸质件") && words.contains("第四条"), "{words}");
        let identifier = {
            let (answer, _) = city.app.use_certificates(&window, &asked()).await.unwrap();
            answer.uses[0].certificate.identifier.clone()
        };
        let version = city.version(&identifier).await;
        let (version, _) = city.app.suspend_certificate(&issuer, &version, "核查").await.unwrap();
        assert_eq!(cause(&told(&city, &window).await), (Some(MissCause::Suspended), None));
        let (version, _) = city.app.resume_certificate(&issuer, &version, "属实").await.unwrap();
        // Five years, in steps that the clock is believed to make.
        for _ in 0..63 {
            city.clock.forward(30 * DAY);
            told(&city, &window).await;
        }
        assert_eq!(cause(&told(&city, &window).await), (Some(MissCause::Expired), None));
        let ended = Revocation::checked("cancelled", "持证人申请", "某法第一条").unwrap();
        city.app.revoke_certificate(&issuer, &version, &ended).await.unwrap();
        assert_eq!(cause(&told(&city, &window).await), (Some(MissCause::Revoked), None));
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_unit_that_does_not_serve_is_said_and_a_rule_is_cited() {
    for city in cities().await {
        let published = city.publish(&licence()).await;
        let window = city.window().await;
        let security = city.person("安全管理员", OTHER, Role::SecurityAdmin);
        let unit = async || city.app.read().await.unwrap().unit(BUREAU).await.unwrap().unwrap();
        let turn = async |step| {
            let row_version = unit().await.version;
            let standing = Standing { step, row_version, reason: "机构改革" };
            city.app.change_unit(&security, BUREAU, standing).await.unwrap();
        };
        turn(StandingStep::Suspend).await;
        let suspended = (Some(MissCause::Outage), Some(Outage::UnitSuspended));
        assert_eq!(cause(&told(&city, &window).await), suspended);
        let (answer, _) = city.app.use_certificates(&window, &asked()).await.unwrap();
        assert_eq!(answer.missing[0].why, Lack::IssuerSuspended, "a use says the same");
        turn(StandingStep::Resume).await;
        assert_eq!(cause(&told(&city, &window).await), (Some(MissCause::NotIssued), None));
        // Certificates of a suspended unit stay.
        city.issued(content()).await;
        turn(StandingStep::Suspend).await;
        assert_eq!(told(&city, &window).await.effect, Some(Effect::Valid));
        turn(StandingStep::Resume).await;
        let withheld = shared(&city, &licence(), Sharing::Withheld).await;
        let refused = told(&city, &window).await;
        assert_eq!(cause(&refused), (Some(MissCause::NotShared), None));
        let rule = refused.rule.unwrap();
        assert!(rule.contains("第十三条") && rule.contains("某法第一条"), "{rule}");
        let manager = city.person("市管理员", BUREAU, Role::CityManager);
        assert!(withheld.number > published.number);
        city.app.retire_catalog(&manager, &withheld).await.unwrap();
        let retired = (Some(MissCause::Outage), Some(Outage::TypeNotPublished));
        assert_eq!(cause(&told(&city, &window).await), retired);
        city.check_everything().await;
    }
}

/// Publishes the next version of an entry with another sharing.
async fn shared(city: &City, entry: &CatalogEntry, sharing: Sharing) -> CatalogVersion {
    let mut next = entry.clone();
    next.sharing = sharing;
    next.legal_basis =
        if sharing.needs_legal_basis() { "某法第一条".into() } else { String::new() };
    city.publish(&next).await
}

#[tokio::test]
async fn the_answer_shows_no_fact_and_a_refusal_not_whether_the_holder_exists() {
    for city in cities().await {
        city.publish(&licence()).await;
        let issued = city.issued(content()).await;
        let window = city.window().await;
        let ask = async |holder: &str| {
            let done =
                city.app.availability(&window, &about(MATTER, "BJ-2026-000001", holder)).await;
            done.map(|(answer, _)| serde_json::to_string(&answer).unwrap())
        };
        // Control: while the type is shared, the answers tell the holders apart.
        let known = ask(HOLDERS[0]).await.unwrap();
        assert_ne!(known, ask(HOLDERS[1]).await.unwrap());
        for fact in [issued.identifier.as_str(), "演示贸易有限公司", "食品销售", HOLDERS[0]]
        {
            assert!(!known.contains(fact), "{fact} in {known}");
        }
        for sharing in [Sharing::Withheld, Sharing::Conditional] {
            shared(&city, &licence(), sharing).await;
            assert_eq!(ask(HOLDERS[0]).await.unwrap(), ask(HOLDERS[1]).await.unwrap());
        }
        // The limits are those of uses, and count together with them.
        for holder in 3..6 {
            ask(&format!("E{holder:08}")).await.unwrap();
        }
        let beyond = ask("E00000006").await.unwrap_err();
        assert_eq!(beyond.code(), Code::UseLimit);
        let used = UseRequest { holder_code: "E00000007".into(), ..asked() };
        let refused = city.app.use_certificates(&window, &used).await.unwrap_err();
        assert_eq!(refused.code(), Code::UseLimit, "asking is counted");
        let foreign = about("YSSX-NONE", "BJ-2026-000001", HOLDERS[0]);
        let refused = city.app.availability(&window, &foreign).await.unwrap_err();
        assert_eq!(refused.code(), Code::MatterUnknown);
        let purposeless = about(MATTER, "", HOLDERS[0]);
        let refused = city.app.availability(&window, &purposeless).await.unwrap_err();
        assert_eq!(refused.code(), Code::PurposeMissing);
        assert_eq!(city.recorded("certificate.use_refused").await, 4);
        let clerk = city.person("经办甲", OTHER, Role::Clerk);
        let request = about(MATTER, "BJ-2026-000001", HOLDERS[0]);
        let denied = city.app.availability(&clerk, &request);
        assert_eq!(denied.await.unwrap_err().code(), Code::Denied);
        city.check_everything().await;
    }
}

/// A fixed sequence of choices.
struct Choices(u64);

impl Choices {
    fn below(&mut self, many: usize) -> usize {
        self.0 = self.0.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
        usize::try_from(self.0 >> 33).unwrap() % many
    }
}

/// Three types; their entries differ only in code and name.
fn types() -> [CatalogEntry; 3] {
    [1, 2, 3].map(|at| {
        let mut entry = licence();
        entry.code = format!("{}{at:03}", LICENCE.split_at(18).0);
        entry.name = format!("演示证照{at}");
        entry.number_pattern = format!("Y{at}{{region}}{{serial:6}}");
        entry
    })
}

async fn issued(city: &City, type_code: &str, holder: &str) -> String {
    let clerk = city.person("经办甲", BUREAU, Role::Clerk);
    let mut content = content();
    content.holder.code = holder.into();
    let (draft, _) = city.app.draft_application(&clerk, type_code, content).await.unwrap();
    city.approved(&draft).await.identifier
}

/// What is said to be there can be used, and what is said to be missing is not returned, for the same cause.
async fn agree(city: &City, caller: &Caller, matter: &Matter, case: &str, holder: &str) {
    let request = about(&matter.code, case, holder);
    let (told, _) = city.app.availability(caller, &request).await.unwrap();
    let used = used_for(matter, case, holder);
    let (answer, _) = city.app.use_certificates(caller, &used).await.unwrap();
    assert_eq!(told.needs.len(), matter.needs.len());
    for needed in &told.needs {
        let used = answer.uses.iter().find(|used| used.certificate.type_code == needed.type_code);
        let lacking = answer.missing.iter().find(|one| one.type_code == needed.type_code);
        let type_code = Some(needed.type_code.clone());
        let named = UseRequest { type_code, ..used_for(matter, case, holder) };
        let alone = city.app.use_certificates(caller, &named).await;
        match (used, lacking) {
            (Some(used), None) => {
                assert_eq!(needed.rule.as_ref(), Some(&used.rule));
                assert_eq!(needed.effect.map(Effect::usable), Some(true));
                assert!(needed.no_paper.is_some() && needed.cause.is_none());
                assert_eq!(alone.unwrap().0.uses.len(), 1);
            }
            (None, Some(lacking)) => {
                assert_eq!((needed.why, needed.effect), (Some(lacking.why), None));
                assert_eq!(needed.cause, Some(MissCause::of(lacking.why).0));
                assert!(needed.no_paper.is_none());
                match needed.cause {
                    Some(MissCause::NotShared) => assert!(alone.is_err()),
                    _ => assert!(alone.unwrap().0.uses.is_empty()),
                }
            }
            other => unreachable!("{other:?} for {needed:?}"),
        }
    }
}

fn used_for(matter: &Matter, case: &str, holder: &str) -> UseRequest {
    UseRequest {
        matter_code: matter.code.clone(),
        case_number: case.into(),
        note: String::new(),
        holder_code: holder.into(),
        type_code: None,
    }
}

#[tokio::test]
async fn for_random_rules_matters_and_holders_asking_and_using_agree() {
    for city in cities().await {
        let mut choices = Choices(20_261_129);
        let manager = city.person("市管理员", BUREAU, Role::CityManager);
        let issuer = city.person("签发丙", BUREAU, Role::Issuer);
        let windows = [OTHER, BUREAU].map(|unit| city.person("窗口丁", unit, Role::Window));
        let types = types();
        for entry in &types {
            city.publish(entry).await;
        }
        let mut living = Vec::new();
        for entry in &types {
            for holder in HOLDERS.iter().take(2) {
                if choices.below(3) > 0 {
                    living.push(issued(&city, &entry.code, holder).await);
                }
            }
        }
        for round in 0..12 {
            let entry = &types[choices.below(types.len())];
            shared(&city, entry, Sharing::ALL[choices.below(Sharing::ALL.len())]).await;
            if !living.is_empty() && choices.below(2) == 0 {
                let gone = living.remove(choices.below(living.len()));
                let version = city.version(&gone).await;
                city.app.suspend_certificate(&issuer, &version, "核查").await.unwrap();
            }
            let window = &windows[choices.below(2)];
            let mut needs: Vec<String> = types.iter().map(|entry| entry.code.clone()).collect();
            needs.remove(choices.below(3));
            needs.push("11440300MBXX000197999".into());
            let matter = Matter {
                code: format!("YSSX-RANDOM-{round}"),
                name: "随机事项".into(),
                unit: window.unit.clone(),
                needs,
                yields: vec![],
            };
            city.app.register_matter(&manager, &matter).await.unwrap();
            for holder in HOLDERS {
                agree(&city, window, &matter, &format!("BJ-2026-{round:06}"), holder).await;
            }
        }
        city.check_everything().await;
    }
}
