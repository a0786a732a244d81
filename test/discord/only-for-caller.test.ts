import { MessageFlags } from 'discord-api-types/v10';
import { expect, test } from 'vitest';
import type { SandboxInteraction } from '../../sandbox/discord/index.ts';
import { buttonOf } from '../support/buttons.ts';
import { pristineDatabase } from '../support/database.ts';
import { auditLinesOf, sentenceOf } from '../support/sentence.ts';
import { shareSteward } from '../support/shared-steward.ts';
import { startSteward } from '../support/steward.ts';
import { whispered } from '../support/team.ts';

shareSteward();

const audit = '1212742078036512798';

async function stage(environment = {}) {
  const { url, client } = await pristineDatabase();
  const { discord, startReplica } = await startSteward(url, { environment });
  const [mo, eve] = [discord.as('mo'), discord.as('eve')];
  /** What everybody in the channel reads. */
  const publicly = () => eve.messages().map(sentenceOf);
  return { client, discord, startReplica, mo, publicly };
}

const actionsIn = async ({ client }: Pick<Awaited<ReturnType<typeof stage>>, 'client'>) =>
  (await client.query('select operation, state from steward.actions order by id')).rows;

/** Waits until the interaction is answered to the caller alone, and nothing public is left of it. */
async function expectOnlyForCaller(typed: SandboxInteraction, sentence: string): Promise<void> {
  const message = await typed.message();
  expect(sentenceOf(message)).toBe(sentence);
  expect(message.flags).toBe(MessageFlags.Ephemeral);
  expect(whispered(typed)).toEqual([sentence]);
}

test.for([
  ['a typo in an option', '/user deactivate lain for:"one day"', /^Invalid `for`: /],
  ['an unknown account', '/user deactivate lian', /^No account `lian`\. Did you mean `lain`\?$/],
  ['an account that is deactivated already', '/user deactivate erin', /^erin is already deactivated\.$/],
  [
    'an account that only admins may deactivate',
    '/user deactivate ivan',
    /^ivan is an admin of the instance\. Only admins can do this\.$/,
  ],
] as const)('%s leaves nothing in the channel, and the caller alone is answered', async ([, line, words]) => {
  const { client, mo, publicly } = await stage();

  const typed = await mo.type(line);
  const message = await typed.message();

  expect(sentenceOf(message)).toMatch(words);
  await expectOnlyForCaller(typed, sentenceOf(message));
  expect(publicly()).toEqual([]);
  expect(mo.messages().map(({ id }) => id)).toEqual([message.id]);
  expect(await actionsIn({ client })).toEqual([]);
});

test('what is done is public, and a second attempt leaves nothing beside it', async () => {
  const { mo, publicly } = await stage();

  const done = await (await mo.type('/user deactivate lain')).message();
  const again = await mo.type('/user deactivate lain');

  expect((done.flags ?? 0) & MessageFlags.Ephemeral).toBe(0);
  await expectOnlyForCaller(again, 'lain is already deactivated.');
  expect(publicly()).toEqual(['Deactivated lain.']);
});

test('a button whose answer is public answers a mistake to the caller alone', async () => {
  const { discord, mo, publicly } = await stage();
  const done = await (await mo.type('/user tag kim x')).message();
  await (await mo.type('/action undo 1')).message();

  const press = await discord.as('ada').click(done, buttonOf(done, 'Undo'));

  await expectOnlyForCaller(press, 'Action 1 was already undone by action 2.');
  expect(publicly()).toHaveLength(2);
});

test('where Discord does not take the answer to the caller, the channel gets it, with their name, and nobody is notified', async () => {
  const { discord, mo, publicly } = await stage();

  const endOutage = discord.misbehave.outage(/\/webhooks\/\d+\/[^/]+$/);
  await mo.type('/user deactivate erin');

  await expect.poll(publicly).toEqual([`<@${mo.id}> erin is already deactivated.`]);
  endOutage();
  const [message] = discord.as('eve').messages();
  expect(message?.mentions).toEqual([]);
});

test('where Discord has forgotten the command, the channel gets the answer to a mistake too', async () => {
  const { discord, mo, publicly } = await stage();

  discord.misbehave.forgetNextInteraction();
  await mo.type('/user deactivate erin');

  await expect.poll(publicly).toEqual([`<@${mo.id}> erin is already deactivated.`]);
});

test('of two replicas that receive a mistake, one answers', async () => {
  const { mo, publicly, startReplica, discord } = await stage();
  const replica = await startReplica();

  const typed = await mo.type('/user deactivate erin');
  await expectOnlyForCaller(typed, 'erin is already deactivated.');
  await new Promise((resolve) => setTimeout(resolve, 500));
  await replica.stop();
  expect(whispered(typed)).toEqual(['erin is already deactivated.']);

  discord.misbehave.deliverTwice();
  const twice = await mo.type('/user deactivate lian');
  await twice.message();
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(whispered(twice)).toHaveLength(1);
  expect(publicly()).toEqual([]);
});

test('/user confirm of a confirmed account asks first; "Cancel" changes nothing, "Run now" unconfirms, and the audit log says so', async () => {
  const { client, discord, mo } = await stage({ AUDIT_CHANNEL_ID: audit });
  const isConfirmed = async () =>
    (await client.query(`select is_confirmed from users where nickname = 'lain'`)).rows[0].is_confirmed;
  const lines = () => discord.as('ada').messages('audit').flatMap(auditLinesOf);

  const first = await (await mo.type('/user confirm lain reason:mistake')).message();
  expect(first.embeds[0]?.title).toBeUndefined();
  expect(sentenceOf(first)).toBe('Unconfirm lain?');
  const cancelled = await (await mo.click(first, buttonOf(first, 'Cancel'))).message();
  expect(sentenceOf(cancelled)).toBe('Nothing was changed.');
  expect(cancelled.embeds[0]?.title).toBe('Cancelled: unconfirm lain');
  expect(await isConfirmed()).toBe(true);

  const second = await (await mo.type('/user confirm lain reason:mistake')).message();
  const done = await (await mo.click(second, buttonOf(second, 'Run now'))).message();

  expect(sentenceOf(done)).toBe('Unconfirmed lain.');
  expect(await isConfirmed()).toBe(false);
  expect(await actionsIn({ client })).toEqual([
    { operation: 'user.confirm', state: 'cancelled' },
    { operation: 'user.confirm', state: 'done' },
  ]);
  await expect.poll(() => lines().length).toBe(4);
  expect(lines()).toEqual([
    expect.stringMatching(/^⏳ \*\*mo\*\* requested: unconfirm lain · mistake · /),
    expect.stringMatching(/^✖️ \*\*mo\*\* cancelled/),
    expect.stringMatching(/^⏳ \*\*mo\*\* requested: unconfirm lain · mistake · /),
    expect.stringMatching(/^✅ (\*\*mo\*\* ran: unconfirm lain · mistake|Done) · /),
  ]);
});
