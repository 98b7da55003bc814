//! The actions, and the rights of the posts: which actions each may do, and how far.

use crate::caller::Role;

vocabulary! {
    /// What can be permitted.
    pub enum Action {
        ReadPublicCatalog = "read_public_catalog", "查看公开目录", "Read the public catalog";
        ReadCatalogDraft = "read_catalog_draft", "查看未发布目录", "Read unpublished catalog entries";
        DraftCatalog = "draft_catalog", "编制目录", "Draft a catalog entry";
        PublishCatalog = "publish_catalog", "发布目录", "Publish a catalog entry";
        RetireCatalog = "retire_catalog", "停用目录", "Retire a catalog entry";
        AdoptCatalog = "adopt_catalog", "认领目录", "Adopt a catalog entry";
        CommentCatalog = "comment_catalog", "对目录提出意见", "Comment on a catalog entry";
        ConfirmCatalog = "confirm_catalog", "年度确认目录", "Confirm a catalog entry for the year";
        AssignCatalog = "assign_catalog", "下达编制任务", "Assign the compiling of a catalog entry";
        DraftApplication = "draft_application", "单证录入", "Draft an application";
        SubmitApplication = "submit_application", "提交申请", "Submit an application";
        ReviewApplication = "review_application", "审核", "Review an application";
        ReadApplication = "read_application", "查看申请", "Read an application";
        ProduceCertificate = "produce_certificate", "制证", "Produce a certificate";
        IssueCertificate = "issue_certificate", "签发", "Issue a certificate";
        SuspendCertificate = "suspend_certificate", "冻结", "Suspend a certificate";
        ResumeCertificate = "resume_certificate", "恢复", "Resume a certificate";
        RevokeCertificate = "revoke_certificate", "注销", "Revoke a certificate";
        ReadCertificate = "read_certificate", "查阅证照", "Read a certificate";
        DownloadCertificate = "download_certificate", "下载原件", "Download the original file";
        UseCertificate = "use_certificate", "用证查询", "Use a certificate";
        TakeArchiveCopy = "take_archive_copy", "取存档副本", "Take an archive copy";
        ReadUsage = "read_usage", "查看用证记录", "Read records of use";
        ReadMisses = "read_misses", "查看缺证台账", "Read the ledger of misses";
        AnswerMisses = "answer_misses", "答复缺证", "Answer misses";
        VerifyFile = "verify_file", "核验", "Verify a file";
        ReadNotice = "read_notice", "查看通知", "Read notices";
        SendNotice = "send_notice", "发送通知", "Send notices";
        ReadAuditLog = "read_audit_log", "查看审计日志", "Read the audit log";
        ReadResponsibility = "read_responsibility", "责任追溯", "Read who held which post and did what";
        TraceCopy = "trace_copy", "溯源外泄副本", "Trace a leaked copy";
        ReadUnit = "read_unit", "查看单位", "Read units";
        RegisterUnit = "register_unit", "单位接入", "Register a unit";
        RegisterPerson = "register_person", "登记人员", "Register a person";
        GrantRole = "grant_role", "提出授予或撤销岗位", "Propose or withdraw a post";
        ConfirmRole = "confirm_role", "确认岗位授予", "Confirm a post";
        ChangePerson = "change_person", "停用、启用人员", "Suspend or resume a person";
        ChangeUnit = "change_unit", "停用、启用单位", "Suspend or resume a unit";
        ChangeClient = "change_client", "停用、启用接入系统及更换密钥", "Suspend or resume a calling system, or replace its key";
        RecoverAccount = "recover_account", "恢复账号", "Recover an account on the machine";
        BootstrapCity = "bootstrap_city", "设立首任管理员", "Register the first administrators";
        RegisterSeal = "register_seal", "登记印章", "Register a seal";
        ChangeSeal = "change_seal", "变更印章状态", "Change the state of a seal";
        RegisterClient = "register_client", "登记接入系统", "Register a calling system";
        OpenSession = "open_session", "登录", "Log in";
        AddNote = "add_note", "添加备注", "Add a note to a certificate";
        WithdrawNote = "withdraw_note", "撤回备注", "Withdraw a note";
        ReadNote = "read_note", "查看备注", "Read the notes on a certificate";
        ProposeData = "propose_data", "提交规则数据", "Propose a version of dated data";
        SignData = "sign_data", "签署规则数据", "Sign a version of dated data";
        GuardLog = "guard_log", "守护日志", "Record alarms and renewed checkpoints";
        ReadData = "read_data", "查看规则数据", "Read the versions of dated data";
        ReadJob = "read_job", "查看作业", "Read jobs and schedules";
        RetryJob = "retry_job", "重试作业", "Retry a job";
    }
}

impl Action {
    /// Whether a person must have proved lately who they are before doing it: acts that give or take rights,
    /// keys or seals, with which somebody at an unattended screen could do lasting harm (decision 0024).
    pub fn asks_proof(self) -> bool {
        matches!(
            self,
            Self::RegisterSeal
                | Self::ChangeSeal
                | Self::RegisterPerson
                | Self::ChangePerson
                | Self::GrantRole
                | Self::ConfirmRole
                | Self::ChangeUnit
                | Self::RegisterClient
                | Self::ChangeClient
                | Self::SignData
        )
    }
}

/// Actions of a post in the own unit, in the own region, and in the whole city.
pub(super) type Rights = (&'static [Action], &'static [Action], &'static [Action]);

/// What managing units may do in the region that they manage (Art. 6). What they may do to people ends at the posts
/// of managers and administrators (`grant::within_reach`).
const MANAGER: &[Action] = &[
    Action::RegisterPerson,
    Action::GrantRole,
    Action::ChangePerson,
    Action::ReadCatalogDraft,
    Action::DraftCatalog,
    Action::PublishCatalog,
    Action::RetireCatalog,
    Action::AssignCatalog,
    Action::RegisterUnit,
    Action::RegisterSeal,
    Action::ChangeSeal,
    Action::ReadUsage,
    Action::ReadResponsibility,
    Action::ReadMisses,
];

/// What the city manager may do in the whole city: the same, and decide about dated data (Art. 28, 29).
const CITY_MANAGER: &[Action] = &[
    Action::ReadCatalogDraft,
    Action::DraftCatalog,
    Action::PublishCatalog,
    Action::RetireCatalog,
    Action::AssignCatalog,
    Action::RegisterUnit,
    Action::RegisterSeal,
    Action::ChangeSeal,
    Action::ReadUsage,
    Action::ReadResponsibility,
    Action::ReadMisses,
    Action::ProposeData,
    Action::SignData,
    Action::ReadData,
];

/// What the program may do in its jobs and schedules, and on behalf of an operator who runs a command in
/// the shell: register the city's first units, people and seals, give an account back to its owner,
/// suspend a lost seal at any hour, and trace a leaked copy.
const PROGRAM: &[Action] = &[
    Action::ProduceCertificate,
    Action::SendNotice,
    Action::OpenSession,
    Action::GuardLog,
    Action::RegisterUnit,
    Action::RegisterPerson,
    Action::GrantRole,
    Action::RecoverAccount,
    Action::BootstrapCity,
    Action::RegisterSeal,
    Action::ChangeSeal,
    Action::TraceCopy,
];

/// What the security administrator may do in the whole city: propose posts and stop people, units and
/// systems. Confirming a post is left to the system administrator (decision 0023).
const SECURITY_ADMIN: &[Action] = &[
    Action::RegisterPerson,
    Action::GrantRole,
    Action::ChangePerson,
    Action::ChangeUnit,
    Action::RegisterClient,
    Action::ChangeClient,
];

/// What issuing posts may do in their unit (Art. 7): issue and end certificates, and answer for what is missing.
const ISSUER: &[Action] = &[
    Action::IssueCertificate,
    Action::SuspendCertificate,
    Action::ResumeCertificate,
    Action::RevokeCertificate,
    Action::ConfirmCatalog,
    Action::ReadMisses,
    Action::AnswerMisses,
    Action::ReadApplication,
    Action::ReadCertificate,
    Action::DownloadCertificate,
    Action::ReadNotice,
    Action::ReadNote,
];

/// What windows may do in their unit; certificates of others they see only through a use (Art. 14 to 16).
const WINDOW: &[Action] =
    &[Action::TakeArchiveCopy, Action::ReadUsage, Action::ReadMisses, Action::CommentCatalog];

/// The table: one arm for each post. A post may do only what its arm names.
pub(super) fn rights(role: Role) -> Rights {
    use Action as A;
    match role {
        // Art. 7: collecting, reviewing and issuing are separate posts.
        Role::Clerk => (
            &[
                A::DraftApplication,
                A::SubmitApplication,
                A::ReadApplication,
                A::ReadCertificate,
                A::ReadNotice,
                A::AddNote,
                A::WithdrawNote,
                A::ReadNote,
            ],
            &[],
            &[],
        ),
        Role::Reviewer => (
            &[
                A::ReviewApplication,
                A::ReadApplication,
                A::ReadCertificate,
                A::ReadNotice,
                A::ReadNote,
            ],
            &[],
            &[],
        ),
        Role::Issuer => (ISSUER, &[], &[]),
        // Art. 14 to 16: using units see certificates of others only through a use that states its
        // purpose.
        Role::Window => (WINDOW, &[], &[A::UseCertificate]),
        Role::CallingSystem => (&[A::TakeArchiveCopy, A::ReadUsage], &[], &[A::UseCertificate]),
        // Art. 9: units compile and maintain the catalog; each comments and confirms in its own name.
        Role::CatalogEditor => (
            &[
                A::DraftCatalog,
                A::AdoptCatalog,
                A::ReadCatalogDraft,
                A::CommentCatalog,
                A::ConfirmCatalog,
                A::ReadMisses,
                A::AnswerMisses,
            ],
            &[],
            &[],
        ),
        // Art. 6: district managers keep the catalog of their district and register its units.
        Role::DistrictManager => (&[], MANAGER, &[]),
        // Art. 28: the city manager interprets the regulation and decides what it leaves open.
        Role::CityManager => (&[], &[], CITY_MANAGER),
        Role::Archivist => (&[A::ReadCertificate, A::DownloadCertificate, A::ReadUsage], &[], &[]),
        // 等保三级 (GB/T 22239, level 3): system, security and audit administration are separate posts,
        // and none of them reads certificates.
        Role::SystemAdmin => {
            (&[], &[], &[A::ConfirmRole, A::ReadJob, A::RetryJob, A::ProposeData, A::ReadData])
        }
        Role::SecurityAdmin => (&[], &[], SECURITY_ADMIN),
        Role::Auditor => (&[], &[], &[A::ReadAuditLog, A::ReadResponsibility, A::TraceCopy]),
        Role::Program => (&[], &[], PROGRAM),
        Role::Public => (&[], &[], &[]),
    }
}
