import {sameOwner, type Owner} from '../job.ts';
import type {EngineSettings, Session, SessionStore} from '../ports.ts';
import {alice} from './builders.ts';

/** Who is signed in. At first it is Alice, and her queue is open. */
export class MemorySessions implements SessionStore {
  session: Session | undefined = sessionOf(alice);
  engineSettings: EngineSettings = {
    concurrency: {upload: 3, download: 3, transcode: 1, convert: 2},
    uploadBytesPerSecond: 0,
    onlyOnWifi: false,
    severalSizes: false,
    saver: true,
    backoffScale: 1,
  };
  readonly expired: Owner[] = [];
  /** ms since 1970. */
  signedInAt = -Infinity;
  now: () => number = () => 0;

  async current(): Promise<Session | undefined> {
    await Promise.resolve();
    return this.session;
  }

  async expire(owner: Owner, asOf: number): Promise<void> {
    await Promise.resolve();
    this.expired.push(owner);
    const known = this.session && sameOwner(this.session.owner, owner) && this.signedInAt < asOf;
    if (this.session && known) this.session = {...this.session, ready: false};
  }

  async settings(): Promise<EngineSettings> {
    await Promise.resolve();
    return this.engineSettings;
  }

  signIn(owner: Owner = alice): void {
    this.session = sessionOf(owner);
    this.signedInAt = this.now();
  }

  signOut(): void {
    this.session = undefined;
  }

  closeQueue(): void {
    if (this.session) this.session = {...this.session, queueOpen: false};
  }
}

function sessionOf(owner: Owner): Session {
  return {owner, ready: true, queueOpen: true, gatewayUrl: owner.baseUrl};
}
