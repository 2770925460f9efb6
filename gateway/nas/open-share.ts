import {fileURLToPath} from 'node:url';
import {FolderShare} from './folder-share.ts';
import type {Share} from './share.ts';
import {SmbShare} from './smb-share.ts';
import {readSmbUrl} from './smb-url.ts';

/**
 * The share that `CARRYON_NAS` names, or the data folder's own.
 *
 * @param warn Told in one line what keeps the share from ever working: the library for SMB is not installed.
 */
export function openShare(
  {nas, nasPassword}: {readonly nas: URL | undefined; readonly nasPassword: string},
  ownFolder: string,
  warn: (line: string) => void,
): Share {
  if (nas === undefined) return new FolderShare(ownFolder);
  const place = readSmbUrl(nas);
  if (nas.protocol !== 'smb:' || place === undefined) return new FolderShare(fileURLToPath(nas));
  const share = new SmbShare(place, nasPassword, {warn});
  // Finds out about the library at the start, and not when somebody first needs it.
  void share.isUp();
  return share;
}
