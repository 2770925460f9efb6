/** Text with each half of a surrogate pair that stands alone replaced: such text is no UTF-8 and fits no URL. */
export function wellFormed(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}
