import {SmbShare} from '../nas/smb-share.ts';
import type {SmbOptions} from '../nas/smb-share.ts';
import {readSmbUrl} from '../nas/smb-url.ts';
import type {SmbServer} from './smb-server.ts';

/** A share on a server of ours. Close it. */
export function connectTo(server: SmbServer, options: SmbOptions = {}, password = server.password): SmbShare {
  const place = readSmbUrl(new URL(server.url));
  if (place === undefined) throw new Error(server.url);
  return new SmbShare(place, password, options);
}
