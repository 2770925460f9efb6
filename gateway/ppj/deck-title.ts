/** What a deck is called: its file's name without the ending. Titles inside of files are often those of a template. */
export function titleOf(fileName: string): string {
  return fileName.replace(/(?<=.)\.[a-z]{3,4}$/i, '');
}
