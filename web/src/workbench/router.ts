// Addresses of the workbench, and the menu made of them. Hash routing: the server has one page.
import type { Action } from '@/api/enums'
import { expectHead } from '@/stores/arrival'
import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router'
import { mayLeave } from './leaving'
import { lostPage } from './lost'

declare module 'vue-router' {
  interface RouteMeta {
    title: string
    /** Name of the page above, for the breadcrumb. */
    above?: string
    /** Group in the menu; without it the page is reached from others. */
    group?: string
    /** One of these actions must be among the session's; none = for everybody. */
    actions?: Action[]
  }
}

const COLLECT = '采集与审核'
const USE = '用证'
const CATALOG = '目录'
const SUPERVISE = '监督与管理'

export const routes: RouteRecordRaw[] = [
  { path: '/', redirect: '/todo' },
  {
    path: '/todo',
    name: 'todo',
    component: () => import('@/features/operate/pages/TodoPage.vue'),
    meta: { title: '我的待办', group: '工作台' },
  },
  {
    path: '/applications/new',
    name: 'application-new',
    component: () => import('@/features/collect/pages/ApplicationEditor.vue'),
    meta: { title: '单证录入', group: COLLECT, actions: ['draft_application'] },
  },
  {
    path: '/applications',
    name: 'applications',
    component: () => import('@/features/collect/pages/ApplicationList.vue'),
    meta: { title: '申请列表', group: COLLECT, actions: ['read_application'] },
  },
  {
    path: '/applications/:id',
    name: 'application',
    component: () => import('@/features/collect/pages/ApplicationDetail.vue'),
    meta: { title: '申请详情', above: 'applications' },
  },
  {
    path: '/applications/:id/edit',
    name: 'application-edit',
    component: () => import('@/features/collect/pages/ApplicationEditor.vue'),
    meta: { title: '修改申请', above: 'applications' },
  },
  {
    path: '/review',
    name: 'reviews',
    component: () => import('@/features/review/pages/ReviewList.vue'),
    meta: { title: '审核', group: COLLECT, actions: ['review_application'] },
  },
  {
    path: '/review/:id',
    name: 'review',
    component: () => import('@/features/review/pages/ReviewPage.vue'),
    meta: { title: '审核申请', above: 'reviews' },
  },
  {
    path: '/certificates',
    name: 'certificates',
    component: () => import('@/features/certificate/pages/CertificateList.vue'),
    meta: { title: '证照查询', group: COLLECT, actions: ['read_certificate'] },
  },
  {
    path: '/certificates/:identifier',
    name: 'certificate',
    component: () => import('@/features/certificate/pages/CertificateDetail.vue'),
    meta: { title: '证照详情', above: 'certificates' },
  },
  {
    path: '/notices',
    name: 'notices',
    component: () => import('@/features/notify/pages/NoticeList.vue'),
    meta: { title: '通知', group: COLLECT, actions: ['read_notice'] },
  },
  {
    path: '/uses/new',
    name: 'use-query',
    component: () => import('@/features/usage/pages/UseQuery.vue'),
    meta: { title: '用证查询', group: USE, actions: ['use_certificate'] },
  },
  {
    path: '/uses',
    name: 'uses',
    component: () => import('@/features/usage/pages/UseList.vue'),
    meta: { title: '用证记录', group: USE, actions: ['read_usage'] },
  },
  {
    path: '/misses',
    name: 'misses',
    component: () => import('@/features/usage/pages/MissList.vue'),
    meta: { title: '缺证台账', group: USE, actions: ['read_misses'] },
  },
  {
    path: '/verify',
    name: 'verify',
    component: () => import('@/features/verify/pages/VerifyDesk.vue'),
    meta: { title: '核验文件', group: USE, actions: ['use_certificate', 'review_application'] },
  },
  {
    path: '/catalog',
    name: 'catalog',
    component: () => import('@/features/catalog/pages/CatalogList.vue'),
    meta: { title: '证照目录', group: CATALOG },
  },
  {
    path: '/catalog/new',
    name: 'catalog-new',
    component: () => import('@/features/catalog/pages/CatalogEditor.vue'),
    meta: { title: '编制目录', group: CATALOG, actions: ['draft_catalog'] },
  },
  {
    path: '/catalog/tasks',
    name: 'catalog-tasks',
    component: () => import('@/features/catalog/pages/TaskList.vue'),
    meta: { title: '编制任务', group: CATALOG, actions: ['assign_catalog', 'draft_catalog'] },
  },
  {
    path: '/catalog/:code/:version?',
    name: 'catalog-entry',
    component: () => import('@/features/catalog/pages/CatalogDetail.vue'),
    meta: { title: '目录条目', above: 'catalog' },
  },
  {
    path: '/catalog/:code/:version/edit',
    name: 'catalog-edit',
    component: () => import('@/features/catalog/pages/CatalogEditor.vue'),
    meta: { title: '修改目录', above: 'catalog' },
  },
  {
    path: '/audit',
    name: 'audit',
    component: () => import('@/features/audit/pages/AuditList.vue'),
    meta: { title: '审计日志', group: SUPERVISE, actions: ['read_audit_log'] },
  },
  {
    path: '/audit/certificates/:identifier',
    name: 'certificate-life',
    component: () => import('@/features/audit/pages/CertificateLife.vue'),
    meta: { title: '证照全过程', above: 'audit' },
  },
  {
    path: '/responsibility',
    name: 'responsibility',
    component: () => import('@/features/audit/pages/ResponsibilityList.vue'),
    meta: { title: '责任追溯', group: SUPERVISE, actions: ['read_responsibility'] },
  },
  {
    path: '/trace',
    name: 'trace',
    component: () => import('@/features/audit/trace/TracePage.vue'),
    meta: { title: '追溯', group: SUPERVISE, actions: ['trace_copy'] },
  },
  {
    path: '/units',
    name: 'units',
    component: () => import('@/features/onboarding/pages/UnitList.vue'),
    meta: { title: '单位与人员', group: SUPERVISE },
  },
  {
    path: '/grants',
    name: 'grants',
    component: () => import('@/features/onboarding/pages/GrantList.vue'),
    meta: { title: '岗位授予', group: SUPERVISE, actions: ['grant_role', 'confirm_role'] },
  },
  {
    path: '/systems',
    name: 'systems',
    component: () => import('@/features/onboarding/pages/SystemList.vue'),
    meta: { title: '接入系统', group: SUPERVISE, actions: ['change_client'] },
  },
  {
    path: '/profile',
    name: 'profile',
    component: () => import('@/features/onboarding/pages/ProfilePage.vue'),
    meta: { title: '本人信息' },
  },
  {
    path: '/password',
    name: 'password',
    component: () => import('@/features/onboarding/pages/PasswordPage.vue'),
    meta: { title: '更改口令' },
  },
  {
    path: '/seals',
    name: 'seals',
    component: () => import('@/features/seals/pages/SealList.vue'),
    meta: { title: '印章', group: SUPERVISE, actions: ['change_seal'] },
  },
  {
    path: '/jobs',
    name: 'jobs',
    component: () => import('@/features/operate/pages/JobList.vue'),
    meta: { title: '作业', group: SUPERVISE, actions: ['read_job'] },
  },
  {
    path: '/rules',
    name: 'rules',
    component: () => import('@/features/operate/pages/RuleList.vue'),
    meta: { title: '规章参数', group: SUPERVISE },
  },
  {
    path: '/data',
    name: 'data',
    component: () => import('@/features/operate/pages/DataVersions.vue'),
    meta: { title: '规则数据', group: SUPERVISE, actions: ['read_data'] },
  },
  {
    path: '/:rest(.*)*',
    name: 'nowhere',
    component: () => import('./NowherePage.vue'),
    meta: { title: '没有这个页面' },
  },
]

export const router = createRouter({
  history: createWebHashHistory(),
  routes,
  scrollBehavior: () => ({ top: 0 }),
})

router.beforeEach(async (to, from) => {
  // The same page with another question, and the first page of all, leave nothing.
  if (to.path === from.path || from.matched.length === 0) return true
  return mayLeave()
})

router.afterEach((to, from, failure) => {
  if (failure) return
  lostPage.value = null
  document.title = `${to.meta.title} · 印信`
  if (from.matched.length > 0 && to.path !== from.path) expectHead()
})

// A page is a file of its own, fetched when it is first called.
router.onError((error, to) => {
  lostPage.value = { place: to.fullPath, error: String(error) }
})

export interface MenuGroup {
  name: string
  items: { name: string; title: string; path: string }[]
}

/** Groups with the pages that `may` allows, in the order of the routes. */
export function menu(may: (action: Action) => boolean): MenuGroup[] {
  const groups: MenuGroup[] = []
  for (const route of routes) {
    const meta = route.meta
    if (!meta?.group || (meta.actions && !meta.actions.some(may))) continue
    let group = groups.find((known) => known.name === meta.group)
    if (!group) groups.push((group = { name: meta.group, items: [] }))
    group.items.push({ name: String(route.name), title: meta.title, path: route.path })
  }
  return groups
}
