import {configureLocalization} from '@lit/localize';

/** The languages that the page speaks; the first is the one the texts are written in. */
export const locales = ['en', 'zh-CN'] as const;
export type Locale = (typeof locales)[number];

/** How each language calls itself. */
export const localeNames: Readonly<Record<Locale, string>> = {en: 'English', 'zh-CN': '中文'};

const localization = configureLocalization({
  sourceLocale: 'en',
  targetLocales: ['zh-CN'],
  loadLocale: () => import('./zh-CN.ts'),
});

export function currentLocale(): Locale {
  return toLocale(localization.getLocale()) ?? 'en';
}

/** Speaks another language from now on; components marked `@localized()` draw themselves again. */
export async function switchLocale(locale: Locale): Promise<void> {
  await localization.setLocale(locale);
  document.documentElement.lang = locale;
}

/**
 * The language to speak.
 *
 * @param chosen What the user chose in settings; anything else counts as no choice.
 * @param preferred The browser's languages, best first.
 */
export function chooseLocale(chosen: string | null | undefined, preferred: readonly string[]): Locale {
  for (const language of [chosen ?? '', ...preferred]) {
    const locale = toLocale(language);
    if (locale) return locale;
  }
  return 'en';
}

function toLocale(language: string): Locale | undefined {
  if (/^zh\b/i.test(language)) return 'zh-CN';
  return /^en\b/i.test(language) ? 'en' : undefined;
}
