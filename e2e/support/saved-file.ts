import {readFile} from 'node:fs/promises';
import type {Page} from '@playwright/test';

/** A file that a page gave the browser to save. */
export interface SavedFile {
  readonly name: string;
  readonly text: string;
}

/**
 * Does what makes the page save a file, and reads it.
 *
 * Firefox saves it too, but its driver does not tell of downloads of a Blob: there the page's own hands are watched.
 */
export async function savedFile(page: Page, browserName: string, save: () => Promise<void>): Promise<SavedFile> {
  if (browserName === 'firefox') return await handedOver(page, save);
  const [download] = await Promise.all([page.waitForEvent('download'), save()]);
  return {name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8')};
}

async function handedOver(page: Page, save: () => Promise<void>): Promise<SavedFile> {
  const handed = await page.evaluateHandle(() => {
    const {createObjectURL} = URL;
    const {click} = HTMLAnchorElement.prototype;
    let blob = new Blob();
    URL.createObjectURL = (given: Blob) => createObjectURL.call(URL, (blob = given));
    const file = new Promise<SavedFile>((resolve) => {
      HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) {
        Object.assign(URL, {createObjectURL});
        Object.assign(HTMLAnchorElement.prototype, {click});
        click.call(this);
        void blob.text().then((text) => resolve({name: this.download, text}));
      };
    });
    // In an object, since the handle of a promise is one of what it comes to.
    return {file};
  });
  await save();
  return await handed.evaluate(({file}) => file);
}
