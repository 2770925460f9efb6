import {expect, test} from 'vitest';
import {RefusedOrigins} from './refused-origins.ts';

function violation(blockedURI: string, effectiveDirective = 'connect-src'): Event {
  return Object.assign(new Event('securitypolicyviolation'), {blockedURI, effectiveDirective});
}

test('an origin that the policy keeps us from is known, for as long as somebody watches', () => {
  const context = new EventTarget();
  const refused = new RefusedOrigins();

  const unwatch = refused.watch(context);
  context.dispatchEvent(violation('https://a.example/film'));
  context.dispatchEvent(violation('https://image.example/', 'img-src'));
  context.dispatchEvent(violation('inline'));
  unwatch();
  context.dispatchEvent(violation('https://late.example/'));

  expect(refused.has('https://a.example/other')).toBe(true);
  expect(refused.has('https://image.example/')).toBe(false);
  expect(refused.has('https://late.example/')).toBe(false);
});
