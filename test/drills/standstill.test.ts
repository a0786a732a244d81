import { setTimeout } from 'node:timers/promises';
import { Pool } from 'pg';
import { expect, inject, test } from 'vitest';
import { startDiscordSandbox } from '../../sandbox/discord/index.ts';
import { tag } from '../../src/operations/instance/tags.ts';
import { lock, unlock } from '../../src/operations/steward/lock.ts';
import { startProcess } from '../support/bot-process.ts';
import { buttonOf } from '../support/buttons.ts';
import { borrowDatabase, ownersAddress } from '../support/database.ts';
import { performOn, tester } from '../support/perform.ts';
import { type DatabaseProxy, proxyTo } from '../support/proxy.ts';
import { sentenceOf } from '../support/sentence.ts';
import { diceOf, freshSeed } from './dice.ts';
import { partOf, print, unhurried } from './figures.ts';
import { cardsOf } from './people.ts';

/** How a copy is stopped: its process is suspended, or its connection to the database is cut off. */
const manners = ['stopped', 'cut off'] as const;

/**
 * How long others may be held up, in milliseconds: as long as a transaction may idle, and a second to continue. Beside
 * other tests it may be longer.
 */
const longest = inject('share') === 1 ? 6_000 : 60_000;

interface Round {
  readonly manner: (typeof manners)[number];
  /** At which statement of its transaction the copy stops; it never does if there are fewer. */
  readonly at: number;
  /** Whether another copy locks in the meantime, which ends the stopped transaction sooner. */
  readonly isLocked: boolean;
}

/** Stops a copy while it deletes lain's posts, and lets others continue. */
async function stand({ manner, at, isLocked }: Round) {
  await using database = await borrowDatabase('3.13.2');
  const { url, client } = database;
  const proxy = await proxyTo(url);
  const discord = await startDiscordSandbox();
  const copy = startProcess(proxy.url, discord);
  const akkoma = new Pool({ connectionString: ownersAddress(url) });
  // The database ends the connections that are still open when it is returned.
  akkoma.on('connect', (each) => each.on('error', () => undefined));
  const { perform } = performOn(url);
  const request = { reason: 'x', caller: tester, interactionId: null, secret: null };
  try {
    await copy.ready();
    const ada = discord.as('ada');
    await (await ada.type('/user delete_activities lain reason:x')).message();
    await expect.poll(() => cardsOf({ discord }, 1)).toHaveLength(1);
    const transaction = watchConfirmed(proxy, at, () => {
      if (manner === 'stopped') copy.signal('SIGSTOP');
      else proxy.silence('all');
    });
    const [card] = cardsOf({ discord }, 1);
    if (card === undefined) throw new Error('There is no card to press');
    await ada.click(card, buttonOf(card, 'Run now'));
    await transaction.stoodOrEnded;

    const held = await heldUp({
      'a post, in Akkoma': () => akkoma.query(posting),
      'a change of the account, in Akkoma': () =>
        akkoma.query(`update users set last_status_at = now() where nickname = 'lain'`),
      'a change of the account, by another copy': () =>
        perform({ ...request, operation: tag, args: { nickname: 'lain', tags: ['x'] } }),
      ...(isLocked && {
        'the lock, by another copy': async () => {
          // Leaves time for the other requests, which the lock would refuse.
          await setTimeout(100);
          await perform({ ...request, operation: lock, args: {} });
        },
      }),
    });
    if (isLocked) await perform({ ...request, operation: unlock, args: {} });

    if (manner === 'stopped') copy.signal('SIGCONT');
    else proxy.listen();
    // The outcome is shown in the card or beside it.
    await expect
      .poll(() => ada.messages().map((message) => message.embeds[0]?.title ?? sentenceOf(message)))
      .toContainEqual(expect.stringMatching(/^(Done$|Failed: )|Nothing was changed\./));
    const { rows } = await client.query(
      `select state, (select count(*)::integer from activities
         where data ->> 'type' = 'Create' and actor = 'https://social.test/users/lain') as posts
       from steward.actions where id = 1`,
    );
    return { statements: transaction.statements(), held, ...rows[0] };
  } finally {
    copy.signal('SIGKILL');
    await copy.ended;
    await akkoma.end();
    await discord.close();
  }
}

const posting = `insert into activities (id, data, actor, recipients, inserted_at, updated_at)
  values (gen_random_uuid(), '{"type": "Create", "to": ["https://www.w3.org/ns/activitystreams#Public"]}',
    'https://social.test/users/bob', '{}', now(), now())`;

/**
 * Watches what the copy does from now on: its first transaction claims the button press, its second does the confirmed
 * action.
 */
function watchConfirmed(proxy: DatabaseProxy, at: number, stand: () => void) {
  const { promise: stoodOrEnded, resolve } = Promise.withResolvers<void>();
  let transactions = 0;
  let statements = 0;
  proxy.watch(({ sql, applicationName }) => {
    if (applicationName !== 'steward' || transactions > 2) return;
    if (/^begin/i.test(sql)) transactions += 1;
    if (transactions !== 2) return;
    statements += 1;
    if (statements === at) stand();
    if (statements === at || /^commit/i.test(sql)) {
      transactions = 3;
      resolve();
    }
  });
  return { stoodOrEnded, statements: () => statements };
}

/** Returns how long each of these takes, in milliseconds, at the same time. */
async function heldUp(others: Readonly<Record<string, () => Promise<unknown>>>): Promise<[string, number][]> {
  const began = performance.now();
  return Promise.all(
    Object.entries(others).map(async ([name, other]): Promise<[string, number]> => {
      await other();
      return [name, performance.now() - began];
    }),
  );
}

test(
  'a copy that stops at any statement holds up neither Akkoma nor other copies for more than 6 seconds',
  unhurried,
  async () => {
    const dice = diceOf(freshSeed());
    const isWhole = inject('share') === 1;
    // Where few rounds are run, the statement is one of the first thirty, which always exist.
    const { statements } = isWhole
      ? await stand({ manner: 'stopped', at: 0, isLocked: false })
      : { statements: 30 };
    const all = manners.flatMap((manner) =>
      [false, true].flatMap((isLocked) =>
        Array.from({ length: statements }, (_, place) => ({ manner, isLocked, at: place + 1 })),
      ),
    );
    const rounds = isWhole ? all : Array.from({ length: partOf(50) }, () => dice.pick(all));
    const worst = new Map<string, number>();

    for (const round of rounds) {
      const { statements: reached, held, state, posts } = await stand(round);
      expect(reached, 'a statement at which it stood').toBe(round.at);
      for (const [who, milliseconds] of held) {
        const name = `${who}, ${round.manner}${round.isLocked ? ', locked' : ''}`;
        worst.set(name, Math.max(worst.get(name) ?? 0, milliseconds));
        expect(milliseconds, `${name} at ${round.at}`).toBeLessThan(longest);
      }
      expect({ isDone: state === 'done', isGone: posts === 0 }, JSON.stringify(round)).toEqual({
        isDone: posts === 0,
        isGone: posts === 0,
      });
    }

    print('A copy at a standstill', [
      ['seed', dice.seed],
      ['statements of the transaction', statements],
      ['rounds', rounds.length],
      ...[...worst].map(
        ([name, milliseconds]) => [`longest, ms: ${name}`, Math.round(milliseconds)] as const,
      ),
    ]);
  },
);
