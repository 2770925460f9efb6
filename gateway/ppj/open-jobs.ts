import type {FastifyBaseLogger} from 'fastify';
import type {Config} from '../config.ts';
import {ownNotifySecret} from '../data-folder.ts';
import type {DataFolder} from '../data-folder.ts';
import type {FileVault} from '../file-vault.ts';
import type {Database} from '../records/database.ts';
import {BuiltInJobs} from './built-in-jobs.ts';
import type {DeckEngine} from './deck-engine.ts';
import type {ZipFolder} from './job-runner.ts';
import {JobStore} from './job-store.ts';
import type {Jobs} from './jobs.ts';
import {OtherService} from './other-service.ts';
import {PassedOnJobs} from './passed-on-jobs.ts';
import {PassedOnStore} from './passed-on-store.ts';

export interface OpenJobsOptions {
  readonly config: Config;
  readonly data: DataFolder;
  readonly database: Database;
  readonly vault: FileVault;
  readonly log: FastifyBaseLogger;
  /** Only where the Jobs are made here. */
  readonly engine: DeckEngine | undefined;
  readonly zipFolder: ZipFolder;
}

/** The Jobs API that the settings ask for: built in, or passed on to another service (`CARRYON_PPJ`). */
export async function openJobs({config, data, database, vault, log, engine, zipFolder}: OpenJobsOptions) {
  const {maxDeckBytes} = config;
  if (config.ppj !== undefined) {
    const store = new PassedOnStore(database);
    return new PassedOnJobs({store, vault, maxDeckBytes, other: new OtherService(config.ppj)}) satisfies Jobs as Jobs;
  }
  if (engine === undefined) throw new Error('open an engine, unless the Jobs are passed on');
  return BuiltInJobs.open({
    store: new JobStore(database),
    vault,
    log,
    scratch: data.scratch,
    engine,
    zipFolder,
    workers: config.deckWorkers,
    secret: config.notifySecret || (await ownNotifySecret(data)),
    allowsPrivate: config.notifyPrivate,
    backoffScale: config.backoffScale,
    maxDeckBytes,
    keepDays: config.deckDays,
  });
}
