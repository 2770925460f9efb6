import {str} from '@lit/localize';

/** What is behind the line. */
export const detailsTemplates = {
  'details.internet': '外网',
  'details.intranet': '内网网关',
  'details.gateway': '通往 NAS 的路',
  'details.intranet.prompt': '浏览器会先询问，是否允许本页访问它。',
  'details.intranet.denied': '浏览器不允许本页访问它。请在网站设置中允许“本地网络访问”。',
  'details.intranet.connect': '连接内网网关',
  'details.answers': '有响应',
  'details.notasked': '还没有询问',
  'details.noanswer': '没有响应',
  'details.noanswer.since': str`${0} 起没有响应`,
  'details.signedin': '已登录',
  'details.kept': '登录会保留，回来后直接继续。',
  'details.ended': '服务器不再接受这次登录。',
  'details.here': '由这个窗口执行',
  'details.elsewhere': '由另一个窗口执行',
  'details.closing': '关掉它，会由另一个窗口接着做，或在下次启动时继续。',
  'details.next': '每 5 秒询问一次，网络恢复时立即询问。',
  'details.ask': '立即询问',
  'details.less': '在这里功能有所减少',
  'details.missing.isolation': '最快的转码方式不可用。',
  'details.missing.opfs': '这个浏览器里无法保留文件副本。',
  'details.missing.sw': '所有窗口关闭后不会继续。',
  'details.missing.secure': '页面不是通过 https 打开的。',
  'details.missing.locks': '请只用一个窗口。',
};
