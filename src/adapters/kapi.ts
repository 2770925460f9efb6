import type {FailureCode} from '../queue/failure.ts';
import {JobError} from '../queue/failure.ts';
import type {Owner} from '../queue/job.ts';
import type {Backend, FileRef, OriginalRecord} from '../queue/ports.ts';
import {absoluteUrl, join} from './base-url.ts';
import type {ConnectionBudget} from './connection-budget.ts';
import {textIn, type Http, type HttpRequest, type JsonObject} from './http.ts';

const operation = '/kapi/fileRelationOperation';

export interface KapiOptions {
  readonly http: Http;
  readonly budget: ConnectionBudget;
  readonly openFile: (file: FileRef, signal: AbortSignal) => Promise<Blob>;
  /** What the backend's health last said (CONTRACT 3). */
  readonly healthOf: (baseUrl: string) => {readonly ip?: string; readonly tus?: string};
}

/** The backend's calls (SPEC K, CONTRACT 3), with JSON bodies; a form where a file goes along. */
export class Kapi implements Backend {
  readonly #options: KapiOptions;

  constructor(options: KapiOptions) {
    this.#options = options;
  }

  hasTus(owner: Owner): boolean {
    return this.#options.healthOf(owner.baseUrl).tus !== undefined;
  }

  async afterClientUpload(
    owner: Owner,
    call: Parameters<Backend['afterClientUpload']>[1],
    signal: AbortSignal,
  ): Promise<OriginalRecord> {
    const answer = await this.#post(owner, 'afterClientUpload', call, signal, 'notify-refused');
    return {bizId: textIn(answer, 'bizId'), fileUrl: absoluteUrl(textIn(answer, 'fileUrl'), owner.baseUrl)};
  }

  async getTranscodeFilePath(
    owner: Owner,
    call: Parameters<Backend['getTranscodeFilePath']>[1],
    signal: AbortSignal,
  ): Promise<string> {
    return textIn(await this.#post(owner, 'getTranscodeFilePath', this.#withIp(owner, call), signal), 'filePath');
  }

  /** Its `fileUrl` is returned as given: `afterClientTranscode` hands it back (CONTRACT 3). */
  async uploadTranscodeFile(
    owner: Owner,
    call: Parameters<Backend['uploadTranscodeFile']>[1],
    signal: AbortSignal,
  ): Promise<string> {
    if ('upload' in call) {
      return textIn(await this.#post(owner, 'uploadTranscodeFile', this.#withIp(owner, call), signal), 'fileUrl');
    }
    const {file, onSent, ...fields} = call;
    return textIn(await this.#postForm(owner, this.#withIp(owner, fields), file, onSent, signal), 'fileUrl');
  }

  async afterClientTranscode(
    owner: Owner,
    call: Parameters<Backend['afterClientTranscode']>[1],
    signal: AbortSignal,
  ): Promise<void> {
    const answer = await this.#post(owner, 'afterClientTranscode', call, signal, 'notify-refused');
    if (answer['ok'] === false) throw new JobError('notify-refused', 'The server did not take the record.');
  }

  async #post(
    owner: Owner,
    name: string,
    call: object,
    signal: AbortSignal,
    refusal?: FailureCode,
  ): Promise<JsonObject> {
    const headers = {'Content-Type': 'application/json'};
    const request = {...this.#request(owner, name), headers, body: JSON.stringify(call)};
    return notFoundIsRefusal(this.#options.http.json(request, signal, refusal), refusal);
  }

  async #postForm(
    owner: Owner,
    fields: object,
    file: FileRef,
    onSent: (bytes: number) => void,
    signal: AbortSignal,
  ): Promise<JsonObject> {
    const {http, budget, openFile} = this.#options;
    const blob = await openFile(file, signal);
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, String(value));
    // The file comes last: a server that reads as it goes knows by then whose it is.
    form.append('file', blob, nameOf(file));
    const request = this.#request(owner, 'uploadTranscodeFile');
    const release = await budget.acquire(request.url, signal);
    try {
      return await http.json({...request, body: form, onSent: (sent) => onSent(Math.min(sent, blob.size))}, signal);
    } finally {
      release();
    }
  }

  #request(owner: Owner, name: string): HttpRequest {
    const {baseUrl} = owner;
    const url = join(baseUrl, `${operation}/${name}`);
    return {url, method: 'POST', credential: {owner, baseUrl}, route: 'internet'};
  }

  #withIp<Call extends object>(owner: Owner, call: Call): Call & {readonly ip?: string} {
    const {ip} = this.#options.healthOf(owner.baseUrl);
    return ip === undefined ? call : {...call, ip};
  }
}

/** Who the token belongs to (CONTRACT 3, `GET /kapi/me`). @throws JobError `signed-out` if the backend refuses it. */
export async function signIn(
  http: Http,
  baseUrl: string,
  token: string,
  signal: AbortSignal,
): Promise<{readonly user: string}> {
  const answer = await http.json({url: join(baseUrl, '/kapi/me'), credential: {baseUrl, token}}, signal);
  return {user: textIn(answer, 'user')};
}

/** An unknown `bizId` is a refusal of the record, not a file that is gone. */
async function notFoundIsRefusal(answer: Promise<JsonObject>, refusal: FailureCode | undefined): Promise<JsonObject> {
  return await answer.catch((error: unknown) => {
    if (refusal === undefined || !(error instanceof JobError) || error.code !== 'not-found') throw error;
    throw new JobError(refusal, error.message, {cause: error, values: error.values});
  });
}

function nameOf(file: FileRef): string {
  if (file.type === 'source') throw new Error('An original goes by tus, not as a form.');
  return file.name;
}
