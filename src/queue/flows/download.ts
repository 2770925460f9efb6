import {defineFlow, retryFrom} from '../flow.ts';
import type {DownloadJob} from '../job.ts';
import {checkIntranet, checkInternet} from '../steps/check-route.ts';
import {download} from '../steps/download.ts';

/** SPEC F3. */
// prettier-ignore
export const downloadOnIntranet = defineFlow<DownloadJob, 'checkIntranet' | 'readFromNas'>('download', 'intranet', [
  {name: 'checkIntranet', run: checkIntranet, onFailure: retryFrom('checkIntranet'), endpoint: 'intranet', skipIf: isSaved},
  {name: 'readFromNas',   run: download,      onFailure: retryFrom('checkIntranet'), endpoint: 'intranet', transfers: true, skipIf: isSaved},
]);

/** SPEC F4. */
// prettier-ignore
export const downloadOnInternet = defineFlow<DownloadJob, 'checkInternet' | 'download'>('download', 'internet', [
  {name: 'checkInternet', run: checkInternet, onFailure: retryFrom('checkInternet'), endpoint: 'internet', skipIf: isSaved},
  {name: 'download',      run: download,      onFailure: retryFrom('checkInternet'), endpoint: 'internet', transfers: true, skipIf: isSaved},
]);

/** A kill came between saving it and saying so: its bytes are where they were to go, and nowhere else. */
function isSaved({results}: DownloadJob): boolean {
  return results.savedAt !== undefined;
}
