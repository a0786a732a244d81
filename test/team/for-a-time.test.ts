import type { Client } from 'pg';
import { expect, test } from 'vitest';
import { buttonOf } from '../support/buttons.ts';
import { auditLinesOf, fieldsOf, sentenceOf } from '../support/sentence.ts';
import { shareSteward } from '../support/shared-steward.ts';
import { heard, startTeam } from '../support/team.ts';
import { jobsSettled } from '../support/waiting.ts';

shareSteward();

/** Ends the time of every time-limited action. */
async function hurry(client: Client): Promise<void> {
  await client.query(
    `update steward.actions set reverses_at = now() where reverses_at is not null;
     update steward_jobs.job set start_after = now() where name = 'reverse'`,
  );
}

const isActive = async (client: Client, nickname: string) =>
  (await client.query('select is_active from users where nickname = $1', [nickname])).rows[0]?.is_active;

test('a time-limited action is undone automatically, and the card says when', async () => {
  const { discord, client, stateOf, eventsOf } = await startTeam({ AUDIT_CHANNEL_ID: '1212742078036512798' });
  const mo = discord.as('mo');

  const done = await (await mo.type('/user deactivate lain for:7d reason:"cool down"')).message();
  expect(fieldsOf(done)).toMatchObject({ 'Reverts automatically': expect.stringMatching(/^<t:\d+:R>$/) });
  expect(fieldsOf(done)).not.toHaveProperty('Note');
  expect(await isActive(client, 'lain')).toBe(false);
  await hurry(client);

  await expect.poll(() => stateOf(1)).toBe('undone');
  expect(await isActive(client, 'lain')).toBe(true);
  await expect.poll(() => sentenceOf(mo.messages().at(-1))).toMatch(/^Undid action 1/);
  expect(fieldsOf(mo.messages().at(-1) ?? done)).toMatchObject({ Reason: 'Its time limit ended.' });
  expect(await eventsOf(2)).toEqual(['action.done']);
  const { rows } = await client.query(`select requester_name, source from steward.actions where id = 2`);
  expect(rows).toEqual([{ requester_name: 'Steward', source: 'system' }]);
  await expect
    .poll(() => mo.messages('audit').flatMap(auditLinesOf).join('\n'))
    .toMatch(/\*\*Steward\*\* ran: undo .* · Its time limit ended\./);
});

test('a kept action is not undone; its card says who kept it, and only whoever pressed gets an answer', async () => {
  const { discord, client, stateOf } = await startTeam();
  const mo = discord.as('mo');
  const done = await (await mo.type('/user deactivate lain for:7d')).message();

  expect(await heard(mo.click(done, buttonOf(done, 'Make permanent')))).toBe(
    'Made action 1 permanent. It no longer reverts automatically.',
  );
  await expect
    .poll(() => fieldsOf(mo.messages()[0] ?? done)['Made permanent'])
    .toMatch(new RegExp(`^by <@${mo.id}> <t:`));
  expect(discord.as('ada').messages()).toHaveLength(1);
  await expect.poll(() => fieldsOf(mo.messages()[0] ?? done)['Reverts automatically']).toBeUndefined();
  await hurry(client);
  await jobsSettled(client, 'reverse');

  expect(await stateOf(1)).toBe('done');
  expect(await isActive(client, 'lain')).toBe(false);
});

test('a superseded action is not undone when its time ends: the card says so immediately, and the log when it ends', async () => {
  const { discord, client, stateOf, eventsOf } = await startTeam();
  const mo = discord.as('mo');
  const shown = await (await mo.type('/user deactivate dave for:7d keep_followers:true')).message();
  await (await mo.type('/user activate dave')).message();
  await expect
    .poll(() => fieldsOf(mo.messages()[0] ?? shown))
    .toMatchObject({ 'No automatic revert': 'Replaced by action 2.' });

  await hurry(client);

  await expect.poll(() => eventsOf(1)).toEqual(['action.done', 'action.superseded']);
  expect(await stateOf(1)).toBe('done');
  expect(await isActive(client, 'dave')).toBe(true);
});

test('an action that can no longer be undone when its time ends stays, and its card and the log say why', async () => {
  const { discord, client, stateOf, eventsOf } = await startTeam();
  const mo = discord.as('mo');
  const shown = await (await mo.type('/user deactivate dave for:7d keep_followers:true')).message();
  await client.query(`update users set is_active = true where nickname = 'dave'`);

  await hurry(client);

  await expect.poll(() => eventsOf(1)).toEqual(['action.done', 'action.kept']);
  expect(await stateOf(1)).toBe('done');
  expect(await isActive(client, 'dave')).toBe(true);
  await expect
    .poll(() => fieldsOf(mo.messages()[0] ?? shown))
    .toMatchObject({ 'Automatic revert failed': expect.stringMatching(/^Nothing to restore/) });
});
