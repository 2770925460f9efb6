/** What ppj.zh.md says that goes with a zip. */
export function zipHeaders(token: string): Record<string, string> {
  return {
    'Content-Disposition': `attachment; filename="${token}.zip"`,
    'Content-Transfer-Encoding': 'binary',
  };
}
