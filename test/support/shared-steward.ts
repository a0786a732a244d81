import { setTimeout } from 'node:timers/promises';
import { type APIMessage, MessageFlags } from 'discord-api-types/v10';
import { sql } from 'kysely';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import type { DiscordSandbox, SandboxPerson } from '../../sandbox/discord/index.ts';
import { connectionsTo, isKept } from './connections.ts';

/** A bot that keeps running when a test has finished. */
export interface SharedBot {
  readonly discord: DiscordSandbox;
  readonly logged: string[];
  stop(): Promise<void>;
}

/**
 * The idle bots, by the address of their database, with the settings they were started with; undefined where bots are
 * not shared.
 */
let waiting: Map<string, { readonly settings: string; readonly bot: SharedBot }> | undefined;

/**
 * Shares bots within the file that calls this at its top level. A test uses the bot and the Discord of the test before,
 * if it starts one with the same settings on the same database, and sees nothing of the earlier test. A test that asks
 * for special options of Discord, or for another way to reach it, gets a bot of its own.
 */
export function shareSteward(): void {
  beforeAll(() => {
    waiting = new Map();
  });
  afterAll(async () => {
    const left = [...(waiting?.values() ?? [])];
    waiting = undefined;
    await Promise.all(left.map(({ bot }) => bot.stop()));
  });
}

/** Finds an idle bot with the same settings, or starts one; undefined where bots are not shared. */
export async function sharedBot(
  url: string,
  settings: string,
  start: () => Promise<SharedBot>,
): Promise<SharedBot | undefined> {
  if (waiting === undefined || !isKept(url)) return undefined;
  const bots = waiting;
  const found = bots.get(url);
  bots.delete(url);
  const isAlike = found?.settings === settings;
  if (!isAlike) await found?.bot.stop();
  const bot = isAlike ? found.bot : await start();
  bot.logged.length = 0;
  clear(bot.discord);
  const view = viewFromNow(bot.discord);
  onTestFinished(async ({ task }) => {
    if (task.result?.state === 'fail' || view.isAltered() || !(await comesToRest(url))) return bot.stop();
    bots.set(url, { settings, bot });
  });
  return { ...bot, discord: view.discord };
}

/** Deletes the public messages: a test could mistake the card of an earlier action with the same number for its own. */
function clear(discord: DiscordSandbox): void {
  const someone = discord.as('ada');
  for (const channel of ['moderation', 'audit', 'reports', 'sign-ups']) {
    for (const message of someone.messages(channel)) {
      if (((message.flags ?? 0) & MessageFlags.Ephemeral) === 0) someone.remove(message);
    }
  }
}

/** Waits until no statement and no job is left; false where this takes too long. */
async function comesToRest(url: string): Promise<boolean> {
  const kysely = connectionsTo(url).database.em.fork().getKysely();
  for (let idle = 0, looks = 0; looks < 200; looks += 1) {
    const { rows } = await sql<{ at_rest: boolean }>`
      select not exists (
          select from pg_stat_activity
          where datname = current_database() and usename = current_user and state <> 'idle' and pid <> pg_backend_pid()
        ) and not exists (
          select from steward_jobs.job
          where name in ('run', 'expire', 'follow', 'reverse', 'card', 'audit', 'queue', 'queue_card')
            and (state = 'active' or state in ('created', 'retry') and start_after <= now())
        ) as at_rest`.execute(kysely);
    idle = rows[0]?.at_rest ? idle + 1 : 0;
    // The work that follows an answer may not have begun yet, so three checks in a row must find nothing.
    if (idle === 3) return true;
    await setTimeout(15);
  }
  return false;
}

const discordsEpoch = 1_420_070_400_000;

/** A view of a Discord as if it had just started, and whether it was altered through that view. */
function viewFromNow(discord: DiscordSandbox): { discord: DiscordSandbox; isAltered(): boolean } {
  const first = BigInt(Date.now() - discordsEpoch) << 22n;
  const [requests, registrations] = [discord.requests.length, discord.registrations];
  let altered = false;
  const alters = <Does extends (...args: never[]) => unknown>(does: Does): Does =>
    ((...args) => {
      altered = true;
      return does(...args);
    }) as Does;
  const person = (one: SandboxPerson): SandboxPerson => ({
    ...one,
    get member() {
      return one.member;
    },
    messages: (channel) => one.messages(channel).filter(({ id }: APIMessage) => BigInt(id) >= first),
    give: alters(one.give),
    take: alters(one.take),
    leave: alters(one.leave),
  });
  const view: DiscordSandbox = {
    ...discord,
    get commands() {
      return discord.commands;
    },
    get registrations() {
      return discord.registrations - registrations;
    },
    get requests() {
      return discord.requests.slice(requests);
    },
    get traffic() {
      return discord.traffic;
    },
    get connected() {
      return discord.connected;
    },
    get troubles() {
      return discord.troubles;
    },
    get misbehave() {
      altered = true;
      return discord.misbehave;
    },
    as: (name) => person(discord.as(name)),
    close: alters(discord.close),
  };
  return { discord: view, isAltered: () => altered };
}
