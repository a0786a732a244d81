import { Colors, MessageFlags } from 'discord.js';
import type { Client } from 'pg';
import { expect, test } from 'vitest';
import type { DiscordSandbox } from '../../sandbox/discord/index.ts';
import { createRecordRefusal, createTidy, type Refusal } from '../../src/actions/index.ts';
import { Refused } from '../../src/text/errors.ts';
import { text } from '../../src/text/text.ts';
import { tamper } from '../support/audit-log.ts';
import { waysOn } from '../support/perform.ts';
import { auditLinesOf } from '../support/sentence.ts';
import { heard, startTeam } from '../support/team.ts';

const auditChannel = { AUDIT_CHANNEL_ID: '1212742078036512798' };

/** The lines of the audit channel, without their times. */
const linesIn = (discord: DiscordSandbox): string[] =>
  discord
    .as('ada')
    .messages('audit')
    .flatMap(auditLinesOf)
    .map((line) => line.replace(/ · <t:.*$/, ''));

/** Makes everything that was recorded or counted older. */
async function pass(client: Client, time: string): Promise<void> {
  await tamper(client, `update steward.audit_log set at = at - interval '${time}'`);
  await client.query(`update steward.refusals set since = since - interval '${time}'`);
}

/** How many refusals are counted and not yet in the audit log. */
const countedIn = async (client: Client): Promise<number> =>
  (await client.query('select coalesce(sum(times), 0)::integer as times from steward.refusals')).rows[0]
    .times;

/** The events of the audit log with their numbers, and whether its chain is whole. */
const eventsIn = async (client: Client): Promise<object[]> =>
  (
    await client.query(
      `select event, count(*)::integer, steward.verify_audit_log() as fault from steward.audit_log group by event order by event`,
    )
  ).rows;

test('repeated refusals of one person are reported once in the audit channel, in order, and again after an hour', async () => {
  const { discord, client } = await startTeam(auditChannel);
  const eve = discord.as('eve');
  const told = () => linesIn(discord);
  const refuse = async (times: number) => {
    for (let count = 0; count < times; count += 1) {
      await (await eve.command('user tag', { nickname: 'lain', tags: 'x' })).message();
    }
  };
  // One line, which says what the fifth was, too.
  const often =
    /^🚨 \*\*eve\*\* was refused 5 times in 10 minutes, last `\/user tag` .*nickname:lain.* · Only /;

  await refuse(4);
  await expect.poll(told).toHaveLength(4);
  expect(told().some((line) => often.test(line))).toBe(false);
  await refuse(3);
  await expect.poll(told).toHaveLength(5);
  expect(told()[4]).toMatch(often);

  await tamper(client, `update steward.audit_log set at = at - interval '61 minutes'`);
  await refuse(5);
  await expect.poll(() => told().filter((line) => often.test(line))).toHaveLength(2);
});

test('of 200 presses by a visitor, five are in the audit log one by one and the others as their number, grey and without a sound', async () => {
  const { ask, client, discord, url } = await startTeam(auditChannel);
  const card = await ask('ada', '/user rm bob reason:gone');
  await card.shows('Approval required');
  for (let count = 0; count < 200; count += 1) {
    expect(await heard(card.press('eve', 'Approve'))).toMatch(/^Only /);
  }
  await expect.poll(() => countedIn(client)).toBe(195);
  expect(await eventsIn(client)).toEqual([
    { event: 'action.proposed', count: 1, fault: null },
    { event: 'command.refused', count: 5, fault: null },
  ]);
  const { rows: jobs } = await client.query(
    `select round(extract(epoch from start_after - created_on) / 60)::integer as minutes
     from steward_jobs.job where name = 'tidy' and state = 'created' and start_after > now() + interval '1 minute'`,
  );
  expect(jobs).toContainEqual({ minutes: 10 });

  await client.query(`update steward.refusals set since = since - interval '10 minutes'`);
  await createTidy(waysOn(url).dependencies)();

  await expect
    .poll(() => linesIn(discord).at(-1))
    .toBe('🚫 **eve** was refused 195 more times, last `/action approve`');
  const { rows } = await client.query(
    `select detail - 'since' - 'until' as detail, (detail ->> 'since') < (detail ->> 'until') as ordered,
       command, steward.verify_audit_log() as fault
     from steward.audit_log where event = 'command.refused_more'`,
  );
  expect(rows).toEqual([{ detail: { times: 195 }, ordered: true, command: 'action.approve', fault: null }]);
  expect(await countedIn(client)).toBe(0);
  const [, ...refusals] = discord.as('ada').messages('audit');
  expect(refusals.length).toBeGreaterThan(1);
  for (const { flags, embeds } of refusals) {
    expect(flags).toBe(MessageFlags.SuppressNotifications);
    expect(embeds.map(({ color }) => color)).toEqual(embeds.map(() => Colors.Grey));
  }

  // Presses do not hide that the person then types what they may not do.
  for (let count = 0; count < 5; count += 1) {
    await (await discord.as('eve').command('user tag', { nickname: 'lain', tags: 'x' })).message();
  }
  await expect.poll(() => linesIn(discord).at(-1)).toMatch(/^🚨 \*\*eve\*\* was refused 5 times/);
  expect(discord.as('ada').messages('audit').at(-1)?.flags).toBe(0);
});

test('the first refusal after the ten minutes comes after the number of those before it', async () => {
  const { discord, client } = await startTeam();
  const refuse = async () =>
    (await discord.as('eve').command('user tag', { nickname: 'lain', tags: 'x' })).message();
  for (let count = 0; count < 6; count += 1) await refuse();
  await expect.poll(() => countedIn(client)).toBe(1);

  await pass(client, '11 minutes');
  await refuse();

  const last = async () =>
    (
      await client.query(
        `select event, detail ->> 'times' as times from steward.audit_log order by id desc limit 2`,
      )
    ).rows;
  await expect.poll(last).toEqual([
    { event: 'command.refused', times: null },
    { event: 'command.refused_more', times: '1' },
  ]);
  expect(await countedIn(client)).toBe(0);
});

test('of refusals at the same time on two replicas, none is lost from the number, and the chain is whole', async () => {
  const { url, client } = await startTeam();
  const replicas = [waysOn(url), waysOn(url)].map(({ dependencies }) => ({
    refuse: createRecordRefusal(dependencies),
    tidy: createTidy(dependencies),
  }));
  const refusalBy = (id: string, interactionId: string): Refusal => ({
    caller: { id, name: 'eve', source: 'discord', roles: [], guildId: null, channelId: null },
    interactionId,
    command: 'user.rm',
    args: {},
    reason: null,
    because: new Refused(text`No.`),
  });
  const refuseAll = (round: string) =>
    Promise.all(
      Array.from({ length: 40 }, (_, count) =>
        replicas[count % 2]?.refuse(refusalBy(String(count % 4 < 2 ? 7 : 8), `${round}${count}`)),
      ),
    );

  await refuseAll('first');
  expect(await eventsIn(client)).toEqual([
    { event: 'command.refused', count: 10, fault: null },
    { event: 'command.refused_often', count: 2, fault: null },
  ]);
  await client.query(`update steward.refusals set since = since - interval '11 minutes'`);
  await Promise.all([...replicas.map(({ tidy }) => tidy()), refuseAll('second')]);
  await client.query(`update steward.refusals set since = since - interval '11 minutes'`);
  await Promise.all(replicas.map(({ tidy }) => tidy()));

  const { rows } = await client.query(
    `select actor_id, steward.verify_audit_log() as fault,
       (count(*) filter (where event = 'command.refused')
         + coalesce(sum((detail ->> 'times')::integer) filter (where event = 'command.refused_more'), 0))::integer as refused
     from steward.audit_log group by actor_id order by actor_id`,
  );
  expect(rows).toEqual([
    { actor_id: '7', refused: 40, fault: null },
    { actor_id: '8', refused: 40, fault: null },
  ]);
});
