/** What the player says, in the languages it speaks. */
export interface Texts {
  readonly slides: string;
  readonly search: string;
  readonly searchIn: string;
  readonly notes: string;
  readonly noNotes: string;
  readonly overview: string;
  readonly print: string;
  readonly fullScreen: string;
  readonly previous: string;
  readonly next: string;
  readonly goTo: string;
  readonly close: string;
  readonly slide: string;
  readonly opening: string;
  readonly broken: string;
  readonly noSlides: string;
  readonly notDrawn: string;
  readonly slideMissing: string;
  slideOf(slide: number, count: number, title: string | undefined): string;
  found(hits: number): string;
  jumpTo(slide: number): string;
}

const en: Texts = {
  slides: 'Slides',
  search: 'Search',
  searchIn: 'Search in the slides',
  notes: 'Notes',
  noNotes: 'This slide has no notes.',
  overview: 'All slides',
  print: 'Print',
  fullScreen: 'Full screen',
  previous: 'Previous slide',
  next: 'Next slide',
  goTo: 'Go to slide',
  close: 'Close',
  slide: 'slide',
  opening: 'Opening the deck…',
  broken: 'This deck is damaged: what it should show could not be read. Convert it again, or fetch it again.',
  noSlides: 'There are no slides in this deck.',
  notDrawn: 'This deck could not be drawn. The original file is unharmed; another program may open it.',
  slideMissing: 'This slide could not be shown: a file of the deck is missing or damaged.',
  slideOf: (slide, count, title) => `Slide ${slide} of ${count}${title ? `: ${title}` : ''}`,
  found: (hits) => (hits === 0 ? 'Nothing found.' : hits === 1 ? '1 place' : `${hits} places`),
  jumpTo: (slide) => `Go to slide ${slide}`,
};

const zh: Texts = {
  slides: '幻灯片',
  search: '搜索',
  searchIn: '在文稿中搜索',
  notes: '备注',
  noNotes: '这一页没有备注。',
  overview: '全部页面',
  print: '打印',
  fullScreen: '全屏',
  previous: '上一页',
  next: '下一页',
  goTo: '转到页',
  close: '关闭',
  slide: '页面',
  opening: '正在打开文稿…',
  broken: '这个文稿已损坏，无法读出内容。请重新转换，或重新取回。',
  noSlides: '这个文稿里没有页面。',
  notDrawn: '无法绘制这个文稿。原文件没有受损，可以换其他程序打开。',
  slideMissing: '无法显示这一页：文稿中有文件缺失或损坏。',
  slideOf: (slide, count, title) => `第 ${slide} 页，共 ${count} 页${title ? `：${title}` : ''}`,
  found: (hits) => (hits === 0 ? '没有找到。' : `找到 ${hits} 处`),
  jumpTo: (slide) => `转到第 ${slide} 页`,
};

/** The texts in a language, or in the nearest one there is. @param lang As BCP 47 has it. */
export function textsIn(lang: string): {readonly lang: 'en' | 'zh-CN'; readonly texts: Texts} {
  return /^zh\b/i.test(lang) ? {lang: 'zh-CN', texts: zh} : {lang: 'en', texts: en};
}
