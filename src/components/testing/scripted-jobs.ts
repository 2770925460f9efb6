import type {FailureCode, FailureValues} from '../../queue/failure.ts';
import type {JobKind} from '../../queue/job.ts';
import type {PublicJob} from '../../queue/public-job.ts';

/** What the gallery can show. */
export const scenes = ['list', 'empty', 'offline', 'wifi', 'expired', 'signed-out', 'many', 'checking'] as const;
export type Scene = (typeof scenes)[number];

const GB = 1e9;
let places = 0;

/** A job with defaults, for pictures and tests. */
export function scriptedJob(change: Partial<PublicJob> & {readonly fileName: string}): PublicJob {
  places += 1;
  const uuid = change.uuid ?? `scripted-${String(places)}`;
  return {
    uuid,
    identifier: uuid,
    kind: 'upload',
    route: 'auto',
    flowRoute: 'internet',
    state: 'waiting',
    step: 0,
    fileSize: 2 * GB,
    percent: 0,
    attempts: 0,
    error: null,
    createdAt: ago(3600 - places),
    kept: true,
    place: places,
    ...change,
  };
}

export function ago(seconds: number): string {
  return new Date(Date.now() - seconds * 1000).toISOString();
}

function failure(code: FailureCode, fatal: boolean, values: FailureValues = {}): NonNullable<PublicJob['error']> {
  return {code, fatal, values, message: code, at: ago(200)};
}

/** The jobs of a scene. */
export function jobsOf(scene: Scene): PublicJob[] {
  switch (scene) {
    case 'list':
      return everyState();
    case 'offline':
    case 'wifi':
      return everyState().map(interrupted);
    case 'expired':
      return everyState().map((job) => held(job, 'session'));
    case 'many':
      return many(10_000);
    case 'empty':
    case 'signed-out':
    case 'checking':
      return [];
  }
}

// prettier-ignore
function everyState(): PublicJob[] {
  return [
    scriptedJob({fileName: 'Day 3 rushes — stage left.mxf', fileSize: 42.6 * GB, blocked: 'permission', kept: false}),
    scriptedJob({fileName: 'Interview_Lin_cam-B.mov', fileSize: 18.2 * GB, state: 'failed', step: 1, error: failure('source-changed', true)}),
    scriptedJob({fileName: 'Interview_Lin_cam-A.mov', fileSize: 19.7 * GB, state: 'running', step: 3, percent: 64}),
    scriptedJob({fileName: 'Campus aerial 4K 0917.mp4', kind: 'transcode', fileSize: 6.3 * GB, state: 'running', step: 3, percent: 38, way: 'repackage', of: 'scripted-3'}),
    scriptedJob({fileName: 'Lecture hall, full recording.avi', kind: 'transcode', fileSize: 3.4 * GB, state: 'running', step: 3, percent: 12, way: 'encode', wayReason: 'container', of: 'x'}),
    scriptedJob({fileName: 'Ceremony_final_mix.wav', flowRoute: 'intranet', fileSize: 1.2 * GB, state: 'running', step: 3, percent: 81}),
    scriptedJob({fileName: 'Open class, Wednesday, cam A.mp4', fileSize: 8.1 * GB, state: 'retrying', step: 3, percent: 72, attempts: 2, retryAt: new Date(Date.now() + 16_000).toISOString(), error: failure('server-silent', false)}),
    scriptedJob({fileName: 'Drone_river_day2_0042.mp4', fileSize: 12.9 * GB, percent: 41, step: 3}),
    scriptedJob({fileName: 'Open class, Wednesday, cam B.mp4', fileSize: 7.9 * GB}),
    scriptedJob({fileName: 'Interview_Lin_cam-C.mkv', kind: 'transcode', route: 'intranet', flowRoute: 'intranet', fileSize: 9.4 * GB, blocked: 'route', of: 'y'}),
    scriptedJob({fileName: 'Archive_2024_masters.tar', fileSize: 118 * GB, state: 'paused', percent: 22, step: 3}),
    scriptedJob({fileName: '2026 秋季家长会_报到现场与颁奖典礼_最终版本_请勿再改.mp4', fileSize: 0.011 * GB, state: 'added'}),
    scriptedJob({fileName: 'River_delta_mix.flv', kind: 'transcode', fileSize: 0.9 * GB, state: 'failed', step: 3, percent: 57, error: failure('media-corrupt', true, {atSeconds: 761}), of: 'z'}),
    scriptedJob({fileName: 'Opening ceremony 2026, final cut.mp4', kind: 'transcode', fileSize: 4.8 * GB, state: 'done', percent: 100, playableHere: true, doneAt: ago(600), result: {filePath: '/x.m3u8'}, of: 'w'}),
    scriptedJob({fileName: 'Skyline_timelapse_v4.mov', fileSize: 2.2 * GB, state: 'done', percent: 100, doneAt: ago(900), fileUrl: '/files/1'}),
    scriptedJob({fileName: 'Voice-over_take3.wav', fileSize: 0.48 * GB, state: 'done', percent: 100, doneAt: ago(90_000), fileUrl: '/files/2'}),
    scriptedJob({fileName: 'Wrong_card_dump.zip', fileSize: 3.1 * GB, state: 'cancelled', percent: 12}),
  ];
}

function interrupted(job: PublicJob): PublicJob {
  return job.kind === 'transcode' ? job : held(job, 'network');
}

function held(job: PublicJob, blocked: 'network' | 'session'): PublicJob {
  if (!['running', 'retrying', 'waiting', 'added'].includes(job.state) || job.blocked === 'permission') return job;
  return {...job, state: 'waiting', blocked};
}

const manyStates = [
  {state: 'waiting', percent: 0, step: 0},
  {state: 'waiting', percent: 8, step: 3},
  {state: 'done', percent: 100, step: 4},
  {state: 'paused', percent: 22, step: 3},
] as const;

function many(count: number): PublicJob[] {
  const jobs = everyState();
  for (let n = 1; jobs.length < count; n += 1) {
    const kind: JobKind = n % 9 === 0 ? 'transcode' : 'upload';
    const shape = manyStates[n % 5 === 0 ? 2 : n % 83 === 0 ? 3 : n % 41 === 0 ? 1 : 0];
    const fileName = `Recorded_lesson_2026_${String(n).padStart(5, '0')}.mp4`;
    jobs.push(
      scriptedJob({
        fileName,
        kind,
        ...shape,
        fileSize: (0.7 + ((n * 7) % 30) / 10) * GB,
        ...(shape.state === 'done' && {doneAt: ago(n)}),
      }),
    );
  }
  return jobs;
}
