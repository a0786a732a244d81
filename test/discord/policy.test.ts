import { expect, test } from 'vitest';
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

  const [embed] = message.embeds;
  const times =
    'a request expires after 1 day, 12 hours · an approved action expires if it has not run within 1 hour, 30 minutes';
  expect(sentenceOf(message)).toBe('Steward is not locked.');
  expect(unmentioned(embed?.description ?? '').split('\n')).toEqual([
    'Steward is not locked.',
    `Routine · requested by <@&${moderator.id}> or <@&${admin.id}> · no approval`,
    `Sensitive · requested by <@&${admin.id}> · 1 approval by <@&${owners}> · ${times}`,
    `Destructive · requested by <@&${admin.id}> · 2 approvals by <@&${owners}> · ${times}`,
    '`/user reset_mfa` · exception: 3 approvals · a request expires after 45 minutes',
    '`/instance confirm_all` · exception: no approval',
  ]);
  expect(embed?.fields?.map(({ value }) => value)).toEqual([
    expect.stringMatching(/^Acting on more than 7 accounts, or on an admin or moderator of the instance;/),
    expect.stringMatching(/Each request mentions the approver roles once\.$/),
    '4 destructive actions within an hour. Requesting more pauses the member for an hour.',
  ]);
});

test('/action policy is answered to the caller alone, and mentions nobody', async () => {
  const { url } = await pristineDatabase();
  const { discord } = await startSteward(url);

  const typed = await discord.as('ada').type('/action policy');
  const message = await typed.message();

  expect(message.flags).toBe(64);
  expect(message.mention_roles).toEqual([]);
  expect(message.embeds[0]?.description).toMatch(
    /^Destructive · .*no approval, but the requester confirms$/m,
  );
  expect(sentenceOf(await (await discord.as('eve').command('action policy', {})).message())).toMatch(
    /Only moderators and admins can do this/,
  );
});

test('where no moderator role is set, the policy names the admin roles alone', async () => {
  const { url } = await pristineDatabase();
  const { discord } = await startSteward(url, { environment: { MODERATOR_ROLE_IDS: '' } });

  const message = await (await discord.as('ada').type('/action policy')).message();

  expect(message.embeds[0]?.description).toMatch(
    new RegExp(
      `^Steward is not locked\\.\nRoutine · requested by <@&${discord.guild.roles.admin.id}> · no approval\n`,
    ),
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
    /^Steward is not locked\.\nRoutine · requested by role 1212740923873198134 · no approval\n/,
  );
  expect(out).toMatch(/^Destructive · .* · 2 approvals by role 1212740923873198134 · /m);
  expect(out).toMatch(/^"steward user reset_mfa" · exception: 3 approvals$/m);
  expect(out).toMatch(/In a terminal: +Nobody has to approve, and no role is needed\./);
  expect(JSON.parse(json.out)).toMatchObject({
    tiers: { destructive: { may_ask: [owners], votes: 2 } },
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
      'Runs immediately, unless it is a dry run. On staff of the instance, or on more than 100 accounts, it is destructive and needs 2 approvals.',
    'Can it be undone?': 'Yes, with `/action undo`.',
  });
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
  const lines = (list.embeds[0]?.fields ?? []).flatMap(({ value }) => unmentioned(value).split('\n'));
  expect(lines.filter((line) => line.endsWith(' · refused on this instance'))).toEqual([
    expect.stringMatching(/^`\/user new` · /),
  ]);
});
