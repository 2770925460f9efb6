import {defineFlow, fatal, retryFrom} from '../flow.ts';
import type {TranscodeJob} from '../job.ts';
import {checkIntranet, checkInternet} from '../steps/check-route.ts';
import {findSource} from '../steps/find-source.ts';
import {recordResult} from '../steps/record-result.ts';
import {copyResult, uploadResult} from '../steps/send-result.ts';
import {anotherWay, getTranscodePath, transcode} from '../steps/transcode.ts';

/** A rendition that is kept is not made again, and nothing reads the source any more (SPEC F8, Q9). */
const hasRendition = (job: TranscodeJob) => job.results.rendition !== undefined;
const hasFolder = (job: TranscodeJob) => job.results.nasFolder !== undefined;
const hasArrived = (job: TranscodeJob) => job.results.playlistPath !== undefined;

/** SPEC F5. */
// prettier-ignore
export const transcodeOnIntranet = defineFlow<TranscodeJob,
  'findSource' | 'checkIntranet' | 'getTranscodePath' | 'transcode' | 'copyResult' | 'recordResult'>('transcode', 'intranet', [
  {name: 'findSource',       run: findSource,       onFailure: fatal,                      skipIf: hasRendition},
  {name: 'checkIntranet',    run: checkIntranet,    onFailure: retryFrom('findSource'),    skipIf: hasArrived, endpoint: 'intranet'},
  {name: 'getTranscodePath', run: getTranscodePath, onFailure: retryFrom('findSource'),    skipIf: hasArrived, keeps: hasFolder, endpoint: 'internet'},
  {name: 'transcode',        run: transcode,        onFailure: fatal,                      skipIf: hasRendition, keeps: hasRendition, insteadOfDeath: anotherWay, drains: true},
  {name: 'copyResult',       run: copyResult,       onFailure: retryFrom('checkIntranet'), skipIf: hasArrived, endpoint: 'intranet', transfers: true, keeps: hasArrived},
  {name: 'recordResult',     run: recordResult,     onFailure: retryFrom('recordResult'),  endpoint: 'internet'},
]);

/** SPEC F6. */
// prettier-ignore
export const transcodeOnInternet = defineFlow<TranscodeJob,
  'findSource' | 'checkInternet' | 'transcode' | 'uploadResult' | 'recordResult'>('transcode', 'internet', [
  {name: 'findSource',    run: findSource,    onFailure: fatal,                     skipIf: hasRendition},
  {name: 'checkInternet', run: checkInternet, onFailure: retryFrom('findSource'),   skipIf: hasArrived, endpoint: 'internet'},
  {name: 'transcode',     run: transcode,     onFailure: fatal,                     skipIf: hasRendition, keeps: hasRendition, insteadOfDeath: anotherWay, drains: true},
  {name: 'uploadResult',  run: uploadResult,  onFailure: retryFrom('uploadResult'), skipIf: hasArrived, endpoint: 'internet', transfers: true, keeps: hasArrived},
  {name: 'recordResult',  run: recordResult,  onFailure: retryFrom('recordResult'), endpoint: 'internet'},
]);
