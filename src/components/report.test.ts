import {expect, test} from 'vitest';
import {logSentence} from './log-sentence.ts';
import {type Report, reportAsJson, reportAsText, withoutSecrets} from './report.ts';
import {scriptedJob} from './testing/scripted-jobs.ts';

const at = '2026-11-21T12:00:00.000Z';
const failure = {step: 'uploadChunks', code: 'server-error', message: 'Bad Gateway', values: {status: 502}} as const;

const report: Report = {
  app: 'Carryon',
  version: '1.2.3',
  madeAt: at,
  browser: 'A browser',
  language: 'en',
  state: {
    queue: true,
    session: true,
    network: true,
    waitsForWifi: false,
    savesData: false,
    savesBattery: false,
    routes: {intranet: undefined, internet: true},
    user: 'alice',
    baseUrl: 'https://media.example.org',
    gatewayUrl: 'https://media.example.org',
    intranetAccess: 'granted',
    offlineSince: undefined,
    runsHere: true,
    transcodesHere: false,
    missing: ['isolation'],
  },
  settings: undefined,
  jobs: [
    {
      job: scriptedJob({fileName: 'film.mp4', uuid: 'u1', fileUrl: 'https://a.test/f?sig=s3cret'}),
      log: [
        {event: 'added', at},
        {event: 'failed', ...failure, at},
      ],
    },
  ],
};

test('Q11: the text says where it was made, and of each job what happened', () => {
  const text = reportAsText(report);

  expect(text).toContain('1.2.3');
  expect(text).toContain('alice · https://media.example.org · intranet ? · internet up · no isolation');
  expect(text).toContain('film.mp4');
  expect(text).toContain(`${at}  Stopped. The server stumbled (502). [server-error: Bad Gateway]`);
});

test('Q11: the JSON holds everything but secrets', () => {
  const json = reportAsJson(report);

  expect(JSON.parse(json)).toMatchObject({
    version: '1.2.3',
    settings: null,
    state: {user: 'alice', routes: {intranet: null, internet: true}},
    jobs: [{job: {fileUrl: 'https://a.test/f?…'}, log: report.jobs[0]?.log}],
  });
  expect(json).not.toContain('s3cret');
});

// prettier-ignore
test.each([
  ['https://alice:s3cret@a.test/x',            'https://a.test/x'],
  ['GET https://a.test/x?token=s3cret failed', 'GET https://a.test/x?… failed'],
  ['https://a.test/#token=s3cret',             'https://a.test/?…'],
  ['/files/1?X-Amz-Signature=s3cret&a=s3cret', '/files/1?X-Amz-Signature=…&a=…'],
  ['Authorization: Bearer s3cret',             'Authorization: Bearer …'],
  ['{"token": "s3cret"}',                      '{"token": "…"}'],
  ['The server does not know this token.',     'The server does not know this token.'],
  ['Why? a = b, "quoted" & more',              'Why? a = b, "quoted" & more'],
])('Q11: of %j a report keeps %j', (text, kept) => {
  expect(withoutSecrets(text)).toBe(kept);
});

test('Q11: an interruption says who acts, a failure says when it is tried again, neither with a code', () => {
  const retryAt = at;

  expect(logSentence({event: 'interrupted', by: 'wifi', at}, 'upload').text).toBe(
    'Off Wi-Fi. Waits for it, as you chose.',
  );
  expect(logSentence({event: 'retrying', ...failure, attempts: 2, retryAt, at}, 'upload').text).toMatch(
    /^The server stumbled \(502\)\. Next try at .*\(2 of 5\)\.$/,
  );
  expect(logSentence({event: 'added', at}, 'transcode').text).toBe('Added after its upload had finished.');
});
