import { invite } from '../../../src/operations/instance/invite.ts';
import {
  ann,
  approve,
  approvedAction,
  bob,
  confirm,
  deny,
  expire,
  job,
  press,
  proposed,
  requestOf,
} from './moves.ts';
import { either, race } from './race.ts';
import { auditHolds, openReplicas, type Replicas } from './replicas.ts';

const replicas = openReplicas();

const tags = { effect: [] };
const tagged = { effect: ['raced'] };
const late = /^Stale: .* has expired/;
const isApproved = /^Conflict: .* is already approved/;
const isDenied = /^Conflict: .* was denied/;
const isCancelled = /^Conflict: .* was cancelled/;
const isRunOrDone = /^Conflict: .* is (running|already done)/;

race('two people approve, where one approval is needed', replicas, {
  prepare: async ({ client, team: [one, two] }) => {
    const id = await proposed(client, one);
    return [approve(one, id, ann), approve(two, id, bob)];
  },
  endings: either({ told: [null, isApproved], entries: ['proposed approved'], ...tags }),
});

race('two people approve, where two approvals are needed', replicas, {
  prepare: async ({ client, committee: [one, two] }) => {
    const id = await proposed(client, one);
    return [approve(one, id, ann), approve(two, id, bob)];
  },
  endings: [{ won: 0, told: [null, null], entries: ['proposed vote approved'], ...tags }],
});

race('one person approves twice at the same time, where two approvals are needed', replicas, {
  prepare: async ({ client, committee: [one, two] }) => {
    const id = await proposed(client, one);
    return [approve(one, id), approve(two, id)];
  },
  endings: either({ told: [null, /^Conflict: You already approved/], entries: ['proposed vote'], ...tags }),
});

race('one person approves and another denies', replicas, {
  prepare: async ({ client, team: [one, two] }) => {
    const id = await proposed(client, one);
    return [approve(one, id), deny(two, id)];
  },
  endings: [
    { won: 0, told: [null, isApproved], entries: ['proposed approved'], ...tags },
    { won: 1, told: [isDenied, null], entries: ['proposed denied'], ...tags },
  ],
});

race('one person both approves and denies, where two approvals are needed', replicas, {
  prepare: async ({ client, committee: [one, two] }) => {
    const id = await proposed(client, one);
    return [approve(one, id, ann), deny(two, id, ann)];
  },
  endings: [
    { won: 0, told: [null, /^Conflict: You already approved/], entries: ['proposed vote'], ...tags },
    { won: 1, told: [isDenied, null], entries: ['proposed denied'], ...tags },
  ],
});

race('two people deny', replicas, {
  prepare: async ({ client, team: [one, two] }) => {
    const id = await proposed(client, one);
    return [deny(one, id, ann), deny(two, id, bob)];
  },
  endings: either({ told: [null, isDenied], entries: ['proposed denied'], ...tags }),
});

race('a person approves when the deadline passes', replicas, {
  prepare: async (all) => {
    const id = await proposed(all.client, all.team[0]);
    return [approve(all.team[0], id), expire(all, id)];
  },
  endings: [
    { won: 0, told: [null, null], entries: ['proposed approved'], ...tags },
    { won: 1, told: [late, null], entries: ['proposed expired'], ...tags },
  ],
});

race('a person denies when the deadline passes', replicas, {
  prepare: async (all) => {
    const id = await proposed(all.client, all.team[0]);
    return [deny(all.team[0], id), expire(all, id)];
  },
  endings: [
    { won: 0, told: [null, null], entries: ['proposed denied'], ...tags },
    { won: 1, told: [late, null], entries: ['proposed expired'], ...tags },
  ],
});

race('an action is cancelled and approved', replicas, {
  prepare: async ({ client, team: [one, two] }) => {
    const id = await proposed(client, one);
    return [press(one, 'cancel', id), approve(two, id)];
  },
  endings: [
    { won: 0, told: [null, isCancelled], entries: ['proposed cancelled'], ...tags },
    // An approved action can still be cancelled.
    { won: 1, told: [null, null], entries: ['proposed approved cancelled'], ...tags },
  ],
});

race('an action is cancelled and denied', replicas, {
  prepare: async ({ client, team: [one, two] }) => {
    const id = await proposed(client, one);
    return [press(one, 'cancel', id), deny(two, id)];
  },
  endings: [
    { won: 0, told: [null, isCancelled], entries: ['proposed cancelled'], ...tags },
    { won: 1, told: [isDenied, null], entries: ['proposed denied'], ...tags },
  ],
});

race('an action is cancelled when the deadline passes', replicas, {
  prepare: async (all) => {
    const id = await proposed(all.client, all.team[0]);
    return [press(all.team[0], 'cancel', id), expire(all, id)];
  },
  endings: [
    { won: 0, told: [null, null], entries: ['proposed cancelled'], ...tags },
    { won: 1, told: [late, null], entries: ['proposed expired'], ...tags },
  ],
});

race('an action is cancelled twice at the same time', replicas, {
  prepare: async ({ client, team: [one, two] }) => {
    const id = await proposed(client, one);
    return [press(one, 'cancel', id), press(two, 'cancel', id)];
  },
  endings: either({ told: [null, isCancelled], entries: ['proposed cancelled'], ...tags }),
});

race('an approved action is cancelled and run', replicas, {
  prepare: async (all) => {
    const id = await approvedAction(all);
    return [press(all.team[0], 'cancel', id), job(all.team[1], 'run', id)];
  },
  endings: [
    { won: 0, told: [null, null], entries: ['proposed approved cancelled'], ...tags },
    { won: 1, told: [isRunOrDone, null], entries: ['proposed approved running done'], ...tagged },
  ],
});

race('two workers run an approved action', replicas, {
  prepare: async (all) => {
    const id = await approvedAction(all);
    return [job(all.team[0], 'run', id), job(all.team[1], 'run', id)];
  },
  endings: [{ won: 0, told: [null, null], entries: ['proposed approved running done'], ...tagged }],
});

race('two workers run an action that another worker has left running', replicas, {
  prepare: async (all) => {
    const id = await approvedAction(all);
    await all.client.query(`update steward.actions set state = 'running', deadline = null where id = $1`, [
      id,
    ]);
    return [job(all.team[0], 'run', id), job(all.team[1], 'run', id)];
  },
  endings: [{ won: 0, told: [null, null], entries: ['proposed approved done'], ...tagged }],
});

race('an approved action is run when the deadline passes', replicas, {
  prepare: async (all) => {
    const id = await approvedAction(all);
    return [job(all.team[0], 'run', id), expire(all, id, 'approved')];
  },
  endings: [
    { won: 0, told: [null, null], entries: ['proposed approved running done'], ...tagged },
    { won: 1, told: [null, null], entries: ['proposed approved expired'], ...tags },
  ],
});

race('an approved action is cancelled when the deadline passes', replicas, {
  prepare: async (all) => {
    const id = await approvedAction(all);
    return [press(all.team[0], 'cancel', id), expire(all, id, 'approved')];
  },
  endings: [
    { won: 0, told: [null, null], entries: ['proposed approved cancelled'], ...tags },
    { won: 1, told: [late, null], entries: ['proposed approved expired'], ...tags },
  ],
});

race('the requester confirms twice at the same time', replicas, {
  prepare: async ({ client, alone: [one, two] }) => {
    const id = await proposed(client, one);
    return [confirm(one, id), confirm(two, id)];
  },
  endings: either({ told: [null, isRunOrDone], entries: ['proposed done'], ...tagged }),
});

race('the requester confirms and cancels', replicas, {
  prepare: async ({ client, alone: [one, two] }) => {
    const id = await proposed(client, one);
    return [confirm(one, id), press(two, 'cancel', id)];
  },
  endings: [
    { won: 0, told: [null, isRunOrDone], entries: ['proposed done'], ...tagged },
    { won: 1, told: [isCancelled, null], entries: ['proposed cancelled'], ...tags },
  ],
});

race('the requester confirms when the deadline passes', replicas, {
  prepare: async (all) => {
    const id = await proposed(all.client, all.alone[0]);
    return [confirm(all.alone[0], id), expire(all, id)];
  },
  endings: [
    { won: 0, told: [null, null], entries: ['proposed done'], ...tagged },
    { won: 1, told: [late, null], entries: ['proposed expired'], ...tags },
  ],
});

/** Only the requester sees a new invite, so that they run the action themselves once it is approved. */
async function approvedInvite({ team: [one] }: Replicas): Promise<number> {
  const { actionId } = await one.propose(requestOf({ operation: invite, args: {} }));
  await approve(one, actionId)();
  return actionId;
}

/** The change record contains the effect, and the last entry of each action is checked against it. */
const ownRows = { effect: async () => null };

race('the requester runs an approved action twice at the same time', replicas, {
  ...ownRows,
  prepare: async (all) => {
    const id = await approvedInvite(all);
    return [confirm(all.team[0], id), confirm(all.team[1], id)];
  },
  endings: either({ told: [null, isRunOrDone], entries: ['proposed approved done'], effect: null }),
});

race('the requester runs and cancels an approved action', replicas, {
  ...ownRows,
  prepare: async (all) => {
    const id = await approvedInvite(all);
    return [confirm(all.team[0], id), press(all.team[1], 'cancel', id)];
  },
  endings: [
    { won: 0, told: [null, isRunOrDone], entries: ['proposed approved done'], effect: null },
    { won: 1, told: [isCancelled, null], entries: ['proposed approved cancelled'], effect: null },
  ],
});

race('the requester runs an approved action when the deadline passes', replicas, {
  ...ownRows,
  prepare: async (all) => {
    const id = await approvedInvite(all);
    return [confirm(all.team[0], id), expire(all, id, 'approved')];
  },
  endings: [
    { won: 0, told: [null, null], entries: ['proposed approved done'], effect: null },
    { won: 1, told: [late, null], entries: ['proposed approved expired'], effect: null },
  ],
});

auditHolds(replicas);
