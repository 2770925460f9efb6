import type {FastifyRequest} from 'fastify';
import type {FileVault} from '../file-vault.ts';
import {HttpError} from '../http/errors.ts';
import type {UserFiles} from '../nas/user-files.ts';
import type {Records} from '../records/records.ts';
import type {Upload, UploadStore} from '../tus/upload-store.ts';

/** What the calls of kapi work on. */
export interface KapiContext {
  /** Settles when the database is open; a first start takes a moment. */
  readonly records: Promise<Records>;
  readonly vault: FileVault;
  readonly uploads: UploadStore;
  readonly nas: UserFiles;
  readonly maxFileBytes: number;
  readonly trustProxy: boolean;
}

/**
 * The finished upload that a tus URL names; its origin does not matter, its id does.
 *
 * @throws HttpError 409 if this user has no such upload, or it is not complete.
 */
export async function findFinishedUpload(uploads: UploadStore, request: FastifyRequest, url: string): Promise<Upload> {
  const path = URL.canParse(url, 'http://localhost/files/') ? new URL(url, 'http://localhost/files/').pathname : '';
  const id = /(?:^|\/)files\/([0-9a-f]{32})$/.exec(path)?.[1] ?? '';
  const upload = await uploads.find(request.user, id);
  if (upload === undefined) throw new HttpError(409, 'There is no such upload.');
  if (upload.offset !== upload.sizeBytes) throw new HttpError(409, 'The upload is not complete.');
  return upload;
}
