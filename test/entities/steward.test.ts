import { expect, test } from 'vitest';
import { Action, AuditEntry, Change, Interaction } from '../../entities/steward/index.ts';
import { tag } from '../../src/operations/instance/tags.ts';
import { pristineDatabase } from '../support/database.ts';
import { performOn, tester } from '../support/perform.ts';

test('the entities of Steward’s tables read back what an action leaves there', async () => {
  const { url } = await pristineDatabase();
  const { perform, database } = performOn(url);
  const startedAt = new Date(Date.now() - 1_000);

  const { actionId } = await perform({
    operation: tag,
    args: { nickname: 'lain', tags: ['x'] },
    reason: 'a try',
    caller: tester,
    interactionId: '42',
    secret: null,
  });

  const em = database.em.fork();
  const action = await em.findOneOrFail(Action, { id: actionId });
  expect(action).toMatchObject({
    interactionId: '42',
    operation: 'user.tag',
    args: { nickname: 'lain', tags: ['x'] },
    reason: 'a try',
    tier: 'routine',
    state: 'done',
    requesterId: tester.id,
    source: 'console',
    guildId: null,
    outcome: { nickname: 'lain', tags: ['x'] },
    failure: null,
  });
  expect(action.proposedAt.getTime()).toBeGreaterThan(startedAt.getTime());

  const [change] = await em.find(Change, { actionId });
  expect(change).toMatchObject({
    tableName: 'users',
    before: { tags: [] },
    after: { tags: ['x'] },
  });

  const entry = await em.findOneOrFail(AuditEntry, { actionId });
  expect(entry).toMatchObject({ id: 1, event: 'action.done', actorName: tester.name, command: 'user.tag' });
  expect([entry.previousHash.length, entry.hash.length]).toEqual([0, 32]);
  expect(entry.at.getTime()).toBeGreaterThan(startedAt.getTime());

  const claimed = await em.findOneOrFail(Interaction, { id: '42' });
  expect(claimed.claimedAt.getTime()).toBeGreaterThan(startedAt.getTime());
});
