import { expect, test } from 'vitest';
import { ownDatabase } from '../support/database.ts';
import { auditLinesOf, sentenceOf } from '../support/sentence.ts';
import { cardOf, startTeam } from '../support/team.ts';

test('a command that fails immediately names a code of the log, and then has a card with a button to retry', async () => {
  const { discord, client, eventsOf, ...team } = await startTeam({}, await ownDatabase());
  await client.query(`
    create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
    create trigger refuse before update on users for each row execute function refuse()`);

  const told = await (await discord.as('mo').type('/user tag lain tested')).message();
  expect(sentenceOf(told)).toMatch(
    /^Something went wrong in Steward\. Nothing was changed\. .* `[0-9a-f]{8}`\.$/,
  );
  await client.query(
    `drop trigger refuse on users; update steward_jobs.job set start_after = now() where name = 'card'`,
  );

  const { rows } = await client.query('select id::integer from steward.actions');
  const card = await cardOf({ ...team, discord }, client, rows[0].id);
  const failed = await card.shows('Failed');
  expect(failed.id).toBe(told.id);
  expect(sentenceOf(failed)).toBe('Nothing was changed.');
  expect(failed.embeds[0]?.title).toBe('Failed: tag lain with tested');
  await card.press('mo', 'Retry');
  await card.shows('Done');
  expect(await eventsOf(card.action)).toEqual([
    'action.failed',
    'action.approved',
    'action.running',
    'action.done',
  ]);
});

test('an action that fails before it has a plan is shown with what was typed, everywhere', async () => {
  const { discord, client, url, ...team } = await startTeam(
    { AUDIT_CHANNEL_ID: '1212742078036512798' },
    await ownDatabase(),
  );
  const mo = discord.as('mo');
  const said = async (line: string) => (await (await mo.type(line)).message()).embeds[0];
  const role = new URL(url).username;
  await client.query(`revoke select on users from ${role}; revoke select (nickname) on users from ${role}`);

  await (await mo.type('/user tag lain tested')).message();
  await (await mo.type('/user fix_follow_state lain friend1@friendly.example')).message();
  await client.query(`grant select on users to ${role};
    update steward_jobs.job set start_after = now() where name = 'card'`);

  const failed = await (await cardOf({ ...team, discord }, client, 1)).shows('Failed');
  expect(failed.embeds[0]?.title).toBe('Failed: run /user tag nickname:lain tags:tested');
  expect((await said('/action list'))?.description?.split('\n').slice(1)).toEqual([
    expect.stringContaining(
      ' · failed · run `/user fix_follow_state local_user:lain remote_user:friend1@friendly.example` · ',
    ),
    expect.stringContaining(' · failed · run `/user tag nickname:lain tags:tested` · '),
  ]);
  expect((await said('/action list target:lain'))?.description).toContain(
    'run `/user tag nickname:lain tags:tested`',
  );
  expect(sentenceOf(await (await mo.type('/action show 1')).message())).toMatch(
    /^Run `\/user tag nickname:lain tags:tested`: failed\./,
  );
  await expect
    .poll(() => discord.as('ada').messages('audit').flatMap(auditLinesOf)[0])
    .toMatch(/^❌ \*\*mo\*\* tried: run `\/user tag nickname:lain tags:tested` · /);
});
