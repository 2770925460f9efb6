import type {Flow, StepName} from '../flow.ts';
import type {Job, JobKind, Route} from '../job.ts';
import {downloadOnInternet, downloadOnIntranet} from './download.ts';
import {transcodeOnInternet, transcodeOnIntranet} from './transcode.ts';
import {uploadOnInternet, uploadOnIntranet} from './upload.ts';

/** All flows: SPEC's table F, by kind and route. */
export const flows = {
  upload: {intranet: uploadOnIntranet, internet: uploadOnInternet},
  download: {intranet: downloadOnIntranet, internet: downloadOnInternet},
  transcode: {intranet: transcodeOnIntranet, internet: transcodeOnInternet},
} as const;

/** The kinds that have flows. */
export const runnableKinds = ['upload', 'download', 'transcode'] as const satisfies readonly (keyof typeof flows)[];

/** The flow a job is in. */
export function flowOf(job: Pick<Job, 'kind' | 'flowRoute'>): Flow {
  if (job.kind === 'convert') throw new Error('Convert jobs have no flow yet. Add none.');
  // A flow's steps get only jobs of the flow's own kind: this lookup is the one place that pairs them.
  return flows[job.kind][job.flowRoute] as unknown as Flow;
}

/** The rows of a flow by name, in order: what people see as its steps. Empty for a kind without flows. */
export function stepNames(kind: JobKind, route: Route): readonly StepName[] {
  return kind === 'convert' ? [] : flows[kind][route].steps.map((step) => step.name);
}
