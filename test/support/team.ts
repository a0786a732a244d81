import { type APIMessage, MessageFlags } from 'discord-api-types/v10';
import type { Client } from 'pg';
import { expect } from 'vitest';
import type { SandboxInteraction } from '../../sandbox/discord/index.ts';
import { buttonOf } from './buttons.ts';
import { pristineDatabase, type TestDatabase } from './database.ts';
import { sentenceOf } from './sentence.ts';
import { type Steward, startSteward } from './steward.ts';

export interface Team extends Steward {
  readonly url: string;
  readonly client: Client;
  /** Types a command that others must approve, and returns the card of its action. */
  ask(who: string, line: string): Promise<Card>;
  /** The state of an action, by its number. */
  stateOf(action: number): Promise<string>;
  /** The events of an action in the audit log. */
  eventsOf(action: number): Promise<string[]>;
}

/** An action's card, found again at each use. */
export interface Card {
  readonly action: number;
  message(): APIMessage;
  press(who: string, label: string): Promise<SandboxInteraction>;
  /**
   * Presses Approve, and confirms that where the card says that the action cannot be undone.
   *
   * @returns the last press.
   */
  approve(who: string): Promise<SandboxInteraction>;
  /** Waits until the card has this title, before a colon. */
  shows(title: string): Promise<APIMessage>;
}

/**
 * Starts a Steward in which one other admin must approve destructive actions, unless the environment says otherwise.
 */
export async function startTeam(
  environment: Readonly<Record<string, string>> = {},
  database?: TestDatabase,
): Promise<Team> {
  const { url, client } = database ?? (await pristineDatabase());
  const steward = await startSteward(url, { environment: { APPROVALS_DESTRUCTIVE: '1', ...environment } });
  const { discord } = steward;
  return {
    ...steward,
    url,
    client,
    ask: async (who, line) => {
      const before = await newest(client);
      await discord.as(who).type(line);
      await expect.poll(() => newest(client)).toBeGreaterThan(before);
      return cardOf(steward, client, await newest(client));
    },
    stateOf: async (action) =>
      (await client.query('select state from steward.actions where id = $1', [action])).rows[0]?.state,
    eventsOf: async (action) =>
      (
        await client.query('select event from steward.audit_log where action_id = $1 order by id', [action])
      ).rows.map(({ event }) => event),
  };
}

async function newest(client: Client): Promise<number> {
  const { rows } = await client.query('select coalesce(max(id), 0)::integer as id from steward.actions');
  return rows[0].id;
}

/**
 * The card of an action, once it is drawn. A private answer about the action also has its number: it is the card only
 * where no public message is.
 */
export async function cardOf({ discord }: Steward, client: Client, action: number): Promise<Card> {
  const find = (): APIMessage | undefined => {
    const found = discord
      .as('ada')
      .messages()
      .filter(({ embeds }) => embeds[0]?.footer?.text === `Action ${action}`);
    return found.findLast(({ flags = 0 }) => (flags & MessageFlags.Ephemeral) === 0) ?? found.at(-1);
  };
  await expect
    .poll(async () => {
      const { rows } = await client.query('select drawn > 0 as shown from steward.actions where id = $1', [
        action,
      ]);
      return rows[0].shown;
    })
    .toBe(true);
  const message = (): APIMessage => {
    const found = find();
    if (found === undefined) throw new Error(`There is no card of action ${action}`);
    return found;
  };
  const press = (who: string, label: string) => discord.as(who).click(message(), buttonOf(message(), label));
  return {
    action,
    message,
    press,
    approve: async (who) => {
      const isAsked = (message().embeds[0]?.fields ?? []).some(({ name }) => /Cannot be undone/.test(name));
      const pressed = await press(who, 'Approve');
      return isAsked ? confirmApproval(discord, who, pressed) : pressed;
    },
    shows: async (title) => {
      await expect.poll(() => find()?.embeds[0]?.title?.split(':')[0]).toBe(title);
      return message();
    },
  };
}

/** Confirms an approval that a press of Approve, or `/action approve`, has asked about in private. */
export async function confirmApproval(
  discord: Steward['discord'],
  who: string,
  asking: SandboxInteraction,
): Promise<SandboxInteraction> {
  const question = () =>
    asking.answers.find(({ ephemeral, message }) => ephemeral && (message?.components ?? []).length > 0)
      ?.message;
  await expect.poll(question).toBeDefined();
  const asked = question();
  if (asked === undefined) throw new Error('There is no question');
  return discord.as(who).click(asked, buttonOf(asked, 'Approve'));
}

/** Waits until the bot has recorded that all cards, and their mentions, are up to date with the rows of the actions. */
export const allDrawn = (client: Client): Promise<void> =>
  expect
    .poll(async () => (await client.query('select from steward.actions where drawn < revision')).rowCount)
    .toBe(0);

/** The ephemeral answers to an interaction. */
export const whispered = (interaction: SandboxInteraction): string[] =>
  interaction.answers
    .filter(({ ephemeral, message }) => ephemeral && message !== undefined)
    .map(({ message }) => sentenceOf(message) ?? '');

/** Waits for the ephemeral answer to a button press, and returns its text. */
export async function heard(pressing: Promise<SandboxInteraction>): Promise<string> {
  const pressed = await pressing;
  // A deferred answer is empty at first.
  const words = () => whispered(pressed).find((each) => each !== '');
  await expect.poll(words).toBeDefined();
  return words() ?? '';
}
