import type {FailureCode, FailureValues} from '../../queue/failure.ts';
import type {JobKind} from '../../queue/job.ts';
import type {PublicJob} from '../../queue/public-job.ts';

/** What the gallery can show. */
// prettier-ignore
export const scenes = [
  'list', 'films', 'downloads', 'decks', 'empty', 'making', 'offline', 'wifi', 'data', 'battery', 'expired', 'signed-out', 'many', 'checking',
] as const;
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
    case 'films':
    case 'making':
      return films();
    case 'downloads':
      return downloads();
    case 'decks':
      return decks();
    case 'battery':
      return films().map((job) => (job.kind === 'transcode' && job.state === 'running' ? stopped(job) : job));
    case 'data':
      return films().map(interrupted);
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
function films(): PublicJob[] {
  const hd = {durationSeconds: 761, width: 1920, height: 1080, poster: true} as const;
  const copied = {way: 'repackage'} as const;
  return [
    scriptedJob({fileName: 'River_delta_mix.flv', kind: 'transcode', fileSize: 0.9 * GB, state: 'failed', step: 3, percent: 57, error: failure('media-corrupt', true, {atSeconds: 761}), of: 'z', plan: {way: 'encode', why: 'container'}}),
    scriptedJob({fileName: 'Campus aerial 4K 0917.mp4', kind: 'transcode', fileSize: 6.3 * GB, state: 'running', step: 3, percent: 38, ...copied, of: 'a', ...hd, plan: copied}),
    scriptedJob({fileName: 'Interview_Lin_cam-A.mov', fileSize: 19.7 * GB, state: 'running', step: 3, percent: 64, ...hd, durationSeconds: 5_533, plan: {way: 'webcodecs', why: 'not-h264'}}),
    scriptedJob({fileName: 'Interview_Lin_cam-B.mov', kind: 'transcode', fileSize: 18.2 * GB, ...hd, of: 'b', plan: copied}),
    scriptedJob({fileName: 'Portrait of a teacher.mkv', kind: 'transcode', fileSize: 1.4 * GB, ...hd, width: 1080, height: 1920, of: 'c', plan: {way: 'webcodecs', why: 'not-aac'}}),
    scriptedJob({fileName: 'Lecture hall, full recording.avi', kind: 'transcode', fileSize: 3.4 * GB, of: 'd', plan: {way: 'encode', why: 'container'}}),
    scriptedJob({fileName: 'Ceremony_final_mix.wav', fileSize: 1.2 * GB}),
    scriptedJob({fileName: '2026 秋季家长会_报到现场与颁奖典礼_最终版本_请勿再改.mp4', fileSize: 0.011 * GB, ...hd, durationSeconds: 9}),
    scriptedJob({fileName: 'Opening ceremony 2026, final cut.mp4', kind: 'transcode', fileSize: 4.8 * GB, state: 'done', percent: 100, playableHere: true, doneAt: ago(600), result: {filePath: '/x.m3u8'}, of: 'w', ...hd}),
    scriptedJob({fileName: 'Skyline_timelapse_v4.mov', fileSize: 2.2 * GB, state: 'done', percent: 100, doneAt: ago(900), fileUrl: '/files/1', ...hd, durationSeconds: 42}),
  ];
}

function stopped({way: _taken, ...job}: PublicJob): PublicJob {
  return {...job, state: 'waiting', percent: 0};
}

/** A picture in a colour of its own. */
export function scriptedPoster({fileName, width = 16, height = 9}: PublicJob): Blob {
  const hue = String((fileName.length * 47) % 360);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${String(width)}" height="${String(height)}" viewBox="0 0 16 9"
    preserveAspectRatio="xMidYMid slice"><rect width="16" height="9" fill="hsl(${hue} 45% 62%)"/>
    <circle cx="11" cy="3" r="1.4" fill="#fff6d8"/><path d="M0 9V7l4-3 3 2 4-3 5 4v2z" fill="hsl(${hue} 40% 28%)"/></svg>`;
  return new Blob([svg], {type: 'image/svg+xml'});
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

// prettier-ignore
function decks(): PublicJob[] {
  const deck = {kind: 'convert', route: 'internet', lastModified: 1} as const;
  const waits = {...deck, state: 'running', step: 3, percent: 10, token: 't9'} as const;
  return [
    scriptedJob({fileName: 'Contract, final.pptx', ...deck, fileSize: 4e6, state: 'failed', step: 3, error: failure('deck-halted', true, {lastError: '文稿有密码保护，无法转换。'})}),
    scriptedJob({fileName: 'Poster.ppt', ...deck, fileSize: 9e6, state: 'running', step: 2}),
    scriptedJob({fileName: 'Board review, third quarter.pptx', ...waits, fileSize: 21e6, deckState: 'converting'}),
    scriptedJob({fileName: '化学_实验安全.pptx', ...waits, fileSize: 12e6, deckState: 'disting'}),
    scriptedJob({fileName: 'Staff training 2026.pptx', ...deck, fileSize: 48e6, state: 'running', step: 4, percent: 71, deckState: 'completed'}),
    scriptedJob({fileName: 'Open evening.pptx', ...deck, fileSize: 6e6, state: 'waiting', blocked: 'network'}),
    scriptedJob({fileName: 'Timetable.pptx', ...deck, fileSize: 2e6, state: 'retrying', step: 2, retryAt: ago(-14), attempts: 2, error: failure('server-error', false, {status: 502})}),
    scriptedJob({fileName: '物理_第三章_光的折射.pptx', ...deck, fileSize: 18e6, state: 'done', step: 5, percent: 100, doneAt: ago(300), madeSeconds: 41, openable: true, savable: true, token: 't1', result: {token: 't1', totalPages: 38}}),
    scriptedJob({fileName: 'Made elsewhere.pptx', ...deck, fileSize: 3e6, state: 'done', step: 5, percent: 100, doneAt: ago(800), savable: true, token: 't2', result: {token: 't2', totalPages: null}}),
    scriptedJob({fileName: 'Season tickets.pptx', ...deck, fileSize: 7e6, state: 'done', step: 5, percent: 100, doneAt: ago(900), madeSeconds: 12, openable: true, savable: true, token: 't3', result: {token: 't3', totalPages: 9}}),
    scriptedJob({fileName: 'Choir, spring.pptx', ...deck, fileSize: 5e6, state: 'done', step: 5, percent: 100, doneAt: ago(1000), madeSeconds: 23, openable: true, savable: true, token: 't4', result: {token: 't4', totalPages: 14}}),
  ];
}

// prettier-ignore
function downloads(): PublicJob[] {
  const intranet = {route: 'auto', flowRoute: 'intranet'} as const;
  const fetched = {kind: 'download', url: 'https://media.example.org/kapi/files/7'} as const;
  return [
    scriptedJob({fileName: 'Old backup, part 3.tar', ...fetched, fileSize: 51 * GB, state: 'failed', step: 2, percent: 12, error: failure('not-found', true)}),
    scriptedJob({fileName: 'Graphics pack ep. 12.zip', ...fetched, ...intranet, fileSize: 3.1 * GB, state: 'running', step: 2, percent: 91}),
    scriptedJob({fileName: 'Archive_2024_masters.tar', ...fetched, fileSize: 118 * GB, state: 'paused', percent: 22, step: 2}),
    scriptedJob({fileName: 'Interview_Lin_cam-C.mkv', route: 'intranet', flowRoute: 'intranet', fileSize: 9.4 * GB, blocked: 'route'}),
    scriptedJob({fileName: 'live.m3u8', ...fetched, fileSize: 0, sizeUnknown: true}),
    scriptedJob({fileName: 'Voice-over_take3.wav', ...fetched, fileSize: 0.48 * GB, state: 'done', percent: 100, doneAt: ago(400), result: {size: 0.48 * GB}, savable: true}),
    scriptedJob({fileName: 'Staff training 2026.mp4', ...fetched, ...intranet, fileSize: 1.9 * GB, state: 'done', percent: 100, doneAt: ago(500), result: {size: 1.9 * GB}, savable: true}),
    scriptedJob({fileName: 'Opening ceremony 2026, final cut.mp4', kind: 'transcode', fileSize: 4.8 * GB, state: 'done', percent: 100, playableHere: true, doneAt: ago(600), result: {filePath: '/x.m3u8'}, of: 'w'}),
    scriptedJob({fileName: 'Skyline_timelapse_v4.mov', ...intranet, fileSize: 2.2 * GB, state: 'done', percent: 100, doneAt: ago(900), fileUrl: '/files/1'}),
    scriptedJob({fileName: 'Parents evening, autumn.pdf', ...fetched, fileSize: 0.02 * GB, state: 'done', percent: 100, doneAt: ago(4_000), result: {size: 0.02 * GB}, savedAt: ago(3_900)}),
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
        ...(n % 4 > 0 && {poster: true, durationSeconds: n}),
        fileSize: (0.7 + ((n * 7) % 30) / 10) * GB,
        ...(shape.state === 'done' && {doneAt: ago(n)}),
      }),
    );
  }
  return jobs;
}
