import type { REST } from 'discord.js';
import {
  type ActionDependencies,
  createExpire,
  createFollow,
  createPerform,
  createReverse,
  createRun,
  createTidy,
} from './actions/index.ts';
import type { Catalogue } from './command/index.ts';
import { createCards } from './discord/index.ts';
import { startWorkers, type Workers } from './jobs/index.ts';

interface WorkOptions {
  readonly dependencies: ActionDependencies;
  readonly catalogue: Catalogue;
  readonly url: string;
  readonly rest: REST;
  readonly applicationId: Promise<string>;
}

/** Starts all the work that is done in the background: nothing that is pending lives in memory. */
export function startWork({ dependencies, url, ...discord }: WorkOptions): Promise<Workers> {
  const { log } = dependencies;
  return startWorkers(
    { url, log },
    {
      run: createRun(dependencies),
      expire: createExpire(dependencies),
      follow: createFollow(dependencies),
      reverse: createReverse(dependencies, createPerform(dependencies)),
      card: createCards({ ...dependencies, ...discord }),
      audit: () => Promise.resolve(),
      tidy: createTidy(dependencies),
    },
  );
}
