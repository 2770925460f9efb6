import type {Flow, StepName} from '../flow.ts';
import type {Job, JobKind, Route} from '../job.ts';
import {convert} from './convert.ts';
import {downloadOnInternet, downloadOnIntranet} from './download.ts';
import {transcodeOnInternet, transcodeOnIntranet} from './transcode.ts';
import {uploadOnInternet, uploadOnIntranet} from './upload.ts';

/** All flows: SPEC's table F, by kind and route. */
export const flows = {
  upload: {intranet: uploadOnIntranet, internet: uploadOnInternet},
  download: {intranet: downloadOnIntranet, internet: downloadOnInternet},
  transcode: {intranet: transcodeOnIntranet, internet: transcodeOnInternet},
  convert: {internet: convert},
} as const;

/** The kinds that have flows. */
export const runnableKinds = ['upload', 'download', 'transcode', 'convert'] as const satisfies readonly JobKind[];

/** The flow a job is in. */
export function flowOf({kind, flowRoute}: Pick<Job, 'kind' | 'flowRoute'>): Flow {
  const flow = kind === 'convert' ? flows.convert.internet : flows[kind][flowRoute];
  // A flow's steps get only jobs of the flow's own kind: this lookup is the one place that pairs them.
  return flow as unknown as Flow;
}

/** The rows of a flow by name, in order: what people see as its steps. */
export function stepNames(kind: JobKind, flowRoute: Route): readonly StepName[] {
  return flowOf({kind, flowRoute}).steps.map((step) => step.name);
}
