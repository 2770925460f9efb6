/**
 * Reads `Upload-Metadata`: pairs of a key and a base64 value, separated by commas.
 *
 * @returns Values by key, or `undefined` if the header breaks the rules.
 */
export function parseMetadata(header: string): ReadonlyMap<string, string> | undefined {
  const fields = new Map<string, string>();
  if (header.trim() === '') return fields;
  for (const pair of header.split(',')) {
    const [, key, value = ''] = /^ *([\x21-\x2b\x2d-\x7e]+)(?: +([A-Za-z0-9+/_-]*={0,2}))? *$/.exec(pair) ?? [];
    if (key === undefined || fields.has(key)) return undefined;
    fields.set(key, Buffer.from(value, 'base64').toString('utf8'));
  }
  return fields;
}
