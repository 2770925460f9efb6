import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {availableParallelism} from 'node:os';
import {createSecureContext} from 'node:tls';
import {z} from 'zod';
import {userFolder} from './nas/nas-path.ts';
import {readSmbUrl} from './nas/smb-url.ts';
import {parseSize} from './size.ts';

/** What the gateway was told by its environment (CONTRACT 1), checked and ready to use. */
export interface Config {
  readonly port: number;
  readonly host: string;
  readonly dataFolder: string;
  /** Tokens by user, in the order given; empty when one is to be made and kept in the data folder. */
  readonly tokens: ReadonlyMap<string, string>;
  /** Where the intranet route writes: `file:/path` or `smb://…`; absent means the data folder's `nas/`. */
  readonly nas: URL | undefined;
  /** For the user in an `smb:` URL. */
  readonly nasPassword: string;
  /** Where pages find the gateway to the NAS, when it is not this one; without a slash at its end. */
  readonly gateway: string | undefined;
  readonly origins: readonly string[];
  readonly connect: readonly string[];
  readonly tls: {readonly cert: Buffer; readonly key: Buffer} | undefined;
  readonly trustProxy: boolean;
  readonly maxFileBytes: number;
  readonly maxDeckBytes: number;
  readonly deckEngine: 'auto' | 'libreoffice' | 'embedded';
  /** LibreOffice's program, when it is not the `soffice` of the PATH. */
  readonly soffice: string | undefined;
  /** Where the Jobs API passes its requests on to; absent when it is built in. */
  readonly ppj: OtherPpj | undefined;
  /** Key of the webhooks' signatures; empty when one is to be made and kept in the data folder. */
  readonly notifySecret: string;
  /** Whether webhooks may go to private addresses. */
  readonly notifyPrivate: boolean;
  /** Presentations that are converted at the same time. */
  readonly deckWorkers: number;
  /** How long a Job that has ended keeps its files. */
  readonly deckDays: number;
  readonly backoffScale: number;
  readonly logLevel: string;
  /** Opens `PUT /bench/put`; for benchmarks only. */
  readonly bench: boolean;
}

/** Another service with the Jobs API. */
export interface OtherPpj {
  /** What `/api/jobs` is appended to; without a slash at its end. */
  readonly base: string;
  readonly credential: string;
}

/** A variable that makes no sense; its message is one line for whoever started the gateway. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads the variables of CONTRACT 1. An empty variable counts as absent.
 *
 * @throws ConfigError naming the first variable that makes no sense.
 */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = Variables.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new ConfigError(`${issue?.path.join('.') ?? 'environment'}: ${issue?.message ?? 'makes no sense'}`);
  }
  const variables = parsed.data;
  return {
    port: variables.PORT,
    host: variables.HOST,
    dataFolder: variables.CARRYON_DATA,
    tokens: variables.CARRYON_TOKENS,
    nas: variables.CARRYON_NAS,
    nasPassword: variables.CARRYON_NAS_PASSWORD,
    gateway: variables.CARRYON_GATEWAY,
    origins: variables.CARRYON_ORIGINS,
    connect: variables.CARRYON_CONNECT,
    tls: readTls(variables.CARRYON_TLS_CERT, variables.CARRYON_TLS_KEY),
    trustProxy: variables.CARRYON_TRUST_PROXY,
    maxFileBytes: variables.CARRYON_MAX_FILE,
    maxDeckBytes: variables.CARRYON_MAX_DECK,
    deckEngine: variables.CARRYON_DECK_ENGINE,
    soffice: variables.CARRYON_SOFFICE,
    ppj: readPpj(variables.CARRYON_PPJ, variables.CARRYON_PPJ_CREDENTIAL),
    notifySecret: variables.CARRYON_NOTIFY_SECRET,
    notifyPrivate: variables.CARRYON_NOTIFY_PRIVATE,
    deckWorkers: variables.CARRYON_DECK_WORKERS,
    deckDays: variables.CARRYON_DECK_DAYS,
    backoffScale: variables.CARRYON_BACKOFF_SCALE,
    logLevel: variables.CARRYON_LOG,
    bench: variables.CARRYON_BENCH,
  };
}

const flag = z
  .string()
  .default('')
  .transform((text) => !['', '0', 'false', 'no'].includes(text.toLowerCase()));

const size = z.string().transform((text, context) => {
  const bytes = parseSize(text);
  if (bytes === undefined)
    context.addIssue({code: 'custom', message: `"${text}" is no size; write 500 MB or 524288000`});
  return bytes ?? 0;
});

const origins = z
  .string()
  .default('')
  .transform((text, context) =>
    text
      .split(/[\s,]+/)
      .filter((part) => part !== '')
      .map((part) => {
        if (part === '*') return part;
        if (URL.canParse(part) && new URL(part).origin !== 'null') return new URL(part).origin;
        context.addIssue({code: 'custom', message: `"${part}" is no origin; write https://example.org`});
        return part;
      }),
  );

const tokens = z
  .string()
  .default('')
  .transform((text, context) => {
    const byUser = new Map<string, string>();
    for (const pair of text.split(',').filter((part) => part.trim() !== '')) {
      const [, user, token] = /^\s*([^=]+?)\s*=\s*(.+?)\s*$/.exec(pair) ?? [];
      if (user === undefined || token === undefined || !isUserName(user) || !/^[\x21-\x7e]+$/.test(token)) {
        context.addIssue({code: 'custom', message: 'write alice=secret1,bob=secret2'});
      } else if ([...byUser.keys()].some((other) => folderOnAnyShare(other) === folderOnAnyShare(user))) {
        context.addIssue({
          code: 'custom',
          message: `user ${user} is there twice, or differs from another by case alone`,
        });
      } else if ([...byUser.values()].includes(token)) {
        context.addIssue({code: 'custom', message: `the token of ${user} is there twice`});
      } else {
        byUser.set(user, token);
      }
    }
    return byUser;
  });

const nas = z.string().transform((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'file:' && isFileUrl(url)) return url;
  if (url?.protocol === 'smb:' && readSmbUrl(url) !== undefined) return url;
  const isTold = url?.protocol === 'smb:' && url.password !== '';
  const message = isTold
    ? 'the password goes into CARRYON_NAS_PASSWORD'
    : 'write file:/path or smb://user@host:port/share/folder, with %20 for a space';
  context.addIssue({code: 'custom', message});
  return z.NEVER;
});

const baseUrl = (example: string) =>
  z.string().transform((text, context) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url?.protocol === 'http:' || url?.protocol === 'https:') return (url.origin + url.pathname).replace(/\/+$/, '');
    context.addIssue({code: 'custom', message: `write ${example}`});
    return z.NEVER;
  });

const Variables = z.object({
  PORT: z.coerce.number('is no port').int().min(0).max(65535).default(8080),
  HOST: z.string().default('127.0.0.1'),
  CARRYON_DATA: z.string().default('.carryon'),
  CARRYON_TOKENS: tokens,
  CARRYON_NAS: nas.optional(),
  CARRYON_NAS_PASSWORD: z.string().default(''),
  CARRYON_GATEWAY: baseUrl('https://nas.example.lan').optional(),
  CARRYON_ORIGINS: origins,
  CARRYON_CONNECT: origins,
  CARRYON_TLS_CERT: z.string().optional(),
  CARRYON_TLS_KEY: z.string().optional(),
  CARRYON_TRUST_PROXY: flag,
  CARRYON_MAX_FILE: size.default(Number.MAX_SAFE_INTEGER),
  CARRYON_MAX_DECK: size.default(500_000_000),
  CARRYON_DECK_ENGINE: z.enum(['auto', 'libreoffice', 'embedded']).default('auto'),
  CARRYON_SOFFICE: z.string().optional(),
  CARRYON_PPJ: z
    .union([z.literal('builtin'), baseUrl('https://ppj.example.org')], 'write builtin, or https://ppj.example.org')
    .default('builtin'),
  CARRYON_PPJ_CREDENTIAL: z
    .string()
    .regex(/^[\x21-\x7e]*$/, 'may hold letters, digits and signs alone')
    .default(''),
  CARRYON_NOTIFY_SECRET: z.string().default(''),
  CARRYON_NOTIFY_PRIVATE: flag,
  CARRYON_DECK_WORKERS: z.coerce.number('is no number').int().min(1).max(64).default(availableParallelism()),
  CARRYON_DECK_DAYS: z.coerce.number('is no number').positive().max(36_500).default(30),
  CARRYON_BACKOFF_SCALE: z.coerce.number('is no number').min(0).max(1000).default(1),
  CARRYON_LOG: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  CARRYON_BENCH: flag,
});

function isFileUrl(url: URL): boolean {
  try {
    return fileURLToPath(url) !== '';
  } catch {
    return false;
  }
}

/** A user's name is also the name of a folder on the NAS. */
function isUserName(name: string): boolean {
  return name.length <= 64 && !/[\p{Cc}/\\:*?"<>|]/u.test(name) && !/^\.+$/.test(name);
}

/** Shares may know no upper and lower case, and take two spellings of one accented letter for the same. */
function folderOnAnyShare(user: string): string {
  return userFolder(user).normalize('NFC').toLowerCase();
}

function readPpj(base: string, credential: string): OtherPpj | undefined {
  if (base === 'builtin') return undefined;
  if (credential === '') throw new ConfigError('CARRYON_PPJ_CREDENTIAL: the service in CARRYON_PPJ needs one');
  return {base, credential};
}

function readTls(cert: string | undefined, key: string | undefined): Config['tls'] {
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined) {
    throw new ConfigError('CARRYON_TLS_CERT and CARRYON_TLS_KEY: one is no use without the other');
  }
  try {
    const tls = {cert: readFileSync(cert), key: readFileSync(key)};
    // Finds out now whether they are what they should be, and belong together.
    createSecureContext(tls);
    return tls;
  } catch (error) {
    throw new ConfigError(`CARRYON_TLS_CERT, CARRYON_TLS_KEY: ${(error as Error).message}`, {cause: error});
  }
}
