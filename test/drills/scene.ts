import { type Client, Pool } from 'pg';
import { onTestFailed, onTestFinished } from 'vitest';
import {
  type DiscordSandbox,
  type DiscordSandboxOptions,
  startDiscordSandbox,
} from '../../sandbox/discord/index.ts';
import { ownDatabase, ownersAddress } from '../support/database.ts';
import { type Snapshot, snapshot } from '../support/snapshot.ts';
import { type Dice, diceOf, freshSeed } from './dice.ts';

/** One admin must agree to what is destructive; deleting posts is confirmed alone, and mail addresses take a vote. */
export const environment: Readonly<Record<string, string>> = {
  APPROVALS_DESTRUCTIVE: '1',
  APPROVAL_OVERRIDES: JSON.stringify({
    'user.delete_activities': { votes: 0 },
    'user.change_email': { votes: 1 },
  }),
};

/** Where a drill takes place. */
export interface Scene {
  readonly url: string;
  /** The same database's, for whoever owns it. */
  readonly ownersUrl: string;
  /** For whoever looks on. */
  readonly client: Client;
  /** For those who move, several at a time. */
  readonly pool: Pool;
  readonly discord: DiscordSandbox;
  readonly dice: Dice;
  /** Akkoma's tables before anybody did anything. */
  readonly before: Snapshot;
  /** What must never be seen by everybody, besides what the database keeps. */
  readonly secrets: Set<string>;
  /** How often what happened, for the figures. */
  readonly tally: Map<string, number>;
  count(what: string): void;
  /** A number that was not given before. */
  number(): number;
}

/** What was done, and all that can be seen of it. */
export type Sight = Pick<Scene, 'url' | 'ownersUrl' | 'client' | 'discord' | 'before' | 'secrets'>;

export async function openScene(options: DiscordSandboxOptions = {}): Promise<Scene> {
  const { url, client } = await ownDatabase();
  return sceneOn({ url, ownersUrl: ownersAddress(url), client }, options);
}

/** The same on a database that is there already. */
export async function sceneOn(
  database: Pick<Scene, 'url' | 'ownersUrl' | 'client'>,
  options: DiscordSandboxOptions = {},
): Promise<Scene> {
  const { url, ownersUrl, client } = database;
  const discord = await startDiscordSandbox(options);
  onTestFinished(() => discord.close());
  const pool = new Pool({ connectionString: ownersUrl, max: 4 });
  // Its server may be gone for a while.
  pool.on('error', () => undefined);
  onTestFinished(() => pool.end());
  const dice = diceOf(freshSeed());
  onTestFailed(() => void process.stdout.write(`DRILL_SEED=${dice.seed}\n`));
  await prepareTrouble(client);
  const tally = new Map<string, number>();
  let last = 0;
  return {
    url,
    ownersUrl,
    // It may be made anew.
    get client() {
      return database.client;
    },
    pool,
    discord,
    dice,
    before: await snapshot(client),
    secrets: new Set(),
    tally,
    count: (what) => void tally.set(what, (tally.get(what) ?? 0) + 1),
    number: () => {
      last += 1;
      return last;
    },
  };
}

/** While `drill.trouble` has a row, nothing can be written to accounts. */
async function prepareTrouble(client: Client): Promise<void> {
  await client.query(`
    create schema drill;
    create table drill.trouble (since timestamptz not null default now());
    create function drill.refuse() returns trigger language plpgsql security definer as $$
      begin
        if exists (select from drill.trouble) then raise exception 'trouble'; end if;
        return new;
      end $$;
    create trigger drill_refuse before update on users for each row execute function drill.refuse()`);
}
