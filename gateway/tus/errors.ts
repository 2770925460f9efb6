import {HttpError} from '../http/errors.ts';

const errors = {
  unknownVersion: [412, 'Say Tus-Resumable: 1.0.0.'],
  notFound: [404, 'There is no such upload.'],
  wrongType: [415, 'Content-Type must be application/offset+octet-stream.'],
  noLength: [400, 'Upload-Length must be a whole number; deferred lengths are not supported.'],
  noOffset: [400, 'Upload-Offset must be a whole number.'],
  badMetadata: [400, 'Upload-Metadata must be pairs of a key and a base64 value.'],
  unknownChecksum: [400, 'Upload-Checksum must be sha1, sha256 or md5, and a digest in base64.'],
  checksumMismatch: [460, 'The bytes that arrived are not those of Upload-Checksum.'],
  wrongOffset: [409, 'Upload-Offset is not where the upload stands; ask with HEAD.'],
  cut: [400, 'The body was cut before its end.'],
  tooLarge: [413, 'The file is larger than this server takes.'],
  tooLong: [413, 'The body is longer than what is left of the upload.'],
  noRoom: [507, 'The disk has no room for the file.'],
} as const satisfies Record<string, readonly [number, string]>;

/** What can go wrong with a tus request, by name. */
export function tusError(name: keyof typeof errors, headers: Readonly<Record<string, string>> = {}): HttpError {
  const [status, message] = errors[name];
  return new HttpError(status, message, headers);
}
