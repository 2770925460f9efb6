import {DeckRefused} from '../deck-engine.ts';

/** Why a presentation cannot be converted, as its owner reads it. */
export const refusals = {
  empty: '文件是空的。',
  'not-a-deck': '这不是演示文稿，只支持 .pptx 和 .ppt。',
  'no-slides': '文稿里没有幻灯片。',
  'all-hidden': '文稿里的幻灯片全部被隐藏，没有可转换的页面。',
  encrypted: '文稿有密码保护，无法转换；请去掉密码再试。',
  damaged: '文稿已损坏，无法打开。',
  'too-large': '文稿解压后太大，无法转换。',
  'too-long': '转换用时过长，已停止；请精简文稿再试。',
  'needs-libreoffice':
    '这台服务器只能转换 .pptx：转换 .ppt 需要在网关的机器上安装 LibreOffice，或者另存为 .pptx 再试。',
} as const;

export function refuse(reason: keyof typeof refusals, options?: ErrorOptions): DeckRefused {
  return new DeckRefused(refusals[reason], options);
}
