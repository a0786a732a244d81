import { expect, test } from 'vitest';
import { activate, deactivate } from '../../../src/operations/instance/set-activation.ts';
import { deactivateAllFromInstance } from '../../../src/operations/instance/set-activation-of-instance.ts';
import { tag } from '../../../src/operations/instance/tags.ts';
import { undo } from '../../../src/operations/undo/undo.ts';
import { plain } from '../../../src/text/text.ts';
import { pristineDatabase } from '../../support/database.ts';
import { another } from '../../support/perform.ts';
import { doing, request } from './doing.ts';

const [bea, cyd] = [another('bea'), another('cyd')];

test('an undo of the earlier action says to undo the later one first', async () => {
  const { url, client } = await pristineDatabase();
  const { does, undoes } = doing(url);
  const first = await does(tag, { nickname: 'lain', tags: ['x'] });
  const second = await does(tag, { nickname: 'lain', tags: ['y'] }, bea);

  await expect(undoes(first)).rejects.toThrow(
    `Nothing of action ${first} (user tag on lain) can be restored: lain was changed since, by action ${second}. First undo action ${second}.`,
  );
  await undoes(second);
  await undoes(first);

  const { rows } = await client.query(`select tags from users where nickname = 'lain'`);
  expect(rows).toEqual([{ tags: [] }]);
});

test('an undo of a part of what an action did says which later action to undo first for the rest', async () => {
  const { url } = await pristineDatabase();
  const { does, perform } = doing(url);
  const nickname = 'friend1@friendly.example';
  const friendly = { instance: 'friendly.example', include_subdomains: false, keep_followers: false };
  const first = await does(deactivateAllFromInstance, friendly);
  const second = await does(activate, { nickname }, bea);
  await does(deactivate, { nickname, keep_followers: true }, cyd);

  const { plan } = await perform({ ...request, operation: undo, args: { action: first } });

  expect(plan.warnings.map(plain)).toEqual([
    `Not restored: ${nickname} was changed since, by action ${second}. To restore it too, first undo action ${second}.`,
  ]);
});

test('no undo is advised of a later action that cannot be undone', async () => {
  const { url, client } = await pristineDatabase();
  const { does, undoes } = doing(url);
  const first = await does(tag, { nickname: 'lain', tags: ['x'] });
  const second = await does(tag, { nickname: 'lain', tags: ['y'] }, bea);
  await client.query(`update steward.actions set operation = 'user.from_another_version' where id = $1`, [
    second,
  ]);

  await expect(undoes(first)).rejects.toThrow(/by action \d+\. Correct by hand what is still wrong\.$/);
});
