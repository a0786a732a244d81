import { expect, test } from 'vitest';
import { type ActingTier, createPolicy, openPolicy, tierOf } from '../../src/actions/index.ts';

const agreement = (votes: number) => ({ votes, roleIds: ['admins'], voteWithin: 2_000, runWithin: 1_000 });

const policyWith = (overrides: Readonly<Record<string, object>>) =>
  createPolicy(
    {
      askers: { routine: [], sensitive: [], destructive: [] },
      tiers: { routine: agreement(0), sensitive: agreement(1), destructive: agreement(2) },
      overrides,
      bulkLimit: 3,
      destructivePerHour: 0,
      approversMentioned: false,
    },
    new Map<string, ActingTier>([
      ['user.tag', 'routine'],
      ['user.set', 'sensitive'],
      ['user.sign_out', 'routine'],
      ['user.rm', 'destructive'],
      ['action.undo', 'routine'],
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

  expect(policy.agreementFor('user.tag', 'routine')).toEqual(agreement(0));
  expect(policy.agreementFor('user.tag', 'destructive')).toEqual(agreement(2));
  expect(policy.agreementFor('user.set', 'sensitive')).toEqual(agreement(1));
  expect(policy.agreementFor('toString', 'sensitive')).toEqual(agreement(1));
});

test('an override makes a command easier or harder as long as it is as dangerous as usual', () => {
  const policy = policyWith({ 'user.rm': { votes: 0 }, 'user.tag': { votes: 1, roleIds: ['moderators'] } });

  expect(policy.agreementFor('user.rm', 'destructive')).toEqual(agreement(0));
  expect(policy.agreementFor('user.tag', 'routine')).toEqual({ ...agreement(1), roleIds: ['moderators'] });
});

test('where a plan raised the tier, an override does not let it pass with fewer votes than the tier takes', () => {
  const policy = policyWith({
    'user.tag': { votes: 0, voteWithin: 9 },
    'user.set': { votes: 3, roleIds: ['owners'] },
    'user.sign_out': { votes: 2, roleIds: ['owners'] },
  });

  expect(policy.agreementFor('user.tag', 'destructive')).toEqual(agreement(2));
  expect(policy.agreementFor('user.set', 'destructive')).toEqual({ ...agreement(3), roleIds: ['owners'] });
  expect(policy.agreementFor('user.sign_out', 'destructive')).toEqual({
    ...agreement(2),
    roleIds: ['owners'],
  });
});

test('taking something back has no tier of its own, so what is said of it counts whatever is taken back', () => {
  const policy = policyWith({ 'action.undo': { votes: 0 } });

  expect(policy.agreementFor('action.undo', 'destructive')).toEqual(agreement(0));
});

test('what stops things waits for nobody, whatever its tier takes, unless an override of its own says so', () => {
  const policy = policyWith({ 'staff.pause': { votes: 1 } });

  expect(policy.agreementFor('action.lock', 'sensitive').votes).toBe(0);
  expect(policy.agreementFor('staff.pause', 'sensitive').votes).toBe(1);
  expect(policyWith({}).agreementFor('staff.pause', 'sensitive').votes).toBe(0);
  expect(policy.agreementFor('staff.resume', 'sensitive').votes).toBe(1);
  expect(policy.agreementFor('action.unlock', 'destructive').votes).toBe(2);
});

test('in a terminal nobody else is asked, and the reach counts as everywhere', () => {
  const policy = openPolicy(3);

  expect(policy.agreementFor('user.rm', 'destructive')).toMatchObject({ votes: 0, roleIds: [] });
  expect(policy).toMatchObject({
    askers: { routine: [], sensitive: [], destructive: [] },
    overrides: {},
    destructivePerHour: 0,
    approversMentioned: false,
  });
  expect(tierOf({ tier: 'routine' }, { size: 4 }, policy)).toBe('destructive');
});
