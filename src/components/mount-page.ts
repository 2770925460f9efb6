import {switchLocale} from '../locales/locales.ts';
import type {JobsStore} from '../store/jobs-store.ts';
import './carryon-app.ts';
import type {CarryonPage} from './carryon-app.ts';
import {applyPreferences, localeOf, readPreferences, writePreferences} from './preferences.ts';

/**
 * Puts the page in place of its skeleton, as it was set on this device.
 *
 * @param homeUrl The server to propose before anybody has signed in.
 */
export async function mountPage(store: JobsStore, homeUrl: string): Promise<CarryonPage> {
  const preferences = readPreferences(localStorage);
  applyPreferences(preferences, document.documentElement);
  await switchLocale(localeOf(preferences, navigator.languages));
  const page = document.createElement('carryon-app');
  page.store = store;
  page.preferences = preferences;
  page.homeUrl = homeUrl;
  page.addEventListener('shell-preference', (event) => {
    const changed = {...page.preferences, ...event.change};
    page.preferences = changed;
    writePreferences(localStorage, changed);
    applyPreferences(changed, document.documentElement);
    void switchLocale(localeOf(changed, navigator.languages));
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    applyPreferences(page.preferences, document.documentElement);
  });
  document.querySelector('#skeleton')?.replaceWith(page);
  return page;
}
