import {join} from 'node:path';
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
import {openShare} from './nas/open-share.ts';
import {serveNas} from './nas/routes.ts';
import {UserFiles} from './nas/user-files.ts';
import {openEngine} from './ppj/open-engine.ts';
import {openJobs} from './ppj/open-jobs.ts';
import type {OpenJobsOptions} from './ppj/open-jobs.ts';
import {servePpj} from './ppj/routes.ts';
import {endStrays} from './ppj/strays.ts';
import {zipFolder} from './ppj/zip-folder.ts';
import {openDatabase} from './records/database.ts';
import {Records} from './records/records.ts';
import {serveApp} from './serve-app.ts';
import {SignIn} from './sign-in.ts';
import {DiskContent} from './tus/disk-content.ts';
import {NasContent} from './tus/nas-content.ts';
import {serveTus} from './tus/routes.ts';
import type {TusContext} from './tus/routes.ts';
import {sweepUploads} from './tus/sweep.ts';
import {UploadLocks} from './tus/upload-locks.ts';
import {UploadStore} from './tus/upload-store.ts';

/** Folders of the build that the gateway reads; they lie beside it. */
export interface BuiltFiles {
  readonly app: string;
  readonly recordsTemplate: string;
}

/** What a gateway works with beyond its data folder; tests put others in their place. */
export interface Tools extends Pick<OpenJobsOptions, 'zipFolder'> {
  readonly openEngine: typeof openEngine;
  readonly openNas: typeof openShare;
}

const ownTools: Tools = {openNas: openShare, openEngine, zipFolder};

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
 * @throws Error with code `EADDRINUSE` if the port is taken; ConfigError if a program is missing that was asked for.
 */
export async function startGateway(config: Config, built: BuiltFiles, tools: Partial<Tools> = {}): Promise<Gateway> {
  const {openNas, openEngine, zipFolder} = {...ownTools, ...tools};
  const data = await openDataFolder(config.dataFolder);
  const tokens = config.tokens.size > 0 ? config.tokens : await ownToken(data);
  const uploads = new UploadStore(data.uploads, new DiskContent(data.uploads));
  const vault = new FileVault(data.files, data.scratch);
  const app = createApp(config);
  const engine = config.ppj === undefined ? await openEngine(config, data, (line) => app.log.warn(line)) : undefined;
  const share = openNas(config, data.nas, (line) => app.log.warn(line));
  const database = openDatabase(data.records, built.recordsTemplate);
  const records = database.then(async (opened) => Records.open(opened));
  records.catch(() => undefined);
  const isNeeded = async (...file: Parameters<Records['needsOnNas']>) => (await records).needsOnNas(...file);
  const nasUploads = new UploadStore(data.nasUploads, new NasContent(share, data.nasUploads, isNeeded));
  const {maxFileBytes, trustProxy} = config;
  const tus: readonly TusContext[] = [
    {base: '/files', store: uploads, locks: new UploadLocks(), maxFileBytes},
    {base: '/gateway/files', store: nasUploads, locks: new UploadLocks(), maxFileBytes},
  ];
  await Promise.all(tus.map(({store}) => store.removeDrafts()));

  const signIn = new SignIn(tokens);
  allowOrigins(app, config.origins);
  answerErrors(app);
  await app.register(fastifyFormbody, {bodyLimit: formBytes});
  await app.register(fastifyMultipart);
  for (const context of tus) serveTus(app, signIn, context);
  if (config.bench) serveBenchPut(app, signIn, data.scratch);

  const cleaned = records.then(async (opened) => {
    const ended = await endStrays(data.root);
    if (ended > 0) app.log.warn({ended}, 'programs that a dead gateway had left running were ended');
    await vault.removeLitter(await opened.namedFiles());
    return opened;
  });
  cleaned.catch(() => undefined);
  const nas = new UserFiles(share);
  serveNas(app, signIn, share, nas);
  serveKapi(app, signIn, {records: cleaned, vault, uploads, nas, maxFileBytes, trustProxy});
  const jobs = cleaned.then(async () =>
    openJobs({config, data, database: await database, vault, log: app.log, engine, zipFolder}),
  );
  jobs.catch(() => undefined);
  servePpj(app, signIn, jobs);
  app.get('/config.json', (_request, reply) =>
    reply.header('Cache-Control', 'no-cache').send({backoffScale: config.backoffScale, gatewayUrl: config.gateway}),
  );
  const gatewayOrigins = config.gateway === undefined ? [] : [new URL(config.gateway).origin];
  serveApp(app, built.app, [...config.connect, ...gatewayOrigins]);

  const address = await app.listen({port: config.port, host: config.host});
  const sweep = () => {
    jobs.then((opened) => opened.sweep()).catch((error: unknown) => app.log.error({err: error}, 'sweep of Jobs'));
    for (const {base, store, locks} of tus) {
      sweepUploads(store, locks).then(
        (left) => left > 0 && app.log.warn({base, left}, 'uploads that were given up are still to be removed'),
        (error: unknown) => app.log.error({err: error}, 'sweep'),
      );
    }
  };
  sweep();
  const sweeping = setInterval(sweep, sweepEveryMs).unref();

  const endRequests = async () => {
    clearInterval(sweeping);
    await Promise.all([app.close(), jobs.then((opened) => opened.stop()).catch(() => undefined)]);
    await Promise.all(tus.map(({locks}) => locks.allReleased()));
    await share.close();
  };
  return {
    url: urlWithToken(address, config, tokens),
    log: app.log,
    recordsReady: jobs.then(() => undefined),
    endRequests,
    close: async () => {
      await endRequests();
      await (await database).close();
    },
  };
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
  return {app: join(folder, '..', 'app'), recordsTemplate: join(folder, 'records-template')};
}
