import {isIPv6} from 'node:net';

const allowedFailures = 40;
const windowMs = 60_000;
const rememberedAddresses = 10_000;

/** Counts sign-ins that failed, by address, so that nobody can try tokens all day (CONTRACT 2). */
export class FailedSignIns {
  readonly #counts = new Map<string, {failures: number; startedAt: number}>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Whole seconds until this address may try again; 0 when it may now. */
  secondsToWait(address: string): number {
    const count = this.#counts.get(neighbourhood(address));
    if (count === undefined || count.failures < allowedFailures) return 0;
    return Math.max(0, Math.ceil((count.startedAt + windowMs - this.#now()) / 1000));
  }

  /** One more failure from this address. */
  count(address: string): void {
    const key = neighbourhood(address);
    const known = this.#counts.get(key);
    const isCurrent = known !== undefined && known.startedAt + windowMs > this.#now();
    const count = isCurrent ? known : {failures: 0, startedAt: this.#now()};
    count.failures += 1;
    this.#counts.delete(key);
    this.#counts.set(key, count);
    const [oldest] = this.#counts.keys();
    if (this.#counts.size > rememberedAddresses && oldest !== undefined) this.#counts.delete(oldest);
  }
}

/** Whoever has one IPv6 address has 2^64 of them: those count as one. */
function neighbourhood(address: string): string {
  if (!isIPv6(address) || address.startsWith('::')) return address;
  return address.split(':').slice(0, 4).join(':');
}
