import {Journey} from '../support/journey.ts';
import {networkErrors} from '../support/page-errors.ts';
import {expect, test as base} from '../support/two-routes.ts';

/** The page comes from a public address, as the browser takes it; the gateway is on loopback. */
const test = base.extend<{publicOrigin: string}>({
  publicOrigin: async ({faultProxy}, use) => use(faultProxy.url.replace('localhost', 'carryon.example')),
  browserOptions: async ({publicOrigin}, use) => {
    const args = [
      '--host-resolver-rules=MAP carryon.example 127.0.0.1',
      `--unsafely-treat-insecure-origin-as-secure=${publicOrigin}`,
      `--ip-address-space-overrides=127.0.0.1:${new URL(publicOrigin).port}=public`,
    ];
    await use({args});
  },
});

test.use({gatewayOptions: {env: {CARRYON_ORIGINS: '*'}}});
test.skip(({browserName}) => browserName !== 'chromium', 'Only Chromium asks.');

test('G2: a gateway in a private network is called after a click, and a refusal is said in words', async ({
  testBrowser,
  publicOrigin,
  gateway,
  intranet,
  errors,
}) => {
  errors.allow(...networkErrors, /CORS policy|local network|Permission was denied/i);
  const {context} = testBrowser;
  // What it sets lasts as long as it does.
  const session = await context.newCDPSession(await testBrowser.newPage());
  const permission = {name: 'loopback-network'};
  const decide = (setting: 'granted' | 'denied') =>
    session.send('Browser.setPermission', {permission, setting, origin: publicOrigin});
  const journey = new Journey(testBrowser, {origin: publicOrigin, token: gateway.token});

  await journey.open();
  const {page} = journey;
  await page.getByRole('button', {name: /Online by internet/}).click();
  const connect = page.getByRole('button', {name: 'Connect to the intranet gateway'});
  await expect(connect).toBeVisible();
  await expect(page.getByText('The browser asks before this page may call it.')).toBeVisible();
  expect(intranet.log).toEqual([]);

  await decide('denied');
  await expect(page.getByText('The browser does not let this page call it.')).toBeVisible();
  await expect(connect).toBeHidden();
  expect(intranet.log).toEqual([]);

  await decide('granted');
  await expect(page.getByRole('button', {name: /Online by intranet/})).toBeVisible({timeout: 30_000});
});
