import { setTimeout } from 'node:timers/promises';
import type { APIMessage } from 'discord-api-types/v10';
import { expect, test, vi } from 'vitest';
import { buttonOf } from '../support/buttons.ts';
import { partOf, printFigures, unhurried } from './figures.ts';
import { keep } from './keeper.ts';
import { admins, moderators } from './people.ts';
import { openScene, type Scene } from './scene.ts';
import { comeToRest, expectTrueTales } from './truth.ts';

/** #reports. */
const channel = '1212742151994593280';

const reported = ['frank', 'bob', 'lain', 'erin', 'dave', 'gina', 'heidi', 'judy'];

/** Adds an open report, as Akkoma's server would. */
async function report({ client, dice, count }: Scene): Promise<void> {
  await client.query(
    `insert into activities (id, data, actor, local, recipients, inserted_at, updated_at)
     select flake, jsonb_build_object('id', 'https://social.test/activities/' || flake, 'type', 'Flag', 'state', 'open',
       'actor', 'https://social.test/users/mo', 'content', 'drill', 'to', '[]'::jsonb, 'cc', '[]'::jsonb,
       'object', jsonb_build_array('https://social.test/users/' || $1::text)),
       'https://social.test/users/mo', true, '{}', now(), now()
     from (select steward.flake_at((extract(epoch from clock_timestamp()) * 1000)::bigint, '15c973e54f0d', $2) as flake) made`,
    [dice.pick(reported), dice.below(60_000)],
  );
  count('reports');
}

/** Decides about a report in Akkoma's web interface, or opens one again. */
async function decideInAkkoma({ client, dice, count }: Scene): Promise<void> {
  const state = dice.pick(['resolved', 'closed', 'open']);
  await client.query(
    `update activities set data = jsonb_set(data, '{state}', to_jsonb($1::text)), updated_at = now() where id = (
       select id from activities where data ->> 'type' = 'Flag' and (data ->> 'state' = 'open') <> ($1 = 'open')
       order by md5(id::text || $2::text) limit 1)`,
    [state, dice.below(1_000_000)],
  );
  count('decisions in Akkoma');
}

/** The messages of the cards, each with the number of its card. */
const cardsIn = ({ discord }: Scene): { readonly card: number; readonly message: APIMessage }[] =>
  discord
    .as('mo')
    .messages('reports')
    .flatMap((message) => {
      const [, card] = /"queue:reports:(\d+):/.exec(JSON.stringify(message.components)) ?? [];
      return card === undefined ? [] : [{ card: Number(card), message }];
    });

/** Presses a button of a card. Nobody waits for the answer, which a killed process never gives. */
async function press(scene: Scene): Promise<void> {
  const { discord, dice, count } = scene;
  const label = dice.pick(['Take', 'Resolve', 'Dismiss']);
  const shown = cardsIn(scene).filter(({ message }) =>
    JSON.stringify(message.components).includes(`"label":"${label}"`),
  );
  if (shown.length === 0) return;
  const { message } = dice.pick(shown);
  const person = discord.as(dice.pick([...admins, ...moderators]));
  await person.click(message, buttonOf(message, label)).catch(() => undefined);
  count('presses');
}

test(
  'two copies, kills, a failing Discord and decisions in Akkoma at the same time: each report is on one card, which ends true',
  unhurried,
  async () => {
    const scene = await openScene();
    const { client, discord, dice, count } = scene;
    const replicas = [
      await keep(scene, { REPORTS_CHANNEL_ID: channel }),
      await keep(scene, { REPORTS_CHANNEL_ID: channel }),
    ];
    const rounds = partOf(100);

    for (let round = 0; round < rounds; round += 1) {
      const killing = dice.chance(0.5) ? dice.pick(replicas).killAndRestart(dice.below(1_500)) : null;
      if (dice.chance(0.3)) {
        dice.pick([
          () => discord.misbehave.failFor(3_000, /messages/),
          () => discord.misbehave.rateLimitFor(2_000),
          () => discord.misbehave.dropGateway(),
          () => discord.misbehave.fail(3, /channels/),
        ])();
        count('faults of Discord');
      }
      for (let step = 3 + dice.below(5); step > 0; step -= 1) {
        await dice.pick([report, report, decideInAkkoma, press])(scene);
        await setTimeout(dice.below(400));
      }
      await killing;
      await discord.ready(30_000);
    }

    await vi.waitFor(() => expectTrueCards(scene), { timeout: 120_000, interval: 500 });
    await comeToRest(scene);
    await expectTrueTales(scene);
    await expectTrueCards(scene);
    await printFigures('Cards of reports', scene, [['rounds', rounds]]);
    expect((await client.query('select from steward.queue_cards')).rowCount).toBeGreaterThan(0);
  },
);

/** Each open report is on one card, an account has one open card, and each card has one message, which tells its state. */
async function expectTrueCards(scene: Scene): Promise<void> {
  const { rows: reports } = await scene.client.query(`
    select flag.id, flag.data ->> 'state' as state, item.state as seen, item.card_id::integer as card, flag.data -> 'object' ->> 0 = card.account as same
    from activities flag
    left join steward.queue_items item on item.id = flag.id left join steward.queue_cards card on card.id = item.card_id
    where flag.data ->> 'type' = 'Flag'`);
  for (const { state, seen, card, same } of reports) {
    // What was decided before anybody looked needs no card.
    if (card === null) expect(state).not.toBe('open');
    else expect({ seen, same }).toEqual({ seen: state, same: true });
  }
  const { rows: cards } = await scene.client.query(`
    select card.id::integer, card.account, card.closed_at is null as open, card.message_id,
      count(*) filter (where item.state = 'open')::integer as waiting
    from steward.queue_cards card join steward.queue_items item on item.card_id = card.id group by card.id`);
  const open = cards.filter((card) => card.open).map(({ account }) => account);
  expect(open).toEqual([...new Set(open)]);
  const shown = cardsIn(scene);
  for (const { id, open: isOpen, waiting, message_id: messageId } of cards) {
    const messages = shown.filter(({ card }) => card === id).map(({ message }) => message);
    expect(isOpen).toBe(waiting > 0);
    if (messageId === null) {
      expect({ isOpen, messages: messages.length }).toEqual({ isOpen: false, messages: 0 });
      continue;
    }
    expect(messages.map((message) => message.id)).toEqual([messageId]);
    expect(messages[0]?.embeds[0]?.title).toMatch(
      waiting === 0
        ? /^(Resolved|Dismissed|Decided)$/
        : waiting === 1
          ? /^1 open report$/
          : new RegExp(`^${waiting} open reports$`),
    );
  }
}
