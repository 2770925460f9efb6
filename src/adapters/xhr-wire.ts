import {JobError} from '../queue/failure.ts';
import {Silence, wireFailure, type Wire, type WireAnswer} from './wire.ts';

/**
 * {@link Wire} by `XMLHttpRequest`, which tells how much of a body has gone out. Dedicated workers and windows have it;
 * a service worker has not.
 *
 * It follows redirects and cannot be told not to. Browsers leave `Authorization` out when one leads to another origin
 * (Fetch, HTTP-redirect fetch, step 13); an answer that came from elsewhere is refused.
 */
export const xhrWire: Wire = (request, silenceMs, clock, signal) =>
  new Promise<WireAnswer>((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error);
    const xhr = new XMLHttpRequest();
    const silence = new Silence(clock, silenceMs);
    const abort = () => xhr.abort();
    const end = () => {
      silence.stop();
      signal.removeEventListener('abort', abort);
    };
    const fail = (cause: unknown) => {
      end();
      reject(wireFailure(cause, silence, signal) as Error);
    };
    signal.addEventListener('abort', abort, {once: true});
    silence.signal.addEventListener('abort', abort, {once: true});
    xhr.upload.onprogress = ({loaded}) => {
      silence.heard();
      if (!signal.aborted) request.onSent?.(loaded);
    };
    xhr.onprogress = () => silence.heard();
    xhr.onerror = () => fail(new Error('XMLHttpRequest failed.'));
    xhr.onabort = () => fail(new Error('XMLHttpRequest was aborted.'));
    xhr.onload = () => {
      if (xhr.responseURL !== withoutHash(request.url)) {
        return fail(new JobError('origin-refused', 'The server redirected an upload.'));
      }
      end();
      resolve({
        status: xhr.status,
        header: (name) => xhr.getResponseHeader(name) ?? undefined,
        text: xhr.responseText,
      });
    };
    xhr.open(request.method, request.url);
    // Else Firefox takes an answer without a type for XML, and complains.
    xhr.responseType = 'text';
    for (const [name, value] of Object.entries(request.headers)) xhr.setRequestHeader(name, value);
    // The slice itself: an ArrayBuffer of the same bytes takes several times as long.
    xhr.send(request.body ?? null);
  });

function withoutHash(url: string): string {
  const parsed = new URL(url);
  parsed.hash = '';
  return parsed.href;
}
