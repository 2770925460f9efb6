import type {JobLogEntry} from '../../app-api.ts';
import type {LogEvent} from '../../queue/job-log.ts';
import type {PublicJob} from '../../queue/public-job.ts';

const tus = {step: 'uploadChunks', values: {}} as const;

/** A log that a job like this one could have, for pictures and tests. */
export function scriptedLog(job: PublicJob): readonly JobLogEntry[] {
  const begun = Date.parse(job.createdAt);
  const iso = (ms: number) => new Date(ms).toISOString();
  return eventsOf(job).map((event, index) => {
    const at = begun + index * 7_000;
    return {...event, ...('retryAt' in event && {retryAt: iso(at + 4_000)}), at: iso(at)};
  });
}

function eventsOf(job: PublicJob): readonly LogEvent<string>[] {
  if (job.state === 'added' || (job.state === 'waiting' && job.percent === 0)) return [{event: 'added'}];
  const events: LogEvent<string>[] = [
    {event: 'added'},
    {event: 'started', route: job.flowRoute},
    {event: 'step', step: 'findSource'},
    {event: 'step', step: job.flowRoute === 'intranet' ? 'checkIntranet' : 'checkInternet'},
  ];
  if (job.kind === 'transcode')
    events.push(
      {event: 'step', step: 'transcode'},
      {event: 'way', way: job.way ?? 'encode', ...(job.wayReason && {why: job.wayReason})},
    );
  else events.push({event: 'step', step: 'uploadChunks'});
  if (job.state === 'retrying') events.push(...twoRetries(job));
  if (job.state === 'paused') events.push({event: 'command', command: 'pause'});
  if (job.state === 'cancelled') events.push({event: 'command', command: 'cancel'});
  if (job.state === 'waiting') events.push({event: 'interrupted', by: 'network', step: 'uploadChunks'});
  if (job.state === 'failed' && job.error) {
    const {code, values, message} = job.error;
    events.push({event: 'failed', step: job.kind === 'transcode' ? 'transcode' : 'findSource', code, values, message});
  }
  if (job.state === 'done') events.push({event: 'done'});
  return events;
}

/** Two failures, an interruption and a restart between them: enough to be folded. */
function twoRetries({retryAt = new Date().toISOString()}: PublicJob): readonly LogEvent<string>[] {
  return [
    {event: 'interrupted', by: 'network', step: 'uploadChunks'},
    {event: 'started', route: 'internet'},
    {event: 'step', step: 'findSource'},
    {event: 'step', step: 'checkInternet'},
    {event: 'step', step: 'uploadChunks'},
    {
      event: 'retrying',
      code: 'server-error',
      message: 'Bad Gateway',
      ...tus,
      values: {status: 502},
      attempts: 1,
      retryAt,
    },
    {event: 'started', route: 'internet'},
    {event: 'step', step: 'uploadChunks'},
    {event: 'interrupted', by: 'died', step: 'uploadChunks'},
    {event: 'started', route: 'internet'},
    {event: 'step', step: 'uploadChunks'},
    {event: 'retrying', code: 'server-silent', message: 'No answer within 30 s.', ...tus, attempts: 2, retryAt},
  ];
}
