import type {JobLogEntry, Settings, StateEvent} from '../app-api.ts';
import type {PublicJob} from '../queue/public-job.ts';
import {sentenceOf} from './job-sentence.ts';
import {kindText} from './list-messages.ts';
import {reportText} from './log-messages.ts';
import {logSentence} from './log-sentence.ts';
import {formatBytes} from './numbers.ts';

/** What one sends to somebody who helps. It holds no token. */
export interface Report {
  readonly app: 'Carryon';
  readonly version: string;
  /** ISO 8601. */
  readonly madeAt: string;
  readonly browser: string;
  readonly language: string;
  /** Gates, routes, and what this browser or page lacks; undefined before they are known. */
  readonly state: StateEvent | undefined;
  readonly settings: Settings | undefined;
  readonly jobs: readonly JobReport[];
}

export interface JobReport {
  readonly job: PublicJob;
  readonly log: readonly JobLogEntry[];
}

/** To be read by people: some lines on where it was made, then each job with its log. */
export function reportAsText(report: Report): string {
  const {version, madeAt, browser, state, jobs} = report;
  const routes = Object.entries(state?.routes ?? {}).map(([route, up]) => `${route} ${word(up)}`);
  const head = [
    `${reportText.title()} · ${version} · ${madeAt}`,
    browser,
    [state?.user, state?.baseUrl, ...routes, ...(state?.missing ?? []).map((what) => `no ${what}`)]
      .filter(Boolean)
      .join(' · '),
  ];
  const nowMs = Date.parse(madeAt);
  return withoutSecrets(`${[head.join('\n'), ...jobs.map((job) => jobAsText(job, nowMs))].join('\n\n')}\n`);
}

/** All of it, for programs. What is not known is `null`. */
export function reportAsJson(report: Report): string {
  return `${JSON.stringify(report, (_, value: unknown) => told(value), 2)}\n`;
}

function told(value: unknown): unknown {
  if (value === undefined) return null;
  return typeof value === 'string' ? withoutSecrets(value) : value;
}

function jobAsText({job, log}: JobReport, nowMs: number): string {
  const {text} = sentenceOf(job, {ahead: 0, state: undefined, nowMs});
  return [
    job.fileName,
    `${kindText[job.kind]()} · ${formatBytes(job.fileSize)} · ${String(job.percent)}% · ${job.uuid}`,
    text,
    ...log.map((entry) => `  ${entry.at}  ${logSentence(entry, job.kind).text}${behind(entry)}`),
  ].join('\n');
}

/** The code and the other side's own words, for those who help. */
function behind(entry: JobLogEntry): string {
  return 'code' in entry ? ` [${entry.code}: ${entry.message}]` : '';
}

function word(up: boolean | undefined): string {
  if (up === undefined) return '?';
  return up ? 'up' : 'down';
}

/** A link that somebody gave may carry a key, and so may the words of a server: what could be one is left out. */
export function withoutSecrets(text: string): string {
  return text
    .replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/?#@]*@/gi, '$1')
    .replace(/\b([a-z][a-z0-9+.-]*:\/\/[^\s?#"'<>]+)[?#][^\s"'<>]*/gi, '$1?…')
    .replace(/([?&#][\w.~-]+=)[^\s"'<>&…]+/g, '$1…')
    .replace(/\b(Bearer|Basic)\s+[^\s"',]+/gi, '$1 …')
    .replace(/\b(token|access_token|credential|password|secret|signature)(["']?\s*[=:]\s*["']?)[^\s"',&]+/gi, '$1$2…');
}
