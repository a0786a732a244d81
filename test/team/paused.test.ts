import { expect, test } from 'vitest';
import { steward } from '../../src/actions/index.ts';
import { pauseStaff } from '../../src/operations/steward/staff-pauses.ts';
import { runConsole } from '../support/console.ts';
import { waysOn } from '../support/perform.ts';
import { fieldsOf, sentenceOf } from '../support/sentence.ts';
import { shareSteward } from '../support/shared-steward.ts';
import { heard, startTeam, type Team } from '../support/team.ts';

shareSteward();

const answerTo = async ({ discord }: Team, who: string, line: string): Promise<string> =>
  sentenceOf(await (await discord.as(who).type(line)).message());

const pause = (team: Team, who: string, options = 'reason:"lost phone"'): Promise<string> =>
  answerTo(team, 'ada', `/staff pause ${team.discord.as(who).id} ${options}`);

const paused =
  /^You are paused by ada and cannot request, approve or run anything: lost phone\. The pause ends <t:\d+:R>\. Another admin can end it with `\/staff resume`\.$/;

test('a member whom an admin has paused changes nothing of any tier, and still reads, denies and cancels', async () => {
  const team = await startTeam();
  const { discord, ask, client, stateOf } = team;
  const timed = await ask('mo', '/user deactivate heidi for:7d');
  const own = await ask('ivan', '/user rm bob reason:x');
  const [removal, other] = [
    await ask('ada', '/user rm lain reason:x'),
    await ask('ada', '/user rm gina reason:x'),
  ];

  expect(await pause(team, 'mo')).toMatch(
    /^Paused <@\d+>\. The pause ends <t:\d+:R>\. They cannot request, approve or run anything; reading, denying and cancelling still work\. Another admin can end it with `\/staff resume`\.$/,
  );
  await pause(team, 'ivan');

  for (const line of ['/user tag kim x', '/user deactivate kim', `/action undo ${timed.action}`]) {
    expect(await answerTo(team, 'mo', line), line).toMatch(paused);
  }
  for (const line of [
    '/user set kim locked:true',
    '/user rm kim reason:x',
    '/action lock reason:x',
    '/staff resume @mo',
    '/staff pause @ada reason:x',
    `/action approve ${removal.action}`,
  ]) {
    expect(await answerTo(team, 'ivan', line), line).toMatch(paused);
  }
  expect(await heard(timed.press('mo', 'Make permanent'))).toMatch(paused);
  expect(await heard(removal.press('ivan', 'Approve'))).toMatch(paused);
  expect((await client.query('select from steward.votes')).rowCount).toBe(0);
  expect((await client.query(`select tags from users where nickname = 'kim'`)).rows).toEqual([{ tags: [] }]);

  expect(await answerTo(team, 'mo', '/user show kim')).toMatch(/kim/);
  expect(await answerTo(team, 'mo', '/user deactivate kim dry_run:true')).toMatch(/Nothing was changed\.$/);
  expect(await answerTo(team, 'mo', '/action list')).toMatch(/^5 actions/);
  expect(await answerTo(team, 'ivan', `/action deny ${removal.action} reason:"not now"`)).toMatch(/^Denied/);
  await own.press('ivan', 'Cancel request');
  await own.shows('Cancelled');
  expect(await stateOf(other.action)).toBe('proposed');

  await answerTo(team, 'ada', `/staff resume ${discord.as('mo').id}`);
  expect(await answerTo(team, 'mo', '/user tag kim x')).toMatch(/^Tagged kim/);
});

test('what waits for a paused member to confirm, to run or to be retried waits until the pause ends', async () => {
  const team = await startTeam({ APPROVALS_SENSITIVE: '1', APPROVALS_DESTRUCTIVE: '0' });
  const { ask, client, stateOf } = team;
  const link = await ask('ivan', '/user reset_password gina reason:x');
  await link.approve('grace');
  await link.shows('Approved');
  const removal = await ask('ivan', '/user rm lain');
  const failed = await ask('ivan', '/user tag kim x');
  await client.query(`update steward.actions set state = 'failed', revision = revision + 1 where id = $1`, [
    failed.action,
  ]);
  await pause(team, 'ivan');

  expect(await heard(link.press('ivan', 'Run now'))).toMatch(paused);
  expect(await heard(removal.press('ivan', 'Run now'))).toMatch(paused);
  expect(await answerTo(team, 'ivan', `/action retry ${failed.action}`)).toMatch(paused);
  expect(await stateOf(link.action)).toBe('approved');

  await client.query('update steward.pauses set until = now()');
  await removal.press('ivan', 'Run now');
  await expect.poll(() => stateOf(removal.action)).toBe('following');
});

test('a pause by hand from a terminal stops everything too, and a pause by Steward only what is destructive', async () => {
  const team = await startTeam({ DESTRUCTIVE_PER_HOUR: '1' });
  const { url, ask, discord } = team;
  const environment = { DATABASE_URL: url, INSTANCE_URL: 'https://social.test' };
  await runConsole(['staff', 'pause', discord.as('mo').id, '--reason', 'lost phone'], environment);
  expect(await answerTo(team, 'mo', '/user tag kim x')).toMatch(
    /^You are paused by .* or run anything: lost/,
  );

  await ask('ivan', '/user rm bob reason:x');
  expect(await answerTo(team, 'ivan', '/user rm lain reason:x')).toMatch(
    /^You are paused by Steward and cannot request or approve destructive actions: Requested more than 1/,
  );
  expect(await answerTo(team, 'ivan', '/user tag kim x')).toMatch(/^Tagged kim/);
  expect(await answerTo(team, 'ivan', '/staff link mo person:@mo')).toMatch(/^Linked/);
});

test('a pause by hand replaces a longer one by Steward, which never replaces one by hand', async () => {
  const team = await startTeam({ DESTRUCTIVE_PER_HOUR: '1', APPROVALS_DESTRUCTIVE: '0' });
  const { url, discord, ask, client } = team;
  await ask('ivan', '/user rm bob');
  await answerTo(team, 'ivan', '/user rm lain');
  const setBy = async () =>
    (
      await client.query(`select paused_by_name as by, until < now() + interval '11 minutes' as "isShort"
        from steward.pauses`)
    ).rows;
  expect(await setBy()).toEqual([{ by: 'Steward', isShort: false }]);

  expect(await pause(team, 'ivan', 'for:10m reason:"lost phone"')).toMatch(/^Paused/);

  expect(await setBy()).toEqual([{ by: 'ada', isShort: true }]);
  expect(await answerTo(team, 'ivan', '/user tag kim x')).toMatch(paused);
  expect(await pause(team, 'ivan', 'for:5m reason:x')).toMatch(/is already paused\. The pause ends/);
  // As where an admin pauses a member at the moment at which they exceed the limit.
  const automatic = waysOn(url).perform({
    operation: pauseStaff,
    args: { person: discord.as('ivan').id, for: '1h' },
    ...{ reason: 'x', caller: steward, interactionId: null, secret: null },
  });
  await expect(automatic).rejects.toThrow('ivan was just paused by someone else. Nothing was changed.');
  expect(await setBy()).toEqual([{ by: 'ada', isShort: true }]);
});

test('who paused a member, and what that stops, is shown to everybody, and to themselves as their own doing', async () => {
  const team = await startTeam({ DESTRUCTIVE_PER_HOUR: '1' });
  const { discord, ask } = team;
  const [ada, ivan] = [discord.as('ada'), discord.as('ivan')];
  const own = await ask('ada', `/staff pause ${ada.id} reason:"on holiday"`);
  await own.press('ada', 'Run now');
  await own.shows('Done');
  await ask('ivan', '/user rm bob reason:x');
  await answerTo(team, 'ivan', '/user rm lain reason:x');
  const shownTo = async (who: string, line: string) =>
    fieldsOf(await (await discord.as(who).type(line)).message()).Paused;

  expect(await answerTo(team, 'ada', '/user tag kim x')).toMatch(
    /^You paused yourself and cannot request, approve or run anything: on holiday\. The pause ends/,
  );
  expect(await shownTo('ada', '/action policy')).toMatch(
    new RegExp(
      [
        `^<@${ivan.id}> · ends <t:\\d+:R> · cannot request or approve destructive actions · paused by Steward: Requested more than 1 destructive actions within an hour`,
        `<@${ada.id}> · ends <t:\\d+:R> · cannot request, approve or run anything · paused by you: on holiday$`,
      ].join('\n'),
    ),
  );
  expect(await shownTo('mo', '/action policy')).toMatch(/ paused by ada: on holiday$/);
  expect(await shownTo('ada', `/staff show ${ada.id}`)).toMatch(
    /^By you: cannot request, approve or run anything\. The pause ends <t:\d+:R>\. Reason: on holiday$/,
  );
  expect(await shownTo('mo', `/staff show ${ivan.id}`)).toMatch(
    /^By Steward: cannot request or approve destructive actions\. The pause ends/,
  );
});
