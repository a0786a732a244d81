import { expect, test } from 'vitest';
import { catalogue } from '../../commands/index.ts';
import { entriesFor } from '../../src/command/index.ts';
import { runConsole } from '../support/console.ts';
import { pristineDatabase } from '../support/database.ts';
import { fieldsOf, sentenceOf, unmentioned } from '../support/sentence.ts';
import { shareSteward } from '../support/shared-steward.ts';
import { startSteward } from '../support/steward.ts';

shareSteward();

const owners = '1212740923873198134';

test('/action policy says who may ask, who must approve and how long actions wait', async () => {
  const { url } = await pristineDatabase();
  const { discord } = await startSteward(url, {
    environment: {
      APPROVALS_SENSITIVE: '1',
      APPROVALS_DESTRUCTIVE: '2',
      APPROVER_ROLE_IDS: owners,
      APPROVERS_MENTIONED: 'true',
      VOTE_WITHIN: '36h',
      RUN_WITHIN: '90m',
      BULK_LIMIT: '7',
      DESTRUCTIVE_PER_HOUR: '4',
      APPROVAL_OVERRIDES: '{"user.confirm_all":{"votes":0},"user.reset_mfa":{"votes":3,"vote_within":"45m"}}',
    },
  });
  const { admin, moderator } = discord.guild.roles;

  const typed = await discord.as('mo').type('/action policy');
  const message = await typed.message();

  const times =
    'a request expires after 1 day, 12 hours · an approved action expires if it has not run within 1 hour, 30 minutes';
  expect(sentenceOf(message)).toBe('Steward is not locked.');
  expect(message.embeds[0]?.description).toBe('Steward is not locked.');
  const fields = fieldsOf(message);
  expect(rulesIn(fields)).toEqual({
    Routine: [`Requested by <@&${moderator.id}> or <@&${admin.id}> · no approval`],
    Sensitive: [
      `Requested by <@&${admin.id}> · 1 approval by <@&${owners}> · ${times}`,
      '`/user reset_mfa` · exception: 3 approvals · a request expires after 45 minutes',
      `\`/post delete\` · exception: requested by <@&${moderator.id}> or <@&${admin.id}>`,
      '`/action lock` · exception: no approval',
      '`/staff pause` · exception: no approval',
    ],
    Destructive: [
      `Requested by <@&${admin.id}> · 2 approvals by <@&${owners}> · ${times}`,
      `\`/signup reject\` · exception: requested by <@&${moderator.id}> or <@&${admin.id}>`,
      '`/instance confirm_all` · exception: no approval',
    ],
    'Depends on the action': ['Needs the roles and approvals of the action that it changes.'],
  });
  expect(fields).toMatchObject({
    'Always destructive': expect.stringMatching(
      /^Acting on more than 7 accounts or reports, or on an admin or moderator of the instance;/,
    ),
    'How approval works': expect.stringMatching(/Each request mentions the approver roles once\.$/),
    'Limit per member':
      '4 destructive actions within an hour. Requesting more pauses the member for an hour.',
  });
});

test('/action policy lists the commands of each tier, as mentions that a click types', async () => {
  const { url } = await pristineDatabase();
  const { discord } = await startSteward(url);

  const message = await (await discord.as('mo').type('/action policy')).message();

  const drawn = message.embeds[0]?.fields?.find(({ name }) => name === 'Destructive')?.value ?? '';
  expect(drawn).toMatch(/<\/user delete_activities:\d+>, <\/user rm:\d+>/);
  const fields = fieldsOf(message);
  const listed = Object.fromEntries(
    ['Routine', 'Sensitive', 'Destructive', 'Depends on the action'].map((name) => [
      name,
      (fields[name] ?? '').match(/`\/[\w ]+`/g)?.map((mention) => mention.slice(2, -1)),
    ]),
  );
  expect(listed).toMatchObject({
    Routine: expect.arrayContaining(['user deactivate', 'user tag', 'user sign_out']),
    Destructive: expect.arrayContaining(['user rm', 'action undo_all']),
    'Depends on the action': ['action keep', 'action undo'],
  });
  expect(Object.values(listed).flat().toSorted()).toEqual(
    entriesFor(catalogue, () => true)
      .filter(({ command }) => command.kind === 'action')
      .map(({ path }) => path)
      .toSorted(),
  );
});

test('the longest policy of a big team is shown in full, within the limits of Discord', async () => {
  const { url } = await pristineDatabase();
  const many = Array.from({ length: 4 }, (_, index) => `121274092387319813${index}`).join(',');
  const exception = { votes: 3, roles: many.split(',').slice(0, 2), vote_within: '4h', run_within: '30m' };
  const excepted = ['user.rm', 'user.reset_password', 'user.deactivate_all_from_instance', 'user.set'];
  const { discord } = await startSteward(url, {
    environment: {
      ADMIN_ROLE_IDS: many,
      DESTRUCTIVE_PER_HOUR: '5',
      APPROVALS_ROUTINE: '1',
      APPROVALS_SENSITIVE: '2',
      APPROVALS_DESTRUCTIVE: '3',
      APPROVER_ROLE_IDS: many,
      VOTE_WITHIN: '36h',
      RUN_WITHIN: '90m',
      APPROVAL_OVERRIDES: JSON.stringify(
        Object.fromEntries([...excepted, 'action.undo'].map((operation) => [operation, exception])),
      ),
    },
  });

  const message = await (await discord.as('mo').type('/action policy')).message();

  const fields = message.embeds[0]?.fields ?? [];
  const length = fields.reduce((sum, { name, value }) => sum + name.length + value.length, 0);
  expect(fields.filter(({ value }) => value.length > 1024 || value.includes('…'))).toEqual([]);
  // Room is left for dozens of commands, each of which takes about 20 characters.
  expect(length).toBeLessThan(6000 - 1000);
  expect(Object.keys(fieldsOf(message))).toContain('Limit per member');
});

/** The lines of the fields about tiers that say a rule, without those that list commands. */
const rulesIn = (fields: Record<string, string>): Record<string, string[]> =>
  Object.fromEntries(
    ['Routine', 'Sensitive', 'Destructive', 'Depends on the action'].map((name) => [
      name,
      (fields[name] ?? '').split('\n').filter((line) => / · |\.$/.test(line)),
    ]),
  );

test('/action policy is answered to the caller alone, and mentions nobody', async () => {
  const { url } = await pristineDatabase();
  const { discord } = await startSteward(url);

  const typed = await discord.as('ada').type('/action policy');
  const message = await typed.message();

  expect(message.flags).toBe(64);
  expect(message.mention_roles).toEqual([]);
  expect(fieldsOf(message).Destructive).toMatch(
    /^Requested by .* · no approval, but the requester confirms$/m,
  );
  expect(sentenceOf(await (await discord.as('eve').command('action policy', {})).message())).toMatch(
    /Only moderators and admins can do this/,
  );
});

test('where no moderator role is set, the policy names the admin roles alone', async () => {
  const { url } = await pristineDatabase();
  const { discord } = await startSteward(url, { environment: { MODERATOR_ROLE_IDS: '' } });

  const message = await (await discord.as('ada').type('/action policy')).message();

  expect(fieldsOf(message).Routine?.split('\n')[0]).toBe(
    `Requested by <@&${discord.guild.roles.admin.id}> · no approval`,
  );
});

test('in a terminal the policy is the one that applies in Discord, and it says what applies to a terminal', async () => {
  const { url } = await pristineDatabase();
  const environment = {
    DATABASE_URL: url,
    INSTANCE_URL: 'https://social.test',
    ADMIN_ROLE_IDS: owners,
    APPROVALS_DESTRUCTIVE: '2',
    APPROVAL_OVERRIDES: '{"user.reset_mfa":{"votes":3}}',
  };

  const { exit, out } = await runConsole(['action', 'policy'], environment);
  const json = await runConsole(['action', 'policy', '--json'], environment);

  expect(exit).toBe(0);
  expect(out).toMatch(
    /^Steward is not locked\.\n +Routine: +Requested by role 1212740923873198134 · no approval\n +user activate, user confirm, /,
  );
  expect(out).toMatch(/^ +Destructive: +Requested by .* · 2 approvals by role 1212740923873198134 · /m);
  expect(out).toMatch(/^ +user reset_mfa · exception: 3 approvals$/m);
  expect(out).toMatch(/In a terminal: +Nobody has to approve, and no role is needed\./);
  expect(JSON.parse(json.out)).toMatchObject({
    tiers: {
      routine: { commands: expect.arrayContaining(['user.deactivate', 'user.tag']) },
      destructive: { may_ask: [owners], votes: 2, commands: expect.arrayContaining(['user.rm']) },
    },
    as_the_action: ['action.keep', 'action.undo'],
    overrides: { 'user.reset_mfa': { votes: 3 } },
    destructive_per_hour: 5,
  });
});

test('where a terminal has no settings of the bot, or wrong ones, the policy says so', async () => {
  const { url } = await pristineDatabase();
  const environment = { DATABASE_URL: url, INSTANCE_URL: 'https://social.test' };

  const none = await runConsole(['action', 'policy'], environment);
  const wrong = await runConsole(['action', 'policy'], {
    ...environment,
    ADMIN_ROLE_IDS: owners,
    APPROVALS_DESTRUCTIVE: 'many',
  });

  expect(none.out).toMatch(
    /^Steward is not locked\.\nThe rules in Discord are not known here.*ADMIN_ROLE_IDS is not set\.\n {2}In a terminal: Nobody has to approve/,
  );
  expect(wrong).toMatchObject({
    exit: 1,
    err: expect.stringMatching(/^APPROVALS_DESTRUCTIVE must be a whole number from 0 to 10\./),
  });
});

test('/help says of each command who may use it, who must approve first, and whether it can be undone', async () => {
  const { url } = await pristineDatabase();
  const { discord } = await startSteward(url, { environment: { APPROVALS_DESTRUCTIVE: '2' } });
  const explained = async (command: string) => {
    const { embeds } = await (await discord.as('ada').command('help', { command })).message();
    return Object.fromEntries((embeds[0]?.fields ?? []).map(({ name, value }) => [name, unmentioned(value)]));
  };

  expect(await explained('user rm')).toMatchObject({
    'Who may use it': 'Admins',
    'Before it runs': 'Destructive. Needs 2 approvals and a reason.',
    'Can it be undone?': expect.stringMatching(/^No\. The password/),
  });
  expect(await explained('user deactivate')).toMatchObject({
    'Before it runs':
      'Runs immediately, unless it is a dry run. On staff of the instance, it is destructive and needs 2 approvals.',
    'Can it be undone?': 'Yes, with `/action undo`.',
  });
  const before = async (command: string) => (await explained(command))['Before it runs'];
  expect(await before('action undo')).toBe(
    'Runs immediately, unless it is a dry run. On staff of the instance, or on more than 100 accounts, it is destructive and needs 2 approvals.',
  );
  expect(await before('user set')).toBe(
    'Runs immediately, unless it is a dry run. On staff of the instance, or to make an account an admin, it is destructive and needs 2 approvals.',
  );
  expect(await before('user invite')).toBe('Runs immediately, unless it is a dry run.');
  expect(await explained('action approve')).toMatchObject({
    'Who may use it': 'Members with an approver role, except the requester',
    'Before it runs': 'Runs immediately. Asks for confirmation if the action cannot be undone.',
  });
  expect(await explained('user list')).toMatchObject({
    'Before it runs': 'Runs immediately and changes nothing.',
  });
});

test('/help says which command this version of Akkoma rules out, and why', async () => {
  const { url } = await pristineDatabase();
  const { discord } = await startSteward(url);
  const ada = discord.as('ada');

  const one = await (await ada.command('help', { command: 'user new' })).message();
  const list = await (await ada.type('/help')).message();

  expect(fieldsOf(one)['On this instance']).toMatch(
    /^Refused\. From Akkoma 3\.20 on, Steward cannot create accounts/,
  );
  const listed = (list.embeds[0]?.fields ?? []).map(({ value }) => unmentioned(value)).join('\n');
  expect(listed.match(/`[^`]*` \(refused on this instance\)/g)).toEqual([
    '`/user new` (refused on this instance)',
  ]);
});
