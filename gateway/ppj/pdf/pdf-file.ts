import type {FileHandle} from 'node:fs/promises';

/** A value in a PDF (ISO 32000, 7.3); a dictionary is a Map, a text is as many characters as bytes. */
export type PdfValue =
  | number
  | string
  | {readonly name: string}
  | {readonly object: number}
  | readonly PdfValue[]
  | ReadonlyMap<string, PdfValue>
  | undefined;

type Offsets = ReadonlyMap<number, number>;

const objectBytes = 4096;

/** Reads objects of a PDF as LibreOffice writes it: one table of offsets at its end, no objects inside of streams. */
export class PdfFile {
  readonly #file: FileHandle;
  readonly #offsets: Offsets;
  readonly root: PdfValue;

  constructor(file: FileHandle, offsets: Offsets, root: PdfValue) {
    this.#file = file;
    this.#offsets = offsets;
    this.root = root;
  }

  static async open(file: FileHandle): Promise<PdfFile> {
    const {size} = await file.stat();
    const tail = await textAt(file, Math.max(0, size - objectBytes), objectBytes);
    const start = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(tail)?.[1] ?? Number.NaN);
    const table = Number.isNaN(start) ? '' : await textAt(file, start, size - start);
    const [, first = 0, rows = ''] = /^xref\s+(\d+) \d+\s+((?:\d{10} \d{5} [fn]\s+)*)/.exec(table) ?? [];
    const offsets = rows
      .split('\n')
      .flatMap((row, at) => (row[17] === 'n' ? [[Number(first) + at, parseInt(row, 10)] as const] : []));
    const {value: trailer} = parsePdf(table.slice(table.indexOf('trailer') + 'trailer'.length));
    return new PdfFile(file, new Map(offsets), trailer instanceof Map ? trailer.get('Root') : undefined);
  }

  /** @returns What a value is, when it is only a reference to it. */
  async resolve(value: PdfValue): Promise<PdfValue> {
    if (typeof value !== 'object' || !('object' in value)) return value;
    const at = this.#offsets.get(value.object);
    if (at === undefined) return undefined;
    for (let length = objectBytes; ; length *= 4) {
      const text = await textAt(this.#file, at, length);
      const {value, isWhole} = parsePdf(text.slice(text.indexOf('obj') + 3));
      if (isWhole || text.length < length) return value;
    }
  }

  /** @returns A dictionary's value, resolved. */
  async get(dictionary: PdfValue, key: string): Promise<PdfValue> {
    const resolved = await this.resolve(dictionary);
    return resolved instanceof Map ? this.resolve(resolved.get(key) as PdfValue) : undefined;
  }
}

async function textAt(file: FileHandle, start: number, length: number): Promise<string> {
  const {buffer, bytesRead} = await file.read(Buffer.alloc(length), 0, length, start);
  return buffer.toString('latin1', 0, bytesRead);
}

const token =
  /\s*(?:(<<)|(>>)|(\[)|(\])|\/([^\s/<>[\]()%]*)|<([0-9a-f\s]*)>|(\d+)\s+\d+\s+R\b|([-+]?[\d.]+)|(\()|([a-z]+))/iy;

/** Reads the value that a text begins with, which is whole if the text goes on after it. */
function parsePdf(text: string): {readonly value: PdfValue; readonly isWhole: boolean} {
  let at = 0;
  let isCut = false;
  const closing = Symbol('closing');
  const value = read() as PdfValue;
  return {value, isWhole: !isCut && at < text.length};

  function read(): PdfValue | typeof closing {
    token.lastIndex = at;
    const match = token.exec(text);
    if (match === null) {
      isCut = true;
      return closing;
    }
    at = token.lastIndex;
    const [, dictionary, dictionaryEnd, array, arrayEnd, name, hex, object, number, string] = match;
    if (dictionaryEnd !== undefined || arrayEnd !== undefined) return closing;
    if (dictionary !== undefined) return new Map(pairs(readAll()));
    if (array !== undefined) return readAll();
    if (name !== undefined) return {name};
    if (hex !== undefined) return Buffer.from(hex.replace(/\s/g, ''), 'hex').toString('latin1');
    if (object !== undefined) return {object: Number(object)};
    if (number !== undefined) return Number(number);
    return string === undefined ? undefined : readString();
  }

  function readAll(): PdfValue[] {
    const values: PdfValue[] = [];
    for (let value = read(); value !== closing; value = read()) values.push(value as PdfValue);
    return values;
  }

  function readString(): string {
    let characters = '';
    for (let depth = 1; at < text.length; at += 1) {
      const character = text[at] ?? '';
      if (character === '\\') {
        at += 1;
        const [octal] = /^[0-7]{1,3}/.exec(text.slice(at, at + 3)) ?? [];
        characters += octal === undefined ? escaped(text[at] ?? '') : String.fromCharCode(parseInt(octal, 8));
        at += (octal?.length ?? 1) - 1;
        continue;
      }
      depth += character === '(' ? 1 : character === ')' ? -1 : 0;
      if (depth === 0) break;
      characters += character;
    }
    at += 1;
    return characters;
  }
}

function escaped(character: string): string {
  return {n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', '\n': ''}[character] ?? character;
}

function pairs(values: readonly PdfValue[]): [string, PdfValue][] {
  return values.flatMap((key, at) =>
    at % 2 === 0 && typeof key === 'object' && 'name' in key ? [[key.name, values[at + 1]] as [string, PdfValue]] : [],
  );
}
