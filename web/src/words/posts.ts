// Words for the posts that people hold and the roles that programs act in.
import type { Role } from '@/api/enums'
import type { Words } from './label'

export const POSTS: Words<Role> = {
  clerk: '经办人',
  reviewer: '审核人',
  issuer: '签发人',
  window: '窗口用证人员',
  catalog_editor: '目录编制人',
  district_manager: '区证照管理单位',
  city_manager: '市证照管理单位',
  archivist: '档案管理员',
  calling_system: '接入系统',
  system_admin: '系统管理员',
  security_admin: '安全管理员',
  auditor: '审计管理员',
  program: '系统自动',
  public: '公众',
}
