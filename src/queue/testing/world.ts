import {obey, type Command} from '../commands.ts';
import {Engine} from '../engine.ts';
import type {LogEvent} from '../job-log.ts';
import type {Job, JobState} from '../job.ts';
import {unplaced} from './builders.ts';
import {drain, ManualClock} from './manual-clock.ts';
import {MemoryDatabase, MemoryJobStore} from './memory-job-store.ts';
import {MemoryFileStore} from './memory-file-store.ts';
import {MemorySessions} from './memory-sessions.ts';
import {RecordedEvents} from './recorded-events.ts';
import {ScriptedBackend} from './scripted-backend.ts';
import {ScriptedConverter} from './scripted-converter.ts';
import {ScriptedDevice} from './scripted-device.ts';
import {ScriptedDownloader} from './scripted-downloader.ts';
import {ScriptedNetwork} from './scripted-network.ts';
import {ScriptedTranscoder} from './scripted-transcoder.ts';
import {ScriptedUploader} from './scripted-uploader.ts';
import {seededRandom} from './seeded-random.ts';

/** An engine that runs, and ways to end it. */
export interface Life {
  readonly engine: Engine;
  readonly store: MemoryJobStore;
  /** Settles when the engine has ended. */
  readonly ended: Promise<void>;
  /** Asks it to let go, and waits until it has. */
  stop(): Promise<void>;
  /** Its context is gone from one moment to the next: nothing that it still does counts. */
  kill(): void;
}

/** All that engines work with, in memory: what outlives them, and the other sides. */
export class World {
  readonly clock = new ManualClock();
  readonly db = new MemoryDatabase();
  /** The store as a window's commands see it. */
  readonly jobs = new MemoryJobStore(this.db);
  readonly sessions = Object.assign(new MemorySessions(), {now: () => this.clock.now()});
  readonly network: ScriptedNetwork;
  readonly device = new ScriptedDevice();
  readonly files = new MemoryFileStore(this.clock);
  readonly uploader: ScriptedUploader;
  readonly backend: ScriptedBackend;
  readonly transcoder = new ScriptedTranscoder(this.clock, this.files);
  readonly downloader: ScriptedDownloader;
  readonly converter: ScriptedConverter;
  readonly events = new RecordedEvents();
  /** Called when a slow call begins in a living engine; returns what to call at its end. */
  onWork: (what: string) => () => void = () => () => undefined;
  readonly #random;
  #ids = 0;
  #lives: {readonly engine: Engine; isAlive: boolean}[] = [];

  constructor({up, seed = 1}: {up?: Partial<ScriptedNetwork['up']>; seed?: number} = {}) {
    this.network = new ScriptedNetwork(up);
    this.uploader = new ScriptedUploader(this.clock, this.network);
    this.backend = new ScriptedBackend(this.clock, this.network);
    this.downloader = new ScriptedDownloader(this.clock, this.files, this.network);
    this.converter = new ScriptedConverter(this.network, this.files);
    this.#random = seededRandom(seed);
  }

  /** A new engine takes over, with the next epoch. */
  start({transcoder = true, downloader = true}: {transcoder?: boolean; downloader?: boolean} = {}): Life {
    this.db.epoch += 1;
    const store = new MemoryJobStore(this.db, this.db.epoch);
    const life = {isAlive: true};
    const mortal = <Port extends object>(port: Port) => mortalPort(port, life, (what) => this.onWork(what));
    const engine = new Engine({
      jobs: mortal(store),
      sessions: mortal(this.sessions),
      probe: mortal(this.network),
      connection: this.device,
      power: this.device,
      files: mortal(this.files),
      uploader: mortal(this.uploader),
      backend: mortal(this.backend),
      ...(transcoder && {transcoder: mortal(this.transcoder)}),
      ...(downloader && {downloader: mortal(this.downloader)}),
      converter: mortal(this.converter),
      clock: this.clock,
      events: this.events,
      random: this.#random,
      ids: () => `spawned-${(this.#ids += 1)}`,
    });
    const alive = Object.assign(life, {engine});
    this.#lives.push(alive);
    const stopping = new AbortController();
    const ended = engine.run(stopping.signal).finally(() => (life.isAlive = false));
    ended.catch(() => undefined);
    const stop = async () => {
      stopping.abort();
      await ended;
    };
    const kill = () => {
      life.isAlive = false;
    };
    return {engine, store, ended, stop, kill};
  }

  /** Adds jobs, and lets whoever runs the engine know. */
  async add(...jobs: readonly Job[]): Promise<void> {
    await this.jobs.add(jobs.map(unplaced));
    await this.nudge();
  }

  async command(name: Command, uuid: string): Promise<void> {
    const stored = await this.jobs.update(uuid, (job, places) => obey(name, job, this.clock.now(), places));
    if (stored?.removed && !stored.owed) await this.jobs.remove([uuid]);
    await this.nudge();
  }

  /** A change of the network that the browser notices. */
  async reach(up: Partial<ScriptedNetwork['up']>): Promise<void> {
    Object.assign(this.network.up, up);
    for (const {engine, isAlive} of this.#lives) if (isAlive) engine.probeNow();
    await drain();
    // The first bad answer is doubted.
    await this.clock.advance(1_000);
  }

  async nudge(): Promise<void> {
    for (const {engine, isAlive} of this.#lives) if (isAlive) engine.nudge();
    await drain();
  }

  /** @throws Error if there is no such job. */
  job(uuid = 'upload-1'): Job {
    const job = this.db.jobs.get(uuid);
    if (!job) throw new Error(`There is no job ${uuid}.`);
    return job;
  }

  /** What a job's log tells, without the times. */
  log(uuid = 'upload-1'): readonly LogEvent[] {
    return (this.db.logs.get(uuid) ?? []).map(({at: _when, ...event}) => event);
  }

  state(uuid = 'upload-1'): JobState {
    return this.job(uuid).status.state;
  }

  /** Uuids of a lane's jobs in their order. */
  order(kind: Job['kind'] = 'upload'): readonly string[] {
    const jobs = [...this.db.jobs.values()].filter((job) => job.kind === kind);
    return jobs.sort((a, b) => a.place - b.place).map(({uuid}) => uuid);
  }
}

const never = new Promise<never>(() => undefined);

/** A port that dies with the context that uses it: from then on no call does anything, and none comes back. */
function mortalPort<Port extends object>(
  port: Port,
  life: {readonly isAlive: boolean},
  onWork: (what: string) => () => void,
): Port {
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) => {
        if (!life.isAlive) return never;
        const end = onWork(workOf(name, args));
        const answer: unknown = Reflect.apply(member, target, args);
        if (!(answer instanceof Promise)) return answer;
        const settled = answer.finally(() => life.isAlive && end());
        return settled.then(
          (value: unknown) => (life.isAlive ? value : never),
          (error: unknown) => (life.isAlive ? Promise.reject(error as Error) : never),
        );
      };
    },
  });
}

/** Names a call by what it is about, where only one at a time may be about it. */
function workOf(name: string | symbol, [first]: readonly unknown[]): string {
  if (name === 'upload') return `upload ${(first as {metadata: Record<string, string>}).metadata['identifier']}`;
  return name === 'transcode' ? `transcode ${(first as {uuid: string}).uuid}` : '';
}
