import { expect, test } from 'vitest';
import { createPolicy, openPolicy, tierOf } from '../../src/actions/index.ts';
import type { ActionTier } from '../../src/operations/index.ts';

const times = { voteWithin: 2_000, runWithin: 1_000 };
const rule = (votes: number) => ({ votes, roleIds: ['admins'], ...times });
const agreement = (votes: number, ...roleSets: string[][]) => ({
  votes,
  roleSets: roleSets.length === 0 ? [['admins']] : roleSets,
  ...times,
});

const policyWith = (overrides: Readonly<Record<string, object>>) =>
  createPolicy(
    {
      askers: { routine: [], sensitive: [], destructive: [] },
      tiers: { routine: rule(0), sensitive: rule(1), destructive: rule(2) },
      overrides,
      bulkLimit: 3,
      destructivePerHour: 0,
      approversMentioned: false,
    },
    new Map<string, { tier: ActionTier }>([
      ['user.tag', { tier: 'routine' }],
      ['user.set', { tier: 'sensitive' }],
      ['user.sign_out', { tier: 'routine' }],
      ['user.rm', { tier: 'destructive' }],
      ['action.undo', { tier: 'routine' }],
      ['action.keep', { tier: 'routine' }],
    ]),
  );

test.for([
  ['routine', {}, 'routine'],
  ['destructive', {}, 'destructive'],
  ['routine', { tier: 'sensitive' }, 'sensitive'],
  ['routine', { tier: 'destructive' }, 'destructive'],
  ['destructive', { tier: 'sensitive' }, 'destructive'],
  ['routine', { size: 3 }, 'routine'],
  ['routine', { size: 4 }, 'destructive'],
  ['sensitive', { size: 4, tier: 'routine' }, 'destructive'],
] as const)(
  'a plan can make an operation more dangerous and never less: %s with %j is %s',
  ([tier, plan, expected]) => {
    expect(tierOf({ tier }, plan, policyWith({}))).toBe(expected);
  },
);

test('an operation without an override needs the approvals of its tier', () => {
  const policy = policyWith({ 'user.rm': { votes: 5 } });

  expect(policy.requirementFor('user.tag', 'routine')).toEqual(agreement(0));
  expect(policy.requirementFor('user.tag', 'destructive')).toEqual(agreement(2));
  expect(policy.requirementFor('user.set', 'sensitive')).toEqual(agreement(1));
  expect(policy.requirementFor('toString', 'sensitive')).toEqual(agreement(1));
});

test('an override raises or lowers the approvals of an operation that runs at its usual tier', () => {
  const policy = policyWith({ 'user.rm': { votes: 0 }, 'user.tag': { votes: 1, roleIds: ['moderators'] } });

  expect(policy.requirementFor('user.rm', 'destructive')).toEqual(agreement(0));
  expect(policy.requirementFor('user.tag', 'routine')).toEqual(agreement(1, ['moderators']));
});

test('where a plan raised the tier, approvals must satisfy both the tier and the override', () => {
  const policy = policyWith({
    'user.tag': { votes: 0, voteWithin: 9 },
    'user.set': { votes: 3, roleIds: ['owners'], voteWithin: 9 },
    'user.sign_out': { votes: 1, roleIds: ['moderators'], runWithin: 9_000 },
  });

  expect(policy.requirementFor('user.tag', 'destructive')).toEqual(agreement(2));
  expect(policy.requirementFor('user.set', 'destructive')).toEqual({
    ...agreement(3, ['admins'], ['owners']),
    voteWithin: 9,
  });
  expect(policy.requirementFor('user.sign_out', 'destructive')).toEqual(
    agreement(2, ['admins'], ['moderators']),
  );
});

test('an undo has no tier of its own, so its override counts for every undone operation', () => {
  const overridden = policyWith({ 'action.undo': { votes: 0 }, 'action.keep': { votes: 1 } });

  expect(overridden.requirementFor('action.undo', 'destructive')).toEqual(agreement(0));
  expect(overridden.requirementFor('action.keep', 'destructive')).toEqual(agreement(1));
  expect(policyWith({}).requirementFor('action.keep', 'destructive')).toEqual(agreement(2));
});

test('a set of roles that is a part of another set is not the same set', () => {
  const policy = policyWith({
    'user.tag': { votes: 1, roleIds: ['owners', 'admins'] },
    'user.sign_out': { votes: 1, roleIds: ['admins', 'owners'] },
  });

  expect(policy.requirementFor('user.set', 'sensitive', ['user.tag', 'user.sign_out'])).toEqual(
    agreement(1, ['admins'], ['owners', 'admins']),
  );
  expect(policy.requirementFor('user.tag', 'routine', ['user.set'])).toEqual(
    agreement(1, ['owners', 'admins'], ['admins']),
  );
});

test('an action that needs the approvals of other operations too needs the strictest of all, and each operation’s roles', () => {
  const policy = policyWith({
    'action.undo': { votes: 0 },
    'user.tag': { votes: 1, roleIds: ['moderators'], voteWithin: 9 },
    'user.sign_out': { votes: 2, roleIds: ['admins'], runWithin: 9 },
    'user.rm': { votes: 0, roleIds: ['owners'], voteWithin: 1 },
  });
  const undoing = (tier: ActionTier, ...operations: string[]) =>
    policy.requirementFor('action.undo', tier, operations);

  expect(undoing('routine', 'user.tag')).toEqual({ ...agreement(1, ['moderators']), voteWithin: 9 });
  expect(undoing('routine', 'user.tag', 'user.sign_out')).toEqual({
    ...agreement(2, ['moderators'], ['admins']),
    voteWithin: 9,
    runWithin: 9,
  });
  // An operation that needs no votes decides neither who casts the votes of the others nor how long they wait.
  expect(undoing('destructive', 'user.rm', 'user.set')).toEqual(agreement(2));
  expect(undoing('destructive', 'user.rm')).toEqual(agreement(0));
  // An operation needs at least the approvals of its usual tier.
  expect(undoing('routine', 'user.set')).toEqual(agreement(1));
  expect(undoing('routine', 'toString')).toEqual(agreement(0));
});

test('locking and pausing need no approval at any tier, unless an override of their own says so', () => {
  const policy = policyWith({ 'staff.pause': { votes: 1 } });

  expect(policy.requirementFor('action.lock', 'sensitive').votes).toBe(0);
  expect(policy.requirementFor('staff.pause', 'sensitive').votes).toBe(1);
  expect(policyWith({}).requirementFor('staff.pause', 'sensitive').votes).toBe(0);
  expect(policy.requirementFor('staff.resume', 'sensitive').votes).toBe(1);
  expect(policy.requirementFor('action.unlock', 'destructive').votes).toBe(2);
});

test('the console asks nobody else for approval, and everything is within its reach', () => {
  const policy = openPolicy(3);

  expect(policy.requirementFor('user.rm', 'destructive')).toMatchObject({ votes: 0, roleSets: [[]] });
  expect(policy).toMatchObject({
    askers: { routine: [], sensitive: [], destructive: [] },
    overrides: {},
    destructivePerHour: 0,
    approversMentioned: false,
  });
  expect(tierOf({ tier: 'routine' }, { size: 4 }, policy)).toBe('destructive');
});
