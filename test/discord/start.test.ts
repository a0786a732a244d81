import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { catalogue } from '../../commands/index.ts';
import { startDiscordSandbox } from '../../sandbox/discord/index.ts';
import { openGate, openPolicy } from '../../src/actions/index.ts';
import { autocomplete, createCatalogue } from '../../src/command/index.ts';
import { createClient, startBot } from '../../src/discord/index.ts';

/** Starts the bot without a database, in a setup where it cannot start. */
async function failToStart(token: string | null, description: string) {
  const discord = await startDiscordSandbox();
  onTestFinished(() => discord.close());
  const logged: string[] = [];
  const error: unknown = await startBot({
    client: createClient(token ?? discord.token, discord.apiUrl),
    policy: openPolicy(100),
    drafts: {
      leave: () => Promise.reject(new Error('Nobody is to draft anything')),
      find: () => Promise.reject(new Error('Nobody is to look for a draft')),
      used: () => Promise.reject(new Error('Nobody is to use a draft')),
    },
    catalogue: createCatalogue(
      [],
      catalogue.standalone.map((command) => ({ ...command, description })),
    ),
    gate: openGate,
    commandIds: new Map(),
    log: pino({ level: 'error' }, { write: (line: string) => void logged.push(line) }),
    autocomplete,
    isShownElsewhere: async () => false,
    queueCardUsed: () => Promise.resolve(),
    recordRefusal: async () => undefined,
    contextFor: () => {
      throw new Error('Nobody is to get as far as a command');
    },
    token: token ?? discord.token,
    guildId: discord.guild.id,
    onLost: () => undefined,
  }).catch((fault: unknown) => fault);
  return { sentence: String(error), logged };
}

test('a set of commands that Discord refuses is not blamed on the token, and the log has the cause', async () => {
  const { sentence, logged } = await failToStart(null, 'x'.repeat(101));

  expect(sentence).toMatch(/rejected Steward's commands/);
  expect(sentence).not.toContain('DISCORD_TOKEN');
  expect(logged).toEqual([expect.stringContaining('50035')]);
});

test('a token that Discord does not accept is named as the thing to check, and the log has the cause', async () => {
  const { sentence, logged } = await failToStart('not.the.token', 'fine');

  expect(sentence).toMatch(/^Unavailable: Discord rejected DISCORD_TOKEN\. /);
  expect(logged).toEqual([expect.stringContaining('the bot could not start')]);
  expect(logged.join()).not.toContain('not.the.token');
});
