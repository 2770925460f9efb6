/** Thrown for a file that the fast reader leaves to mediabunny's; the message says what it has against it. */
export class Mp4Refusal extends Error {
  override readonly name = 'Mp4Refusal';
}

/** @throws Mp4Refusal when it does not hold. */
export function must(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Mp4Refusal(otherwise);
}
