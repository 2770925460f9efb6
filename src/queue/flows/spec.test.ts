import {describe, expect, test} from 'vitest';
import type {Step} from '../flow.ts';
import type {Job, Route} from '../job.ts';
import {convertJob, downloadJob, rendition, transcodeJob, uploadJob} from '../testing/builders.ts';
import {flowOf, flows, runnableKinds, stepNames} from './index.ts';

// SPEC's table F, written out again: number, the specification's words, our name, on failure.
// prettier-ignore
const specification = [
  ['F1', 'upload', 'intranet', [
    [1, 'the source exists',                   'findSource',       'fatal'],
    [2, 'we are on the intranet',              'checkIntranet',    'from 1'],
    [3, 'copy to SMB (through the gateway)',   'copyToNas',        'from 1'],
    [4, 'notify the backend',                  'notifyBackend',    'from 4'],
  ]],
  ['F2', 'upload', 'internet', [
    [1, 'the source exists',                   'findSource',       'fatal'],
    [2, 'we are on the internet',              'checkInternet',    'from 1'],
    [3, 'chunked upload',                      'uploadChunks',     'from 1'],
    [4, 'notify the backend',                  'notifyBackend',    'from 4'],
  ]],
  ['F3', 'download', 'intranet', [
    [1, 'we are on the intranet',              'checkIntranet',    'from 1'],
    [2, 'read from SMB (through the gateway)', 'readFromNas',      'from 1'],
  ]],
  ['F4', 'download', 'internet', [
    [1, 'we are on the internet',              'checkInternet',    'from 1'],
    [2, 'download',                            'download',         'from 1'],
  ]],
  ['F5', 'transcode', 'intranet', [
    [1, 'the source exists',                   'findSource',       'fatal'],
    [2, 'we are on the intranet',              'checkIntranet',    'from 1'],
    [3, 'getTranscodeFilePath',                'getTranscodePath', 'from 1'],
    [4, 'transcode',                           'transcode',        'fatal'],
    [5, 'copy the result to SMB',              'copyResult',       'from 2'],
    [6, 'afterClientTranscode',                'recordResult',     'from 6'],
  ]],
  ['F6', 'transcode', 'internet', [
    [1, 'the source exists',                   'findSource',       'fatal'],
    [2, 'we are on the internet',              'checkInternet',    'from 1'],
    [3, 'transcode',                           'transcode',        'fatal'],
    [4, 'upload the ts and the m3u8',          'uploadResult',     'from 4'],
    [5, 'afterClientTranscode',                'recordResult',     'from 5'],
  ]],
  ['F7', 'convert', 'internet', [
    [1, 'the source exists',                   'findSource',       'fatal'],
    [2, 'create the Job',                      'createJob',        'from 1; deck-refused: fatal'],
    [3, 'wait for notifying or completed',     'waitForDeck',      'from 3; deck-halted: fatal; deck-deleted: fatal'],
    [4, 'download the zip',                    'downloadZip',      'from 4; deck-unready: from 3'],
    [5, 'check and keep the deck',             'keepDeck',         'from 4'],
  ]],
] as const;

describe.each(specification)('%s, %s on the %s', (_, kind, flowRoute, rows) => {
  const flow = flowOf({kind, flowRoute});

  test(`has ${rows.length} steps`, () => {
    expect(stepNames(kind, flowRoute)).toEqual(rows.map(([, , name]) => name));
    expect([flow.kind, flow.route]).toEqual([kind, flowRoute]);
  });

  test.each<readonly [number, string, string, string]>([...rows])(
    'step %i, %s, is %s; on failure: %s',
    (number, _words, name, onFailure) => {
      const step = flow.steps[number - 1];

      expect(step?.name).toBe(name);
      expect(step && meaningOf(step, stepNames(kind, flowRoute))).toBe(onFailure);
    },
  );
});

test('every kind that runs has a flow for each route, and the table has no other', () => {
  const written = specification.map(([, kind, route]) => `${kind}/${route}`);
  const built = runnableKinds.flatMap((kind) => Object.keys(flows[kind]).map((route) => `${kind}/${route}`));

  expect(built.sort()).toEqual([...written].sort());
});

const complete = {url: '/files/1', offset: 1_000, complete: true};
const partly = {...complete, offset: 10, complete: false};
const arrived: Job = uploadJob({results: {transfers: {'internet/original': complete}}});
const halfWay: Job = uploadJob({results: {transfers: {'internet/original': partly}}});
const made: Job = transcodeJob({results: {transfers: {}, rendition}});
const sent: Job = transcodeJob({results: {transfers: {}, rendition, playlistPath: '/p'}});
const handedIn: Job = convertJob({results: {transfers: {}, token: 't'}});
const fetched: Job = convertJob({results: {transfers: {}, token: 't', size: 9, keptBytes: 9}});
const named: Job = transcodeJob({results: {transfers: {}, nasFolder: 'transcodes/1'}});

// prettier-ignore
test.each([
  ['an upload that has not begun',          uploadJob(),     'intranet', []],
  ['an upload that is half way',            halfWay,         'internet', []],
  ['a finished transfer',                   arrived,         'internet', ['findSource', 'checkInternet', 'uploadChunks']],
  ['a finished transfer, on the other route', arrived,       'intranet', ['findSource', 'checkIntranet', 'copyToNas']],
  ['a transcode that has not begun',        transcodeJob(),  'internet', []],
  ['a kept rendition',                      made,            'internet', ['findSource', 'transcode']],
  ['a kept rendition, on the other route',  made,            'intranet', ['findSource', 'transcode']],
  ['a rendition that was sent',             sent,            'internet', ['findSource', 'checkInternet', 'transcode', 'uploadResult']],
  ['a rendition that was sent, on the other route', sent,    'intranet', ['findSource', 'checkIntranet', 'getTranscodePath', 'transcode', 'copyResult']],
  ['a folder on the NAS alone',             named,           'intranet', []],
  ['a download',                            downloadJob(),   'internet', []],
  ['a presentation that has a Job',         handedIn,        'internet', ['findSource', 'createJob']],
  ['a deck that was fetched',               fetched,         'internet', ['findSource', 'createJob', 'waitForDeck', 'downloadZip']],
] as const)('F8, F9: %s passes over what is not needed any more', (_, job, flowRoute: Route, skipped) => {
  const steps = flowOf({...job, flowRoute}).steps;

  expect(steps.filter((step) => step.skipIf?.(job)).map(({name}) => name)).toEqual(skipped);
});

// prettier-ignore
test.each([
  ['a transfer that is doubted',       halfWay, 'internet', ['uploadChunks']],
  ['a transfer that is complete',      arrived, 'internet', []],
  ['a rendition that is lost',         named,   'intranet', ['transcode', 'copyResult']],
  ['a folder that was never named',    made,    'intranet', ['getTranscodePath', 'copyResult']],
  ['a result that was not sent',       made,    'internet', ['uploadResult']],
  ['a Job that came to nothing',       convertJob(), 'internet', ['createJob']],
] as const)('F8: %s makes later rows begin with the whole flow', (_, job, flowRoute: Route, lost) => {
  const steps = flowOf({...job, flowRoute}).steps;

  expect(steps.filter((step) => step.keeps?.(job) === false).map(({name}) => name)).toEqual(lost);
});

test('Q9: a local step has no endpoint, so that a network loss does not disturb it', () => {
  const local = ['intranet', 'internet'].map((flowRoute) =>
    flowOf({kind: 'transcode', flowRoute: flowRoute as Route})
      .steps.filter(({endpoint}) => endpoint === undefined)
      .map(({name}) => name),
  );

  expect(local).toEqual([
    ['findSource', 'transcode'],
    ['findSource', 'transcode'],
  ]);
});

test('G2: a notify step needs the backend, on either route', () => {
  for (const kind of ['upload', 'transcode'] as const) {
    for (const flowRoute of ['intranet', 'internet'] as const) {
      expect(flowOf({kind, flowRoute}).steps.at(-1)?.endpoint).toBe('internet');
    }
  }
});

function meaningOf({onFailure, except = {}}: Step, names: readonly string[]): string {
  const others = Object.entries(except).map(([code, then]) => `${code}: ${meaning(then, names)}`);
  return [meaning(onFailure, names), ...others].join('; ');
}

function meaning(onFailure: {then: 'fatal'} | {then: 'retry'; from: string}, names: readonly string[]): string {
  return onFailure.then === 'fatal' ? 'fatal' : `from ${names.indexOf(onFailure.from) + 1}`;
}
