import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { PermissionFlagsBits } from 'discord-api-types/v10';
import { Client } from 'pg';
import { expect, inject, onTestFinished, test } from 'vitest';
import { prepareTemplate } from '../../sandbox/database/template.ts';
import { startDiscordSandbox } from '../../sandbox/discord/index.ts';
import { auditLinesOf, sentenceOf } from '../support/sentence.ts';
import { blocksOf } from './blocks.ts';

const page = readFileSync('docs/install.md', 'utf8');

test('the invitation asks for the permissions that the page lists, and for no others', () => {
  const [, invited] = /&permissions=(\d+)/.exec(page) ?? [];
  const listed = { ViewChannel: 'View Channel', SendMessages: 'Send Messages', EmbedLinks: 'Embed Links' };
  const history = { ReadMessageHistory: 'Read Message History' };
  const threads = { SendMessagesInThreads: 'Send Messages in Threads' };
  const flags = Object.entries({ ...listed, ...history, ...threads }).map(([flag, label]) => {
    expect(page).toContain(`| ${label} |`);
    return PermissionFlagsBits[flag as keyof typeof PermissionFlagsBits];
  });

  expect(BigInt(invited ?? 0)).toBe(flags.reduce((all, flag) => all | flag, 0n));
});

test('following the page word for word, with an empty instance, gives a bot that answers', async () => {
  const { directory, discord, superuser, filled, environment } = await groundwork();
  const lines = blocksOf(page, 'sh').flatMap((block) => block.split('\n'));
  expect(lines.map((line) => line.replace(/^DATABASE_URL=\S+ /, ''))).toEqual([
    'useradd --system --create-home --home-dir /var/lib/steward --shell /bin/bash steward',
    'install -d -o steward -g steward /opt/steward',
    'runuser -u steward -- git clone --branch VERSION --depth 1 REPOSITORY /opt/steward',
    'cd /opt/steward',
    'npm ci',
    'cp .env.example .env',
    'chmod 600 .env',
    'npm run console -- doctor',
    'npm run console -- doctor',
    'npm run migrate',
    'npm run --silent console -- grants > grants.sql',
    'runuser -u postgres -- psql --set ON_ERROR_STOP=1 akkoma < /opt/steward/grants.sql',
    'npm run console -- doctor',
    'npm run console -- user list',
    'npm start',
  ]);
  const diagnoses = blocksOf(page, 'text').filter((block) => /^(ok|failed) /.test(block));
  let asked = 0;

  for (const block of blocksOf(page, 'sql')) await superuser.query(filled(block));
  for (const line of lines.slice(5, -1)) {
    if (line.startsWith('runuser')) {
      await superuser.query(readFileSync(join(directory, 'grants.sql'), 'utf8'));
      continue;
    }
    const child = start(directory, filled(line));
    const [said, [exit]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    if (line.endsWith('doctor')) {
      const diagnosis = diagnoses[asked]?.split('\n') ?? [];
      // The page leaves out the ends of long lines.
      for (const found of diagnosis) expect(said).toContain(found.replace(/ …$/, ''));
      expect({ line, exit }).toEqual({
        line,
        exit: diagnosis.some((found) => found.startsWith('failed')) ? 1 : 0,
      });
      if (asked === 0) fillIn(directory, environment(blocksOf(page, 'dotenv').join('\n')));
      asked += 1;
    } else {
      expect({ line, exit }).toEqual({ line, exit: 0 });
    }
  }
  expect(asked).toBe(diagnoses.length);
  const bot = start(directory, lines.at(-1) ?? '');
  onTestFinished(() => end(bot));
  await discord.ready(60_000);
  await expect.poll(() => discord.commands.length).toBeGreaterThan(0);
  const last = start(directory, 'npm run console -- doctor');
  const [said, [exit]] = await Promise.all([text(last.stdout), once(last, 'exit')]);
  expect(said).toContain('ok       Commands');
  expect(exit).toBe(0);

  const [list = '', invite = ''] = blocksOf(page, 'text').filter((block) => block.startsWith('/'));
  const mo = discord.as('mo');
  expect(sentenceOf(await (await mo.type(list)).message())).toBe('No matching accounts.');
  const invited = await (await mo.type(invite)).message();
  expect(JSON.stringify(invited)).toContain('https://empty.example/registration/');
  expect(sentenceOf(await (await mo.type('/action undo 1')).message())).toContain('Undid');
  const told = () => discord.as('ada').messages('audit').flatMap(auditLinesOf);
  await expect.poll(() => told().join('\n')).toContain('create an invite');
}, 300_000);

/**
 * Creates a database with Akkoma's empty tables, a Discord, a directory as it is after unpacking, and values for the
 * placeholders.
 */
async function groundwork() {
  const database = await prepareTemplate({ maintenanceUrl: inject('template').maintenanceUrl, world: {} });
  const role = `steward_${database.name.slice(-12)}`;
  const superuser = new Client({ connectionString: database.url });
  await superuser.connect();
  const discord = await startDiscordSandbox();
  const directory = mkdtempSync(join(tmpdir(), 'steward-install-'));
  for (const name of ['package.json', '.env.example', 'node_modules', 'src', 'commands', 'entities']) {
    symlinkSync(resolve(name), join(directory, name));
  }
  onTestFinished(async () => {
    rmSync(directory, { recursive: true });
    await discord.close();
    await superuser.end();
    // The rights and objects of the roles are in this database alone. Dropping it removes them without a lock that
    // other tests could wait for.
    await database.drop();
    const server = new Client({ connectionString: inject('template').maintenanceUrl });
    await server.connect();
    await server.query(`drop role ${role}, ${role}_owner`);
    await server.end();
  });
  const values: Record<string, string> = {
    OWNER_PASSWORD: 'owners',
    PASSWORD: 'secret',
    DATABASE_HOST: new URL(database.url).host,
    INSTANCE_HOST: 'empty.example',
    TOKEN: discord.token,
    SERVER_ID: discord.guild.id,
    MODERATION_CHANNEL_ID: discord.guild.channels.moderation.id,
    AUDIT_CHANNEL_ID: discord.guild.channels.audit.id,
    ADMIN_ROLE_ID: discord.guild.roles.admin.id,
    MODERATOR_ROLE_ID: discord.guild.roles.moderator.id,
  };
  // Roles belong to the whole server, where other tests create theirs: these have names of their own, as has the
  // database.
  const filled = (words: string): string =>
    words
      .replace(/\b[A-Z_]+\b(?!=)/g, (word) => values[word] ?? word)
      .replaceAll(/(?<=role |\/\/|to )steward/g, role)
      .replace(/(?<=-- grants)(?= |$)/, ` ${role}`)
      .replaceAll('database akkoma', `database "${database.name}"`)
      .replaceAll(/\/akkoma(?=\s|$)/g, `/${database.name}`);
  return {
    directory,
    discord,
    superuser,
    filled,
    environment: (block: string) => `${filled(block)}\nDISCORD_API_URL=${discord.apiUrl}`,
  };
}

/**
 * Sets lines of the copied `.env` as an editor would; each setting must be in it already, even if only in a comment.
 */
function fillIn(directory: string, lines: string): void {
  const file = join(directory, '.env');
  const filled = lines.split('\n').reduce(
    (text, line) => {
      const place = new RegExp(`^(?:# )?${line.slice(0, line.indexOf('='))}=.*$`, 'm');
      expect(text).toMatch(place);
      return text.replace(place, () => line);
    },
    readFileSync(file, 'utf8'),
  );
  writeFileSync(file, filled);
}

/** Starts the line in a process group of its own: npm passes signals on to its child, but not on every system. */
const start = (cwd: string, line: string) =>
  spawn('sh', ['-c', line], {
    cwd,
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { PATH: process.env.PATH, HOME: process.env.HOME },
  });

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null) return;
  const exit = once(child, 'exit');
  process.kill(-child.pid, 'SIGTERM');
  await exit;
}
