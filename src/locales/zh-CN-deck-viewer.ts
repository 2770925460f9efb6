import {str} from '@lit/localize';

/** What is said around a deck that is shown. */
export const deckViewerTemplates = {
  'viewer.kept': '已存本机，离线可看',
  'viewer.preview': '预览，由本机绘制',
  'viewer.slides': '幻灯片',
  'viewer.search': '搜索',
  'viewer.notes': '备注',
  'viewer.overview': '全部页面',
  'viewer.saveAsH5': '保存为 H5',
  'viewer.opening': '正在打开文稿…',
  'viewer.foreign': '这个文稿由其他服务制作，无法在这里显示。请保存到磁盘后打开。',
  'viewer.noServiceWorker': '这个浏览器无法在此页面显示文稿。请保存到磁盘后打开。',
  'viewer.failed': str`无法打开文稿。${0}`,
};
