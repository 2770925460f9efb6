import {createServer, type IncomingMessage} from 'node:http';
import type {AddressInfo} from 'node:net';
import {expect, test} from 'vitest';
import {readAll} from '../../e2e/adapters/tus-test-server.ts';
import type {Rendition} from '../queue/job.ts';
import {ConnectionBudget} from './connection-budget.ts';
import {Http} from './http.ts';
import {Kapi, signIn} from './kapi.ts';
import {systemClock} from './system-clock.ts';

const never = new AbortController().signal;
const record = {identifier: 'i1', fileName: 'a.mp4', fileSize: 3, bizKey: 'k'};
const path = '/base/kapi/fileRelationOperation';

test('afterClientUpload: the upload’s URL goes, the record comes (CONTRACT 3)', async () => {
  await using server = await serve(200, {bizId: 'b1', fileUrl: '/kapi/files/b1'});

  const answer = await server.kapi.afterClientUpload(server.owner, {...record, upload: 'https://x/files/1'}, never);

  expect(server.asked).toEqual([
    {
      line: `POST ${path}/afterClientUpload`,
      token: 'Bearer secret-token',
      body: {...record, upload: 'https://x/files/1'},
    },
  ]);
  expect(answer).toEqual({bizId: 'b1', fileUrl: `${server.owner.baseUrl}/kapi/files/b1`});
});

test.each([400, 404, 409, 422])('a record refused with %i names the status and the reason', async (status) => {
  await using server = await serve(status, {message: 'not complete', type: 'Conflict'});
  const call = server.kapi.afterClientUpload(server.owner, {...record, filePath: 'originals/i1/a.mp4'}, never);

  await expect(call).rejects.toMatchObject({code: 'notify-refused', values: {status, message: 'not complete'}});
});

test.each([
  [401, 'signed-out'],
  [429, 'server-busy'],
  [502, 'server-error'],
] as const)('%i on a notify is no refusal of the record but %s', async (status, code) => {
  await using server = await serve(status, {});
  const call = server.kapi.afterClientUpload(server.owner, {...record, upload: 'u'}, never);

  await expect(call).rejects.toMatchObject({code});
});

test('a record without bizId makes no sense', async () => {
  await using server = await serve(200, {code: 0});

  await expect(server.kapi.afterClientUpload(server.owner, {...record, upload: 'u'}, never)).rejects.toMatchObject({
    code: 'answer-unreadable',
  });
});

test('getTranscodeFilePath sends the ip that health last said (K1)', async () => {
  await using server = await serve(200, {filePath: 'transcodes/i1'});

  const folder = await server.kapi.getTranscodeFilePath(server.owner, record, never);

  expect(folder).toBe('transcodes/i1');
  expect(server.asked[0]).toMatchObject({
    line: `POST ${path}/getTranscodeFilePath`,
    body: {...record, ip: '192.0.2.7'},
  });
});

test('afterClientTranscode reports a failure with an empty filePath (F11)', async () => {
  await using server = await serve(200, {ok: true});
  const call = {filePath: '', bizKey: 'k', bizId: 'b1', status: -1} as const;

  await server.kapi.afterClientTranscode(server.owner, call, never);

  expect(server.asked[0]).toMatchObject({line: `POST ${path}/afterClientTranscode`, body: call});
});

test('a finished upload becomes a transcode’s file; its fileUrl is kept as given (K3)', async () => {
  await using server = await serve(200, {fileUrl: '/t/i1.ts'});
  const call = {identifier: 'i1', fileSize: 3, bizKey: 'k', upload: 'https://x/files/2'};

  const fileUrl = await server.kapi.uploadTranscodeFile(server.owner, call, never);

  expect(fileUrl).toBe('/t/i1.ts');
  expect(server.asked[0]).toMatchObject({body: {...call, ip: '192.0.2.7'}});
});

test('without tus a transcode’s file goes as a form, the fields before the file (K3)', async () => {
  await using server = await serve(200, {fileUrl: '/t/i1.ts'});
  const sent: number[] = [];
  const call = {identifier: 'i1', fileSize: 3, bizKey: 'k', onSent: (bytes: number) => void sent.push(bytes)};
  const file = {type: 'rendition', uuid: 'j1', name: rendition.segmentsName} as const;

  await server.kapi.uploadTranscodeFile(server.owner, {...call, file}, never);

  const form = String(server.asked[0]?.body);
  const at = ['identifier', 'fileSize', 'bizKey', 'ip', 'file"; filename="i1.ts"'].map((name) =>
    form.indexOf(`name="${name}`),
  );
  expect(at.every((position) => position >= 0)).toBe(true);
  expect(Math.max(...at)).toBe(at.at(-1));
  expect(form).toContain('bytes of the segments');
  expect(sent.at(-1)).toBe('bytes of the segments'.length);
});

test('hasTus says what health said', async () => {
  await using server = await serve(200, {});

  expect(server.kapi.hasTus(server.owner)).toBe(true);
  expect(server.kapi.hasTus({baseUrl: 'https://other.example', user: 'alice'})).toBe(false);
});

test('signing in asks whose token it is; a wrong one is refused (CONTRACT 3)', async () => {
  await using right = await serve(200, {user: 'alice'});
  await using wrong = await serve(401, {message: 'Who?', type: 'AuthError'});

  expect(await signIn(right.http, right.owner.baseUrl, 't1', never)).toEqual({user: 'alice'});
  expect(right.asked[0]).toMatchObject({line: 'GET /base/kapi/me', token: 'Bearer t1'});
  await expect(signIn(wrong.http, wrong.owner.baseUrl, 't1', never)).rejects.toMatchObject({code: 'signed-out'});
});

const rendition: Rendition = {
  playlistName: 'i1.m3u8',
  segmentsName: 'i1.ts',
  playlistBytes: 1,
  segmentsBytes: 21,
  durationSeconds: 1,
  way: 'repackage',
};

async function serve(status: number, answer: unknown) {
  const asked: {readonly line: string; readonly token: string | undefined; readonly body: unknown}[] = [];
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      asked.push({line: `${request.method} ${request.url}`, token: request.headers.authorization, body});
      response.writeHead(status).end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const owner = {baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/base`, user: 'alice'};
  const http = new Http({tokenFor: async () => 'secret-token', clock: systemClock});
  const kapi = new Kapi({
    http,
    budget: new ConnectionBudget(),
    openFile: async () => new Blob(['bytes of the segments']),
    healthOf: (baseUrl) => (baseUrl === owner.baseUrl ? {ip: '192.0.2.7', tus: '/files/'} : {}),
  });
  return {
    asked,
    owner,
    http,
    kapi,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const text = (await readAll(request)).toString();
  return request.headers['content-type'] === 'application/json' ? JSON.parse(text) : text;
}
