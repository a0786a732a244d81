import { sql } from 'kysely';
import { createFollow, type Definition } from '../../../src/actions/index.ts';
import { set } from '../../../src/operations/instance/set.ts';
import { tag } from '../../../src/operations/instance/tags.ts';
import type { FollowContext } from '../../../src/operations/operation.ts';
import type { Ways } from '../../support/perform.ts';
import {
  approve,
  approvedAction,
  bob,
  done,
  due,
  failed,
  job,
  keeping,
  press,
  requestOf,
  tagging,
  undoing,
  undoingAll,
  untagged,
} from './moves.ts';
import { contested, either, race } from './race.ts';
import { auditHolds, openReplicas } from './replicas.ts';

const replicas = openReplicas();

const tags = { effect: [] };
const tagged = { effect: ['raced'] };
const isApproved = /^Conflict: .* is already approved/;
/** Any of the checks may see it first: the plan's, of the action or of its rows, or the last one, under the lock. */
const isUndone = new RegExp(
  [
    '^Stale: Some of this was just undone by someone else',
    '^NothingToDo: .* was already undone',
    '^NothingToDo: tester has no actions that can be undone',
    '^NothingToDo: Nothing to restore: everything is as it was before',
  ].join('|'),
);
const isNotToBe = new RegExp(
  [
    '^Conflict: .* (was already undone|already reverted automatically) by action',
    '^NothingToDo: tester already made action .* permanent',
    '^Stale: .* was just undone or made permanent',
  ].join('|'),
);

race('one person retries a failed action twice at the same time', replicas, {
  prepare: async (all) => {
    const id = await failed(all);
    return [press(all.team[0], 'retry', id), press(all.team[1], 'retry', id)];
  },
  endings: either({ told: [null, isApproved], entries: ['proposed approved approved'], ...tags }),
});

race('two people retry a failed action', replicas, {
  prepare: async (all) => {
    const id = await failed(all);
    return [press(all.team[0], 'retry', id), press(all.team[1], 'retry', id, bob)];
  },
  endings: either({ told: [null, isApproved], entries: ['proposed approved approved'], ...tags }),
});

race('a failed action is retried, and an older job of it runs', replicas, {
  prepare: async (all) => {
    const id = await failed(all);
    return [press(all.team[0], 'retry', id), job(all.team[1], 'run', id)];
  },
  endings: [
    { won: 0, told: [null, null], entries: ['proposed approved approved running done'], ...tagged },
    { won: 1, told: [null, null], entries: ['proposed approved approved'], ...tags },
  ],
});

race('two people do the same', replicas, {
  prepare: async ({ client, alone: [one, two] }) => {
    await untagged(client);
    return [() => one.perform(requestOf(tagging)), () => two.perform(requestOf(tagging, { caller: bob }))];
  },
  endings: either({
    told: [null, /^(Stale: .* was just changed by someone else|NothingToDo: .* already has the tag raced)/],
    entries: ['done'],
    ...tagged,
  }),
});

race('two approved actions do the same', replicas, {
  prepare: async (all) => {
    const first = await approvedAction(all);
    // Typed in another way: the same request would not be made again.
    const twice = { ...tagging, args: { ...tagging.args, tags: ['raced', 'raced'] } };
    const second = (await all.team[0].propose(requestOf(twice, { caller: bob }))).actionId;
    await approve(all.team[0], second)();
    return [job(all.team[0], 'run', first), job(all.team[1], 'run', second)];
  },
  endings: [
    {
      won: 0,
      told: [null, null],
      entries: ['proposed approved running done', 'proposed approved running stale'],
      ...tagged,
    },
    {
      won: 1,
      told: [null, null],
      entries: ['proposed approved running stale', 'proposed approved running done'],
      ...tagged,
    },
  ],
});

race('two people undo the same action', replicas, {
  prepare: async (all) => {
    const id = await done(all);
    return [
      () => all.alone[0].perform(requestOf(undoing(id))),
      () => all.alone[1].perform(requestOf(undoing(id), { caller: bob })),
    ];
  },
  endings: either({ told: [null, isUndone], entries: ['done undone', 'done'], ...tags }),
});

race('two approved undos are of the same action', replicas, {
  prepare: async (all) => {
    const id = await done(all);
    const [team] = all.team;
    const everything = await undoingAll(all.client, id);
    const first = (await team.propose(requestOf(undoing(id)))).actionId;
    const second = (await team.propose(requestOf(everything, { caller: bob }))).actionId;
    await approve(team, first)();
    await approve(team, second)();
    return [job(all.team[0], 'run', first), job(all.team[1], 'run', second)];
  },
  endings: [
    {
      won: 0,
      told: [null, null],
      entries: ['done undone', 'proposed approved running done', 'proposed approved running stale'],
      ...tags,
    },
    {
      won: 1,
      told: [null, null],
      entries: ['done undone', 'proposed approved running stale', 'proposed approved running done'],
      ...tags,
    },
  ],
});

race('an action is undone, and so is everything that its requester did', replicas, {
  prepare: async (all) => {
    const [one, two] = all.alone;
    const first = await done(all);
    await one.perform(requestOf({ operation: tag, args: { nickname: contested, tags: ['second'] } }));
    const everything = await undoingAll(all.client, first);
    return [
      () => one.perform(requestOf(everything, { caller: bob })),
      () => two.perform(requestOf(undoing(first + 1), { caller: bob })),
    ];
  },
  endings: [
    { won: 0, told: [null, isUndone], entries: ['done undone', 'done undone', 'done'], ...tags },
    { won: 1, told: [isUndone, null], entries: ['done', 'done undone', 'done'], ...tagged },
  ],
});

race('two people undo everything that one person did', replicas, {
  prepare: async (all) => {
    const everything = await undoingAll(all.client, await done(all));
    return [
      () => all.alone[0].perform(requestOf(everything, { caller: bob })),
      () => all.alone[1].perform(requestOf(everything, { caller: bob })),
    ];
  },
  endings: either({ told: [null, isUndone], entries: ['done undone', 'done'], ...tags }),
});

race('an action is undone when its time is over', replicas, {
  prepare: async (all) => {
    const id = await due(all);
    return [() => all.alone[0].perform(requestOf(undoing(id))), job(all.alone[1], 'reverse', id)];
  },
  endings: [
    { won: 0, told: [null, null], entries: ['done undone', 'done'], ...tags },
    { won: 1, told: [isUndone, null], entries: ['done undone', 'done'], ...tags },
  ],
});

race('an action is kept when its time is over', replicas, {
  prepare: async (all) => {
    const id = await due(all);
    return [keeping(all.alone[0], id), job(all.alone[1], 'reverse', id)];
  },
  endings: [
    { won: 0, told: [null, null], entries: ['done kept'], ...tagged },
    { won: 1, told: [isNotToBe, null], entries: ['done undone', 'done'], ...tags },
  ],
});

race('two workers reverse an action whose time is over', replicas, {
  prepare: async (all) => {
    const id = await due(all);
    return [job(all.alone[0], 'reverse', id), job(all.alone[1], 'reverse', id)];
  },
  endings: [{ won: 0, told: [null, null], entries: ['done undone', 'done'], ...tags }],
});

race('an action is kept and undone', replicas, {
  prepare: async (all) => {
    const id = await due(all);
    return [keeping(all.alone[0], id), () => all.alone[1].perform(requestOf(undoing(id)))];
  },
  endings: [
    // A kept action can still be undone.
    { won: 0, told: [null, null], entries: ['done kept undone', 'done'], ...tags },
    { won: 1, told: [isNotToBe, null], entries: ['done undone', 'done'], ...tags },
  ],
});

race('an action is kept twice at the same time', replicas, {
  prepare: async (all) => {
    const id = await due(all);
    return [keeping(all.alone[0], id), keeping(all.alone[1], id)];
  },
  endings: either({ told: [null, isNotToBe], entries: ['done kept'], ...tagged }),
});

/** An operation that Akkoma's server finishes: the last check changes a row of its own. */
const followedTag = {
  ...tag,
  name: 'test.followed',
  follow: async ({ journal, now }: FollowContext) => {
    await journal.update(
      'users',
      ['tags'],
      sql`select id, tags || '{followed}' as tags from users where nickname = ${contested}`,
      now,
    );
    return { state: 'finished' as const, progress: null };
  },
};

race('two workers check an action that Akkoma has finished', replicas, {
  prepare: async ({ client, alone }) => {
    await untagged(client);
    const { actionId } = await alone[0].perform(requestOf({ ...tagging, operation: followedTag }));
    const look = ({ dependencies }: Ways) =>
      createFollow({
        ...dependencies,
        definitionOf: () => ({
          operation: followedTag as unknown as Definition['operation'],
          parse: () => tagging.args,
          describe: () => null,
          needsRequester: () => false,
        }),
      });
    const [first, second] = [look(alone[0]), look(alone[1])];
    return [() => first({ action: actionId }), () => second({ action: actionId })];
  },
  endings: [{ won: 0, told: [null, null], entries: ['following done'], effect: ['raced', 'followed'] }],
});

race('two people each remove the role of one of the last two admins', replicas, {
  prepare: async ({ client, alone: [one, two] }) => {
    await client.query(`update users set is_admin = nickname in ('ada', 'lain') where local`);
    const demoting = (nickname: string) => ({ operation: set, args: { nickname, admin: false } });
    return [() => one.perform(requestOf(demoting('ada'))), () => two.perform(requestOf(demoting('lain')))];
  },
  effect: async (client) =>
    (await client.query('select from users where local and is_admin and is_active')).rowCount,
  endings: either({
    told: [null, /^Refused: .* is the only active admin of the instance/],
    entries: ['done'],
    effect: 1,
  }),
});

race('one of the last two admins loses the role, and the grant of the other’s role is undone', replicas, {
  prepare: async ({ client, alone: [one, two] }) => {
    await client.query(`update users set is_admin = nickname = 'ada' where local`);
    const being = (nickname: string, admin: boolean) => ({ operation: set, args: { nickname, admin } });
    const { actionId } = await one.perform(requestOf(being('lain', true)));
    return [
      () => one.perform(requestOf(being('ada', false))),
      () => two.perform(requestOf(undoing(actionId))),
    ];
  },
  effect: async (client) =>
    (await client.query('select from users where local and is_admin and is_active')).rowCount,
  endings: [
    { won: 0, told: [null, /^Refused: .* without an active admin/], entries: ['done', 'done'], effect: 1 },
    {
      won: 1,
      told: [/^Refused: .* is the only active admin of the instance/, null],
      entries: ['done undone', 'done'],
      effect: 1,
    },
  ],
});

auditHolds(replicas);
