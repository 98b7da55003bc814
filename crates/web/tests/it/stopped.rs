//! While nothing is written, only public reads are served, each with a warning, and health says so (I15,
//! decision 0020). A row that was edited refuses the act by name.

use axum::http::Method;
use domain::caller::Role;
use serde_json::json;
use store::Cause;

use crate::browser::{Browser, router};
use testkit::{BUREAU, LICENCE, cities, content, licence};

const WARNING: &str = "yinxin-warning";

#[tokio::test]
async fn while_the_log_is_stopped_only_public_reads_are_served_and_say_so() {
    for city in cities().await {
        city.publish(&licence()).await;
        let identifier = city.issued(content()).await.identifier;
        let file = city.file(&identifier).await;
        let router = router(&city);
        let clerk = Browser::of(&city, &router, BUREAU, Role::Clerk).await;
        let public = Browser::public(&router);
        let reads = ["/catalog", "/health", "/rules", "/audit/checkpoint", "/holder-code-types"];
        let verified = async || {
            let answer = public
                .send(Method::POST, "/verify", &[("content-type", "application/ofd")], file.clone())
                .await;
            (answer.status.as_u16(), answer.headers.contains_key(WARNING), answer.json())
        };
        for path in reads {
            let answer = public.get(path).await;
            assert_eq!(answer.status.as_u16(), 200, "the control of {path}");
            assert!(!answer.headers.contains_key(WARNING));
        }
        assert_eq!(public.get("/readyz").await.status.as_u16(), 200);
        let (_, warned, judged) = verified().await;
        assert_eq!((warned, judged["verdict"].as_str()), (false, Some("valid")));
        assert_eq!(judged["not_revoked"], true);
        city.app.store().stop_writing(Cause::Checkpoint, "the test says so");
        for path in reads {
            let answer = public.get(path).await;
            assert_eq!(answer.status.as_u16(), 200, "{path}");
            assert!(answer.headers.contains_key(WARNING), "{path}");
        }
        // A certificate may have been revoked since, so the register is not believed.
        let (status, warned, judged) = verified().await;
        assert_eq!((status, warned), (200, true));
        assert!(judged["not_revoked"].is_null() && judged["status_today"].is_null(), "{judged}");
        assert!(judged["summary_en"].as_str().unwrap().contains("cannot be told now"));
        let health = public.get("/health").await.json();
        assert_eq!((&health["status"], &health["writable"]), (&json!("read_only"), &json!(false)));
        assert_eq!(public.get("/readyz").await.status.as_u16(), 503);
        // Everything else, reads too: what it shows could not be recorded.
        for path in ["/certificates", "/applications", "/session", "/uses"] {
            let answer = clerk.get(path).await;
            assert_eq!(
                (answer.status.as_u16(), answer.code().as_str()),
                (503, "log_stopped"),
                "{path}"
            );
        }
        let input = json!({ "type_code": LICENCE, "facts": {}, "holder":
            { "name": "演示", "code": "E12345678", "code_type": "414" } });
        let answer = clerk.post("/applications", &input).await;
        assert_eq!(answer.code(), "log_stopped");
        let login = json!({ "account": "nobody", "password": "x" });
        assert_eq!(public.post("/session", &login).await.status.as_u16(), 503);
        city.app.store().go_on_writing(Cause::Checkpoint);
        assert_eq!(clerk.get("/certificates").await.status.as_u16(), 200);
        assert_eq!(public.get("/readyz").await.status.as_u16(), 200);
        assert_eq!(public.get("/health").await.json()["status"], "ok", "its alarm ends with it");
    }
}

#[tokio::test]
async fn an_edited_row_is_told_by_name_and_in_health() {
    for city in cities().await {
        city.publish(&licence()).await;
        let identifier = city.issued(content()).await.identifier;
        let router = router(&city);
        let issuer = Browser::of(&city, &router, BUREAU, Role::Issuer).await;
        let path = format!("/certificates/{identifier}");
        assert_eq!(issuer.get(&path).await.status.as_u16(), 200, "the control");
        assert_eq!(issuer.get("/health").await.json()["status"], "ok");
        city.tamper("UPDATE certificate SET valid_to = '2099-01-01'").await;
        let answer = issuer.get(&path).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (503, "evidence_broken"));
        let health = issuer.get("/health").await.json();
        assert_eq!((&health["status"], &health["alarms"]), (&json!("alarm"), &json!(1)));
        assert_eq!(health["writable"], true, "the city goes on");
    }
}
