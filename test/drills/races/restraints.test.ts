import { randomInt } from 'node:crypto';
import type { Client } from 'pg';
import type { Caller } from '../../../src/actions/index.ts';
import { rm } from '../../../src/operations/instance/rm.ts';
import { lock, unlock } from '../../../src/operations/steward/lock.ts';
import { another, policyOf, tester, waysWith } from '../../support/perform.ts';
import {
  ann,
  approve,
  approvedAction,
  confirm,
  job,
  proposed,
  requestOf,
  tagging,
  untagged,
} from './moves.ts';
import { contested, either, type Move, race } from './race.ts';
import { auditHolds, openReplicas, type Replicas } from './replicas.ts';

const replicas = openReplicas();

const tagsOf = async (client: Client): Promise<unknown> =>
  (await client.query('select tags from users where nickname = $1', [contested])).rows[0]?.tags;

/** The account's tags at the moment when the lock was reported as done. */
let tagsWhenLocked: unknown;

const locking =
  ({ client, alone: [, two] }: Replicas, caller = tester): Move =>
  async () => {
    await two.perform({ ...requestOf({ operation: lock, args: {} }, { caller }), reason: 'Stop' });
    tagsWhenLocked = await tagsOf(client);
  };

const unlocked = ({ client }: Replicas) => client.query('delete from steward.lock');

/** The tags at the time of the lock and at the end, which must be the same. */
const effect = async (client: Client) => ({ whenLocked: tagsWhenLocked, now: await tagsOf(client) });
const untouched = { effect: { whenLocked: [], now: [] } };
const tagged = { effect: { whenLocked: ['raced'], now: ['raced'] } };
const isLocked = /^Locked: Steward was locked by tester/;

race('an approved action is run, and a lock is set', replicas, {
  effect,
  prepare: async (all) => {
    await unlocked(all);
    const id = await approvedAction(all);
    return [job(all.team[0], 'run', id), locking(all)];
  },
  endings: [
    { won: 0, told: [null, null], entries: ['proposed approved running done'], ...tagged },
    {
      won: 1,
      isRare: true,
      told: [null, null],
      entries: ['proposed approved running held'],
      ...untouched,
    },
    { won: 1, told: [null, null], entries: ['proposed approved'], ...untouched },
  ],
});

race('an action that one worker has left running is run, and a lock is set', replicas, {
  effect,
  prepare: async (all) => {
    await unlocked(all);
    const id = await approvedAction(all);
    await all.client.query(`update steward.actions set state = 'running' where id = $1`, [id]);
    return [job(all.team[0], 'run', id), locking(all)];
  },
  endings: [
    { won: 0, told: [null, null], entries: ['proposed approved done'], ...tagged },
    { won: 1, told: [null, null], entries: ['proposed approved held'], ...untouched },
  ],
});

race('an action that needs no approval is done, and a lock is set', replicas, {
  effect,
  prepare: async (all) => {
    await unlocked(all);
    await untagged(all.client);
    return [() => all.alone[0].perform(requestOf(tagging)), locking(all)];
  },
  endings: [
    { won: 0, told: [null, null], entries: ['done'], ...tagged },
    { won: 1, told: [isLocked, null], entries: [], ...untouched },
  ],
});

race('the requester confirms, and a lock is set', replicas, {
  effect,
  prepare: async (all) => {
    await unlocked(all);
    const id = await proposed(all.client, all.alone[0]);
    return [confirm(all.alone[0], id), locking(all)];
  },
  endings: [
    { won: 0, told: [null, null], entries: ['proposed done'], ...tagged },
    { won: 1, told: [isLocked, null], entries: ['proposed'], ...untouched },
  ],
});

race('an approver approves, and a lock is set', replicas, {
  effect,
  prepare: async (all) => {
    await unlocked(all);
    const id = await proposed(all.client, all.team[0]);
    return [approve(all.team[0], id), locking(all)];
  },
  endings: [
    { won: 0, told: [null, null], entries: ['proposed approved'], ...untouched },
    { won: 1, told: [isLocked, null], entries: ['proposed'], ...untouched },
  ],
});

race('an action is proposed, and a lock is set', replicas, {
  effect,
  prepare: async (all) => {
    await unlocked(all);
    await untagged(all.client);
    return [() => all.team[0].propose(requestOf(tagging)), locking(all)];
  },
  endings: [
    { won: 0, told: [null, null], entries: ['proposed'], ...untouched },
    { won: 1, told: [isLocked, null], entries: [], ...untouched },
  ],
});

race('two people lock', replicas, {
  effect: async (client) => (await client.query('select from steward.lock')).rowCount,
  prepare: async (all) => {
    await unlocked(all);
    const [one, two] = all.alone;
    return [locking({ ...all, alone: [two, one] }, ann), locking(all, another('bob'))];
  },
  endings: either({
    told: [null, /^(Stale: Steward was just locked by someone else|NothingToDo: Steward is already locked)/],
    entries: [],
    effect: 1,
  }),
});

/** The tags, and whether a job `run` is queued for the action. */
const queuedIn = async (client: Client) => ({
  now: await tagsOf(client),
  queued: (
    await client.query(
      `select from steward_jobs.job where name = 'run' and data ->> 'action' = (
         select max(id)::text from steward.actions where operation = 'user.tag')`,
    )
  ).rowCount,
});

race('the job of an approved action runs, and the lock is removed', replicas, {
  effect: queuedIn,
  prepare: async (all) => {
    await unlocked(all);
    const id = await approvedAction(all);
    await all.client.query(`delete from steward_jobs.job`);
    await locking(all)();
    const unlocking = () => all.alone[1].perform(requestOf({ operation: unlock, args: {} }));
    return [job(all.team[0], 'run', id), unlocking];
  },
  endings: [
    // The action stays approved, and the unlock queues its job again.
    { won: 0, told: [null, null], entries: ['proposed approved'], effect: { now: [], queued: 1 } },
    {
      won: 1,
      told: [null, null],
      entries: ['proposed approved running done'],
      effect: { now: ['raced'], queued: 1 },
    },
  ],
});

race('one person proposes two actions at the same time, and only one is within the limit', replicas, {
  effect: async (client) => (await client.query('select from steward.pauses where until > now()')).rowCount,
  prepare: async (all) => {
    await unlocked(all);
    await all.client.query('delete from steward.pauses');
    // A new person in each run, who has not asked for anything yet.
    const id = `1${String(randomInt(2 ** 40)).padStart(17, '0')}`;
    const caller: Caller = { ...tester, id, name: 'ada', source: 'discord' };
    const limited = { policy: policyOf(1, 3_600_000, 1) };
    const [one, two] = all.team.map(({ dependencies }) => waysWith({ ...dependencies, ...limited }));
    const asking = (ways: typeof one, postsFirst: boolean): Move => {
      const request = requestOf(
        { operation: rm, args: { nickname: contested, posts_first: postsFirst, federate_first: false } },
        { caller },
      );
      return () => ways?.propose(request) ?? Promise.reject(new Error('There are two replicas'));
    };
    return [asking(one, false), asking(two, true)];
  },
  endings: either({ told: [null, /^Paused: You are paused by/], entries: ['proposed'], effect: 1 }),
});

auditHolds(replicas);
