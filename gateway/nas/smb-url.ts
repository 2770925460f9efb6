import {domainToASCII} from 'node:url';

/** Where an SMB share is, and who signs in there. */
export interface SmbPlace {
  readonly host: string;
  readonly port: number;
  /** A domain before the user (`DOMAIN;user`); empty if there is none. */
  readonly workgroup: string;
  readonly user: string;
  /** The share, then the folders in it that lead to ours. */
  readonly folder: readonly string[];
}

const smbPort = 445;

/** Reads `smb://user@host:port/share/folder`; `undefined` if it is none, or has a password in it. */
export function readSmbUrl(url: URL): SmbPlace | undefined {
  try {
    const [, workgroup = '', user = ''] = /^(?:(.+)[;\\])?(.+)$/.exec(decodeURIComponent(url.username)) ?? [];
    const host = domainToASCII(decodeURIComponent(url.hostname));
    const folder = url.pathname.split('/').filter(Boolean).map(decodeURIComponent);
    const isWhole = host !== '' && user !== '' && folder.length > 0 && folder.every(isSmbName);
    const hasMore = url.password !== '' || url.search !== '' || url.hash !== '';
    if (!isWhole || hasMore) return undefined;
    return {host, port: url.port === '' ? smbPort : Number(url.port), workgroup, user, folder};
  } catch {
    // A "%" that encodes nothing.
    return undefined;
  }
}

/**
 * Whether SMB has such a name. A colon would write into a stream beside the file, and Windows drops dots and spaces at
 * the end, so that two names would mean one file.
 */
export function isSmbName(name: string): boolean {
  return !/[\p{Cc}\p{Surrogate}"*/:<>?\\|]|[. ]$/u.test(name);
}
