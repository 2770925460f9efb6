import {defineFlow, fatal, retryFrom} from '../flow.ts';
import type {UploadJob} from '../job.ts';
import {checkIntranet, checkInternet} from '../steps/check-route.ts';
import {findSource} from '../steps/find-source.ts';
import {notifyBackend} from '../steps/notify-backend.ts';
import {copyToNas, uploadChunks} from '../steps/send-original.ts';
import {finishedTransfer} from '../transfers.ts';

/** Once every byte is over there nothing reads the source any more, on whichever route it went (SPEC F8, F9). */
const hasArrived = (job: UploadJob) => finishedTransfer(job.results, 'original') !== undefined;

/** SPEC F1. */
// prettier-ignore
export const uploadOnIntranet = defineFlow<UploadJob, 'findSource' | 'checkIntranet' | 'copyToNas' | 'notifyBackend'>('upload', 'intranet', [
  {name: 'findSource',    run: findSource,    onFailure: fatal,                      skipIf: hasArrived},
  {name: 'checkIntranet', run: checkIntranet, onFailure: retryFrom('findSource'),    skipIf: hasArrived, endpoint: 'intranet'},
  {name: 'copyToNas',     run: copyToNas,     onFailure: retryFrom('findSource'),    skipIf: hasArrived, endpoint: 'intranet', transfers: true, keeps: hasArrived},
  {name: 'notifyBackend', run: notifyBackend, onFailure: retryFrom('notifyBackend'), endpoint: 'internet'},
]);

/** SPEC F2. */
// prettier-ignore
export const uploadOnInternet = defineFlow<UploadJob, 'findSource' | 'checkInternet' | 'uploadChunks' | 'notifyBackend'>('upload', 'internet', [
  {name: 'findSource',    run: findSource,    onFailure: fatal,                      skipIf: hasArrived},
  {name: 'checkInternet', run: checkInternet, onFailure: retryFrom('findSource'),    skipIf: hasArrived, endpoint: 'internet'},
  {name: 'uploadChunks',  run: uploadChunks,  onFailure: retryFrom('findSource'),    skipIf: hasArrived, endpoint: 'internet', transfers: true, keeps: hasArrived},
  {name: 'notifyBackend', run: notifyBackend, onFailure: retryFrom('notifyBackend'), endpoint: 'internet'},
]);
