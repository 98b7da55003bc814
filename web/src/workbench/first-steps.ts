// 头十分钟: what a newcomer tries in the demo city, by the posts that a certificate meets. A step
// opens its page as a person of that post.
import type { Role } from '@/api/enums'
import type { DemoAccount } from '@/api/types'

interface Step {
  words: string
  /** Path of the page in the workbench. */
  to: string
}

export interface Trial {
  post: Role
  aim: string
  steps: [Step, Step, Step]
  /** What a step asks for that a newcomer cannot know. */
  example?: Example
}

/** A case of the demo city in which a certificate is found. */
export interface Example {
  matter: string
  caseNumber: string
  holder: string
  holderCode: string
}

export const TRIALS: Trial[] = [
  {
    post: 'clerk',
    aim: '录入一件申请',
    steps: [
      { words: '选一类证照，边填边看照面', to: '/applications/new' },
      { words: '提交后查看办理状态', to: '/applications' },
      { words: '查已签发的证照，发起更新', to: '/certificates' },
    ],
  },
  {
    post: 'reviewer',
    aim: '审核一件申请',
    steps: [
      { words: '打开待审申请，对照照面', to: '/review' },
      { words: '通过，或写明理由退回', to: '/review' },
      { words: '核验申请人带来的文件', to: '/verify' },
    ],
  },
  {
    post: 'issuer',
    aim: '管理一件证照',
    steps: [
      { words: '打开证照，看全过程记录', to: '/certificates' },
      { words: '冻结再恢复，理由写入日志', to: '/certificates' },
      { words: '看持证主体收到的通知', to: '/notices' },
    ],
  },
  {
    post: 'window',
    aim: '为办事查证照',
    steps: [
      { words: '先选事项、填办件号，再查证照', to: '/uses/new' },
      { words: '下载存档副本，回看用证记录', to: '/uses' },
      { words: '核验一个证照文件', to: '/verify' },
    ],
    example: {
      matter: '网络餐饮服务提供者备案',
      caseNumber: 'YS-2026-001',
      holder: '演示市演华食品有限公司',
      holderCode: '91440300MA5XX0000U',
    },
  },
  {
    post: 'catalog_editor',
    aim: '新增一类证照',
    steps: [
      { words: '填基本属性和字段，预览照面', to: '/catalog/new' },
      { words: '看已发布目录的样例', to: '/catalog' },
      { words: '提交后由市级管理单位发布', to: '/catalog' },
    ],
  },
  {
    post: 'city_manager',
    aim: '管目录、印章和规则',
    steps: [
      { words: '发布或退回编制好的目录', to: '/catalog' },
      { words: '看各单位印章的状态', to: '/seals' },
      { words: '提出或签署规则数据新版本', to: '/data' },
    ],
  },
  {
    post: 'auditor',
    aim: '查谁做过什么',
    steps: [
      { words: '按事件和单位查日志，看原文与证明', to: '/audit' },
      { words: '看谁何时任何岗位、办过什么', to: '/responsibility' },
      { words: '追溯一张外泄的图片', to: '/trace' },
    ],
  },
]

/** A person for a post; the issuing unit that the demo shows first comes first. */
export function personFor(post: Role, people: DemoAccount[]): DemoAccount | undefined {
  return people.find((person) => person.posts.includes(post))
}
