import type { APIMessage } from 'discord-api-types/v10';
import { expect, test } from 'vitest';
import { buttonOf } from '../support/buttons.ts';
import { ownDatabase } from '../support/database.ts';
import { fieldsOf, sentenceOf } from '../support/sentence.ts';
import { startSteward } from '../support/steward.ts';
import type { TemplateName } from '../support/templates.ts';

/** SQL that adds a report by gina, or by another account, as Akkoma would, with the oldest posts of the account. */
const report = (
  place: number,
  about: string,
  { by = 'gina', state = 'open', content = 'rude', posts = 0 } = {},
) => `
  insert into activities (id, data, actor, local, recipients, inserted_at, updated_at)
  select
    (lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 16, '0') || lpad('${place}', 16, '0'))::uuid,
    jsonb_build_object('id', 'https://social.test/activities/report-${place}', 'type', 'Flag', 'state', '${state}',
      'actor', 'https://social.test/users/${by}', 'content', '${content}', 'to', '[]'::jsonb, 'cc', '[]'::jsonb,
      'object', jsonb_build_array('https://social.test/users/${about}') || coalesce((
        select jsonb_agg(named.data -> 'id') from (
          select data from activities where actor = 'https://social.test/users/${about}' and data ->> 'type' = 'Create'
          order by id limit ${posts}) named), '[]')),
    'https://social.test/users/${by}', true, '{}', now(), now()`;

/** #reports. */
const channel = '1212742151994593280';

async function stage(environment: Readonly<Record<string, string>> = {}, holds?: TemplateName) {
  const { url, client } = await ownDatabase(holds);
  const steward = await startSteward(url, {
    environment: { REPORTS_CHANNEL_ID: channel, ...environment },
  });
  /** Changes Akkoma's tables as its server would, and has the bot look at them at once. */
  const akkomaDoes = async (statement: string, values: unknown[] = []): Promise<void> => {
    await client.query(statement, values);
    await client.query(
      `update steward_jobs.job set start_after = now() where name = 'queue' and state = 'created'`,
    );
  };
  const mo = steward.discord.as('mo');
  const cards = (): readonly APIMessage[] =>
    mo.messages('reports').filter(({ components }) => JSON.stringify(components).includes('queue:'));
  /** The only card, once it fits. */
  const card = async (title: RegExp): Promise<APIMessage> => {
    await expect
      .poll(() => cards().map(({ embeds }) => embeds[0]?.title))
      .toEqual([expect.stringMatching(title)]);
    const [found] = cards();
    if (found === undefined) throw new Error('There is no card');
    return found;
  };
  return { ...steward, client, akkomaDoes, mo, cards, card };
}

test('a new report becomes a card, which grows with further reports of the account, and is resolved with a click', async () => {
  const { akkomaDoes, mo, card, cards } = await stage();
  await akkomaDoes(report(1, 'frank'));
  const first = await card(/^1 open report$/);
  expect(sentenceOf(first)).toContain('gina reported frank.');
  expect(first.embeds[0]?.description).toContain('rude');
  expect(fieldsOf(first).Account).toMatch(/^Registered <t:\d+:R> · .*1 open report/);

  await akkomaDoes(report(2, 'frank', { by: 'heidi', content: 'spam' }));
  const grown = await card(/^2 open reports$/);
  expect(grown.id).toBe(first.id);
  expect(fieldsOf(grown).Reports?.split('\n')).toEqual([
    expect.stringMatching(/by heidi: spam$/),
    expect.stringMatching(/by gina: rude$/),
  ]);

  const answer = await (await mo.click(grown, buttonOf(grown, 'Resolve'))).message();
  expect(sentenceOf(answer)).toBe('Resolved 2 reports about frank.');
  const done = await card(/^Resolved$/);
  expect(sentenceOf(done)).toMatch(/^2 reports about frank, decided by <@\d+> \(action 1\)\./);
  expect(cards()).toHaveLength(1);
});

test('a card of several reports that name the same post shows it once', async () => {
  const { cards } = await stage({}, '3.21 moderation');
  await expect.poll(() => cards().map(({ embeds }) => embeds[0]?.title)).toContain('3 open reports');
  const frank = cards().find(({ embeds }) => embeds[0]?.title === '3 open reports');
  expect(JSON.stringify(frank?.embeds).match(/words & insults/g)).toHaveLength(1);
});

test('what is decided in Akkoma meanwhile shows on the card, and a report that is opened again opens it', async () => {
  const { akkomaDoes, card } = await stage();
  await akkomaDoes(report(1, 'frank'));
  await card(/^1 open report$/);

  const decide = (state: string) =>
    akkomaDoes(
      `update activities set data = jsonb_set(data, '{state}', to_jsonb($1::text)) where data ->> 'type' = 'Flag'`,
      [state],
    );
  await decide('closed');
  expect(sentenceOf(await card(/^Dismissed$/))).toBe('1 report about frank, decided in Akkoma.');
  await decide('open');
  await card(/^1 open report$/);
});

test('a report that comes after the card was drawn is not decided by its button', async () => {
  const { akkomaDoes, mo, card } = await stage();
  await akkomaDoes(report(1, 'frank'));
  const shown = await card(/^1 open report$/);
  await akkomaDoes(report(2, 'frank', { by: 'heidi' }));

  const answer = await (await mo.click(shown, buttonOf(shown, 'Resolve'))).message();
  expect(sentenceOf(answer)).toMatch(/^Resolved the report \w+ about frank\.$/);
  await expect
    .poll(async () => fieldsOf(await card(/^1 open report$/)).Reports?.split('\n'))
    .toEqual([
      expect.stringMatching(/by heidi: rude$/),
      expect.stringMatching(/by gina: rude \(resolved by <@\d+>, action 1\)$/),
    ]);
});

test('who takes the reports is on the card, and taking over asks', async () => {
  const { akkomaDoes, mo, discord, card } = await stage();
  await akkomaDoes(report(1, 'frank'));
  const shown = await card(/^1 open report$/);
  const taken = await (await mo.click(shown, buttonOf(shown, 'Take'))).message();
  expect(sentenceOf(taken)).toMatch(/^Took the open reports about frank\./);
  await expect
    .poll(async () => fieldsOf(await card(/^1 open report$/))['Taken by'])
    .toMatch(/^<@\d+> <t:\d+:R>$/);

  const noor = discord.as('noor');
  const now = await card(/^1 open report$/);
  const asked = await (await noor.click(now, buttonOf(now, 'Take over'))).message();
  expect(JSON.stringify(asked.embeds)).toContain('Taken by mo');
  await noor.click(asked, buttonOf(asked, 'Run now'));
  await expect.poll(async () => fieldsOf(await card(/^1 open report$/))['Taken by']).toContain(noor.id);
  const mine = await (await noor.type('/report mine')).message();
  expect(sentenceOf(mine)).toContain('1 report.');
});

test('Deactivate and Note ask first, and run the commands on the account and on the newest report', async () => {
  const { client, akkomaDoes, mo, discord, card } = await stage();
  await akkomaDoes(report(1, 'frank'));
  const shown = await card(/^1 open report$/);

  const ada = discord.as('ada');
  await (await ada.type(`/staff link mo person:${mo.id}`)).message();
  const asked = await ada.click(shown, buttonOf(shown, 'Deactivate…'));
  expect((await asked.answered()).modal?.title).toBe('Deactivate the account');
  const done = await (await ada.submit(asked, { text: 'spam' })).message();
  expect(sentenceOf(done)).toBe('Deactivated frank.');
  await expect
    .poll(async () => fieldsOf(await card(/^1 open report$/)).Account)
    .toMatch(/^Deactivated · Registered /);
  const noting = await mo.click(shown, buttonOf(shown, 'Note…'));
  await noting.answered();
  const noted = await (await mo.submit(noting, { text: 'asked the other side' })).message();
  expect(sentenceOf(noted)).toMatch(/^Added note 1 to the report \w+ about frank\.$/);
  const { rows } = await client.query('select operation, reason from steward.actions order by id');
  expect(rows.slice(1)).toEqual([
    { operation: 'user.deactivate', reason: 'spam' },
    { operation: 'report.note', reason: null },
  ]);
  await expect
    .poll(async () => fieldsOf(await card(/^1 open report$/)).Notes)
    .toMatch(/^#1 mo <t:\d+:R>: asked the other side$/);
});

test('the reported posts are deleted with a click, each once, and then there is nothing left to delete', async () => {
  const { client, akkomaDoes, mo, card } = await stage();
  await akkomaDoes(report(1, 'bob', { posts: 1 }));
  await akkomaDoes(report(2, 'bob', { by: 'heidi', posts: 2 }));
  const shown = await card(/^2 open reports$/);

  const form = await mo.click(shown, buttonOf(shown, 'Delete posts…'));
  expect((await form.answered()).modal?.title).toBe('Delete the reported posts');
  const asked = await (await mo.submit(form, { text: 'spam' })).message();
  expect(sentenceOf(asked)).toBe('Delete 2 posts of bob?');
  const done = await (await mo.click(asked, buttonOf(asked, 'Run now'))).message();
  expect(sentenceOf(done)).toContain('Deleted 2 posts of bob.');

  await expect
    .poll(async () => JSON.stringify((await card(/^2 open reports$/)).components))
    .not.toContain('Delete posts…');
  const again = await mo.click(shown, buttonOf(shown, 'Delete posts…'));
  await again.answered();
  const nothing = await (await mo.submit(again, { text: 'spam' })).message();
  expect(sentenceOf(nothing)).toBe(
    'None of the reported posts is stored on this instance. Nothing was changed.',
  );
  const { rows } = await client.query('select operation, reason from steward.actions');
  expect(rows).toEqual([{ operation: 'post.delete', reason: 'spam' }]);
});

test('only staff can use the buttons, and what a visitor presses is refused to them alone', async () => {
  const { client, akkomaDoes, discord, card } = await stage();
  await akkomaDoes(report(1, 'frank'));
  const shown = await card(/^1 open report$/);

  const eve = discord.as('eve');
  for (const label of ['Take', 'Resolve', 'Dismiss', 'Deactivate…', 'Note…', 'Show details']) {
    const refused = await (await eve.click(shown, buttonOf(shown, label))).message();
    expect(sentenceOf(refused)).toMatch(/Only moderators and admins can do this/);
    expect(refused.flags).toBe(64);
  }
  expect((await client.query('select from steward.actions')).rowCount).toBe(0);
  await card(/^1 open report$/);
});

test('two copies of the bot post one card, a restart posts none, and a card that was deleted is posted again', async () => {
  const { client, akkomaDoes, mo, startReplica, cards } = await stage();
  const replica = await startReplica();
  await akkomaDoes(report(1, 'frank'));
  await akkomaDoes(report(2, 'lain'));
  await expect.poll(() => cards()).toHaveLength(2);
  await replica.stop();
  await startReplica();
  expect(cards()).toHaveLength(2);

  for (const shown of cards()) mo.remove(shown);
  await client.query(`insert into steward_jobs.job (name) values ('missing')`);
  await expect
    .poll(() => cards().map(sentenceOf).toSorted())
    .toEqual(['gina reported frank.', 'gina reported lain.']);
});

test('the buttons work where the bot answers in some channels only', async () => {
  const { akkomaDoes, mo, discord, card } = await stage({
    DISCORD_CHANNEL_IDS: '1212742011674640405',
  });
  expect(discord.guild.channels.moderation.id).toBe('1212742011674640405');
  await akkomaDoes(report(1, 'frank'));
  const shown = await card(/^1 open report$/);

  const answer = await (await mo.click(shown, buttonOf(shown, 'Dismiss'))).message();

  expect(sentenceOf(answer)).toMatch(/^Dismissed the report \w+ about frank\.$/);
  await card(/^Dismissed$/);
});
