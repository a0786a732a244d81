import { expect, test } from 'vitest';
import { buttonOf } from '../support/buttons.ts';
import { pristineDatabase } from '../support/database.ts';
import { keptIn } from '../support/kept.ts';
import { sentenceOf } from '../support/sentence.ts';
import { shareSteward } from '../support/shared-steward.ts';
import { startSteward } from '../support/steward.ts';

shareSteward();

async function stage() {
  const { url, client } = await pristineDatabase();
  const steward = await startSteward(url);
  const refusals = async () =>
    (
      await client.query(
        `select actor_name as who, command, args, reason from steward.audit_log where event = 'command.refused'`,
      )
    ).rows;
  return { ...steward, client, refusals };
}

test.for([
  ['an admin who did not ask', 'ivan', 'Run now', 'action.confirm', /^Only the requester\b/],
  ['an admin who did not ask', 'ivan', 'Cancel', 'action.cancel', /^Only the requester\b/],
  ['a visitor', 'eve', 'Run now', 'action.confirm', /Only admins can do this/],
] as const)(
  '%s (%s) presses "%s": the press is refused once, with one entry',
  async ([, who, label, command, word]) => {
    const { discord, refusals } = await stage();
    const card = await (await discord.as('ada').type('/user rm lain')).message();

    discord.misbehave.deliverTwice();
    const pressed = await discord.as(who).click(card, buttonOf(card, label));

    const words = () =>
      pressed.answers.map(({ message }) => sentenceOf(message)).filter((each) => word.test(each ?? ''));
    await expect.poll(words).toHaveLength(1);
    await expect.poll(refusals).toEqual([{ who, command, args: { action: 1 }, reason: null }]);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(words()).toHaveLength(1);
    expect(await refusals()).toHaveLength(1);
  },
);

test('a caller who has lost the role gets no further page, and the search is not recorded', async () => {
  const { discord, client, refusals } = await stage();
  const mo = discord.as('mo');
  const page = await (await mo.type('/user search spam.example')).message();

  mo.member.roles.splice(0);
  const pressed = await mo.click(page, buttonOf(page, 'Next'));

  expect(sentenceOf(await pressed.message())).toMatch(/Only moderators and admins can do this/);
  await expect
    .poll(refusals)
    .toEqual([{ who: 'mo', command: 'user.search', args: { page: '[hidden]' }, reason: null }]);
  expect(await keptIn(client)).not.toContain('spam.example');
});

test('a refusal is recorded for any typed text, even one that PostgreSQL refuses', async () => {
  const { discord, refusals } = await stage();

  await discord.as('eve').command('user tag', {
    nickname: 'l\0ain',
    tags: `fine,\ud800,${'x'.repeat(5_000)}`,
    reason: 'half a \udc00\0',
  });

  await expect.poll(refusals).toEqual([
    {
      who: 'eve',
      command: 'user.tag',
      args: { nickname: 'l\ufffdain', tags: ['fine', '\ufffd', 'x'.repeat(500)] },
      reason: 'half a \ufffd\ufffd',
    },
  ]);
});
