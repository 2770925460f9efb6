import {describe, expect, test} from 'vitest';
import type {StateEvent} from '../app-api.ts';
import type {PublicJob} from '../queue/public-job.ts';
import {arrange} from '../store/arrangement.ts';
import {isPossible} from '../store/possible.ts';
import {asks, mainAction, looksOf, menuActions} from './job-actions.ts';
import {sentenceOf} from './job-sentence.ts';
import {restartRow, stopsOf} from './job-steps.ts';
import {piecesOf, trackLook} from './job-track.ts';
import {actionOfKey} from './list-commands.ts';
import {type Filter, sectionsOf} from './list-filter.ts';
import {keyIntent} from './list-keys.ts';
import {layOut, rowAt, spanOf, topOf} from './list-layout.ts';
import {playerKey} from './list-player-keys.ts';
import {allSelected, extended, isSelected, noSelection, selectedOf, toggled} from './list-selection.ts';
import {scriptedJob} from './testing/scripted-jobs.ts';

const nowMs = Date.parse('2026-11-21T12:00:00Z');
const facts = {ahead: 2, state: undefined, nowMs};
// The sentence reads no more of it.
const offline = {network: false} as StateEvent;

function job(change: Partial<PublicJob> = {}): PublicJob {
  return scriptedJob({fileName: 'a.mp4', ...change});
}

function failure(code: NonNullable<PublicJob['error']>['code'], values = {}): NonNullable<PublicJob['error']> {
  return {code, values, message: code, fatal: true, at: '2026-11-21T11:59:00Z'};
}

describe('the sentence', () => {
  test.each([
    [{state: 'added'}, 'Added. Getting ready…', 'calm'],
    [{state: 'waiting'}, 'Waiting its turn, 2 ahead', 'calm'],
    [
      {state: 'waiting', kind: 'transcode', plan: {way: 'repackage'}},
      'Waiting its turn, 2 ahead · Will be copied without re-encoding',
      'calm',
    ],
    [
      {state: 'waiting', kind: 'transcode', plan: {way: 'webcodecs', why: 'not-aac'}},
      'Waiting its turn, 2 ahead · Will be encoded again · the sound is not AAC',
      'calm',
    ],
    [{state: 'waiting', plan: {way: 'repackage'}}, 'Waiting its turn, 2 ahead', 'calm'],
    [{state: 'waiting', percent: 41, step: 3}, 'Interrupted at 41%. Goes on from there.', 'calm'],
    [{state: 'waiting', blocked: 'network', percent: 41}, 'Waiting for the network. Nothing is lost.', 'calm'],
    [{state: 'waiting', blocked: 'session'}, 'Waits until you sign in', 'calm'],
    [{state: 'waiting', blocked: 'route', route: 'intranet'}, 'Waiting for the intranet, as you chose', 'wait'],
    [{state: 'waiting', blocked: 'permission'}, 'The browser asks once more before it reads this file.', 'need'],
    [{state: 'running', step: 3}, 'Uploading by internet', 'calm'],
    [{state: 'running', step: 4}, 'Tell the server', 'calm'],
    [{state: 'running', step: 3, flowRoute: 'intranet'}, 'Copying to the NAS', 'calm'],
    [{state: 'running', step: 3, kind: 'transcode', way: 'repackage'}, 'Repackaging, picture untouched', 'calm'],
    [{state: 'running', step: 3, kind: 'transcode', way: 'encode'}, 'Transcoding on this device', 'calm'],
    [
      {state: 'running', step: 2, kind: 'download', straight: true},
      'Downloading straight into your file, no room here: an interruption begins it again',
      'calm',
    ],
    [{state: 'paused'}, 'Paused by you', 'calm'],
    [{state: 'cancelled'}, 'Cancelled by you', 'calm'],
    [{state: 'paused', unkept: 'no-room'}, 'No room here for a copy: keep this window open · Paused by you', 'wait'],
    [{state: 'cancelled', unkept: 'no-room'}, 'Cancelled by you', 'calm'],
    [
      {state: 'retrying', attempts: 2, retryAt: '2026-11-21T12:00:16Z', error: failure('server-silent')},
      'The server did not answer. Again in 0:16 (2 of 5).',
      'wait',
    ],
    [
      {state: 'failed', attempts: 5, error: failure('server-error', {status: 502})},
      'Stopped after 5 retries: The server stumbled (502).',
      'need',
    ],
    [{state: 'failed', error: failure('media-corrupt', {atSeconds: 761})}, /damaged at 12:41/, 'need'],
    [{state: 'done', kind: 'transcode', playableHere: true}, 'Ready to play · from this device', 'calm'],
  ] as const)('of %o', (change, text, tone) => {
    const sentence = sentenceOf(job(change), facts);

    expect(sentence.text).toMatch(typeof text === 'string' ? new RegExp(`^${escape(text)}$`) : text);
    expect(sentence.tone).toBe(tone);
  });

  test('of a transcode without a network says that it needs none', () => {
    const sentence = sentenceOf(job({state: 'running', step: 3, kind: 'transcode'}), {...facts, state: offline});

    expect(sentence.text).toBe('Transcoding on this device, needs no network');
  });
});

describe('the sentence of what waits to spare something', () => {
  const [saver, battery] = [
    {...offline, savesData: true},
    {...offline, savesBattery: true},
  ];
  test.each([
    [{blocked: 'network'}, saver, 'Waiting, since data is to be saved', 'wait'],
    [{kind: 'transcode'}, battery, 'Waits for power: the battery is low', 'wait'],
    [{kind: 'transcode', playableHere: true}, battery, 'Waiting its turn, 2 ahead', 'calm'],
    [{}, battery, 'Waiting its turn, 2 ahead', 'calm'],
  ] as const)('of %o', (change, state, text, tone) => {
    expect(sentenceOf(job({state: 'waiting', ...change}), {...facts, state})).toMatchObject({text, tone});
  });
});

describe('the track', () => {
  test('has a piece for each step, long where it takes long', () => {
    const pieces = piecesOf(job({state: 'running', step: 3, percent: 64}), 64);

    expect(pieces.map(({length}) => length)).toEqual(['short', 'short', 'long', 'short']);
    expect(pieces.map(({fill}) => fill)).toEqual([1, 1, 0.64, 0]);
    expect(pieces.map(({here}) => here)).toEqual([false, false, true, false]);
  });

  test('of a transcode shares its percent between making and sending', () => {
    const pieces = piecesOf(job({kind: 'transcode', state: 'running', step: 4, percent: 85}), 85);

    expect(pieces.map(({length}) => length)).toEqual(['short', 'short', 'long', 'middle', 'short']);
    expect(pieces.map(({fill}) => fill)).toEqual([1, 1, 1, 0.5, 0]);
  });

  test('keeps what has arrived although the flow begins again', () => {
    const pieces = piecesOf(job({state: 'running', step: 1, percent: 41}), 41);

    expect(pieces.map(({fill}) => fill)).toEqual([1, 1, 0.41, 0]);
  });

  test('of a failed job stops at its step', () => {
    const pieces = piecesOf(job({state: 'failed', step: 4, percent: 99}), 99);

    expect(pieces.findIndex(({here}) => here)).toBe(3);
  });

  test.each([
    [{state: 'running'}, 'fill'],
    [{state: 'running', kind: 'convert'}, 'moving'],
    [{state: 'retrying'}, 'dots'],
    [{state: 'waiting', percent: 41}, 'gap'],
    [{state: 'waiting'}, undefined],
    [{state: 'waiting', percent: 41, blocked: 'permission'}, undefined],
    [{state: 'paused', percent: 22}, 'calm'],
    [{state: 'failed'}, 'stop'],
    [{state: 'done', percent: 100}, undefined],
    [{state: 'cancelled', percent: 12}, undefined],
  ] as const)('of %o is drawn as %s', (change, look) => {
    expect(trackLook(job(change))).toBe(look);
  });
});

describe('the steps', () => {
  test('of a job that will retry lead back to where it begins again', () => {
    const it = job({
      kind: 'transcode',
      flowRoute: 'intranet',
      state: 'retrying',
      step: 5,
      percent: 71,
      playableHere: true,
    });

    const stops = stopsOf(it, undefined);

    expect(restartRow(it, 5)).toBe(2);
    expect(stops.map(({state}) => state)).toEqual(['passed', 'passed', 'passed', 'kept', 'held', 'to-come']);
    expect(stops.map(({arc}) => arc)).toEqual([undefined, 'start', 'middle', 'middle', 'end', undefined]);
    expect(stops[4]?.sentence).toBe('Stopped at 71%. Starts again from step 2, sends only what is missing.');
  });

  test('of a notification that is retried stay where they are', () => {
    const stops = stopsOf(job({state: 'retrying', step: 4, percent: 99}), undefined);

    expect(stops.map(({arc}) => arc)).toEqual([undefined, undefined, undefined, undefined]);
    expect(stops[3]?.sentence).toBe('Stopped at 99%. Starts again here.');
  });
});

describe('actions', () => {
  test.each([
    [{state: 'added'}, undefined, false],
    [{state: 'waiting'}, 'front', false],
    [{state: 'waiting', blocked: 'permission'}, 'allow', true],
    [{state: 'waiting', blocked: 'session'}, undefined, false],
    [{state: 'running'}, 'pause', false],
    [{state: 'retrying'}, 'retry', false],
    [{state: 'paused'}, 'resume', false],
    [{state: 'failed', error: failure('server-error')}, 'continue', true],
    [{state: 'failed', error: failure('source-changed')}, 'new-version', true],
    [{state: 'failed', error: failure('media-none')}, 'remove', true],
    [{state: 'done', kind: 'transcode', playableHere: true}, 'play', false],
    [{state: 'done'}, undefined, false],
    [{state: 'done', fileUrl: '/files/1'}, 'download', false],
    [{state: 'done', kind: 'download', savable: true}, 'save', false],
    [{state: 'done', kind: 'download', savedAt: '2026-11-21T12:00:00Z'}, undefined, false],
    [
      {state: 'done', kind: 'download', savedAt: '2026-11-21T12:00:00Z', savableUntil: '2026-11-21T12:10:00Z'},
      'save',
      false,
    ],
    [{state: 'failed', kind: 'download', savable: true, error: failure('save-failed')}, 'save', true],
    [{state: 'cancelled'}, 'remove', false],
  ] as const)('the first of %o is %s', (change, action, withWords) => {
    expect(mainAction(job(change))).toBe(action);
    expect(asks(job(change))).toBe(withWords);
  });

  test('a menu offers nothing that the queue would refuse, and harm last', () => {
    const offered = menuActions(job({state: 'running'}));

    expect(offered).toEqual(['pause', 'details', 'report', 'cancel', 'remove']);
    expect(isPossible('front', job({state: 'running'}))).toBe(false);
  });

  test('a job held to one route may take the other; a link from the NAS may not', () => {
    const held = {state: 'waiting', blocked: 'route'} as const;

    expect(menuActions(job({...held, route: 'intranet'}))).toContain('unpin');
    expect(menuActions(job({...held, route: 'auto'}))).not.toContain('unpin');
    expect(menuActions(job({...held, route: 'intranet', kind: 'download'}))).not.toContain('unpin');
    expect(looksOf('unpin', job({route: 'intranet'})).text).toBe('Use the internet');
    expect(looksOf('unpin', job({route: 'internet'})).text).toBe('Use the intranet');
  });

  test('P pauses what can be paused, and resumes only where nothing can', () => {
    const mixed = [job({state: 'paused'}), job({state: 'running'})];

    expect(actionOfKey('pause-or-resume', mixed)).toBe('pause');
    expect(actionOfKey('pause-or-resume', [job({state: 'paused'})])).toBe('resume');
    expect(actionOfKey('retry-or-continue', [job({state: 'failed'})])).toBe('continue');
    expect(actionOfKey('pause-or-resume', [job({state: 'done'})])).toBeUndefined();
  });
});

describe('the filter', () => {
  const jobs = [
    job({uuid: 'u1', fileName: 'River day 2.mp4', state: 'running', fileSize: 1}),
    job({uuid: 'u2', fileName: 'River day 10.mp4', state: 'running', fileSize: 3}),
    job({uuid: 't1', fileName: 'River.mov', kind: 'transcode', state: 'running', fileSize: 2}),
    ...Array.from({length: 8}, (_, n) => job({uuid: `f${String(n)}`, state: 'failed'})),
  ];
  const byUuid = new Map(jobs.map((it) => [it.uuid, it]));
  const all: Filter = {kind: 'all', query: '', facet: undefined, sort: 'queue'};
  const sections = (change: Partial<Filter>, expanded: ReadonlySet<'need'> = new Set()) =>
    sectionsOf(arrange(jobs, new Map()), byUuid, {...all, ...change}, expanded);

  test('finds names that have all the words', () => {
    expect(sections({query: ' DAY river '})[0]?.uuids).toEqual(['u1', 'u2']);
    expect(sections({query: 'nothing'})).toEqual([]);
  });

  test('takes kinds and states together', () => {
    expect(sections({kind: 'transcode'}).map(({uuids}) => uuids)).toEqual([['t1']]);
    expect(sections({kind: 'transcode', facet: 'need'})).toEqual([]);
  });

  test('shows five that need you until all are asked for', () => {
    expect(sections({})[0]).toMatchObject({group: 'need', shown: 5});
    expect(sections({}, new Set(['need']))[0]).toMatchObject({shown: 8});
    expect(sections({facet: 'need'})[0]).toMatchObject({shown: 8});
  });

  test('sorts within groups, names by their numbers', () => {
    expect(sections({sort: 'name'})[1]?.uuids).toEqual(['u1', 'u2', 't1']);
    expect(sections({sort: 'size'})[1]?.uuids).toEqual(['u2', 't1', 'u1']);
  });
});

describe('the layout', () => {
  const uuids = Array.from({length: 1_000}, (_, n) => `r${String(n)}`);
  const layout = layOut(
    [
      {group: 'need', uuids: ['n0', 'n1', 'n2'], shown: 2},
      {group: 'next', uuids, shown: uuids.length},
    ],
    {head: 36, more: 40, row: (uuid) => (uuid === 'r1' ? 100 : 50)},
  );
  const next = layout.blocks[1];
  if (!next) throw new Error('There are two blocks. Look at the sections above.');

  test('puts rows below each other, whatever their heights', () => {
    expect(layout.height).toBe(36 + 100 + 40 + 36 + 1_000 * 50 + 50);
    expect(topOf(layout, 'r2')).toBe(next.rowsTop + 150);
    expect(topOf(layout, 'n2')).toBeUndefined();
  });

  test('counts heads and the row that asks for more as rows of the grid', () => {
    expect(layout.rowCount).toBe(1 + 2 + 1 + 1 + 1_000);
    expect(next.rowIndex).toBe(5);
  });

  test('finds the row at any height', () => {
    for (const row of [0, 1, 2, 500, 999]) {
      const top = (topOf(layout, `r${String(row)}`) ?? 0) - next.rowsTop;
      expect(rowAt(next, top)).toBe(row);
      expect(rowAt(next, top + 49)).toBe(row);
    }
  });

  test('draws what is seen and some rows ahead, and nothing of a group far away', () => {
    expect(spanOf(next, next.rowsTop + 5_050, next.rowsTop + 6_000, 6)).toEqual({start: 94, end: 126});
    expect(spanOf(next, -5_000, -4_000, 6)).toEqual({start: 0, end: 0});
  });
});

describe('the selection', () => {
  const rows = ['a', 'b', 'c', 'd'];

  test('of all is all but those let go', () => {
    const selection = toggled(allSelected, 'b');

    expect(selectedOf(selection, rows)).toEqual(['a', 'c', 'd']);
    expect(isSelected(selection, 'comes later')).toBe(true);
  });

  test('reaches from one row to another, either way', () => {
    expect(selectedOf(extended(noSelection, rows, 'c', 'a'), rows)).toEqual(['a', 'b', 'c']);
    expect(selectedOf(extended(toggled(noSelection, 'd'), rows, 'a', 'b'), rows)).toEqual(['a', 'b', 'd']);
  });

  test('forgets rows that have left', () => {
    expect(selectedOf(toggled(noSelection, 'gone'), rows)).toEqual([]);
  });
});

describe('keys', () => {
  const press = {shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, isComposing: false};

  test('letters act only while they are wanted, and never while composing', () => {
    expect(keyIntent({...press, key: 'p'}, true, false)).toEqual({type: 'act', act: 'pause-or-resume'});
    expect(keyIntent({...press, key: 'p'}, false, false)).toBeUndefined();
    expect(keyIntent({...press, key: 'p', isComposing: true}, true, false)).toBeUndefined();
    expect(keyIntent({...press, key: 'Delete'}, false, false)).toEqual({type: 'act', act: 'remove'});
  });

  test('Space and Enter on a button are the button’s', () => {
    expect(keyIntent({...press, key: ' '}, true, true)).toBeUndefined();
    expect(keyIntent({...press, key: ' '}, true, false)).toEqual({type: 'toggle'});
  });

  test('Shift extends, Ctrl or ⌘ with A takes all', () => {
    expect(keyIntent({...press, key: 'ArrowDown', shiftKey: true}, true, false)).toEqual({
      type: 'move',
      way: 'down',
      extend: true,
    });
    expect(keyIntent({...press, key: 'a', metaKey: true}, false, false)).toEqual({type: 'select-all'});
  });

  test('of the player leave shortcuts of the browser alone', () => {
    const at = {ctrlKey: false, metaKey: false, altKey: false, isComposing: false};

    expect(playerKey({...at, key: 'L'}, false)).toEqual({type: 'skip', seconds: 10});
    expect(playerKey({...at, key: 'f', metaKey: true}, false)).toBeUndefined();
    expect(playerKey({...at, key: ' '}, true)).toBeUndefined();
  });
});

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
