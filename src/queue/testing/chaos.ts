import type {Command} from '../commands.ts';
import {refusal} from '../commands.ts';
import type {FailureCode} from '../failure.ts';
import type {Job, Owner, Route, WantedRoute} from '../job.ts';
import {heldTransfers} from '../transfers.ts';
import {alice, bob, transcodeJob, uploadJob} from './builders.ts';
import {drain} from './manual-clock.ts';
import {fail, hang, progress, type Outcome, type Script} from './script.ts';
import {World, type Life} from './world.ts';

/** One thing that happens to jobs, or to the world they run in. */
export type Happening =
  | {
      readonly type: 'add';
      readonly kind: 'upload' | 'transcode';
      readonly route: WantedRoute;
      readonly owner: 'alice' | 'bob';
    }
  | {
      readonly type: 'fail';
      readonly script: number;
      readonly code: FailureCode;
      readonly after: number;
      readonly busyMs: number | undefined;
    }
  | {readonly type: 'hang'; readonly script: number; readonly after: number}
  | {readonly type: 'network'; readonly route: Route; readonly up: boolean; readonly noticed: boolean}
  | {readonly type: 'wait'; readonly ms: number}
  | {readonly type: 'crash'}
  | {readonly type: 'stop'}
  | {readonly type: 'take-over'; readonly transcoder: boolean}
  | {readonly type: 'session'; readonly user: 'alice' | 'bob' | 'nobody'}
  | {readonly type: 'command'; readonly name: Command; readonly job: number}
  | {readonly type: 'full-disk'; readonly writes: number};

/** A world in which anything happens, and what must be true of it all the time. */
export class Chaos {
  readonly world: World;
  /** What was found to be wrong, in words. */
  readonly wrongs: string[] = [];
  readonly #added = new Map<string, number>();
  readonly #removed = new Set<string>();
  readonly #moved = new Set<string>();
  readonly #seen = new Map<string, Job>();
  readonly #active = new Map<string, symbol>();
  readonly #scripts: readonly Script[];
  readonly #healsByRestart: boolean;
  #hasTranscoder = true;
  #life: Life;

  constructor(seed: number) {
    this.#healsByRestart = seed % 2 === 0;
    this.world = new World({seed, up: {intranet: true, internet: true}});
    const {files, uploader, backend, transcoder, events} = this.world;
    this.#scripts = [
      files.checking,
      uploader.script,
      uploader.terminating,
      transcoder.script,
      ...Object.values(backend.scripts),
    ];
    for (const script of this.#scripts) Object.assign(script, {takesMs: 700, letsGoMs: 100});
    this.world.onWork = (what) => this.#work(what);
    events.changed = (job) => this.#watch(job);
    this.#life = this.world.start();
  }

  async happen(happening: Happening): Promise<void> {
    const {world} = this;
    switch (happening.type) {
      case 'add':
        await this.#add(happening.kind, happening.route, ownerOf(happening.owner));
        break;
      case 'fail': {
        const {code, after, busyMs} = happening;
        const options = busyMs === undefined ? {} : {retryAfterMs: busyMs};
        this.#script(happening.script, progress(after, fail(code, options)));
        break;
      }
      case 'hang':
        this.#script(happening.script, progress(happening.after, hang));
        break;
      case 'network':
        world.network.up[happening.route] = happening.up;
        if (happening.noticed) this.#life.engine.probeNow();
        break;
      case 'wait':
        await world.clock.advance(happening.ms);
        break;
      case 'crash':
        this.#life.kill();
        this.#start(true);
        break;
      case 'stop': {
        const stopped = this.#life.stop().catch(() => undefined);
        await world.clock.advance(1_000);
        await stopped;
        this.#start(true);
        break;
      }
      case 'take-over':
        this.#start(happening.transcoder);
        break;
      case 'session':
        if (happening.user === 'nobody') world.sessions.signOut();
        else world.sessions.signIn(ownerOf(happening.user));
        this.#life.engine.nudge();
        break;
      case 'command':
        await this.#command(happening.name, happening.job);
        break;
      case 'full-disk':
        this.#life.store.failWrites(happening.writes);
        break;
    }
    await drain();
    this.#checkNothingLost();
  }

  /** Everything is well again, with or without a new engine, for this user; then enough time for all that is left to do. */
  async heal(owner: Owner): Promise<void> {
    for (const script of this.#scripts) script.clear();
    Object.assign(this.world.network.up, {intranet: true, internet: true});
    this.world.sessions.signIn(owner);
    this.#life.store.failWrites(0);
    if (this.#healsByRestart || !this.#hasTranscoder || this.#waitsForWindow()) this.#start(true);
    else this.#life.engine.nudge();
    await this.world.clock.advance(5 * 3_600_000);
    this.#checkNothingLost();
    for (const job of this.world.db.jobs.values()) if (job.owner.user === owner.user) this.#checkAtRest(job);
  }

  /** What waits for a window goes on when one opens. */
  #waitsForWindow(): boolean {
    const statuses = [...this.world.db.jobs.values()].map(({status}) => status);
    return statuses.some((status) => status.state === 'waiting' && status.blocked === 'window');
  }

  /** Once the world is well, nothing is left to do, and what failed has a reason. */
  #checkAtRest({uuid, status, error, owed, removed, results, identifier, kind}: Job): void {
    const isAtRest = ['done', 'failed', 'cancelled', 'paused', 'added'].includes(status.state);
    const waitsForUser = status.state === 'waiting' && status.blocked === 'permission';
    this.#claim(isAtRest || waitsForUser, `${uuid} is stuck: ${JSON.stringify(status)}`);
    this.#claim(removed === undefined, `${uuid} was removed, and is still there`);
    this.#claim(owed === undefined, `${uuid} still owes ${JSON.stringify(owed)}`);
    if (status.state === 'failed') this.#claim(error?.fatal === true, `${uuid} failed without a reason`);
    if (status.state !== 'done' || kind !== 'upload') return;
    const {uploads} = this.world.backend;
    this.#claim(results.notified === true, `${uuid} is done, but not told`);
    this.#claim(
      uploads.some((call) => call.identifier === identifier),
      `${uuid} is done, but the backend has not heard`,
    );
  }

  async #add(kind: 'upload' | 'transcode', route: WantedRoute, owner: Owner): Promise<void> {
    const uuid = `${kind}-${this.#added.size + 1}`;
    const source = {id: uuid, size: 1_000, lastModified: 1};
    const given = {
      uuid,
      identifier: uuid,
      source,
      route,
      owner,
      flowRoute: route === 'intranet' ? route : 'internet',
    } as const;
    const job = kind === 'upload' ? uploadJob({...given, transcodeTypes: ['mp4']}) : transcodeJob(given);
    await this.world.add(job);
    this.#added.set(uuid, this.world.job(uuid).place);
  }

  async #command(name: Command, index: number): Promise<void> {
    const job = [...this.world.db.jobs.values()].at(index % Math.max(this.world.db.jobs.size, 1));
    if (!job || job.removed || refusal(name, job.status.state) !== undefined) return;
    if (name === 'remove') this.#removed.add(job.uuid);
    if (name === 'front' || name === 'continue' || name === 'retry') this.#moved.add(job.uuid);
    await this.world.command(name, job.uuid);
  }

  #script(index: number, outcome: Outcome): void {
    this.#scripts[index % this.#scripts.length]?.then(outcome);
  }

  #start(transcoder: boolean): void {
    // What an engine that was robbed still sends is harmless; it begins nothing new.
    this.#active.clear();
    this.#life = this.world.start({transcoder});
    this.#hasTranscoder = transcoder;
  }

  #work(what: string): () => void {
    if (what === '') return () => undefined;
    this.#claim(!this.#active.has(what), `${what} runs twice at once`);
    const token = Symbol(what);
    this.#active.set(what, token);
    return () => {
      if (this.#active.get(what) === token) this.#active.delete(what);
    };
  }

  #watch(job: Job): void {
    const before = this.#seen.get(job.uuid);
    this.#seen.set(job.uuid, job);
    const {attempts, status, uuid, place} = job;
    if (attempts > 0 || status.state === 'failed') this.#moved.add(uuid);
    this.#claim(attempts <= 5, `${uuid} is retried ${attempts} times`);
    const added = this.#added.get(uuid);
    if (added !== undefined && !this.#moved.has(uuid)) this.#claim(place === added, `${uuid} lost its place`);
    if (!before) return;
    const isNext = attempts === before.attempts + 1 && status.state === 'retrying';
    const isForgiven = attempts === 0 && (this.#moved.has(uuid) || acknowledged(job) > acknowledged(before));
    this.#claim(
      attempts === before.attempts || isNext || isForgiven,
      `${uuid}: ${before.attempts} to ${attempts} retries`,
    );
  }

  #checkNothingLost(): void {
    for (const uuid of this.#added.keys()) {
      this.#claim(this.world.db.jobs.has(uuid) || this.#removed.has(uuid), `${uuid} is lost`);
    }
  }

  #claim(isTrue: boolean, otherwise: string): void {
    if (!isTrue) this.wrongs.push(otherwise);
  }
}

function ownerOf(user: 'alice' | 'bob'): Owner {
  return user === 'alice' ? alice : bob;
}

function acknowledged({results}: Job): number {
  return heldTransfers(results).reduce((sum, {offset}) => sum + offset, 0);
}
