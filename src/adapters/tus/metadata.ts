/** `Upload-Metadata` (tus 1.0.0, Creation): pairs of a key and the base64 of its value in UTF-8. */
export function encodeMetadata(metadata: Readonly<Record<string, string>>): string {
  return Object.entries(metadata)
    .map(([key, value]) => (value === '' ? key : `${key} ${toBase64(new TextEncoder().encode(value))}`))
    .join(',');
}

export function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}
