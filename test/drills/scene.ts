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

/**
 * Destructive actions need one admin's approval, deleting posts needs a confirmation alone, and a change of e-mail
 * address needs one vote.
 */
export const environment: Readonly<Record<string, string>> = {
  APPROVALS_DESTRUCTIVE: '1',
  APPROVAL_OVERRIDES: JSON.stringify({
    'user.delete_activities': { votes: 0 },
    'user.change_email': { votes: 1 },
  }),
};

/** The place of a drill. */
export interface Scene {
  readonly url: string;
  /** The address of the same database for its owner. */
  readonly ownersUrl: string;
  /** The connection of the observer. */
  readonly client: Client;
  /** The connections of the steps, several at a time. */
  readonly pool: Pool;
  readonly discord: DiscordSandbox;
  readonly dice: Dice;
  /** Akkoma's tables before the first step. */
  readonly before: Snapshot;
  /** Secrets that must never be public, in addition to those in the database. */
  readonly secrets: Set<string>;
  /** How often each kind of event happened, for the figures. */
  readonly tally: Map<string, number>;
  count(what: string): void;
  /** A number that was not returned before. */
  number(): number;
}

/** The parts of a scene that a check needs to see what was done. */
export type Sight = Pick<Scene, 'url' | 'ownersUrl' | 'client' | 'discord' | 'before' | 'secrets'>;

export async function openScene(options: DiscordSandboxOptions = {}): Promise<Scene> {
  const { url, client } = await ownDatabase();
  return sceneOn({ url, ownersUrl: ownersAddress(url), client }, options);
}

/** The same on an existing database. */
export async function sceneOn(
  database: Pick<Scene, 'url' | 'ownersUrl' | 'client'>,
  options: DiscordSandboxOptions = {},
): Promise<Scene> {
  const { url, ownersUrl, client } = database;
  const discord = await startDiscordSandbox(options);
  onTestFinished(() => discord.close());
  const pool = new Pool({ connectionString: ownersUrl, max: 4 });
  // Its server may be away for a while.
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
    // The client may be replaced.
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
