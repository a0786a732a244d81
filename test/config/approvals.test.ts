import { expect, test } from 'vitest';
import { catalogue } from '../../commands/index.ts';
import { Misconfigured, policyOf, readBotConfig } from '../../src/settings/config.ts';

const hour = 3_600_000;
const admins = ['1212740923873198132', '1212740923873198133'];
const owners = '1212740923873198134';

const policyFrom = (environment: Readonly<Record<string, string>>) =>
  policyOf(
    readBotConfig(
      {
        DATABASE_URL: 'postgres://steward@localhost/akkoma',
        INSTANCE_URL: 'https://social.test/',
        DISCORD_TOKEN: 'a.b.c',
        DISCORD_GUILD_ID: '1212740923873198131',
        ADMIN_ROLE_IDS: admins.join(),
        ...environment,
      },
      catalogue.operations.keys(),
    ),
    catalogue.operations,
  );

test('by default a destructive action needs the approval of one other admin, within a day', () => {
  const policy = policyFrom({});

  const base = { roleSets: [admins], voteWithin: 24 * hour, runWithin: hour };
  expect(policy.requirementFor('user.tag', 'routine')).toEqual({ ...base, votes: 0 });
  expect(policy.requirementFor('user.set', 'sensitive')).toEqual({ ...base, votes: 0 });
  expect(policy.requirementFor('user.rm', 'destructive')).toEqual({ ...base, votes: 1 });
  expect(policy).toMatchObject({
    bulkLimit: 100,
    destructivePerHour: 5,
    approversMentioned: true,
    overrides: {},
  });
});

test('the environment sets the number and the roles of the approvals, and the deadlines', () => {
  const policy = policyFrom({
    APPROVALS_ROUTINE: '1',
    APPROVALS_SENSITIVE: '2',
    APPROVALS_DESTRUCTIVE: '3',
    APPROVER_ROLE_IDS: owners,
    APPROVERS_MENTIONED: 'false',
    VOTE_WITHIN: '7 days',
    RUN_WITHIN: '90s',
    BULK_LIMIT: '7',
    DESTRUCTIVE_PER_HOUR: '0',
  });

  const base = { roleSets: [[owners]], voteWithin: 168 * hour, runWithin: 90_000 };
  expect(policy.requirementFor('user.tag', 'routine')).toEqual({ ...base, votes: 1 });
  expect(policy.requirementFor('user.set', 'sensitive')).toEqual({ ...base, votes: 2 });
  expect(policy.requirementFor('user.rm', 'destructive')).toEqual({ ...base, votes: 3 });
  expect(policy).toMatchObject({ bulkLimit: 7, destructivePerHour: 0, approversMentioned: false });
});

test('moderators may ask for routine actions, and admins for all', () => {
  const moderator = '1212740923873198135';
  const { askers } = policyFrom({ MODERATOR_ROLE_IDS: moderator });

  expect(askers).toEqual({ routine: [moderator, ...admins], sensitive: admins, destructive: admins });
});

test('an override sets what differs for one command and leaves the rest to its tier', () => {
  const policy = policyFrom({
    APPROVAL_OVERRIDES: JSON.stringify({
      'user.rm': { votes: 2, roles: [owners], vote_within: '4h', run_within: '30m' },
      'user.confirm_all': { votes: 0 },
      'action.undo': { votes: 0 },
    }),
  });

  expect(policy.requirementFor('user.rm', 'destructive')).toEqual({
    votes: 2,
    roleSets: [[owners]],
    voteWithin: 4 * hour,
    runWithin: hour / 2,
  });
  expect(policy.requirementFor('user.confirm_all', 'destructive')).toEqual({
    votes: 0,
    roleSets: [admins],
    voteWithin: 24 * hour,
    runWithin: hour,
  });
  expect(policy.requirementFor('action.undo', 'destructive')).toMatchObject({ votes: 0 });
  expect(policy.requirementFor('user.unconfirm_all', 'destructive')).toMatchObject({ votes: 1 });
});

test.for([
  ['APPROVALS_ROUTINE', '-1', 'must be a whole number from 0 to 10'],
  ['APPROVALS_SENSITIVE', '1.5', 'must be a whole number from 0 to 10'],
  ['APPROVALS_DESTRUCTIVE', 'all', 'must be a whole number from 0 to 10'],
  ['APPROVALS_DESTRUCTIVE', '11', 'must be a whole number from 0 to 10'],
  ['APPROVER_ROLE_IDS', 'admins', 'must be a Discord id, 17 to 20 digits'],
  ['APPROVERS_MENTIONED', 'perhaps', 'must be true or false'],
  ['VOTE_WITHIN', '24', 'must be a number and a unit (s, m, h, d or w), such as 30m, 12h, 7d or 2w'],
  ['VOTE_WITHIN', 'tomorrow', 'must be a number and a unit (s, m, h, d or w), such as 30m, 12h, 7d or 2w'],
  ['VOTE_WITHIN', '31d', 'must be between 1 second and 30 days'],
  ['RUN_WITHIN', '999ms', 'must be between 1 second and 30 days'],
  ['RUN_WITHIN', '-1h', 'must be between 1 second and 30 days'],
  ['BULK_LIMIT', '0', 'must be at least 1'],
  ['AUDIT_CHANNEL_ID', '#audit', 'must be a Discord id, 17 to 20 digits'],
  ['MODERATION_LOG', 'maybe', 'must be true or false'],
  ['APPROVAL_OVERRIDES', 'user.rm=2', 'must be JSON, such as {"user.rm":{"votes":2}}'],
  ['APPROVAL_OVERRIDES', '[]', 'must be JSON, such as {"user.rm":{"votes":2}}'],
  ['APPROVAL_OVERRIDES', '{"user.rn":{"votes":2}}', 'contains user.rn, which is not a command that changes'],
  [
    'APPROVAL_OVERRIDES',
    '{"user.list":{"votes":2}}',
    'contains user.list, which is not a command that changes',
  ],
  [
    'APPROVAL_OVERRIDES',
    '{"__proto__":{"votes":2}}',
    'contains __proto__, which is not a command that changes',
  ],
  ['APPROVAL_OVERRIDES', '{"user.rm":2}', 'must be an object, such as {"votes":2} for user.rm'],
  [
    'APPROVAL_OVERRIDES',
    '{"user.rm":{"votes":11}}',
    'must be a whole number from 0 to 10 for votes of user.rm',
  ],
  [
    'APPROVAL_OVERRIDES',
    '{"user.rm":{"vote":2}}',
    'contains vote for user.rm, where only votes, roles, vote_within',
  ],
  ['APPROVAL_OVERRIDES', '{"user.rm":{"roles":[]}}', 'must name at least one role for roles of user.rm'],
  ['APPROVAL_OVERRIDES', '{"user.rm":{"roles":[1]}}', 'must be Discord ids in quotes for roles of user.rm'],
  [
    'APPROVAL_OVERRIDES',
    '{"user.rm":{"run_within":5}}',
    'must be a time in quotes, such as "30m" for run_within',
  ],
] as const)('an invalid policy is refused: %s=%s', ([name, value, fault]) => {
  const read = () => policyFrom({ [name]: value });

  expect(read).toThrow(Misconfigured);
  expect(read).toThrow(`${name} ${fault}`);
});

test('all errors of the policy are named in one message', () => {
  const read = () =>
    policyFrom({
      APPROVALS_DESTRUCTIVE: 'some',
      RUN_WITHIN: 'soon',
      APPROVAL_OVERRIDES: '{"user.rn":{"votes":2},"user.rm":{"votes":-1,"vote_within":"soon"}}',
    });

  for (const fault of [
    /APPROVALS_DESTRUCTIVE must be/,
    /RUN_WITHIN must be/,
    /APPROVAL_OVERRIDES .*contains user\.rn/,
    /APPROVAL_OVERRIDES .*for votes of user\.rm/,
    /APPROVAL_OVERRIDES .*for vote_within of user\.rm/,
  ]) {
    expect(read).toThrow(fault);
  }
});
