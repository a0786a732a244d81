import { setTimeout } from 'node:timers/promises';
import { type Client, escapeIdentifier } from 'pg';
import { inject } from 'vitest';
import { cardsOf } from '../drills/people.ts';
import { comeToRest, expectTrueTales, expectTruth } from '../drills/truth.ts';
import { buttonOf } from '../support/buttons.ts';
import { ownDatabase, ownersAddress } from '../support/database.ts';
import { snapshot } from '../support/snapshot.ts';
import { startSteward } from '../support/steward.ts';

/** A Steward at work on a database that is about to be in trouble, for the test that calls this. */
export async function stage(environment: Readonly<Record<string, string>> = {}) {
  const { url, client } = await ownDatabase();
  const before = await snapshot(client);
  const { discord, logged } = await startSteward(url, { environment });
  const sight = { url, ownersUrl: ownersAddress(url), client, discord, before, secrets: new Set<string>() };
  return {
    url,
    client,
    discord,
    logged,
    /** What everybody, or only that person, was answered to a line. */
    answerTo: async (who: string, line: string): Promise<string> =>
      (await (await discord.as(who).type(line)).message(30_000)).content,
    /** Presses a button of the card of the action that was begun last. */
    press: async (who: string, label: string): Promise<void> => {
      const { rows } = await client.query('select max(id)::integer as last from steward.actions');
      const [card] = cardsOf({ discord }, rows[0].last);
      if (card === undefined) throw new Error(`Action ${rows[0].last} has no card`);
      await discord.as(who).click(card, buttonOf(card, label));
    },
    /** Waits until everything has come to rest, and holds rows, log and cards to each other. */
    expectTruth: () => expectTruth(sight).then(() => undefined),
    /** The same where others than Steward have written to Akkoma's tables. */
    expectTrueTales: async (): Promise<void> => {
      await comeToRest(sight);
      await expectTrueTales(sight);
    },
  };
}

/** Changes a setting that Steward's connections to this database begin with, or resets it, and has it make new ones. */
export async function setForSteward(client: Client, setting: string, value: string | null): Promise<void> {
  const { rows } = await client.query('select current_database() as name');
  const who = `role ${escapeIdentifier(inject('role').name)} in database ${escapeIdentifier(rows[0].name)}`;
  await client.query(`alter ${who} ${value === null ? `reset ${setting}` : `set ${setting} = '${value}'`}`);
  await putOut(client);
}

/** Ends all of Steward's connections to this database, and waits until they are gone; new ones may be there by then. */
export async function putOut(client: Client): Promise<void> {
  const theirs = 'from pg_stat_activity where datname = current_database() and usename = $1';
  const who = inject('role').name;
  const { rows } = await client.query(`select pid, pg_terminate_backend(pid) ${theirs}`, [who]);
  const pids = rows.map(({ pid }) => pid);
  while ((await client.query(`select ${theirs} and pid = any($2)`, [who, pids])).rowCount !== 0) {
    await setTimeout(5);
  }
}

/** The states of all actions, in the order in which they were asked for. */
export const statesIn = async (client: Client): Promise<string[]> =>
  (await client.query('select state from steward.actions order by id')).rows.map(({ state }) => state);

export const isActive = async (client: Client, nickname: string): Promise<boolean> =>
  (await client.query('select is_active from users where nickname = $1', [nickname])).rows[0].is_active;
