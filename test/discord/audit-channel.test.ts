import { OverwriteType, PermissionFlagsBits, REST } from 'discord.js';
import type { Client } from 'pg';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { catalogue } from '../../commands/index.ts';
import { type DiscordSandboxOptions, startDiscordSandbox } from '../../sandbox/discord/index.ts';
import { verifyAuditLog } from '../../src/actions/index.ts';
import { connect } from '../../src/database/connection/connection.ts';
import { createAuditChannel } from '../../src/discord/index.ts';
import { deactivate } from '../../src/operations/instance/set-activation.ts';
import { tag } from '../../src/operations/instance/tags.ts';
import { writeEntries } from '../support/audit-log.ts';
import { pristineDatabase } from '../support/database.ts';
import { performOn, tester } from '../support/perform.ts';
import { type DatabaseProxy, proxyTo } from '../support/proxy.ts';
import { auditLinesOf } from '../support/sentence.ts';

interface Stage {
  readonly url: string;
  readonly client: Client;
  readonly proxy: DatabaseProxy;
  readonly discord: Awaited<ReturnType<typeof startDiscordSandbox>>;
  /** Returns the job handler of another replica. */
  another(): () => Promise<void>;
  tell(): Promise<void>;
  lines(): string[];
}

/** The audit channel of a sandbox, with its cursor at the start of an empty log. */
async function stage(options: DiscordSandboxOptions = {}): Promise<Stage> {
  const { url, client } = await pristineDatabase();
  const discord = await startDiscordSandbox(options);
  onTestFinished(() => discord.close());
  const proxy = await proxyTo(url);
  const another = () => {
    const database = connect(proxy.url, 'steward-test');
    onTestFinished(() => database.close(true));
    const rest = new REST({ api: discord.apiUrl, retries: 0 }).setToken(discord.token);
    return createAuditChannel({
      database,
      rest,
      channelId: discord.guild.channels.audit.id,
      catalogue,
      commandIds: new Map(),
      log: pino({ level: 'silent' }),
    });
  };
  const tell = another();
  await tell();
  const lines = () => discord.as('eve').messages('audit').flatMap(auditLinesOf);
  return { url, client, proxy, discord, another, tell, lines };
}

const request = { reason: null, caller: tester, interactionId: null, secret: null };

const numbersIn = (lines: readonly string[]) => lines.map((line) => Number(/@(\d+)`$/.exec(line)?.[1]));

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

test('a line says who did what, why and when, and its hash matches the log', async () => {
  const { url, tell, lines } = await stage();
  const { perform, database } = performOn(url);
  await perform({
    ...request,
    operation: deactivate,
    args: { nickname: 'lain', keep_followers: true },
    reason: 'spam',
  });

  await tell();

  const [line = ''] = lines();
  expect(line).toMatch(
    /^✅ \*\*tester\*\* ran: deactivate lain `keep_followers:true` · spam · <t:\d+:R> `[0-9a-f]{8}@1`$/,
  );
  const [, hash = ''] = /`(\w+)@1`$/.exec(line) ?? [];
  expect((await verifyAuditLog(database.em.fork(), [{ id: 1, hash }])).contradictions).toEqual([]);
});

test('refusals are posted with their reason, and the start of a run is not posted', async () => {
  const { client, tell, lines, discord } = await stage();
  await writeEntries(client, 1);
  await client.query(`
    insert into steward.audit_log (event, actor_id, actor_name, source, command, args, reason, detail)
    values ('action.running', 'x', 'x', 'system', 'user.rm', '{}', null, '{}')`);

  await tell();

  expect(lines()).toEqual([
    expect.stringMatching(
      /^🚫 \*\*mo\*\* was refused `\/user rm` `nickname:n1` · spam · no · <t:\d+:R> `[0-9a-f]{8}@1`$/,
    ),
  ]);
  const { rows } = await client.query('select last_entry::integer, posting from steward.audit_channels');
  // It waits for the next line, below which its hash stands.
  expect(rows).toEqual([{ last_entry: 1, posting: null }]);
  await writeEntries(client, 1);
  await tell();
  const [, second] = discord.as('eve').messages('audit');
  expect(second?.embeds[0]?.description).toMatch(/\n-# `[0-9a-f]{8}@2` · `[0-9a-f]{8}@3`$/);
});

test('names that users chose add no line, mention nobody and format nothing', async () => {
  const { client, tell, discord } = await stage();
  const hostile = '@everyone <@1084413502188232704> **x** `y`\n<t:1:f> · forged · `00000000@9`\u2028\u202e';
  await client.query(
    `insert into steward.audit_log (event, actor_id, actor_name, source, command, args, reason, detail)
     values ('command.refused', 'x', $1, 'discord', 'user.rm', jsonb_build_object('nickname', $2::text), $1, '{}')`,
    [hostile, 'n'.repeat(5_000)],
  );

  await tell();

  const [message] = discord.as('eve').messages('audit');
  const [line = '', ...others] = message?.embeds[0]?.description?.split('\n') ?? [];
  expect(others).toEqual([expect.stringMatching(/^-# `[0-9a-f]{8}@1`$/)]);
  expect(line).not.toMatch(/[\u2028\u202e]/);
  expect(line).toContain('\\`00000000@9\\`');
  expect(message).toMatchObject({ mentions: [], mention_everyone: false, mention_roles: [] });
});

test('nothing in a reason is drawn as a mention or a time', async () => {
  const { client, tell, lines } = await stage();
  const reason = 'role 1212741318276186163, channel 1212742078036512798, 2027-04-05T06:07:08Z, "user rm"';
  await client.query(
    `insert into steward.audit_log (event, actor_id, actor_name, source, command, args, reason, detail)
     values ('command.refused', 'x', 'eve', 'discord', 'user.rm', '{}', $1, '{"because":"Only admins can do this."}')`,
    [reason],
  );

  await tell();

  const [said = ''] = lines();
  expect(said.replaceAll('\\', '')).toContain(` · ${reason} · Only admins can do this. · <t:`);
});

test('of an operation that this version does not know, only the arguments that the log has masked are posted', async () => {
  const { client, tell, lines } = await stage();
  await client.query(`
    insert into steward.actions (operation, args, tier, state, requester_id, requester_name, source, plan,
      fingerprint, votes_needed, visibility)
    values ('user.future', '{"nickname":"lain","key":"hunter2"}', 'routine', 'proposed', '17', 'ada', 'discord',
      '{"target":"lain"}', '', 1, 'public')`);
  await client.query(`
    insert into steward.audit_log (event, action_id, actor_id, actor_name, source, command, args, reason, detail)
    select 'action.proposed', id, '17', 'ada', 'discord', 'user.future', '{"nickname":"lain","key":"[hidden]"}', null, '{}'
    from steward.actions`);

  await tell();

  expect(lines()).toEqual([
    expect.stringMatching(/requested: `\/user future` `key:\[hidden\]` `nickname:lain` ·/),
  ]);
});

test('a new channel receives the entries from then on', async () => {
  const { url, client } = await pristineDatabase();
  await writeEntries(client, 3);
  const discord = await startDiscordSandbox();
  onTestFinished(() => discord.close());
  const database = connect(url, 'steward-test');
  onTestFinished(() => database.close());
  const rest = new REST({ api: discord.apiUrl }).setToken(discord.token);
  const channelId = discord.guild.channels.audit.id;
  const tell = createAuditChannel({
    database,
    rest,
    channelId,
    catalogue,
    commandIds: new Map(),
    log: pino({ level: 'silent' }),
  });

  await tell();
  await writeEntries(client, 1);
  await tell();

  expect(
    discord
      .as('eve')
      .messages('audit')
      .map((message) => numbersIn(auditLinesOf(message))),
  ).toEqual([[4]]);
});

test('many entries are posted in few messages, in order, each once', async () => {
  const { client, tell, lines, discord } = await stage();
  await writeEntries(client, 200);

  await tell();

  expect(numbersIn(lines())).toEqual(upTo(200));
  const messages = discord.as('eve').messages('audit');
  expect(messages.length).toBeLessThan(20);
  for (const { embeds } of messages) {
    expect(embeds.length).toBeLessThanOrEqual(10);
    expect(embeds.map(({ description = '' }) => description).join('').length).toBeLessThanOrEqual(6_000);
  }
});

test('two replicas at the same time post each entry once, in order', async () => {
  const { client, tell, another, lines } = await stage();
  const tellToo = another();

  for (let round = 0; round < 5; round += 1) {
    await writeEntries(client, 30);
    await Promise.all([tell(), tellToo(), tell()]);
  }

  expect(numbersIn(lines())).toEqual(upTo(150));
});

test.for(['429', '500'] as const)(
  'Discord answers %s: the failed entries are posted later, once and in order',
  async (fault) => {
    const { client, tell, lines, discord } = await stage();
    await writeEntries(client, 3);

    if (fault === '429') discord.misbehave.rateLimit(2, 0.05, /messages/);
    else discord.misbehave.fail(1, /messages/);
    if (fault === '500') await expect(tell()).rejects.toThrow();
    await writeEntries(client, 2);
    await tell();

    expect(numbersIn(lines())).toEqual(upTo(5));
  },
);

test('a missing permission to write in the channel fails the job every time', async () => {
  const { client, url } = await pristineDatabase();
  const discord = await startDiscordSandbox({ closedToBot: ['audit'] });
  onTestFinished(() => discord.close());
  const database = connect(url, 'steward-test');
  onTestFinished(() => database.close());
  const rest = new REST({ api: discord.apiUrl }).setToken(discord.token);
  const channelId = discord.guild.channels.audit.id;
  const tell = createAuditChannel({
    database,
    rest,
    channelId,
    catalogue,
    commandIds: new Map(),
    log: pino({ level: 'silent' }),
  });
  await tell();
  await writeEntries(client, 1);

  await expect(tell()).rejects.toThrow(/Missing Access/);
  await expect(tell()).rejects.toThrow(/Missing Access/);
});

/** Lets a message be posted, and takes the database away before the cursor can be moved. */
async function killBetween({ discord, proxy, tell }: Stage): Promise<void> {
  const before = discord.as('eve').messages('audit').length;
  const stop = discord.watch(() => {
    if (discord.as('eve').messages('audit').length > before) proxy.cut();
  });
  await expect(tell()).rejects.toThrow();
  stop();
  proxy.cut(false);
}

test('after a kill between posting and moving the cursor, the next process posts nothing twice, however many entries were added', async () => {
  const set = await stage();
  const { client, discord, another, lines } = set;
  await writeEntries(client, 4);

  await killBetween(set);
  expect(numbersIn(lines())).toEqual(upTo(4));
  const { rows } = await client.query(
    'select last_entry::integer, posting::integer from steward.audit_channels',
  );
  expect(rows).toEqual([{ last_entry: 0, posting: 4 }]);
  await writeEntries(client, 3);
  await another()();

  expect(numbersIn(lines())).toEqual(upTo(7));
  expect(discord.as('eve').messages('audit')).toHaveLength(2);
});

test('after such a kill and a pause longer than Discord keeps a nonce, the message is found in the channel', async () => {
  let now = Date.now();
  const set = await stage({ now: () => now });
  const { client, another, lines } = set;
  await writeEntries(client, 4);
  await killBetween(set);

  now += 60 * 60 * 1000;
  await writeEntries(client, 1);
  await another()();

  expect(numbersIn(lines())).toEqual(upTo(5));
});

test('after such a kill, without permission to read the channel, Discord itself drops the duplicate', async () => {
  const set = await stage();
  const { client, discord, another, lines } = set;
  const { audit } = discord.guild.channels;
  audit.permission_overwrites = [
    {
      id: discord.applicationId,
      type: OverwriteType.Member,
      allow: '0',
      deny: String(PermissionFlagsBits.ReadMessageHistory),
    },
  ];
  await writeEntries(client, 4);

  await killBetween(set);
  await writeEntries(client, 1);
  await another()();

  expect(numbersIn(lines())).toEqual(upTo(5));
});

test('after a kill before posting, the entries are posted', async () => {
  const { client, proxy, tell, another, lines } = await stage();
  await writeEntries(client, 2);

  proxy.loseAnswerToCommit();
  await expect(tell()).rejects.toThrow();
  expect(lines()).toEqual([]);
  await another()();

  expect(numbersIn(lines())).toEqual(upTo(2));
});

test('actions that end during a post are posted too', async () => {
  const { url, tell, lines } = await stage();
  const { perform } = performOn(url);
  const tags = Array.from({ length: 12 }, (_, index) => `t${index}`);

  await Promise.all(
    tags.map(async (each) => {
      await perform({ ...request, operation: tag, args: { nickname: 'lain', tags: [each] } });
      await tell();
    }),
  );

  expect(numbersIn(lines())).toEqual(upTo(12));
});
