import type {Match} from './faults.ts';

/** A megabyte, as files and lines are measured. */
export const mb = 1_000_000;

/** Requests that the journeys count or spoil (CONTRACT 2 and 3). */
export const chunks: Match = {method: 'PATCH', path: /^\/files\/./};
export const created: Match = {method: 'POST', path: '/files/'};
export const asked: Match = {method: 'HEAD', path: /^\/files\/./};
export const anyBody: Match = {path: /^\/files\//};
export const notify: Match = {method: 'POST', path: '/kapi/fileRelationOperation/afterClientUpload'};
export const resultSent: Match = {method: 'POST', path: '/kapi/fileRelationOperation/uploadTranscodeFile'};
export const recorded: Match = {method: 'POST', path: '/kapi/fileRelationOperation/afterClientTranscode'};
