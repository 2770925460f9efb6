import type {PublicJob} from '../queue/public-job.ts';
import {sentenceOf} from './job-sentence.ts';
import {kindText} from './list-messages.ts';
import {formatBytes} from './numbers.ts';

/** What one sends to somebody who helps: some lines to read, then everything as JSON. */
export function reportOf(job: PublicJob, nowMs = Date.now()): string {
  const {text} = sentenceOf(job, {ahead: 0, network: true, nowMs});
  const lines = [
    job.fileName,
    `${kindText[job.kind]()}, ${formatBytes(job.fileSize)}, ${String(job.percent)}%`,
    text,
    new Date(nowMs).toISOString(),
  ];
  return `${lines.join('\n')}\n\n${JSON.stringify(job, undefined, 2)}\n`;
}
