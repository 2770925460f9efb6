import type {Share} from './share.ts';

const goodForMs = 1000;

/** Whether the share answers; however many ask, it is asked once a second at most. */
export class ShareHealth {
  readonly #share: Pick<Share, 'isUp'>;
  #asked: Promise<boolean> | undefined;

  constructor(share: Pick<Share, 'isUp'>) {
    this.#share = share;
  }

  /** Settles within 2 s (CONTRACT 4); the answer is a second old at most. */
  isUp(): Promise<boolean> {
    this.#asked ??= this.#share.isUp().finally(() => {
      setTimeout(() => (this.#asked = undefined), goodForMs).unref();
    });
    return this.#asked;
  }
}
