import {JobError} from '../failure.ts';
import type {Owner} from '../job.ts';
import type {Backend, Clock, OriginalRecord} from '../ports.ts';
import {Script} from './script.ts';
import type {ScriptedNetwork} from './scripted-network.ts';

type CallOf<
  Name extends 'afterClientUpload' | 'getTranscodeFilePath' | 'uploadTranscodeFile' | 'afterClientTranscode',
> = Parameters<Backend[Name]>[1];

/** The backend's own calls: each has a script, and remembers what it was told. */
export class ScriptedBackend implements Backend {
  readonly scripts = {
    afterClientUpload: new Script(),
    getTranscodeFilePath: new Script(),
    uploadTranscodeFile: new Script(),
    afterClientTranscode: new Script(),
  };
  readonly uploads: CallOf<'afterClientUpload'>[] = [];
  readonly renditionFiles: CallOf<'uploadTranscodeFile'>[] = [];
  readonly transcodes: CallOf<'afterClientTranscode'>[] = [];
  readonly owners: Owner[] = [];
  tus = true;
  readonly #clock: Clock;
  readonly #network: ScriptedNetwork;

  constructor(clock: Clock, network: ScriptedNetwork) {
    this.#clock = clock;
    this.#network = network;
  }

  async afterClientUpload(
    owner: Owner,
    call: CallOf<'afterClientUpload'>,
    signal: AbortSignal,
  ): Promise<OriginalRecord> {
    await this.#answer('afterClientUpload', owner, signal);
    this.uploads.push(call);
    return {bizId: `biz-${call.identifier}`, fileUrl: `/records/${call.identifier}`};
  }

  async getTranscodeFilePath(owner: Owner, call: CallOf<'getTranscodeFilePath'>, signal: AbortSignal): Promise<string> {
    await this.#answer('getTranscodeFilePath', owner, signal);
    return `transcodes/${call.identifier}`;
  }

  async uploadTranscodeFile(owner: Owner, call: CallOf<'uploadTranscodeFile'>, signal: AbortSignal): Promise<string> {
    await this.#answer('uploadTranscodeFile', owner, signal);
    this.renditionFiles.push(call);
    return `/renditions/${call.identifier}/${this.renditionFiles.length}`;
  }

  async afterClientTranscode(owner: Owner, call: CallOf<'afterClientTranscode'>, signal: AbortSignal): Promise<void> {
    await this.#answer('afterClientTranscode', owner, signal);
    this.transcodes.push(call);
  }

  hasTus(): boolean {
    return this.tus;
  }

  async #answer(name: keyof ScriptedBackend['scripts'], owner: Owner, signal: AbortSignal): Promise<void> {
    this.owners.push(owner);
    this.#network.reach('internet');
    await this.scripts[name].play(this.#clock, signal);
    this.#network.reach('internet');
  }
}

/** What the backend says to an upload that is not complete. */
export const conflict = new JobError('notify-refused', 'The upload is not complete.', {values: {status: 409}});
