import { expect, test } from 'vitest';
import { buttonOf } from '../support/buttons.ts';
import { pristineDatabase } from '../support/database.ts';
import { fieldsOf } from '../support/sentence.ts';
import { shareSteward } from '../support/shared-steward.ts';
import { startSteward } from '../support/steward.ts';
import { startTeam } from '../support/team.ts';

shareSteward();

/** Two open reports about lain and a dismissed one. A report names the account first, alone or before posts. */
const reportsAboutLain = `
  insert into activities (id, data, actor, local, recipients, inserted_at, updated_at)
  select gen_random_uuid(),
    jsonb_build_object('id', 'https://social.test/activities/' || place, 'type', 'Flag', 'state', state,
      'actor', 'https://social.test/users/gina', 'content', 'rude', 'object', object),
    'https://social.test/users/gina', true, '{}', now(), now()
  from (values
    (1, 'open', '["https://social.test/users/lain"]'::jsonb),
    (2, 'open', '["https://social.test/users/lain", "https://social.test/objects/1"]'),
    (3, 'closed', '["https://social.test/users/lain"]'),
    (4, 'open', '["https://social.test/users/frank", "https://social.test/users/lain"]')
  ) as report (place, state, object)`;

test('/user show of a remote account counts what is known here, and has the actions on its whole instance', async () => {
  const { url, client } = await pristineDatabase();
  const { discord } = await startSteward(url);
  const mo = discord.as('mo');
  const show = async (nickname: string) =>
    fieldsOf(await (await mo.type(`/user show ${nickname}`)).message());
  await client.query(`
    update users set follower_count = 4000, following_count = 0, note_count = 1 where nickname = 'friend1@friendly.example'`);

  const before = await show('friend1@friendly.example');
  await (await mo.type('/user tag friend1@friendly.example x')).message();
  const ada = discord.as('ada');
  const asked = await (await ada.type('/instance deactivate_all friendly.example')).message();
  await (await ada.click(asked, buttonOf(asked, 'Run now'))).message();
  await (await mo.type('/user tag lain y')).message();
  const after = await show('friend1@friendly.example');

  expect(before.Account).toMatch(
    /^First seen <t:\d+:R> · 1 post known here · 1 local follower · \d+ local accounts? followed$/,
  );
  expect(before).not.toHaveProperty('Latest actions');
  expect(after['Latest actions']?.split('\n')).toEqual([
    expect.stringMatching(/^#2 deactivate 4 accounts of friendly\.example · done · <@\d+>/),
    expect.stringMatching(/^#1 tag friend1@friendly\.example with x · done · <@\d+>/),
  ]);
  await client.query(reportsAboutLain);
  expect((await show('lain')).Others).toBe('2 open reports');
  expect((await show('lain'))['Latest actions']?.split('\n')).toEqual([
    expect.stringMatching(/^#3 tag lain with y · done/),
  ]);
});

test('the card of each request about one account shows it, and counts the open reports and the earlier actions', async () => {
  const { ask, client, discord } = await startTeam();
  await (await discord.as('mo').type('/user tag lain x')).message();
  await client.query(reportsAboutLain);

  for (const command of ['delete_activities', 'rm']) {
    const card = await ask('ada', `/user ${command} lain reason:x`);
    const message = await card.shows('Approval required');

    expect(message.embeds[0]?.title).toContain('lain');
    expect(message.embeds[0]?.author?.name).toBe('lain');
    expect(fieldsOf(message).Account).toMatch(
      /^Registered <t:\d+:R> · 7 public posts · 6 followers · 2 open reports · 1 earlier action$/,
    );
  }
});
