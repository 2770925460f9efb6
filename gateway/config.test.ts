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
    backoffScale: 1,
  });
});

test('an empty variable counts as absent', () => {
  expect(readConfig({PORT: '', CARRYON_TOKENS: ''}).port).toBe(8080);
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
  {CARRYON_TOKENS: 'alice'},
  {CARRYON_TOKENS: '../x=secret'},
  {CARRYON_TOKENS: 'alice=s,bob=s'},
  {CARRYON_NAS: '/mnt/nas'},
  {CARRYON_ORIGINS: 'example.org'},
  {CARRYON_CONNECT: "'unsafe-eval'"},
  {CARRYON_MAX_FILE: 'much'},
  {CARRYON_TLS_CERT: 'cert.pem'},
  {CARRYON_BACKOFF_SCALE: '-1'},
])('%o is refused in one line that names the variable', (variables: Record<string, string>) => {
  const [name = ''] = Object.keys(variables);

  expect(() => readConfig(variables)).toThrow(ConfigError);
  expect(() => readConfig(variables)).toThrow(new RegExp(`^${name}[^\n]+$`));
});
