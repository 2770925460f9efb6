import {lookup} from 'node:dns';
import type {LookupAddress} from 'node:dns';
import {isIP} from 'node:net';
import type {LookupFunction} from 'node:net';
import {isPrivateAddress} from './private-address.ts';

const patienceMs = 5000;

/** Whether a text is a URL that news may be posted to, wherever it leads. */
export function isNotifyUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const {protocol, username, password} = new URL(text);
  return ['http:', 'https:'].includes(protocol) && username === '' && password === '';
}

/**
 * Whether a URL leads to a private address as far as can be told now. A name that nobody knows at the moment does not:
 * what it leads to is looked at again with each connection.
 */
export async function leadsToPrivate(url: string): Promise<boolean> {
  const host = hostOf(url);
  if (isPrivateHost(host)) return true;
  if (isIP(host) > 0) return false;
  const addresses = await new Promise<readonly LookupAddress[]>((resolve) => {
    const timer = setTimeout(() => resolve([]), patienceMs);
    lookup(host, {all: true}, (error, found) => {
      clearTimeout(timer);
      resolve(error === null ? found : []);
    });
  });
  return addresses.some(({address}) => isPrivateAddress(address));
}

/** Whether the host is private by what it is called; a number in any of its spellings is an address here. */
export function isPrivateHost(host: string): boolean {
  if (isIP(host) > 0) return isPrivateAddress(host);
  return /(?:^|\.)localhost\.?$/.test(host);
}

/** The host of a URL; IPv6 without its brackets, IPv4 in dotted decimals. */
export function hostOf(url: string): string {
  return new URL(url).hostname.replace(/^\[|\]$/g, '');
}

/** Resolves names for a connection as the system does, but fails if any of the addresses is private. */
export const lookupPublic: LookupFunction = (host, options, done) => {
  lookup(host, {...options, all: true}, (error, addresses) => {
    const [first] = addresses ?? [];
    if (error !== null || first === undefined) return done(error ?? new Error('the name has no address'), '', 0);
    if (addresses.some(({address}) => isPrivateAddress(address))) {
      return done(new Error('the name leads to a private address'), '', 0);
    }
    if (options.all === true) return done(null, addresses);
    done(null, first.address, first.family);
  });
};
