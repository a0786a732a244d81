import { expect, test } from 'vitest';
import { createRecordRefusal } from '../../src/actions/index.ts';
import { Refused } from '../../src/text/errors.ts';
import { text } from '../../src/text/text.ts';
import { tamper } from '../support/audit-log.ts';
import { waysOn } from '../support/perform.ts';
import { auditLinesOf } from '../support/sentence.ts';
import { startTeam } from '../support/team.ts';

test('repeated refusals of one person are reported once in the audit channel, in order, and again after an hour', async () => {
  const { discord, client } = await startTeam({ AUDIT_CHANNEL_ID: '1212742078036512798' });
  const eve = discord.as('eve');
  const told = () =>
    discord
      .as('ada')
      .messages('audit')
      .flatMap(auditLinesOf)
      .map((line) => line.replace(/ · <t:.*$/, ''));
  const refuse = async (times: number) => {
    const before = told().length;
    for (let count = 0; count < times; count += 1) {
      await (await eve.command('user tag', { nickname: 'lain', tags: 'x' })).message();
    }
    await expect.poll(() => told().length).toBeGreaterThanOrEqual(before + times);
  };
  const often = '🚨 **eve** was refused 5 times in 10 minutes, last `/user tag`';

  await refuse(4);
  expect(told()).not.toContain(often);
  await refuse(3);
  await expect.poll(() => told().filter((line) => line === often)).toHaveLength(1);
  expect(told().indexOf(often)).toBe(5);
  await refuse(5);
  expect(told().filter((line) => line === often)).toHaveLength(1);

  await tamper(client, `update steward.audit_log set at = at - interval '61 minutes'`);
  await refuse(5);
  await expect.poll(() => told().filter((line) => line === often)).toHaveLength(2);
});

test('of refusals at the same time on two replicas, one reports that they are many, and the chain is whole', async () => {
  const { url, client } = await startTeam();
  const replicas = [waysOn(url), waysOn(url)].map(({ dependencies }) => createRecordRefusal(dependencies));
  const caller = {
    id: '7',
    name: 'eve',
    source: 'discord',
    roles: [],
    guildId: null,
    channelId: null,
  } as const;

  await Promise.all(
    Array.from({ length: 20 }, (_, count) =>
      replicas[count % 2]?.({
        caller,
        interactionId: String(count),
        command: 'user.rm',
        args: {},
        reason: null,
        because: new Refused(text`No.`),
      }),
    ),
  );

  const { rows } = await client.query(
    `select event, count(*)::integer, steward.verify_audit_log() as fault from steward.audit_log group by event order by event`,
  );
  expect(rows).toEqual([
    { event: 'command.refused', count: 20, fault: null },
    { event: 'command.refused_often', count: 1, fault: null },
  ]);
});
