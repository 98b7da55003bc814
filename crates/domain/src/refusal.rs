//! Refusals: why a rule does not allow something, with one stable code for each reason and its words in
//! Chinese and English.

use std::fmt;

/// Declares [`Code`] like `vocabulary!`, with the HTTP status before the code. A malformed request is
/// 400, a caller without the right 401 or 403, a state that does not allow the step 409, and content
/// that breaks a rule 422.
macro_rules! refusals {
    ($($name:ident = $status:literal $code:literal, $zh:literal, $en:literal;)+) => {
        vocabulary! {
            /// The reasons of refusals; `docs/tables/errors.txt` prints them all. The words are sentences
            /// for people and do not contain the facts of the case.
            pub enum Code {
                $($name = $code, $zh, $en;)+
            }
        }

        impl Code {
            /// The HTTP status of the answer.
            pub fn status(self) -> u16 {
                match self { $(Code::$name => $status),+ }
            }
        }
    };
}

refusals! {
    UnitCodeInvalid = 422 "unit_code_invalid", "统一社会信用代码不正确", "The unified social credit code is not valid";
    IdNumberInvalid = 422 "id_number_invalid", "公民身份号码不正确", "The resident identity number is not valid";
    IdNumberBirthDate = 422 "id_number_birth_date", "公民身份号码中的出生日期不成立", "The birth date in the resident identity number does not exist, lies in the future or before 1850";
    TypeCodeInvalid = 422 "type_code_invalid", "证照类型代码不正确", "The certificate type code is not valid";
    IdentifierInvalid = 422 "identifier_invalid", "证照标识不正确", "The certificate identifier is not valid";
    RegionUnknown = 422 "region_unknown", "区划代码不在区划表中", "The region is not in the region table";
    HolderCodeTypeUnknown = 422 "holder_code_type_unknown", "持证主体代码类型不在代码表中", "The holder code type is not in the code table";
    HolderCodeInvalid = 422 "holder_code_invalid", "持证主体代码不正确", "The holder code is not valid";
    HolderNameMissing = 422 "holder_name_missing", "持证主体名称必填且不得过长", "The holder's name is missing, too long or contains control characters";
    HolderKindMismatch = 422 "holder_kind_mismatch", "持证主体类别与目录不符", "The holder is not of the kind that the catalog entry allows";
    ContentInvalid = 422 "content_invalid", "填报内容有误", "The content contains errors";
    FieldUnknown = 422 "field_unknown", "目录中没有此字段", "The catalog entry has no such field";
    FieldMissing = 422 "field_missing", "必填项未填", "A required field is missing";
    FieldType = 422 "field_type", "字段类型不符", "The value has the wrong type";
    FieldTooLong = 422 "field_too_long", "字段超过最大长度", "The value is too long";
    FieldRange = 422 "field_range", "数值超出范围或小数位过多", "The number is out of range or has too many decimals";
    FieldOption = 422 "field_option", "取值不在代码表中", "The value is not in the code list";
    FieldDate = 422 "field_date", "日期不成立", "The date does not exist";
    FieldCharacter = 422 "field_character", "含有不允许的字符", "The value contains characters that are not allowed";
    FieldImage = 422 "field_image", "图片须为不超过限额的 PNG 或 JPEG", "The image must be a PNG or JPEG within the limit";
    FieldRows = 422 "field_rows", "重复组行数超限", "The repeated group has too few or too many rows";
    ValidityOrder = 422 "validity_order", "有效期截止日期早于起始日期", "The validity ends before it begins";
    ValidityEnded = 422 "validity_ended", "有效期截止日期已过", "The validity would already have ended";
    CatalogInvalid = 422 "catalog_invalid", "目录条目有误", "The catalog entry contains errors";
    CatalogState = 409 "catalog_state", "目录条目当前状态不允许此操作", "The state of the catalog entry does not allow this step";
    CatalogNotPublished = 422 "catalog_not_published", "目录条目尚未发布或已停用", "The catalog entry is not published";
    CatalogNotAdopted = 422 "catalog_not_adopted", "本单位未认领该目录", "The unit has not adopted this catalog entry";
    CatalogAdopted = 409 "catalog_adopted", "本单位已可按该目录签发，无须认领", "The unit issues certificates of this type already";
    TypeCodeTaken = 409 "type_code_taken", "证照类型代码已被使用；修订已有的目录请用“编制新版本”", "The type code is already in use; to change an existing entry, compile a new version of it";
    TypeCodesExhausted = 422 "type_codes_exhausted", "该机构的证照类型代码已用尽", "The type codes of this unit are used up";
    SecrecyUndeclared = 422 "secrecy_undeclared", "发布前须声明本目录不涉及国家秘密（第三条）", "Before publication somebody must declare that the entry contains no state secret (Art. 3)";
    FieldNotOnFace = 422 "field_not_on_face", "必填属性未出现在照面上", "A required field does not appear on the face";
    CommentInvalid = 422 "comment_invalid", "意见不能为空、过长或含控制字符", "The comment is empty, too long or contains control characters";
    TaskInvalid = 422 "task_invalid", "编制任务须写明名称，期限不得早于今日", "A task must have a name and a last day that is not before today";
    TaskState = 409 "task_state", "编制任务当前状态不允许此操作", "The state of the task does not allow this step";
    TaskOfAnother = 422 "task_of_another", "编制任务不属于该定义机构或该证照类型", "The task belongs to another unit or to another type";
    TableInvalid = 422 "table_invalid", "表格无法导入", "The table cannot be imported";
    MatterEnded = 422 "matter_ended", "事项已停用", "The matter is no longer handled";
    MatterUnchanged = 422 "matter_unchanged", "事项内容没有变化", "The matter would not change";
    FirstDayInvalid = 422 "first_day_invalid", "生效日期须为今日起一年内的日期，且不早于上一版本", "The first day lies within a year from today and not before that of the version before";
    LastDayInvalid = 422 "last_day_invalid", "停用日期须为今日起一年内的日期", "The last day lies within a year from today";
    MissUnknown = 422 "miss_unknown", "本单位没有因此缺证的记录", "Nobody missed this type of the unit for that reason";
    PlannedDayInvalid = 422 "planned_day_invalid", "已安排补办的须写明今日起一年内的日期，其他答复不写", "A plan names a day within a year from today; other answers name none";
    LegalBasisMissing = 422 "legal_basis_missing", "有条件或不予共享须写明法律法规依据", "Conditional or withheld sharing must state its legal basis (Art. 13)";
    ApplicationState = 409 "application_state", "申请当前状态不允许此操作", "The state of the application does not allow this step";
    PictureUnusable = 422 "picture_unusable", "图片无法用于溯源", "The picture cannot be used for tracing";
    SealState = 409 "seal_state", "印章当前状态不允许此操作", "The state of the seal does not allow this step";
    SealStepUnknown = 422 "seal_step_unknown", "没有这种印章状态变更", "There is no such change of the state of a seal";
    CertificateState = 409 "certificate_state", "证照当前状态不允许此操作", "The state of the certificate does not allow this step";
    SamePerson = 403 "same_person", "审核人不得与经办人为同一人", "The reviewer must not be the person who submitted the application (Art. 7)";
    ReasonMissing = 422 "reason_missing", "须填写理由（可读的文字，最多 500 字）", "A reason is required: readable text of at most 500 characters";
    RevocationBasisMissing = 422 "revocation_basis_missing", "须写明注销（吊销、撤销、作废）的法律依据", "A revocation must state its legal basis";
    RevocationKindUnknown = 422 "revocation_kind_unknown", "注销类别不在注销、吊销、撤销、作废之中", "The kind of revocation must be cancelled, penalised, withdrawn or voided";
    UpdateReasonMissing = 422 "update_reason_missing", "更新须选择事由", "An update must state its reason";
    UpdateTarget = 422 "update_target", "被更新的证照不存在、类型不符或不在有效状态", "The certificate to be updated does not exist, is of another type or is not in force";
    UpdatePending = 409 "update_pending", "该证照已有在办的更新申请", "Another update of this certificate is under way";
    FieldsDisagree = 422 "fields_disagree", "字段之间不一致", "The fields do not agree with each other";
    ImageTooSmall = 422 "image_too_small", "图片像素不足", "The picture has too few pixels";
    WarningsOpen = 422 "warnings_open", "有未确认的警告，须逐条确认并写明理由", "There are warnings that the reviewer has not accepted with a reason";
    SecondCertificate = 422 "second_certificate", "持证主体已有同类有效证照", "The holder has a certificate of this type in force already";
    ValidityMoved = 422 "validity_moved", "变更、补发、更正不改变有效期", "A change, reissue or correction does not move the validity";
    ValidityTerm = 422 "validity_term", "有效期长于目录规定的期限", "The validity is longer than the term of the catalog entry";
    ValidityShortened = 422 "validity_shortened", "延续或换发后的有效期未晚于原有效期", "The extension or renewal does not end later than the certificate before";
    ValidityDistant = 422 "validity_distant", "有效期在一年以后才开始", "The validity begins more than a year from now";
    CorrectionBasisMissing = 422 "correction_basis_missing", "更正持证主体代码须写明依据", "A corrected holder code must state its basis";
    CertificateExpired = 409 "certificate_expired", "证照有效期已届满，不能签发", "The certificate has expired and cannot be issued";
    IssueLate = 422 "issue_late", "审核通过已久，签发须写明理由", "The application was approved long ago; issuing it now needs a reason";
    EntryMoved = 409 "entry_moved", "申请已按此目录版本办理", "The application follows this version of the entry already";
    NumberExhausted = 422 "number_exhausted", "证照编号已用尽", "The serial numbers of this pattern are used up";
    NumberTaken = 409 "number_taken", "证照编号已被使用", "The certificate number is already in use";
    JobState = 409 "job_state", "作业当前状态不允许重试", "A job in this state cannot be retried";
    DataInvalid = 422 "data_invalid", "数据格式不正确", "The data are malformed";
    DataState = 409 "data_state", "该版本当前状态不允许此操作", "The state of this version of the data does not allow this step";
    DataDate = 422 "data_date", "生效日期不能早于明天，须写明依据条款", "Data must take effect tomorrow at the earliest and must name their article";
    NoteInvalid = 422 "note_invalid", "备注不能为空、过长或含控制字符", "The note is empty, too long or contains control characters";
    NoteState = 409 "note_state", "备注已撤回", "The note has already been withdrawn";
    NoteOfAnother = 403 "note_of_another", "只有备注人可以撤回", "Only the author of a note may withdraw it";
    PurposeMissing = 422 "purpose_missing", "用证须填写事项与办件号", "A use must state its matter and case number (Art. 14)";
    MatterUnknown = 422 "matter_unknown", "事项不存在", "The matter does not exist";
    MatterNotAllowed = 403 "matter_not_allowed", "该事项不属于本单位或不需要此类证照", "The matter does not belong to this unit or does not need this type of certificate";
    CaseNumberInvalid = 422 "case_number_invalid", "办件号须为 6 至 64 位字母、数字、-、_ 或 /，且不得为身份证号或手机号", "A case number has 6 to 64 letters, digits, -, _ or /, and is no identity or phone number";
    UseLimit = 429 "use_limit", "查询的持证主体数超过规章参数的限额，请核对办件号", "There were more holders under this case number or by this caller than the rule book allows; check the case number";
    SharingWithheld = 403 "sharing_withheld", "该类证照不予共享", "Certificates of this type are not shared (Art. 13)";
    SharingConditional = 403 "sharing_conditional", "该类证照有条件共享，尚未获准", "Certificates of this type are shared only under conditions that are not met (Art. 13)";
    FaceInvalid = 422 "face_invalid", "照面无法排版", "The face cannot be laid out";
    WorkExceeded = 422 "work_exceeded", "处理此内容的计算量超出一次请求的限额", "Processing this content would take more work than one request may cause";
    MemoryExceeded = 422 "memory_exceeded", "处理此内容所需的内存超出一次请求的限额", "Processing this content would take more memory than one request may hold";
    UnitUnknown = 422 "unit_unknown", "单位不存在或已停用", "The unit does not exist or is not active";
    UnitTaken = 409 "unit_taken", "该单位已经登记", "The unit is registered already";
    MatterTaken = 409 "matter_taken", "该事项编码已经登记", "A matter with this code is registered already";
    ClientTaken = 409 "client_taken", "该系统标识已经登记", "A calling system with this identity is registered already";
    NameInvalid = 422 "name_invalid", "名称须为1至64个字符，首尾无空格，不含控制字符", "A name has 1 to 64 characters, no blanks at its ends and no control characters";
    AccountInvalid = 422 "account_invalid", "账号须为2至40个字母、数字或 - _ .", "An account has 2 to 40 letters, digits or - _ .";
    PersonUnknown = 422 "person_unknown", "人员不存在或已停用", "The person does not exist or is not active";
    AccountTaken = 409 "account_taken", "账号已被使用", "The account is already taken";
    PasswordWeak = 422 "password_weak", "口令须有10至128个字符，含小写字母、大写字母、数字、其他字符中的至少三类，不含账号，且不是常见口令", "A password has 10 to 128 characters of at least three kinds (lower case, upper case, digits, others), does not contain the account, and is none that many people choose";
    LoginFailed = 401 "login_failed", "账号或口令不正确", "The account or the password is wrong";
    CodeRequired = 403 "code_required", "还须输入动态口令", "The one-time code is needed as well";
    CodeWrong = 403 "code_wrong", "动态口令不正确、已用过或已过期", "The one-time code is wrong, used or too old";
    LoginKeyInvalid = 422 "login_key_invalid", "证书无法读取、不是 SM2 证书、不在有效期内或不受本市信任", "The certificate cannot be read, is not one of SM2, is out of its period or not trusted here";
    LoginKeyTaken = 409 "login_key_taken", "此证书已登记", "This certificate is registered already";
    LoginKeyState = 409 "login_key_state", "登录证书当前状态不允许此操作", "The state of the certificate does not allow this step";
    ChallengeInvalid = 403 "challenge_invalid", "挑战码已用过、已过期或不属于本页，请重试", "The challenge was used, is too old or belongs to another page; try again";
    SignatureWrong = 403 "signature_wrong", "证书签名不正确，或证书不可用于登录", "The signature is wrong, or the certificate cannot be used to log in";
    CodeState = 409 "code_state", "动态口令当前状态不允许此操作", "The state of the one-time codes does not allow this step";
    ProofRequired = 403 "proof_required", "此操作须先再次验明身份", "Prove again who you are before this act";
    SecondFactorRequired = 403 "second_factor_required", "本岗位须先启用动态口令或用数字证书登录", "This post must take one-time codes into use, or log in by certificate, before anything else";
    LoginLocked = 429 "login_locked", "登录失败次数过多，请稍后再试", "There were too many failed logins; try again later";
    PasswordWrong = 403 "password_wrong", "原口令不正确", "The old password is wrong";
    PasswordUnchanged = 422 "password_unchanged", "新口令不得与原口令相同", "The new password must differ from the old one";
    PasswordChangeRequired = 403 "password_change_required", "须先更改口令", "The password must be changed first";
    StandingState = 409 "standing_state", "当前状态不允许此操作", "The present state does not allow this step";
    OwnStanding = 403 "own_standing", "不得停用本人或本单位", "Nobody may suspend themselves or their own unit";
    GrantState = 409 "grant_state", "该岗位提议当前状态不允许此操作", "The state of the proposal does not allow this step";
    GrantForOneself = 403 "grant_for_oneself", "不得为本人授予或撤销岗位，提出人不得自行确认", "Nobody may grant a post to themselves, or confirm their own proposal";
    GrantPending = 409 "grant_pending", "该岗位已授予或已在待确认", "The post is held already or waits for confirmation";
    PostPeriod = 422 "post_period", "任职起止日期不当：起始日不得早于今天，截止日不得早于起始日或今天，续任须与现任期首尾相接", "The days of the post do not fit: it begins today at the earliest, ends neither before it begins nor before today, and is prolonged without a gap";
    PostReserved = 403 "post_reserved", "管理岗位由安全管理员办理", "Posts of managers and administrators are left to the security administrator";
    PostsExclude = 422 "posts_exclude", "岗位互斥：系统、安全、审计管理员不得兼任，也不得兼任业务岗位", "The posts exclude each other: the three administrators hold no other post";
    CityBootstrapped = 409 "city_bootstrapped", "本市已有管理员，不能再次设立", "The city has had administrators already";
    AdministratorsAlike = 422 "administrators_alike", "三名管理员须为不同人员，账号与口令均不得相同", "The three administrators must be separate people, with accounts and passwords of their own";
    Unauthenticated = 401 "unauthenticated", "请先登录", "Log in first";
    Denied = 403 "denied", "无权进行此操作", "You do not have permission to do this";
    CsrfInvalid = 403 "csrf_invalid", "页面令牌无效，请刷新后重试", "The page token is not valid; reload and try again";
    NotFound = 404 "not_found", "没有找到", "Not found";
    Conflict = 409 "conflict", "内容已被他人修改，请刷新后重试", "Someone else has changed the content in the meantime; reload and try again";
    IdempotencyReused = 409 "idempotency_reused", "幂等键已用于不同的请求", "The idempotency key has already been used for another request";
    IdempotencyInvalid = 400 "idempotency_invalid", "幂等键格式不正确", "The idempotency key is malformed";
    RequestInvalid = 400 "request_invalid", "请求格式不正确", "The request is malformed";
    QueryInvalid = 422 "query_invalid", "查询条件不正确", "A parameter of the query is unknown or malformed";
    RequestTooLarge = 413 "request_too_large", "请求超过大小限制", "The request is too large";
    RequestSlow = 408 "request_slow", "请求内容传送过慢", "The body of the request arrived too slowly";
    MethodNotAllowed = 405 "method_not_allowed", "此地址不支持该方法", "This address does not support the method";
    SignatureInvalid = 401 "signature_invalid", "请求签名无效", "The signature of the request is not valid";
    SignatureExpired = 401 "signature_expired", "请求时间超出允许范围", "The time of the request is outside the accepted range";
    NonceReused = 401 "nonce_reused", "请求随机数已使用过", "The nonce has already been used";
    OperatorInvalid = 422 "operator_invalid", "经办人账号须为 1 至 64 个可见字符，且不得为身份证号或手机号", "The operator must be an account name of 1 to 64 visible characters and no identity or phone number";
    ClientSuspended = 403 "client_suspended", "接入系统已暂停", "The calling system is suspended";
    EvidenceBroken = 503 "evidence_broken", "数据与日志记录不一致，已停止办理并报警", "The stored data are not as the log says; the act is refused and an alarm is raised";
    LogStopped = 503 "log_stopped", "系统暂停写入（检查点、日志、磁盘或时钟须处理），只提供不写入的公开查询", "Nothing is written at the moment, because checkpoint, log, disk or clock needs attention; only public reads are served";
    Busy = 503 "busy", "当前请求过多，请稍后再试", "The service has too much to do at the moment; try again later";
    Unavailable = 503 "unavailable", "服务暂不可用，请稍后再试", "The service is temporarily unavailable; try again later";
    Internal = 500 "internal", "系统内部错误，请提供参考号给管理员", "Internal error; give the reference number to the system administrator";
}

/// A refusal: its code, the facts of the case, and the findings about single fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    code: Code,
    facts: Vec<(&'static str, String)>,
    findings: Vec<FieldFinding>,
}

vocabulary! {
    /// 严重程度 of a finding: an error is refused, a warning is decided by the reviewer, with a reason (Art. 11).
    #[derive(Default)]
    pub enum Severity {
        #[default]
        Error = "error", "错误", "Error";
        Warning = "warning", "警告", "Warning";
    }
}

/// A finding about one field. `field` is a path such as `facts.JYZMC` or `facts.items[2].name`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFinding {
    pub field: String,
    pub code: Code,
    /// What is wrong, in Chinese; the pages show it beside the field.
    pub message: String,
    pub severity: Severity,
}

impl FieldFinding {
    pub fn new(field: impl Into<String>, code: Code, message: impl Into<String>) -> Self {
        let severity = Severity::Error;
        Self { field: field.into(), code, message: message.into(), severity }
    }

    #[must_use]
    pub fn of_severity(self, severity: Severity) -> Self {
        Self { severity, ..self }
    }
}

impl Refusal {
    pub fn new(code: Code) -> Self {
        Self { code, facts: Vec::new(), findings: Vec::new() }
    }

    /// A refusal made of field findings.
    pub fn of_fields(code: Code, findings: Vec<FieldFinding>) -> Self {
        Self { code, facts: Vec::new(), findings }
    }

    /// Adds a fact of the case, such as the state that does not allow the step.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.facts.push((name, value.into()));
        self
    }

    pub fn code(&self) -> Code {
        self.code
    }

    pub fn facts(&self) -> &[(&'static str, String)] {
        &self.facts
    }

    pub fn findings(&self) -> &[FieldFinding] {
        &self.findings
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.as_str(), self.code.en())?;
        for finding in &self.findings {
            write!(f, "; {} {}", finding.field, finding.code.as_str())?;
        }
        Ok(())
    }
}

impl std::error::Error for Refusal {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_have_words_in_both_languages() {
        let mut seen = std::collections::BTreeSet::new();
        for code in Code::ALL {
            assert!(seen.insert(code.as_str()), "{}", code.as_str());
            assert!(!code.zh().is_empty() && !code.en().is_empty());
            assert!(code.as_str().bytes().all(|b| b.is_ascii_lowercase() || b == b'_'));
        }
    }
}
