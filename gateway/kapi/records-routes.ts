import type {FastifyReply, FastifyRequest} from 'fastify';
import {HttpError} from '../http/errors.ts';
import type {OriginalRecord} from '../records/records.ts';
import type {KapiContext} from './context.ts';
import {originalUrl, playlistUrl} from './file-urls.ts';

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

/** `DELETE /kapi/records/{bizId}`: the record first, its files then; what a death leaves of them is litter. */
export async function deleteRecord(context: KapiContext, request: BizIdRequest, reply: FastifyReply) {
  const record = await findRecord(context, request);
  const records = await context.records;
  await context.vault.remove(await records.remove(request.user, record));
  if (record.place.on === 'nas') {
    await context.nas.remove(request.user, record.place.path);
    await context.nas.remove(request.user, `transcodes/${record.identifier}`);
  }
  return reply.code(200).send({ok: true});
}

/** The record that a request names. @throws HttpError 404 */
export async function findRecord({records}: KapiContext, request: BizIdRequest): Promise<OriginalRecord> {
  const {bizId} = request.params;
  const record = bizId.includes('\0') ? undefined : await (await records).find(request.user, bizId);
  if (record === undefined) throw new HttpError(404, 'There is no such record.');
  return record;
}
