/** What this site keeps on this device, and what the browser says that it may keep. */
export interface StorageUse {
  readonly usedBytes: number;
  /** Undefined where the browser does not tell: then only a write finds out. */
  readonly quotaBytes: number | undefined;
}

/** What Chromium (156) gives every site over what it uses, whatever there is: a constant, so that it tells nothing. */
const chromiumsConstantBytes = 10 * 2 ** 30;

/** What the browser tells of this site's storage; `undefined` where it tells nothing. */
export async function storageUse(): Promise<StorageUse | undefined> {
  const {usage, quota} = (await navigator.storage?.estimate?.()) ?? {};
  return usage === undefined ? undefined : {usedBytes: usage, quotaBytes: statedQuota(usage, quota)};
}

/** The quota that a browser states, unless it is the constant that it states to everybody. */
export function statedQuota(usage: number, quota: number | undefined): number | undefined {
  return quota === usage + chromiumsConstantBytes ? undefined : quota;
}
