import { pressOf, tester, type Ways } from '../../support/perform.ts';
import {
  ann,
  approve,
  approvedAction,
  confirm,
  deny,
  due,
  failed,
  keeping,
  press,
  pressed,
  proposed,
  requestOf,
  tagging,
  undoing,
  untagged,
} from './moves.ts';
import { either, race } from './race.ts';
import { auditHolds, openReplicas } from './replicas.ts';

const replicas = openReplicas();

const taken = /^AlreadyClaimed$/;
const once = (entries: string, effect: unknown) =>
  either({ told: [null, taken], entries: [entries], effect });

race('one approval reaches two replicas', replicas, {
  prepare: async ({ client, committee: [one, two] }) => {
    const id = await proposed(client, one);
    const interaction = pressed();
    return [approve(one, id, ann, interaction), approve(two, id, ann, interaction)];
  },
  endings: once('proposed vote', []),
});

race('one denial reaches two replicas', replicas, {
  prepare: async ({ client, team: [one, two] }) => {
    const id = await proposed(client, one);
    const interaction = pressed();
    return [deny(one, id, ann, interaction), deny(two, id, ann, interaction)];
  },
  endings: once('proposed denied', []),
});

race('one "Cancel request" reaches two replicas', replicas, {
  prepare: async (all) => {
    const [id, interaction] = [await approvedAction(all), pressed()];
    return [
      press(all.team[0], 'cancel', id, tester, interaction),
      press(all.team[1], 'cancel', id, tester, interaction),
    ];
  },
  endings: once('proposed approved cancelled', []),
});

race('one "Run now" reaches two replicas', replicas, {
  prepare: async ({ client, alone: [one, two] }) => {
    const id = await proposed(client, one);
    const interaction = pressed();
    return [confirm(one, id, interaction), confirm(two, id, interaction)];
  },
  endings: once('proposed done', ['raced']),
});

race('one "Try again" reaches two replicas', replicas, {
  prepare: async (all) => {
    const [id, interaction] = [await failed(all), pressed()];
    return [
      press(all.team[0], 'retry', id, tester, interaction),
      press(all.team[1], 'retry', id, tester, interaction),
    ];
  },
  endings: once('proposed approved approved', []),
});

race('one "Keep it so" reaches two replicas', replicas, {
  prepare: async (all) => {
    const [id, interaction] = [await due(all), pressed()];
    return [keeping(all.alone[0], id, interaction), keeping(all.alone[1], id, interaction)];
  },
  endings: either({ told: [null, taken], entries: ['done kept'], effect: ['raced'] }),
});

race('one "Undo" reaches two replicas', replicas, {
  prepare: async (all) => {
    const [id, interactionId] = [await due(all), pressed()];
    return [
      () => all.alone[0].propose(requestOf(undoing(id), { interactionId })),
      () => all.alone[1].propose(requestOf(undoing(id), { interactionId })),
    ];
  },
  endings: either({ told: [null, taken], entries: ['done', 'proposed'], effect: ['raced'] }),
});

race('one "Ask again" reaches two replicas', replicas, {
  prepare: async (all) => {
    const [id, interaction] = [await proposed(all.client, all.team[0]), pressed()];
    await all.client.query(`update steward.actions set deadline = now() where id = $1`, [id]);
    await all.team[0].expire({ action: id });
    const again = (ways: Ways) => () => ways.askAgain(pressOf(id, interaction));
    return [again(all.team[0]), again(all.team[1])];
  },
  endings: either({ told: [null, taken], entries: ['proposed expired', 'proposed'], effect: [] }),
});

race('one command that asks first reaches two replicas', replicas, {
  prepare: async ({ client, team: [one, two] }) => {
    await untagged(client);
    const request = requestOf(tagging);
    return [() => one.propose(request), () => two.propose(request)];
  },
  endings: once('proposed', []),
});

race('one command that acts immediately reaches two replicas', replicas, {
  prepare: async ({ client, alone: [one, two] }) => {
    await untagged(client);
    const request = requestOf(tagging);
    return [() => one.perform(request), () => two.perform(request)];
  },
  endings: once('done', ['raced']),
});

auditHolds(replicas);
