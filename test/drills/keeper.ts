import { setTimeout } from 'node:timers/promises';
import { type BotProcess, startProcess } from '../support/bot-process.ts';
import { environment, type Scene } from './scene.ts';

/** Keeps a bot process running, and kills it. */
export interface Keeper {
  /**
   * Kills the process after this number of milliseconds and starts another, which may be killed again while it starts.
   * Resolves once Discord has a live one.
   */
  killAndRestart(after: number): Promise<void>;
  /** The output of all of its processes. */
  printed(): string;
}

/** Starts a bot process, with these settings besides those of a drill; resolves once Discord has its session. */
export async function keep(scene: Scene, more: Readonly<Record<string, string>> = {}): Promise<Keeper> {
  const { url, discord, dice, count } = scene;
  const all: BotProcess[] = [];
  const start = (): BotProcess => {
    const process = startProcess(url, discord, { ...environment, ...more });
    all.push(process);
    return process;
  };
  let running = start();
  let since = new Date();
  await ready(scene, running);

  const kill = async (where: string): Promise<void> => {
    running.signal('SIGKILL');
    await running.ended;
    count(`killed ${where}`);
    running = start();
    since = new Date();
  };
  return {
    killAndRestart: async (after) => {
      await setTimeout(after);
      await kill(await whereabouts(scene, since));
      while (dice.chance(0.15)) {
        await setTimeout(dice.below(1_500));
        await kill('while it started');
      }
      await ready(scene, running);
    },
    printed: () => all.map(({ printed }) => printed).join('\n'),
  };
}

/** Resolves once this process takes commands; another replica may have taken them all the time. */
async function ready({ discord }: Scene, process: BotProcess): Promise<void> {
  await Promise.race([
    started(process),
    process.ended.then((how) => {
      throw new Error(`The bot ended by itself (${how}):\n${process.printed.slice(-2_000)}`);
    }),
  ]);
  await discord.ready(20_000);
}

async function started(process: BotProcess): Promise<void> {
  while (!process.printed.includes('"msg":"ready"')) await setTimeout(10);
}

/** Describes what the process that was started then is doing, as far as it is visible from outside. */
async function whereabouts({ client, discord }: Scene, since: Date): Promise<string> {
  const { rows } = await client.query(
    `
    select
      exists (select from pg_stat_activity
        where datname = current_database() and application_name = 'steward' and state <> 'idle'
          and xact_start is not null) as "isActing",
      exists (select from steward_jobs.job where state = 'active' and name = 'run' and started_on > $1) as "isRunning",
      exists (select from steward_jobs.job where state = 'active' and started_on > $1) as "isWorking",
      exists (select from steward_jobs.job
        where state in ('created', 'retry') and start_after <= now()) as "isDue"`,
    [since],
  );
  const [found] = rows;
  if (found.isActing) return 'in a transaction';
  if (found.isRunning) return 'while it ran what was approved';
  if (found.isWorking) return 'at another job of the queue';
  if (found.isDue) return 'before a job was taken up';
  const { interactions, answered } = countAnswers(discord);
  return interactions > answered ? 'between two answers' : 'at rest';
}

function countAnswers({ requests }: Scene['discord']): { interactions: number; answered: number } {
  const callbacks = requests.filter(({ path }) => path.endsWith('/callback')).length;
  const edits = requests.filter(({ path }) => path.endsWith('/messages/@original')).length;
  return { interactions: callbacks, answered: edits };
}
