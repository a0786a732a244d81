import { setTimeout } from 'node:timers/promises';
import { type Client, escapeIdentifier } from 'pg';
import { inject } from 'vitest';
import { cardsOf } from '../drills/people.ts';
import { comeToRest, expectTrueTales, expectTruth } from '../drills/truth.ts';
import { buttonOf } from '../support/buttons.ts';
import { ownDatabase, ownersAddress } from '../support/database.ts';
import { sentenceOf } from '../support/sentence.ts';
import { snapshot } from '../support/snapshot.ts';
import { startSteward } from '../support/steward.ts';

/** A running Steward on a database that is about to be in trouble, for the calling test. */
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
    /** Returns the answer to a line, public or private. */
    answerTo: async (who: string, line: string): Promise<string> =>
      sentenceOf(await (await discord.as(who).type(line)).message()),
    /** Presses a button of the card of the newest action. */
    press: async (who: string, label: string): Promise<void> => {
      const { rows } = await client.query('select max(id)::integer as last from steward.actions');
      const [card] = cardsOf({ discord }, rows[0].last);
      if (card === undefined) throw new Error(`Action ${rows[0].last} has no card`);
      await discord.as(who).click(card, buttonOf(card, label));
    },
    /** Waits until all work is done, and compares rows, log and cards with each other. */
    expectTruth: () => expectTruth(sight).then(() => undefined),
    /** The same where other programs have written to Akkoma's tables. */
    expectTrueTales: async (): Promise<void> => {
      await comeToRest(sight);
      await expectTrueTales(sight);
    },
  };
}

/** Sets or resets a setting that Steward's connections to this database begin with, and makes Steward reconnect. */
export async function setForSteward(client: Client, setting: string, value: string | null): Promise<void> {
  await setForNewSessions(client, setting, value);
  await putOut(client);
}

/** Sets or resets a setting for Steward's connections to this database that are made from now on. */
export async function setForNewSessions(
  client: Client,
  setting: string,
  value: string | null,
): Promise<void> {
  const { rows } = await client.query('select current_database() as name');
  const who = `role ${escapeIdentifier(inject('role').name)} in database ${escapeIdentifier(rows[0].name)}`;
  await client.query(`alter ${who} ${value === null ? `reset ${setting}` : `set ${setting} = '${value}'`}`);
}

/** Ends all of Steward's connections to this database, and waits until they are gone; new ones may exist by then. */
export async function putOut(client: Client): Promise<void> {
  const theirs = 'from pg_stat_activity where datname = current_database() and usename = $1';
  const who = inject('role').name;
  const { rows } = await client.query(`select pid, pg_terminate_backend(pid) ${theirs}`, [who]);
  const pids = rows.map(({ pid }) => pid);
  while ((await client.query(`select ${theirs} and pid = any($2)`, [who, pids])).rowCount !== 0) {
    await setTimeout(5);
  }
}

/** The states of all actions, in the order of their requests. */
export const statesIn = async (client: Client): Promise<string[]> =>
  (await client.query('select state from steward.actions order by id')).rows.map(({ state }) => state);

export const isActive = async (client: Client, nickname: string): Promise<boolean> =>
  (await client.query('select is_active from users where nickname = $1', [nickname])).rows[0].is_active;
