import {BlobReader, TextWriter, ZipReader} from '@zip.js/zip.js/lib/zip-core-native.js';

const drawing = 'http://schemas.openxmlformats.org/drawingml/2006/main';
const presentation = 'http://schemas.openxmlformats.org/presentationml/2006/main';
const notesPath = /(?:^|\/)notesSlides\/(notesSlide\d+\.xml)$/;
/** Of one slide; more is not written by hand. */
const mostBytes = 1_000_000;

/** Speaker's notes of a `.pptx`, by the name of their file in `ppt/notesSlides/`. What cannot be read is left out. */
export async function readNotes(bytes: ArrayBuffer): Promise<ReadonlyMap<string, string>> {
  const notes = new Map<string, string>();
  try {
    for (const entry of await new ZipReader(new BlobReader(new Blob([bytes]))).getEntries()) {
      const [, name] = notesPath.exec(entry.filename) ?? [];
      if (name === undefined || entry.directory || entry.uncompressedSize > mostBytes) continue;
      notes.set(name, textOf(await entry.getData(new TextWriter(), {useWebWorkers: false})));
    }
  } catch {
    // The slides are there without them.
  }
  return notes;
}

/** The text that was written for the slide: not its number, nor the picture of it. */
function textOf(xml: string): string {
  const page = new DOMParser().parseFromString(xml, 'application/xml');
  const bodies = [...page.getElementsByTagNameNS(presentation, 'sp')].filter((shape) =>
    [...shape.getElementsByTagNameNS(presentation, 'ph')].some((place) => place.getAttribute('type') === 'body'),
  );
  return bodies
    .flatMap((body) => [...body.getElementsByTagNameNS(drawing, 'p')])
    .map((paragraph) => [...paragraph.getElementsByTagNameNS(drawing, 't')].map((run) => run.textContent).join(''))
    .join('\n')
    .trim();
}
