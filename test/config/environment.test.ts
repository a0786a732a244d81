import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { defaultRestrictedNicknames } from '../../src/akkoma/settings.ts';
import {
  Misconfigured,
  readBotConfig,
  readConsoleConfig,
  reportConfig,
  settingsOf,
} from '../../src/settings/config.ts';

const complete = {
  DATABASE_URL: 'postgres://steward@localhost/akkoma',
  INSTANCE_URL: 'https://social.test/',
  DISCORD_TOKEN: 'a.b.c',
  DISCORD_GUILD_ID: '1212740923873198131',
  ADMIN_ROLE_IDS: '1212740923873198132, 1212740923873198133',
};

test('a complete environment is parsed', () => {
  expect(readBotConfig(complete, [])).toMatchObject({
    INSTANCE_URL: 'https://social.test',
    ADMIN_ROLE_IDS: ['1212740923873198132', '1212740923873198133'],
    MODERATOR_ROLE_IDS: [],
    DISCORD_CHANNEL_IDS: [],
    AKKOMA_FEDERATING: true,
  });
});

test('every missing or malformed variable is named in one message, and no value is repeated', () => {
  const read = () =>
    readBotConfig(
      {
        ...complete,
        DATABASE_URL: 'mysql://hunter2@x',
        DISCORD_TOKEN: '',
        ADMIN_ROLE_IDS: 'admins',
      },
      [],
    );

  expect(read).toThrow(Misconfigured);
  expect(read).toThrow(/DATABASE_URL must be an address such as postgres:.*; DISCORD_TOKEN is missing; /);
  expect(read).toThrow(/; ADMIN_ROLE_IDS must be a Discord id/);
  expect(read).not.toThrow(/hunter2/);
});

test('the console needs no settings of Discord', () => {
  const { DATABASE_URL, INSTANCE_URL } = complete;
  expect(readConsoleConfig({ DATABASE_URL, INSTANCE_URL })).toMatchObject({ LOG_LEVEL: 'info' });
});

test.for([
  ['postgres://localhost', /must end with the name of a database/],
  ['postgres://localhost/', /must end with the name of a database/],
  ['postgres://steward:100%@localhost/akkoma', /%25/],
  ['postgres://steward:%ff@localhost/akkoma', /not UTF-8/],
  ['postgres://steward:pa/ss@localhost/akkoma', /must be an address such as/],
  ['postgres://steward:pa#ss@localhost/akkoma', /contains a #; write it as %23/],
  // What Node.js reads from DATABASE_URL=postgres://steward:pa#ss@localhost/akkoma in .env.
  ['postgres://steward:pa', /must be an address .*; in \.env, put a value with a # in quotes/],
  ['postgres://steward:12', /must end with the name .*; in \.env, put a value with a # in quotes/],
  ['postgres://steward@/akkoma?host=/run/postgresql&port=1e3', /must have a port from 1 to 65535/],
  ['postgres://steward@/akkoma?port=65536', /must have a port from 1 to 65535/],
  [
    'postgres://localhost/akkoma?sslmod=require',
    /must have no parameters except host, port, user, password, sslmode/,
  ],
  ['postgres://localhost/akkoma?sslmode=prefer', /must set sslmode to one of disable, require/],
  ['postgres://localhost/akkoma?sslrootcert=/nowhere', /cannot be read/],
  ['postgres://localhost/akkoma?sslmode=verify-ca', /must set sslrootcert/],
] as const)('an invalid database address is refused: %s', ([url, fault]) => {
  const read = () => readConsoleConfig({ ...complete, DATABASE_URL: url });

  expect(read).toThrow(Misconfigured);
  expect(read).toThrow(fault);
});

test.for([
  'postgres://localhost/akkoma',
  'postgresql://steward:p%40ss%2Fword@[::1]:5433/akkoma?sslmode=require',
  'postgres://steward@/akkoma?host=/run/postgresql',
  'postgres:///akkoma?host=/run/postgresql',
  'postgres://steward:pass@/akkoma?host=/run/postgresql&port=15433',
  'postgresql:///akkoma?host=localhost&port=15433&user=steward&password=pass',
])('a database address in PostgreSQL’s notation is accepted: %s', (url) => {
  expect(readConsoleConfig({ ...complete, DATABASE_URL: url })).toMatchObject({ DATABASE_URL: url });
});

test.for([
  ['INSTANCE_URL', 'social.example', 'must be an address such as https://social.example'],
  ['INSTANCE_URL', 'ftp://social.example', 'must be an address such as https://social.example'],
  ['INSTANCE_URL', 'xhttp://social.example', 'must be an address such as https://social.example'],
  ['INSTANCE_URL', 'httpsx://social.example', 'must be an address such as https://social.example'],
  ['LOG_LEVEL', 'loud', 'must be trace, debug, info, warn, error, fatal or silent'],
  ['AKKOMA_USER_BIO_LENGTH', 'long', 'must be a number'],
  ['AKKOMA_USER_BIO_LENGTH', '1.5', 'must be a whole number'],
  ['AKKOMA_USER_BIO_LENGTH', '0', 'must be at least 1'],
  ['AKKOMA_CLEANUP_ATTACHMENTS_DELAY', 'soon', 'must be a number of seconds'],
  ['AKKOMA_CLEANUP_ATTACHMENTS_DELAY', '1.5', 'must be a whole number of seconds'],
  ['AKKOMA_CLEANUP_ATTACHMENTS_DELAY', '-1', 'must not be negative'],
  ['DESTRUCTIVE_PER_HOUR', 'few', 'must be a number'],
  ['DESTRUCTIVE_PER_HOUR', '1.5', 'must be a whole number'],
  ['DESTRUCTIVE_PER_HOUR', '-1', 'must be at least 0 (0: no limit)'],
  ['HEALTH_PORT', '65536', 'must be at most 65535'],
  ['HEALTH_PORT', '0', 'must be at least 1'],
  ['ADMIN_ROLE_IDS', ',', 'must name at least one role'],
  ['DISCORD_API_URL', 'discord.com', 'must be an address such as https://discord.com/api'],
  ['DISCORD_API_URL', 'xhttps://discord.com', 'must be an address such as https://discord.com/api'],
  ['DISCORD_API_URL', 'httpx://discord.com', 'must be an address such as https://discord.com/api'],
] as const)(
  'an invalid setting is refused, and the message says what is allowed: %s=%s',
  ([name, value, fault]) => {
    const read = () => readBotConfig({ ...complete, [name]: value }, []);

    expect(read).toThrow(Misconfigured);
    expect(read).toThrow(`${name} ${fault}. Correct the settings (see .env.example) and try again.`);
  },
);

test.for([
  ['INSTANCE_URL', 'http://localhost:4000', 'http://localhost:4000'],
  ['LOG_LEVEL', 'trace', 'trace'],
  ['LOG_LEVEL', 'debug', 'debug'],
  ['LOG_LEVEL', 'warn', 'warn'],
  ['LOG_LEVEL', 'error', 'error'],
  ['LOG_LEVEL', 'fatal', 'fatal'],
  ['LOG_LEVEL', 'silent', 'silent'],
  ['AKKOMA_USER_BIO_LENGTH', '1', 1],
  ['AKKOMA_CLEANUP_ATTACHMENTS_DELAY', '0', 0],
  ['DESTRUCTIVE_PER_HOUR', '0', 0],
  ['HEALTH_PORT', '65535', 65_535],
  ['DISCORD_API_URL', 'http://127.0.0.1:4000/api', 'http://127.0.0.1:4000/api'],
  ['DISCORD_API_URL', 'https://discord.com/api', 'https://discord.com/api'],
  [
    'AKKOMA_EMAIL_BLACKLIST',
    ', spam.example\tjunk.example,,  bulk.example,',
    ['spam.example', 'junk.example', 'bulk.example'],
  ],
  [
    'MODERATOR_ROLE_IDS',
    ', 1212740923873198132\t1212740923873198133,',
    ['1212740923873198132', '1212740923873198133'],
  ],
] as const)('a valid setting is parsed: %s=%s', ([name, value, meant]) => {
  expect(readBotConfig({ ...complete, [name]: value }, [])).toHaveProperty(name, meant);
});

test('an empty or blank variable counts as not set', () => {
  const nothing = { LOG_LEVEL: '', AUDIT_CHANNEL_ID: ' ', MODERATOR_ROLE_IDS: '\t' };

  expect(readBotConfig({ ...complete, ...nothing }, [])).toEqual(readBotConfig(complete, []));
});

test('the defaults are the values of .env.example', () => {
  const usual: Readonly<Record<string, unknown>> = readBotConfig(complete, []);
  const said = [...readFileSync('.env.example', 'utf8').matchAll(/^# ([A-Z_]+)=(.*)$/gm)]
    .map(([, name = '', value = '']) => [name, value] as const)
    .filter(([name]) => name !== 'DISCORD_API_URL');
  expect(said.length).toBeGreaterThan(30);

  for (const [name, value] of said) {
    const given: Readonly<Record<string, unknown>> = readBotConfig({ ...complete, [name]: value }, []);
    expect([name, usual[name]]).toEqual([name, given[name]]);
  }
  expect(usual).toMatchObject({
    AKKOMA_RESTRICTED_NICKNAMES: expect.arrayContaining(['about', 'activities', 'api']),
    AKKOMA_EMAIL_BLACKLIST: [],
    AKKOMA_AUTOFOLLOWED_NICKNAMES: [],
    AKKOMA_AUTOFOLLOWING_NICKNAMES: [],
    APPROVER_ROLE_IDS: [],
  });
});

const usual = {
  federating: true,
  accountActivationRequired: false,
  accountApprovalRequired: false,
  extendedNicknameFormat: true,
  userBioLength: 5_000,
  userNameLength: 100,
  restrictedNicknames: defaultRestrictedNicknames,
  emailBlacklist: [],
  autofollowedNicknames: [],
  autofollowingNicknames: [],
  welcomeDirectMessage: false,
  welcomeEmail: false,
  instanceName: 'Akkoma',
  notifyEmail: 'noreply@example.com',
  externalUserSynchronization: true,
  cleanupAttachments: undefined,
  cleanupAttachmentsDelay: 1_800,
  externalSearch: undefined,
  checkedMigration: 0,
  refresh: true,
  moderationLog: false,
  mailPresets: undefined,
  retries: { federatorOutgoing: undefined, searchIndexing: 2 },
};

test.for([
  ['AKKOMA_FEDERATING', 'no', { federating: false }],
  ['AKKOMA_ACCOUNT_ACTIVATION_REQUIRED', 'true', { accountActivationRequired: true }],
  ['AKKOMA_ACCOUNT_APPROVAL_REQUIRED', 'true', { accountApprovalRequired: true }],
  ['AKKOMA_EXTENDED_NICKNAME_FORMAT', 'false', { extendedNicknameFormat: false }],
  ['AKKOMA_USER_BIO_LENGTH', '7', { userBioLength: 7 }],
  ['AKKOMA_USER_NAME_LENGTH', '7', { userNameLength: 7 }],
  ['AKKOMA_RESTRICTED_NICKNAMES', 'root', { restrictedNicknames: ['root'] }],
  ['AKKOMA_EMAIL_BLACKLIST', 'spam.example', { emailBlacklist: ['spam.example'] }],
  ['AKKOMA_AUTOFOLLOWED_NICKNAMES', 'news', { autofollowedNicknames: ['news'] }],
  ['AKKOMA_AUTOFOLLOWING_NICKNAMES', 'crow', { autofollowingNicknames: ['crow'] }],
  ['AKKOMA_WELCOME_DIRECT_MESSAGE', 'true', { welcomeDirectMessage: true }],
  ['AKKOMA_WELCOME_EMAIL', 'true', { welcomeEmail: true }],
  ['AKKOMA_INSTANCE_NAME', 'Wired', { instanceName: 'Wired' }],
  ['AKKOMA_NOTIFY_EMAIL', 'staff@social.test', { notifyEmail: 'staff@social.test' }],
  ['AKKOMA_EXTERNAL_USER_SYNCHRONIZATION', 'false', { externalUserSynchronization: false }],
  ['AKKOMA_CLEANUP_ATTACHMENTS', 'false', { cleanupAttachments: false }],
  ['AKKOMA_CLEANUP_ATTACHMENTS_DELAY', '7', { cleanupAttachmentsDelay: 7 }],
  ['AKKOMA_EXTERNAL_SEARCH', 'true', { externalSearch: true }],
  ['AKKOMA_REFRESH', 'false', { refresh: false }],
  ['AKKOMA_CHECKED_MIGRATION', '20270101000000', { checkedMigration: 20_270_101_000_000 }],
  ['MODERATION_LOG', 'true', { moderationLog: true }],
  ['MAIL_PRESETS', '/etc/steward/mails.yaml', { mailPresets: '/etc/steward/mails.yaml' }],
  ['AKKOMA_RETRIES_FEDERATOR_OUTGOING', '7', { retries: { federatorOutgoing: 7, searchIndexing: 2 } }],
  ['AKKOMA_RETRIES_SEARCH_INDEXING', '7', { retries: { federatorOutgoing: undefined, searchIndexing: 7 } }],
  ['BULK_LIMIT', '7', {}],
] as const)('%s=%s sets that about Akkoma, and nothing else', ([name, value, differs]) => {
  expect(settingsOf(readConsoleConfig({ ...complete, [name]: value }))).toEqual({ ...usual, ...differs });
});

describe('a lenient reading of the settings', () => {
  test('returns the valid ones, and names the missing or malformed ones without their values', () => {
    const { DISCORD_TOKEN, ...rest } = complete;
    const { settings, faults, isConsoleOnly } = reportConfig(
      { ...rest, BULK_LIMIT: 'hunter2', APPROVAL_OVERRIDES: '{"user.rn":{}}' },
      ['user.rm'],
    );

    expect(isConsoleOnly).toBe(false);
    expect(settings).toMatchObject({
      INSTANCE_URL: 'https://social.test',
      DISCORD_GUILD_ID: complete.DISCORD_GUILD_ID,
      LOG_LEVEL: 'info',
    });
    expect(settings).not.toHaveProperty('BULK_LIMIT');
    expect(faults.toSorted()).toEqual([
      expect.stringMatching(/^APPROVAL_OVERRIDES contains user\.rn/),
      'BULK_LIMIT must be a number',
      'DISCORD_TOKEN is missing',
    ]);
  });

  test('does not miss the bot’s settings where none of them is set', () => {
    const { DATABASE_URL } = complete;

    expect(reportConfig({ DATABASE_URL, PATH: '/bin' }, [])).toMatchObject({
      faults: ['INSTANCE_URL is missing'],
      isConsoleOnly: true,
    });
    expect(reportConfig({ DISCORD_TOKEN: 'a.b.c', DATABASE_URL }, [])).toMatchObject({
      faults: ['INSTANCE_URL is missing', 'DISCORD_GUILD_ID is missing', 'ADMIN_ROLE_IDS is missing'],
      isConsoleOnly: false,
    });
  });
});
