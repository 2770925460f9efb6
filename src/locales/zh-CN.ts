import type {LocaleModule} from '@lit/localize';

/** Every file beside this one that brings Chinese texts: each exports one map of them by id. */
const parts = import.meta.glob<Readonly<Record<string, LocaleModule['templates']>>>('./zh-CN-*.ts', {eager: true});

/** All Chinese texts by id, as `@lit/localize` loads them. */
export const templates: LocaleModule['templates'] = Object.assign(
  {},
  ...Object.values(parts).flatMap((part) => Object.values(part)),
);
