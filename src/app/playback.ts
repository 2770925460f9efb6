import type {Playback, Subtitles} from '../app-api.ts';
import type {Job, Rendition} from '../queue/job.ts';
import type {Gates} from '../queue/public-job.ts';
import type {AppPorts} from './app-ports.ts';

/** From the server once it is there and can be reached; else from this device, as long as the result is kept. */
export async function playbackOf(job: Job, {routes, session}: Gates, ports: AppPorts): Promise<Playback | undefined> {
  if (job.kind !== 'transcode') return undefined;
  const {rendition, notified} = job.results;
  const device =
    rendition && ports.servesFiles()
      ? ({
          from: 'device',
          url: `/renditions/${job.uuid}/${encodeURIComponent(rendition.playlistName)}`,
          headers: {},
          subtitles: subtitlesBeside(`/renditions/${job.uuid}/`, rendition),
        } as const)
      : undefined;
  const online = session && (routes.internet === true || routes.intranet === true);
  if (!notified || (device && !online)) return device;
  const [url, token] = await Promise.all([
    ports.playlistUrl(job.owner, job.bizId).catch(() => undefined),
    ports.sessions.tokenFor(job.owner),
  ]);
  if (url === undefined || token === undefined) return device;
  const resolved = new URL(url, `${job.owner.baseUrl}/`);
  // A token goes only to the origin that it belongs to (CONTRACT 2).
  const ours = resolved.origin === new URL(job.owner.baseUrl).origin;
  return {
    from: 'server',
    url: resolved.href,
    headers: ours ? {Authorization: `Bearer ${token}`} : {},
    subtitles: rendition ? subtitlesBeside(new URL('.', resolved).href, rendition) : [],
  };
}

/** All files of a rendition share a folder (CONTRACT 3). */
function subtitlesBeside(folder: string, {subtitles = []}: Rendition): readonly Subtitles[] {
  return subtitles.map(({name, ...track}) => ({...track, url: `${folder}${encodeURIComponent(name)}`}));
}
