import { setTimeout as sleep } from 'node:timers/promises';
import { addressFor } from '../sandbox/database/role.ts';
import type { Bench, Row } from './bench.ts';
import { type Contestant, residentOf, startBare, startBot } from './contestant.ts';
import { prepareInstance, startServer } from './instance-database.ts';
import { median } from './statistics.ts';

const rounds = 5;
/** How long the bot is idle before its memory is measured, in milliseconds. */
const rest = 8_000;
const highestRatio = 1.5;
/** In milliseconds. */
const mostLonger = 1_000;

interface Start {
  /** Milliseconds. */
  readonly startedIn: number;
  /** Resident, in MB. */
  readonly memory: number;
}

/** The cost of a start: the real bot next to a client that only answers. Starts of the two alternate. */
export const start: Bench = {
  name: 'start',
  about: 'milliseconds from the start of the process to its session, and resident memory once it has rested',

  async run({ signal }) {
    await using resources = new AsyncDisposableStack();
    const postgres = resources.use(await startServer());
    const database = resources.use(await prepareInstance(postgres, () => Promise.resolve()));
    const url = addressFor(database.role, database.url);
    const bare: Start[] = [];
    const bot: Start[] = [];
    for (let round = 0; round < rounds; round += 1) {
      signal.throwIfAborted();
      bare.push(await look(startBare));
      bot.push(await look(() => startBot(url)));
    }
    const ratio = of(bot, 'memory') / of(bare, 'memory');
    const longer = of(bot, 'startedIn') - of(bare, 'startedIn');
    return {
      rows: [rowOf('bare discord.js client', bare, bare), rowOf('Steward', bot, bare)],
      targets: [
        {
          claim: `idle, at most ${highestRatio} times the memory of the bare client: ${ratio.toFixed(2)}`,
          met: ratio <= highestRatio,
        },
        {
          claim: `ready at most ${mostLonger} ms later than the bare client: ${Math.round(longer)} ms`,
          met: longer <= mostLonger,
        },
      ],
    };
  },
};

async function look(begin: () => Promise<Contestant>): Promise<Start> {
  await using contestant = await begin();
  await sleep(rest);
  return { startedIn: contestant.startedIn, memory: residentOf(contestant.pid) };
}

const of = (starts: readonly Start[], what: keyof Start): number => median(starts.map((each) => each[what]));

const rowOf = (name: string, starts: readonly Start[], bare: readonly Start[]): Row => ({
  bot: name,
  'ms to ready': Math.round(of(starts, 'startedIn')),
  'MB at rest': Number(of(starts, 'memory').toFixed(1)),
  'memory ÷ bare': Number((of(starts, 'memory') / of(bare, 'memory')).toFixed(2)),
  starts: starts.length,
});
