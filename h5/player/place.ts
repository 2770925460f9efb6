/** Which slide is shown, as others know it. Indexes begin at 0. */
export interface Place {
  /** Where to begin. */
  readonly index: number;
  /** @param kind `jump`: going back leads to where it came from. */
  note(index: number, kind: 'step' | 'jump'): void;
  /** Calls when somebody else wants another slide shown. */
  listen(go: (index: number) => void): void;
}

/** In the address, as `#/7`. */
export class AddressPlace implements Place {
  readonly index = indexIn(location.hash) ?? 0;

  note(index: number, kind: 'step' | 'jump'): void {
    const hash = `#/${index + 1}`;
    if (location.hash === hash) return;
    if (kind === 'jump') history.pushState(null, '', hash);
    else history.replaceState(null, '', hash);
  }

  listen(go: (index: number) => void): void {
    addEventListener('hashchange', () => {
      const index = indexIn(location.hash);
      if (index !== undefined) go(index);
    });
  }
}

/** The page around is told; the address, and what its history holds, are that page's own. */
export class FramedPlace implements Place {
  readonly index = 0;
  readonly #tell: (index: number) => void;

  constructor(tell: (index: number) => void) {
    this.#tell = tell;
  }

  note(index: number): void {
    this.#tell(index);
  }

  listen(): void {
    // Nobody else says where to go.
  }
}

export function indexIn(hash: string): number | undefined {
  const [, number] = /^#\/(\d{1,6})$/.exec(hash) ?? [];
  return number === undefined || Number(number) < 1 ? undefined : Number(number) - 1;
}
