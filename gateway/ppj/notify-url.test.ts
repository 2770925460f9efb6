import {expect, test} from 'vitest';
import {isNotifyUrl, leadsToPrivate, lookupPublic} from './notify-url.ts';
import {isPrivateAddress} from './private-address.ts';

// prettier-ignore
test.each([
  'http://127.0.0.1/', 'http://127.1:8080/', 'http://2130706433/', 'http://0x7f.0.0.1/', 'http://0x7f000001/',
  'http://0177.0.0.1/', 'http://017700000001/', 'http://127.0.0.1./', 'http://0/', 'http://0.0.0.0/', 'http://%31%32%37.0.0.1/',
  'http://10.0.0.1/', 'http://172.16.0.1/', 'http://172.31.255.255/', 'http://192.168.1.1/', 'http://100.64.0.1/',
  'http://169.254.169.254/latest/meta-data', 'http://224.0.0.1/', 'http://255.255.255.255/', 'http://１２７.0.0.1/',
  'http://[::1]/', 'http://[::]/', 'http://[fe80::1]/', 'http://[fc00::1]/', 'http://[fd12:3456::1]/', 'http://[ff02::1]/',
  'http://[::ffff:127.0.0.1]/', 'http://[::ffff:7f00:1]/', 'http://[::ffff:0:10.0.0.1]/', 'http://[::127.0.0.1]/',
  'http://[64:ff9b::10.0.0.1]/', 'http://[64:ff9b:1::8.8.8.8]/', 'http://[2002:7f00:1::]/', 'http://[2002:c0a8:101::1]/',
  'http://[2001::1]/', 'http://[0:0:0:0:0:0:0:1]/',
  'http://localhost/', 'http://LOCALHOST./', 'http://me.localhost/',
])('%s leads to a private address (P3)', async (url) => {
  expect(await leadsToPrivate(url)).toBe(true);
});

// prettier-ignore
test.each([
  'https://8.8.8.8/', 'http://172.15.0.1/', 'http://172.32.0.1/', 'http://100.63.255.255/', 'http://100.128.0.1/',
  'http://11.0.0.1/', 'http://169.253.0.1/', 'http://203.0.113.7:8080/hook?key=1', 'http://[2606:4700::1111]/',
  'http://[64:ff9b::8.8.8.8]/', 'http://[2002:808:808::1]/', 'http://[::ffff:8.8.8.8]/', 'http://nowhere.invalid/',
])('%s does not, as far as can be told (P3)', async (url) => {
  expect(await leadsToPrivate(url)).toBe(false);
});

test.each([
  'ftp://a.example/',
  'file:///etc/passwd',
  'javascript:1',
  'http://me@a.example/',
  'http://:x@a.example/',
  'a.example',
  'http://',
  '',
])('%j is nothing that news is posted to', (text) => {
  expect(isNotifyUrl(text)).toBe(false);
});

test('a zone, and what is no address at all, opens nothing', () => {
  expect([isPrivateAddress('fe80::1%eth0'), isPrivateAddress('example.org'), isPrivateAddress('')]).toEqual([
    true,
    true,
    true,
  ]);
});

test('a name that leads to a private address gets no connection, however it was looked at before', async () => {
  const error = await new Promise<Error | null>((resolve) => {
    lookupPublic('localhost', {all: true}, resolve);
  });

  expect(error?.message).toContain('private');
});
