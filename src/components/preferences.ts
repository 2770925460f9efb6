import {type Locale, chooseLocale} from '../locales/locales.ts';
import type {AddedKind} from './adding.ts';

export const themes = ['system', 'light', 'dark'] as const;
export const sendRoutes = ['auto', 'intranet', 'internet'] as const;
export const densities = ['comfortable', 'compact'] as const;

/** How the page looks and adds on this device; not part of a user's account. */
export interface Preferences {
  readonly theme: (typeof themes)[number];
  readonly density: (typeof densities)[number];
  /** Undefined: as the browser is set. */
  readonly locale: Locale | undefined;
  /** Single letters act as commands. */
  readonly letters: boolean;
  /** The route of what is added. */
  readonly route: (typeof sendRoutes)[number];
  /** What becomes of presentations that are dropped or pasted. */
  readonly presentationsAs: AddedKind;
}

const key = 'carryon.look';
/** How the page looks where nothing was chosen. */
export const defaultPreferences: Preferences = {
  theme: 'system',
  density: 'comfortable',
  locale: undefined,
  letters: true,
  route: 'auto',
  presentationsAs: 'convert',
};

/** What was chosen before; a stored value that means nothing any more counts as no choice. */
export function readPreferences(storage: Pick<Storage, 'getItem'>): Preferences {
  const stored = parsed(storage.getItem(key));
  const {theme, density, locale, letters, route, presentationsAs} = {...defaultPreferences, ...stored};
  return {
    theme: themes.find((known) => known === theme) ?? defaultPreferences.theme,
    density: densities.find((known) => known === density) ?? defaultPreferences.density,
    locale: locale === 'en' || locale === 'zh-CN' ? locale : undefined,
    letters: letters !== false,
    route: sendRoutes.find((known) => known === route) ?? defaultPreferences.route,
    presentationsAs: presentationsAs === 'upload' ? 'upload' : 'convert',
  };
}

export function writePreferences(storage: Pick<Storage, 'setItem'>, preferences: Preferences) {
  storage.setItem(key, JSON.stringify(preferences));
}

/** Takes away everything that the page has put there. */
export function forgetPreferences(storage: Pick<Storage, 'removeItem'>) {
  for (const name of Object.keys(storage)) if (name.startsWith('carryon.')) storage.removeItem(name);
}

/** The language to speak now. */
export function localeOf(preferences: Preferences, languages: readonly string[]): Locale {
  return chooseLocale(preferences.locale, languages);
}

/** Puts theme and density where the tokens look for them. */
export function applyPreferences({theme, density}: Preferences, root: HTMLElement) {
  if (theme === 'system') delete root.dataset['theme'];
  else root.dataset['theme'] = theme;
  root.dataset['density'] = density;
  const dark = theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
  const colour = getComputedStyle(root).getPropertyValue('--color-surface').trim();
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
    meta.content = colour || (dark ? '#111918' : '#ffffff');
  }
}

function parsed(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return typeof value === 'object' && value !== null ? {...value} : {};
  } catch {
    return {};
  }
}
