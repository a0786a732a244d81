import { expect, test } from 'vitest';
import { catalogue } from '../../commands/index.ts';
import { auditLine } from '../../src/discord/messages/audit-line.ts';
import type { Json } from '../../src/text/reply.ts';
import { pristineDatabase } from '../support/database.ts';
import { fieldsOf, sentenceOf } from '../support/sentence.ts';
import { shareSteward } from '../support/shared-steward.ts';
import { startSteward } from '../support/steward.ts';
import { suggested } from '../support/suggested.ts';
import { startTeam } from '../support/team.ts';

shareSteward();

const moved = [...catalogue.akkomaWords];

test('/help leads from the words of Akkoma’s command line to the command, also where they are mistyped', async () => {
  const { url } = await pristineDatabase();
  const { discord } = await startSteward(url);
  const ada = discord.as('ada');
  const help = async (command: string) =>
    sentenceOf(await (await ada.command('help', { command })).message());

  for (const [theirs, ours] of moved) {
    const description = catalogue.find(...ours.split(' '))?.command.description;
    expect(await help(`/${theirs}`)).toBe(`\`/${ours}\`: ${description}.`);
  }
  expect(await help('user invits')).toMatch(
    /^No command `user invits` that you can use\. Did you mean `invite create` or `invite list`\?$/,
  );
  expect(await help('revoke_invite')).toMatch(/Did you mean `invite revoke`/);
  expect(
    (await suggested(ada, 'help', { command: '/user invite' }, 'command')).map(({ value }) => value),
  ).toEqual(['invite create', 'invite list']);
  expect(
    sentenceOf(await (await discord.as('mo').command('help', { command: 'user confirm_all' })).message()),
  ).toMatch(/^No command `user confirm_all` that you can use/);
});

test('actions, lists, refusals and the line of the audit channel have the words that people type now', async () => {
  const { client, discord } = await startTeam();
  const ada = discord.as('ada');
  await discord.as('mo').command('instance confirm_all');
  await (await ada.type('/invite create max_use:3')).message();

  const events = async () =>
    (await client.query('select event, command from steward.audit_log order by event')).rows;
  // A refusal is recorded after its answer, perhaps after the action.
  await expect.poll(events).toEqual([
    { event: 'action.done', command: 'user.invite' },
    { event: 'command.refused', command: 'user.confirm_all' },
  ]);
  const shown = await (await ada.command('action show', { action: '1' })).message();
  expect(fieldsOf(shown).Command).toBe('`/invite create max_use:3`');
  for (const command of ['/invite create', 'user invite', 'user.invite', 'invite.create']) {
    const listed = await (await ada.command('action list', { command })).message();
    expect(sentenceOf(listed)).toBe('1 action.');
  }
  const none = await (await ada.command('action list', { command: 'invite crate' })).message();
  expect(sentenceOf(none)).toMatch(/^No command `invite crate`\. Did you mean `invite create`/);
  expect(
    (await suggested(ada, 'action list', { command: 'user.inv' }, 'command')).map(({ value }) => value),
  ).toEqual(['invite create']);
});

test('a refused command stands in the audit channel as it is typed', () => {
  const refused = {
    id: 1,
    at: new Date(),
    event: 'command.refused',
    actor: 'mo',
    reason: null,
    hash: '00000000',
  };
  const none = { actionId: null, plan: null, actionArgs: null, ranBy: null, isAwaited: false };
  const nowhere = { guildId: null, channelId: null, messageId: null };
  const lineOf = (command: string, args: Json, because: string) =>
    auditLine(
      { ...refused, ...none, ...nowhere, command, args, detail: { because } },
      { catalogue, commandIds: new Map([['instance confirm_all', '13']]) },
      true,
    );

  expect(lineOf('user.deactivate_all_from_instance', { instance: 'spam.example' }, 'No.')).toContain(
    '`/instance deactivate_all` `instance:spam.example`',
  );
  expect(lineOf('user.invites', {}, 'Run "instance confirm_all".')).toMatch(
    /`\/invite list`.*<\/instance confirm_all:13>/,
  );
});

test('an exception names the command that it is for', async () => {
  const { discord } = await startTeam({
    APPROVAL_OVERRIDES: JSON.stringify({ 'user.revoke_invite': { votes: 3 } }),
  });
  const ada = discord.as('ada');
  await (await ada.type('/invite create')).message();

  const asked = await (await ada.type('/action undo 1')).message();
  const policy = await (await ada.type('/action policy')).message();

  expect(sentenceOf(asked)).toContain('The exception for `/invite revoke` demands 3 approvals');
  expect(Object.values(fieldsOf(policy)).join('\n')).toContain('`/invite revoke` · exception: 3 approvals');
});
