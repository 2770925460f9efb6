import {writeFile} from 'node:fs/promises';
import {test as base, expect} from '@playwright/test';
import {TestBrowser, type BrowserName, type BrowserOptions} from './browser.ts';
import {FaultProxy} from './fault-proxy.ts';
import {startGateway, type Gateway, type GatewayOptions} from './gateway.ts';
import {HostPage} from './host-page.ts';
import {Journey} from './journey.ts';
import {describeLog} from './faults.ts';
import {PageErrors} from './page-errors.ts';

export interface Options {
  /** `test.use({gatewayOptions: {tokens: …}})`. */
  readonly gatewayOptions: GatewayOptions;
  readonly browserOptions: BrowserOptions;
}

export interface Fixtures {
  /** A real gateway with an empty data folder. */
  readonly gateway: Gateway;
  /** In front of the gateway; what the browser talks to. */
  readonly faultProxy: FaultProxy;
  /** Console errors and the like; any that is not allowed fails the test. */
  readonly errors: PageErrors;
  /** This project's browser, on an empty profile. */
  readonly testBrowser: TestBrowser;
  /** A window on the app, through the proxy, signed in. */
  readonly journey: Journey;
  /** A window on the bare host page, through the proxy; not open yet. */
  readonly hostPage: HostPage;
  /** Another window on it, in the same browser; not open yet. */
  readonly another: HostPage;
}

/** `test` with a real gateway, a proxy before it and a browser of its own. Nothing of it starts unless asked for. */
export const test = base.extend<Fixtures & Options>({
  gatewayOptions: [{}, {option: true}],
  browserOptions: [{}, {option: true}],
  gateway: async ({gatewayOptions}, use) => {
    const gateway = await startGateway(gatewayOptions);
    await use(gateway);
    await gateway.close();
  },
  faultProxy: async ({gateway}, use, testInfo) => {
    const proxy = await FaultProxy.start(() => gateway.port);
    await use(proxy);
    if (testInfo.status !== testInfo.expectedStatus)
      await writeFile(testInfo.outputPath('requests.txt'), describeLog(proxy.log));
    await proxy.close();
  },
  errors: async ({}, use) => {
    const errors = new PageErrors();
    await use(errors);
    expect(errors.unexpected, 'what the pages reported').toEqual([]);
  },
  testBrowser: async ({browserOptions, errors}, use, testInfo) => {
    const browser = await TestBrowser.open(testInfo.project.name as BrowserName, errors, browserOptions);
    await use(browser);
    await browser.close();
  },
  // The browser comes last, so that it goes first: no page sees its server end.
  journey: async ({faultProxy, gateway, testBrowser}, use) => {
    const journey = new Journey(testBrowser, {origin: faultProxy.url, token: gateway.token});
    await journey.open();
    await use(journey);
  },
  hostPage: async ({faultProxy, gateway, testBrowser}, use) => {
    await use(new HostPage(new Journey(testBrowser, {origin: faultProxy.url, token: gateway.token})));
  },
  another: async ({faultProxy, gateway, testBrowser}, use) => {
    await use(new HostPage(new Journey(testBrowser, {origin: faultProxy.url, token: gateway.token})));
  },
});

export {expect};
