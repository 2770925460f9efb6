import type {CarryonApp} from '../app-api.ts';
import type {PublicJob} from '../queue/public-job.ts';
import {inParts} from './in-parts.ts';
import {isPossible} from './possible.ts';
import type {Busy, CommandName} from './snapshot.ts';

/** What commands need of the store. */
export interface CommandScene {
  readonly byUuid: ReadonlyMap<string, PublicJob>;
  /** Until the next frame. */
  readonly rest: () => Promise<void>;
  readonly show: (change: {readonly busy?: Busy | undefined; readonly trouble?: string}) => void;
}

/** Does something with jobs, as many as there are: only with those for which it is possible, part by part. */
export class JobCommands {
  readonly #app: CarryonApp;
  readonly #scene: CommandScene;

  constructor(app: CarryonApp, scene: CommandScene) {
    this.#app = app;
    this.#scene = scene;
  }

  /** Settles when it is done; a refusal becomes the snapshot's trouble. */
  async run(command: Exclude<CommandName, 'remove'>, uuids: readonly string[]): Promise<void> {
    const possible = uuids.filter((uuid) => {
      const job = this.#scene.byUuid.get(uuid);
      return job && isPossible(command, job);
    });
    // Each part goes before all others, and keeps its own order: the last part moved is the first.
    await this.#inParts(command, command === 'front' ? possible.reverse() : possible);
  }

  /** @returns Whether they are gone. */
  remove(uuids: readonly string[]): Promise<boolean> {
    return this.#inParts('remove', uuids);
  }

  async #inParts(command: CommandName, uuids: readonly string[]): Promise<boolean> {
    const {rest, show} = this.#scene;
    try {
      await inParts(
        uuids,
        (part) => this.#call(command, part),
        (busy) => show({busy: busy && {command, ...busy}}),
        rest,
      );
      return true;
    } catch (error) {
      show({trouble: error instanceof Error ? error.message : String(error)});
      return false;
    }
  }

  #call(command: CommandName, uuids: readonly string[]): Promise<void> {
    switch (command) {
      case 'pause':
        return this.#app.pauseJob(uuids);
      case 'resume':
        return this.#app.resumeJob(uuids);
      case 'retry':
        return this.#app.retryJob(uuids);
      case 'continue':
        return this.#app.continueJob(uuids);
      case 'cancel':
        return this.#app.cancelJob(uuids);
      case 'unpin':
        return this.#app.unpinJobRoute(uuids);
      case 'front':
        return this.#app.moveJobToFront([...uuids].reverse());
      case 'remove':
        return this.#app.removeJob(uuids);
    }
  }
}
