import { expect, test } from 'vitest';
import { changeEmail } from '../../src/operations/instance/change-email.ts';
import { invite } from '../../src/operations/instance/invite.ts';
import { tag } from '../../src/operations/instance/tags.ts';
import { Unavailable } from '../../src/text/errors.ts';
import { pristineDatabase } from '../support/database.ts';
import { keptIn } from '../support/kept.ts';
import { another, pressOf, tester, waysOn, waysWith } from '../support/perform.ts';

const rest = { reason: 'Why not', caller: tester, secret: null };
const changing = { operation: changeEmail, args: { nickname: 'lain', email: 'secret@mail.example' } };
const tagging = { operation: tag, args: { nickname: 'lain', tags: ['new'] } };

async function stage() {
  const { url, client } = await pristineDatabase();
  const ways = waysOn(url, { votes: 1 });
  const stateOf = async (id: number) =>
    (await client.query('select state from steward.actions where id = $1', [id])).rows[0]?.state;
  return { client, ways, stateOf };
}

test('a denied action keeps no secrets', async () => {
  const { client, ways, stateOf } = await stage();
  const { actionId } = await ways.propose({ ...rest, ...changing, interactionId: '1' });

  await ways.castVote(pressOf(actionId, '2', another('ann')), { vote: 'deny', reason: 'No' });

  expect(await stateOf(actionId)).toBe('denied');
  expect(await keptIn(client)).not.toContain('secret@');
});

test('an approved action waits while Discord does not answer who has which role', async () => {
  const { client, ways, stateOf } = await stage();
  const away = new Error('Discord is away');
  const { run, confirm } = waysWith({
    ...ways.dependencies,
    members: { find: () => Promise.reject(away) },
  });
  // A member of the guild, with an id as Discord gives it.
  const caller = { ...tester, id: '1212740923873198131', source: 'discord' as const };
  const tagged = await ways.propose({ ...rest, ...tagging, caller, interactionId: '1' });
  const invited = await ways.propose({ ...rest, operation: invite, args: {}, caller, interactionId: '2' });
  for (const { actionId } of [tagged, invited]) {
    await ways.castVote(pressOf(actionId, `vote ${actionId}`, another('ann')), {
      vote: 'approve',
      seen: null,
    });
  }

  // The queue retries a job that throws; the requester can press the button again.
  await expect(run({ action: tagged.actionId })).rejects.toThrow(Unavailable);
  await expect(confirm(pressOf(invited.actionId, '3', caller), null)).rejects.toThrow(Unavailable);

  expect(await stateOf(tagged.actionId)).toBe('approved');
  expect(await stateOf(invited.actionId)).toBe('approved');
  expect((await client.query('select from steward.changes')).rowCount).toBe(0);
});

test('a lasting fault ends a reversal once, and leaves the action to people', async () => {
  const { client, ways, stateOf } = await stage();
  const alone = waysWith({
    ...ways.dependencies,
    definitionOf: (name) => {
      const definition = ways.dependencies.definitionOf(name);
      if (definition === undefined || name !== 'action.undo') return definition;
      const plan = () => Promise.reject(new TypeError('A fault of ours'));
      return { ...definition, operation: { ...definition.operation, plan } };
    },
  });
  const { actionId } = await ways.perform({ ...rest, ...tagging, interactionId: '1' });
  await client.query('update steward.actions set reverses_at = now() where id = $1', [actionId]);

  for (let times = 0; times < 3; times += 1) await alone.reverse({ action: actionId });

  expect(await stateOf(actionId)).toBe('done');
  const { rows } = await client.query('select event from steward.audit_log order by id');
  expect(rows.map(({ event }) => event)).toEqual(['action.done', 'action.kept']);
});
