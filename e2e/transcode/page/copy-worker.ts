import {inspect} from '../../../src/transcode/inspect.ts';
import {ReaderRefusal} from '../../../src/transcode/copy/reader-refusal.ts';
import {checkStream} from '../../../src/transcode/outputs.ts';
import {RenditionFolder} from '../../../src/transcode/rendition-files.ts';
import {
  repackageByClusters,
  repackageByDemuxer,
  repackageByTables,
  repackageByUnits,
} from '../../../src/transcode/repackage.ts';
import type {Report} from '../../../src/transcode/way.ts';
import type {CopyCommand, CopyOutcome} from './messages.ts';

const readers = {
  tables: repackageByTables,
  clusters: repackageByClusters,
  units: repackageByUnits,
  demuxer: repackageByDemuxer,
} as const;

/** Repackages by one reader only, and checks the result as the app does. */
async function copy({uuid, file, reader}: CopyCommand): Promise<CopyOutcome> {
  const inspection = await inspect(file);
  const folder = await RenditionFolder.open(uuid, 'film');
  const {files} = folder;
  try {
    const result = await readers[reader]({file, inspection, files, report, onSegment: ignore});
    checkStream(files, result, () => undefined);
    return {state: 'done'};
  } catch (error) {
    if (!(error instanceof ReaderRefusal)) throw error;
    return {state: 'refused', message: error.message};
  } finally {
    folder.close();
    await folder.tidy();
  }
}

const ignore = () => undefined;
const report: Report = {kept: ignore, loading: ignore, alive: ignore, resumed: ignore, progress: ignore};

self.onmessage = ({data}: MessageEvent<CopyCommand>) => {
  // What is thrown reaches the page as the worker's error.
  void copy(data).then(
    (outcome) => self.postMessage(outcome),
    (error: unknown) => queueMicrotask(() => reportError(error)),
  );
};
