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
        AvailabilityTold = "certificate.availability_told", "告知所需证照有无", "Told which needed certificates are there";
        UseRefused = "certificate.use_refused", "用证被拒", "Use of certificates refused";
        UseRepeated = "certificate.use_repeated", "重复告知用证", "Use of certificates told again";
        ArchiveCopyTaken = "archive_copy.taken", "取存档副本", "Archive copy taken";
        CopyTraced = "archive_copy.traced", "溯源外泄副本", "Leaked copy traced";
        MissesAnswered = "misses.answered", "答复缺证", "Misses answered";
        NoteAdded = "note.added", "添加备注", "Note added";
        NoteWithdrawn = "note.withdrawn", "撤回备注", "Note withdrawn";
        UnitRegistered = "unit.registered", "单位接入", "Unit registered";
        UnitCorrected = "unit.corrected", "更正单位信息", "Particulars of a unit corrected";
        MatterRegistered = "matter.registered", "登记事项", "Matter registered";
        MatterChanged = "matter.changed", "更改事项", "Matter changed";
        MattersImported = "matters.imported", "导入事项", "Matters imported from a table";
        MatterEnded = "matter.ended", "停用、恢复事项", "Last day of a matter set or taken back";
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
        SessionProved = "session.proved", "再次验明身份", "Identity proved again";
        SessionsEnded = "session.others_ended", "退出其他登录", "Other sessions ended";
        LoginFailed = "login.failed", "登录失败", "Login failed";
        LoginKeyAdded = "login_key.added", "启用登录证书", "Certificate for logging in added";
        LoginKeyWithdrawn = "login_key.withdrawn", "停用登录证书", "Certificate for logging in withdrawn";
        CodeBegun = "login_code.begun", "申领动态口令", "One-time codes begun";
        CodeConfirmed = "login_code.confirmed", "启用动态口令", "One-time codes taken into use";
        CodeWithdrawn = "login_code.withdrawn", "停用动态口令", "One-time codes withdrawn";
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

vocabulary! {
    /// 记录对象: the kind of thing that a record is about, the first word of its subject.
    pub enum SubjectKind {
        Action = "action", "操作", "Action";
        Application = "application", "申请", "Application";
        Catalog = "catalog", "目录", "Catalog entry";
        CatalogTask = "catalog_task", "目录编制任务", "Task of compiling a catalog entry";
        Certificate = "certificate", "证照", "Certificate";
        Client = "client", "接入系统", "Calling system";
        Data = "data", "规则数据", "Dated data";
        Findings = "findings", "核对发现", "Findings of a check";
        History = "history", "证照全过程", "Life of a certificate";
        Job = "job", "作业", "Job";
        List = "list", "列表", "List";
        Log = "log", "日志", "Log";
        Login = "login", "登录", "Login";
        Matter = "matter", "事项", "Matter";
        Miss = "miss", "缺证", "Misses of a kind";
        Person = "person", "人员", "Person";
        Persons = "persons", "人员", "Persons";
        Record = "record", "日志记录", "Record of the log";
        Responsibility = "responsibility", "责任追溯", "Responsibility";
        Seal = "seal", "印章", "Seal";
        Session = "session", "会话", "Session";
        Unit = "unit", "单位", "Unit";
        Use = "use", "用证", "Use of a certificate";
    }
}

impl SubjectKind {
    /// The kind that a subject begins with, and the words behind it.
    pub fn of(subject: &str) -> (Option<Self>, &str) {
        let (kind, rest) = subject.split_once(' ').unwrap_or((subject, ""));
        (Self::parse(kind), rest)
    }

    /// Whether the subject is called by a word of a vocabulary, and not by an identity.
    pub fn is_worded(self) -> bool {
        matches!(self, Self::Action | Self::Data | Self::List | Self::Login)
    }
}

vocabulary! {
    /// 登录失败原因: why nobody was logged in. The record names no account, because people sometimes type their
    /// password in its place.
    pub enum LoginFailure {
        Wrong = "wrong", "账号或口令不符", "Wrong account or password";
        WrongCode = "wrong_code", "动态口令不符", "Wrong one-time code";
        WrongSignature = "wrong_signature", "证书签名不符或证书不可用", "The certificate's signature does not fit, or it cannot be used";
        Delayed = "delayed", "失败过多，暂缓尝试", "Too many failures, to be tried later";
    }
}

vocabulary! {
    /// 查看方式: in which form a certificate or a copy of it was shown. The record of a showing says it, so that
    /// a print can be told from a look.
    pub enum Manner {
        Content = "content", "查看内容", "Content on the screen";
        /// The answer to a change shows the certificate as it is afterwards.
        AfterChange = "after_change", "办理后显示", "Content after a change";
        Picture = "picture", "查看照面", "Picture of the face";
        Print = "print", "打印照面", "Face for printing";
        File = "file", "取OFD文件", "OFD file";
    }
}

vocabulary! {
    /// 记录附属信息: the members of the details of records.
    pub enum DetailName {
        Accepted = "accepted", "接受的提示", "Warnings that were accepted";
        Agreeing = "agreeing", "暗记吻合比例", "Share of agreeing characters";
        Basis = "basis", "依据", "Basis";
        Candidates = "candidates", "比对的副本数", "Copies compared with";
        Case = "case", "办件号", "Case number";
        CaseNumber = "case_number", "办件号", "Number of the case";
        Certificate = "certificate", "证照标识或编号", "Identifier or number of a certificate";
        Code = "code", "编码", "Code";
        CopyId = "copy_id", "副本编号", "Copy";
        DeclaredAt = "declared_at", "声明时间", "Declared at";
        DeclaredBy = "declared_by", "声明人", "Declared by";
        Dpi = "dpi", "图片分辨率", "Resolution of the picture";
        DrawnWith = "drawn_with", "绘制依据", "Drawn with";
        Event = "event", "事件", "Event";
        Face = "face", "照面", "Face";
        Field = "field", "字段", "Field";
        Filter = "filter", "筛选条件", "Filter";
        Fonts = "fonts", "字体及摘要", "Fonts and digests";
        Format = "format", "格式", "Format";
        Holder = "holder", "持证主体代码的密钥散列", "Keyed hash of the holder's code";
        Identifier = "identifier", "证照标识", "Identifier";
        IsCut = "is_cut", "仅导出前一部分", "Only the first part";
        LayoutVersion = "layout_version", "排版版本", "Version of the layout";
        Manner = "manner", "查看方式", "Manner of showing";
        Marked = "marked", "带暗记的字数", "Marked characters";
        Matter = "matter", "事项编码", "Matter";
        MatterCode = "matter_code", "事项编码", "Code of the matter";
        Message = "message", "提示", "Message";
        Named = "named", "认出的副本", "Copies named";
        Newest = "newest", "最近一条记录的时间", "Instant of the newest record";
        NoStateSecret = "no_state_secret", "不涉密声明", "Declaration of no state secret";
        Number = "number", "证照编号", "Number";
        Operator = "operator", "操作员", "Operator";
        Order = "order", "次序", "Order";
        Page = "page", "页", "Page";
        Period = "period", "起止日期", "Period";
        Person = "person", "人员", "Person";
        Reason = "reason", "理由", "Reason";
        Refusal = "refusal", "拒绝原因", "Refusal";
        Rows = "rows", "行数", "Rows";
        Seen = "seen", "认出的字数", "Characters seen";
        State = "state", "状态", "State";
        Status = "status", "证照状态", "Status";
        Step = "step", "步骤", "Step";
        Template = "template", "模板摘要", "Digest of the template";
        TypeCode = "type_code", "证照类型代码", "Code of the type";
        Unit = "unit", "单位", "Unit";
        UnitCode = "unit_code", "单位代码", "Code of the unit";
        UnitName = "unit_name", "单位名称", "Name of the unit";
        Use = "use_code", "用证码", "Code of the use";
        Used = "used", "用证码与证照标识", "Uses and certificates";
        What = "what", "发现", "Finding";
        Z = "z", "吻合强度", "Strength of agreement";
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

    /// Says in which form the subject was shown.
    #[must_use]
    pub fn shown(self, manner: Manner) -> Self {
        self.with_details(serde_json::json!({ "manner": manner.as_str() }))
    }

    #[must_use]
    pub fn with_file(mut self, sm3: impl Into<String>, sha256: impl Into<String>) -> Self {
        self.files.push((sm3.into(), sha256.into()));
        self
    }
}
