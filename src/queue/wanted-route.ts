import type {Job, WantedRoute} from './job.ts';

/** The route that a job takes: as it was told; a link into the backend leads there, whichever route is up. */
export function wantedRouteOf(job: Job): WantedRoute {
  if (job.kind !== 'download' || job.route !== 'auto') return job.route;
  const base = `${job.owner.baseUrl}/`;
  if (!job.url.startsWith(base)) return 'auto';
  return job.url.startsWith(`${base}gateway/`) ? 'intranet' : 'internet';
}
