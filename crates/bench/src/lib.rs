//! The operations that `yinxin bench` measures: use cases as people and systems call them, and
//! their baselines.

use app::background::Worked;
use app::collect::{ApplicationVersion, Content};
use app::onboarding::NewPerson;
use app::usage::UseRequest;
use app::{App, Error};
use domain::caller::{Actor, Caller, Channel, Role};
use domain::catalog::CatalogEntry;
use domain::holder::Holder;
use domain::purpose::Matter;
use domain::region::Region;
use domain::unit::{Unit, UnitPart};
use store::Receipt;

pub mod files;
pub mod sums;

const UNIT: &str = "11440300MBXX000197";
const MATTER: &str = "YSSX440300BENCH01";
/// Number of holders, which the operations take in turn.
const HOLDERS: u64 = 200;
/// Number of holders about whom one clerk at the window asks.
const HOLDERS_OF_A_CLERK: u64 = 10;

/// The callers and the type that the operations use.
#[derive(Clone)]
pub struct Bench {
    clerk: Caller,
    window: Caller,
    type_code: String,
}

/// Fills an empty database with a unit, its seal, a type, a matter, and one certificate for each
/// holder.
pub async fn prepare(app: &App) -> Result<Bench, Error> {
    let setup = Caller::program("setup");
    let region = Region::parse("440304")?;
    let unit = Unit {
        code: UNIT.to_owned(),
        name: "演示单位".to_owned(),
        region: region.clone(),
        parts: vec![UnitPart::Issuing, UnitPart::Using],
        active: true,
    };
    app.register_unit(&setup, &unit).await?;
    let entry: CatalogEntry = serde_json::from_value(serde_json::json!({
        "code": format!("{UNIT}001"), "basic_code": "199000101", "name": "演示证照",
        "kind": "licence", "holder_kind": "mixed", "defining_unit": UNIT,
        "issuing_units": [UNIT], "validity": { "unit": "year", "amount": 5 },
        "sharing": "unconditional", "scope_of_use": "全市", "issue_step": "automatic",
        "number_pattern": "YS{region}{serial:6}",
        "fields": [{ "key": "JYXM", "name": "经营项目", "type": "text", "required": true, "max_length": 40 }],
        "face": face(),
    }))?;
    let caller = |role| Caller {
        actor: Actor::Person(role_name(role)),
        unit: UNIT.to_owned(),
        region: Some(region.clone()),
        roles: vec![role],
        channel: Channel::Manual,
        proved: true,
    };
    let manager = caller(Role::CityManager);
    let (drafted, _) = app.draft_catalog(&caller(Role::CatalogEditor), &entry).await?;
    let (declared, _) = app.declare_catalog(&caller(Role::CatalogEditor), &drafted).await?;
    let (submitted, _) = app.submit_catalog(&caller(Role::CatalogEditor), &declared).await?;
    app.publish_catalog(&manager, &submitted).await?;
    let matter = Matter {
        code: MATTER.to_owned(),
        name: "演示事项".to_owned(),
        unit: UNIT.to_owned(),
        needs: vec![entry.code.clone()],
        yields: Vec::new(),
    };
    app.register_matter(&setup, &matter).await?;
    app.register_seal(&setup, UNIT).await?;
    let bench =
        Bench { clerk: caller(Role::Clerk), window: caller(Role::Window), type_code: entry.code };
    let reviewer = caller(Role::Reviewer);
    for holder in 0..HOLDERS {
        let (version, _) = draft(app, &bench, holder).await?;
        let (submitted, _) = app.submit_application(&bench.clerk, &version).await?;
        app.approve_application(&reviewer, &submitted, &[]).await?;
        while app.work_once().await? != Worked::NothingToDo {}
    }
    Ok(bench)
}

/// The baseline of changes and uses: one small row and one commit, without a record.
pub async fn bare_commit(app: &App, at: u64) -> Result<(), Error> {
    let mut operation = app.store().operation().await?;
    let nonce = format!("{}-{at}-{}", app.now(), hex::encode(app.random::<8>()?));
    operation.take_nonce("bench", &nonce, 0).await?;
    Ok(operation.commit().await?)
}

/// One change with its record: drafts an application. `at` selects the holder.
pub async fn one_change(app: &App, bench: &Bench, at: u64) -> Result<(), Error> {
    draft(app, bench, at).await?;
    Ok(())
}

async fn draft(app: &App, bench: &Bench, at: u64) -> Result<(ApplicationVersion, Receipt), Error> {
    let facts = serde_json::json!({ "JYXM": "食品销售" });
    let content = Content {
        holder: Holder {
            name: "演示贸易有限公司".to_owned(),
            code: format!("E{:08}", at % HOLDERS),
            code_type: "414".to_owned(),
        },
        facts: facts.as_object().cloned().unwrap_or_default(),
        valid_from: None,
        valid_to: None,
        paper_number: String::new(),
        update_reason: None,
        correction_basis: String::new(),
        as_issued: Vec::new(),
    };
    app.draft_application(&bench.clerk, &bench.type_code, content).await
}

/// One use for a purpose, which is recorded before the answer. `at` selects the holder.
pub async fn one_use(app: &App, bench: &Bench, at: u64) -> Result<(), Error> {
    // Clerks share the work, because one may ask about few holders in an hour.
    let clerk = at % HOLDERS / HOLDERS_OF_A_CLERK;
    let window = Caller { actor: Actor::Person(format!("bench-{clerk}")), ..bench.window.clone() };
    app.use_certificates(&window, &use_request(at)).await?;
    Ok(())
}

/// What [`one_use`] asks for.
pub fn use_request(at: u64) -> UseRequest {
    UseRequest {
        matter_code: MATTER.to_owned(),
        case_number: format!("BENCH-{at:08}"),
        note: String::new(),
        holder_code: format!("E{:08}", at % HOLDERS),
        type_code: None,
    }
}

/// Registers a person who may use certificates, and logs them in. Returns the secret of the session.
pub async fn logged_in(app: &App) -> Result<String, Error> {
    let account = "bench-window".to_owned();
    let person = NewPerson {
        account: account.clone(),
        name: "演示人员".to_owned(),
        unit: UNIT.to_owned(),
        password: None,
        roles: vec![Role::Window],
    };
    app.register_person(&Caller::program("setup"), &person).await?;
    Ok(app.log_in_demo(&account).await?.secret)
}

/// A small face for the certificates.
fn face() -> serde_json::Value {
    serde_json::json!({
        "format": "yinxin-face/1", "name": "演示证照",
        "fonts": { "song": ["NotoSerifSC-Regular"] },
        "pages": [{ "side": "正本", "width": 210, "height": 148, "background": [], "elements": [
            { "id": "number", "type": "text", "x": 20, "y": 20, "width": 170, "height": 8,
              "bind": "ZZBH", "font": "song", "font_size": 12 },
            { "id": "seal", "type": "seal", "x": 140, "y": 90, "width": 42, "height": 42,
              "signer": "issuer" }
        ] }]
    })
}

fn role_name(role: Role) -> String {
    format!("bench-{}", role.as_str())
}
