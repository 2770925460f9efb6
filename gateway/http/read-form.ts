import type {FastifyRequest} from 'fastify';
import type {Readable} from 'node:stream';
import {HttpError} from './errors.ts';

/** What JSON and forms may hold (CONTRACT 1). */
export const formBytes = 1 << 20;

/** Takes a file out of a form; called at most once, must read the stream to its end. */
export type TakeFile = (content: Readable, fileName: string) => Promise<void>;

/**
 * The fields of a request, whether it came as JSON, urlencoded or multipart (CONTRACT 3).
 *
 * @param takeFile Takes the part `file` of a multipart form; without it a file is refused.
 */
export async function readForm(request: FastifyRequest, takeFile?: TakeFile): Promise<unknown> {
  if (!request.isMultipart()) return request.body ?? {};
  const fields: Record<string, string> = {};
  let bytes = 0;
  let files = 0;
  const limits = {fieldSize: formBytes, fields: 100, files: 2, fileSize: Infinity, headerPairs: 50};
  for await (const part of request.parts({limits})) {
    if (part.type === 'file') {
      files += 1;
      if (takeFile === undefined || part.fieldname !== 'file' || files > 1) {
        part.file.resume();
        throw new HttpError(400, 'One file, in the part named "file", is all that is taken here.');
      }
      await takeFile(part.file, part.filename);
      continue;
    }
    const value = String(part.value);
    bytes += Buffer.byteLength(value);
    if (part.valueTruncated || bytes > formBytes) throw new HttpError(413, 'The form is larger than 1 MB.');
    fields[part.fieldname] = value;
  }
  return fields;
}
