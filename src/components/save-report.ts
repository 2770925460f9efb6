import {version} from '../../package.json';
import {currentLocale} from '../locales/locales.ts';
import type {PublicJob} from '../queue/public-job.ts';
import type {JobsStore} from '../store/jobs-store.ts';
import {type Report, reportAsJson, reportAsText} from './report.ts';

export type ReportFormat = 'text' | 'json';

const formats = {
  text: {ending: 'txt', type: 'text/plain', write: reportAsText},
  json: {ending: 'json', type: 'application/json', write: reportAsJson},
} as const satisfies Record<ReportFormat, unknown>;

/** Reads the logs of jobs, and what else somebody who helps wants to know. */
export async function makeReport(jobs: readonly PublicJob[], store: JobsStore, nowMs = Date.now()): Promise<Report> {
  const {state, settings} = store.snapshot;
  return {
    app: 'Carryon',
    version,
    madeAt: new Date(nowMs).toISOString(),
    browser: navigator.userAgent,
    language: currentLocale(),
    state,
    settings,
    jobs: await Promise.all(jobs.map(async (job) => ({job, log: await store.jobLog(job.uuid)}))),
  };
}

/** Has the browser save a report, as `carryon-report-2026-11-21.txt` or `.json`. */
export function saveReport(report: Report, format: ReportFormat): void {
  const {ending, type, write} = formats[format];
  const url = URL.createObjectURL(new Blob([write(report)], {type: `${type};charset=utf-8`}));
  const link = document.createElement('a');
  link.href = url;
  link.download = `carryon-report-${report.madeAt.slice(0, 10)}.${ending}`;
  link.click();
  // The download has begun with the click; some browsers read the address a moment later.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
