import type {Random} from '../../src/queue/ports.ts';

/** A whole number from 0 on, below the given one. */
export function whole(random: Random, below: number): number {
  return Math.floor(random() * below);
}

export function pick<T>(random: Random, list: readonly T[]): T {
  const picked = list[whole(random, list.length)];
  if (picked === undefined) throw new Error('There is nothing to pick from.');
  return picked;
}
