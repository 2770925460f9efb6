import {readdir} from 'node:fs/promises';
import {join, sep} from 'node:path';
import {FaultProxy} from './fault-proxy.ts';
import {expect, test as base} from './fixtures.ts';
import {startGateway, type Gateway} from './gateway.ts';

interface Proxies {
  readonly internet: FaultProxy;
  readonly intranet: FaultProxy;
  /** What both lead to. */
  serve(gateway: Gateway): void;
}

/**
 * `test` with one gateway that is reached on two ways: as the backend through `faultProxy`, as the gateway to the NAS
 * through `intranet`, which is another origin. Each can be taken away.
 */
export const test = base.extend<{proxies: Proxies; intranet: FaultProxy}>({
  proxies: async ({}, use) => {
    let gateway: Gateway | undefined;
    const port = () => gateway?.port ?? 0;
    const [internet, intranet] = [await FaultProxy.start(port), await FaultProxy.start(port)];
    await use({internet, intranet, serve: (served) => (gateway = served)});
    await internet.close();
    await intranet.close();
  },
  gateway: async ({proxies, gatewayOptions}, use) => {
    const {internet, intranet} = proxies;
    const env = {CARRYON_GATEWAY: intranet.url, CARRYON_ORIGINS: internet.url, ...gatewayOptions.env};
    const gateway = await startGateway({nas: true, ...gatewayOptions, env});
    proxies.serve(gateway);
    await use(gateway);
    await gateway.close();
  },
  // It needs the gateway, so that the gateway goes last.
  faultProxy: async ({proxies, gateway: _gateway}, use) => use(proxies.internet),
  intranet: async ({proxies, gateway: _gateway}, use) => use(proxies.intranet),
});

export {expect};

/** Files on the gateway's own NAS, by path below a user's folder; what is hidden too. */
export async function filesOnNas({dataDir}: Gateway, user = 'alice'): Promise<readonly string[]> {
  return filesBelow(join(dataDir, 'nas', user));
}

/** Files below a folder of this machine, by path; none if it is not there. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, {recursive: true, withFileTypes: true}).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll(sep, '/'),
    )
    .sort();
}
