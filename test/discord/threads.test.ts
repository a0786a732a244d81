import { expect, test } from 'vitest';
import { buttonOf } from '../support/buttons.ts';
import { pristineDatabase } from '../support/database.ts';
import { sentenceOf } from '../support/sentence.ts';
import { shareSteward } from '../support/shared-steward.ts';
import { startSteward } from '../support/steward.ts';
import { cardOf, heard } from '../support/team.ts';

shareSteward();

const moderation = '1212742011674640405';
const privateThread = '1212742201000000002';

/** A bot that answers in these channels, where destructive actions need an approval. */
async function stage(...channelIds: readonly string[]) {
  const { url, client } = await pristineDatabase();
  const steward = await startSteward(url, { channelIds, environment: { APPROVALS_DESTRUCTIVE: '1' } });
  return { ...steward, client, ada: steward.discord.as('ada'), ivan: steward.discord.as('ivan') };
}

const thread = { channel: 'moderation-thread' };

test('commands, suggestions and menus work in a public thread of a channel where Steward answers', async () => {
  const { ada } = await stage(moderation);

  expect(sentenceOf(await (await ada.type('/user show lain', thread)).message())).toBe(
    'lain: local, active.',
  );
  expect(await ada.autocomplete('user show', { nickname: 'heid' }, 'nickname', thread)).toEqual([
    { name: 'heidi', value: 'heidi' },
  ]);
  const shown = await (await ada.menu('Steward: staff', ada.member, thread)).message();
  expect(sentenceOf(shown)).toBe(`<@${ada.id}>: admin.`);
  const tagged = await (await ada.type('/user tag bob x', thread)).message();
  expect(tagged.channel_id).not.toBe(moderation);
  const account = await (await ada.menu('Steward: show account', tagged)).message();
  expect(sentenceOf(account)).toBe('bob: local, active.');
});

test('the card of a request stands in its thread, and its buttons and forms work there', async () => {
  const { client, logged, ada, ivan } = await stage(moderation);
  const asked = await ada.type('/user rm lain', thread);
  expect((await asked.answered()).kind).toBe('modal');
  await ada.submit(asked, { text: 'spam' });
  const find = () =>
    ada.messages(thread.channel).find(({ embeds }) => embeds[0]?.title?.startsWith('Approval required'));
  await expect.poll(find).toBeDefined();
  await expect
    .poll(() => ada.messages(thread.channel).some(({ content }) => content.includes('Approval needed')))
    .toBe(true);

  const card = find();
  if (card === undefined) throw new Error('no card');
  const pressed = await ivan.click(card, buttonOf(card, 'Deny'));
  expect((await pressed.answered()).kind).toBe('modal');
  await ivan.submit(pressed, { text: 'no' });

  await expect
    .poll(async () => (await client.query('select state from steward.actions')).rows)
    .toEqual([{ state: 'denied' }]);
  expect(ada.messages('moderation')).toEqual([]);
  expect(logged.join()).not.toContain('"level":50');
});

test.for(['audit-thread', 'moderation-private'])(
  'nothing works in a thread of another channel, or in a private thread: #%s',
  async (channel) => {
    const { client, discord, ada, ivan, ...steward } = await stage(moderation);
    await ada.type('/user rm lain reason:spam');
    const card = await cardOf({ ...steward, discord }, client, 1);
    const where = { channel };
    const notHere = `Steward does not work in this channel. Use <#${moderation}>.`;

    for (const line of ['/user show lain', '/user tag bob x', '/action lock reason:x', '/action approve 1']) {
      expect(sentenceOf(await (await ivan.type(line, where)).message()), line).toBe(notHere);
    }
    expect(await ada.autocomplete('user show', { nickname: 'heid' }, 'nickname', where)).toEqual([]);
    const message = card.message();
    const pressed = ivan.click(message, buttonOf(message, 'Approve'), where);
    expect(await heard(pressed)).toBe(notHere);
    expect((await client.query('select id, state from steward.actions')).rows).toEqual([
      { id: '1', state: 'proposed' },
    ]);
    expect((await client.query('select from steward.votes')).rowCount).toBe(0);
  },
);

test('a private thread works where the settings name it', async () => {
  const { ada } = await stage(moderation, privateThread);

  const shown = await ada.type('/user show lain', { channel: 'moderation-private' });

  expect(sentenceOf(await shown.message())).toBe('lain: local, active.');
});
