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

test('what no override names takes what its tier takes', () => {
  const policy = policyWith({ 'user.rm': { votes: 5 } });

  expect(policy.requirementFor('user.tag', 'routine')).toEqual(agreement(0));
  expect(policy.requirementFor('user.tag', 'destructive')).toEqual(agreement(2));
  expect(policy.requirementFor('user.set', 'sensitive')).toEqual(agreement(1));
  expect(policy.requirementFor('toString', 'sensitive')).toEqual(agreement(1));
});

test('an override makes a command easier or harder as long as it is as dangerous as usual', () => {
  const policy = policyWith({ 'user.rm': { votes: 0 }, 'user.tag': { votes: 1, roleIds: ['moderators'] } });

  expect(policy.requirementFor('user.rm', 'destructive')).toEqual(agreement(0));
  expect(policy.requirementFor('user.tag', 'routine')).toEqual(agreement(1, ['moderators']));
});

test('where a plan raised the tier, whoever agrees satisfies both the tier and what an override says', () => {
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

test('taking something back has no tier of its own, so what is said of it counts whatever is taken back', () => {
  const overridden = policyWith({ 'action.undo': { votes: 0 }, 'action.keep': { votes: 1 } });

  expect(overridden.requirementFor('action.undo', 'destructive')).toEqual(agreement(0));
  expect(overridden.requirementFor('action.keep', 'destructive')).toEqual(agreement(1));
  expect(policyWith({}).requirementFor('action.keep', 'destructive')).toEqual(agreement(2));
});

test('of two sets of roles, one that is a part of the other is not the same', () => {
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

test('what takes the agreement of other operations too takes the strictest of all, and each one’s roles', () => {
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
  // What needs no votes has no say in who casts those that others need, nor for how long.
  expect(undoing('destructive', 'user.rm', 'user.set')).toEqual(agreement(2));
  expect(undoing('destructive', 'user.rm')).toEqual(agreement(0));
  // An operation takes what it takes as it usually is, at least.
  expect(undoing('routine', 'user.set')).toEqual(agreement(1));
  expect(undoing('routine', 'toString')).toEqual(agreement(0));
});

test('what stops things waits for nobody, whatever its tier takes, unless an override of its own says so', () => {
  const policy = policyWith({ 'staff.pause': { votes: 1 } });

  expect(policy.requirementFor('action.lock', 'sensitive').votes).toBe(0);
  expect(policy.requirementFor('staff.pause', 'sensitive').votes).toBe(1);
  expect(policyWith({}).requirementFor('staff.pause', 'sensitive').votes).toBe(0);
  expect(policy.requirementFor('staff.resume', 'sensitive').votes).toBe(1);
  expect(policy.requirementFor('action.unlock', 'destructive').votes).toBe(2);
});

test('in a terminal nobody else is asked, and the reach counts as everywhere', () => {
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
