import type {StepContext} from '../flow.ts';
import type {FilePart, Job, Results, Route, Transfer} from '../job.ts';
import type {FileRef} from '../ports.ts';

/** What {@link sendFile} needs beside the job. */
export interface SendFile {
  readonly route: Route;
  readonly part: FilePart;
  readonly file: FileRef;
  readonly size: number;
  readonly metadata: Readonly<Record<string, string>>;
  /** Percent of the whole job when so many bytes of this file are acknowledged. */
  readonly percentAt: (acknowledgedBytes: number) => number;
  /** Bytes of the job's other files that went before, for the sums people see. */
  readonly bytesBefore?: number;
  readonly totalBytes?: number;
}

/**
 * Sends one file by chunks and keeps what the other side acknowledged after each of them, so that the next attempt
 * goes on from there (SPEC F8).
 *
 * @returns The job's results with the finished transfer in them.
 */
export async function sendFile(context: StepContext<Job>, send: SendFile, results: Results): Promise<Results> {
  const {ports, job, signal} = context;
  const key = `${send.route}/${send.part}` as const;
  const bytesBefore = send.bytesBefore ?? 0;
  const totalBytes = send.totalBytes ?? send.size;
  let acknowledged = results.transfers[key]?.offset ?? 0;
  let latest = results;
  const keep = async (transfer: Transfer) => {
    const lazily = latest.transfers[key]?.url === transfer.url && !transfer.complete;
    latest = {...latest, transfers: {...latest.transfers, [key]: transfer}};
    const gained = transfer.offset > acknowledged;
    acknowledged = transfer.offset;
    const percent = send.percentAt(transfer.offset);
    await context.save({results: {transfers: latest.transfers}, percent, gained, lazily});
    context.report({percent, sentBytes: bytesBefore + transfer.offset, totalBytes});
  };
  await ports.uploader.upload(
    {
      owner: job.owner,
      route: send.route,
      file: send.file,
      size: send.size,
      metadata: send.metadata,
      known: results.transfers[key],
      onAcknowledged: keep,
      onSent: (bytes) =>
        context.report({percent: send.percentAt(acknowledged), sentBytes: bytesBefore + bytes, totalBytes}),
    },
    signal,
  );
  return latest;
}
