import {defineFlow, fatal, retryFrom} from '../flow.ts';
import type {ConvertJob} from '../job.ts';
import {createJob, downloadZip, keepDeck, waitForDeck} from '../steps/convert.ts';
import {findSource} from '../steps/find-source.ts';

/** The service has it: nothing reads the source any more, and no second Job is created (SPEC F8, F13). */
const hasJob = (job: ConvertJob) => job.results.token !== undefined;
const hasZip = ({results}: ConvertJob) => results.size !== undefined && results.keptBytes === results.size;

/** SPEC F7. */
// prettier-ignore
export const convert = defineFlow<ConvertJob,
  'findSource' | 'createJob' | 'waitForDeck' | 'downloadZip' | 'keepDeck'>('convert', 'internet', [
  {name: 'findSource',  run: findSource,  onFailure: fatal,                    skipIf: hasJob},
  {name: 'createJob',   run: createJob,   onFailure: retryFrom('findSource'),  except: {'deck-refused': fatal}, skipIf: hasJob, keeps: hasJob, endpoint: 'ppj'},
  {name: 'waitForDeck', run: waitForDeck, onFailure: retryFrom('waitForDeck'), except: {'deck-halted': fatal, 'deck-deleted': fatal}, skipIf: hasZip, endpoint: 'ppj', waits: true},
  {name: 'downloadZip', run: downloadZip, onFailure: retryFrom('downloadZip'), except: {'deck-unready': retryFrom('waitForDeck')}, skipIf: hasZip, endpoint: 'ppj'},
  {name: 'keepDeck',    run: keepDeck,    onFailure: retryFrom('downloadZip')},
]);
