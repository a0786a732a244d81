import { expect, test } from 'vitest';
import { type Caller, createGate, openGate } from '../../src/actions/index.ts';
import { Refused } from '../../src/text/errors.ts';

const access = {
  guildId: 'guild',
  channelIds: ['moderation', 'alarms'],
  adminRoleIds: ['admins'],
  moderatorRoleIds: ['moderators', 'helpers'],
};
const caller: Caller = {
  id: '17',
  name: 'ada',
  source: 'discord',
  roles: [],
  guildId: 'guild',
  channelId: 'moderation',
};

const gate = createGate(access);

/** The sentence of the refusal; null where the request is allowed. */
function refusal(...asked: Parameters<typeof gate>): string | null {
  try {
    gate(...asked);
    return null;
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
}

const noAdmin = 'Only admins can do this.';
const noModerator = 'Only moderators and admins can do this.';

test.for([
  ['admins', 'read', null],
  ['admins', 'routine', null],
  ['admins', 'sensitive', null],
  ['admins', 'destructive', null],
  ['helpers', 'read', null],
  ['moderators', 'routine', null],
  ['moderators', 'sensitive', noAdmin],
  ['moderators', 'destructive', noAdmin],
  ['users', 'read', noModerator],
  ['users', 'routine', noModerator],
  ['users', 'sensitive', noAdmin],
  ['users', 'destructive', noAdmin],
] as const)('a caller with the role %s who asks for a %s command gets: %s', ([role, tier, sentence]) => {
  expect(refusal({ ...caller, roles: ['everyone', role] }, tier)).toBe(sentence);
});

test('a caller without a role may do nothing', () => {
  expect(refusal(caller, 'read')).toBe(noModerator);
});

test('where certain roles are required, any of them is enough, and no other is, not even an admin’s', () => {
  const right = { eachOf: [['owners', 'elders']] };

  expect(refusal({ ...caller, roles: ['everyone', 'elders'] }, right)).toBeNull();
  expect(refusal({ ...caller, roles: ['everyone', 'admins'] }, right)).toBe(
    'Only members with role owners or role elders can do this.',
  );
});

test('where roles of several sets are required, the caller needs one of each', () => {
  const right = { eachOf: [['owners', 'elders'], ['admins']] };

  expect(refusal({ ...caller, roles: ['elders', 'admins'] }, right)).toBeNull();
  for (const role of ['elders', 'admins']) {
    expect(refusal({ ...caller, roles: ['everyone', role] }, right)).toBe(
      'Only members with role owners or role elders, and also one of role admins can do this.',
    );
  }
});

test.for([
  [
    { guildId: 'elsewhere' },
    'Steward works only in the server that it was set up for. Run the command there.',
  ],
  [
    { guildId: null, channelId: null },
    'Steward works only in the server that it was set up for. Run the command there.',
  ],
  [{ channelId: 'chat' }, 'Steward does not work in this channel. Use channel moderation or channel alarms.'],
  [{ channelId: null }, 'Steward does not work in this channel. Use channel moderation or channel alarms.'],
  [{ channelId: 'alarms' }, null],
] as const)('the place is checked before the role, also for an admin: %j', ([place, sentence]) => {
  const admin = { ...caller, roles: ['admins'] };

  expect(refusal({ ...admin, ...place }, 'read')).toBe(sentence);
  expect(refusal({ ...admin, ...place }, { eachOf: [['admins']] })).toBe(sentence);
});

test('where no channels are configured, all channels of the guild are allowed', () => {
  const everywhere = createGate({ ...access, channelIds: [] });

  expect(() => everywhere({ ...caller, roles: ['admins'], channelId: 'chat' }, 'read')).not.toThrow();
  expect(() => everywhere({ ...caller, roles: ['admins'], guildId: 'elsewhere' }, 'read')).toThrow(Refused);
});

test('Steward itself needs neither a place nor a role', () => {
  expect(refusal({ ...caller, source: 'system', guildId: null, channelId: null }, 'destructive')).toBeNull();
});

test('the console may do everything', () => {
  expect(() => openGate({ ...caller, source: 'console', guildId: null }, 'destructive')).not.toThrow();
});
