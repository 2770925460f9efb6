/** A mean of what happened lately: what is `halfLife` seconds old counts half. */
export interface Mean {
  readonly halfLifeSeconds: number;
  readonly value: number;
  /** 0–1: how much has been seen at all, so that the first seconds are not taken for slow ones. */
  readonly weight: number;
}

export function emptyMean(halfLifeSeconds: number): Mean {
  return {halfLifeSeconds, value: 0, weight: 0};
}

/**
 * The mean after some seconds at one rate.
 *
 * @param seconds How long that rate held; above 0.
 */
export function meanAfter(mean: Mean, rate: number, seconds: number): Mean {
  const kept = 0.5 ** (seconds / mean.halfLifeSeconds);
  return {...mean, value: mean.value * kept + rate * (1 - kept), weight: mean.weight * kept + (1 - kept)};
}

export function meanOf(mean: Mean): number {
  return mean.weight === 0 ? 0 : mean.value / mean.weight;
}
