import type {TestGateway} from './test-gateway.ts';

export const tusHeaders = {'Tus-Resumable': '1.0.0'};
export const patchHeaders = {...tusHeaders, 'Content-Type': 'application/offset+octet-stream'};

/** `Upload-Metadata` of these fields. */
export function metadata(fields: Readonly<Record<string, string>>): string {
  return Object.entries(fields)
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(',');
}

/** Makes an upload. @returns Its path. */
export async function createUpload(
  {call}: TestGateway,
  sizeBytes: number,
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  const answer = await call('/files/', {
    method: 'POST',
    headers: {...tusHeaders, 'Upload-Length': String(sizeBytes), ...headers},
  });
  if (answer.status !== 201) throw new Error(`creation answered ${answer.status}`);
  return new URL(answer.headers.get('Location') ?? '', 'http://localhost/files/').pathname;
}

export function patchUpload(
  {call}: TestGateway,
  path: string,
  offset: number,
  body: Buffer | string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const bytes = typeof body === 'string' ? body : new Uint8Array(body);
  return call(path, {
    method: 'PATCH',
    headers: {...patchHeaders, 'Upload-Offset': String(offset), ...headers},
    body: bytes,
  });
}

/** What HEAD says; `NaN` if there is no such upload. */
export async function offsetOf({call}: TestGateway, path: string): Promise<number> {
  const answer = await call(path, {method: 'HEAD', headers: tusHeaders});
  return answer.status === 200 ? Number(answer.headers.get('Upload-Offset')) : NaN;
}

/** An upload with all its bytes. @returns Its path. */
export async function uploadWhole(
  gateway: TestGateway,
  body: Buffer | string,
  fields: Readonly<Record<string, string>> = {},
): Promise<string> {
  const path = await createUpload(gateway, Buffer.byteLength(body), {'Upload-Metadata': metadata(fields)});
  const answer = await patchUpload(gateway, path, 0, body);
  if (answer.status !== 204) throw new Error(`the upload answered ${answer.status}`);
  return path;
}
