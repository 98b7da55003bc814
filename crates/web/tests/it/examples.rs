//! One example for each operation that acts on a real thing: the identifiers for its path, a body, and the
//! unit that owns the thing. Examples are written by hand; everything else about a route comes from the
//! OpenAPI document.

use app::catalog::CatalogVersion;
use app::certificate::CertificateVersion;
use app::collect::ApplicationVersion;
use app::onboarding::{GrantVersion, NewClient, NewPerson, PostDays};
use app::operate::NewData;
use domain::caller::{Caller, Role};
use domain::catalog::CatalogEntry;
use domain::dated::DataName;
use domain::region::Region;
use domain::unit::{Unit, UnitPart};
use seal::sm2::SecretKey;
use serde_json::{Value, json};

use crate::applications::{application, draft, submitted, to_move};
use crate::codes::{PASSWORD, with_codes};
use crate::entries::{declared_entry, drafted, entry, new_task, submitted_entry, task};
use crate::login_keys::LoginKey;
use crate::matters;
use testkit::{BUREAU, City, LICENCE, OTHER, asked, content, face, licence};

/// A unit that is not registered yet.
const NEW_UNIT: &str = "12440300MBXX00035R";
/// A unit to correct.
const FOURTH: &str = "11440304MB00000042";
/// A unit in which nobody works.
const THIRD: &str = "11440300MBXX00158X";
/// Calling systems: one to suspend, and one whose key is replaced.
const SYSTEMS: [&str; 2] = ["sys-stop", "sys-key"];

/// Operations whose example is refused in every post, with the code. The example of `trace_copy` is not a
/// picture; a real one is traced in `crates/app/tests/it/audit/article_22_fingerprint.rs`. The note of
/// `withdraw_note` belongs to another person. Whoever calls `change_password` has no password; one is
/// changed, proved and taken with codes in `protection.rs`.
pub const REFUSED: [(&str, &str); 7] = [
    ("trace_copy", "picture_unusable"),
    ("withdraw_note", "note_of_another"),
    ("change_password", "password_weak"),
    ("prove", "password_wrong"),
    ("confirm_codes", "code_wrong"),
    ("prove_by_key", "signature_wrong"),
    ("withdraw_own_login_key", "login_key_state"),
];

/// The things that the operations act on. Each operation that changes a thing has one of its own, so that
/// it does not prevent another operation.
pub struct Things {
    draft: ApplicationVersion,
    to_submit: ApplicationVersion,
    to_withdraw: ApplicationVersion,
    to_move: ApplicationVersion,
    /// For approve, return, reject.
    submitted: [ApplicationVersion; 3],
    issued: CertificateVersion,
    to_issue: CertificateVersion,
    to_suspend: CertificateVersion,
    to_resume: CertificateVersion,
    to_revoke: CertificateVersion,
    to_amend: CatalogVersion,
    to_submit_entry: CatalogVersion,
    to_return: CatalogVersion,
    to_publish: CatalogVersion,
    to_retire: CatalogVersion,
    to_renew_entry: CatalogVersion,
    to_circulate: CatalogVersion,
    to_declare: CatalogVersion,
    to_comment: CatalogVersion,
    task: String,
    use_code: String,
    record: String,
    seal: String,
    person: String,
    /// A person to suspend, and one who must change the password.
    to_stop: String,
    to_renew: String,
    /// A person who has lost the token, and the key with which this person logs in.
    without_token: String,
    key: LoginKey,
    /// Proposals of posts, one to decide and one to withdraw.
    grants: [GrantVersion; 2],
    job: String,
    note: String,
}

impl Things {
    pub async fn of(city: &City) -> Self {
        city.publish(&licence()).await;
        let drafts = [draft(city).await, draft(city).await, draft(city).await];
        let [opened, to_submit, to_withdraw] = drafts;
        let issued = city.issued(content()).await;
        let to_suspend = city.issued(content()).await;
        let to_resume = suspended(city).await;
        let to_revoke = city.issued(content()).await;
        let submitted = [submitted(city).await, submitted(city).await, submitted(city).await];
        let window = city.window().await;
        city.app.use_certificates(&window, &matters::missing()).await.unwrap();
        let (answer, receipt) = city.app.use_certificates(&window, &asked()).await.unwrap();
        let manager = city.person("管理己", BUREAU, Role::CityManager);
        let (seal, _) = city.app.register_seal(&manager, BUREAU).await.unwrap();
        propose(city).await;
        third(city).await;
        let without_token = with_codes(city, person(city, "without-token").await).await;
        let things = Self {
            key: LoginKey::of(city, &without_token).await,
            without_token,
            draft: opened,
            to_submit,
            to_withdraw,
            to_move: to_move(city).await,
            submitted,
            issued,
            to_issue: to_issue(city).await,
            to_suspend,
            to_resume,
            to_revoke,
            to_amend: drafted(city, 4).await,
            to_submit_entry: drafted(city, 5).await,
            to_return: submitted_entry(city, 6).await,
            to_publish: declared_entry(city, 7).await,
            to_retire: city.publish(&entry(8)).await,
            to_renew_entry: city.publish(&entry(9)).await,
            to_circulate: drafted(city, 10).await,
            to_declare: drafted(city, 11).await,
            to_comment: submitted_entry(city, 12).await,
            task: task(city).await,
            use_code: answer.uses[0].use_code.clone(),
            record: receipt.record_id,
            seal: seal.seal_id,
            person: person(city, "known").await,
            to_stop: person(city, "to-stop").await,
            to_renew: person(city, "to-renew").await,
            grants: [grant(city, "one").await, grant(city, "two").await],
            job: parked(city).await,
            note: noted(city).await,
        };
        // After this the record has a place in the tree, and the checkpoint covers something.
        city.app.store().sequence().await.unwrap();
        things
    }
}

async fn suspended(city: &City) -> CertificateVersion {
    let issuer = city.person("签发丙", BUREAU, Role::Issuer);
    let issued = city.issued(content()).await;
    city.app.suspend_certificate(&issuer, &issued, "核查").await.unwrap().0
}

/// A registered certificate whose type requires a separate act of the issuer.
async fn to_issue(city: &City) -> CertificateVersion {
    let mut separate = serde_json::to_value(entry(2)).unwrap();
    separate["issue_step"] = "separate".into();
    let separate: CatalogEntry = serde_json::from_value(separate).unwrap();
    city.publish(&separate).await;
    let clerk = city.person("经办甲", BUREAU, Role::Clerk);
    let reviewer = city.person("审核乙", BUREAU, Role::Reviewer);
    let drafted = city.app.draft_application(&clerk, &separate.code, content()).await.unwrap().0;
    let submitted = city.app.submit_application(&clerk, &drafted).await.unwrap().0;
    let name = city.app.approve_application(&reviewer, &submitted, &[]).await.unwrap().0;
    city.version(&name.identifier).await
}

/// A new version of the workdays.
fn new_data() -> Value {
    json!({ "effective_from": "2027-01-01", "article": "国务院办公厅通知", "content": "2027 off 0101" })
}

/// Proposes version 1, which is signed, and version 2, which is withdrawn, as a person who does not call
/// routes in the test of all posts.
async fn propose(city: &City) {
    let admin = city.person("系统管理员", BUREAU, Role::SystemAdmin);
    let new: NewData = serde_json::from_value(new_data()).unwrap();
    for _ in 0..2 {
        city.app.propose_data(&admin, DataName::Workdays, &new).await.unwrap();
    }
}

/// A note of a clerk whom no test of routes sends.
async fn noted(city: &City) -> String {
    let issued = city.issued(content()).await;
    let clerk = city.person("经办甲", BUREAU, Role::Clerk);
    city.app.add_note(&clerk, &issued.identifier, "已电话核实").await.unwrap().0.id
}

/// A parked job.
async fn parked(city: &City) -> String {
    city.registered(content()).await;
    let mut operation = city.app.store().operation().await.unwrap();
    let job = operation.claim_next_job("test", i64::MAX - 1, i64::MAX).await.unwrap().unwrap();
    assert!(operation.park_job(&job.job_id, "test", 1, "parked by the test").await.unwrap());
    operation.commit().await.unwrap();
    job.job_id
}

async fn person(city: &City, account: &str) -> String {
    let person = NewPerson {
        account: account.into(),
        name: "演示人员".into(),
        unit: BUREAU.into(),
        password: Some(PASSWORD.into()),
        roles: vec![],
    };
    city.app.register_person(&Caller::program("setup"), &person).await.unwrap().0.person_id
}

/// A proposal of a post for a person of its own.
async fn grant(city: &City, account: &str) -> GrantVersion {
    let id = person(city, account).await;
    let admin = city.person("安全管理员", BUREAU, Role::SecurityAdmin);
    city.app.propose_post(&admin, &id, Role::Clerk, PostDays::default()).await.unwrap().0
}

/// A unit without people, and its calling systems.
async fn third(city: &City) {
    let unit = Unit {
        code: THIRD.into(),
        name: "第三单位".into(),
        region: Region::parse("440304").unwrap(),
        parts: vec![UnitPart::Using],
        active: true,
    };
    city.app.register_unit(&Caller::program("setup"), &unit).await.unwrap();
    let fourth = Unit { code: FOURTH.into(), ..unit };
    city.app.register_unit(&Caller::program("setup"), &fourth).await.unwrap();
    matters::register(city).await;
    let admin = city.person("安全管理员", BUREAU, Role::SecurityAdmin);
    for client_id in SYSTEMS {
        let client = NewClient {
            client_id: client_id.into(),
            name: "系统".into(),
            unit: THIRD.into(),
            public_key: hex::decode(public_key(9)).unwrap(),
        };
        city.app.register_client(&admin, &client).await.unwrap();
    }
}

/// The unit that owns the thing an operation acts on, and the region of the unit.
pub fn owner(operation: &str) -> (&'static str, &'static str) {
    match operation {
        "register_unit" => (NEW_UNIT, "440304"),
        "correct_unit" => (FOURTH, "440304"),
        "archive_copy" | "archive_copy_picture" | "archive_copy_pdf" => (OTHER, "440305"),
        _ => (BUREAU, "440304"),
    }
}

impl Things {
    /// The path of an operation with the identifiers of the thing that it acts on.
    pub fn fill(&self, operation: &str, path: &str) -> String {
        let application = match operation {
            "submit_application" => &self.to_submit,
            "withdraw_application" => &self.to_withdraw,
            "move_application" => &self.to_move,
            "approve_application" => &self.submitted[0],
            "return_application" => &self.submitted[1],
            "reject_application" => &self.submitted[2],
            _ => &self.draft,
        };
        let certificate = self.certificate(operation);
        let id = match operation {
            "change_person" => &self.to_stop,
            "demand_password_change" => &self.to_renew,
            "withdraw_codes" | "withdraw_login_key" => &self.without_token,
            _ if path.starts_with("/people") => &self.person,
            _ => &application.id,
        };
        let grant = &self.grants[usize::from(operation == "withdraw_grant")].grant_id;
        let code = match self.entry(operation) {
            Some(version) => version.type_code.as_str(),
            None if operation == "change_unit" => THIRD,
            None if operation == "correct_unit" => FOURTH,
            None if operation == "end_matter" => matters::TO_END,
            None if path.starts_with("/matters") => matters::TO_CHANGE,
            None if path.starts_with("/units") => BUREAU,
            None => LICENCE,
        };
        let filled = path
            .replace("{code}", code)
            .replace("{number}", if operation == "withdraw_data" { "2" } else { "1" })
            .replace("{id}", id)
            .replace("{identifier}", &certificate.identifier)
            .replace("{use_code}", &self.use_code)
            .replace("{record_id}", &self.record)
            .replace("{seal_id}", &self.seal)
            .replace("{grant_id}", grant)
            .replace("{client_id}", SYSTEMS[usize::from(operation == "replace_client_key")])
            .replace("{key_id}", &self.key.id)
            .replace("{job_id}", &self.job)
            .replace("{note_id}", &self.note)
            .replace("{task_id}", &self.task)
            .replace("{name}", "workdays");
        assert!(!filled.contains('{'), "{operation}: say in Things::fill what {filled} names");
        filled
    }

    fn certificate(&self, operation: &str) -> &CertificateVersion {
        match operation {
            "issue_certificate" => &self.to_issue,
            "suspend_certificate" => &self.to_suspend,
            "resume_certificate" => &self.to_resume,
            "revoke_certificate" => &self.to_revoke,
            _ => &self.issued,
        }
    }

    fn entry(&self, operation: &str) -> Option<&CatalogVersion> {
        match operation {
            "amend_catalog" => Some(&self.to_amend),
            "submit_catalog" => Some(&self.to_submit_entry),
            "return_catalog" => Some(&self.to_return),
            "publish_catalog" => Some(&self.to_publish),
            "retire_catalog" => Some(&self.to_retire),
            "renew_catalog" => Some(&self.to_renew_entry),
            "circulate_catalog" => Some(&self.to_circulate),
            "declare_catalog" => Some(&self.to_declare),
            "comment_catalog" => Some(&self.to_comment),
            _ => None,
        }
    }

    /// The example body of an operation; `None` if the operation takes no body.
    pub fn body(&self, operation: &str) -> Option<Value> {
        if let Some(body) = matters::body(operation).or_else(|| self.key.body_of(operation)) {
            return Some(body);
        }
        Some(match operation {
            "register_unit" => {
                json!({ "code": NEW_UNIT, "name": "新单位", "region": "440304", "parts": ["using"] })
            }
            "correct_unit" => json!({ "row_version": 1, "name": "更正单位", "region": "440304",
                "parts": ["using"] }),
            "change_seal" => json!({ "row_version": 1, "step": "suspend", "reason": "x" }),
            "register_person" => {
                json!({ "account": "new", "name": "新人", "unit_code": BUREAU, "posts": ["clerk"] })
            }
            "grant_role" => json!({ "post": "clerk", "active": true }),
            "register_client" => json!({ "client_id": "sys-1", "name": "系统",
                "unit_code": BUREAU, "public_key": public_key(9) }),
            "change_person" | "change_unit" | "change_client" => {
                json!({ "row_version": 1, "step": "suspend", "reason": "理由" })
            }
            "demand_password_change" | "withdraw_grant" => json!({ "row_version": 1 }),
            "decide_grant" => json!({ "row_version": 1, "confirm": true }),
            "replace_client_key" => json!({ "row_version": 1, "public_key": public_key(10) }),
            "draft_catalog" => serde_json::to_value(entry(3)).unwrap(),
            "amend_catalog" => {
                json!({ "entry": entry(4), "row_version": self.to_amend.row_version })
            }
            "preview_face" => json!({ "type_code": LICENCE, "face": face() }),
            "draft_application" => application(None),
            "amend_application" => application(Some(self.draft.row_version)),
            "search_certificates" => json!({ "holder_code": content().holder.code }),
            "use_certificates" => serde_json::to_value(asked()).unwrap(),
            "propose_data" => new_data(),
            "sign_data" => json!({ "row_version": 1 }),
            "withdraw_data" => json!({ "row_version": 1, "reason": "理由" }),
            "add_note" => json!({ "text": "已电话核实" }),
            "withdraw_note" => json!({ "row_version": 1 }),
            "trace_copy" => json!({ "picture": "AAAA" }),
            "return_application" | "reject_application" => {
                json!({ "row_version": self.submitted[0].row_version, "reason": "理由" })
            }
            "approve_application" => json!({ "row_version": self.submitted[0].row_version }),
            "submit_application" | "withdraw_application" | "move_application" => {
                json!({ "row_version": self.draft.row_version })
            }
            "issue_certificate" => json!({ "row_version": self.to_issue.row_version }),
            "suspend_certificate" | "resume_certificate" => {
                json!({ "row_version": self.certificate(operation).row_version, "reason": "理由" })
            }
            "revoke_certificate" => json!({ "row_version": self.to_revoke.row_version,
                "kind": "voided", "reason": "理由", "legal_basis": "依据" }),
            "return_catalog" => {
                json!({ "row_version": self.to_return.row_version, "reason": "理由" })
            }
            "renew_catalog" => json!({}),
            "comment_catalog" => json!({ "text": "请增加联系电话" }),
            "assign_catalog_task" => new_task(),
            "withdraw_catalog_task" => json!({ "row_version": 1, "reason": "理由" }),
            "submit_catalog" | "publish_catalog" | "retire_catalog" | "circulate_catalog"
            | "declare_catalog" => {
                json!({ "row_version": self.entry(operation)?.row_version })
            }
            _ => return None,
        })
    }
}

fn public_key(seed: u8) -> String {
    let secret = SecretKey::from_scalar(&[seed; 32]).unwrap();
    hex::encode(secret.public_key().to_spki_der().unwrap())
}
