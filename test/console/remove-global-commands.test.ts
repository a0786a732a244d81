import { PassThrough } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { type DiscordSandbox, startDiscordSandbox } from '../../sandbox/discord/index.ts';
import { main } from '../../src/console/main.ts';
import { runConsole } from '../support/console.ts';
import { globalCommandsOn, leftBehind } from '../support/global-commands.ts';

const command = 'remove_global_commands';

async function stage() {
  const discord = await startDiscordSandbox();
  onTestFinished(() => discord.close());
  const commands = globalCommandsOn(discord);
  await commands.leave(...leftBehind);
  return { discord, commands, environment: environmentOf(discord) };
}

const environmentOf = ({ token, apiUrl }: DiscordSandbox) => ({
  DISCORD_TOKEN: token,
  DISCORD_API_URL: apiUrl,
});

/** Runs the command at a terminal in which a person answers the question. */
async function answered(environment: Readonly<Record<string, string>>, answer: string) {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const [output, errors] = [new PassThrough(), new PassThrough()];
  input.write(`${answer}\r`);
  const exit = await main([command], {
    environment: {},
    settings: () => environment,
    input,
    output,
    errors,
    onInterrupt: () => () => undefined,
  });
  return { exit, said: `${errors.read() ?? ''}${output.read() ?? ''}` };
}

test('without a yes, the commands are named, and none is removed', async () => {
  const { commands, environment } = await stage();

  const unasked = await runConsole([command], environment);
  const denied = await answered(environment, 'no');

  expect(unasked).toMatchObject({ exit: 1, err: expect.stringContaining('Add --yes to confirm.') });
  expect(denied.exit).toBe(1);
  expect(denied.said).toContain('Remove 3 commands of this application from all servers?');
  expect(denied.said).toContain('/user, Report, Ban');
  expect(denied.said).toMatch(/Cancelled\. Nothing was changed\./);
  expect(await commands.list()).toEqual(['user', 'Report', 'Ban']);
});

test('with a yes, typed or as an option, exactly these commands are removed', async () => {
  const { commands, environment } = await stage();

  const { exit, said } = await answered(environment, 'yes');

  expect(exit).toBe(0);
  expect(said).toContain('Removed 3 commands: /user, Report, Ban.');
  expect(await commands.list()).toEqual([]);

  await commands.leave(leftBehind[0]);
  expect(await runConsole([command, '-y', '--json'], environment)).toMatchObject({
    exit: 0,
    out: `${JSON.stringify({ removed: ['/user'] })}\n`,
  });
  expect(await runConsole([command], environment)).toMatchObject({
    exit: 0,
    out: 'This application has no commands for all servers, so there is nothing to remove.\n',
  });
});

test('the commands that the bot has registered in its own server stay', async () => {
  const { discord, environment } = await stage();
  await fetch(
    `${discord.apiUrl}/v10/applications/${discord.applicationId}/guilds/${discord.guild.id}/commands`,
    {
      method: 'POST',
      headers: { Authorization: `Bot ${discord.token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(leftBehind[0]),
    },
  );

  expect((await runConsole([command, '-y'], environment)).exit).toBe(0);

  expect(discord.commands.map(({ name }) => name)).toEqual(['user']);
});

test('without a token, or with a wrong one, a sentence says what to do', async () => {
  const { environment } = await stage();

  expect(await runConsole([command], {})).toMatchObject({
    exit: 1,
    err: 'DISCORD_TOKEN is missing. Set it (see .env.example) and try again.\n',
  });
  const wrong = await runConsole([command], { ...environment, DISCORD_TOKEN: 'not.the.token' });
  expect(wrong).toMatchObject({
    exit: 1,
    err: expect.stringMatching(/^Discord rejected the token\. Reset the token at https:/),
  });
});
