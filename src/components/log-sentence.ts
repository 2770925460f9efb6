import type {JobLogEntry} from '../app-api.ts';
import type {JobKind} from '../queue/job.ts';
import type {SentenceTone} from './job-sentence.ts';
import {jobText} from './list-messages.ts';
import {logText} from './log-messages.ts';
import {describeFailure, stepText} from './messages.ts';
import {formatClock, formatPercent} from './numbers.ts';
import {wayText, withReason} from './way-messages.ts';

/** An entry of a job's log, for people. */
export interface LogSentence {
  readonly text: string;
  readonly tone: SentenceTone;
}

/** What an entry says: a failure with its reason and what follows, never with a code. */
export function logSentence(entry: JobLogEntry, kind: JobKind): LogSentence {
  switch (entry.event) {
    case 'added':
      return calm(kind === 'transcode' ? jobText.addedAfterUpload() : jobText.added());
    case 'command':
      return calm(logText.commands[entry.command]());
    case 'allowed':
      return calm(logText.allowed());
    case 'started':
      return calm(logText.started[entry.route]());
    case 'rerouted':
      return calm(logText.rerouted[entry.route]());
    case 'step':
      return calm(logText.step(stepText[entry.step]()));
    case 'way':
      return calm(withReason(wayText.ways[entry.way](), entry.why));
    case 'lost-bytes':
      return {text: logText.lostBytes(formatPercent(entry.percent)), tone: 'wait'};
    case 'interrupted':
      return {text: logText.interrupted[entry.by](), tone: 'wait'};
    case 'blocked':
      return entry.by === 'permission'
        ? {text: describeFailure('permission'), tone: 'need'}
        : {text: describeFailure('engine-missing'), tone: 'wait'};
    case 'retrying': {
      const {code, values, retryAt, attempts} = entry;
      return {text: logText.retrying(describeFailure(code, values), clock(retryAt), attempts), tone: 'wait'};
    }
    case 'postponed': {
      const {code, values, retryAt} = entry;
      return {text: logText.postponed(describeFailure(code, values), clock(retryAt)), tone: 'wait'};
    }
    case 'failed':
      return {text: logText.failed(describeFailure(entry.code, entry.values)), tone: 'need'};
    case 'done':
      return calm(jobText.arrived());
    case 'left-out':
      return calm(logText.leftOut(entry.count));
  }
}

function calm(text: string): LogSentence {
  return {text, tone: 'calm'};
}

function clock(time: string): string {
  return formatClock(time, {seconds: true});
}
