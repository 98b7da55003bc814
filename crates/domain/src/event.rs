//! What the log records (Art. 21, 25): events, each with its kind, its subject and its details.

vocabulary! {
    /// The kind of an event. `docs/tables/events.txt` lists them all.
    pub enum EventKind {
        CatalogDrafted = "catalog.drafted", "目录编制", "Catalog entry drafted";
        CatalogRenewed = "catalog.renewed", "编制目录新版本", "New version of a catalog entry begun";
        CatalogCirculated = "catalog.circulated", "目录征求意见", "Comments on a catalog entry asked for";
        CatalogCommented = "catalog.commented", "对目录提出意见", "Comment on a catalog entry";
        CatalogDeclared = "catalog.declared", "目录不涉密声明", "Catalog entry declared free of state secrets";
        CatalogSubmitted = "catalog.submitted", "目录提交", "Catalog entry submitted";
        CatalogReturned = "catalog.returned", "目录退回", "Catalog entry returned";
        CatalogPublished = "catalog.published", "目录发布", "Catalog entry published";
        CatalogRetired = "catalog.retired", "目录停用", "Catalog entry retired";
        CatalogAdopted = "catalog.adopted", "目录认领", "Catalog entry adopted";
        CatalogConfirmed = "catalog.confirmed", "目录年度确认", "Catalog entry confirmed for the year";
        TaskAssigned = "catalog_task.assigned", "下达目录编制任务", "Compiling a catalog entry assigned";
        TaskWithdrawn = "catalog_task.withdrawn", "撤回目录编制任务", "Task of compiling a catalog entry withdrawn";
        ApplicationDrafted = "application.drafted", "单证录入", "Application drafted";
        ApplicationSubmitted = "application.submitted", "提交申请", "Application submitted";
        ApplicationReturned = "application.returned", "审核退回", "Application returned";
        ApplicationRejected = "application.rejected", "审核不予通过", "Application rejected";
        ApplicationApproved = "application.approved", "审核通过", "Application approved";
        ApplicationMoved = "application.moved", "改用目录新版本", "Application moved to a newer version of the entry";
        ApplicationWithdrawn = "application.withdrawn", "撤回申请", "Application withdrawn";
        CertificateOrdered = "certificate.ordered", "签发制证", "Issue of the certificate ordered";
        CertificateIssued = "certificate.issued", "签发", "Certificate issued";
        CertificateSuspended = "certificate.suspended", "冻结", "Certificate suspended";
        CertificateResumed = "certificate.resumed", "恢复", "Certificate resumed";
        CertificateRevoked = "certificate.revoked", "注销", "Certificate revoked";
        CertificateViewed = "certificate.viewed", "查阅证照", "Certificate viewed";
        CertificateDownloaded = "certificate.downloaded", "下载原件", "Original file downloaded";
        CertificateRedrawn = "certificate.redrawn", "重绘比对", "Certificate redrawn and compared";
        CertificateUsed = "certificate.used", "用证", "Certificate used";
        UseRefused = "certificate.use_refused", "用证被拒", "Use of certificates refused";
        UseRepeated = "certificate.use_repeated", "重复告知用证", "Use of certificates told again";
        ArchiveCopyTaken = "archive_copy.taken", "取存档副本", "Archive copy taken";
        CopyTraced = "archive_copy.traced", "溯源外泄副本", "Leaked copy traced";
        NoteAdded = "note.added", "添加备注", "Note added";
        NoteWithdrawn = "note.withdrawn", "撤回备注", "Note withdrawn";
        UnitRegistered = "unit.registered", "单位接入", "Unit registered";
        UnitCorrected = "unit.corrected", "更正单位信息", "Particulars of a unit corrected";
        MatterRegistered = "matter.registered", "登记事项", "Matter registered";
        MatterChanged = "matter.changed", "更改事项", "Matter changed";
        PersonRegistered = "person.registered", "登记人员", "Person registered";
        RoleProposed = "role.proposed", "提出授予岗位", "Post proposed";
        RoleGranted = "role.granted", "授予岗位", "Post granted";
        RoleDeclined = "role.declined", "不予确认岗位", "Proposal of a post declined";
        ProposalWithdrawn = "role.proposal_withdrawn", "撤回岗位提议", "Proposal of a post withdrawn";
        RoleWithdrawn = "role.withdrawn", "撤销岗位", "Post withdrawn";
        PersonChanged = "person.changed", "停用、启用人员", "Person suspended or resumed";
        UnitChanged = "unit.changed", "停用、启用单位", "Unit suspended or resumed";
        ClientChanged = "client.changed", "停用、启用接入系统", "Calling system suspended or resumed";
        ClientKeyReplaced = "client.key_replaced", "更换接入系统密钥", "Key of the calling system replaced";
        PasswordDemanded = "password.demanded", "要求更改口令", "Change of the password demanded";
        PasswordChanged = "password.changed", "更改口令", "Password changed";
        PasswordReset = "password.reset", "重置口令", "Password reset on the machine";
        AccountUnlocked = "account.unlocked", "解除登录限制", "Account unlocked on the machine";
        CityBootstrapped = "city.bootstrapped", "设立首任管理员", "First administrators registered";
        SealRegistered = "seal.registered", "登记印章", "Seal registered";
        SealChanged = "seal.changed", "变更印章状态", "State of the seal changed";
        ClientRegistered = "client.registered", "登记接入系统", "Calling system registered";
        SessionOpened = "session.opened", "登录", "Logged in";
        SessionClosed = "session.closed", "退出", "Logged out";
        LoginFailed = "login.failed", "登录失败", "Login failed";
        ListExported = "list.exported", "导出列表", "List exported";
        AuditRead = "audit.read", "查看审计日志", "Audit log read";
        DataProposed = "data.proposed", "提交规则数据", "Dated data proposed";
        DataSigned = "data.signed", "签署规则数据", "Dated data signed";
        DataWithdrawn = "data.withdrawn", "撤回规则数据", "Dated data withdrawn";
        JobParked = "job.parked", "作业挂起", "Job parked";
        JobRetried = "job.retried", "重试作业", "Job retried";
        CheckpointRenewed = "checkpoint.renewed", "重立检查点", "Lost checkpoint renewed";
        ClockAccepted = "clock.accepted", "确认时钟", "Time of the clock accepted";
        AlarmRaised = "alarm.raised", "证据报警", "Evidence alarm raised";
        DetailsErased = "details.erased", "删除记录明细", "Details of a record erased";
        Denied = "denied", "越权被拒", "Attempt denied";
    }
}

vocabulary! {
    /// How an attempt ended.
    pub enum RecordOutcome {
        Done = "done", "完成", "Done";
        Denied = "denied", "被拒", "Denied";
    }
}

/// What happened, as it is handed to the log.
///
/// The subject never contains the name or number of a person (I10). Personal data belong in `details`,
/// which can be erased; the record itself holds only their salted digest.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    pub kind: EventKind,
    /// Kind and identity of the thing: `certificate 1.2.156.3005.2.…` or `application <id>`.
    pub subject: String,
    /// Digests of the files that were made or handed out: (SM3, SHA-256), each in hexadecimal.
    pub files: Vec<(String, String)>,
    /// Details that may be erased later.
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
