import { postFile } from '@/api/client'
import type { Verification } from '@/api/types'

export const verify = (file: Blob): Promise<Verification> =>
  postFile('/verify', file, 'application/ofd')
