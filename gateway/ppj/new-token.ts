import {randomInt} from 'node:crypto';

const characters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** A Job's token: 16 letters and digits, 95 random bits. */
export function newToken(): string {
  return Array.from({length: 16}, () => characters.charAt(randomInt(characters.length))).join('');
}
