import type {Match} from './faults.ts';

/** A megabyte, as files and lines are measured. */
export const mb = 1_000_000;

/** Requests that the journeys count or spoil (CONTRACT 2 and 3). */
export const chunks: Match = {method: 'PATCH', path: /^\/files\/./};
export const created: Match = {method: 'POST', path: '/files/'};
export const asked: Match = {method: 'HEAD', path: /^\/files\/./};
export const anyBody: Match = {path: /^\/files\//};
/** Fetches of files that {@link putOnServer} has put there. */
export const fetched: Match = {method: 'GET', path: /^\/kapi\/transcodes\//};
export const notify: Match = {method: 'POST', path: '/kapi/fileRelationOperation/afterClientUpload'};
export const resultSent: Match = {method: 'POST', path: '/kapi/fileRelationOperation/uploadTranscodeFile'};
export const recorded: Match = {method: 'POST', path: '/kapi/fileRelationOperation/afterClientTranscode'};

/** Jobs of the service that converts (CONTRACT 5). */
export const handedIn: Match = {method: 'POST', path: '/ppj/api/jobs'};
export const listed: Match = {method: 'GET', path: '/ppj/api/jobs'};
export const lookedAt: Match = {method: 'GET', path: /^\/ppj\/api\/jobs\/[^/]+$/};
export const zipFetched: Match = {method: 'GET', path: /^\/ppj\/api\/jobs\/[^/]+\/download$/};

/** The same on the intranet (CONTRACT 4). */
export const nasChunks: Match = {method: 'PATCH', path: /^\/gateway\/files\/./};
export const anyNasBody: Match = {path: /^\/gateway\/files\//};
export const nasHealth: Match = {path: '/gateway/health'};
export const readFromNas: Match = {method: 'GET', path: '/gateway/files'};
