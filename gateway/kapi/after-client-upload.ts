import type {FastifyRequest} from 'fastify';
import type {z} from 'zod';
import {HttpError} from '../http/errors.ts';
import {readForm} from '../http/read-form.ts';
import {nasSegments} from '../nas/nas-path.ts';
import {dataPathOf} from '../tus/disk-content.ts';
import type {OriginalRecord, Place} from '../records/records.ts';
import type {KapiContext} from './context.ts';
import {findFinishedUpload} from './context.ts';
import {originalUrl} from './file-urls.ts';
import {AfterClientUpload} from './inputs.ts';

/**
 * Records an original whose bytes are here (CONTRACT 3).
 *
 * The file is taken first and recorded then: a death in between leaves a file without a record, which the next start
 * removes, and the same call again does both. The upload itself stays until it expires.
 */
export async function afterClientUpload(context: KapiContext, request: FastifyRequest) {
  const input = AfterClientUpload.parse(await readForm(request));
  const records = await context.records;
  const known = await records.findByIdentifier(request.user, input.identifier);
  const record = known ?? (await addRecord(context, request, input));
  if (record.fileSize !== input.fileSize) {
    throw new HttpError(409, 'This identifier has a record already, of a file of another size.');
  }
  return {bizId: record.bizId, fileUrl: originalUrl(request, record, context.trustProxy)};
}

type Input = z.infer<typeof AfterClientUpload>;

async function addRecord(context: KapiContext, request: FastifyRequest, input: Input): Promise<OriginalRecord> {
  const {identifier, fileName, fileSize, bizKey, projectId} = input;
  const records = await context.records;
  const place = await findPlace(context, request, input);
  const record = await records.add(request.user, {identifier, fileName, fileSize, bizKey, projectId, place});
  const isOurs = record.place.on === 'vault' && place.on === 'vault' && record.place.fileId === place.fileId;
  // The same call at the same time was faster.
  if (place.on === 'vault' && !isOurs) await context.vault.remove([place.fileId]);
  return record;
}

async function findPlace(context: KapiContext, request: FastifyRequest, input: Input): Promise<Place> {
  const {upload: url, filePath, fileSize} = input;
  if (url !== undefined) {
    const upload = await findFinishedUpload(context.uploads, request, url);
    if (upload.sizeBytes !== fileSize) throw new HttpError(409, 'The upload is not of that size.');
    return {on: 'vault', fileId: await context.vault.adopt(dataPathOf(upload))};
  }
  if (filePath === undefined) throw new HttpError(400, 'Name the upload, or the filePath on the NAS.');
  const path = nasSegments(filePath).join('/');
  const sizeBytes = await context.nas.sizeOf(request.user, path);
  if (sizeBytes === undefined) throw new HttpError(409, 'There is no such file on the NAS.');
  if (sizeBytes !== fileSize) throw new HttpError(409, 'The file on the NAS is not of that size.');
  return {on: 'nas', path};
}
