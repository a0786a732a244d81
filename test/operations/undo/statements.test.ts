import { expect, test } from 'vitest';
import { createPreview } from '../../../src/actions/index.ts';
import { deactivate } from '../../../src/operations/instance/set-activation.ts';
import { tag } from '../../../src/operations/instance/tags.ts';
import { undoAll } from '../../../src/operations/undo/undo-all.ts';
import { pristineDatabase } from '../../support/database.ts';
import { tester } from '../../support/perform.ts';
import { snapshot } from '../../support/snapshot.ts';
import { statementsDuring } from '../../support/statements.ts';
import { gather } from './crowd.ts';
import { differencesSince, doing, request } from './doing.ts';

test('the number of statements does not grow with the number of rows in a part', async () => {
  const { url, client } = await pristineDatabase();
  const { does, undoes } = doing(url);
  const statements: number[] = [];
  for (const size of [10, 120]) {
    const star = `star${size}`;
    await gather(client, star, size);
    const before = await snapshot(client);
    const action = await does(deactivate, { nickname: star, keep_followers: false });
    statements.push(await statementsDuring(() => undoes(action)));
    expect(await differencesSince(client, before)).toEqual({});
  }
  expect(new Set(statements).size).toBe(1);
});

test('the plan asks for actions in the way only where something is left alone', async () => {
  const { url, client } = await pristineDatabase();
  const { does, dependencies } = doing(url);
  for (const nickname of ['lain', 'bob']) await does(tag, { nickname, tags: ['x'] });
  const args = { by: tester.id, since: '2000-01-01T00:00:00Z' };
  const plans = () => createPreview(dependencies)({ ...request, operation: undoAll, args });
  await plans();

  const whole = await statementsDuring(plans);
  await client.query(`update users set tags = '{y}' where nickname = 'lain'`);
  const inPart = await statementsDuring(plans);

  expect(inPart - whole).toBe(1);
});
