import type {Random} from '../../src/queue/ports.ts';
import type {Fault, Match} from '../support/faults.ts';
import {mb, nasHealth, notify, recorded, resultSent} from '../support/requests.ts';
import {pick, whole} from './picking.ts';

/** What goes wrong with some requests, on each of the two ways to the gateway. */
export interface PlannedFault {
  readonly type: 'fault';
  readonly match: Match;
  readonly fault: Fault;
  readonly skip: number;
  readonly times: number;
}

/** Requests of uploads, on either route; those for the page itself are left alone, as no job is about them. */
const sent: readonly Match[] = [
  {method: 'POST', path: /^\/(gateway\/)?files\/$/},
  {method: 'PATCH', path: /^\/(gateway\/)?files\/./},
  {method: 'PATCH', path: /^\/(gateway\/)?files\/./},
  {path: /^\/(gateway\/)?files\//},
  {method: 'HEAD', path: /^\/(gateway\/)?files\//},
  notify,
  resultSent,
  recorded,
  nasHealth,
  {path: /^\/(files|kapi|gateway)\//},
];

/** Those of downloads, from the server and from the NAS. */
const fetchedAnywhere: Match = {method: 'GET', path: /^\/(kapi\/transcodes\/|gateway\/files$)/};

/** One that spoils what is sent, or what is fetched. */
export function plannedFault(random: Random): PlannedFault {
  const isOfDownload = random() < 0.4;
  const faults = [...answers, ...(isOfDownload ? cutAnswers(random) : cutRequests(random))];
  return {
    type: 'fault',
    match: isOfDownload ? fetchedAnywhere : pick(random, sent),
    fault: pick(random, faults),
    skip: whole(random, 3),
    times: 1 + whole(random, 2),
  };
}

const answers: readonly Fault[] = [
  {type: 'stall'},
  {type: 'answer', status: 503, headers: {'Retry-After': '1'}, body: 'later'},
  {type: 'answer', status: 429, headers: {'Retry-After': '1'}, body: 'too many'},
  {type: 'answer', status: 500, body: '{"message":"No.","type":"Error"}'},
  {type: 'answer', status: 200, headers: {'Content-Type': 'text/html'}, body: '<h1>Sign in to the hotel</h1>'},
];

function cutRequests(random: Random): readonly Fault[] {
  return [
    {type: 'cut-body', afterBytes: whole(random, 3 * mb)},
    {type: 'cut-body', afterBytes: 0},
    {type: 'cut-before-answer'},
    {type: 'withhold-answer'},
    {type: 'cut-answer', afterBytes: 0},
  ];
}

function cutAnswers(random: Random): readonly Fault[] {
  return [
    {type: 'cut-answer', afterBytes: whole(random, 3 * mb)},
    {type: 'cut-answer', afterBytes: whole(random, 300_000)},
    {type: 'cut-answer', afterBytes: 0},
    {type: 'cut-before-answer'},
  ];
}
