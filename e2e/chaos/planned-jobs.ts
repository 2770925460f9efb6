import type {WantedRoute} from '../../src/queue/job.ts';
import type {Random} from '../../src/queue/ports.ts';
import {mb} from '../support/requests.ts';
import type {Medium} from '../transcode/media.ts';
import {pick, whole} from './picking.ts';

/** A file to upload: so many random bytes under a name, or a film. */
export type PlannedFile = {readonly name: string; readonly bytes: number} | {readonly medium: Medium};

export interface PlannedUpload {
  readonly file: PlannedFile;
  readonly route: WantedRoute;
}

/** A file of random bytes that lies on the server, or on the NAS: fetched by path, or by the link to it. */
export interface PlannedDownload {
  readonly name: string;
  readonly bytes: number;
  readonly from: 'server' | 'nas-path' | 'nas-link';
  readonly route: WantedRoute;
}

/** What `isNetwork` says of a route (CONTRACT 6). */
export const isNetwork = {internet: true, intranet: false, auto: undefined} as const;

const routes = ['internet', 'intranet', 'auto'] as const satisfies readonly WantedRoute[];
const media = ['b-frames.mp4', 'quicktime.mov', 'vp9.webm', 'garbage.mp4'] as const satisfies readonly Medium[];
const names = ['plain.bin', 'Fête d’été.bin', '视频 🎬.bin', 'שלום.bin', `${'long-'.repeat(40)}.bin`, '%2e%2e%2f.bin'];
const sizes = [0, 1, 4_097, 900_000, 3 * mb, 7 * mb, 15 * mb];

export function plannedUpload(random: Random, index: number): PlannedUpload {
  const route = pick(random, routes);
  if (random() < 0.35) return {file: {medium: pick(random, media)}, route};
  return {file: {name: `${index}-${pick(random, names)}`, bytes: pick(random, sizes)}, route};
}

export function plannedDownload(random: Random, index: number): PlannedDownload {
  const from = pick(random, ['server', 'server', 'nas-path', 'nas-link'] as const);
  return {
    name: `${index}-${pick(random, names)}`,
    bytes: pick(random, sizes.slice(whole(random, 4))),
    from,
    // A path means nothing on the internet.
    route: from === 'nas-path' ? 'intranet' : pick(random, routes),
  };
}

export function bytesOf({file}: PlannedUpload): number {
  return 'bytes' in file ? file.bytes : mb;
}
