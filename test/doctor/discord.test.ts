import { OverwriteType, PermissionFlagsBits, Routes } from 'discord.js';
import { expect, onTestFinished, test } from 'vitest';
import { type DiscordSandboxOptions, startDiscordSandbox } from '../../sandbox/discord/index.ts';
import { pristineDatabase, testDatabase } from '../support/database.ts';
import { globalCommandsOn, leftBehind } from '../support/global-commands.ts';
import { startSteward } from '../support/steward.ts';
import { botOn, findings } from './findings.ts';

const database = testDatabase();

async function stage(options: DiscordSandboxOptions = {}) {
  const discord = await startDiscordSandbox(options);
  onTestFinished(() => discord.close());
  const look = (differing: Readonly<Record<string, string>> = {}) =>
    findings({ ...botOn(database.url, discord), ...differing });
  return { discord, look };
}

const nowhere = '1212700000000000000';

test('a token that Discord does not accept is reported, and the other checks are skipped', async () => {
  const { look } = await stage();

  const found = await look({ DISCORD_TOKEN: 'not.the.token' });

  expect(found.Token).toMatchObject({ status: 'failed', mend: expect.stringContaining('DISCORD_TOKEN') });
  expect(found.Server).toMatchObject({ status: 'skipped', said: expect.stringContaining('"Token"') });
});

test('an endpoint address for interactions, which keeps all of them from the bot, is reported', async () => {
  const { look } = await stage({ interactionsEndpointUrl: 'https://elsewhere.test/interactions?key=1' });

  const { 'Interactions endpoint': found } = await look();

  expect(found).toMatchObject({ status: 'failed', said: expect.stringContaining('elsewhere.test,') });
});

test('a guild without the bot is reported, with the address that invites it', async () => {
  const { discord, look } = await stage();

  const found = await look({ DISCORD_GUILD_ID: nowhere });

  expect(found.Server).toMatchObject({ status: 'failed', said: expect.stringContaining(nowhere) });
  expect(found.Server?.mend).toContain(`client_id=${discord.applicationId}&`);
  expect(found.Permissions?.status).toBe('skipped');
});

test('missing channels and roles are reported, each with its setting', async () => {
  const { look } = await stage();

  const found = await look({
    AUDIT_CHANNEL_ID: nowhere,
    MODERATOR_ROLE_IDS: nowhere,
    APPROVAL_OVERRIDES: `{"user.rm":{"roles":["1212700000000000001"]}}`,
  });

  expect(found.Channels).toMatchObject({
    status: 'failed',
    said: expect.stringContaining(`${nowhere} (AUDIT_CHANNEL_ID)`),
  });
  expect(found.Roles?.said).toContain(`${nowhere} (MODERATOR_ROLE_IDS)`);
  expect(found.Roles?.said).toContain('1212700000000000001 (APPROVAL_OVERRIDES)');
});

test('a role that everyone has, or that nobody can be given, is a warning', async () => {
  const { discord, look } = await stage();
  const roles = await fetch(`${discord.apiUrl}/v10${Routes.guildRoles(discord.guild.id)}`, {
    headers: { Authorization: `Bot ${discord.token}` },
  });
  const managed = ((await roles.json()) as { id: string; managed: boolean }[]).find((role) => role.managed);

  const { Roles: found } = await look({
    MODERATOR_ROLE_IDS: discord.guild.roles.everyone.id,
    APPROVER_ROLE_IDS: managed?.id ?? '',
  });

  expect(found).toMatchObject({ status: 'warning' });
  expect(found?.said).toContain('MODERATOR_ROLE_IDS contains @everyone');
  expect(found?.said).toContain('APPROVER_ROLE_IDS contains Steward');
});

test('unregistered commands are a warning, and registered ones are in order', async () => {
  const { look } = await stage();
  expect((await look()).Commands).toMatchObject({ status: 'warning' });

  const { url } = await pristineDatabase();
  const { discord } = await startSteward(url);
  expect((await findings(botOn(url, discord))).Commands).toMatchObject({ status: 'ok' });
});

test('commands for all servers, which stand beside those of Steward in the menu, are a warning', async () => {
  const { discord, look } = await stage();
  expect((await look())['Global commands']).toMatchObject({ status: 'ok' });

  await globalCommandsOn(discord).leave(...leftBehind);

  expect((await look())['Global commands']).toEqual({
    status: 'warning',
    said: 'Discord shows commands beside those of Steward that this application has in all servers, perhaps of an earlier bot: /user, Report, Ban.',
    mend: 'Run "steward remove_global_commands", which asks before it removes them.',
  });
});

test('permissions that a channel denies the bot are named with it', async () => {
  const { look } = await stage({ closedToBot: ['audit'] });

  const { Permissions: found } = await look();

  expect(found).toMatchObject({
    status: 'failed',
    said: 'The bot lacks View Channel, Send Messages in #audit.',
  });
});

test('the channel of the digest must exist, and the bot must be able to post its picture there', async () => {
  const { discord, look } = await stage();
  const { audit } = discord.guild.channels;
  expect((await look({ DIGEST_CHANNEL_ID: nowhere })).Channels).toMatchObject({
    status: 'failed',
    said: expect.stringContaining(`${nowhere} (DIGEST_CHANNEL_ID)`),
  });
  audit.permission_overwrites = [
    {
      id: discord.guild.roles.everyone.id,
      type: OverwriteType.Role,
      allow: '0',
      deny: String(PermissionFlagsBits.AttachFiles),
    },
  ];

  expect((await look({ DIGEST_CHANNEL_ID: audit.id })).Permissions).toMatchObject({
    status: 'failed',
    said: 'The bot lacks Attach Files in #audit.',
  });
  expect((await look()).Permissions).toMatchObject({ status: 'ok' });
});

test.for(['REPORTS_CHANNEL_ID', 'SIGNUPS_CHANNEL_ID'])(
  'the channel of %s must exist, and the bot must be able to post there',
  async (variable) => {
    const { discord, look } = await stage();
    const { reports } = discord.guild.channels;
    expect((await look({ [variable]: nowhere })).Channels).toMatchObject({
      status: 'failed',
      said: expect.stringContaining(`${nowhere} (${variable})`),
    });
    expect((await look({ [variable]: reports.id })).Permissions).toMatchObject({ status: 'ok' });

    discord.misbehave.closeChannel('reports');

    expect((await look({ [variable]: reports.id })).Permissions).toMatchObject({
      status: 'failed',
      said: 'The bot lacks View Channel, Send Messages in #reports.',
    });
  },
);

test('without a list of channels, the permissions in the server are checked too, beside those in the audit channel', async () => {
  const { discord, look } = await stage();
  const { everyone } = discord.guild.roles;
  everyone.permissions = String(BigInt(everyone.permissions) & ~PermissionFlagsBits.ReadMessageHistory);
  discord.guild.channels.audit.permission_overwrites = [
    {
      id: everyone.id,
      type: OverwriteType.Role,
      allow: String(PermissionFlagsBits.ReadMessageHistory),
      deny: '0',
    },
  ];

  const { Permissions: found } = await look({ DISCORD_CHANNEL_IDS: '' });
  const { Permissions: listed } = await look();

  expect(found).toMatchObject({
    status: 'failed',
    said: 'The bot lacks Read Message History in the server.',
  });
  expect(listed).toMatchObject({
    status: 'failed',
    said: 'The bot lacks Read Message History in #moderation.',
  });
});

test('a bot that cannot write in the threads of a channel where it answers is a warning', async () => {
  const { discord, look } = await stage();
  const { everyone } = discord.guild.roles;
  everyone.permissions = String(BigInt(everyone.permissions) & ~PermissionFlagsBits.SendMessagesInThreads);

  const { Permissions: listed } = await look();
  const { Permissions: anywhere } = await look({ DISCORD_CHANNEL_IDS: '' });

  expect(listed).toMatchObject({
    status: 'warning',
    said: 'The bot lacks Send Messages in Threads in #moderation.',
  });
  expect(anywhere).toMatchObject({
    status: 'warning',
    said: 'The bot lacks Send Messages in Threads in the server.',
  });
});

test('roles that are to be mentioned and cannot be are a warning', async () => {
  const { discord, look } = await stage();
  discord.guild.roles.admin.mentionable = false;

  const { Permissions: found } = await look();
  const { Permissions: withoutMentions } = await look({ APPROVERS_MENTIONED: 'false' });

  expect(found).toMatchObject({ status: 'warning', said: expect.stringContaining('@Admin') });
  expect(withoutMentions).toMatchObject({ status: 'ok' });
});
