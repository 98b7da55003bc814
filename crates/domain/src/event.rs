//! What the log records: one kind per deed, with its words, subject and reason.

macro_rules! events {
    ($($name:ident = $code:literal, $zh:literal;)+) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum EventKind { $($name),+ }

        impl EventKind {
            pub const ALL: &'static [EventKind] = &[$(EventKind::$name),+];
            pub fn as_str(self) -> &'static str { match self { $(EventKind::$name => $code),+ } }
            pub fn zh(self) -> &'static str { match self { $(EventKind::$name => $zh),+ } }

            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.as_str() == text)
            }
        }
    };
}

events! {
    CatalogDrafted = "catalog.drafted", "目录编制";
    CatalogSubmitted = "catalog.submitted", "目录提交";
    CatalogReturned = "catalog.returned", "目录退回";
    CatalogPublished = "catalog.published", "目录发布";
    CatalogRetired = "catalog.retired", "目录停用";
    CatalogAdopted = "catalog.adopted", "目录认领";
    ApplicationDrafted = "application.drafted", "单证录入";
    ApplicationSubmitted = "application.submitted", "提交申请";
    ApplicationReturned = "application.returned", "审核退回";
    ApplicationRejected = "application.rejected", "审核不予通过";
    ApplicationApproved = "application.approved", "审核通过";
    ApplicationWithdrawn = "application.withdrawn", "撤回申请";
    CertificateOrdered = "certificate.ordered", "签发制证";
    CertificateIssued = "certificate.issued", "签发";
    CertificateSuspended = "certificate.suspended", "冻结";
    CertificateResumed = "certificate.resumed", "恢复";
    CertificateRevoked = "certificate.revoked", "注销";
    CertificateViewed = "certificate.viewed", "查阅证照";
    CertificateDownloaded = "certificate.downloaded", "下载原件";
    CertificateRedrawn = "certificate.redrawn", "重绘比对";
    CertificateUsed = "certificate.used", "用证";
    ArchiveCopyTaken = "archive_copy.taken", "取存档副本";
    CopyTraced = "archive_copy.traced", "溯源外泄副本";
    NoticeSent = "notice.sent", "发送通知";
    UnitRegistered = "unit.registered", "单位接入";
    PersonRegistered = "person.registered", "登记人员";
    RoleGranted = "role.granted", "授予岗位";
    SealRegistered = "seal.registered", "登记印章";
    SealChanged = "seal.changed", "变更印章状态";
    ClientRegistered = "client.registered", "登记接入系统";
    SessionOpened = "session.opened", "登录";
    SessionClosed = "session.closed", "退出";
    LoginFailed = "login.failed", "登录失败";
    AuditRead = "audit.read", "查看审计日志";
    JobParked = "job.parked", "作业挂起";
    CitySeeded = "city.seeded", "演示数据装载";
    Denied = "denied", "越权被拒";
}

/// One deed, for the record. `subject` names a thing by kind and identity, never a person's name
/// or number (I10); personal details go into `details`, which the log holds only as a digest.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    pub kind: EventKind,
    /// Such as `certificate 1.2.156.3005.2.…` or `application <id>`.
    pub subject: String,
    /// Digests of files this deed made or handed out: (SM3, SHA-256), hex.
    pub files: Vec<(String, String)>,
    /// Erasable details; the record carries their salted digest.
    pub details: Option<serde_json::Value>,
}

impl Event {
    pub fn new(kind: EventKind, subject: impl Into<String>) -> Self {
        Self { kind, subject: subject.into(), files: Vec::new(), details: None }
    }

    #[must_use]
    pub fn with_details(mut self, details: serde_json::Value) -> Self {
        self.details = Some(details);
        self
    }

    #[must_use]
    pub fn with_file(mut self, sm3: impl Into<String>, sha256: impl Into<String>) -> Self {
        self.files.push((sm3.into(), sha256.into()));
        self
    }
}
