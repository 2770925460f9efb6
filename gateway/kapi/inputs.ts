import {z} from 'zod';
import {wellFormed} from '../http/well-formed.ts';

/** Text that the database can keep: no NUL, no half characters, and not endless. */
const text = z
  .string()
  .max(2000)
  .refine((value) => !value.includes('\0'), 'must not hold a NUL')
  .transform(wellFormed);

/** The original's uuid; also the name of a folder on the NAS. */
const identifier = z
  .string()
  .regex(/^[^\p{Cc}\p{Cs}/\\:]{0,199}[^\p{Cc}\p{Cs}/\\:. ]$/u, 'must be a uuid, or at least a plain name');

const wholeNumber = z.union([
  z.number(),
  z
    .string()
    .regex(/^\d{1,16}$/)
    .transform(Number),
]);
const fileSize = wholeNumber.pipe(z.number().int().min(0).max(Number.MAX_SAFE_INTEGER));

/** Absent, null and empty mean the same: forms cannot say null. */
const optional = z
  .union([text, z.number().transform(String), z.null()])
  .optional()
  .transform((value) => (value === null || value === '' ? undefined : value));

const fileName = text.pipe(z.string().min(1));
const bizKey = text.pipe(z.string().min(1));

/** CONTRACT 3, afterClientUpload. */
export const AfterClientUpload = z.object({
  identifier,
  fileName,
  fileSize,
  bizKey,
  projectId: optional,
  upload: optional,
  filePath: optional,
});

/** CONTRACT 3, getTranscodeFilePath. */
export const GetTranscodeFilePath = z.object({
  ip: optional,
  fileName,
  identifier,
  fileSize,
  bizKey,
  projectId: optional,
});

/** CONTRACT 3, uploadTranscodeFile: the fields beside the file. */
export const UploadTranscodeFile = z.object({
  ip: optional,
  identifier,
  fileSize,
  bizKey,
  projectId: optional,
  upload: optional,
  fileName: optional,
});

/** CONTRACT 3, afterClientTranscode. */
export const AfterClientTranscode = z.object({
  filePath: optional,
  bizKey,
  bizId: text.pipe(z.string().min(1)),
  projectId: optional,
  status: z.union([z.literal(1), z.literal(-1), z.enum(['1', '-1']).transform((digits) => (digits === '1' ? 1 : -1))]),
});
