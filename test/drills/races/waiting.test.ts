import { invite } from '../../../src/operations/instance/invite.ts';
import {
  agreed,
  ann,
  approve,
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
const late = /^Stale: .* waited too long and has expired/;
const isAgreed = /^Conflict: .* has been agreed to already/;
const isDenied = /^Conflict: .* was denied/;
const isCancelled = /^Conflict: .* was cancelled/;
const isRunOrDone = /^Conflict: .* is (being run just now|done already)/;

race('two people agree, where one is needed', replicas, {
  prepare: async ({ client, team: [one, two] }) => {
    const id = await proposed(client, one);
    return [approve(one, id, ann), approve(two, id, bob)];
  },
  endings: either({ told: [null, isAgreed], entries: ['proposed approved'], ...tags }),
});

race('two people agree, where two are needed', replicas, {
  prepare: async ({ client, committee: [one, two] }) => {
    const id = await proposed(client, one);
    return [approve(one, id, ann), approve(two, id, bob)];
  },
  endings: [{ won: 0, told: [null, null], entries: ['proposed vote approved'], ...tags }],
});

race('one person agrees twice at once, where two are needed', replicas, {
  prepare: async ({ client, committee: [one, two] }) => {
    const id = await proposed(client, one);
    return [approve(one, id), approve(two, id)];
  },
  endings: either({ told: [null, /^Conflict: You have agreed/], entries: ['proposed vote'], ...tags }),
});

race('one agrees and another denies', replicas, {
  prepare: async ({ client, team: [one, two] }) => {
    const id = await proposed(client, one);
    return [approve(one, id), deny(two, id)];
  },
  endings: [
    { won: 0, told: [null, isAgreed], entries: ['proposed approved'], ...tags },
    { won: 1, told: [isDenied, null], entries: ['proposed denied'], ...tags },
  ],
});

race('one person both agrees and denies, where two are needed', replicas, {
  prepare: async ({ client, committee: [one, two] }) => {
    const id = await proposed(client, one);
    return [approve(one, id, ann), deny(two, id, ann)];
  },
  endings: [
    { won: 0, told: [null, /^Conflict: You have agreed/], entries: ['proposed vote'], ...tags },
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

race('someone agrees when the time is over', replicas, {
  prepare: async (all) => {
    const id = await proposed(all.client, all.team[0]);
    return [approve(all.team[0], id), expire(all, id)];
  },
  endings: [
    { won: 0, told: [null, null], entries: ['proposed approved'], ...tags },
    { won: 1, told: [late, null], entries: ['proposed expired'], ...tags },
  ],
});

race('someone denies when the time is over', replicas, {
  prepare: async (all) => {
    const id = await proposed(all.client, all.team[0]);
    return [deny(all.team[0], id), expire(all, id)];
  },
  endings: [
    { won: 0, told: [null, null], entries: ['proposed denied'], ...tags },
    { won: 1, told: [late, null], entries: ['proposed expired'], ...tags },
  ],
});

race('it is cancelled and agreed to', replicas, {
  prepare: async ({ client, team: [one, two] }) => {
    const id = await proposed(client, one);
    return [press(one, 'cancel', id), approve(two, id)];
  },
  endings: [
    { won: 0, told: [null, isCancelled], entries: ['proposed cancelled'], ...tags },
    // What is agreed to can still be cancelled.
    { won: 1, told: [null, null], entries: ['proposed approved cancelled'], ...tags },
  ],
});

race('it is cancelled and denied', replicas, {
  prepare: async ({ client, team: [one, two] }) => {
    const id = await proposed(client, one);
    return [press(one, 'cancel', id), deny(two, id)];
  },
  endings: [
    { won: 0, told: [null, isCancelled], entries: ['proposed cancelled'], ...tags },
    { won: 1, told: [isDenied, null], entries: ['proposed denied'], ...tags },
  ],
});

race('it is cancelled when the time is over', replicas, {
  prepare: async (all) => {
    const id = await proposed(all.client, all.team[0]);
    return [press(all.team[0], 'cancel', id), expire(all, id)];
  },
  endings: [
    { won: 0, told: [null, null], entries: ['proposed cancelled'], ...tags },
    { won: 1, told: [late, null], entries: ['proposed expired'], ...tags },
  ],
});

race('it is cancelled twice at once', replicas, {
  prepare: async ({ client, team: [one, two] }) => {
    const id = await proposed(client, one);
    return [press(one, 'cancel', id), press(two, 'cancel', id)];
  },
  endings: either({ told: [null, isCancelled], entries: ['proposed cancelled'], ...tags }),
});

race('what was agreed to is cancelled and run', replicas, {
  prepare: async (all) => {
    const id = await agreed(all);
    return [press(all.team[0], 'cancel', id), job(all.team[1], 'run', id)];
  },
  endings: [
    { won: 0, told: [null, null], entries: ['proposed approved cancelled'], ...tags },
    { won: 1, told: [isRunOrDone, null], entries: ['proposed approved running done'], ...tagged },
  ],
});

race('what was agreed to is run by two', replicas, {
  prepare: async (all) => {
    const id = await agreed(all);
    return [job(all.team[0], 'run', id), job(all.team[1], 'run', id)];
  },
  endings: [{ won: 0, told: [null, null], entries: ['proposed approved running done'], ...tagged }],
});

race('what one worker has left running is run by two', replicas, {
  prepare: async (all) => {
    const id = await agreed(all);
    await all.client.query(`update steward.actions set state = 'running', deadline = null where id = $1`, [
      id,
    ]);
    return [job(all.team[0], 'run', id), job(all.team[1], 'run', id)];
  },
  endings: [{ won: 0, told: [null, null], entries: ['proposed approved done'], ...tagged }],
});

race('what was agreed to is run when the time is over', replicas, {
  prepare: async (all) => {
    const id = await agreed(all);
    return [job(all.team[0], 'run', id), expire(all, id, 'approved')];
  },
  endings: [
    { won: 0, told: [null, null], entries: ['proposed approved running done'], ...tagged },
    { won: 1, told: [null, null], entries: ['proposed approved expired'], ...tags },
  ],
});

race('what was agreed to is cancelled when the time is over', replicas, {
  prepare: async (all) => {
    const id = await agreed(all);
    return [press(all.team[0], 'cancel', id), expire(all, id, 'approved')];
  },
  endings: [
    { won: 0, told: [null, null], entries: ['proposed approved cancelled'], ...tags },
    { won: 1, told: [late, null], entries: ['proposed approved expired'], ...tags },
  ],
});

race('whoever asked confirms twice at once', replicas, {
  prepare: async ({ client, alone: [one, two] }) => {
    const id = await proposed(client, one);
    return [confirm(one, id), confirm(two, id)];
  },
  endings: either({ told: [null, isRunOrDone], entries: ['proposed done'], ...tagged }),
});

race('whoever asked confirms and cancels', replicas, {
  prepare: async ({ client, alone: [one, two] }) => {
    const id = await proposed(client, one);
    return [confirm(one, id), press(two, 'cancel', id)];
  },
  endings: [
    { won: 0, told: [null, isRunOrDone], entries: ['proposed done'], ...tagged },
    { won: 1, told: [isCancelled, null], entries: ['proposed cancelled'], ...tags },
  ],
});

race('whoever asked confirms when the time is over', replicas, {
  prepare: async (all) => {
    const id = await proposed(all.client, all.alone[0]);
    return [confirm(all.alone[0], id), expire(all, id)];
  },
  endings: [
    { won: 0, told: [null, null], entries: ['proposed done'], ...tagged },
    { won: 1, told: [late, null], entries: ['proposed expired'], ...tags },
  ],
});

/** An invite is shown to whoever asked and nobody else, so they run it themselves once another has agreed. */
async function agreedInvite({ team: [one] }: Replicas): Promise<number> {
  const { actionId } = await one.propose(requestOf({ operation: invite, args: {} }));
  await approve(one, actionId)();
  return actionId;
}

/** What it changes is in its record, or there is none. */
const ownRows = { effect: async () => null };

race('what others agreed to is run twice at once by whoever asked', replicas, {
  ...ownRows,
  prepare: async (all) => {
    const id = await agreedInvite(all);
    return [confirm(all.team[0], id), confirm(all.team[1], id)];
  },
  endings: either({ told: [null, isRunOrDone], entries: ['proposed approved done'], effect: null }),
});

race('what others agreed to is run and cancelled by whoever asked', replicas, {
  ...ownRows,
  prepare: async (all) => {
    const id = await agreedInvite(all);
    return [confirm(all.team[0], id), press(all.team[1], 'cancel', id)];
  },
  endings: [
    { won: 0, told: [null, isRunOrDone], entries: ['proposed approved done'], effect: null },
    { won: 1, told: [isCancelled, null], entries: ['proposed approved cancelled'], effect: null },
  ],
});

race('what others agreed to is run by whoever asked when the time is over', replicas, {
  ...ownRows,
  prepare: async (all) => {
    const id = await agreedInvite(all);
    return [confirm(all.team[0], id), expire(all, id, 'approved')];
  },
  endings: [
    { won: 0, told: [null, null], entries: ['proposed approved done'], effect: null },
    { won: 1, told: [late, null], entries: ['proposed approved expired'], effect: null },
  ],
});

auditHolds(replicas);
