import type {FastifyInstance, FastifyReply, FastifyRequest} from 'fastify';
import {HttpError} from '../http/errors.ts';
import {readForm} from '../http/read-form.ts';
import {sendFile} from '../http/send-file.ts';
import type {SignIn} from '../sign-in.ts';
import {bearerToken} from '../sign-in.ts';
import {afterClientTranscode} from './after-client-transcode.ts';
import {afterClientUpload} from './after-client-upload.ts';
import type {KapiContext} from './context.ts';
import {GetTranscodeFilePath} from './inputs.ts';
import {deleteRecord, findRecord, getRecord} from './records-routes.ts';
import type {BizIdRequest} from './records-routes.ts';
import {uploadTranscodeFile} from './upload-transcode-file.ts';

/** The backend's calls (CONTRACT 3), and the files that their answers lead to. */
export function serveKapi(app: FastifyInstance, signIn: SignIn, context: KapiContext): void {
  void app.register((scope, _options, done) => {
    scope.addHook('onRequest', async (_request, reply) => void reply.header('Cache-Control', 'no-store'));

    scope.get('/kapi/health', (request) => Promise.resolve({ok: true, ip: request.ip, tus: '/files/'}));

    void scope.register((members, _none, ready) => {
      signIn.guard(members, bearerToken);
      // The NAS is away, and the call as good as ever: a client need not count it as a failure (SPEC Q5).
      members.addHook('onSend', async (_request, reply) => {
        if (reply.statusCode === 503) reply.header('Retry-After', retryAfterSeconds);
      });
      members.get('/kapi/me', (request) => Promise.resolve({user: request.user}));

      const call = '/kapi/fileRelationOperation';
      members.post(`${call}/afterClientUpload`, (request) => afterClientUpload(context, request));
      members.post(`${call}/getTranscodeFilePath`, getTranscodeFilePath);
      members.post(`${call}/uploadTranscodeFile`, (request) => uploadTranscodeFile(context, request));
      members.post(`${call}/afterClientTranscode`, (request) => afterClientTranscode(context, request));

      members.get('/kapi/records/:bizId', (request: BizIdRequest) => getRecord(context, request));
      members.delete('/kapi/records/:bizId', (request: BizIdRequest, reply) => deleteRecord(context, request, reply));

      // HEAD by ourselves: the one that comes with `get` would say that the file has no bytes.
      const method = ['GET', 'HEAD'];
      members.route<{Params: {bizId: string}}>({
        method,
        url: '/kapi/files/:bizId',
        handler: (request, reply) => sendOriginal(context, request, reply),
      });
      members.route<{Params: {folder: string; name: string}}>({
        method,
        url: '/kapi/transcodes/:folder/:name',
        handler: (request, reply) => sendTranscode(context, request, reply),
      });
      members.route<{Params: {'*': string}}>({
        method,
        url: '/kapi/nas/*',
        handler: async (request, reply) =>
          sendFile(request, reply, await context.nas.open(request.user, request.params['*'])),
      });
      ready();
    });
    done();
  });
}

const retryAfterSeconds = 5;

type TranscodeRequest = FastifyRequest<{Params: {folder: string; name: string}}>;

async function getTranscodeFilePath(request: FastifyRequest) {
  const {identifier} = GetTranscodeFilePath.parse(await readForm(request));
  return {filePath: `transcodes/${identifier}`};
}

async function sendOriginal(context: KapiContext, request: BizIdRequest, reply: FastifyReply) {
  const {place, fileName} = await findRecord(context, request);
  const file =
    place.on === 'vault'
      ? await context.vault.open(place.fileId, fileName)
      : {...(await context.nas.open(request.user, place.path)), fileName};
  return sendFile(request, reply, file);
}

async function sendTranscode(context: KapiContext, request: TranscodeRequest, reply: FastifyReply) {
  const {folder, name} = request.params;
  const isPossible = !`${folder}${name}`.includes('\0');
  const fileId = isPossible && (await (await context.records).findTranscodeFile(request.user, folder, name));
  if (!fileId) throw new HttpError(404, 'There is no such file.');
  return sendFile(request, reply, await context.vault.open(fileId, name));
}
