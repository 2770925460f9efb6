import {expect, test} from 'vitest';
import {ConfigError, readConfig} from './config.ts';

test('without variables the defaults are those of CONTRACT 1', () => {
  expect(readConfig({})).toMatchObject({
    port: 8080,
    host: '127.0.0.1',
    dataFolder: '.carryon',
    tokens: new Map(),
    origins: [],
    connect: [],
    tls: undefined,
    trustProxy: false,
    maxFileBytes: Number.MAX_SAFE_INTEGER,
    maxDeckBytes: 500_000_000,
    ppj: undefined,
    notifySecret: '',
    notifyPrivate: false,
    deckEngine: 'auto',
    soffice: undefined,
    backoffScale: 1,
  });
});

test('an empty variable counts as absent', () => {
  expect(readConfig({PORT: '', CARRYON_TOKENS: ''}).port).toBe(8080);
});

test('the gateway to the NAS is an address without a slash at its end', () => {
  expect(readConfig({CARRYON_GATEWAY: 'https://nas.lan:8443/carryon/'}).gateway).toBe('https://nas.lan:8443/carryon');
  expect(readConfig({}).gateway).toBeUndefined();
});

test('the Jobs API is built in, or passed on with a credential', () => {
  const variables = {CARRYON_PPJ: 'https://ppj.example.org/', CARRYON_PPJ_CREDENTIAL: 'secret'};

  expect(readConfig(variables).ppj).toEqual({base: 'https://ppj.example.org', credential: 'secret'});
  expect(readConfig({...variables, CARRYON_PPJ: 'builtin'}).ppj).toBeUndefined();
});

test('the first user comes first, and a token may hold an equals sign', () => {
  const {tokens} = readConfig({CARRYON_TOKENS: 'alice=secret1==, 张三=secret2'});

  expect([...tokens]).toEqual([
    ['alice', 'secret1=='],
    ['张三', 'secret2'],
  ]);
});

test.each([
  ['500 MB', 500_000_000],
  ['1.5GiB', 1_610_612_736],
  ['1048576', 1_048_576],
])('CARRYON_MAX_FILE=%s is %i bytes', (text, bytes) => {
  expect(readConfig({CARRYON_MAX_FILE: text}).maxFileBytes).toBe(bytes);
});

// prettier-ignore
test.each([
  {PORT: 'web'},
  {PORT: '70000'},
  {CARRYON_DECK_ENGINE: 'powerpoint'},
  {CARRYON_TOKENS: 'alice'},
  {CARRYON_TOKENS: '../x=secret'},
  {CARRYON_TOKENS: 'alice=s,bob=s'},
  {CARRYON_TOKENS: 'alice=s,alice=t'},
  {CARRYON_TOKENS: 'alice=s,Alice=t'},
  {CARRYON_PPJ: 'ppj.example.org', CARRYON_PPJ_CREDENTIAL: 'secret'},
  {CARRYON_PPJ: 'https://ppj.example.org'},
  {CARRYON_DECK_WORKERS: '0'},
  {CARRYON_DECK_DAYS: 'long'},
  {CARRYON_NAS: '/mnt/nas'},
  {CARRYON_NAS: 'file://server/mnt'},
  {CARRYON_NAS: 'file:/mnt/a%2Fb'},
  {CARRYON_NAS: 'smb://me@nas.lan'},
  {CARRYON_NAS: 'smb://nas.lan/share'},
  {CARRYON_NAS: 'smb://me:secret@nas.lan/share'},
  {CARRYON_NAS: 'smb://me@nas.lan/share%2'},
  {CARRYON_NAS: 'smb://me@nas.lan/a%2Fb'},
  {CARRYON_NAS: 'smb://me@nas.lan/share?x'},
  {CARRYON_GATEWAY: 'nas.lan'},
  {CARRYON_ORIGINS: 'example.org'},
  {CARRYON_CONNECT: "'unsafe-eval'"},
  {CARRYON_MAX_FILE: 'much'},
  {CARRYON_TLS_CERT: 'cert.pem'},
  {CARRYON_TLS_CERT: '/none/cert.pem', CARRYON_TLS_KEY: '/none/key.pem'},
  {CARRYON_TLS_CERT: 'package.json', CARRYON_TLS_KEY: 'package.json'},
  {CARRYON_BACKOFF_SCALE: '-1'},
])('%o is refused in one line that names the variable', (variables: Record<string, string>) => {
  const [name = ''] = Object.keys(variables);

  expect(() => readConfig(variables)).toThrow(ConfigError);
  expect(() => readConfig(variables)).toThrow(new RegExp(`^${name}[^\n]+$`));
});
