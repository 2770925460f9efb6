import type {FastifyRequest} from 'fastify';
import {HttpError} from '../http/errors.ts';
import {readForm} from '../http/read-form.ts';
import {wellFormed} from '../http/well-formed.ts';
import type {TranscodeFile} from '../records/records.ts';
import {dataPathOf} from '../tus/disk-content.ts';
import type {KapiContext} from './context.ts';
import {findFinishedUpload} from './context.ts';
import {transcodeFolder, transcodeUrl} from './file-urls.ts';
import {UploadTranscodeFile} from './inputs.ts';

/** Takes a file of a transcode, as a part of a form or as a finished tus upload (K3). */
export async function uploadTranscodeFile(context: KapiContext, request: FastifyRequest) {
  // First: until the records are there, what they do not name is taken for litter.
  const records = await context.records;
  const taken: TranscodeFile[] = [];
  try {
    const form = await readForm(request, async (content, fileName) => {
      const {id} = await context.vault.store(content, context.maxFileBytes);
      taken.push({fileId: id, name: fileName});
    });
    const input = UploadTranscodeFile.parse(form);
    if (taken.length === 0) taken.push(await takeUpload(context, request, input));
    const [file] = taken.map(({fileId, name}) => ({fileId, name: baseName(name)}));
    if (file === undefined) throw new HttpError(400, 'Send a file, or name the upload.');

    const folder = transcodeFolder(request.user, input.identifier);
    const replaced = await records.putTranscodeFile(request.user, input.identifier, folder, file);
    await context.vault.remove(replaced);
    return {fileUrl: transcodeUrl(request, folder, file.name, context.trustProxy)};
  } catch (error) {
    await context.vault.remove(taken.map(({fileId}) => fileId));
    throw error;
  }
}

async function takeUpload(
  context: KapiContext,
  request: FastifyRequest,
  input: {readonly upload?: string | undefined; readonly fileName?: string | undefined},
): Promise<TranscodeFile> {
  if (input.upload === undefined) throw new HttpError(400, 'Send a file, or name the upload.');
  const upload = await findFinishedUpload(context.uploads, request, input.upload);
  if (upload.fields.get('purpose') === 'original') throw new HttpError(409, 'That upload is an original.');
  const name = upload.fields.get('fileName') ?? input.fileName;
  if (name === undefined) throw new HttpError(400, 'The upload has no fileName.');
  return {fileId: await context.vault.adopt(dataPathOf(upload)), name};
}

/** The last part of a path; the name is a part of a URL, so dots alone won't do. */
function baseName(path: string): string {
  const name = wellFormed(path).split(/[\\/]/).at(-1) ?? '';
  if (/^\.*$/.test(name) || name.includes('\0') || name.length > 1000)
    throw new HttpError(400, 'The file has no proper name.');
  return name;
}
