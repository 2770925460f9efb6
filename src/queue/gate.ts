import type {Job, JobKind, Route, WantedRoute} from './job.ts';
import type {Connection, EngineSettings, Power} from './ports.ts';
import type {Gates} from './public-job.ts';

/** What the person wants spared, and so keeps jobs waiting. */
export type Sparing = Pick<Gates, 'waitsForWifi' | 'savesData' | 'savesBattery'>;

/** The gates before anything is known. */
export const closedGates: Gates = {
  queue: false,
  session: false,
  waitsForWifi: false,
  savesData: false,
  savesBattery: false,
  routes: {intranet: undefined, internet: undefined, ppj: undefined},
};

/** What has to be spared now, as it was set, on the network and the power of now. */
export function sparingOf(
  {onlyOnWifi, saver}: EngineSettings,
  connection: Connection | undefined,
  power: Power | undefined,
): Sparing {
  return {
    waitsForWifi: onlyOnWifi && connection?.isMobile === true,
    savesData: saver && connection?.savesData === true,
    savesBattery: saver && power?.isLow === true,
  };
}

/** What closes both routes although they may be up; `undefined`: nothing does. */
export function closedBy({waitsForWifi, savesData}: Sparing): 'wifi' | 'data' | undefined {
  if (waitsForWifi) return 'wifi';
  return savesData ? 'data' : undefined;
}

/** Whether anything may run at all (SPEC G1). */
export function isOpen(gates: Gates): boolean {
  return gates.queue && gates.session && Object.values(gates.routes).some((up) => up === true);
}

/**
 * Which waiting jobs of a kind may start: those that can do with a route that is up. Those that take either wait for the
 * intranet's first answer, which is there within seconds: it goes first (SPEC F9). Converts ask for the PPJ service alone.
 */
export function openRoutes(kind: JobKind, {routes}: Gates): readonly WantedRoute[] {
  if (kind === 'convert') return routes.ppj ? ['internet'] : [];
  const up = (['intranet', 'internet'] as const).filter((route) => routes[route]);
  return up.length > 0 && routes.intranet !== undefined ? ['auto', ...up] : up;
}

/** The route for the next attempt of a job: as it was told, or the intranet if it is there (SPEC F9). */
export function chooseRoute(job: Pick<Job, 'route' | 'flowRoute'>, routes: Gates['routes']): Route {
  if (job.route !== 'auto') return job.route;
  if (routes.intranet) return 'intranet';
  return routes.internet ? 'internet' : job.flowRoute;
}
