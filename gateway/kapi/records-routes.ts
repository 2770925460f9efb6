import type {FastifyReply, FastifyRequest} from 'fastify';
import {HttpError} from '../http/errors.ts';
import type {OriginalRecord} from '../records/records.ts';
import type {KapiContext} from './context.ts';
import {isOnNas, originalUrl, playlistUrl} from './file-urls.ts';

export type BizIdRequest = FastifyRequest<{Params: {bizId: string}}>;

/** `GET /kapi/records/{bizId}`. */
export async function getRecord(context: KapiContext, request: BizIdRequest) {
  const record = await findRecord(context, request);
  const {bizId, identifier, fileName, fileSize, bizKey, projectId, transcode, createdAt} = record;
  return {
    bizId,
    identifier,
    fileName,
    fileSize,
    bizKey,
    projectId: projectId ?? null,
    fileUrl: originalUrl(request, record, context.trustProxy),
    transcode: transcode ? {...transcode, fileUrl: playlistUrl(request, transcode.filePath, context.trustProxy)} : null,
    createdAt: createdAt.toISOString(),
  };
}

/**
 * `DELETE /kapi/records/{bizId}`. Files on the NAS go first: if it is down nothing has changed. Files of ours go last:
 * what a death leaves of them is litter.
 */
export async function deleteRecord(context: KapiContext, request: BizIdRequest, reply: FastifyReply) {
  const record = await findRecord(context, request);
  const records = await context.records;
  const {place, transcode, identifier} = record;
  if (place.on === 'nas') {
    await context.nas.remove(request.user, place.path);
    await context.nas.removeOwnFolder(request.user, place.path, identifier);
  }
  // The route may have changed between the two (SPEC X5).
  if (place.on === 'nas' || isOnNas(transcode?.filePath ?? '')) {
    await context.nas.remove(request.user, `transcodes/${identifier}`);
  }
  await context.vault.remove(await records.remove(request.user, record));
  return reply.code(200).send({ok: true});
}

/** The record that a request names. @throws HttpError 404 */
export async function findRecord({records}: KapiContext, request: BizIdRequest): Promise<OriginalRecord> {
  const {bizId} = request.params;
  const record = bizId.includes('\0') ? undefined : await (await records).find(request.user, bizId);
  if (record === undefined) throw new HttpError(404, 'There is no such record.');
  return record;
}
