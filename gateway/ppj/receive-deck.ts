import {createHash} from 'node:crypto';
import type {Readable} from 'node:stream';
import type {FastifyRequest} from 'fastify';
import {z} from 'zod';
import type {FileVault} from '../file-vault.ts';
import {HttpError} from '../http/errors.ts';
import {formBytes} from '../http/read-form.ts';
import {wellFormed} from '../http/well-formed.ts';
import {refusal, wrongMd5} from './errors.ts';
import {isNotifyUrl} from './notify-url.ts';

/** A presentation in the vault, and what was said about it. */
export interface ReceivedDeck {
  readonly fileId: string;
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly md5: string;
  readonly identifier: string | undefined;
  readonly notifyUrl: string | undefined;
}

export interface ReceiveOptions {
  readonly vault: FileVault;
  readonly maxDeckBytes: number;
  /** Called when the first byte of the presentation is about to be received. */
  readonly onBegin?: (fileName: string) => Promise<void>;
}

/**
 * Receives the form that makes a Job: the presentation goes to the disk as it comes, the fields may come before or after.
 *
 * @throws HttpError 400 or 413 if it is not what it should be, or was cut; the vault holds nothing of it then.
 */
export async function receiveDeck(request: FastifyRequest, options: ReceiveOptions): Promise<ReceivedDeck> {
  if (!request.isMultipart()) throw refusal('请以multipart/form-data对请求参数进行编码。');
  let stored: StoredDeck | undefined;
  try {
    const fields: Record<string, string> = {};
    let bytes = 0;
    for await (const part of partsOf(request)) {
      if (part.type === 'file') {
        if (part.fieldname !== 'file_source') throw refusal(`不支持的文件参数：${part.fieldname}。`);
        if (stored !== undefined) throw refusal('只能上传一个文件。');
        stored = await storeDeck(part.file, part.filename, options);
        continue;
      }
      const value = String(part.value);
      bytes += Buffer.byteLength(value);
      if (part.valueTruncated || bytes > formBytes) throw new HttpError(413, '请求参数超过1MB。');
      fields[part.fieldname] = value;
    }
    if (stored === undefined) throw refusal('缺少参数file_source，请上传文件。');
    const {file_md5: md5, identifier, notify_url: notifyUrl} = readFields(fields);
    if (md5 !== undefined && md5 !== stored.md5) throw wrongMd5();
    return {...stored, identifier, notifyUrl};
  } catch (error) {
    // Whoever still sends gets to read the answer.
    request.raw.unpipe();
    request.raw.resume();
    if (stored !== undefined) await options.vault.remove([stored.fileId]);
    throw error;
  }
}

const limits = {fieldSize: formBytes, fields: 100, files: 3, fileSize: Infinity, headerPairs: 50};

/** @throws HttpError 400 if the form is not well-formed, or was cut. */
async function* partsOf(request: FastifyRequest) {
  try {
    for await (const part of request.parts({limits})) yield part;
  } catch (error) {
    throw malformed(error);
  }
}

const malformed = (cause: unknown) => new HttpError(400, '请求参数的格式不正确。', {}, {type: 'Error', cause});

type StoredDeck = Pick<ReceivedDeck, 'fileId' | 'fileName' | 'sizeBytes' | 'md5'>;

async function storeDeck(content: Readable, givenName: string, options: ReceiveOptions): Promise<StoredDeck> {
  const {vault, maxDeckBytes, onBegin} = options;
  const fileName = properName(givenName);
  await onBegin?.(fileName);
  const digest = createHash('md5');
  const {id, sizeBytes} = await vault
    .store(content, maxDeckBytes, (piece) => void digest.update(piece))
    .catch((error: unknown) => {
      if (!(error instanceof HttpError)) throw error;
      throw error.status === 413 ? new HttpError(413, '上传的文件过大。') : malformed(error);
    });
  return {fileId: id, fileName, sizeBytes, md5: digest.digest('hex')};
}

/** The last part of a path. Browsers and curl send a quotation mark as `%22`. */
function properName(givenName: string | undefined): string {
  const name = wellFormed(givenName ?? '').replaceAll('%22', '"');
  if (name === '' || name.includes('\0') || name.length > 1000) throw refusal('上传的文件没有合适的文件名。');
  return name;
}

const optional = z
  .string()
  .optional()
  .transform((value) => (value === '' ? undefined : value));

const Fields = z.object({
  file_md5: optional.transform((value) => value?.trim().toLowerCase()),
  identifier: optional.refine(
    (value) => value === undefined || /^[^\p{Cc}\p{Cs}]{1,200}$/u.test(value),
    '参数identifier不合法。',
  ),
  notify_url: optional.refine(
    (value) => value === undefined || (value.length <= 2000 && !value.includes('\0') && isNotifyUrl(value)),
    '参数notify_url不是有效的地址。',
  ),
});

function readFields(fields: unknown): z.infer<typeof Fields> {
  const parsed = Fields.safeParse(fields);
  if (parsed.success) return parsed.data;
  throw refusal(parsed.error.issues[0]?.message ?? '请求参数不合法。');
}
