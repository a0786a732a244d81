import { expect, test } from 'vitest';
import { runConsole } from '../support/console.ts';
import { pristineDatabase } from '../support/database.ts';
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
  const times = 'votes may take 1 day, 12 hours; what was agreed to may wait 1 hour, 30 minutes to be done';
  expect(message.content).toBe(
    'Routine: nobody else need agree. Sensitive: 1 other must agree. Destructive: 2 others must agree.',
  );
  expect(embed?.description?.split('\n')).toEqual([
    `Routine · asked for by <@&${moderator.id}> or <@&${admin.id}>; nobody else need agree`,
    `Sensitive · asked for by <@&${admin.id}>; 1 other with <@&${owners}> must agree; ${times}`,
    `Destructive · asked for by <@&${admin.id}>; 2 others with <@&${owners}> must agree; ${times}`,
    String.raw`/user confirm\_all · unlike its tier: nobody else need agree`,
    String.raw`/user reset\_mfa · unlike its tier: 3 others must agree; votes may take 45 minutes`,
  ]);
  expect(embed?.fields?.map(({ value }) => value)).toEqual([
    expect.stringMatching(/^To act on more than 7 accounts, or on an admin or moderator of the instance;/),
    expect.stringMatching(/are mentioned once when something waits for them\.$/),
    '4 destructive actions within an hour; whoever asks for more is paused for an hour.',
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
    /^Destructive · .*nobody else need agree, and whoever asks confirms$/m,
  );
  expect((await (await discord.as('eve').command('action policy', {})).message()).content).toMatch(
    /Only moderators and admins can do this/,
  );
});

test('where no moderator role is set, the policy names the admin roles alone', async () => {
  const { url } = await pristineDatabase();
  const { discord } = await startSteward(url, { environment: { MODERATOR_ROLE_IDS: '' } });

  const message = await (await discord.as('ada').type('/action policy')).message();

  expect(message.embeds[0]?.description).toMatch(
    new RegExp(`^Routine · asked for by <@&${discord.guild.roles.admin.id}>; nobody`),
  );
});

test('in a terminal the policy says that nobody need approve', async () => {
  const { url } = await pristineDatabase();

  const environment = { DATABASE_URL: url, INSTANCE_URL: 'https://social.test' };

  const { exit, out } = await runConsole(['action', 'policy'], environment);
  const json = await runConsole(['action', 'policy', '--json'], environment);

  expect(exit).toBe(0);
  expect(out).toMatch(
    /^Routine: nobody else need agree\. Sensitive: nobody else need agree\. Destructive: nobody/,
  );
  expect(out).toMatch(/asked for by whoever can start Steward/);
  expect(JSON.parse(json.out)).toMatchObject({
    tiers: { destructive: { may_ask: [], votes: 0 } },
    overrides: {},
    bulk_limit: 100,
  });
});

test('/help says of each command who may use it, who must approve first, and whether it can be undone', async () => {
  const { url } = await pristineDatabase();
  const { discord } = await startSteward(url, { environment: { APPROVALS_DESTRUCTIVE: '2' } });
  const explained = async (command: string) => {
    const { embeds } = await (await discord.as('ada').command('help', { command })).message();
    return Object.fromEntries((embeds[0]?.fields ?? []).map(({ name, value }) => [name, value]));
  };

  expect(await explained('user rm')).toMatchObject({
    'Who may use it': 'Admin',
    'Before it is done': 'It takes the agreement of 2 others, and a reason.',
    'Can it be undone?': expect.stringMatching(/^No\. The password/),
  });
  expect(await explained('user deactivate')).toMatchObject({
    'Before it is done':
      'It is done at once, unless a dry run is asked for. What turns out to be dangerous takes the agreement of 2 others.',
    'Can it be undone?': 'Yes, by "action undo".',
  });
  expect(await explained('action approve')).toMatchObject({
    'Who may use it': 'Whoever may agree to it, but not who asked for it',
    'Before it is done': 'It is done at once.',
  });
  expect(await explained('user list')).toMatchObject({ 'Before it is done': 'It only reads.' });
});
