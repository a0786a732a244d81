import { addressFor } from '../sandbox/database/role.ts';
import { akkomaWorld } from '../sandbox/database/world.ts';
import type { DiscordSandbox } from '../sandbox/discord/index.ts';
import type { Bench, Row } from './bench.ts';
import { residentOf, startBare, startBot } from './contestant.ts';
import { prepareInstance, startServer } from './instance-database.ts';
import { median } from './statistics.ts';

/** Interactions at a time. */
const atOnce = 50;
const short = 2_000;
const long = 20_000;
const mostGrowth = 1.1;
const highestRatio = 1.5;

/** Resident memory in MB after each round, of which every one has `atOnce` interactions. */
interface Memory {
  readonly bare: number[];
  readonly bot: number[];
}

/**
 * Whether memory levels off: the real bot and a client that only answers get the same interactions, until both have had
 * 2,000, or 20,000 with `--large`. Each person reads, tags, untags and types, so the bot runs actions, draws cards and
 * answers suggestions.
 */
export const memory: Bench = {
  name: 'memory',
  about: `resident memory in MB while interactions arrive, ${atOnce} at once`,

  async run({ large, signal }) {
    const rounds = (large ? long : short) / atOnce;
    await using resources = new AsyncDisposableStack();
    const postgres = resources.use(await startServer());
    const database = resources.use(await prepareInstance(postgres, () => Promise.resolve()));
    const bare = resources.use(await startBare());
    const bot = resources.use(await startBot(addressFor(database.role, database.url)));
    const samples: Memory = { bare: [], bot: [] };
    for (let round = 0; round < rounds; round += 1) {
      signal.throwIfAborted();
      await Promise.all([ask(bare.discord, round, false), ask(bot.discord, round, true)]);
      samples.bare.push(residentOf(bare.pid));
      samples.bot.push(residentOf(bot.pid));
    }
    const growth = during(samples.bot, 0.75, 1) / during(samples.bot, 0.5, 0.75);
    const ratio = during(samples.bot, 0.75, 1) / during(samples.bare, 0.75, 1);
    return {
      rows: [0.25, 0.5, 0.75, 1].map((share) => rowOf(samples, share)),
      targets: [
        {
          claim: `from the third to the last quarter, at most ${mostGrowth} times as much: ${growth.toFixed(2)}`,
          met: growth <= mostGrowth,
        },
        {
          claim: `in the last quarter, at most ${highestRatio} times the memory of the bare client: ${ratio.toFixed(2)}`,
          met: ratio <= highestRatio,
        },
      ],
    };
  },
};

/** Sends one round to a bot and waits for all answers. A fifth are suggestions, where the bot has some. */
async function ask(discord: DiscordSandbox, round: number, suggests: boolean): Promise<void> {
  const ada = discord.as('ada');
  const change = round % 2 === 0 ? 'user tag' : 'user untag';
  await Promise.all(
    Array.from({ length: atOnce }, async (_, index) => {
      const nickname = nicknames[Math.floor(index / 5) % nicknames.length] ?? '';
      if (index % 5 === 0 && suggests) {
        await ada.autocomplete('user show', { nickname: nickname.slice(0, 2) }, 'nickname');
        return;
      }
      const [path, options] =
        index % 5 === 1
          ? [change, { nickname, tags: `bench${round >> 1}` }]
          : index % 5 === 2
            ? ['user list', {}]
            : ['user show', { nickname }];
      const asked = await ada.command(path, options);
      await asked.message();
    }),
  );
}

const nicknames = (akkomaWorld.users ?? [])
  .filter((user) => user.is_admin === false && user.is_moderator === false)
  .map(({ nickname }) => String(nickname));

/** The median over a part of the rounds. */
const during = (samples: readonly number[], from: number, to: number): number =>
  median(samples.slice(Math.floor(samples.length * from), Math.ceil(samples.length * to)));

function rowOf(samples: Memory, share: number): Row {
  const [bare, bot] = [samples.bare, samples.bot].map((each) => during(each, share - 0.25, share));
  return {
    interactions: samples.bot.length * atOnce * share,
    Steward: Math.round(bot ?? Number.NaN),
    bare: Math.round(bare ?? Number.NaN),
    ratio: Number(((bot ?? Number.NaN) / (bare ?? Number.NaN)).toFixed(2)),
  };
}
