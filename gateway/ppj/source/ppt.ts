import type {CompoundFile} from './compound-file.ts';
import type {Source, SourceSlide} from './pptx.ts';
import {refuse} from './refusals.ts';

/** A record of a `.ppt` ([MS-PPT] 2.3.1). */
interface Record {
  readonly type: number;
  readonly instance: number;
  readonly isContainer: boolean;
  readonly data: Buffer;
}

// prettier-ignore
const recordType = {
  document: 1000, slide: 1006, notes: 1008, notesAtom: 1009, slidePersist: 1011, slideShowInfo: 1017,
  textHeader: 3999, textChars: 4000, textBytes: 4008, listWithText: 4080, userEdit: 4085, persistDirectory: 6002,
} as const;
const encryptedToken = 0xf3d1c4df;
const hiddenFlag = 0x0004;
const notesText = 2;
const deepest = 64;
const titleTexts = [0, 6];

/**
 * Records that may still be walked. A directory may name one record again and again: an honest file is walked a few times
 * over, and no record is smaller than 8 bytes.
 */
interface Budget {
  left: number;
}

/**
 * Reads slides, titles and notes of a `.ppt` ([MS-PPT]).
 *
 * @throws DeckRefused when it is encrypted or damaged, or has no slides.
 */
export function readPpt(file: CompoundFile): Source {
  const user = file.get('Current User')?.();
  const stream = file.get('PowerPoint Document')?.();
  if (user === undefined || stream === undefined || user.length < 20) throw refuse('damaged');
  if (user.readUInt32LE(12) === encryptedToken) throw refuse('encrypted');
  const objects = persistObjects(stream, user.readUInt32LE(16));
  const budget: Budget = {left: stream.length};
  const document = [...objects.values()]
    .map((at) => recordAt(stream, at))
    .find(({type}) => type === recordType.document);
  if (document === undefined) throw refuse('damaged');
  const listed = slidesListed(document, budget);
  if (listed.length === 0) throw refuse('no-slides');

  const notesOfSlide = new Map<number, string>();
  for (const at of new Set(objects.values())) {
    const notes = recordAt(stream, at);
    if (notes.type !== recordType.notes) continue;
    const [atom] = allIn(notes, recordType.notesAtom, budget);
    if (atom !== undefined) notesOfSlide.set(atom.data.readUInt32LE(0), textsIn(walk(notes, budget), [notesText]));
  }
  return {
    size: undefined,
    slides: listed.map(({persist, outline}) => {
      const at = objects.get(persist.data.readUInt32LE(0));
      const records = at === undefined ? [] : [...walk(recordAt(stream, at), budget)];
      return toSlide(records, outline, notesOfSlide.get(persist.data.readUInt32LE(12)));
    }),
  };
}

function toSlide(records: readonly Record[], outline: readonly Record[], notes: string | undefined): SourceSlide {
  const info = records.find(({type}) => type === recordType.slideShowInfo);
  const title = (textsIn(records, titleTexts) || textsIn(outline, titleTexts)).replaceAll('\n', ' ');
  return {
    hidden: info !== undefined && (info.data.readUInt16LE(10) & hiddenFlag) !== 0,
    title: title === '' ? undefined : title,
    notes: notes === '' ? undefined : notes,
    media: [],
  };
}

/** The slides in order; each is followed by the texts that it keeps there, not in itself. */
function slidesListed(
  document: Record,
  budget: Budget,
): readonly {readonly persist: Record; readonly outline: readonly Record[]}[] {
  const slides: {readonly persist: Record; readonly outline: Record[]}[] = [];
  for (const list of allIn(document, recordType.listWithText, budget).filter(({instance}) => instance === 0)) {
    for (const record of walk(list, budget)) {
      if (record.type === recordType.slidePersist) slides.push({persist: record, outline: []});
      else slides.at(-1)?.outline.push(record);
    }
  }
  return slides;
}

/** Where the objects of the newest edit lie: every save adds a directory of what it changed. */
function persistObjects(stream: Buffer, newestEdit: number): ReadonlyMap<number, number> {
  const objects = new Map<number, number>();
  const seen = new Set<number>();
  for (let at = newestEdit; at !== 0 && !seen.has(at);) {
    seen.add(at);
    const edit = recordAt(stream, at);
    if (edit.type !== recordType.userEdit) throw refuse('damaged');
    const directory = recordAt(stream, edit.data.readUInt32LE(12)).data;
    for (let offset = 0; offset + 4 <= directory.length;) {
      const head = directory.readUInt32LE(offset);
      const [first, count] = [head & 0xfffff, head >>> 20];
      offset += 4;
      for (let each = 0; each < count && offset + 4 <= directory.length; each += 1, offset += 4) {
        if (!objects.has(first + each)) objects.set(first + each, directory.readUInt32LE(offset));
      }
    }
    at = edit.data.readUInt32LE(8);
  }
  return objects;
}

function textsIn(records: Iterable<Record>, kinds: readonly number[]): string {
  let kind = -1;
  const texts: string[] = [];
  for (const record of records) {
    if (record.type === recordType.textHeader) kind = record.data.readUInt32LE(0);
    if (!kinds.includes(kind)) continue;
    if (record.type === recordType.textChars) texts.push(record.data.toString('utf16le'));
    if (record.type === recordType.textBytes) texts.push(record.data.toString('latin1'));
  }
  // Paragraphs end with a carriage return, lines within them with a vertical tab.
  return texts
    .join('\n')
    .replace(/[\r\v]/g, '\n')
    .trim();
}

function allIn(container: Record, type: number, budget: Budget): readonly Record[] {
  return [...walk(container, budget)].filter((record) => record.type === type);
}

function* walk(container: Record, budget: Budget, depth = 0): Generator<Record> {
  if (depth > deepest) throw refuse('damaged');
  for (let at = 0; at + 8 <= container.data.length;) {
    budget.left -= 1;
    if (budget.left < 0) throw refuse('damaged');
    const record = recordAt(container.data, at);
    yield record;
    if (record.isContainer) yield* walk(record, budget, depth + 1);
    at += 8 + record.data.length;
  }
}

function recordAt(stream: Buffer, at: number): Record {
  if (at + 8 > stream.length) throw refuse('damaged');
  const head = stream.readUInt16LE(at);
  const end = at + 8 + stream.readUInt32LE(at + 4);
  return {
    type: stream.readUInt16LE(at + 2),
    instance: head >>> 4,
    isContainer: (head & 0xf) === 0xf,
    data: stream.subarray(at + 8, end),
  };
}
