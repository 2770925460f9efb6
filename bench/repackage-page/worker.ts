import {
  ALL_FORMATS,
  BlobSource,
  Conversion,
  HlsOutputFormat,
  Input,
  MpegTsOutputFormat,
  Output,
  PathedTarget,
  StreamTarget,
} from 'mediabunny';
import {writeAll} from '../../src/transcode/byte-sink.ts';
import {writePlaylist} from '../../src/transcode/hls/playlist.ts';
import {inspect} from '../../src/transcode/inspect.ts';
import {RenditionFolder, type RenditionFiles} from '../../src/transcode/rendition-files.ts';
import {
  repackageByClusters,
  repackageByDemuxer,
  repackageByTables,
  repackageByUnits,
} from '../../src/transcode/repackage.ts';
import {validate} from '../../src/transcode/validate.ts';
import type {Report, WayInput, WayResult} from '../../src/transcode/way.ts';

type Way = 'copy' | 'mediabunny' | 'demuxer' | 'tables' | 'clusters' | 'units';

/** Milliseconds from the start of the work. */
interface Times {
  /** The first bytes are in the file: about one second of the film. */
  readonly firstMs: number;
  readonly writtenMs: number;
  /** Every packet read again and judged. */
  readonly checkedMs: number | undefined;
  /** On the disk, too: the files are flushed and closed. */
  readonly closedMs: number;
  readonly bytes: number;
}

const BLOCK_BYTES = 2 << 20;

/** Each way fills the segments; what it returns is checked as the app checks it. */
const ways: Readonly<Record<Way, (file: File, files: RenditionFiles) => Promise<WayResult | undefined>>> = {
  copy: async (file, {segments}) => {
    const reader = file.stream().getReader({mode: 'byob'});
    let buffer = new ArrayBuffer(BLOCK_BYTES);
    for (let at = 0; ;) {
      const {done, value} = await reader.read(new Uint8Array(buffer));
      if (done) return undefined;
      for (let from = 0; from < value.length; from += 1 << 20) {
        writeAll(segments, value.subarray(from, from + (1 << 20)), at + from);
      }
      at += value.length;
      buffer = value.buffer;
    }
  },
  mediabunny: async (file, files) => {
    const input = new Input({source: new BlobSource(file), formats: ALL_FORMATS});
    const output = new Output({
      format: new HlsOutputFormat({
        segmentFormat: new MpegTsOutputFormat(),
        targetDuration: 6,
        singleFilePerPlaylist: true,
      }),
      target: new PathedTarget('main.m3u8', ({path}) => {
        const handle = path.endsWith('.ts') ? files.segments : undefined;
        const writable = new WritableStream<{data: Uint8Array; position: number}>({
          write: ({data, position}) => handle && writeAll(handle, data, position),
        });
        return new StreamTarget(writable, {chunked: true, chunkSize: 4 << 20});
      }),
    });
    const conversion = await Conversion.init({
      input,
      output,
      tracks: 'primary',
      copy: {mode: 'forced', shiftTolerance: Infinity},
    });
    if (conversion.discardedTracks.length > 0) throw new Error('A track was lost.');
    await conversion.execute();
    return undefined;
  },
  demuxer: async (file, files) => repackageByDemuxer(await inputFor(file, files)),
  tables: async (file, files) => repackageByTables(await inputFor(file, files)),
  clusters: async (file, files) => repackageByClusters(await inputFor(file, files)),
  units: async (file, files) => repackageByUnits(await inputFor(file, files)),
};

async function inputFor(file: File, files: RenditionFiles): Promise<WayInput> {
  return {file, inspection: await inspect(file), files, report, onSegment: ignore};
}

const ignore = () => undefined;
const report: Report = {kept: ignore, loading: ignore, alive: ignore, resumed: ignore, progress: ignore};

async function run(way: Way, file: File): Promise<Times> {
  const folder = await RenditionFolder.open(`bench-${way}`, 'film');
  const {files} = folder;
  const began = performance.now();
  const since = () => performance.now() - began;
  let firstMs: number | undefined;
  const {segments} = files;
  const write = segments.write.bind(segments);
  segments.write = (bytes: AllowSharedBufferSource, options?: {at?: number}) => {
    const count = write(bytes, options);
    firstMs ??= since();
    return count;
  };
  const result = await ways[way](file, files);
  const writtenMs = since();
  let checkedMs: number | undefined;
  if (result !== undefined) {
    writeAll(files.playlist, new TextEncoder().encode(writePlaylist(files.segmentsName, result.segments)), 0);
    validate(files, result.claim, () => undefined);
    checkedMs = since();
  }
  const bytes = files.segments.getSize();
  folder.close();
  const closedMs = since();
  const renditions = await (await navigator.storage.getDirectory()).getDirectoryHandle('renditions');
  await renditions.removeEntry(`bench-${way}`, {recursive: true});
  return {firstMs: firstMs ?? writtenMs, writtenMs, checkedMs, closedMs, bytes};
}

addEventListener('message', ({data}: MessageEvent<{readonly way: Way; readonly file: File}>) => {
  void run(data.way, data.file).then(postMessage, (error: unknown) =>
    postMessage({error: error instanceof Error ? (error.stack ?? error.message) : String(error)}),
  );
});
