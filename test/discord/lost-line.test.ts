import type { Client } from 'pg';
import { expect, test } from 'vitest';
import { buttonOf } from '../support/buttons.ts';
import { pristineDatabase } from '../support/database.ts';
import { layLine, type RestLine } from '../support/rest-line.ts';
import { sentenceOf } from '../support/sentence.ts';
import { startSteward } from '../support/steward.ts';

const actions = async (client: Client) =>
  (await client.query('select state, operation from steward.actions order by id')).rows;

const once = [{ state: 'done', operation: 'user.deactivate' }];

/** A Steward whose connection to Discord's REST API the test can disturb. */
async function stage() {
  const { url, client } = await pristineDatabase();
  const lines: RestLine[] = [];
  const steward = await startSteward(url, {
    reach: async (apiUrl) => {
      const line = await layLine(apiUrl);
      lines.push(line);
      return line.url;
    },
  });
  const [line] = lines;
  if (line === undefined) throw new Error('No line was laid');
  return { ...steward, client, line };
}

test('a command runs all the same where Discord cannot be reached from the deferral on', async () => {
  const { discord, client, line, logged } = await stage();

  await line.cut();
  await discord.as('mo').type('/user deactivate lain');

  await expect.poll(() => actions(client)).toEqual(once);
  await expect
    .poll(() => logged.some((each) => each.includes('a job failed and will be retried')))
    .toBe(true);
  expect(logged.filter((each) => each.includes('an interaction failed'))).toEqual([]);
});

test('a confirmed action runs all the same where Discord cannot be reached from the button press on', async () => {
  const { discord, client, line } = await stage();
  const ada = discord.as('ada');
  const card = await (await ada.type('/instance deactivate_all friendly.example')).message();

  await line.cut();
  await ada.click(card, buttonOf(card, 'Run now'));

  await expect
    .poll(() => actions(client))
    .toEqual([{ state: 'done', operation: 'user.deactivate_all_from_instance' }]);
});

test.for([
  ['an act', '/user deactivate lain', 'Deactivated lain.'],
  ['a list', '/user list', '5 accounts on this page.'],
] as const)('the answer to a deferral is lost on the way: %s is shown once', async ([, typed, content]) => {
  const { discord, line } = await stage();
  const mo = discord.as('mo');

  line.loseAnswer(/callback/);
  const message = await (await mo.type(typed)).message();

  expect(sentenceOf(message)).toBe(content);
  expect(mo.messages()).toHaveLength(1);
});

test('a refused button press is explained where the answer to its deferral is lost on the way', async () => {
  const { discord, line } = await stage();
  const card = await (await discord.as('ada').type('/user rm lain')).message();

  line.loseAnswer(/callback/);
  const pressed = await discord.as('ivan').click(card, buttonOf(card, 'Run now'));

  await expect
    .poll(() => pressed.answers.map(({ message }) => sentenceOf(message)))
    .toContainEqual(expect.stringMatching(/^Only the requester\b/));
});
