// Chinese words for the states of a seal and for what can happen to one.
import type { SealStep } from '@/api/enums'
import { SEAL_STATE, SEAL_STEP } from '@/api/words'
import { toned } from '@/words/label'

export const SEAL_STATES = toned(SEAL_STATE, {
  active: 'success',
  suspended: 'warning',
  lost: 'danger',
  replaced: 'info',
  revoked: 'danger',
})

export const SEAL_STEPS: Record<SealStep, { label: string; done: string; explanation: string }> = {
  suspend: {
    label: SEAL_STEP.suspend,
    done: '印章已停用',
    explanation: '停用期间不能用该印章签章；恢复后可以继续使用。',
  },
  resume: {
    label: SEAL_STEP.resume,
    done: '印章已恢复',
    explanation: '恢复后可以继续用该印章签章。',
  },
  report_lost: {
    label: SEAL_STEP.report_lost,
    done: '印章已挂失',
    explanation: '印章或其密钥可能落入他人之手：立即停止使用，并列入吊销列表。',
  },
  replace: {
    label: SEAL_STEP.replace,
    done: '印章已标为更换',
    explanation: '该印章不再使用，并列入吊销列表；单位须登记新印章后才能继续制证。',
  },
  revoke: {
    label: SEAL_STEP.revoke,
    done: '印章已注销',
    explanation: '该印章不再使用，并列入吊销列表；单位须登记新印章后才能继续制证。',
  },
}
