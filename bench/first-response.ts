import { setTimeout as sleep } from 'node:timers/promises';
import { addressFor } from '../sandbox/database/role.ts';
import { akkomaWorld } from '../sandbox/database/world.ts';
import type { DiscordSandbox, SandboxInteraction } from '../sandbox/discord/index.ts';
import type { Bench, BenchOptions, Measured, Row } from './bench.ts';
import { type Contestant, startBare, startBot } from './contestant.ts';
import { prepareInstance, startServer } from './instance-database.ts';
import { median, quantile } from './statistics.ts';

const atOnce = 50;
/** A pair of rounds takes a second on any machine, since discord.js only sends `atOnce` edits a second. */
const warmUpPairs = 6;
const measuredPairs = 30;
/**
 * In milliseconds. It keeps the whole bench below a minute: a slow machine measures fewer rounds, and the table shows
 * how many.
 */
const patience = 40_000;
/** Milliseconds of rest after a round, so that one round is not slowed by what another has yet to finish. */
const breather = 50;
const highestRatio = 1.5;

/**
 * How long a person waits for the first response to an interaction when many arrive at the same time. Measures the real
 * bot on a real database, next to a client that only answers. Rounds of the two alternate, so that other load on the
 * machine affects both.
 *
 * A ratio below 1 is plausible. The sandbox of Discord runs on the same machine and handles requests one by one. The
 * bare client sends its edits immediately, among its own deferrals, but the bot sends them when the work is done.
 */
export const firstResponse: Bench = {
  name: 'first-response',
  about: `milliseconds from an interaction to its first response, ${atOnce} at once`,

  async run(options) {
    await using resources = new AsyncDisposableStack();
    const postgres = resources.use(await startServer());
    const database = resources.use(await prepareInstance(postgres, () => Promise.resolve()));
    const bare = resources.use(await startBare());
    const bot = resources.use(await startBot(addressFor(database.role, database.url)));
    return await compare(bare, bot, options);
  },
};

async function compare(bare: Contestant, bot: Contestant, options: BenchOptions): Promise<Measured> {
  const deadline = performance.now() + patience;
  const rounds: Round[] = [];
  for (let pair = 0; pair < warmUpPairs + measuredPairs; pair += 1) {
    if (rounds.length > 0 && performance.now() > deadline) break;
    const questions = questionsOf(pair);
    const round = {
      bare: await ask(bare.discord, questions, /^Done\.$/),
      bot: await ask(bot.discord, questions, /: (local|remote), |^(Deactivated|Activated) /),
    };
    options.signal.throwIfAborted();
    if (pair >= warmUpPairs) rounds.push(round);
  }

  const ratio = median(rounds.map((round) => median(round.bot) / median(round.bare)));
  return {
    rows: [rowOf('bare discord.js client', rounds, 'bare'), rowOf('Steward', rounds, 'bot')],
    targets: [
      {
        claim: `at the median, at most ${highestRatio} times what the bare client takes: ${ratio.toFixed(2)}`,
        met: ratio <= highestRatio,
      },
    ],
  };
}

/** Milliseconds to the first response to each interaction of a round. */
interface Round {
  readonly bare: readonly number[];
  readonly bot: readonly number[];
}

interface Question {
  readonly command: string;
  readonly nickname: string;
}

/** Half of the questions read. The other half change accounts, in one direction in even rounds and back in odd ones. */
function questionsOf(pair: number): Question[] {
  const change = pair % 2 === 0 ? 'user deactivate' : 'user activate';
  return Array.from({ length: atOnce }, (_, index) => ({
    command: index % 2 === 0 ? 'user show' : change,
    nickname: nicknames[Math.floor(index / 2)] ?? '',
  }));
}

const nicknames = (akkomaWorld.users ?? [])
  .filter((user) => user.is_active === true && user.is_admin === false && user.is_moderator === false)
  .map(({ nickname }) => String(nickname));

async function ask(
  discord: DiscordSandbox,
  questions: readonly Question[],
  expected: RegExp,
): Promise<number[]> {
  const ada = discord.as('ada');
  const asked = await Promise.all(
    questions.map(({ command, nickname }) => ada.command(command, { nickname })),
  );
  const shown = await Promise.all(asked.map((interaction) => interaction.message()));
  const wrong = shown.find(({ content }) => !expected.test(content));
  if (wrong !== undefined) throw new Error(`An interaction was answered with: ${wrong.content}`);
  await sleep(breather);
  return asked.map(timeToFirstResponse);
}

function timeToFirstResponse({ sentAt, answeredAt = Number.NaN }: SandboxInteraction): number {
  return answeredAt - sentAt;
}

function rowOf(name: string, rounds: readonly Round[], who: keyof Round): Row {
  const over = (share: number) => median(rounds.map((round) => quantile(round[who], share)));
  const ratio = (share: number) =>
    median(rounds.map((round) => quantile(round[who], share) / quantile(round.bare, share)));
  return {
    bot: name,
    median: fixed(over(0.5)),
    p95: fixed(over(0.95)),
    'median ÷ bare': fixed(ratio(0.5)),
    'p95 ÷ bare': fixed(ratio(0.95)),
    rounds: rounds.length,
    samples: rounds.length * atOnce,
  };
}

const fixed = (value: number): number => Number(value.toFixed(2));
