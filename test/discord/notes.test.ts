import { expect, test } from 'vitest';
import { pristineDatabase } from '../support/database.ts';
import { fieldsOf, sentenceOf } from '../support/sentence.ts';
import { shareSteward } from '../support/shared-steward.ts';
import { changesBetween, snapshot } from '../support/snapshot.ts';
import { startSteward } from '../support/steward.ts';
import { suggested } from '../support/suggested.ts';

shareSteward();

async function stage() {
  const { url, client } = await pristineDatabase();
  const { discord } = await startSteward(url);
  const says = async (who: string, typed: string) => (await discord.as(who).type(typed)).message();
  return {
    discord,
    client,
    says,
    sentence: async (who: string, typed: string) => sentenceOf(await says(who, typed)),
  };
}

test('a note about an account is shown to staff with its author, and changes nothing of the instance', async () => {
  const { discord, client, says, sentence } = await stage();
  const before = await snapshot(client);

  expect(await sentence('mo', '/user note lain "second warning, for *spam*"')).toBe(
    'Added note 1 about lain. See it with `/user show`.',
  );
  await says('ada', '/user note lain apologised');

  const shown = await says('mo', '/user show lain');
  expect(shown.flags).toBe(64);
  const [newest, first] = fieldsOf(shown).Notes?.split('\n') ?? [];
  expect(newest).toMatch(`#2 apologised · <@${discord.as('ada').id}> <t:`);
  expect(first).toMatch(`#1 second warning, for \\*spam\\* · <@${discord.as('mo').id}> <t:`);
  expect(fieldsOf(await says('mo', '/user show bob')).Notes).toBeUndefined();
  expect(changesBetween(before, await snapshot(client))).toEqual({});
});

test('a note can be deleted by anybody on the staff, and the audit log keeps what it said and who deleted it', async () => {
  const { client, says, sentence } = await stage();
  await says('mo', '/user note lain warned');

  expect(await sentence('ivan', '/user delete_note 1')).toBe('Deleted note 1 about lain.');

  expect(fieldsOf(await says('mo', '/user show lain')).Notes).toBeUndefined();
  const { rows } = await client.query(
    `select command, actor_name, args from steward.audit_log where event = 'action.done' order by id`,
  );
  expect(rows).toEqual([
    {
      command: 'user.note',
      actor_name: 'mo',
      args: expect.objectContaining({ nickname: 'lain', text: 'warned' }),
    },
    { command: 'user.delete_note', actor_name: 'ivan', args: expect.objectContaining({ note: '1' }) },
  ]);
  expect(await sentence('ivan', '/user delete_note 1')).toBe('No note 1. It may have been deleted.');
});

test('undo names the command that deletes the note', async () => {
  const { says, sentence } = await stage();
  await says('mo', '/user note lain warned');

  expect(await sentence('mo', '/action undo 1')).toContain('`/user delete_note`');
});

test('a note stays with an account that is renamed, and visitors write none', async () => {
  const { discord, client, says } = await stage();
  await says('mo', '/user note friend1@friendly.example warned');
  await client.query(
    `update users set nickname = 'other@friendly.example' where nickname = 'friend1@friendly.example'`,
  );

  expect(fieldsOf(await says('mo', '/user show other@friendly.example')).Notes).toContain('#1 warned');
  const refused = await discord.as('eve').command('user note', { nickname: 'lain', text: 'hello' });
  expect(sentenceOf(await refused.message())).toMatch(/^Only moderators and admins can do this/);
});

test('notes are suggested by number, account, author and words', async () => {
  const { discord, says } = await stage();
  await says('mo', '/user note lain "second warning"');
  await says('ada', '/user note bob "asked for his data"');

  const offered = async (typed: string) =>
    (await suggested(discord.as('mo'), 'user delete_note', { note: typed }, 'note')).map(({ name }) => name);

  expect(await offered('')).toEqual(['2 · bob: asked for his data · ada', '1 · lain: second warning · mo']);
  expect(await offered('WARN')).toEqual(['1 · lain: second warning · mo']);
  expect(await offered('2')).toEqual(['2 · bob: asked for his data · ada']);
});
