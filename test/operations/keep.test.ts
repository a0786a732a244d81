import { expect, test } from 'vitest';
import { activate, deactivate } from '../../src/operations/instance/set-activation.ts';
import { tag } from '../../src/operations/instance/tags.ts';
import { keep } from '../../src/operations/steward/keep.ts';
import { Conflict } from '../../src/text/errors.ts';
import { pristineDatabase } from '../support/database.ts';
import { another, pressOf, waysOn } from '../support/perform.ts';
import { doing, request } from './undo/doing.ts';

const forAWeek = { nickname: 'dave', keep_followers: true, for: '7d' };

async function scene() {
  const { url, client } = await pristineDatabase();
  const ways = doing(url);
  const team = waysOn(url, { votes: 1 });
  return {
    client,
    ...ways,
    team,
    keeps: (action: number) => ways.perform({ ...request, operation: keep, args: { action } }),
    proposes: async () =>
      (await team.propose({ ...request, operation: deactivate, args: forAWeek, reason: 'x' })).actionId,
    async comesDue(action: number) {
      await client.query('update steward.actions set reverses_at = now() where id = $1', [action]);
      await ways.reverse({ action });
    },
  };
}

type Scene = Awaited<ReturnType<typeof scene>>;

/** Deactivates an account for a week, and then does something with that action. */
const afterwards =
  (work: (scene: Scene, action: number) => Promise<unknown>) =>
  async (found: Scene): Promise<number> => {
    const action = await found.does(deactivate, forAWeek);
    await work(found, action);
    return action;
  };

test.for<[string, (scene: Scene) => Promise<number>, string]>([
  [
    'never had a time limit',
    ({ does }) => does(tag, { nickname: 'dave', tags: ['x'] }),
    'Action 1 has no time limit: it does not revert automatically.',
  ],
  [
    'is permanent already',
    afterwards(({ keeps }, action) => keeps(action)),
    'tester already made action 1 permanent.',
  ],
  [
    'could not be reverted',
    afterwards(async ({ client, comesDue }, action) => {
      await client.query(`update users set is_active = true where nickname = 'dave'`);
      await comesDue(action);
    }),
    'Action 1 is permanent, because its automatic revert failed: Nothing to restore: everything is as it was before action 1 (deactivate dave for 7d).',
  ],
  [
    'has reverted',
    afterwards(({ comesDue }, action) => comesDue(action)),
    'Action 1 already reverted automatically by action 2. Run the command again without the option for.',
  ],
  [
    'was undone',
    afterwards(({ undoes }, action) => undoes(action)),
    'Action 1 was already undone by action 2. Run the command again without the option for.',
  ],
  [
    'was replaced by a later action',
    afterwards(({ does }) => does(activate, { nickname: 'dave' })),
    'Action 1 does not revert automatically: it was replaced by action 2. To apply it again, undo action 2.',
  ],
  [
    'is pending',
    ({ proposes }) => proposes(),
    'Action 1 has not run yet. Make it permanent when it is done.',
  ],
  [
    'was denied',
    async ({ team, proposes }) => {
      const action = await proposes();
      await team.castVote(pressOf(action, null, another('ann')), { vote: 'deny', reason: 'No' });
      return action;
    },
    'Action 1 was denied. Nothing was changed. Run the command again without the option for.',
  ],
])('an action that %s is not made permanent, and the answer says why', async ([, prepare, words]) => {
  const found = await scene();
  const action = await prepare(found);

  const refused = await found.keeps(action).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Conflict);
  expect(refused).toMatchObject({ message: words });
});
