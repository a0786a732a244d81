import { expect, test } from 'vitest';
import { invite } from '../../../src/operations/instance/invite.ts';
import { newUser } from '../../../src/operations/instance/new-user.ts';
import { deactivate } from '../../../src/operations/instance/set-activation.ts';
import { tag } from '../../../src/operations/instance/tags.ts';
import { pauseStaff } from '../../../src/operations/steward/staff-pauses.ts';
import { Conflict, NotFound, Refused, Stale } from '../../../src/text/errors.ts';
import { pristineDatabase } from '../../support/database.ts';
import { tester } from '../../support/perform.ts';
import { snapshot } from '../../support/snapshot.ts';
import { differencesSince, doing } from './doing.ts';

test('an action is undone once, however many ask for it at the same moment', async () => {
  const { url, client } = await pristineDatabase();
  const [one, two] = [doing(url), doing(url)];
  const before = await snapshot(client);
  const action = await one.does(deactivate, { nickname: 'lain', keep_followers: false });

  const ends = await Promise.allSettled([one.undoes(action), two.undoes(action), one.undoesAll(tester.id)]);

  expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const end of ends) {
    if (end.status === 'rejected') {
      expect(
        [Stale, Conflict].some((kind) => end.reason instanceof kind),
        String(end.reason),
      ).toBe(true);
    }
  }
  expect(await differencesSince(client, before)).toEqual({});
});

test('an action that is unknown, not done, undone or not undoable is refused, each with its reason', async () => {
  const { url, client } = await pristineDatabase('3.19');
  const { does, undoes } = doing(url);
  const made = await does(newUser, {
    nickname: 'newcomer',
    email: 'newcomer@mail.example',
    name: undefined,
    bio: '',
    admin: false,
    moderator: false,
    choose_password: false,
  });
  const invited = await does(invite, {});
  await undoes(invited);
  const paused = await does(pauseStaff, { person: '1091882674160291871', for: '1h' });
  const failed = await does(tag, { nickname: 'lain', tags: ['x'] });
  await client.query(`update steward.actions set state = 'failed' where id = $1`, [failed]);

  await expect(undoes(999)).rejects.toThrow(NotFound);
  await expect(undoes(made)).rejects.toThrow(Refused);
  await expect(undoes(invited)).rejects.toThrow(/was already undone by action \d+/);
  await expect(undoes(invited + 1)).rejects.toThrow(
    `Action ${invited + 1} (undo action ${invited}: create an invite) cannot be undone. To make the change again, run the original command.`,
  );
  await expect(undoes(paused)).rejects.toThrow(
    `Action ${paused} (pause 1091882674160291871) cannot be undone. Use "staff resume" instead.`,
  );
  await expect(undoes(failed)).rejects.toThrow(/^Action \d+ failed\. Nothing was changed\.$/);
});
