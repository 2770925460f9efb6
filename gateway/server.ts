import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import fastifyFormbody from '@fastify/formbody';
import fastifyMultipart from '@fastify/multipart';
import fastify, {LogController} from 'fastify';
import type {FastifyInstance} from 'fastify';
import {serveBenchPut} from './bench-put.ts';
import type {Config} from './config.ts';
import {openDataFolder, ownToken} from './data-folder.ts';
import {FileVault} from './file-vault.ts';
import {allowOrigins} from './http/cors.ts';
import {answerErrors} from './http/errors.ts';
import {formBytes} from './http/read-form.ts';
import {serveKapi} from './kapi/routes.ts';
import {createLog} from './log.ts';
import {AbsentNas} from './nas/absent-nas.ts';
import {FolderNas} from './nas/folder-nas.ts';
import type {Nas} from './nas/nas.ts';
import {servePpj} from './ppj.ts';
import {openDatabase} from './records/database.ts';
import {Records} from './records/records.ts';
import {serveApp} from './serve-app.ts';
import {SignIn} from './sign-in.ts';
import {serveTus} from './tus/routes.ts';
import {sweepUploads} from './tus/sweep.ts';
import {UploadLocks} from './tus/upload-locks.ts';
import {UploadStore} from './tus/upload-store.ts';

/** Folders of the build that the gateway reads; they lie beside it. */
export interface BuiltFiles {
  readonly app: string;
  readonly recordsTemplate: string;
}

/** A gateway that listens. */
export interface Gateway {
  /** Where the app is, with the first user's token. */
  readonly url: string;
  readonly log: FastifyInstance['log'];
  /** Settles when the records are open; rejects if they can't be. */
  readonly recordsReady: Promise<void>;
  /** Ends all requests, those that hang included; what they brought is kept. The process may end then. */
  endRequests(): Promise<void>;
  /** Ends the requests and closes the records, so that the folder may be opened again in this process. */
  close(): Promise<void>;
}

const sweepEveryMs = 3600 * 1000;
const idleSocketMs = 120_000;

/**
 * Composes the gateway on its data folder, and listens. Whoever calls this has the folder locked.
 *
 * @throws Error with code `EADDRINUSE` if the port is taken.
 */
export async function startGateway(config: Config, built: BuiltFiles): Promise<Gateway> {
  const data = await openDataFolder(config.dataFolder);
  const tokens = config.tokens.size > 0 ? config.tokens : await ownToken(data);
  const uploads = new UploadStore(data.uploads);
  const locks = new UploadLocks();
  const vault = new FileVault(data.files, data.scratch);
  await uploads.removeLeftovers();

  const app = createApp(config);
  const signIn = new SignIn(tokens);
  const {maxFileBytes, trustProxy} = config;
  allowOrigins(app, config.origins);
  answerErrors(app);
  await app.register(fastifyFormbody, {bodyLimit: formBytes});
  await app.register(fastifyMultipart);
  serveTus(app, signIn, {store: uploads, locks, maxFileBytes});
  if (config.bench) serveBenchPut(app, signIn, data.scratch);

  const database = openDatabase(data.records, built.recordsTemplate);
  const records = database.then(async (opened) => Records.open(opened));
  const cleaned = records.then(async (opened) => {
    await vault.removeLitter(await opened.namedFiles());
    return opened;
  });
  cleaned.catch(() => undefined);
  const nas = openNas(config.nas, data.nas);
  serveKapi(app, signIn, {records: cleaned, vault, uploads, nas, maxFileBytes, trustProxy});
  servePpj(app, signIn);
  app.get('/config.json', (_request, reply) =>
    reply.header('Cache-Control', 'no-cache').send({backoffScale: config.backoffScale}),
  );
  serveApp(app, built.app, config.connect);

  const address = await app.listen({port: config.port, host: config.host});
  const sweep = () => void sweepUploads(uploads, locks).catch((error: unknown) => app.log.error({err: error}, 'sweep'));
  sweep();
  const sweeping = setInterval(sweep, sweepEveryMs).unref();

  const endRequests = async () => {
    clearInterval(sweeping);
    await app.close();
    await locks.allReleased();
  };
  return {
    url: urlWithToken(address, config, tokens),
    log: app.log,
    recordsReady: cleaned.then(() => undefined),
    endRequests,
    close: async () => {
      await endRequests();
      await (await database).close();
    },
  };
}

/** The NAS that `CARRYON_NAS` names. */
function openNas(url: URL | undefined, ownFolder: string): Nas {
  if (url === undefined) return new FolderNas(ownFolder);
  return url.protocol === 'file:' ? new FolderNas(fileURLToPath(url)) : new AbsentNas();
}

/** Fastify, with limits on all that a caller could make endless; an upload that goes on is never cut by a clock. */
function createApp(config: Config): FastifyInstance {
  const options = {
    loggerInstance: createLog(config.logLevel),
    logController: new LogController({disableRequestLogging: true}),
    trustProxy: config.trustProxy,
    bodyLimit: formBytes,
    requestTimeout: 0,
    connectionTimeout: idleSocketMs,
    forceCloseConnections: true,
    routerOptions: {maxParamLength: 4096},
  } as const;
  if (config.tls === undefined) return fastify(options) as unknown as FastifyInstance;
  // The app is used in the same way over HTTP/2; only the types of its raw server differ.
  return fastify({...options, http2: true, https: {...config.tls, allowHTTP1: true}}) as unknown as FastifyInstance;
}

function urlWithToken(address: string, config: Config, tokens: ReadonlyMap<string, string>): string {
  const {port, protocol} = new URL(address);
  const [token = ''] = tokens.values();
  const isLocal = ['127.0.0.1', '0.0.0.0', '::', '::1', 'localhost'].includes(config.host);
  const host = isLocal ? 'localhost' : new URL(`http://${bracketed(config.host)}`).host;
  const shownPort = port === '' ? '' : `:${port}`;
  return `${protocol}//${host}${shownPort}/#token=${encodeURIComponent(token)}`;
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/** The build's folders, seen from the built gateway. */
export function filesBeside(folder: string): BuiltFiles {
  return {app: join(folder, '..', 'app'), recordsTemplate: join(folder, 'records-template.tgz')};
}
