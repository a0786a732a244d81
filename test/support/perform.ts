import type { ClientBase } from 'pg';
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
  noMembers,
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
  id: 'console:tester',
  name: 'tester',
  source: 'console',
  roles: [],
  guildId: null,
  channelId: null,
};

/** Another caller with the given name. */
export const another = (name: string): Caller => ({ ...tester, id: `console:${name}`, name });

/** A member of the Discord server, linked to an account of the instance. */
export async function linkedTo(client: ClientBase, nickname: string): Promise<Caller> {
  const caller: Caller = { ...tester, id: '1084413502188232704', name: nickname, source: 'discord' };
  await client.query(
    `insert into steward.staff_links (discord_id, discord_name, user_id, nickname, linked_by_id, linked_by_name)
     select $1, nickname, id, nickname, $1, nickname from users where nickname = $2`,
    [caller.id, nickname],
  );
  return caller;
}

interface Options {
  /** The features of the Akkoma in the database; by default those of the release it was made with. */
  readonly features?: Features;
  /** Settings, as in the environment: `AKKOMA_…`. */
  readonly environment?: Readonly<Record<string, string>>;
  /** How many others must approve each proposed action. */
  readonly votes?: number;
  /** How long votes and runs may wait, in milliseconds. */
  readonly within?: number;
  /** Requests connections that nothing else uses, and gets the function that closes them. */
  readonly atEnd?: (close: () => Promise<void>) => void;
}

/** The functions that act on this database, for the calling test. */
export function performOn(
  url: string,
  environment: Readonly<Record<string, string>> = {},
  features?: Features,
) {
  return waysOn(url, { environment, ...(features === undefined ? {} : { features }) });
}

/** Like `performOn`, with more options, such as votes. */
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
    members: noMembers,
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

/** A policy by which the given number of others must approve each proposed action, within the given milliseconds. */
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

/** All functions that act on actions. */
export function waysWith(dependencies: ActionDependencies) {
  const propose = createPropose(dependencies);
  const perform = createPerform(dependencies);
  // Long enough for all batches in one run, even on a slow machine.
  const follow = createFollow(dependencies, 60_000);
  return {
    dependencies,
    database: dependencies.database,
    perform,
    /** Performs an action with its later batches. */
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

/** A decision about an action that is not made on its card. */
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
