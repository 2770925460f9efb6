import {defineConfig} from '@playwright/test';

const isFull = process.env['CARRYON_FULL'] === '1';

/** What is the same code in both browsers: Firefox plays it in the full run only. */
const sameInBoth = 'session sign-in controls renditions save servers routes convert downloads films transcode'
  .split(' ')
  .map((name) => `**/journeys/${name}.spec.ts`)
  .concat('**/ui/controls.spec.ts', '**/ui/list.spec.ts');

/**
 * Journeys in the system's browsers. The browsers are opened by e2e/support/browser.ts, on profiles of their own;
 * a project only names one. Run it as `npm run e2e`, after `npm run build`.
 */
export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: '.cache/e2e',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  timeout: 240_000,
  expect: {timeout: 15_000},
  forbidOnly: process.env['CI'] !== undefined,
  reporter: [['list'], ['json', {outputFile: '.cache/e2e-report.json'}]],
  projects: [
    {
      name: 'chromium',
      use: {
        browserName: 'chromium',
        launchOptions: {executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu']},
      },
    },
    {
      name: 'firefox',
      testIgnore: isFull ? [] : sameInBoth,
      use: {
        browserName: 'firefox',
        channel: 'moz-firefox',
        launchOptions: {executablePath: '/usr/bin/firefox-esr'},
      },
    },
  ],
});
