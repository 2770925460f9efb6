import {defineFlow, retryFrom} from '../flow.ts';
import type {DownloadJob} from '../job.ts';
import {checkIntranet, checkInternet} from '../steps/check-route.ts';
import {download} from '../steps/download.ts';

/** SPEC F3. */
// prettier-ignore
export const downloadOnIntranet = defineFlow<DownloadJob, 'checkIntranet' | 'readFromNas'>('download', 'intranet', [
  {name: 'checkIntranet', run: checkIntranet, onFailure: retryFrom('checkIntranet'), endpoint: 'intranet'},
  {name: 'readFromNas',   run: download,      onFailure: retryFrom('checkIntranet'), endpoint: 'intranet', transfers: true},
]);

/** SPEC F4. */
// prettier-ignore
export const downloadOnInternet = defineFlow<DownloadJob, 'checkInternet' | 'download'>('download', 'internet', [
  {name: 'checkInternet', run: checkInternet, onFailure: retryFrom('checkInternet'), endpoint: 'internet'},
  {name: 'download',      run: download,      onFailure: retryFrom('checkInternet'), endpoint: 'internet', transfers: true},
]);
