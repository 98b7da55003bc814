// What comes next for each post: the way from an empty city to its first certificate, and who goes on.
import type { Role } from '@/api/enums'

export interface NextStep {
  to: string
  name: string
  /** What is done there, and who goes on from it. */
  what: string
}

export const NEXT_STEPS: Partial<Record<Role, NextStep[]>> = {
  security_admin: [
    {
      to: '/units',
      name: '登记人员',
      what: '先为证照管理单位登记市级证照管理员；他登记各单位之后，再为各单位登记人员。',
    },
    {
      to: '/grants',
      name: '提出岗位',
      what: '登记人员时或之后提出岗位，由系统管理员确认后生效。',
    },
    { to: '/systems', name: '登记接入系统', what: '需要以接口用证的单位，把公钥登记在这里。' },
  ],
  system_admin: [
    {
      to: '/grants',
      name: '确认岗位',
      what: '安全管理员提出的岗位在这里确认，本人即可履职。',
    },
    {
      to: '/data',
      name: '核对规则与区划',
      what: '工作日历、规章参数、行政区划；本市的功能区在这里提交新版本，由市级证照管理员签署。',
    },
    { to: '/jobs', name: '查看作业', what: '制证受阻时在这里看原因并重试。' },
  ],
  auditor: [
    { to: '/audit', name: '查看日志', what: '城市建立以来的每一步都在日志中，可逐条核对。' },
  ],
  city_manager: [
    {
      to: '/units',
      name: '登记单位与事项',
      what: '先登记签发单位与使用单位，再为使用单位登记办理事项；人员由安全管理员登记。',
    },
    { to: '/seals', name: '登记印章', what: '每个签发单位登记一枚印章，才能制证。' },
    {
      to: '/catalog',
      name: '发布目录',
      what: '签发单位的编目员提交目录后，在这里核对并发布；之后单位即可录入。',
    },
  ],
  district_manager: [
    {
      to: '/units',
      name: '登记单位与事项',
      what: '登记本区的单位及其办理事项；人员由安全管理员登记。',
    },
    { to: '/seals', name: '登记印章', what: '每个签发单位登记一枚印章，才能制证。' },
    { to: '/catalog', name: '发布目录', what: '核对并发布本区单位提交的目录。' },
  ],
  catalog_editor: [
    {
      to: '/catalog/new',
      name: '编制目录',
      what: '写明字段、照面与应用范围，提交后由证照管理单位发布。',
    },
  ],
  clerk: [
    {
      to: '/applications/new',
      name: '单证录入',
      what: '选择已发布的证照类型，填写并提交，由审核人审核。没有类型可选时，等目录发布。',
    },
  ],
  reviewer: [
    {
      to: '/review',
      name: '审核',
      what: '经办人提交的申请在这里审核；通过后自动制证、盖章并生效，或转签发人签发。',
    },
  ],
  issuer: [
    { to: '/certificates', name: '签发与管理证照', what: '签发、冻结、恢复、注销，下载原件。' },
  ],
  window: [
    {
      to: '/uses/new',
      name: '用证查询',
      what: '选择办理事项、填写办件号后查询。没有事项可选时，请证照管理单位登记。',
    },
  ],
  archivist: [{ to: '/certificates', name: '证照查询', what: '查阅与下载本单位证照。' }],
}
