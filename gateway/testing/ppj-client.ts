import {expect} from 'vitest';
import type {JobAnswer} from '../ppj/jobs.ts';

/** An answer in JSON. */
export interface JsonAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Somebody who uses the Jobs API. */
export class PpjClient {
  readonly #base: string;
  readonly #credential: string;

  constructor(base: string, credential = 'secret-a') {
    this.#base = base;
    this.#credential = credential;
  }

  call(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = {'X-PPJ-Credential': this.#credential, ...init.headers};
    return fetch(`${this.#base}/ppj/api/jobs${path}`, {...init, headers});
  }

  /** Posts a form of these parts, in this order. */
  async post(parts: ReadonlyArray<readonly [string, string | File]>): Promise<JsonAnswer> {
    const form = new FormData();
    for (const [name, value] of parts) form.append(name, value);
    const answer = await this.call('', {method: 'POST', body: form});
    return {status: answer.status, body: await answer.json()};
  }

  /** Makes a Job of a presentation that says what is to happen with it. */
  async create(
    script: string,
    fields: Readonly<Record<string, string>> = {},
    fileName = 'demo.pptx',
  ): Promise<JobAnswer> {
    const {status, body} = await this.post([['file_source', new File([script], fileName)], ...Object.entries(fields)]);
    if (status !== 200) throw new Error(`it answered ${status}: ${JSON.stringify(body)}`);
    return body as JobAnswer;
  }

  async get(token: string): Promise<JobAnswer> {
    return (await (await this.call(`/${token}`)).json()) as JobAnswer;
  }

  async list(query = ''): Promise<readonly string[]> {
    const {count, tokens} = (await (await this.call(query)).json()) as {count: number; tokens: string[]};
    expect(count).toBe(tokens.length);
    return tokens;
  }

  /** Settles with the Job once it is in this state. */
  async until(token: string, state: string): Promise<JobAnswer> {
    await expect.poll(async () => (await this.get(token)).state, {timeout: 10_000, interval: 20}).toBe(state);
    return this.get(token);
  }
}
