import {climb} from './ladder.ts';
import {look} from './look.ts';
import type {LeaveCommand, LookCommand, LookEvent, TakenWay, TranscodeCommand, TranscodeEvent} from './protocol.ts';
import {Reporter} from './reporter.ts';
import {asTranscodeError} from './transcode-error.ts';

/**
 * The media worker: makes one rendition and is then done with, or looks at films. A fresh worker for each job keeps
 * ffmpeg's memory from growing, and ending it is how a job is cancelled.
 */
const scope = self as unknown as DedicatedWorkerGlobalScope; // the `webworker` library types `self` for all kinds of workers
const leaving = new AbortController();
const post = (event: TranscodeEvent) => scope.postMessage(event);

scope.addEventListener('message', ({data}: MessageEvent<TranscodeCommand | LookCommand | LeaveCommand>) => {
  // The two that are begun settle themselves: every outcome is a message.
  switch (data.type) {
    case 'look':
      return void see(data);
    case 'transcode':
      return void run(data);
    case 'leave':
      leaving.abort();
      return scope.close();
  }
});

/** A film that cannot be looked at has told as much as it could. */
async function see({file}: LookCommand): Promise<void> {
  const tell = (event: LookEvent) => scope.postMessage(event);
  // The first word comes at once: from here on it is the film that takes its time.
  tell({type: 'saw', look: {}});
  try {
    await look(file, (seen) => tell({type: 'saw', look: seen}));
  } catch {
    // Nothing hangs on it: its transcode will find out, and say, what is wrong with the film.
  }
  tell({type: 'looked'});
}

async function run(command: TranscodeCommand): Promise<void> {
  const reporter = new Reporter(post, () => performance.now());
  try {
    const onWay = (taken: TakenWay) => {
      reporter.begin();
      post({type: 'way', taken});
    };
    const rendition = await climb(command, reporter, onWay, leaving.signal);
    post({type: 'done', rendition});
  } catch (error) {
    const {code, message, atSeconds} = asTranscodeError(error);
    post({type: 'failed', code, message, atSeconds});
  }
}
