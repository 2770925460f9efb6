import * as tus from 'tus-js-client';
import {ConnectionBudget} from '../../src/adapters/connection-budget.ts';
import {Http} from '../../src/adapters/http.ts';
import {systemClock} from '../../src/adapters/system-clock.ts';
import {TusUploader} from '../../src/adapters/tus-upload.ts';
import {xhrWire} from '../../src/adapters/xhr-wire.ts';

/** One run of the benchmark. */
interface Run {
  readonly way: 'put' | 'ours' | 'ours-fetch' | 'tus-js-client';
  readonly token: string;
  readonly file: File;
  readonly checksums?: boolean;
  /** For tus-js-client; absent means the whole file in one request. */
  readonly chunkBytes?: number;
}

/** Each way resolves to the upload it made, if it made one. */
const ways: Readonly<Record<Run['way'], (run: Run) => Promise<string | undefined>>> = {
  put: async ({file, token}) => {
    const headers = {Authorization: `Bearer ${token}`, 'Content-Type': 'application/octet-stream'};
    const response = await fetch('/bench/put', {method: 'PUT', body: file, headers});
    if (!response.ok) throw new Error(`PUT was answered ${response.status}.`);
    return undefined;
  },
  ours: async (run) => await sendOurs(run, true),
  'ours-fetch': async (run) => await sendOurs(run, false),
  'tus-js-client': ({file, token, chunkBytes}) =>
    new Promise((resolve, reject) => {
      const upload = new tus.Upload(file, {
        endpoint: new URL('/files/', location.href).href,
        headers: {Authorization: `Bearer ${token}`},
        metadata: {identifier: crypto.randomUUID(), fileName: file.name, bizKey: 'bench', purpose: 'original'},
        chunkSize: chunkBytes ?? Infinity,
        retryDelays: null,
        onSuccess: () => resolve(upload.url ?? undefined),
        onError: reject,
      });
      upload.start();
    }),
};

async function sendOurs({file, token, checksums = false}: Run, hasXhr: boolean): Promise<string> {
  const owner = {baseUrl: location.origin, user: 'bench'};
  const http = new Http({tokenFor: async () => token, clock: systemClock, ...(hasXhr && {uploadWire: xhrWire})});
  const uploader = new TusUploader({
    http,
    clock: systemClock,
    budget: new ConnectionBudget(),
    openFile: async () => file,
    gatewayUrlOf: async () => owner.baseUrl,
    tusPathOf: () => '/files/',
    wantsChecksums: () => checksums,
  });
  const {url} = await uploader.upload(
    {
      owner,
      route: 'internet',
      file: {type: 'source', source: {id: 'bench', size: file.size, lastModified: file.lastModified}},
      size: file.size,
      metadata: {identifier: crypto.randomUUID(), fileName: file.name, bizKey: 'bench', purpose: 'original'},
      known: undefined,
      onAcknowledged: async () => {},
      onSent: () => {},
    },
    new AbortController().signal,
  );
  return url;
}

onmessage = async ({data}: MessageEvent<Run>) => {
  const startedAt = performance.now();
  try {
    const url = await ways[data.way](data);
    const timeMs = performance.now() - startedAt;
    // Not counted: the disk is to be as empty for the next run.
    const headers = {Authorization: `Bearer ${data.token}`, 'Tus-Resumable': '1.0.0'};
    if (url !== undefined) await fetch(url, {method: 'DELETE', headers});
    postMessage({timeMs});
  } catch (error) {
    postMessage({error: String(error)});
  }
};
