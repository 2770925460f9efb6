import type {Job, Route, WantedRoute} from './job.ts';
import type {Gates} from './public-job.ts';

/** The gates before anything is known. */
export const closedGates: Gates = {
  queue: false,
  session: false,
  waitsForWifi: false,
  routes: {intranet: undefined, internet: undefined},
};

/** Whether anything may run at all (SPEC G1). */
export function isOpen(gates: Gates): boolean {
  return gates.queue && gates.session && (gates.routes.intranet === true || gates.routes.internet === true);
}

/** Which waiting jobs may start: those that can do with a route that is up. */
export function openRoutes({routes}: Gates): readonly WantedRoute[] {
  const up = (['intranet', 'internet'] as const).filter((route) => routes[route]);
  return up.length > 0 ? ['auto', ...up] : [];
}

/** The route for the next attempt of a job: as it was told, or the intranet if it is there (SPEC F9). */
export function chooseRoute(job: Pick<Job, 'route' | 'flowRoute'>, routes: Gates['routes']): Route {
  if (job.route !== 'auto') return job.route;
  if (routes.intranet) return 'intranet';
  return routes.internet ? 'internet' : job.flowRoute;
}
