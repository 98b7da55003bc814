// Chinese words for the states of a seal and for what can happen to one.
import type { SealState, SealStep } from '@/api/enums'
import type { Statuses } from '@/words/label'

export const SEAL_STATES: Statuses<SealState> = {
  active: { label: '在用', tone: 'success' },
  suspended: { label: '停用', tone: 'warning' },
  lost: { label: '丢失', tone: 'danger' },
  replaced: { label: '已更换', tone: 'info' },
  revoked: { label: '已注销', tone: 'danger' },
}

export const SEAL_STEPS: Record<SealStep, { label: string; done: string; explanation: string }> = {
  suspend: {
    label: '停用',
    done: '印章已停用',
    explanation: '停用期间不能用该印章签章；恢复后可以继续使用。',
  },
  resume: { label: '恢复', done: '印章已恢复', explanation: '恢复后可以继续用该印章签章。' },
  report_lost: {
    label: '挂失',
    done: '印章已挂失',
    explanation: '印章或其密钥可能落入他人之手：立即停止使用，并列入吊销列表。',
  },
  replace: {
    label: '更换',
    done: '印章已标为更换',
    explanation: '该印章不再使用，并列入吊销列表；单位须登记新印章后才能继续制证。',
  },
  revoke: {
    label: '注销',
    done: '印章已注销',
    explanation: '该印章不再使用，并列入吊销列表；单位须登记新印章后才能继续制证。',
  },
}
