import type {Page} from '@playwright/test';

/** Drops files on the middle of a page as a person does, so that it gets real handles. Chromium only. */
export async function dropFiles(page: Page, files: readonly string[]): Promise<void> {
  const client = await page.context().newCDPSession(page);
  const {width = 800, height = 600} = page.viewportSize() ?? {};
  const at = {x: width / 2, y: height / 2};
  const data = {items: [], files: [...files], dragOperationsMask: 1};
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await client.send('Input.dispatchDragEvent', {type, ...at, data});
  }
  await client.detach();
}

/** Lets an origin keep so many bytes more than it has now. Chromium only. */
export async function leaveSpace(page: Page, bytes: number): Promise<void> {
  const client = await page.context().newCDPSession(page);
  const {origin} = new URL(page.url());
  const {usage} = await client.send('Storage.getUsageAndQuota', {origin});
  await client.send('Storage.overrideQuotaForOrigin', {origin, quotaSize: usage + bytes});
}
