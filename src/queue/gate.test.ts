import {expect, test} from 'vitest';
import {chooseRoute, closedGates, isOpen, openRoutes} from './gate.ts';

const up = {intranet: false, internet: true};
const down = {intranet: false, internet: false};
const unknown = {intranet: undefined, internet: undefined};
const noPpj = {ppj: undefined};

// prettier-ignore
test.each([
  [{queue: true,  session: true,  routes: up},      true],
  [{queue: true,  session: true,  routes: {intranet: true, internet: false}}, true],
  [{queue: true,  session: true,  routes: {...down, ppj: true}}, true],
  [{queue: false, session: true,  routes: up},      false],
  [{queue: true,  session: false, routes: up},      false],
  [{queue: true,  session: true,  routes: down},    false],
  [{queue: true,  session: true,  routes: unknown}, false],
])('G1: with %j jobs may run: %s', (gates, open) => {
  expect(isOpen({...closedGates, ...gates, routes: {...noPpj, ...gates.routes}})).toBe(open);
});

// prettier-ignore
test.each([
  [{intranet: true,  internet: true},      ['auto', 'intranet', 'internet']],
  [{intranet: true,  internet: false},     ['auto', 'intranet']],
  [{intranet: undefined, internet: true},  ['internet']],
  [{intranet: false, internet: true},      ['auto', 'internet']],
  [down,                                   []],
  [unknown,                                []],
])('G2: with %j jobs of these routes may start: %j', (routes, open) => {
  expect(openRoutes('upload', {...closedGates, queue: true, session: true, routes: {...noPpj, ...routes}})).toEqual(open);
});

test('G2: a convert may start when the PPJ service is up, whatever else is', () => {
  expect(openRoutes('convert', {...closedGates, routes: {...down, ppj: true}})).toEqual(['internet']);
  expect(openRoutes('convert', {...closedGates, routes: {intranet: true, internet: true, ppj: false}})).toEqual([]);
});

// prettier-ignore
test.each([
  ['auto',     'internet', {intranet: true, internet: true},  'intranet'],
  ['auto',     'intranet', {intranet: false, internet: true}, 'internet'],
  ['auto',     'intranet', down,                              'intranet'],
  ['auto',     'internet', unknown,                           'internet'],
  ['intranet', 'intranet', {intranet: false, internet: true}, 'intranet'],
  ['internet', 'internet', {intranet: true, internet: false}, 'internet'],
] as const)('F9: a job for %s, now on %s, with %j goes on the %s', (route, flowRoute, routes, chosen) => {
  expect(chooseRoute({route, flowRoute}, {...noPpj, ...routes})).toBe(chosen);
});
