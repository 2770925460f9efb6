import {JobError} from '../failure.ts';
import type {DeckState, Owner} from '../job.ts';
import type {Converter, Downloaded, RemoteDeck, ZipRequest} from '../ports.ts';
import type {MemoryFileStore} from './memory-file-store.ts';
import type {ScriptedNetwork} from './scripted-network.ts';

const zipBytes = 500;

/** A PPJ service in memory: its Jobs stay as they are until a test says what becomes of them. */
export class ScriptedConverter implements Converter {
  /** Whether it gives the same Job for the same identifier. */
  isBuiltIn = true;
  /** By token, in the order of their creation. */
  readonly decks = new Map<string, RemoteDeck>();
  readonly asked: string[] = [];
  readonly checked: string[] = [];
  /** Thrown by the next calls, one each. */
  readonly failures: {readonly call: keyof Converter; readonly error: Error; readonly isAfter?: boolean}[] = [];
  isForeign = false;
  readonly #byIdentifier = new Map<string, string>();
  readonly #network: ScriptedNetwork;
  readonly #files: MemoryFileStore;

  constructor(network: ScriptedNetwork, files: MemoryFileStore) {
    this.#network = network;
    this.#files = files;
  }

  /** The last Job that was created is in this state from now on. */
  become(state: DeckState, more: Partial<RemoteDeck> = {}, token = [...this.decks.keys()].at(-1) ?? ''): void {
    const deck = this.decks.get(token);
    if (!deck) throw new Error('There is no Job.');
    this.decks.set(token, {...deck, state, ...more});
  }

  async knowsIdentifiers(): Promise<boolean> {
    return await this.#answer('knowsIdentifiers', () => this.isBuiltIn);
  }

  async create(_owner: Owner, {fileName, source, identifier}: Parameters<Converter['create']>[1]): Promise<RemoteDeck> {
    return await this.#answer('create', () => {
      const known = identifier === undefined ? undefined : this.#byIdentifier.get(identifier);
      const token = known ?? `token-${this.decks.size + 1}`;
      if (identifier !== undefined) this.#byIdentifier.set(identifier, token);
      const deck = this.decks.get(token) ?? {token, state: 'converting', fileName, fileSize: source.size};
      this.decks.set(token, deck);
      return deck;
    });
  }

  async look(_owner: Owner, token: string): Promise<RemoteDeck> {
    this.asked.push(token);
    return await this.#answer('look', () => {
      const deck = this.decks.get(token);
      if (!deck) throw new JobError('not-found', 'There is no such Job.');
      return deck;
    });
  }

  async list(): Promise<readonly string[]> {
    return await this.#answer('list', () => [...this.decks.keys()]);
  }

  async download({uuid, onSize, onKept}: ZipRequest): Promise<Downloaded> {
    await this.#answer('download', () => undefined);
    await onSize(zipBytes);
    this.#files.downloads.set(uuid, zipBytes);
    await onKept(zipBytes);
    return {size: zipBytes, isSaved: false};
  }

  async check(uuid: string): Promise<{readonly isForeign: boolean; readonly totalPages: number}> {
    this.checked.push(uuid);
    return await this.#answer('check', () => ({isForeign: this.isForeign, totalPages: 3}));
  }

  async #answer<Value>(call: keyof Converter, value: () => Value): Promise<Value> {
    if (call !== 'check') this.#network.reach('internet');
    await Promise.resolve();
    const index = this.failures.findIndex((failure) => failure.call === call);
    const [failure] = index < 0 ? [] : this.failures.splice(index, 1);
    if (failure && !failure.isAfter) throw failure.error;
    const answer = value();
    if (failure) throw failure.error;
    return answer;
  }
}
