import {str} from '@lit/localize';

/** The account: sign out, and erase this device. */
export const accountTemplates = {
  'account.keyboard': '键盘操作',
  'account.signout': '退出登录',
  'account.signout.more': '任务保留在本机，等你回来',
  'account.erase': '清除本机全部内容',
  'account.erase.button': '清除…',
  'account.arrived': '所有任务都已送达',
  'account.open': str`还有 ${0} 个任务未送达`,
  'account.open.one': '还有 1 个任务未送达',
  'account.erase.what': '所有用户的任务、副本、转码结果、登录和设置都会从本机清除，无法撤销。',
  'account.erase.type': str`输入 ${0} 以清除`,
  'account.erase.now': '清除',
  'account.keep': '全部保留',
};
