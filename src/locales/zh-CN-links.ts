import {str} from '@lit/localize';

/** Links that are pasted to be downloaded. */
export const linksTemplates = {
  'links.oneline': '链接，每行一个',
  'links.none': '这段文字里没有链接。',
  'links.more': str`还有 ${0} 个`,
  'links.download.one': '下载 1 个文件',
  'links.download': str`下载 ${0} 个文件`,
};
