import {readFile} from 'node:fs/promises';
import {basename} from 'node:path';
import {expect} from '@playwright/test';
import type {Gateway} from './gateway.ts';
import {sha256} from './media.ts';

/** Fetches what the backend keeps, as its owner. */
export async function fetchFile(gateway: Gateway, fileUrl: string, init: RequestInit = {}): Promise<Response> {
  const headers = {Authorization: `Bearer ${gateway.token}`, ...init.headers};
  // Straight from the gateway, whatever lies between it and the browser.
  const {pathname, search} = new URL(fileUrl, `${gateway.url}/`);
  const answer = await fetch(gateway.url + pathname + search, {...init, headers});
  expect(answer.ok, `${fileUrl}: ${answer.status}`).toBe(true);
  return answer;
}

/** SHA-256 of a file that the backend keeps. */
export async function sha256AtServer(gateway: Gateway, fileUrl: string): Promise<string> {
  const {body} = await fetchFile(gateway, fileUrl);
  if (body === null) throw new Error(`${fileUrl} has no body.`);
  return sha256(body as unknown as AsyncIterable<Uint8Array>);
}

export interface BackendRecord {
  readonly bizId: string;
  readonly fileUrl: string;
  readonly fileSize: number;
  readonly transcode: {readonly status: string; readonly fileUrl: string} | null;
}

/** The record of an original. */
export async function recordOf(gateway: Gateway, bizId: string): Promise<BackendRecord> {
  const answer = await fetchFile(gateway, `kapi/records/${bizId}`);
  // The contract's shape; what is wrong with it shows in the test.
  return (await answer.json()) as BackendRecord;
}

/**
 * Puts a file on the server, as a client of somebody else would; the same name again replaces it.
 *
 * @returns Its `fileUrl`, without the origin: any proxy before the gateway serves it as well.
 */
export async function putOnServer(gateway: Gateway, path: string, name = basename(path)): Promise<string> {
  const form = new FormData();
  for (const [key, value] of Object.entries({identifier: 'put', fileSize: '1', bizKey: 'e2e'})) form.set(key, value);
  form.set('file', new File([await readFile(path)], name));
  const url = `${gateway.url}/kapi/fileRelationOperation/uploadTranscodeFile`;
  const headers = {Authorization: `Bearer ${gateway.token}`};
  const answer = await fetch(url, {method: 'POST', headers, body: form});
  const {fileUrl} = (await answer.json()) as {readonly fileUrl: string};
  return new URL(fileUrl, gateway.url).pathname;
}
