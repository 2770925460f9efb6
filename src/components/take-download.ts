import type {DownloadLink} from '../app-api.ts';

/** By then the browser has begun to save, or it never will. */
const frameMs = 60_000;

/**
 * Lets the browser save what `app.saveDownload(job)` has a link to, as it saves any file. The page stays as it is, and
 * nobody is asked whether to leave it.
 */
export function takeDownload({url, fileName}: DownloadLink): void {
  if (url.startsWith('blob:')) {
    Object.assign(document.createElement('a'), {href: url, download: fileName}).click();
    return;
  }
  // A link with `download` would pass the service worker by.
  const frame = Object.assign(document.createElement('iframe'), {hidden: true, src: url});
  document.body.append(frame);
  setTimeout(() => frame.remove(), frameMs);
}
