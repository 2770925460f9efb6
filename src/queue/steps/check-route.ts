import {JobError} from '../failure.ts';
import type {StepContext} from '../flow.ts';
import type {Route} from '../job.ts';

/** The gateway answers, and its NAS is there. */
export const checkIntranet = (context: Pick<StepContext, 'ports' | 'signal'>) => check('intranet', context);

/** The backend answers. */
export const checkInternet = (context: Pick<StepContext, 'ports' | 'signal'>) => check('internet', context);

async function check(route: Route, {ports, signal}: Pick<StepContext, 'ports' | 'signal'>): Promise<void> {
  if (!(await ports.isUp(route, signal))) throw new JobError('wrong-route', `We are not on the ${route} now.`);
}
