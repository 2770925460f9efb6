import {climb} from './ladder.ts';
import type {TranscodeCommand, TranscodeEvent} from './protocol.ts';
import {Reporter} from './reporter.ts';
import {asTranscodeError} from './transcode-error.ts';

/**
 * The media worker: makes one rendition and is then done with. A fresh worker for each job keeps ffmpeg's memory from
 * growing, and ending it is how a job is cancelled.
 */
const scope = self as unknown as DedicatedWorkerGlobalScope; // the `webworker` library types `self` for all kinds of workers
const post = (event: TranscodeEvent) => scope.postMessage(event);

scope.addEventListener('message', (event: MessageEvent<TranscodeCommand>) => {
  void run(event.data); // settles itself: every outcome is a message
});

async function run(command: TranscodeCommand): Promise<void> {
  const reporter = new Reporter(post, () => performance.now());
  try {
    const rendition = await climb(command, reporter, (taken) => {
      reporter.begin();
      post({type: 'way', taken});
    });
    post({type: 'done', rendition});
  } catch (error) {
    const {code, message, atSeconds} = asTranscodeError(error);
    post({type: 'failed', code, message, atSeconds});
  }
}
