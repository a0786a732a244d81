import { pino } from 'pino';
import { catalogue } from '../../commands/index.ts';
import {
  type ActionDependencies,
  type ActionRequest,
  type ApprovalPolicy,
  type Caller,
  createAskAgain,
  createCancel,
  createCastVote,
  createConfirm,
  createExpire,
  createFollow,
  createPerform,
  createPolicy,
  createPropose,
  createRetry,
  createReverse,
  createRun,
  type Decision,
  nobody,
  openGate,
  openPolicy,
  readEnding,
} from '../../src/actions/index.ts';
import { createFlakeIds } from '../../src/akkoma/ids/flake-ids.ts';
import { instanceAt } from '../../src/akkoma/instance.ts';
import { createFeatureSource, type Features } from '../../src/akkoma/schema/features.ts';
import { readConsoleConfig, settingsOf } from '../../src/settings/config.ts';
import type { Json } from '../../src/text/reply.ts';
import { connectionsTo, ownConnections } from './connections.ts';
import { featuresAt } from './database.ts';

export const tester: Caller = {
  id: 'system:tester',
  name: 'tester',
  source: 'console',
  roles: [],
  guildId: null,
  channelId: null,
};

/** Someone else, by name. */
export const another = (name: string): Caller => ({ ...tester, id: `system:${name}`, name });

interface Options {
  /** What Akkoma has there; what it has in the template of all tests, if nothing is said. */
  readonly features?: Features;
  /** Settings, as in the environment: `AKKOMA_…`. */
  readonly environment?: Readonly<Record<string, string>>;
  /** How many others must agree to whatever is proposed. */
  readonly votes?: number;
  /** How long votes and runs may wait, in milliseconds. */
  readonly within?: number;
  /** Asks for connections that nobody else uses; has something done when they are no longer needed. */
  readonly atEnd?: (close: () => Promise<void>) => void;
}

/** The ways in which actions are run, on this database, for the test that calls this. */
export function performOn(
  url: string,
  environment: Readonly<Record<string, string>> = {},
  features?: Features,
) {
  return waysOn(url, { environment, ...(features === undefined ? {} : { features }) });
}

/** The same, for a team. */
export function waysOn(
  url: string,
  { features = featuresAt(url), environment = {}, votes = 0, within = 3_600_000, atEnd }: Options = {},
) {
  const config = readConsoleConfig({
    DATABASE_URL: url,
    INSTANCE_URL: 'https://social.test',
    AKKOMA_REFRESH: 'false',
    ...environment,
  });
  const { database, jobs } = atEnd === undefined ? connectionsTo(url) : ownConnections(url, atEnd);
  const dependencies: ActionDependencies = {
    database,
    instance: instanceAt(config.INSTANCE_URL, settingsOf(config), createFeatureSource(database, features)),
    flakeIds: createFlakeIds(),
    gate: openGate,
    policy: policyOf(votes, within),
    members: nobody,
    jobs,
    definitionOf: catalogue.definitionOf,
    operations: catalogue.operations,
    log: pino({ level: 'silent' }),
  };
  return {
    /** Resolves when the queues are open, which else the first action waits for. */
    ready: () => jobs.opened.then(() => undefined),
    ...waysWith(dependencies),
  };
}

/** Where so many others must agree to whatever is proposed, within so many milliseconds. */
export function policyOf(votes: number, within = 3_600_000, destructivePerHour = 0): ApprovalPolicy {
  if (votes === 0 && destructivePerHour === 0) return openPolicy(100);
  const agreement = { votes, roleIds: [], voteWithin: within, runWithin: within };
  return createPolicy(
    {
      askers: { routine: [], sensitive: [], destructive: [] },
      tiers: { routine: agreement, sensitive: agreement, destructive: agreement },
      overrides: {},
      bulkLimit: 100,
      destructivePerHour,
      approversMentioned: false,
    },
    catalogue.operations,
  );
}

export type Ways = ReturnType<typeof waysWith>;

/** All that can be done with actions. */
export function waysWith(dependencies: ActionDependencies) {
  const propose = createPropose(dependencies);
  const perform = createPerform(dependencies);
  // However slow the machine is, all batches are done in one turn.
  const follow = createFollow(dependencies, 60_000);
  return {
    dependencies,
    database: dependencies.database,
    perform,
    /** Also what is done in later batches. */
    performWhole: async <Args extends object, Outcome extends Json>(
      request: ActionRequest<Args, Outcome>,
    ) => {
      const performed = await perform(request);
      await follow({ action: performed.actionId });
      const { outcome } = await readEnding(dependencies.database.em.fork(), performed.actionId);
      return { ...performed, outcome: outcome as Outcome };
    },
    propose,
    confirm: createConfirm(dependencies),
    castVote: createCastVote(dependencies),
    cancel: createCancel(dependencies),
    retry: createRetry(dependencies),
    askAgain: createAskAgain(dependencies, propose),
    run: createRun(dependencies),
    expire: createExpire(dependencies),
    follow,
    reverse: createReverse(dependencies, perform),
  };
}

/** Someone doing something with an action, not on its card. */
export const pressOf = (
  actionId: number,
  interactionId: string | null = null,
  caller: Caller = tester,
): Decision => ({
  actionId,
  caller,
  interactionId,
  card: null,
});
