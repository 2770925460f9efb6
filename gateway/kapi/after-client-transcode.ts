import type {FastifyRequest} from 'fastify';
import {HttpError} from '../http/errors.ts';
import {readForm} from '../http/read-form.ts';
import type {KapiContext} from './context.ts';
import {playlistUrl} from './file-urls.ts';
import {AfterClientTranscode} from './inputs.ts';

/** Notes how the transcode of an original went; the last call wins (K2). */
export async function afterClientTranscode({records, trustProxy}: KapiContext, request: FastifyRequest) {
  const {bizId, status, filePath = ''} = AfterClientTranscode.parse(await readForm(request));
  if (status === 1 && playlistUrl(request, filePath, trustProxy) === null) {
    throw new HttpError(400, 'filePath: name the playlist.');
  }
  const isKnown = await (await records).setTranscode(request.user, bizId, status, status === 1 ? filePath : '');
  if (!isKnown) throw new HttpError(404, 'There is no such record.');
  return {ok: true};
}
