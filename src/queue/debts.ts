import {sameOwner, type Job, type Owner} from './job.ts';
import {letGoOf} from './let-go.ts';
import {isPayable, payDebt, type DebtContext} from './pay-debt.ts';
import {Fenced, type EngineEvents, type Session} from './ports.ts';

/** Debts that nobody can be told of now are looked at again so often; a route that comes back asks at once. */
const lookAgainMs = 15_000;

interface Round {
  readonly owner: Owner;
  readonly stop: AbortController;
  /** Whose turn it is. */
  uuid: string | undefined;
}

export interface DebtsContext extends Omit<DebtContext, 'backoffScale'> {
  readonly events: Pick<EngineEvents, 'removed'>;
  readonly onEnded: () => void;
  readonly onBroken: (error: unknown) => void;
}

/** Pays the debts of jobs that are over, one after another, beside the lanes. */
export class Debts {
  readonly #context: DebtsContext;
  #round: Round | undefined;
  #ended: Promise<void> = Promise.resolve();
  #stuckUntil = 0;
  #stuckOn = '';

  constructor(context: DebtsContext) {
    this.#context = context;
  }

  /** A job whose debt is being paid at this moment must not run: what it says could overtake what is said of it. */
  isPaying(uuid: string): boolean {
    return this.#round?.uuid === uuid;
  }

  /** Stops paying for somebody who is not signed in any more (SPEC Q10). */
  stopFor(session: Session | undefined): void {
    const owner = session?.ready ? session.owner : undefined;
    if (this.#round && !(owner && sameOwner(this.#round.owner, owner))) this.#stop();
  }

  /**
   * Begins to pay what is due, unless that is under way.
   *
   * @param isBusy Jobs that are still letting go: what they leave is not known yet.
   */
  async pay({owner}: Session, backoffScale: number, isBusy: (uuid: string) => boolean): Promise<void> {
    const {jobs, clock, routes} = this.#context;
    const now = clock.now();
    const known = JSON.stringify([owner, routes()]);
    if (this.#round || (now < this.#stuckUntil && known === this.#stuckOn)) return;
    const due = (await jobs.owing(owner, now)).filter(({uuid}) => !isBusy(uuid));
    const payable = due.filter((job) => isPayable(job, routes()));
    if (due.length > payable.length) {
      this.#stuckUntil = now + lookAgainMs;
      this.#stuckOn = known;
    }
    if (payable.length > 0) this.#begin(owner, payable, backoffScale);
  }

  /** When to look again, in ms since 1970; `undefined` when something else will say so. */
  async nextAt(owner: Owner): Promise<number | undefined> {
    const {jobs, clock} = this.#context;
    if (this.#round) return undefined;
    const debtAt = await jobs.nextDebtAt(owner);
    if (debtAt === undefined || debtAt > clock.now()) return debtAt;
    return this.#stuckUntil > clock.now() ? this.#stuckUntil : undefined;
  }

  /** Settles when nothing is being paid any more. */
  async stopAll(): Promise<void> {
    this.#stop();
    await this.#ended;
  }

  #stop(): void {
    this.#round?.stop.abort(new Error('Nothing is paid any more.'));
  }

  #begin(owner: Owner, jobs: readonly Job[], backoffScale: number): void {
    const stop = new AbortController();
    const round: Round = {owner, stop, uuid: undefined};
    this.#round = round;
    this.#ended = letGoOf(this.#payAll(round, jobs, backoffScale), stop.signal, this.#context.clock)
      .catch((error: unknown) => {
        if (!stop.signal.aborted || error instanceof Fenced) this.#context.onBroken(error);
      })
      .finally(() => {
        this.#round = undefined;
        this.#context.onEnded();
      });
  }

  async #payAll(round: Round, jobs: readonly Job[], backoffScale: number): Promise<void> {
    const {signal} = round.stop;
    for (const {uuid} of jobs) {
      signal.throwIfAborted();
      round.uuid = uuid;
      if (await payDebt(uuid, {...this.#context, backoffScale}, signal)) this.#context.events.removed(uuid);
    }
  }
}
