/** Thrown for a file that a fast reader leaves to mediabunny's; the message says what it has against it. */
export class ReaderRefusal extends Error {
  override readonly name = 'ReaderRefusal';
}

/** @throws ReaderRefusal when it does not hold. */
export function must(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new ReaderRefusal(otherwise);
}
