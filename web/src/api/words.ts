// Made from docs/reference/openapi.json by `npm run types`.
import type { Schemas } from './schemas'

type Words<Name extends keyof Schemas> = Record<Extract<Schemas[Name], string>, string>

export const ACTION: Words<'Action'> = {
  "read_public_catalog": "查看公开目录",
  "read_catalog_draft": "查看未发布目录",
  "draft_catalog": "编制目录",
  "publish_catalog": "发布目录",
  "retire_catalog": "停用目录",
  "adopt_catalog": "认领目录",
  "comment_catalog": "对目录提出意见",
  "confirm_catalog": "年度确认目录",
  "assign_catalog": "下达编制任务",
  "draft_application": "单证录入",
  "submit_application": "提交申请",
  "review_application": "审核",
  "read_application": "查看申请",
  "produce_certificate": "制证",
  "issue_certificate": "签发",
  "suspend_certificate": "冻结",
  "resume_certificate": "恢复",
  "revoke_certificate": "注销",
  "read_certificate": "查阅证照",
  "download_certificate": "下载原件",
  "use_certificate": "用证查询",
  "take_archive_copy": "取存档副本",
  "read_usage": "查看用证记录",
  "read_misses": "查看缺证台账",
  "answer_misses": "答复缺证",
  "verify_file": "核验",
  "read_notice": "查看通知",
  "send_notice": "发送通知",
  "read_audit_log": "查看审计日志",
  "read_responsibility": "责任追溯",
  "trace_copy": "溯源外泄副本",
  "read_unit": "查看单位",
  "register_unit": "单位接入",
  "register_person": "登记人员",
  "grant_role": "提出授予或撤销岗位",
  "confirm_role": "确认岗位授予",
  "change_person": "停用、启用人员",
  "change_unit": "停用、启用单位",
  "change_client": "停用、启用接入系统及更换密钥",
  "recover_account": "恢复账号",
  "bootstrap_city": "设立首任管理员",
  "register_seal": "登记印章",
  "change_seal": "变更印章状态",
  "register_client": "登记接入系统",
  "open_session": "登录",
  "add_note": "添加备注",
  "withdraw_note": "撤回备注",
  "read_note": "查看备注",
  "propose_data": "提交规则数据",
  "sign_data": "签署规则数据",
  "guard_log": "守护日志",
  "read_data": "查看规则数据",
  "read_job": "查看作业",
  "retry_job": "重试作业",
}

export const APPLICATION_KIND: Words<'ApplicationKind'> = {
  "new": "新办",
  "update": "更新",
}

export const APPLICATION_STATE: Words<'ApplicationState'> = {
  "draft": "草稿",
  "submitted": "待审核",
  "approved": "已通过",
  "completed": "已办结",
  "rejected": "不予通过",
  "withdrawn": "已撤回",
}

export const CALLER_KIND: Words<'CallerKind'> = {
  "public": "公众",
  "person": "人员",
  "system": "接入系统",
  "program": "系统自动",
}

export const CATALOG_ACT: Words<'CatalogAct'> = {
  "amend": "修改草稿",
  "circulate": "征求意见",
  "declare": "不涉密声明",
  "submit": "提交发布",
  "return": "退回",
  "publish": "发布",
  "retire": "停用",
  "renew": "编制新版本",
  "adopt": "认领",
  "confirm": "年度确认",
  "comment": "提出意见",
  "apply": "按此录入",
}

export const CATALOG_CHANGE_KIND: Words<'CatalogChangeKind'> = {
  "added": "新增",
  "removed": "删除",
  "changed": "修改",
}

export const CATALOG_FIELD_ASPECT: Words<'CatalogFieldAspect'> = {
  "name": "名称",
  "type": "类型",
  "required": "必填",
  "limits": "限制",
  "options": "取值",
  "sensitivity": "用证时显示",
  "example": "示例",
  "note": "填写说明",
}

export const CATALOG_PART: Words<'CatalogPart'> = {
  "basic_code": "目录基本码",
  "name": "证照名称",
  "kind": "种类",
  "holder_kind": "持证主体类别",
  "defining_unit": "证照定义机构",
  "issuing_units": "签发单位",
  "validity": "有效期限",
  "sharing": "共享",
  "legal_basis": "法律依据",
  "scope_of_use": "应用范围",
  "issue_step": "签发方式",
  "number_pattern": "编号规则",
  "spec": "技术规格",
  "archive_copy": "存档副本",
  "field": "证照属性",
  "field_order": "属性顺序",
  "second": "重复领证",
  "rules": "字段间规则",
  "face": "照面模板",
}

export const CATALOG_STATE: Words<'CatalogState'> = {
  "draft": "草稿",
  "submitted": "待发布",
  "published": "已发布",
  "retired": "已停用",
}

export const CATALOG_TASK_STATE: Words<'CatalogTaskState'> = {
  "open": "待编制",
  "done": "已完成",
  "withdrawn": "已撤回",
}

export const CATALOG_TASK_STEP: Words<'CatalogTaskStep'> = {
  "take_up": "开始编制",
  "finish": "完成",
  "withdraw": "撤回",
}

export const CERTIFICATE_KIND: Words<'CertificateKind'> = {
  "licence": "证件执照",
  "proof": "证明",
  "approval": "批文",
  "appraisal": "鉴定报告",
  "result": "办事结果",
}

export const CERTIFICATE_STATE: Words<'CertificateState'> = {
  "registered": "已登记未签发",
  "active": "有效",
  "suspended": "已冻结",
  "superseded": "已更新",
  "revoked": "已注销",
}

export const CHANNEL: Words<'Channel'> = {
  "manual": "人工",
  "api": "接口",
}

export const CODE: Words<'Code'> = {
  "unit_code_invalid": "统一社会信用代码不正确",
  "id_number_invalid": "公民身份号码不正确",
  "id_number_birth_date": "公民身份号码中的出生日期不成立",
  "type_code_invalid": "证照类型代码不正确",
  "identifier_invalid": "证照标识不正确",
  "region_unknown": "区划代码不在区划表中",
  "holder_code_type_unknown": "持证主体代码类型不在代码表中",
  "holder_code_invalid": "持证主体代码不正确",
  "holder_name_missing": "持证主体名称必填且不得过长",
  "holder_kind_mismatch": "持证主体类别与目录不符",
  "content_invalid": "填报内容有误",
  "field_unknown": "目录中没有此字段",
  "field_missing": "必填项未填",
  "field_type": "字段类型不符",
  "field_too_long": "字段超过最大长度",
  "field_range": "数值超出范围或小数位过多",
  "field_option": "取值不在代码表中",
  "field_date": "日期不成立",
  "field_character": "含有不允许的字符",
  "field_image": "图片须为不超过限额的 PNG 或 JPEG",
  "field_rows": "重复组行数超限",
  "validity_order": "有效期截止日期早于起始日期",
  "validity_ended": "有效期截止日期已过",
  "catalog_invalid": "目录条目有误",
  "catalog_state": "目录条目当前状态不允许此操作",
  "catalog_not_published": "目录条目尚未发布或已停用",
  "catalog_not_adopted": "本单位未认领该目录",
  "catalog_adopted": "本单位已可按该目录签发，无须认领",
  "type_code_taken": "证照类型代码已被使用；修订已有的目录请用“编制新版本”",
  "type_codes_exhausted": "该机构的证照类型代码已用尽",
  "secrecy_undeclared": "发布前须声明本目录不涉及国家秘密（第三条）",
  "field_not_on_face": "必填属性未出现在照面上",
  "comment_invalid": "意见不能为空、过长或含控制字符",
  "task_invalid": "编制任务须写明名称，期限不得早于今日",
  "task_state": "编制任务当前状态不允许此操作",
  "task_of_another": "编制任务不属于该定义机构或该证照类型",
  "table_invalid": "表格无法导入",
  "matter_ended": "事项已停用",
  "matter_unchanged": "事项内容没有变化",
  "first_day_invalid": "生效日期须为今日起一年内的日期，且不早于上一版本",
  "last_day_invalid": "停用日期须为今日起一年内的日期",
  "miss_unknown": "本单位没有因此缺证的记录",
  "planned_day_invalid": "已安排补办的须写明今日起一年内的日期，其他答复不写",
  "legal_basis_missing": "有条件或不予共享须写明法律法规依据",
  "application_state": "申请当前状态不允许此操作",
  "picture_unusable": "图片无法用于溯源",
  "seal_state": "印章当前状态不允许此操作",
  "seal_step_unknown": "没有这种印章状态变更",
  "certificate_state": "证照当前状态不允许此操作",
  "same_person": "审核人不得与经办人为同一人",
  "reason_missing": "须填写理由（可读的文字，最多 500 字）",
  "revocation_basis_missing": "须写明注销（吊销、撤销、作废）的法律依据",
  "revocation_kind_unknown": "注销类别不在注销、吊销、撤销、作废之中",
  "update_reason_missing": "更新须选择事由",
  "update_target": "被更新的证照不存在、类型不符或不在有效状态",
  "update_pending": "该证照已有在办的更新申请",
  "fields_disagree": "字段之间不一致",
  "image_too_small": "图片像素不足",
  "warnings_open": "有未确认的警告，须逐条确认并写明理由",
  "second_certificate": "持证主体已有同类有效证照",
  "validity_moved": "变更、补发、更正不改变有效期",
  "validity_term": "有效期长于目录规定的期限",
  "validity_shortened": "延续或换发后的有效期未晚于原有效期",
  "validity_distant": "有效期在一年以后才开始",
  "correction_basis_missing": "更正持证主体代码须写明依据",
  "certificate_expired": "证照有效期已届满，不能签发",
  "issue_late": "审核通过已久，签发须写明理由",
  "entry_moved": "申请已按此目录版本办理",
  "number_exhausted": "证照编号已用尽",
  "number_taken": "证照编号已被使用",
  "job_state": "作业当前状态不允许重试",
  "data_invalid": "数据格式不正确",
  "data_state": "该版本当前状态不允许此操作",
  "data_date": "生效日期不能早于明天，须写明依据条款",
  "note_invalid": "备注不能为空、过长或含控制字符",
  "note_state": "备注已撤回",
  "note_of_another": "只有备注人可以撤回",
  "purpose_missing": "用证须填写事项与办件号",
  "matter_unknown": "事项不存在",
  "matter_not_allowed": "该事项不属于本单位或不需要此类证照",
  "case_number_invalid": "办件号须为 6 至 64 位字母、数字、-、_ 或 /，且不得为身份证号或手机号",
  "use_limit": "查询的持证主体数超过规章参数的限额，请核对办件号",
  "sharing_withheld": "该类证照不予共享",
  "sharing_conditional": "该类证照有条件共享，尚未获准",
  "face_invalid": "照面无法排版",
  "work_exceeded": "处理此内容的计算量超出一次请求的限额",
  "memory_exceeded": "处理此内容所需的内存超出一次请求的限额",
  "unit_unknown": "单位不存在或已停用",
  "unit_taken": "该单位已经登记",
  "matter_taken": "该事项编码已经登记",
  "client_taken": "该系统标识已经登记",
  "name_invalid": "名称须为1至64个字符，首尾无空格，不含控制字符",
  "account_invalid": "账号须为2至40个字母、数字或 - _ .",
  "person_unknown": "人员不存在或已停用",
  "account_taken": "账号已被使用",
  "password_weak": "口令须有10至128个字符，含小写字母、大写字母、数字、其他字符中的至少三类，不含账号，且不是常见口令",
  "login_failed": "账号或口令不正确",
  "code_required": "还须输入动态口令",
  "code_wrong": "动态口令不正确、已用过或已过期",
  "login_key_invalid": "证书无法读取、不是 SM2 证书、不在有效期内或不受本市信任",
  "login_key_taken": "此证书已登记",
  "login_key_state": "登录证书当前状态不允许此操作",
  "challenge_invalid": "挑战码已用过、已过期或不属于本页，请重试",
  "signature_wrong": "证书签名不正确，或证书不可用于登录",
  "code_state": "动态口令当前状态不允许此操作",
  "proof_required": "此操作须先再次验明身份",
  "second_factor_required": "本岗位须先启用动态口令或用数字证书登录",
  "login_locked": "登录失败次数过多，请稍后再试",
  "password_wrong": "原口令不正确",
  "password_unchanged": "新口令不得与原口令相同",
  "password_change_required": "须先更改口令",
  "standing_state": "当前状态不允许此操作",
  "own_standing": "不得停用本人或本单位",
  "grant_state": "该岗位提议当前状态不允许此操作",
  "grant_for_oneself": "不得为本人授予或撤销岗位，提出人不得自行确认",
  "grant_pending": "该岗位已授予或已在待确认",
  "post_period": "任职起止日期不当：起始日不得早于今天，截止日不得早于起始日或今天，续任须与现任期首尾相接",
  "post_reserved": "管理岗位由安全管理员办理",
  "posts_exclude": "岗位互斥：系统、安全、审计管理员不得兼任，也不得兼任业务岗位",
  "city_bootstrapped": "本市已有管理员，不能再次设立",
  "administrators_alike": "三名管理员须为不同人员，账号与口令均不得相同",
  "unauthenticated": "请先登录",
  "denied": "无权进行此操作",
  "csrf_invalid": "页面令牌无效，请刷新后重试",
  "not_found": "没有找到",
  "conflict": "内容已被他人修改，请刷新后重试",
  "idempotency_reused": "幂等键已用于不同的请求",
  "idempotency_invalid": "幂等键格式不正确",
  "request_invalid": "请求格式不正确",
  "query_invalid": "查询条件不正确",
  "request_too_large": "请求超过大小限制",
  "request_slow": "请求内容传送过慢",
  "method_not_allowed": "此地址不支持该方法",
  "signature_invalid": "请求签名无效",
  "signature_expired": "请求时间超出允许范围",
  "nonce_reused": "请求随机数已使用过",
  "operator_invalid": "经办人账号须为 1 至 64 个可见字符，且不得为身份证号或手机号",
  "client_suspended": "接入系统已暂停",
  "evidence_broken": "数据与日志记录不一致，已停止办理并报警",
  "log_stopped": "系统暂停写入（检查点、日志、磁盘或时钟须处理），只提供不写入的公开查询",
  "busy": "当前请求过多，请稍后再试",
  "unavailable": "服务暂不可用，请稍后再试",
  "internal": "系统内部错误，请提供参考号给管理员",
}

export const CODE_STATE: Words<'CodeState'> = {
  "proposed": "待确认",
  "active": "已启用",
  "withdrawn": "未启用",
}

export const COPY_CONTENT: Words<'CopyContent'> = {
  "masked": "脱敏",
  "whole": "完整",
}

export const COPY_READING: Words<'CopyReading'> = {
  "mark": "暗记",
  "code": "可见编码",
}

export const DATA_NAME: Words<'DataName'> = {
  "rule_book": "规章参数",
  "workdays": "工作日历",
  "regions": "行政区划",
}

export const DATA_STATE: Words<'DataState'> = {
  "proposed": "待签署",
  "in_force": "已签署",
  "withdrawn": "已撤回",
}

export const EFFECT: Words<'Effect'> = {
  "registered": "未签发",
  "not_yet_valid": "未到有效期",
  "valid": "有效",
  "expiring": "即将到期",
  "expired": "已过期",
  "suspended": "已冻结",
  "superseded": "已被新版本取代",
  "revoked": "已注销",
}

export const EVENT_KIND: Words<'EventKind'> = {
  "catalog.drafted": "目录编制",
  "catalog.renewed": "编制目录新版本",
  "catalog.circulated": "目录征求意见",
  "catalog.commented": "对目录提出意见",
  "catalog.declared": "目录不涉密声明",
  "catalog.submitted": "目录提交",
  "catalog.returned": "目录退回",
  "catalog.published": "目录发布",
  "catalog.retired": "目录停用",
  "catalog.adopted": "目录认领",
  "catalog.confirmed": "目录年度确认",
  "catalog_task.assigned": "下达目录编制任务",
  "catalog_task.withdrawn": "撤回目录编制任务",
  "application.drafted": "单证录入",
  "application.submitted": "提交申请",
  "application.returned": "审核退回",
  "application.rejected": "审核不予通过",
  "application.approved": "审核通过",
  "application.moved": "改用目录新版本",
  "application.withdrawn": "撤回申请",
  "certificate.ordered": "签发制证",
  "certificate.issued": "签发",
  "certificate.suspended": "冻结",
  "certificate.resumed": "恢复",
  "certificate.revoked": "注销",
  "certificate.viewed": "查阅证照",
  "certificate.downloaded": "下载原件",
  "certificate.redrawn": "重绘比对",
  "certificate.used": "用证",
  "certificate.availability_told": "告知所需证照有无",
  "certificate.use_refused": "用证被拒",
  "certificate.use_repeated": "重复告知用证",
  "archive_copy.taken": "取存档副本",
  "archive_copy.traced": "溯源外泄副本",
  "misses.answered": "答复缺证",
  "note.added": "添加备注",
  "note.withdrawn": "撤回备注",
  "unit.registered": "单位接入",
  "unit.corrected": "更正单位信息",
  "matter.registered": "登记事项",
  "matter.changed": "更改事项",
  "matters.imported": "导入事项",
  "matter.ended": "停用、恢复事项",
  "person.registered": "登记人员",
  "role.proposed": "提出授予岗位",
  "role.granted": "授予岗位",
  "role.declined": "不予确认岗位",
  "role.proposal_withdrawn": "撤回岗位提议",
  "role.withdrawn": "撤销岗位",
  "person.changed": "停用、启用人员",
  "unit.changed": "停用、启用单位",
  "client.changed": "停用、启用接入系统",
  "client.key_replaced": "更换接入系统密钥",
  "password.demanded": "要求更改口令",
  "password.changed": "更改口令",
  "password.reset": "重置口令",
  "account.unlocked": "解除登录限制",
  "city.bootstrapped": "设立首任管理员",
  "seal.registered": "登记印章",
  "seal.changed": "变更印章状态",
  "client.registered": "登记接入系统",
  "session.opened": "登录",
  "session.closed": "退出",
  "session.proved": "再次验明身份",
  "session.others_ended": "退出其他登录",
  "login.failed": "登录失败",
  "login_key.added": "启用登录证书",
  "login_key.withdrawn": "停用登录证书",
  "login_code.begun": "申领动态口令",
  "login_code.confirmed": "启用动态口令",
  "login_code.withdrawn": "停用动态口令",
  "list.exported": "导出列表",
  "audit.read": "查看审计日志",
  "data.proposed": "提交规则数据",
  "data.signed": "签署规则数据",
  "data.withdrawn": "撤回规则数据",
  "job.parked": "作业挂起",
  "job.retried": "重试作业",
  "checkpoint.renewed": "重立检查点",
  "clock.accepted": "确认时钟",
  "alarm.raised": "证据报警",
  "details.erased": "删除记录明细",
  "denied": "越权被拒",
}

export const EXPORT_FORMAT: Words<'ExportFormat'> = {
  "csv": "CSV 文件",
  "xlsx": "Excel 工作簿",
}

export const FIELD_TYPE: Words<'FieldType'> = {
  "text": "文本",
  "number": "数字",
  "date": "日期",
  "code_list": "代码表",
  "person_name": "姓名",
  "id_number": "公民身份号码",
  "document_number": "证件号码",
  "uscc": "统一社会信用代码",
  "image": "图片",
  "group": "重复组",
}

export const GRANT_STATE: Words<'GrantState'> = {
  "proposed": "待确认",
  "confirmed": "已授予",
  "declined": "不予确认",
  "withdrawn": "已撤回",
}

export const HOLDER_KIND: Words<'HolderKind'> = {
  "natural": "自然人",
  "legal": "法人或其他组织",
  "mixed": "自然人、法人均可",
  "other": "其他",
}

export const ISSUE_STEP: Words<'IssueStep'> = {
  "automatic": "制证后自动签发",
  "separate": "由签发人签发",
}

export const JOB_KIND: Words<'JobKind'> = {
  "produce": "制证",
}

export const JOB_STATE: Words<'JobState'> = {
  "waiting": "等待",
  "running": "执行中",
  "done": "完成",
  "parked": "挂起",
}

export const LACK: Words<'Lack'> = {
  "none": "持证主体没有此类证照",
  "registered": "证照未签发",
  "not_yet_valid": "证照未到有效期",
  "expired": "证照已过期",
  "suspended": "证照已冻结",
  "superseded": "证照已被新版本取代",
  "revoked": "证照已注销",
  "unreadable": "证照数据无法读取",
  "issuer_suspended": "签发单位已停用，暂不能签发",
  "catalog_not_published": "目录条目尚未发布或已停用",
  "sharing_conditional": "该类证照有条件共享，尚未获准",
  "sharing_withheld": "该类证照不予共享",
}

export const LIST_ORDER: Words<'ListOrder'> = {
  "newest": "最近的在前",
  "oldest": "最早的在前",
}

export const LOGIN_KEY_STATE: Words<'LoginKeyState'> = {
  "active": "可登录",
  "withdrawn": "已停用",
}

export const LOGIN_MEANS: Words<'LoginMeans'> = {
  "password": "口令",
  "password_and_code": "口令加动态口令",
  "certificate": "数字证书",
  "demo": "演示",
}

export const MANNER: Words<'Manner'> = {
  "content": "查看内容",
  "after_change": "办理后显示",
  "picture": "查看照面",
  "print": "打印照面",
  "file": "取OFD文件",
}

export const MISS_ANSWER: Words<'MissAnswer'> = {
  "planned": "已安排补办",
  "issued": "已补发",
  "not_ours": "不属本单位签发",
}

export const MISS_CAUSE: Words<'MissCause'> = {
  "not_issued": "未签发",
  "not_shared": "不共享",
  "not_yet_valid": "未到有效期",
  "expired": "已过期",
  "suspended": "已冻结",
  "superseded": "已被新版本取代",
  "revoked": "已注销",
  "outage": "签发单位暂停服务",
}

export const NOTE_STATE: Words<'NoteState'> = {
  "standing": "有效",
  "withdrawn": "已撤回",
}

export const NOTICE_KIND: Words<'NoticeKind'> = {
  "issued": "已签发",
  "updated": "已更新，原版本同时失效",
  "suspended": "已冻结，暂停使用",
  "active": "已恢复使用",
  "revoked": "已注销，不再有效",
}

export const NOTICE_STATE: Words<'NoticeState'> = {
  "queued": "待发送",
  "sent": "已发送",
  "failed": "发送失败",
}

export const OUTAGE: Words<'Outage'> = {
  "unit_suspended": "签发单位已停用",
  "type_not_published": "目录条目尚未发布或已停用",
  "file_not_produced": "证照已登记，文件尚未制成",
  "data_unreadable": "证照数据暂时无法读取",
}

export const RECORD_OUTCOME: Words<'RecordOutcome'> = {
  "done": "完成",
  "denied": "被拒",
}

export const REGION_LEVEL: Words<'RegionLevel'> = {
  "province": "省级",
  "city": "地级",
  "district": "县级",
}

export const REVOCATION_KIND: Words<'RevocationKind'> = {
  "cancelled": "注销",
  "penalised": "吊销",
  "withdrawn": "撤销",
  "voided": "作废",
}

export const ROLE: Words<'Role'> = {
  "clerk": "经办人",
  "reviewer": "审核人",
  "issuer": "签发人",
  "window": "窗口用证人员",
  "catalog_editor": "目录编制人",
  "district_manager": "区证照管理单位",
  "city_manager": "市证照管理单位",
  "archivist": "档案管理员",
  "calling_system": "接入系统",
  "system_admin": "系统管理员",
  "security_admin": "安全管理员",
  "auditor": "审计管理员",
  "program": "系统自动",
  "public": "公众",
}

export const RULE_KIND: Words<'RuleKind'> = {
  "birth_of_id": "与证件号码中的出生日期一致",
  "sex_of_id": "与证件号码中的性别一致",
  "not_after": "不晚于（不大于）",
  "same": "相同",
  "differs": "不同",
  "required_if": "条件必填",
}

export const SCHEDULE_KIND: Words<'ScheduleKind'> = {
  "renew_revocation_list": "更新印章撤销列表",
  "forget_nonces": "清理过期请求随机数",
  "forget_asked": "清理过期查询计数",
}

export const SEAL_STATE: Words<'SealState'> = {
  "active": "在用",
  "suspended": "停用",
  "lost": "丢失",
  "replaced": "已更换",
  "revoked": "已注销",
}

export const SEAL_STEP: Words<'SealStep'> = {
  "suspend": "停用",
  "resume": "恢复",
  "report_lost": "挂失",
  "replace": "更换",
  "revoke": "注销",
}

export const SECOND_CERTIFICATE: Words<'SecondCertificate'> = {
  "allow": "允许",
  "warn": "警告",
  "refuse": "拒绝",
}

export const SENSITIVITY: Words<'Sensitivity'> = {
  "none": "不敏感",
  "name": "姓名",
  "id_number": "证件号码",
  "phone": "电话",
  "address": "地址",
  "secret": "保密",
}

export const SEVERITY: Words<'Severity'> = {
  "error": "错误",
  "warning": "警告",
}

export const SHARING_KIND: Words<'SharingKind'> = {
  "unconditional": "无条件共享",
  "conditional": "有条件共享",
  "withheld": "不予共享",
}

export const STANDING_STATE: Words<'StandingState'> = {
  "active": "在用",
  "suspended": "已停用",
}

export const STANDING_STEP: Words<'StandingStep'> = {
  "suspend": "停用",
  "resume": "启用",
}

export const SUBJECT_KIND: Words<'SubjectKind'> = {
  "action": "操作",
  "application": "申请",
  "catalog": "目录",
  "catalog_task": "目录编制任务",
  "certificate": "证照",
  "client": "接入系统",
  "data": "规则数据",
  "findings": "核对发现",
  "history": "证照全过程",
  "job": "作业",
  "list": "列表",
  "log": "日志",
  "login": "登录",
  "matter": "事项",
  "miss": "缺证",
  "person": "人员",
  "persons": "人员",
  "record": "日志记录",
  "responsibility": "责任追溯",
  "seal": "印章",
  "session": "会话",
  "unit": "单位",
  "use": "用证",
}

export const TENURE: Words<'Tenure'> = {
  "upcoming": "尚未开始",
  "held": "在任",
  "ending": "即将到期",
  "ended": "任期已满",
  "withdrawn": "已撤销",
}

export const TODO_KIND: Words<'TodoKind'> = {
  "draft": "待提交",
  "returned": "被退回",
  "review": "待审核",
  "issue": "待签发",
  "job": "制证受阻",
  "compile_entry": "待编目录",
  "returned_entry": "目录被退回",
  "publish_entry": "待发布目录",
  "overdue_task": "编制任务逾期",
  "confirm_entry": "待年度确认",
  "proposed_post": "待确认岗位",
  "ending_post": "岗位即将到期",
  "misses": "待答复缺证",
}

export const UNIT_PART: Words<'UnitPart'> = {
  "issuing": "签发单位",
  "using": "使用单位",
  "manager": "证照管理单位",
}

export const UPDATE_REASON: Words<'UpdateReason'> = {
  "renewal": "换发",
  "change": "变更",
  "extension": "延续",
  "reissue": "补发",
  "correction": "更正",
}

export const VALIDITY_UNIT: Words<'ValidityUnit'> = {
  "year": "年",
  "month": "月",
  "day": "日",
  "long_term": "长期",
}
