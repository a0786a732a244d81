import { expect, test } from 'vitest';
import { createPreview } from '../../../src/actions/index.ts';
import { activate, deactivate } from '../../../src/operations/instance/set-activation.ts';
import { deactivateAllFromInstance } from '../../../src/operations/instance/set-activation-of-instance.ts';
import { tag } from '../../../src/operations/instance/tags.ts';
import { undo } from '../../../src/operations/undo/undo.ts';
import { undoAll } from '../../../src/operations/undo/undo-all.ts';
import { plain } from '../../../src/text/text.ts';
import { pristineDatabase } from '../../support/database.ts';
import { another } from '../../support/perform.ts';
import { snapshot } from '../../support/snapshot.ts';
import { differencesSince, doing, request } from './doing.ts';

const [bea, cyd] = [another('bea'), another('cyd')];

test('an undo of the earlier action says to undo the later one first', async () => {
  const { url, client } = await pristineDatabase();
  const { does, undoes } = doing(url);
  const first = await does(tag, { nickname: 'lain', tags: ['x'] });
  const second = await does(tag, { nickname: 'lain', tags: ['y'] }, bea);

  await expect(undoes(first)).rejects.toThrow(
    `Nothing of action ${first} (tag lain with x) can be restored: lain was changed since, by action ${second}. First undo action ${second}.`,
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
  const third = await does(deactivate, { nickname, keep_followers: true }, cyd);

  const { plan } = await perform({ ...request, operation: undo, args: { action: first } });

  expect(plan.warnings.map(plain)).toEqual([
    `Not restored: ${nickname} was changed since, by action ${second}. To restore it too, first undo action ${third}, then action ${second}.`,
  ]);
});

test('an undo of all actions of a member says which of them to undo before the later action of another', async () => {
  const { url, client } = await pristineDatabase();
  const { does, undoes, undoesAll, dependencies } = doing(url);
  const before = await snapshot(client);
  await does(tag, { nickname: 'lain', tags: ['one'] }, cyd);
  const theirs = await does(tag, { nickname: 'lain', tags: ['two'] }, bea);
  const last = await does(tag, { nickname: 'lain', tags: ['three'] }, cyd);

  const plan = await createPreview(dependencies)({
    ...request,
    operation: undoAll,
    args: { by: cyd.id, since: '2000-01-01T00:00:00Z' },
  });
  expect(plan.warnings.map(plain)).toEqual([
    `Not restored: lain was changed since, by action ${theirs}. To restore it too, first undo action ${last}, then action ${theirs}.`,
    'Nothing of action 1 can be restored: it stays done.',
  ]);

  await undoes(last);
  await undoes(theirs);
  expect(await undoesAll(cyd.id)).toMatchObject({ actions: [1], skipped: 0 });
  expect(await differencesSince(client, before)).toEqual({});
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
