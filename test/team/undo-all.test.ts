import { expect, test } from 'vitest';
import { buttonOf } from '../support/buttons.ts';
import { fieldsOf, sentenceOf } from '../support/sentence.ts';
import { shareSteward } from '../support/shared-steward.ts';
import { cardOf, heard, startTeam } from '../support/team.ts';

shareSteward();

test('an undo of all actions of a member who has done more since says so, and can be requested again', async () => {
  const { ask, discord, client, ...team } = await startTeam();
  const [ada, mo] = [discord.as('ada'), discord.as('mo')];
  for (const tag of ['a', 'b']) await (await mo.type(`/user tag lain ${tag}`)).message();
  const card = await ask('ada', '/action undo_all by:mo since:1h reason:"stolen account"');
  await (await mo.type('/user tag kim c')).message();
  await (await ada.type('/action undo 2')).message();

  await card.approve('ivan');

  const stale = await card.shows('Out of date');
  expect(stale.embeds[0]?.title).toBe('Out of date: undo 2 actions of mo');
  expect(sentenceOf(stale)).toBe(
    'What action 3 would do has changed since the request. mo has done 1 more action since, action 4. Action 2 was undone since. Nothing was changed.',
  );
  expect(fieldsOf(stale)).toMatchObject({
    'Differs now': expect.stringContaining('which actions are undone'),
  });
  expect(await heard(ada.click(stale, buttonOf(stale, 'Request again')))).toBe(
    'Requested again as action 6.',
  );
  const again = await cardOf({ ...team, discord }, client, 6);
  await again.approve('ivan');
  await again.shows('Done');
  const { rows } = await client.query(`select tags from users where nickname in ('kim', 'lain')`);
  expect(rows).toEqual([{ tags: [] }, { tags: [] }]);
});
