import { measureDay } from '../../operations/index.ts';
import type { ActionDependencies } from '../request.ts';

/** Returns the handler of the job `measure`, which records the activity of the present day. */
export const createMeasure =
  ({ database }: Pick<ActionDependencies, 'database'>): (() => Promise<void>) =>
  () =>
    measureDay(database.em.fork());
