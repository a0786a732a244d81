import { expect, test } from 'vitest';
import { deactivate } from '../../../src/operations/instance/set-activation.ts';
import { pristineDatabase } from '../../support/database.ts';
import { snapshot } from '../../support/snapshot.ts';
import { statementsDuring } from '../../support/statements.ts';
import { gather } from './crowd.ts';
import { differencesSince, doing } from './doing.ts';

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
