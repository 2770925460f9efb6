import {randomUUID} from 'node:crypto';
import type {TestGateway} from './test-gateway.ts';
import {metadata, patchUpload, tusHeaders} from './tus-client.ts';

/** Asks for an upload to the NAS. @param path Below the user's folder. */
export function createOnNas(
  {call}: Pick<TestGateway, 'call'>,
  path: string,
  sizeBytes: number,
  fields: Readonly<Record<string, string>> = {},
  init: RequestInit = {},
): Promise<Response> {
  const headers = {
    ...tusHeaders,
    'Upload-Length': String(sizeBytes),
    'Upload-Metadata': metadata({path, identifier: randomUUID(), ...fields}),
    ...init.headers,
  };
  return call('/gateway/files/', {...init, method: 'POST', headers});
}

/** Path of the upload that a creation answered with. */
export function pathOf(answer: Response): string {
  if (answer.status !== 201) throw new Error(`creation answered ${answer.status}`);
  return new URL(answer.headers.get('Location') ?? '', 'http://localhost/gateway/files/').pathname;
}

/** Puts a file on the NAS. @returns The path of its upload. */
export async function uploadToNas(
  gateway: TestGateway,
  path: string,
  body: Buffer | string,
  fields: Readonly<Record<string, string>> = {},
): Promise<string> {
  const upload = pathOf(await createOnNas(gateway, path, Buffer.byteLength(body), fields));
  const answer = await patchUpload(gateway, upload, 0, body);
  if (answer.status !== 204) throw new Error(`the upload answered ${answer.status}: ${await answer.text()}`);
  return upload;
}

/** `GET /gateway/files` of a path, with these headers. */
export function getFromNas({call}: Pick<TestGateway, 'call'>, path: string, init: RequestInit = {}): Promise<Response> {
  return call(`/gateway/files?${new URLSearchParams({path}).toString()}`, init);
}
