import {createReadStream} from 'node:fs';
import {newId} from '../durable.ts';

/** A presentation to be sent on. */
export interface SentDeck {
  readonly path: string;
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly md5: string;
  readonly identifier: string | undefined;
  readonly notifyUrl: string | undefined;
}

export interface Form {
  readonly contentType: string;
  /** Some services take no body whose length they are not told. */
  readonly sizeBytes: number;
  readonly content: AsyncIterable<Buffer>;
}

/** The form that creates a Job; the presentation is read as it is sent. */
export function formOf({path, fileName, sizeBytes, md5, identifier, notifyUrl}: SentDeck): Form {
  const boundary = `carryon-${newId()}`;
  const fields = {file_md5: md5, identifier, notify_url: notifyUrl};
  const parts = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`],
  );
  const disposition = `form-data; name="file_source"; filename="${escapeName(fileName)}"`;
  const head = Buffer.from(
    `${parts.join('')}--${boundary}\r\nContent-Disposition: ${disposition}\r\nContent-Type: application/octet-stream\r\n\r\n`,
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  async function* content() {
    yield head;
    for await (const piece of createReadStream(path, {highWaterMark: 1 << 20})) yield piece as Buffer;
    yield tail;
  }
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    sizeBytes: head.length + sizeBytes + tail.length,
    content: content(),
  };
}

/** As browsers do it. */
function escapeName(fileName: string): string {
  return fileName.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
